"""The oracle on content: what must be refused whoever sends it. See `orakel`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.hub.kontrakter.orakel_felter import (
    AVSC,
    FREMMED,
    KATALOG,
    KODER,
    LISTER,
    NAVNERUM,
    form,
    kort,
    spaend,
    tekst,
    tidspunkt,
    unik_id,
    urn,
    uuid,
)
from tests.hub.kontrakter.orakel_sagdok import dokument, sag
from tests.hub.kontrakter.orakel_xml import blok, uden, udvidelse, ulovlige_tegn

RANG = {
    navn: LISTER["foelsomhed"]["koder"][nr]["orden"] - 1
    for nr in range(4)
    for navn, kode in KODER["foelsomhed"].items()
    if kode == LISTER["foelsomhed"]["koder"][nr]["kode"]
}


def indhold(navn: str, besked: Any) -> list[str]:
    """Every reason to refuse this content; empty when there is none."""
    fejl = list(felter(NAVNERUM + navn, besked, navn))
    fejl += ["a character that XML has not"] if ulovlige_tegn(besked) else []
    fejl += kuvert(navn, besked)
    data = besked["beskeddata"]
    fejl += HAENDELSER.get(navn, lambda _data: [])(data)
    return fejl


# --- every field, wherever it stands --------------------------------------------------------------------------------


def felter(type_: str, data: Any, besked: str) -> Iterator[str]:
    """What the contract itself says of each field, then what holds of the type wherever it stands."""
    for felt in AVSC[type_]["fields"]:
        vaerdi = data[felt["name"]]
        if vaerdi is None:
            continue
        kerne = next(t for t in felt["type"] if t != "null") if isinstance(felt["type"], list) else felt["type"]
        if not (besked == FREMMED and type_.endswith("ObjektRegistrering")):
            yield from kode(felt, vaerdi)
        yield from feltform(felt, kerne, vaerdi)
        for type_inde, post in inde(kerne, vaerdi):
            yield from felter(type_inde, post, besked)
    if (proev := TYPER.get(type_.removeprefix(NAVNERUM))) is not None:
        for fejl in proev(data):
            yield f"{type_}: {fejl}"


def inde(kerne: Any, vaerdi: Any) -> list[tuple[str, Any]]:
    """The records in a field, with their type."""
    if isinstance(kerne, dict) and kerne.get("items") in AVSC:
        return [(kerne["items"], post) for post in vaerdi]
    return [(kerne, vaerdi)] if isinstance(kerne, str) and kerne in AVSC else []


def kode(felt: Any, vaerdi: Any) -> Iterator[str]:
    for en in vaerdi if isinstance(vaerdi, list) else [vaerdi]:
        if "kodeliste" in felt and (tekst(en) if isinstance(en, dict) else en) not in KODER[felt["kodeliste"]]:
            yield f"{felt['name']}: unknown code"


def feltform(felt: Any, kerne: Any, vaerdi: Any) -> Iterator[str]:
    if felt.get("format") == "kle-urn":
        if not re.fullmatch(r"urn:oio:kle:\d\d\.\d\d\.\d\d", urn(vaerdi), re.ASCII):
            yield f"{felt['name']}: no KLE URN"
    elif "format" in felt and not form(felt["format"], vaerdi):
        yield f"{felt['name']}: wrong form"
    if kerne == "int" and not -(2**31) <= vaerdi < 2**31:
        yield f"{felt['name']}: beyond 32 bits"
    if isinstance(kerne, dict) and kerne["type"] == "map":
        yield from udvidelser(vaerdi)


def udvidelser(felter_: dict[str, str]) -> Iterator[str]:
    if len(felter_) > 64:
        yield "more than 64 extensions"
    for navn, vaerdi in felter_.items():
        urn_ = re.fullmatch(r"urn:[a-z0-9][a-z0-9-]{1,31}:\S{1,200}", navn)
        domaene = re.fullmatch(r"([a-z0-9-]+\.)+[a-z0-9-]+[/#:]\S{1,200}", navn)
        if not (urn_ or domaene) or len(vaerdi) > 10_000:
            yield "extension without a namespace, or too long"


def virkning(data: Any) -> Iterator[str]:
    if data["fra"] is None or data["fra"]["tidsstempel"] is None:
        yield "from is missing or infinite"
    if data["til"] and data["til"]["tidsstempel"] and spaend(data)[0] >= spaend(data)[1]:
        yield "to is not after from"
    yield from kort(data, noteTekst=1024)


def registrering(data: Any) -> Iterator[str]:
    if data["tidspunkt"] is None or data["tidspunkt"]["tidsstempel"] is None:
        yield "no time"
    if not data["livscyklusKode"]:
        yield "no livscyklusKode"
    yield from kort(data, noteTekst=1024)


def offentlighed(data: Any) -> Iterator[str]:
    if (data["titelAlternativTekst"] is None) != (data["hjemmelTekst"] is None):
        yield "OB4: one without the other"
    yield from kort(data, titelAlternativTekst=255, hjemmelTekst=1024)


def relation(data: Any) -> Iterator[str]:
    if data["virkning"] is None:
        yield "OB5: no virkning"
    yield from kort(data, indeks=36)


def it_system(data: Any) -> Iterator[str]:
    yield from relation(data)
    if not uuid(data["reference"]):
        yield "an it-system is given by its UUID"
    if not data["systemNavn"] or len(data["systemNavn"]) > 255:
        yield "systemNavn missing or too long"


def objektregistrering(data: Any) -> Iterator[str]:
    if not urn(data["objektAnsvarligMyndighed"]).startswith("urn:oio:cvr-nr:"):
        yield "RA-08: no responsible authority"
    tid = data["registreringstidspunkt"]
    if tid is None or tid["tidsstempel"] is None:
        yield "RA-08: no time of registration"
    yield from uden("antalLeveranceforsoeg", data)


def fil(data: Any) -> Iterator[str]:
    if not 1 <= data["stoerrelse"] <= 2**40:
        yield "size of file"


def ejendom(data: Any) -> Iterator[str]:
    if data["bfe"] is None and data["esr"] is None and data["adresse"] is None:
        yield "no property given"


def adresse(data: Any) -> Iterator[str]:
    if data["landekode"] == "DK" and not re.fullmatch("[0-9]{4}", data["postnummer"]):
        yield "no Danish postnummer"


TYPER: dict[str, Callable[[Any], Any]] = {
    "faelles.UnikId": unik_id,
    "faelles.Tidspunkt": tidspunkt,
    "faelles.Virkning": virkning,
    "faelles.Registrering": registrering,
    "faelles.OffentlighedUndtaget": offentlighed,
    "faelles.Aktoerrelation": lambda data: [*relation(data), *kort(data, fuldtNavn=255)],
    "faelles.Klasserelation": lambda data: [*relation(data), *kort(data, klassetitel=255)],
    "faelles.Partrelation": relation,
    "faelles.Objektrelation": relation,
    "faelles.ItSystemrelation": it_system,
    "faelles.ObjektRegistrering": objektregistrering,
    "faelles.Leveranceinformation": lambda data: uden("antalLeveranceforsoeg", data),
    "faelles.Leverancerute": lambda data: uden("signatur", data),
    "faelles.LokalUdvidelse": udvidelse,
    "faelles.Beskeddatablok": blok,
    "faelles.Adresse": adresse,
    "faelles.Filreference": fil,
    "faelles.Ejendom": ejendom,
    "faelles.Person": lambda data: kort(data, navn=255),
    "faelles.Part": lambda data: (
        ["a person or a company"] if (data["person"] is None) == (data["virksomhed"] is None) else []
    ),
    "faelles.Beloeb": lambda data: ["beyond any payment"] if abs(data["oere"]) > 10**13 else [],
    "faelles.Periode": lambda data: (
        ["to is not after from"] if data["til"] is not None and data["til"] <= data["fra"] else []
    ),
}


# --- the envelope, and that it tells the same story as the content --------------------------------------------------


def hoved(besked: Any) -> Iterator[str]:
    """What is asked of the first fields of every message."""
    if besked["beskedVersion"] != "1.0":
        yield "BeskedVersion"
    if not besked["beskedId"]["uuid"]:
        yield "BeskedId that is no UUID"


def kuvert(navn: str, besked: Any) -> Iterator[str]:
    ku = besked["beskedkuvert"]
    fil_, lev = ku["filtreringsdata"], ku["leveranceinformation"]
    yield from hoved(besked)
    if not all(urn(modtager).startswith("urn:oio:cvr-nr:") for modtager in fil_["tilladtModtager"]):
        yield "tilladtModtager that is no authority"
    if spaend({"fra": ku["gyldighedFra"], "til": None})[0] >= spaend({"fra": None, "til": ku["gyldighedTil"]})[1]:
        yield "gyldighedTil not after gyldighedFra"
    if not fil_["objektRegistrering"]:
        yield "RA-08: no ObjektRegistrering"
        return
    foerste = fil_["objektRegistrering"][0]
    yield from katalog(KATALOG[navn], foerste, besked)
    if navn == FREMMED:
        return
    for felt in ("kildesystem", "transaktionsId", "sikkerhedsklassificering"):
        if lev[felt] is None:
            yield f"{felt} missing"
    mindst = RANG[KATALOG[navn]["foelsomhed"]]
    data = besked["beskeddata"]
    if navn in {"sag.SagRegistreret", "dokument.DokumentRegistreret"}:
        yield from samme_historie(foerste, data)
        mindst = max([RANG.get(egenskaber["foelsomhed"], 0) for egenskaber in data["egenskaber"]], default=0)
    if RANG.get(tekst(lev["sikkerhedsklassificering"]), 9) < mindst:
        yield "labelled less sensitive than it is"


def katalog(post: Any, foerste: Any, besked: Any) -> Iterator[str]:
    """What the catalogue entry of the contract says of the first ObjektRegistrering."""
    if (
        "kontrakter" not in post
        and tekst(besked["beskedkuvert"]["filtreringsdata"]["beskedtype"]) != post["beskedtype"]
    ):
        yield "beskedtype of another contract"
    if post["objektId"]:
        vaerdi = besked
        for led in post["objektId"].split("."):
            vaerdi = vaerdi[led]
        if vaerdi is not None and tekst(foerste["objektId"]) != vaerdi:
            yield "objektId is not the object's"
    if post["objekttype"] and KODER["objekttype"].get(tekst(foerste["objektType"])) != post["objekttype"]:
        yield "objektType is another"
    if post["handlinger"] and KODER["objekthandling"].get(tekst(foerste["objektHandling"])) not in post["handlinger"]:
        yield "objektHandling that this beskedtype has not"
    if post["kle"] == "paakraevet" and not urn(foerste["opgaveEmne"]).startswith("urn:oio:kle:"):
        yield "opgaveEmne missing"


def samme_historie(foerste: Any, data: Any) -> Iterator[str]:
    """The authority is the owner's, the subject is the primary class, as they stood when it was registered."""
    naar = (foerste["registreringstidspunkt"] or {}).get("tidsstempel")

    def ved(liste: str, rolle: str) -> list[Any]:
        alle = [post for post in data[liste] if post["rolle"] == rolle]
        da = [post for post in alle if naar and spaend(post["virkning"])[0] <= naar < spaend(post["virkning"])[1]]
        return da or alle

    for post in ved("aktoerer", "Ejer"):
        numre = {urn(post["reference"]), f"urn:oio:cvr-nr:{post['cvr']}" if post["cvr"] else ""} - {""}
        if numre - {tekst(foerste["objektAnsvarligMyndighed"])}:
            yield "another authority than the owner"
    emne = urn(foerste["opgaveEmne"]).removeprefix("urn:oio:kle:")
    helt = re.fullmatch(r"\d\d\.\d\d\.\d\d", emne, re.ASCII)
    if helt and any(post["brugervendtNoegle"] != emne for post in ved("klasser", "PrimaerKlasse")):
        yield "another subject than PrimaerKlasse"


# --- the citizen events ---------------------------------------------------------------------------------------------


def _naar(betingelse: Callable[[Any], bool], fejl: str) -> Callable[[Any], list[str]]:
    return lambda data: [fejl] if betingelse(data) else []


HAENDELSER: dict[str, Callable[[Any], list[str]]] = {
    "sag.SagRegistreret": lambda d: list(sag(d)),
    "dokument.DokumentRegistreret": lambda d: list(dokument(d)),
    "borger.Flytning": _naar(lambda d: not d["flyttere"], "nobody moves"),
    "dagtilbud.Opskrivning": _naar(lambda d: len(d["institutionsoensker"]) > 50, "more than 50 wishes"),
    "dagtilbud.Pladstilbud": _naar(lambda d: d["svarfrist"] > d["startdato"], "answer due after the start"),
    "byggeri.Mangelmeddelelse": _naar(lambda d: not d["mangler"], "nothing is lacking"),
    "byggeri.Byggeafgoerelse": _naar(
        lambda d: d["klagefrist"] is not None and d["klagefrist"] < d["afgoerelsesdato"], "appeal before decision"
    ),
    "ydelse.Refusionsanmodning": lambda d: [
        *_naar(lambda d: d["udbetaltLoen"]["oere"] < 0, "negative wages")(d),
        *_naar(lambda d: not 1 <= d["fravaerMinutter"] <= 527_040, "absence in minutes")(d),
    ],
    "ydelse.Bevilling": _naar(
        lambda d: d["afgoerelse"] in {"Imoedekommet", "DelvistImoedekommet"} and d["beloeb"] is None,
        "grant without amount",
    ),
    "post.PostAnmodning": _naar(lambda d: not 1 <= len(d["titel"]) <= 256, "title of post"),
}
