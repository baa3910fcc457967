"""YAML with places: the data of a file as it was written, and the line and column of every part of it.

Scalars stay text (`0101` is a kommune's code, not a number; models turn text into what they need); a key that stands
twice is an error; aliases may not grow a small file into a large one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import yaml

from schemas.formater.fejl import vis_navn

STOERST: Final = 10_000_000
"""Bytes of the largest file that is read."""

DELE: Final = 500_000
"""Parts (keys, items, values) of the largest tree, aliases written out."""

DYBDE: Final = 30

Sti = tuple[str | int, ...]

_INTET: Final = frozenset({"", "~", "null", "Null", "NULL"})


class Sted(NamedTuple):
    """A place in a file; both count from 1."""

    linje: int
    kolonne: int


@dataclass(frozen=True, slots=True)
class Fund:
    """One thing that is wrong in a file, and where."""

    sted: Sted
    sti: str
    tekst: str

    def __str__(self) -> str:
        sti = f"{self.sti}: " if self.sti else ""
        return f"{self.sted.linje}:{self.sted.kolonne}: {sti}{self.tekst}"


class Yamlfejl(ValueError):
    """The file is no YAML that is read here."""

    def __init__(self, sted: Sted, tekst: str) -> None:
        super().__init__(f"{sted.linje}:{sted.kolonne}: {tekst}")
        self.sted, self.tekst = sted, tekst


@dataclass
class Trae:
    """The data of a file, with the place of each value, and of each key, by its path."""

    data: Any = None
    vaerdier: dict[Sti, Sted] = field(default_factory=dict)
    noegler: dict[Sti, Sted] = field(default_factory=dict)

    def sted(self, sti: Sti, *, noegle: bool = False) -> Sted:
        """Where a value (or its key) stands; for what is not there, where its nearest surroundings stand."""
        if noegle and sti in self.noegler:
            return self.noegler[sti]
        while sti and sti not in self.vaerdier:
            sti = sti[:-1]
        return self.vaerdier.get(sti, Sted(1, 1))


def laes_yaml(raa: bytes) -> Trae:
    """The tree in the bytes. Raises Yamlfejl with the place."""
    if len(raa) > STOERST:
        raise Yamlfejl(Sted(1, 1), f"the file is over {STOERST} bytes")
    try:
        rod = yaml.compose(raa.decode("utf-8-sig"), Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as fejl:
        raise Yamlfejl(Sted(raa[: fejl.start].count(b"\n") + 1, 1), "the file is not UTF-8; save it as UTF-8") from None
    except yaml.MarkedYAMLError as fejl:
        maerke = fejl.problem_mark or fejl.context_mark
        raise Yamlfejl(_maerke(maerke) if maerke else Sted(1, 1), f"not YAML: {fejl.problem or fejl.context}") from None
    except yaml.YAMLError:
        raise Yamlfejl(Sted(1, 1), "not YAML: it holds a character that YAML does not allow") from None
    laeser = _Laeser()
    if rod is not None:
        laeser.trae.data = laeser.laes(rod, ())
    return laeser.trae


class _Laeser:
    def __init__(self) -> None:
        self.trae = Trae()
        self._dele = 0

    def laes(self, node: yaml.Node, sti: Sti) -> Any:
        self._dele += 1
        if self._dele > DELE or len(sti) > DYBDE:
            raise Yamlfejl(
                _maerke(node.start_mark), f"the file holds over {DELE} parts, or is over {DYBDE} levels deep"
            )
        self.trae.vaerdier[sti] = _maerke(node.start_mark)
        match node:
            case yaml.MappingNode(value=par):
                return self._opslag(par, sti)
            case yaml.SequenceNode(value=poster):
                return [self.laes(post, (*sti, nr)) for nr, post in enumerate(poster)]
            case yaml.ScalarNode(value=tekst, style=stil):
                return None if stil is None and tekst in _INTET else tekst
            case _:
                raise Yamlfejl(_maerke(node.start_mark), "a part of a kind that is not read here")

    def _opslag(self, par: list[tuple[yaml.Node, yaml.Node]], sti: Sti) -> Mapping[str, Any]:
        opslag: dict[str, Any] = {}
        for noegle, vaerdi in par:
            sted = _maerke(noegle.start_mark)
            if not isinstance(noegle, yaml.ScalarNode):
                raise Yamlfejl(sted, "a key must be plain text")
            if noegle.value in opslag:
                raise Yamlfejl(sted, f"the key {vis_navn(noegle.value)} stands twice; keep one")
            self.trae.noegler[*sti, noegle.value] = sted
            opslag[noegle.value] = self.laes(vaerdi, (*sti, noegle.value))
        return opslag


def _maerke(maerke: Any) -> Sted:
    return Sted(maerke.line + 1, maerke.column + 1)
