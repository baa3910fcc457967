"""The concepts and their one name (RA-32), as `schemas/begreber.yaml` lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import yaml

BEGREBSFIL: Final = Path(__file__).parents[1] / "begreber.yaml"
_ORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True)
class Begreb:
    """One concept: its name, the type of a field that bears it, and the names that are not used for it.

    `type` is None where fields of the name may be of several types; `i` is the shared type the name is found in.
    """

    navn: str
    synonymer: tuple[str, ...] = ()
    type: str | None = None
    format: str | None = None
    kodeliste: str | None = None
    i: str | None = None

    @property
    def vist(self) -> str:
        """The name for a reader: `til (i Periode)`."""
        return f"{self.navn} (i {self.i})" if self.i else self.navn


@dataclass(frozen=True)
class Begreber:
    """Every concept, found by the names that are refused, and the words that are no standard terms."""

    alle: tuple[Begreb, ...]
    ord: Mapping[str, str]
    """A word in small letters, and the one to use."""

    @cached_property
    def _synonymer(self) -> Mapping[str, Begreb]:
        return {synonym: begreb for begreb in self.alle for synonym in begreb.synonymer}

    @cached_property
    def _navne(self) -> Mapping[str, Begreb]:
        return {begreb.navn: begreb for begreb in self.alle}

    def rigtigt(self, navn: str) -> Begreb | None:
        """The concept for which `navn` is a refused name, as a whole or with its last words."""
        led = ord_i(navn)
        haler = ("".join(led[i:]).lower() for i in range(len(led)))
        return next((self._synonymer[hale] for hale in haler if hale in self._synonymer), None)

    def find(self, navn: str) -> Begreb | None:
        """The concept of exactly that name."""
        return self._navne.get(navn)

    def fremmede(self, navn: str) -> list[tuple[str, str]]:
        """The words of a name that are no standard term, each with the one to use."""
        return [(ord_, self.ord[ord_.lower()]) for ord_ in ord_i(navn) if ord_.lower() in self.ord]


def ord_i(navn: str) -> list[str]:
    """The words of a camelCase name."""
    return _ORD.findall(navn)


@cache
def begreber() -> Begreber:
    """The list that ships; read once."""
    raa: dict[str, Any] = yaml.load(BEGREBSFIL.read_bytes(), yaml.CSafeLoader)
    alle = (Begreb(**{**post, "synonymer": tuple(post.get("synonymer", ()))}) for post in raa["begreber"])
    return Begreber(tuple(alle), raa["ord"])
