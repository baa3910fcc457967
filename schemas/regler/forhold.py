"""The vocabulary, second part: how the fields of a record, and the items of a list, stand to each other.

Beside `krav`, with the same two ways of saying each word. A demand that is told in these words can be told to the
screen as well; one that is a `Funktion` cannot, and sends every message in which it speaks to the judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.regler.krav import Krav


def ved(vaerdi: Any, sti: str) -> Any:
    """The value at a path of field names with dots inside a record; None where something on the way is absent."""
    for led in sti.split("."):
        if vaerdi is None:
            return None
        vaerdi = vaerdi[led]
    return vaerdi


class _Spoerg:
    """A word whose source simply asks `brud`."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        """As `Krav.brud`."""
        raise NotImplementedError

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        """As `Krav.udtryk`."""
        return f"(not {bind(self.brud)}({navn}))"


@dataclass(frozen=True)
class Sand(_Spoerg):
    """A boolean that is true where it is there."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return ("",) if vaerdi is False else ()

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        del bind
        return f"({navn} is not False)"


@dataclass(frozen=True)
class Felt(_Spoerg):
    """A field of a record keeps `krav`."""

    navn: str
    krav: Krav

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return () if vaerdi is None else [f".{self.navn}{sted}" for sted in self.krav.brud(vaerdi[self.navn])]

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        felt = f"{navn}[{self.navn!r}]"
        return f"({navn} is None or {self.krav.udtryk(felt, bind)})"


@dataclass(frozen=True)
class Naar(_Spoerg):
    """Where a field of a record is one of these texts, the record keeps `krav`."""

    felt: str
    er: frozenset[str]
    krav: Krav

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return () if vaerdi is None or vaerdi[self.felt] not in self.er else tuple(self.krav.brud(vaerdi))


@dataclass(frozen=True)
class Kun(_Spoerg):
    """A field of a record is set only where another is one of these texts, or absent."""

    felt: str
    naar: str
    er: frozenset[str]

    def brud(self, vaerdi: Any) -> Iterable[str]:
        kendt = vaerdi is None or vaerdi[self.felt] is None or vaerdi[self.naar] is None or vaerdi[self.naar] in self.er
        return () if kendt else (f".{self.felt}",)


@dataclass(frozen=True)
class MindstEn(_Spoerg):
    """At least one of these fields of a record is set."""

    felter: tuple[str, ...]

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return () if vaerdi is None or any(vaerdi[felt] is not None for felt in self.felter) else ("",)


@dataclass(frozen=True)
class Ens(_Spoerg):
    """Two texts of a record are the same, or both absent; the first is the one to mend."""

    en: str
    anden: str

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return () if vaerdi is None or vaerdi[self.en] == vaerdi[self.anden] else (f".{self.en}",)


@dataclass(frozen=True)
class Foer(_Spoerg):
    """Of two times or dates of a record, where both are set, the first is before the second (`lige`: or the same).

    The paths may lead into records; `sted` is the field to mend.
    """

    foerst: str
    senere: str
    sted: str
    lige: bool = False

    def brud(self, vaerdi: Any) -> Iterable[str]:
        fra, til = ved(vaerdi, self.foerst), ved(vaerdi, self.senere)
        if fra is None or til is None or fra < til or (self.lige and fra == til):
            return ()
        return (f".{self.sted}",)


@dataclass(frozen=True)
class Foerste(_Spoerg):
    """The first item of a list, where there is one, keeps `krav`."""

    krav: Krav

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return [f"[0]{sted}" for sted in self.krav.brud(vaerdi[0])] if vaerdi else ()


@dataclass(frozen=True)
class Findes(_Spoerg):
    """Some item of a list has this text in this field."""

    felt: str
    vaerdi: str

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return () if any(post[self.felt] == self.vaerdi for post in vaerdi) else ("",)


@dataclass(frozen=True)
class EfterRolle(_Spoerg):
    """Each relation of a list keeps what its role demands; a role that is not named keeps `ellers`."""

    krav: Mapping[str, Krav]
    ellers: Krav | None = None

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return [
            f"[{nummer}]{sted}"
            for nummer, post in enumerate(vaerdi)
            if (krav := self.krav.get(post["rolle"], self.ellers)) is not None
            for sted in krav.brud(post)
        ]


@dataclass(frozen=True)
class Henvisning(_Spoerg):
    """What a relation refers to: a UUID, or a URN of this form; and, with `typer`, no object of another type."""

    uuid: bool = True
    urn: re.Pattern[str] | None = None
    typer: frozenset[str] | None = None

    def brud(self, vaerdi: Any) -> Iterable[str]:
        ref = vaerdi["reference"]
        god = ref is not None and (
            (self.uuid and ref["uuid"] is not None)
            or (self.urn is not None and ref["urn"] is not None and self.urn.fullmatch(ref["urn"]) is not None)
        )
        if god and self.typer is not None:
            god = vaerdi["objektType"] is None or vaerdi["objektType"] in self.typer
        return () if god else (".reference",)
