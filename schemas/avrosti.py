"""Finds where Avro bytes break: walks them by their schema, slowly and exactly, after the fast reader has given up.

Only for messages that cannot be read; it explains, it does not decode.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from schemas.skema import fuldt_navn

PRIMITIVER: Final = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
_FAST: Final = {"float": 4, "double": 8}
_EPOKE: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Brud:
    """The byte (from 0), the field path, and what is wrong there in English and Danish."""

    position: int
    sti: str
    en: str
    da: str


class _Brudt(Exception):
    def __init__(self, brud: Brud) -> None:
        self.brud = brud


def find_brud(skema: Any, data: bytes, fra: int = 0) -> Brud | None:
    """The first place where `data` is not an instance of `skema`; None when it can be walked to the end of the record."""
    try:
        gang = _Gang(data, fra)
        gang.kend(skema, "")
        gang.gaa(skema, "", "")
    except _Brudt as brudt:
        return brudt.brud
    except RecursionError:
        return Brud(fra, "", "nested too deeply", "indlejret for dybt")
    return None


class _Gang:
    def __init__(self, data: bytes, position: int) -> None:
        self.data = data
        self.position = position
        self.typer: dict[str, tuple[Any, str]] = {}

    def kend(self, skema: Any, rum: str) -> None:
        """Learn every named type first: where one is defined, the message may hold an empty list or a null."""
        match skema:
            case list():
                for gren in skema:
                    self.kend(gren, rum)
            case {"type": "record" | "error" | "enum" | "fixed"}:
                navn = fuldt_navn(skema, rum)
                self.typer[navn] = (skema, navn.rpartition(".")[0])
                for felt in skema.get("fields", ()):
                    self.kend(felt["type"], navn.rpartition(".")[0])
            case (
                {"type": "array", "items": indre}
                | {"type": "map", "values": indre}
                | {"type": dict() | list() as indre}
            ):
                self.kend(indre, rum)

    def brud(self, sti: str, en: str, da: str, position: int | None = None) -> _Brudt:
        return _Brudt(Brud(self.position if position is None else position, sti.lstrip("."), en, da))

    def tag(self, antal: int, sti: str) -> bytes:
        if antal > len(self.data) - self.position:
            raise self.brud(
                sti,
                f"the message ends {antal - (len(self.data) - self.position)} bytes too early",
                f"beskeden slutter {antal - (len(self.data) - self.position)} bytes for tidligt",
            )
        stykke = self.data[self.position : self.position + antal]
        self.position += antal
        return stykke

    def heltal(self, sti: str, bits: int) -> int:
        start, vaerdi, skift = self.position, 0, 0
        while True:
            byte = self.tag(1, sti)[0]
            vaerdi |= (byte & 0x7F) << skift
            skift += 7
            if not byte & 0x80:
                break
            if skift > 63:
                raise self.brud(sti, "a number of more than ten bytes", "et tal på mere end ti bytes", start)
        if byte == 0 and skift > 7:
            raise self.brud(sti, "a number of more bytes than it needs", "et tal på flere bytes, end det kræver", start)
        tal = (vaerdi >> 1) ^ -(vaerdi & 1)
        if not -(1 << (bits - 1)) <= tal < 1 << (bits - 1):
            raise self.brud(sti, f"a number beyond {bits} bits", f"et tal uden for {bits} bit", start)
        return tal

    def gaa(self, skema: Any, sti: str, rum: str) -> None:  # noqa: C901 - one case per kind of Avro schema
        match skema:
            case str() if skema in PRIMITIVER:
                self.primitiv(skema, sti, None)
            case str():
                navngiven = self.typer.get(skema) or self.typer[f"{rum}.{skema}"]
                self.gaa_navngiven(*navngiven, sti)
            case list():
                start = self.position
                gren = self.heltal(sti, 64)
                if not 0 <= gren < len(skema):
                    raise self.brud(sti, f"no branch {gren} in this union", f"unionen har ingen gren {gren}", start)
                self.gaa(skema[gren], sti, rum)
            case {"type": "record" | "error" | "enum" | "fixed"}:
                self.gaa_navngiven(skema, fuldt_navn(skema, rum).rpartition(".")[0], sti)
            case {"type": "array", "items": items}:
                self.blokke(sti, lambda indeks: self.gaa(items, f"{sti}[{indeks}]", rum))
            case {"type": "map", "values": values}:

                def post(_indeks: int) -> None:
                    self.primitiv("string", sti, None)
                    self.gaa(values, f"{sti}{{}}", rum)

                self.blokke(sti, post)
            case {"type": str() as primitiv} if primitiv in PRIMITIVER:
                self.primitiv(primitiv, sti, skema.get("logicalType"))
            case {"type": indre}:
                self.gaa(indre, sti, rum)

    def gaa_navngiven(self, skema: Any, rum: str, sti: str) -> None:
        match skema["type"]:
            case "enum":
                start = self.position
                if not 0 <= self.heltal(sti, 32) < len(skema["symbols"]):
                    raise self.brud(sti, "no such symbol in this enum", "enumerationen har intet sådant symbol", start)
            case "fixed":
                self.tag(skema["size"], sti)
            case _:
                for felt in skema["fields"]:
                    self.gaa(felt["type"], f"{sti}.{felt['name']}", rum)

    def blokke(self, sti: str, et: Any) -> None:
        indeks = 0
        while antal := self.heltal(sti, 64):
            if antal < 0:
                antal = -antal
                self.heltal(sti, 64)
            if antal > len(self.data) - self.position:
                raise self.brud(
                    sti, "more items announced than there are bytes left", "flere elementer end der er bytes tilbage"
                )
            for _ in range(antal):
                et(indeks)
                indeks += 1

    def primitiv(self, type_: str, sti: str, logisk: str | None) -> None:
        start = self.position
        match type_:
            case "null":
                return
            case "boolean":
                if self.tag(1, sti)[0] > 1:
                    raise self.brud(sti, "neither true nor false", "hverken sand eller falsk", start)
            case "int" | "long":
                tal = self.heltal(sti, 32 if type_ == "int" else 64)
                self.logisk(logisk, tal, sti, start)
            case "float" | "double":
                self.tag(_FAST[type_], sti)
            case _:
                laengde = self.heltal(sti, 64)
                if laengde < 0:
                    raise self.brud(sti, "a negative length", "en negativ længde", start)
                tekst = self.tag(laengde, sti)
                if type_ == "string":
                    self.utf8(tekst, sti)

    def utf8(self, tekst: bytes, sti: str) -> None:
        try:
            tekst.decode("utf-8")
        except UnicodeDecodeError as fejl:
            place = self.position - len(tekst) + fejl.start
            raise self.brud(sti, "text that is not UTF-8", "tekst, der ikke er UTF-8", place) from None

    def logisk(self, logisk: str | None, tal: int, sti: str, start: int) -> None:
        enhed = {"timestamp-micros": 1, "timestamp-millis": 1000, "date": 86_400_000_000}.get(logisk or "")
        if enhed is None:
            return
        try:
            _EPOKE + dt.timedelta(microseconds=tal * enhed)
        except OverflowError:
            raise self.brud(sti, "a time outside the years 1-9999", "et tidspunkt uden for år 1-9999", start) from None
