"""Lint rules on codes and forms: a code comes from a versioned list, an identifier has a form that is known (RA-11)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, Final

from schemas.formater.fejl import vis_navn
from schemas.identifikatorer import MOENSTER
from schemas.kodeliste import Kodeliste
from schemas.lint.fund import Alvor
from schemas.lint.materiale import Felt, Materiale
from schemas.lint.proeve import Proeve
from schemas.lint.regel import Brud, Lintregel, lintregler
from schemas.skema import PRAEFIKS

_LIGNER_KODE: Final = re.compile(
    r"(?i)(kode|type|status|rolle|kategori|kanal|aarsag|klasse|fremdrift|foelsomhed|valuta|svar|tilstand|slags|art)$"
)
_NAEVNER_KODER: Final = re.compile(
    r"\b[A-Z][A-Z0-9_]*(?:\s*(?:,|/|\||\bor\b|\beller\b)\s*(?:or |eller )?[A-Z][A-Z0-9_]*)+\b"
    r"|(?i:\b(?:one of|either|possible values|allowed values|en af|et af|enten|mulige værdier|tilladte værdier)\b\s*:?\s*['\"«\w])"
    r"|(?i:\((?:ja|yes)\s*/\s*(?:nej|no)\))"
)
_VERSION: Final = re.compile(r"\d+(\.\d+)*|\d{4}-\d{2}(-\d{2})?|[A-Za-z0-9][A-Za-z0-9._-]*")
_UNIKID: Final = f"{PRAEFIKS}faelles.UnikId"
_TEKSTER: Final = frozenset({"string", _UNIKID})
_URN_I_UNIKID: Final = ("kle-urn", _UNIKID)
"""The one form that is also asked of the URN inside a UnikId."""


def _lister(materiale: Materiale) -> Iterator[tuple[Felt, str]]:
    """Every field that names a code list, with the list's name."""
    for felt in materiale.felter:
        if (liste := felt.raa.get("kodeliste")) is not None:
            yield felt, liste


def _ukendte(materiale: Materiale) -> Iterator[Brud]:
    for felt, liste in _lister(materiale):
        if liste not in materiale.kodelister:
            naer = difflib.get_close_matches(liste, materiale.kodelister, 1)
            yield felt.brud(
                "kodeliste",
                liste=vis_navn(liste),
                naer=f", måske til «{naer[0]}»" if naer else "",
                near=f", perhaps to «{naer[0]}»" if naer else "",
            )


def _uden_version(materiale: Materiale) -> Iterator[Brud]:
    for felt, liste in _lister(materiale):
        if liste in materiale.kodelister and not _VERSION.fullmatch(str(materiale.kodelister[liste].version)):
            yield felt.brud("kodeliste", liste=vis_navn(liste))


def _paa_andet_end_tekst(materiale: Materiale) -> Iterator[Brud]:
    for felt, _ in _lister(materiale):
        if not _er_tekst(felt.elementtype):
            yield felt.brud("kodeliste")


def _er_tekst(type_: Any) -> bool:
    return isinstance(type_, str) and type_ in _TEKSTER


def _uden_liste(felt: Felt) -> bool:
    """A text whose values nothing says anything about."""
    sagt = any(felt.raa.get(led) for led in ("kodeliste", "kodelisteUndtaget", "format"))
    return felt.elementtype == "string" and not sagt and not felt.post.er_kuvert


def _ligner_koder(materiale: Materiale) -> Iterator[Brud]:
    return (felt.brud() for felt in materiale.felter if _uden_liste(felt) and _LIGNER_KODE.search(felt.navn))


def _naevner_koder(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        naevnt = _NAEVNER_KODER.search(felt.raa.get("doc") or "")
        if naevnt and _uden_liste(felt) and not _LIGNER_KODE.search(felt.navn):
            yield felt.brud("doc")


def _enumerationer(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        type_ = felt.elementtype
        raa = materiale.typer.get(materiale.find(type_, felt.post.rum) or "", {})
        if raa.get("type") == "enum":
            yield felt.brud("type")


def _ukendte_former(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        form = felt.raa.get("format")
        if form is not None and form not in MOENSTER:
            kendte = difflib.get_close_matches(form, MOENSTER, 3) or sorted(MOENSTER)
            yield felt.brud("format", kendte=", ".join(kendte))


def _former_paa_andet(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        form = felt.raa.get("format")
        if form in MOENSTER and felt.type != "string" and (form, felt.type) != _URN_I_UNIKID:
            yield felt.brud("format")


def _liste_uden_version(proeve: Proeve) -> None:
    gammel = proeve.kodelister["valuta"]
    proeve.kodelister = proeve.kodelister.med(Kodeliste("skum", gammel, version=""))
    proeve.felt("skum", vaerdi="DKK", kodeliste="skum")


def _duft(proeve: Proeve) -> None:
    navn = f"{PRAEFIKS}faelles.Duft"
    proeve.kendte = {**proeve.kendte, navn: {"type": "enum", "name": navn, "symbols": ["ROSE", "HYLD"]}}
    proeve.felt("duft", navn, vaerdi="ROSE")


_RET_LISTE_DA: Final = "Sæt kodeliste til listens id; er koderne en andens egne, så skriv hvorfor i kodelisteUndtaget."
_RET_LISTE_EN: Final = (
    "Set kodeliste to the list's id; if the codes are someone else's own, say why in kodelisteUndtaget."
)

REGLER = lintregler(
    Lintregel(
        regel="RA-11", kode="KODELISTE-UKENDT", kilde="S:1347, S:2458",
        da="Kodelisten «{liste}» findes ikke.", en="There is no code list «{liste}».",
        ret_da="Ret navnet{naer}, eller læg listen i mappen kodelister ved siden af.",
        ret_en="Mend the name{near}, or put the list in a folder kodelister beside it.",
        find=_ukendte,
        bryder=lambda proeve: proeve.felt("duft", kodeliste="dufte"),
        holder=lambda proeve: proeve.felt("kanal", vaerdi="DKK", kodeliste="valuta"),
    ),
    Lintregel(
        regel="RA-11", kode="KODELISTE-VERSION", kilde="S:1347, S:2458",
        da="Kodelisten «{liste}» har ingen version.", en="The code list «{liste}» has no version.",
        ret_da='Giv listen en version, f.eks. "1.0", og hæv den, når koder kommer til.',
        ret_en='Give the list a version, such as "1.0", and raise it when codes are added.',
        find=_uden_version,
        bryder=_liste_uden_version,
        holder=lambda proeve: proeve.felt("kanal", vaerdi="DKK", kodeliste="valuta"),
    ),
    Lintregel(
        regel="RA-11", kode="KODELISTE-TYPE", kilde="S:1347, S:2458",
        da="Kun en tekst eller et UnikId kan være en kode.", en="Only a text or a UnikId can be a code.",
        ret_da="Lad typen være string, eller tag kodeliste ud.", ret_en="Let the type be string, or take kodeliste out.",
        find=_paa_andet_end_tekst,
        bryder=lambda proeve: proeve.felt(
            "skum", ["null", "boolean"], vaerdi=None, kodeliste="valuta", default=None
        ),
        holder=lambda proeve: proeve.felt(
            "skum", {"type": "array", "items": "string"}, vaerdi=["DKK"], kodeliste="valuta", default=[]
        ),
    ),
    Lintregel(
        regel="RA-11", kode="KODELISTE-MANGLER", kilde="S:1347, S:2458",
        da="Feltet ligner en kode, men har ingen kodeliste.", en="The field looks like a code but has no code list.",
        ret_da=_RET_LISTE_DA, ret_en=_RET_LISTE_EN,
        find=_ligner_koder,
        bryder=lambda proeve: proeve.felt("fodbadstype"),
        holder=lambda proeve: proeve.felt("fejlkode", kodelisteUndtaget="The clinic's own, passed on as they came."),
    ),
    Lintregel(
        regel="RA-11", kode="KODELISTE-DOC", alvor=Alvor.ADVARSEL, kilde="S:1347, S:2458",
        da="Doc nævner de værdier, feltet kan have, men det har ingen kodeliste.",
        en="The doc names the values that the field may have, but it has no code list.",
        ret_da=_RET_LISTE_DA, ret_en=_RET_LISTE_EN,
        find=_naevner_koder,
        bryder=lambda proeve: proeve.felt("vandhaardhed", doc="How hard the water is: BLOED, MIDDEL or HAARD."),
        holder=lambda proeve: proeve.felt("vandhaardhed", doc="How hard the water is, in the clinic's own words."),
    ),
    Lintregel(
        regel="RA-11", kode="KODELISTE-ENUM", kilde="S:1347, S:2458",
        da="En enumeration kan ikke få nye koder, uden at kontrakten ændres.",
        en="An enumeration cannot get new codes unless the contract is changed.",
        ret_da="Brug en string med kodeliste.", ret_en="Use a string with a kodeliste.",
        find=_enumerationer,
        bryder=_duft,
        holder=lambda proeve: proeve.felt("duft", vaerdi="DKK", kodeliste="valuta"),
    ),
    Lintregel(
        regel="FORMAT", kode="FORMAT-UKENDT", kilde="S:1326",
        da="Formen kendes ikke.", en="The form is unknown.",
        ret_da="Brug en af formerne: {kendte}.", ret_en="Use one of the forms: {kendte}.",
        find=_ukendte_former,
        bryder=lambda proeve: proeve.felt("klinikId", format="guid"),
        holder=lambda proeve: proeve.felt("klinikId", vaerdi="0f9d6a44-8f2b-4bb5-9a54-6f2b7c0d2203", format="uuid"),
    ),
    Lintregel(
        regel="FORMAT", kode="FORMAT-TYPE", kilde="S:1326",
        da="Kun en tekst kan have en form.", en="Only a text can have a form.",
        ret_da="Lad typen være string, eller tag format ud.", ret_en="Let the type be string, or take format out.",
        find=_former_paa_andet,
        bryder=lambda proeve: proeve.felt("klinik", "long", vaerdi=4, format="uuid"),
        holder=lambda proeve: proeve.felt("klinikId", ["null", "string"], vaerdi=None, format="uuid", default=None),
    ),
)  # fmt: skip
