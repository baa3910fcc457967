"""Witnesses: a message of the writer that shows a difference, for whoever asks "which message would break?".

Pure: the bytes and the JSON are made from the writer's schema and the steps that the difference names. All else in the
message is the least that its types allow.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemas.compatibility.form import Array, Beholder, Enum, Fixed, Record, Skematype, Union
from schemas.compatibility.forskel import Forskel
from schemas.compatibility.hoejde import hoejder

_NUL_UUID: Final = "00000000-0000-0000-0000-000000000000"
_TYDELIG: Final[Mapping[str, Any]] = {"int": 20_000, "long": 20_000, "bytes": "\x30\x39"}
"""A value whose meaning is plain: a day in 2024 or twenty seconds; as a decimal 12345 with a point somewhere."""
_VISER: Final[Mapping[str, Mapping[str, Any]]] = {
    "PRAECISION": {"int": (1 << 24) + 1, "long": (1 << 53) + 1},  # the first that a float or a double cannot hold
    "BYTES-TEKST": {"bytes": "\xff"},
    "LOGISK-TYPE": _TYDELIG,
    "DECIMAL": _TYDELIG,
}
"""By rule and primitive type, the value that shows the difference, as Avro's JSON."""
_MINDST: Final[Mapping[str, Any]] = {
    "null": None,
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "bytes": "\0",
    "string": "",
}
"""The least value of each primitive type, as Avro's JSON."""


@dataclass(frozen=True, slots=True)
class Vidne:
    """A message: its Avro bytes, written with the writer's schema, and the same as Avro's JSON."""

    data: bytes
    json: Any


def vidne(skriver: Skematype, forskel: Forskel) -> Vidne | None:
    """A message of `skriver`, the version that writes, in which `forskel` matters.

    None when there is no message at all: a record that always holds itself, an enum or a union without members.
    """
    skrivning = _Skrivning(skriver, forskel)
    return None if skrivning.uendelig else Vidne(*skrivning.skriv(skriver, forskel.rute))


class _Skrivning:
    def __init__(self, rod: Skematype, forskel: Forskel) -> None:
        self._hoejder = hoejder(rod)
        self._forskel = forskel
        self._nummer = 0
        self._rod = rod

    @property
    def uendelig(self) -> bool:
        """Whether no message has an end that passes through the difference."""
        return not self._kan(self._rod, self._forskel.rute)

    def _kan(self, type_: Skematype, rute: tuple[str | int | None, ...]) -> bool:
        if not rute:
            return type_ in self._hoejder
        trin, videre = rute[0], rute[1:]
        match type_:
            case Record(felter=felter):
                return all(self._kan(felt.type, videre if felt.navn == trin else ()) for felt in felter)
            case Union(grene=grene) if isinstance(trin, int):
                return self._kan(grene[trin], videre)
            case Beholder(indre=indre):
                return self._kan(indre, videre)
            case _:
                return False

    def skriv(self, type_: Skematype, rute: tuple[str | int | None, ...]) -> tuple[bytes, Any]:
        """The value's bytes and JSON."""
        trin, videre = (rute[0], rute[1:]) if rute else (None, ())
        match type_:
            case Record(felter=felter):
                dele = {felt.navn: self.skriv(felt.type, videre if felt.navn == trin else ()) for felt in felter}
                return b"".join(data for data, _ in dele.values()), {navn: en for navn, (_, en) in dele.items()}
            case Union(grene=grene):
                nummer = trin if isinstance(trin, int) else self._laveste(grene)
                gren = grene[nummer]
                data, en = self.skriv(gren, videre)
                return _heltal(nummer) + data, (None if gren.slags == "null" else {gren.navn: en})
            case Beholder(indre=indre):
                poster = [self.skriv(indre, videre)] if rute else []
                return _beholder(type_, poster)
            case _:
                en = self._vaerdi(type_, maal=not rute and self._er_maalet(type_))
                return _enkelt(type_, en), en

    def _laveste(self, grene: tuple[Skematype, ...]) -> int:
        return min(range(len(grene)), key=lambda nummer: self._hoejder.get(grene[nummer], 1 << 30))

    def _er_maalet(self, type_: Skematype) -> bool:
        return type_.peger == self._forskel.skriver.peger.removesuffix("/symbols")

    def _vaerdi(self, type_: Skematype, *, maal: bool) -> Any:
        """A value without parts: one that shows the difference where it is the place of it, else the least."""
        regel = self._forskel.regel if maal else ""
        match type_:
            case Enum(symboler=symboler):
                return next((symbol for symbol in self._forskel.mangler if regel and symbol in symboler), symboler[0])
            case Fixed(stoerrelse=stoerrelse):
                return "\0" * stoerrelse
            case _ if type_.slags in _VISER.get(regel, ()):
                return _VISER[regel][type_.slags]
            case _ if self._forskel.regel.startswith("FELT-") and type_.logisk is None:
                return self._saerpraeg(type_)
            case _:
                er_uuid = type_.logisk is not None and type_.logisk.navn == "uuid"
                return _NUL_UUID if er_uuid else _MINDST[type_.slags]

    def _saerpraeg(self, type_: Skematype) -> Any:
        """A value unlike the others, so that it shows which field it comes out in."""
        self._nummer += 1
        match type_.slags:
            case "int" | "long" | "float" | "double":
                return self._nummer
            case "string":
                return str(self._nummer)
            case slags:
                return _MINDST[slags]


def _beholder(type_: Beholder, poster: list[tuple[bytes, Any]]) -> tuple[bytes, Any]:
    """A list, or a map whose only key is k."""
    noegle = b"" if isinstance(type_, Array) else _tekst(b"k")
    blok = b"".join(_heltal(1) + noegle + data for data, _ in poster)
    vaerdier = [en for _, en in poster]
    return blok + _heltal(0), vaerdier if isinstance(type_, Array) else dict(zip("k", vaerdier, strict=False))


def _enkelt(type_: Skematype, vaerdi: Any) -> bytes:
    """The bytes of a value without parts, given as Avro's JSON."""
    match type_.slags:
        case "null":
            data = b""
        case "boolean":
            data = bytes([vaerdi])
        case "int" | "long":
            data = _heltal(vaerdi)
        case "float" | "double":
            data = struct.pack("<f" if type_.slags == "float" else "<d", vaerdi)
        case "fixed":
            data = vaerdi.encode("latin-1")
        case "enum":
            data = _heltal(type_.symboler.index(vaerdi)) if isinstance(type_, Enum) else b""
        case _:
            data = _tekst(vaerdi.encode("latin-1" if type_.slags == "bytes" else "utf-8"))
    return data


def _heltal(tal: int) -> bytes:
    zigzag = tal << 1 if tal >= 0 else (-tal << 1) - 1
    ud = bytearray()
    while zigzag > 0x7F:
        ud.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    ud.append(zigzag)
    return bytes(ud)


def _tekst(raa: bytes) -> bytes:
    return _heltal(len(raa)) + raa
