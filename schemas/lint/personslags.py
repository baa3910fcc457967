"""What looks like personal data, judged by a field's name, type, form and doc; and what no example may hold.

Rather too much than too little: a field that only looks like it is answered once, with the tag `ingen`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from schemas.skema import PRAEFIKS, postnavn

_FAELLES: Final = f"{PRAEFIKS}faelles."
_TYPER: Final = {f"{_FAELLES}Adresse": "adresse", f"{_FAELLES}Kontaktoplysninger": "kontakt"}
_CPR: Final = re.compile(r"(?i)cpr(?!.*(?:ukendt|mangler))|personnummer|[a-z]+Cpr")
_HELBRED: Final = re.compile(
    r"(?i)helbred|diagnos|sygdom|fravaer|handicap|medicin|allerg|laege(?!middelf)|sundhed|funktionsnedsaettelse|gravid"
    r"|vaccin|misbrug|psyk|doedsaarsag|indlaeggelse|genoptraening"
)
_FOEDT: Final = re.compile(r"(?i)foedsel|foedt")
_TEKSTER: Final = {
    "navn": re.compile(r"navn|fuldtNavn|fornavn|mellemnavn|efternavn|[a-z]+Navn"),
    "kontakt": re.compile(r"(?i).*(e?mail|telefon|mobil).*"),
    "adresse": re.compile(r"(?i).*(adresse|vejnavn|husnummer).*|bopael"),
}
_DOC: Final = {
    "cpr": re.compile(r"(?i)\bcpr[ -]?(?:number|nummer|no)\b|\bpersonnummer|\bcivil registration number"),
    "helbred": re.compile(r"(?i)\b(?:diagnosis|illness|disabilit|medication|helbred|sygdom|handicap)"),
    "adresse": re.compile(r"(?i)\b(?:home|private|postal|street) address\b|\bbopælsadresse|\bprivatadresse"),
    "navn": re.compile(
        r"(?i)\b(?:citizen|person|child|patient|parent|applicant)'s (?:full |first |last )?name\b|\bborgerens navn"
    ),
}
_IKKE_PERSON: Final = frozenset({f"{_FAELLES}Virksomhed", f"{_FAELLES}Filreference", f"{_FAELLES}ItSystemrelation"})
"""Records whose names are those of companies, files and systems."""
_IKKE_I_DOC: Final = frozenset({f"{_FAELLES}Adresse", f"{_FAELLES}Kontaktoplysninger"})

_LEVENDE: Final = re.compile(r"(?<![\w-])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?![\w-])", re.ASCII)
_FOELSOMME: Final = frozenset({"helbred"})
_FORTROLIGE: Final = frozenset({"cpr", "navn", "adresse", "kontakt", "familie", "oekonomi", "status"})


def slags(post: str, felt: Mapping[str, Any]) -> str | None:
    """The kind of personal data that a field of the record `post` looks like; None when it looks like none."""
    navn, form = str(felt["name"]), felt.get("format")
    if form == "cpr" or (post == f"{_FAELLES}Partrelation" and navn == "reference"):
        return "cpr"
    if (type_ := postnavn(felt["type"])) in _TYPER:
        return _TYPER[type_]
    if form == "uuid":
        return None  # an identifier that only a register can turn into a person
    if _HELBRED.search(navn):
        return "helbred"
    return None if post in _IKKE_PERSON or felt.get("kodeliste") else _andres_slags(post, felt, navn, form)


def _andres_slags(post: str, felt: Mapping[str, Any], navn: str, form: Any) -> str | None:
    if _FOEDT.search(navn):
        return "status"
    return _teksts_slags(post, navn, str(felt.get("doc") or "")) if _er_tekst(felt["type"]) and not form else None


def _teksts_slags(post: str, navn: str, doc: str) -> str | None:
    if _CPR.fullmatch(navn):
        return "cpr"
    efter_navn = next((slags_ for slags_, moenster in _TEKSTER.items() if moenster.fullmatch(navn)), None)
    if efter_navn or post in _IKKE_I_DOC:
        return efter_navn
    return next((slags_ for slags_, moenster in _DOC.items() if moenster.search(doc)), None)


def _er_tekst(type_: Any) -> bool:
    match type_:
        case list():
            return any(_er_tekst(gren) for gren in type_)
        case {"type": "array", "items": indre} | {"type": str() | dict() as indre}:
            return _er_tekst(indre)
        case _:
            return bool(type_ == "string")


def mindste_foelsomhed(slags_: Iterable[Any]) -> str | None:
    """The least code of the list `foelsomhed` that a message with such data may have; None where any will do."""
    fundne = {en for en in slags_ if isinstance(en, str)}
    if fundne & _FOELSOMME:
        return "FOELSOMME_PERSONOPLYSNINGER"
    return "FORTROLIGE_PERSONOPLYSNINGER" if fundne & _FORTROLIGE else None


def maa_tilhoere_en_levende(tekst: str) -> bool:
    """Whether a text holds what may be a living person's CPR number: invented ones have 60 added to the day."""
    return _LEVENDE.search(tekst) is not None
