"""References: the types that a schema may name because they are defined in other schemas (RA-09: one concept, one type)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.compatibility.fejl import UgyldigtSkema
from schemas.compatibility.navne import NAVNGIVNE, fuldt_navn, navnerum


@dataclass(frozen=True, slots=True)
class Definition:
    """A type where it is defined: its JSON, the namespace around it, and its place (`navn#` and a JSON pointer)."""

    raa: dict[str, Any]
    rum: str
    peger: str


def definitioner(referencer: Mapping[str, Any]) -> dict[str, Definition]:
    """Every type that is defined in the referenced schemas, by full name, wherever in them it stands.

    The same type may be written out in several of them; raises UgyldigtSkema where two differ.
    """
    fundne: dict[str, Definition] = {}
    for reference, raa in referencer.items():
        for navn, definition in find_definitioner(raa, peger=f"{reference}#"):
            anden = fundne.setdefault(navn, definition)
            if not samme_definition(anden.raa, definition.raa):
                raise UgyldigtSkema(
                    definition.peger,
                    f"{navn} er defineret anderledes i {anden.peger}",
                    f"{navn} is defined otherwise in {anden.peger}",
                )
    return fundne


def samme_definition(en: Mapping[str, Any], anden: Mapping[str, Any]) -> bool:
    """Whether two definitions of one full name say the same, however the name is written."""
    return {**en, "name": "", "namespace": ""} == {**anden, "name": "", "namespace": ""}


def find_definitioner(raa: Any, rum: str = "", peger: str = "") -> Iterator[tuple[str, Definition]]:
    """Every named type that is defined in a schema's JSON, with its full name. Raises UgyldigtSkema for bad names."""
    match raa:
        case list():
            for nummer, gren in enumerate(raa):
                yield from find_definitioner(gren, rum, f"{peger}/{nummer}")
        case {"type": str() as art} if art in NAVNGIVNE:
            navn = fuldt_navn(raa, rum, peger)
            yield navn, Definition(raa, rum, peger)
            felter = raa.get("fields")
            for nummer, felt in enumerate(felter if isinstance(felter, list) else ()):
                indre = felt.get("type") if isinstance(felt, dict) else None
                yield from find_definitioner(indre, navnerum(navn), f"{peger}/fields/{nummer}/type")
        case {"type": "array", "items": indre}:
            yield from find_definitioner(indre, rum, f"{peger}/items")
        case {"type": "map", "values": indre}:
            yield from find_definitioner(indre, rum, f"{peger}/values")
