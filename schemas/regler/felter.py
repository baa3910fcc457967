"""Rules that a field carries itself: its code list (RA-11) and its form (`format`), as attributes in the contract.

So a new field with a code or an identifier needs no rule of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from schemas.formater.tegn import ULOVLIGE_TEGN
from schemas.identifikatorer import MOENSTER
from schemas.regler.krav import Enaf, EnafId, Funktion, Hver, Interval, Krav, Moenster
from schemas.regler.numre import Cpr, Cvr, UrnAf
from schemas.regler.regel import FJERN, IAvro, Lag, Maal, Regel
from schemas.skema import PRAEFIKS, RaaSkema, kerne, postnavn

Kodeopslag = Callable[[str], frozenset[str]]
"""The codes of a list, and the UUIDs and URNs that stand for them. Raises LookupError for an unknown list."""

UNIK_ID: Final = PRAEFIKS + "faelles.UnikId"
OBJEKTREGISTRERING: Final = PRAEFIKS + "faelles.ObjektRegistrering"
FREMMED: Final = frozenset({"faelles.FremmedHaendelse"})
"""The contract for messages from outside: their object types and actions are not in our code lists."""

AABNE_FORMER: Final = frozenset(navn for navn, moenster in MOENSTER.items() if "[^" in moenster.pattern)
"""Forms that say what may not stand in a text; whatever they forget passes. The others name what may."""

UDVIDELSER_HOEJST: Final = 64
NAVNERUM: Final = re.compile(r"(?:urn:[a-z0-9][a-z0-9-]{1,31}:|(?:[a-z0-9-]+\.)+[a-z0-9-]+[/#:])[^\s]{1,200}", re.ASCII)

_FORM: Final[dict[str, tuple[str, str]]] = {
    "uuid": ("et UUID (8-4-4-4-12 hex-cifre)", "a UUID (8-4-4-4-12 hex digits)"),
    "urn": (
        "et URN som urn:oio:cvr-nr:12345678, højst 255 tegn",
        "a URN like urn:oio:cvr-nr:12345678, at most 255 characters",
    ),
    "cvr": ("et CVR-nummer: 8 cifre med rigtigt kontrolciffer", "a CVR number: 8 digits with the right check digit"),
    "cpr": ("et CPR-nummer: 10 cifre, der begynder med en dato", "a CPR number: 10 digits that begin with a date"),
    "pnummer": ("et P-nummer: 10 cifre", "a P number: 10 digits"),
    "bfe": ("et BFE-nummer: 1-10 cifre", "a BFE number: 1-10 digits"),
    "esr": ("et ESR-nummer: kommunekode, bindestreg, 5-6 cifre", "an ESR number: kommunekode, hyphen, 5-6 digits"),
    "kle-emne": ("et KLE-emne: NN.NN.NN", "a KLE subject: NN.NN.NN"),
    "kle-facet": ("en KLE-facet: et bogstav og to cifre", "a KLE facet: a letter and two digits"),
    "kle-urn": ("et KLE-emne som URN: urn:oio:kle:NN.NN.NN", "a KLE subject as a URN: urn:oio:kle:NN.NN.NN"),
}


@dataclass(frozen=True)
class Tegn:
    """A text of characters that XML can hold."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        """The text itself, where it holds another."""
        return ("",) if vaerdi is not None and ULOVLIGE_TEGN.search(vaerdi) else ()

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        """What can be printed can be told in XML, and is found out faster; line breaks need the closer look."""
        return f"({navn} is None or {navn}.isprintable() or {bind(ULOVLIGE_TEGN.search)}({navn}) is None)"


def _tegn_i_felter(vaerdi: Any) -> tuple[str, ...]:
    return ("",) if any(ULOVLIGE_TEGN.search(tekst) for par in vaerdi.items() for tekst in par) else ()


_TEGN: Final = Tegn()
_TEGNKRAV: Final[dict[str, Krav]] = {
    "string": _TEGN,
    "array": Hver(_TEGN),
    "map": Funktion(_tegn_i_felter, "tegn"),
}
"""The demand on characters by the kind of a field: a text, a list of texts, a map from text to text."""


def _formkrav(format_: str) -> Krav:
    match format_:
        case "cpr":
            return Cpr()
        case "cvr":
            return Cvr()
        case "kle-urn":
            return UrnAf(MOENSTER["kle-urn"])
        case _:
            return Moenster(MOENSTER[format_])


def feltregler(navn: str, raa: RaaSkema, koder: Kodeopslag) -> Iterator[Regel]:
    """The rules of one record type's own fields. Raises LookupError for an unknown code list or form."""
    for felt in raa["fields"]:
        if liste := felt.get("kodeliste"):
            yield _koderegel(navn, felt, liste, koder(liste))
        if format_ := felt.get("format"):
            yield _formregel(navn, felt["name"], format_)
        if krav := _tegnkrav(felt):
            yield _tegnregel(navn, felt["name"], krav)
        if kerne(felt["type"]) == "int":
            yield _heltalsregel(navn, felt["name"])
        if felt["name"] == "udvidelser":
            yield _udvidelsesregel(navn)


def _koderegel(navn: str, felt: dict[str, Any], liste: str, vaerdier: frozenset[str]) -> Regel:
    krav: Krav = EnafId(vaerdier) if postnavn(felt["type"]) == UNIK_ID else Enaf(vaerdier)
    if isinstance(felt["type"], dict) and felt["type"]["type"] == "array":
        krav = Hver(krav)
    return Regel(
        id="RA-11",
        kode=f"KODE-{liste.upper()}",
        type=navn.removeprefix(PRAEFIKS),
        sti=felt["name"],
        krav=krav,
        da=f"Koden skal stå i kodelisten «{liste}». Se listen i servicekataloget, eller bed ejeren om at optage koden.",
        en=f"The code must be in the code list «{liste}». See the list in the service catalogue, or ask its owner to add it.",
        kilde="S:1347, S:2458",
        maal=Maal.GENBRUG,
        lag=Lag.FORM,
        besked="",
        bryder={felt["name"]: FJERN},
        undtagen=FREMMED if navn == OBJEKTREGISTRERING else frozenset(),
    )


def _formregel(navn: str, felt: str, format_: str) -> Regel:
    da, en = _FORM.get(format_, (f"et felt af formen «{format_}»", f"of the form «{format_}»"))
    return Regel(
        id="ID-" + format_.upper(),
        type=navn.removeprefix(PRAEFIKS),
        sti=felt,
        krav=_formkrav(format_),
        da=f"Feltet skal være {da}.",
        en=f"The field must be {en}.",
        kilde="standards: identifiers",
        maal=Maal.SAMMENHAENGENDE,
        lag=Lag.IDENTIFIKATORER,
        besked="",
        bryder={felt: FJERN},
    )


def _tegnkrav(felt: dict[str, Any]) -> Krav | None:
    """What its characters must keep; None where there is no text, or a code list or a form already names them."""
    if felt.get("kodeliste") or felt.get("format", "urn") not in AABNE_FORMER:
        return None
    match kerne(felt["type"]):
        case "string":
            return _TEGNKRAV["string"]
        case {"type": "array" | "map" as slags} as type_ if (
            type_["items" if slags == "array" else "values"] == "string"
        ):
            return _TEGNKRAV[slags]
        case _:
            return None


def _tegnregel(navn: str, felt: str, krav: Krav) -> Regel:
    """What came as Avro must be able to leave as XML."""
    return Regel(
        id="FORM-TEGN",
        type=navn.removeprefix(PRAEFIKS),
        sti=felt,
        krav=krav,
        da="Teksten indeholder et tegn, som XML 1.0 ikke kan bære: et styretegn ud over tabulator og linjeskift, U+FFFE eller U+FFFF. Fjern det.",
        en="The text holds a character that XML 1.0 cannot carry: a control character beside tab and line breaks, U+FFFE or U+FFFF. Remove it.",
        kilde="XML 1.0, Char; S:547-552",
        maal=Maal.FLERE_LEVERANDOERER,
        lag=Lag.FORM,
        besked="",
        bryder=IAvro({felt: "\x01"}),
    )


def _heltalsregel(navn: str, felt: str) -> Regel:
    """Readers in other languages stop at 32 bits, where the Python reader goes on."""
    return Regel(
        id="RA-12-INT",
        type=navn.removeprefix(PRAEFIKS),
        sti=felt,
        krav=Interval(-(2**31), 2**31 - 1),
        da="Feltet er et heltal på 32 bit: fra -2147483648 til 2147483647.",
        en="The field is an integer of 32 bits: from -2147483648 to 2147483647.",
        kilde="S:1351-1354; Avro 1.11, int",
        maal=Maal.FLERE_LEVERANDOERER,
        lag=Lag.FORM,
        besked="",
        bryder=IAvro({felt: 2**31}),
    )


def _udvidelser(vaerdi: Any) -> tuple[str, ...]:
    if len(vaerdi) > UDVIDELSER_HOEJST:
        return ("",)
    return ("",) if any(not NAVNERUM.fullmatch(navn) or len(tekst) > 10_000 for navn, tekst in vaerdi.items()) else ()


def _udvidelsesregel(navn: str) -> Regel:
    return Regel(
        id="RA-04",
        type=navn.removeprefix(PRAEFIKS),
        sti="udvidelser",
        krav=Funktion(_udvidelser, "udvidelser"),
        da="En leverandørs egne felter skal have navne i leverandørens navnerum, f.eks. «dk.firma/felt» eller «urn:firma:felt»; højst 64 felter à 10.000 tegn.",
        en="A vendor's own fields need names in the vendor's namespace, e.g. «dk.firma/felt» or «urn:firma:felt»; at most 64 fields of 10,000 characters.",
        kilde="S:547-552, H:3175",
        maal=Maal.FLERE_LEVERANDOERER,
        lag=Lag.FORPLIGTELSER,
        besked="",
        bryder={"udvidelser": {"felt": ""}},
    )
