"""Lint rule on personal data: what looks like it has a tag in the catalogue, and every tag points at a field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemas.lint.fund import Fund, Ord
from schemas.lint.materiale import Kontrakt, Materiale
from schemas.skema import PRAEFIKS, postnavn

_FAELLES: Final = f"{PRAEFIKS}faelles."
_TYPER: Final = {f"{_FAELLES}Adresse": "adresse", f"{_FAELLES}Kontaktoplysninger": "kontakt"}
_HELBRED: Final = re.compile(r"(?i)helbred|diagnos|sygdom|fravaer|handicap|medicin|allerg|laege")
_TEKSTER: Final = {
    "navn": re.compile(r"navn|fuldtNavn|fornavn|mellemnavn|efternavn|[a-z]+Navn"),
    "kontakt": re.compile(r"(?i).*(e?mail|telefon|mobil).*"),
    "adresse": re.compile(r"(?i).*adresse.*"),
}
_IKKE_PERSON: Final = frozenset({f"{_FAELLES}Virksomhed", f"{_FAELLES}Filreference", f"{_FAELLES}ItSystemrelation"})
"""Records whose names are those of companies, files and systems."""


def personoplysninger(materiale: Materiale) -> Iterator[Fund]:
    """PERSON: tags are complete and to the point; `ingen` is a tag too and says that someone looked."""
    for kontrakt in materiale.kontrakter:
        if kontrakt.katalog is None or not isinstance(kontrakt.katalog.steder.vaerdi, dict):
            continue
        maerker = kontrakt.katalog.steder.vaerdi.get("personoplysninger")
        maerker = {str(sti).removesuffix("[]") for sti in maerker} if isinstance(maerker, dict) else set()
        stier = set[str]()
        for sti, post, felt in materiale.gennemgaa(kontrakt.navn):
            stier.add(sti.removesuffix("[]"))
            slags = _slags(post, felt) if sti.startswith("beskeddata") else None
            if slags and not _daekket(sti, maerker):
                yield _umaerket(kontrakt, sti, slags)
        for maerke in sorted(maerker - stier):
            yield _ukendt(kontrakt, maerke)


def _slags(post: str, felt: Mapping[str, Any]) -> str | None:
    """The kind of personal data that a field looks like, or None."""
    navn, type_ = str(felt["name"]), postnavn(felt["type"])
    if felt.get("format") == "cpr" or (post == f"{_FAELLES}Partrelation" and navn == "reference"):
        return "cpr"
    if type_ in _TYPER:
        return _TYPER[type_]
    if _HELBRED.search(navn) and felt.get("format") != "uuid":
        return "helbred"
    if post in _IKKE_PERSON or felt.get("format") == "uuid" or not _er_tekst(felt["type"]):
        return None
    return next((slags for slags, moenster in _TEKSTER.items() if moenster.fullmatch(navn)), None)


def _er_tekst(type_: Any) -> bool:
    return "string" in (type_ if isinstance(type_, list) else [type_])


def _daekket(sti: str, maerker: set[str]) -> bool:
    """Whether the path or one above it has a tag."""
    led = sti.split(".")
    return any(".".join(led[:antal]).removesuffix("[]") in maerker for antal in range(1, len(led) + 1))


def _umaerket(kontrakt: Kontrakt, sti: str, slags: str) -> Fund:
    assert kontrakt.katalog is not None  # noqa: S101 - for the type checker: only contracts with an entry come here
    return kontrakt.katalog.fund(
        "PERSON",
        ("personoplysninger",),
        Ord(
            f"{sti} ligner en personoplysning ({slags}) og er ikke mærket.",
            f"{sti} looks like personal data ({slags}) and has no tag.",
            f"Skriv «{sti}: {slags}» under personoplysninger; er det ingen personoplysning, så «{sti}: ingen».",
            f"Write «{sti}: {slags}» under personoplysninger; if it is no personal data, «{sti}: ingen».",
        ),
        hvor=sti,
    )


def _ukendt(kontrakt: Kontrakt, maerke: str) -> Fund:
    assert kontrakt.katalog is not None  # noqa: S101 - as above
    return kontrakt.katalog.fund(
        "PERSON",
        ("personoplysninger", maerke),
        Ord(
            f"Mærket peger på {maerke}, som kontrakten ikke har.",
            f"The tag points at {maerke}, which the contract does not have.",
            "Ret stien, eller tag mærket ud.",
            "Mend the path, or take the tag out.",
        ),
        hvor=maerke,
    )
