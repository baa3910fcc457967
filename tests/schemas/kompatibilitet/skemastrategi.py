"""Random schemas, and pairs of a schema before and after some changes, for the properties of compatibility."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.schemas.kompatibilitet.skemaaendringer import LOGISKE, SIMPLE, aendringer


@st.composite
def skemaer(draw: st.DrawFn) -> dict[str, Any]:
    """A record of a few fields, nested, with named types that are used again and records that hold themselves."""
    return _Bygger(draw).post(0)


@st.composite
def skemapar(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A schema and the same after one to three changes, in either order."""
    foer = draw(skemaer())
    efter = copy.deepcopy(foer)
    for nummer in range(draw(st.integers(1, 3))):
        draw(st.sampled_from(list(aendringer(efter, f"n{nummer}"))))()
    return (foer, efter) if draw(st.booleans()) else (efter, foer)


class _Bygger:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._nummer = 0
        self._faerdige: list[str] = []
        self._aabne: list[str] = []
        self._flade: list[Callable[[int], Any]] = [
            self._simpel,
            self._simpel,
            self._logisk,
            self._enum,
            self._fixed,
            self._igen,
            self._sig_selv,
        ]
        self._dybe: list[Callable[[int], Any]] = [self._liste, self._kort, self._union, self.post]

    def post(self, dybde: int) -> dict[str, Any]:
        navn = self._navn("R")
        self._aabne.append(navn)
        felter = [self._felt(dybde) for _ in range(self._draw(st.integers(1, 3)))]
        self._aabne.pop()
        self._faerdige.append(navn)
        return {"type": "record", "name": navn, "fields": felter}

    def _felt(self, dybde: int) -> dict[str, Any]:
        return {"name": self._navn("f"), "type": self._type(dybde + 1)}

    def _type(self, dybde: int) -> Any:
        slags = [*self._flade, *self._dybe] if dybde < 3 else self._flade
        return self._draw(st.sampled_from(slags))(dybde)

    def _navn(self, slags: str) -> str:
        self._nummer += 1
        return f"{slags}{self._nummer}"

    def _simpel(self, _dybde: int) -> str:
        return self._draw(st.sampled_from(SIMPLE))

    def _logisk(self, _dybde: int) -> Any:
        return dict(self._draw(st.sampled_from(LOGISKE)))

    def _enum(self, _dybde: int) -> Any:
        navn = self._navn("E")
        self._faerdige.append(navn)
        return {"type": "enum", "name": navn, "symbols": ["A", "B", "C"][: self._draw(st.integers(1, 3))]}

    def _fixed(self, _dybde: int) -> Any:
        navn = self._navn("F")
        self._faerdige.append(navn)
        return {"type": "fixed", "name": navn, "size": self._draw(st.integers(0, 3))}

    def _igen(self, dybde: int) -> Any:
        return self._draw(st.sampled_from(self._faerdige)) if self._faerdige else self._simpel(dybde)

    def _sig_selv(self, _dybde: int) -> Any:
        navn = self._draw(st.sampled_from(self._aabne))
        return ["null", navn] if self._draw(st.booleans()) else {"type": "array", "items": navn}

    def _liste(self, dybde: int) -> Any:
        return {"type": "array", "items": self._type(dybde + 1)}

    def _kort(self, dybde: int) -> Any:
        return {"type": "map", "values": self._type(dybde + 1)}

    def _union(self, dybde: int) -> list[Any]:
        grene: list[Any] = self._draw(st.lists(st.sampled_from(SIMPLE), min_size=1, max_size=3, unique=True))
        if self._draw(st.booleans()):
            grene.insert(self._draw(st.integers(0, len(grene))), self.post(dybde + 1))
        return grene
