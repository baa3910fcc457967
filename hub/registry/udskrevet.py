"""A schema with its references written out: what it means when it stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hub.registry.avrotrae import Trae


def definitioner(trae: Trae) -> Iterator[tuple[str, Trae]]:
    """Every named type that is defined in a tree, with its full name."""
    match trae:
        case list():
            for gren in trae:
                yield from definitioner(gren)
        case {"name": navn}:
            yield navn, trae
            for felt in trae.get("fields", ()):
                yield from definitioner(felt["type"])
        case {"type": "array", "items": indre} | {"type": "map", "values": indre}:
            yield from definitioner(indre)


def udskrevet(trae: Trae, kendte: Mapping[str, Trae]) -> Trae:
    """The tree with each type that `kendte` defines written out where it is first named."""
    return _Udskriver(kendte).skriv(trae)


class _Udskriver:
    def __init__(self, kendte: Mapping[str, Trae]) -> None:
        self._kendte = kendte
        self._skrevne: set[str] = set()

    def skriv(self, trae: Trae) -> Trae:
        match trae:
            case str():
                return self.skriv(self._kendte[trae]) if self._mangler(trae) else trae
            case list():
                return [self.skriv(gren) for gren in trae]
            case {"name": navn}:
                return navn if navn in self._skrevne else self._navngiven(navn, trae)
            case {"type": "array" | "map" as art}:
                indre = "items" if art == "array" else "values"
                return {**trae, indre: self.skriv(trae[indre])}
            case _:
                return trae

    def _mangler(self, navn: str) -> bool:
        return navn in self._kendte and navn not in self._skrevne

    def _navngiven(self, navn: str, trae: dict[str, Any]) -> Trae:
        self._skrevne.add(navn)
        if "fields" not in trae:
            return trae
        return {**trae, "fields": [{**felt, "type": self.skriv(felt["type"])} for felt in trae["fields"]]}
