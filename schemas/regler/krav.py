"""The vocabulary: what a rule may demand of the value at its path.

Each word says the same in two ways: `brud` for one value, exactly, with the places inside it that break; and `udtryk`
as Python source, from which the judge compiles its fast path. A word that can be said in columns stays free of
functions; `Funktion` is for what the vocabulary cannot say.

None means absent. A word that is only about present values accepts None; `Paakraevet` is the one that does not, and
`Laengde` with a minimum above zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from schemas.regler.virkning import SENEST, daekker, graenser, overlapper, samtidige

Bindinger = dict[str, Any]
"""Names that compiled source may use: patterns, code sets, functions."""


class Krav(Protocol):
    """A demand on one value."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        """The places inside `vaerdi` that break it: `""` is the value itself, `"[2].til"` a part. Empty: kept."""
        ...

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        """Python source, true exactly when `brud` is empty for the value in variable `navn`."""
        ...


def _hvis(brudt: bool) -> Iterable[str]:
    return ("",) if brudt else ()


@dataclass(frozen=True)
class Paakraevet:
    """The value is there, and not empty."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return _hvis(vaerdi is None or vaerdi in ("", []))

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        del bind
        return f"({navn} is not None and {navn} != '' and {navn} != [])"


@dataclass(frozen=True)
class Laengde:
    """A text of so many characters, both ends included. A minimum above zero also demands that it is there."""

    mindst: int
    hoejst: int

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return _hvis(self.mindst > 0 if vaerdi is None else not self.mindst <= len(vaerdi) <= self.hoejst)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        del bind
        if self.mindst > 0:
            return f"({navn} is not None and {self.mindst} <= len({navn}) <= {self.hoejst})"
        return f"({navn} is None or len({navn}) <= {self.hoejst})"


@dataclass(frozen=True)
class Interval:
    """A number within bounds, both included."""

    mindst: int
    hoejst: int

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return _hvis(vaerdi is not None and not self.mindst <= vaerdi <= self.hoejst)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        del bind
        return f"({navn} is None or {self.mindst} <= {navn} <= {self.hoejst})"


@dataclass(frozen=True)
class Moenster:
    """A text that matches a pattern from end to end; `kraevet`: and is there."""

    moenster: re.Pattern[str]
    kraevet: bool = False

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return _hvis(self.kraevet if vaerdi is None else self.moenster.fullmatch(vaerdi) is None)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        findes = "is not None and" if self.kraevet else "is None or"
        return f"({navn} {findes} {bind(self.moenster.fullmatch)}({navn}) is not None)"


@dataclass(frozen=True)
class Enaf:
    """One of these values: a code list, or some of its codes."""

    vaerdier: frozenset[str]

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return _hvis(vaerdi is not None and vaerdi not in self.vaerdier)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        return f"({navn} is None or {navn} in {bind(self.vaerdier)})"


@dataclass(frozen=True)
class EnafId:
    """A UnikId that is one of these UUIDs or URNs; `kraevet`: and is there."""

    vaerdier: frozenset[str]
    kraevet: bool = False

    def brud(self, vaerdi: Any) -> Iterable[str]:
        if vaerdi is None:
            return _hvis(self.kraevet)
        return _hvis((vaerdi["uuid"] or vaerdi["urn"]) not in self.vaerdier)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        findes = "is not None and" if self.kraevet else "is None or"
        return f"({navn} {findes} ({navn}['uuid'] or {navn}['urn']) in {bind(self.vaerdier)})"


@dataclass(frozen=True)
class Netop:
    """Exactly one of these fields of a record is set."""

    felter: tuple[str, ...]

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return _hvis(vaerdi is not None and sum(vaerdi[felt] is not None for felt in self.felter) != 1)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        del bind
        taller = " + ".join(f"({navn}[{felt!r}] is not None)" for felt in self.felter)
        return f"({navn} is None or {taller} == 1)"


@dataclass(frozen=True)
class Hver:
    """Every item of a list keeps `krav`."""

    krav: Krav

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return tuple(f"[{i}]{sted}" for i, post in enumerate(vaerdi) for sted in self.krav.brud(post))

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        return f"(not {navn} or all([{self.krav.udtryk('_p', bind)} for _p in {navn}]))"


@dataclass(frozen=True)
class NaarSaa:
    """When field `naar` of a record is one of `er`, field `saa` is required (or, with `forbudt`, must be absent)."""

    naar: str
    er: frozenset[str]
    saa: str
    forbudt: bool = False

    def brud(self, vaerdi: Any) -> Iterable[str]:
        if vaerdi is None or vaerdi[self.naar] not in self.er or (vaerdi[self.saa] is None) == self.forbudt:
            return ()
        return (f".{self.saa}",)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        er_none = "is" if self.forbudt else "is not"
        return (
            f"({navn} is None or {navn}[{self.naar!r}] not in {bind(self.er)} or {navn}[{self.saa!r}] {er_none} None)"
        )


@dataclass(frozen=True)
class Foelges:
    """Two fields of a record come together or not at all (OB4)."""

    felter: tuple[str, str]

    def brud(self, vaerdi: Any) -> Iterable[str]:
        if vaerdi is None:
            return ()
        mangler = [felt for felt in self.felter if vaerdi[felt] is None]
        return (f".{mangler[0]}",) if len(mangler) == 1 else ()

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        del bind
        en, to = self.felter
        return f"({navn} is None or ({navn}[{en!r}] is None) == ({navn}[{to!r}] is None))"


@dataclass(frozen=True)
class Antal:
    """So many relations of a role: at least `mindst` in all, at most `hoejst` at any one time (None: any number).

    Without `rolle` every item counts. Items have a `virkning`; one that ended before another began does not count
    against it, since a relation that changes is closed and a new one opened. A role that must be filled is filled
    without a gap, and its last relation stays open (OB1: never removed).
    """

    rolle: str | None = None
    mindst: int = 0
    hoejst: int | None = None

    def brud(self, vaerdi: Any) -> Iterable[str]:
        numre = [i for i, post in enumerate(vaerdi) if self.rolle is None or post["rolle"] == self.rolle]
        if len(numre) < self.mindst:
            return ("",)
        virkninger = [vaerdi[i].get("virkning") for i in numre]
        if self.hoejst is not None and (for_mange := samtidige(virkninger, self.hoejst)):
            return tuple(f"[{numre[i]}]" for i in for_mange)
        return _hvis(self.rolle is not None and self.mindst > 0 and not daekker(virkninger))

    def _een_aaben(self, vaerdi: Any) -> bool:
        poster = [post for post in vaerdi if post["rolle"] == self.rolle]
        return len(poster) == 1 and graenser(poster[0]["virkning"])[1] is SENEST

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        if self.rolle is not None and self.mindst == 1:
            return f"({bind(self._een_aaben)}({navn}) or not {bind(self.brud)}({navn}))"
        taelling = (
            f"len({navn})" if self.rolle is None else f"len([1 for _p in {navn} if _p['rolle'] == {self.rolle!r}])"
        )
        if self.hoejst is None:
            return f"({taelling} >= {self.mindst})" if self.mindst else "True"
        return f"({self.mindst} <= {taelling} <= {self.hoejst} or not {bind(self.brud)}({navn}))"


@dataclass(frozen=True)
class Roller:
    """Only these roles occur in this list of relations."""

    roller: frozenset[str]

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return tuple(f"[{i}].rolle" for i, post in enumerate(vaerdi) if post["rolle"] not in self.roller)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        roller = bind(self.roller)
        return f"(not {navn} or all([_p['rolle'] in {roller} for _p in {navn}]))"


@dataclass(frozen=True)
class IngenOverlap:
    """No two items with the same `noegle` fields have effects that overlap (OIO: one value at a time)."""

    noegle: tuple[str, ...] = ()

    def brud(self, vaerdi: Any) -> Iterable[str]:
        return tuple(self._brud(vaerdi)) if len(vaerdi) > 1 else ()

    def _brud(self, vaerdi: Any) -> Iterator[str]:
        grupper: dict[tuple[Any, ...], list[int]] = {}
        for i, post in enumerate(vaerdi):
            grupper.setdefault(tuple(post[felt] for felt in self.noegle), []).append(i)
        for numre in grupper.values():
            if len(numre) > 1:
                for i in overlapper([vaerdi[n].get("virkning") for n in numre]):
                    yield f"[{numre[i]}].virkning"

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        return f"(len({navn}) < 2 or not {bind(self.brud)}({navn}))"


@dataclass(frozen=True)
class Funktion:
    """What the vocabulary cannot say: a named, pure function from the value to the places that break.

    With `naar`, a field of the record that the value is, the rule speaks only where that field is set; the function is
    then not asked about the many records in which it is not.
    """

    funktion: Callable[[Any], Iterable[str]]
    navn: str = field(default="")
    naar: str | None = None

    def brud(self, vaerdi: Any) -> Iterable[str]:
        if self.naar is not None and (vaerdi is None or vaerdi[self.naar] is None):
            return ()
        return tuple(self.funktion(vaerdi))

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        if self.naar is None:
            return f"(not {bind(self.brud)}({navn}))"
        return f"({navn} is None or {navn}[{self.naar!r}] is None or not {bind(self.brud)}({navn}))"
