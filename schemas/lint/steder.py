"""Reads JSON and YAML so that every value keeps its place, since a finding without line and column is half a finding.

No reader of JSON in the package index that is kept up tells where each value stood, so the few rules of JSON's grammar
are here; single values are read by the standard library.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

Sti = tuple[str | int, ...]
"""The way to a value: keys and indexes from the root."""

DYBEST: Final = 64
BOM: Final = "\ufeff"
_RUM: Final = re.compile(r"[ \t\n\r]*")
_ENLIGT: Final = re.compile("[\ud800-\udfff]")


class Ulaeselig(ValueError):
    """A text that cannot be read: at which offset, and what is wrong, in Danish and English."""

    def __init__(self, offset: int, da: str, en: str) -> None:
        super().__init__(en)
        self.offset, self.da, self.en = offset, da, en


class Omraade(NamedTuple):
    """A stretch of a file. Lines and columns count from 1, columns in characters; the last column is past the end."""

    linje: int
    kolonne: int
    slutlinje: int
    slutkolonne: int


class Steder:
    """A document's value, and where everything in it stands; a byte order mark is no part of the text.

    `straekning` maps a path to the offsets of what names it: a single value itself, and of an object or an array its
    key, or where it has none its first character.
    """

    def __init__(self, tekst: str, vaerdi: Any, straekning: Mapping[Sti, tuple[int, int]]) -> None:
        self.tekst = tekst
        self.vaerdi = vaerdi
        self._straekning = straekning

    def naermeste(self, sti: Sti) -> Sti:
        """The path itself, or of the nearest thing around it that has a place."""
        while sti and sti not in self._straekning:
            sti = sti[:-1]
        return sti

    def sted(self, sti: Sti) -> Omraade:
        """Where the value at `sti` stands, or the nearest one around it."""
        fra, til = self._straekning.get(self.naermeste(sti), (0, 0))
        return Omraade(*self._punkt(fra), *self._punkt(til))

    @cached_property
    def _linjer(self) -> list[int]:
        return [0, *(fund.end() for fund in re.finditer("\n", self.tekst))]

    def _punkt(self, offset: int) -> tuple[int, int]:
        linje = bisect_right(self._linjer, offset)
        return linje, offset - self._linjer[linje - 1] + 1


def laes_json(tekst: str) -> Steder:
    """JSON with places. Raises Ulaeselig.

    Also for a key that stands twice, for too deep nesting, and for numbers and characters that others do not take.
    """
    tekst = tekst.removeprefix(BOM)
    laeser = _Laeser(tekst)
    vaerdi, slut = laeser.vaerdi(0, (), None)
    if laeser.rum(slut) != len(tekst):
        raise _syntaks(laeser.rum(slut), "something stands after the document's end")
    return Steder(tekst, vaerdi, laeser.straekning)


class _Laeser:
    def __init__(self, tekst: str) -> None:
        self.tekst = tekst
        self.straekning: dict[Sti, tuple[int, int]] = {}
        self._enkelt = json.JSONDecoder(parse_constant=_ingen_konstant, parse_float=_kommatal)

    def rum(self, i: int) -> int:
        fund = _RUM.match(self.tekst, i)
        return fund.end() if fund else i

    def vaerdi(self, i: int, sti: Sti, noegle: tuple[int, int] | None) -> tuple[Any, int]:
        """The value that begins at `i`, after space; `noegle` is where its key stands."""
        i = self.rum(i)
        if len(sti) > DYBEST:
            raise _for_dyb(i)
        match self.tekst[i : i + 1]:
            case "{":
                self.straekning[sti] = noegle or (i, i + 1)
                return self._objekt(i + 1, sti)
            case "[":
                self.straekning[sti] = noegle or (i, i + 1)
                return self._liste(i + 1, sti)
            case _:
                vaerdi, slut = self._raa(i)
                self.straekning[sti] = (i, slut)
                return vaerdi, slut

    def _raa(self, i: int) -> tuple[Any, int]:
        try:
            vaerdi, slut = self._enkelt.raw_decode(self.tekst, i)
        except json.JSONDecodeError as fejl:
            raise _syntaks(fejl.pos, fejl.msg) from None
        except ValueError:  # our own hooks, and Python's limit on the digits of an integer
            raise Ulaeselig(i, "tallet kan ikke læses af andre", "the number cannot be read by others") from None
        if isinstance(vaerdi, str) and _ENLIGT.search(vaerdi):
            raise Ulaeselig(i, "teksten har et halvt tegn (\\ud800-\\udfff)", "the text holds half a character")
        return vaerdi, slut

    def _objekt(self, i: int, sti: Sti) -> tuple[dict[str, Any], int]:
        ud: dict[str, Any] = {}
        i = self.rum(i)
        if self.tekst[i : i + 1] == "}":
            return ud, i + 1
        while True:
            i = self._kraev('"', self.rum(i), "a key in double quotes") - 1
            noegle, slut = self._raa(i)
            if noegle in ud:
                raise Ulaeselig(i, "nøglen står to gange", "the key stands twice")
            kolon = self._kraev(":", self.rum(slut), "a colon")
            ud[noegle], naeste = self.vaerdi(kolon, (*sti, noegle), (i, slut))
            i = self.rum(naeste)
            if self.tekst[i : i + 1] == "}":
                return ud, i + 1
            i = self._kraev(",", i, "a comma or }")

    def _liste(self, i: int, sti: Sti) -> tuple[list[Any], int]:
        ud: list[Any] = []
        i = self.rum(i)
        if self.tekst[i : i + 1] == "]":
            return ud, i + 1
        while True:
            post, i = self.vaerdi(i, (*sti, len(ud)), None)
            ud.append(post)
            i = self.rum(i)
            if self.tekst[i : i + 1] == "]":
                return ud, i + 1
            i = self._kraev(",", i, "a comma or ]")

    def _kraev(self, tegn: str, i: int, hvad: str) -> int:
        if self.tekst[i : i + 1] != tegn:
            raise _syntaks(i, f"expected {hvad}")
        return i + 1


def _ingen_konstant(navn: str) -> Any:
    raise ValueError(navn)


def _kommatal(tekst: str) -> float:
    tal = float(tekst)
    if math.isinf(tal):
        raise ValueError(tekst)
    return tal


def _syntaks(offset: int, en: str) -> Ulaeselig:
    return Ulaeselig(offset, "her er JSON forkert: se efter komma, anførselstegn og parenteser", f"not JSON: {en}")


def _for_dyb(offset: int) -> Ulaeselig:
    return Ulaeselig(offset, f"indlejret dybere end {DYBEST}", f"nested deeper than {DYBEST}")
