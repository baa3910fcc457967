"""A contract's Avro types as the screen reads them; says which it cannot take.

The screen takes what our contracts are written with: records, lists, texts, numbers, booleans, and any of them or null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemas.skema import RaaSkema, fuldt_navn

SLIDS: Final = 16
"""Bytes of one slot."""


class Uegnet(ValueError):
    """A contract that the screen cannot take; the judge does. The text names the type, and what to write instead."""


@dataclass(frozen=True)
class Tekst:
    """A text."""


@dataclass(frozen=True)
class Tal:
    """A whole number, a date or a time, within what the codec can read."""

    mindst: int
    hoejst: int


@dataclass(frozen=True)
class Boolsk:
    """True or false."""


@dataclass(frozen=True)
class Post:
    """A record, by its full name."""

    navn: str


@dataclass(frozen=True)
class Liste:
    """A list."""

    af: Type


@dataclass(frozen=True)
class Kort:
    """A map. Only an empty one passes the screen."""


Type = Tekst | Tal | Boolsk | Post | Liste | Kort


@dataclass(frozen=True)
class Felt:
    """One field of a record; its slot is the one of its number."""

    navn: str
    type: Type
    kan_mangle: bool


Poster = Mapping[str, tuple[Felt, ...]]
"""The fields of every record type, by its full name."""

_TAL: Final = {
    ("int", None): Tal(-(2**31), 2**31 - 1),
    ("long", None): Tal(-(2**63), 2**63 - 1),
    ("int", "date"): Tal(-719_162, 2_932_896),
    ("long", "timestamp-micros"): Tal(-62_135_596_800_000_000, 253_402_300_799_999_999),
    ("long", "timestamp-millis"): Tal(-62_135_596_800_000, 253_402_300_799_999),
}
"""Dates and times are those of the years 1-9999."""


def laes_typer(raa: RaaSkema) -> tuple[Post, Poster]:
    """The message's own type, and all record types in it. Raises Uegnet."""
    laeser = _Laeser()
    rod = laeser.type(raa, "")
    if not isinstance(rod, Post):
        raise Uegnet("a message is a record")
    return rod, laeser.poster


class _Laeser:
    def __init__(self) -> None:
        self.poster: dict[str, tuple[Felt, ...]] = {}
        self.aabne: set[str] = set()

    def type(self, raa: Any, rum: str) -> Type:  # noqa: PLR0911 - one case per kind of Avro type
        match raa:
            case "string":
                return Tekst()
            case "boolean":
                return Boolsk()
            case "int" | "long":
                return _TAL[raa, None]
            case {"type": "int" | "long" as slags} if (slags, raa.get("logicalType")) in _TAL:
                return _TAL[slags, raa.get("logicalType")]
            case {"type": "record"}:
                return self.post(raa, rum)
            case {"type": "array", "items": indre}:
                return Liste(self.type(indre, rum))
            case {"type": "map", "values": "string"}:
                return Kort()
            case {"type": "string"} if "logicalType" not in raa:
                return Tekst()
            case str() if "." in raa or rum:
                return self.kendt(raa if "." in raa else f"{rum}.{raa}")
        slags = raa if isinstance(raa, str) else raa.get("type") if isinstance(raa, dict) else "union"
        raise Uegnet(f"the type {slags} is not one that the screen reads; records, lists, texts and numbers are")

    def kendt(self, navn: str) -> Post:
        if navn in self.aabne:
            raise Uegnet(f"{navn} holds itself; write the levels out")
        if navn not in self.poster:
            raise Uegnet(f"{navn} is no record that the screen reads")
        return Post(navn)

    def post(self, raa: RaaSkema, rum: str) -> Post:
        navn = fuldt_navn(raa, rum)
        self.aabne.add(navn)
        self.poster[navn] = tuple(self.felt(felt, navn.rpartition(".")[0]) for felt in raa["fields"])
        self.aabne.discard(navn)
        return Post(navn)

    def felt(self, raa: Mapping[str, Any], rum: str) -> Felt:
        match raa["type"]:
            case ["null", indre]:
                return Felt(raa["name"], self.type(indre, rum), kan_mangle=True)
            case list():
                raise Uegnet(f"the field {raa['name']} is a union of other kinds than null and one type, in this order")
            case indre:
                return Felt(raa["name"], self.type(indre, rum), kan_mangle=False)
