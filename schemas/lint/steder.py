"""Reads JSON and YAML so that every value keeps its place, since a finding without line and column is half a finding."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import yaml

Sti = tuple[str | int, ...]
"""The way to a value: keys and indexes from the root."""

DYBEST: Final = 64
_RUM: Final = re.compile(r"[ \t\n\r]*")


class Steder:
    """A document's value and the offset of every value in it."""

    def __init__(self, tekst: str, vaerdi: Any, offset: Mapping[Sti, int]) -> None:
        self.tekst = tekst
        self.vaerdi = vaerdi
        self._offset = offset

    def sted(self, sti: Sti) -> tuple[int, int]:
        """Line and column, from 1, of the value at `sti`, or of the nearest one around it."""
        while sti not in self._offset and sti:
            sti = sti[:-1]
        offset = self._offset.get(sti, 0)
        return self.tekst.count("\n", 0, offset) + 1, offset - self.tekst.rfind("\n", 0, offset)


def laes_json(tekst: str) -> Steder:
    """JSON with places. Raises json.JSONDecodeError, also for a key that stands twice and for too deep nesting."""
    laeser = _Laeser(tekst)
    vaerdi, slut = laeser.vaerdi(0, ())
    if laeser.rum(slut) != len(tekst):
        raise json.JSONDecodeError("something stands after the document's end", tekst, slut)
    return Steder(tekst, vaerdi, laeser.offset)


class _Laeser:
    def __init__(self, tekst: str) -> None:
        self.tekst = tekst
        self.offset: dict[Sti, int] = {}
        self._enkelt = json.JSONDecoder()

    def rum(self, i: int) -> int:
        fund = _RUM.match(self.tekst, i)
        return fund.end() if fund else i

    def vaerdi(self, i: int, sti: Sti) -> tuple[Any, int]:
        i = self.rum(i)
        self.offset[sti] = i
        if len(sti) > DYBEST:
            raise json.JSONDecodeError(f"nested deeper than {DYBEST}", self.tekst, i)
        match self.tekst[i : i + 1]:
            case "{":
                return self._objekt(i + 1, sti)
            case "[":
                return self._liste(i + 1, sti)
            case _:
                return self._enkelt.raw_decode(self.tekst, i)

    def _objekt(self, i: int, sti: Sti) -> tuple[dict[str, Any], int]:
        ud: dict[str, Any] = {}
        i = self.rum(i)
        if self.tekst[i : i + 1] == "}":
            return ud, i + 1
        while True:
            i = self._kraev('"', self.rum(i), "a key in double quotes") - 1
            noegle, slut = self._enkelt.raw_decode(self.tekst, i)
            if noegle in ud:
                raise json.JSONDecodeError(f"the key {noegle!r} stands twice", self.tekst, i)
            ud[noegle], i = self.vaerdi(self._kraev(":", self.rum(slut), "a colon"), (*sti, noegle))
            i = self.rum(i)
            if self.tekst[i : i + 1] == "}":
                return ud, i + 1
            i = self._kraev(",", i, "a comma or }")

    def _liste(self, i: int, sti: Sti) -> tuple[list[Any], int]:
        ud: list[Any] = []
        i = self.rum(i)
        if self.tekst[i : i + 1] == "]":
            return ud, i + 1
        while True:
            post, i = self.vaerdi(i, (*sti, len(ud)))
            ud.append(post)
            i = self.rum(i)
            if self.tekst[i : i + 1] == "]":
                return ud, i + 1
            i = self._kraev(",", i, "a comma or ]")

    def _kraev(self, tegn: str, i: int, hvad: str) -> int:
        if self.tekst[i : i + 1] != tegn:
            raise json.JSONDecodeError(f"expected {hvad}", self.tekst, i)
        return i + 1


def laes_yaml(tekst: str) -> Steder:
    """YAML with places. Raises yaml.YAMLError, also for too deep nesting."""
    _proev_dybde(tekst)
    offset: dict[Sti, int] = {}
    rod = yaml.compose(tekst, yaml.CSafeLoader)
    if rod is not None:
        _yaml_steder(rod, (), offset)
    return Steder(tekst, yaml.load(tekst, yaml.CSafeLoader), offset)


def _proev_dybde(tekst: str) -> None:
    """Composing deep YAML recurses in C and takes the process with it; its events come one by one."""
    dybde = 0
    for haendelse in yaml.parse(tekst, yaml.CSafeLoader):
        dybde += isinstance(haendelse, yaml.CollectionStartEvent) - isinstance(haendelse, yaml.CollectionEndEvent)
        if dybde > DYBEST:
            sted: Any = haendelse.start_mark
            raise yaml.MarkedYAMLError(problem=f"nested deeper than {DYBEST}", problem_mark=sted)


def _yaml_steder(node: Any, sti: Sti, offset: dict[Sti, int]) -> None:
    offset[sti] = node.start_mark.index
    match node:
        case yaml.MappingNode(value=par):
            for noegle, vaerdi in par:
                _yaml_steder(vaerdi, (*sti, noegle.value), offset)
        case yaml.SequenceNode(value=poster):
            for indeks, post in enumerate(poster):
                _yaml_steder(post, (*sti, indeks), offset)
