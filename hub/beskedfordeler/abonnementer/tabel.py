"""A table in which a message finds the krav it meets, past all others: the compiler's second half.

A krav stands in the table under each combination of its keys, one key per side that it restricts (`former`). Krav
that restrict the same sides have the same form; a message has the few combinations of its own keys looked up, form by
form. So 30,000 subscriptions that differ in one side only are told apart by that side, whichever it is.

Cost. A message with one value per side makes one look-up per form: a handful in practice, and never more than there
are ways to restrict some sides and not others, however many krav there are. After that it looks only at krav that it
meets on every side. Those that differ in degree of sensitivity, period or receiver alone, a large group of krav keeps apart
(`gruppe`). A krav that would stand in more than `former.PLADSER` places stands under the sides with fewest keys only,
and is compared on the rest: there, candidates that do not match cost in proportion to how little the rest excludes.
A message with so many values that its combinations are more than `KOMBINATIONER` in a form is compared with each krav
instead.

With 30,000 subscriptions most of the time goes to waiting for memory, so what a look-up touches is small and lies
together: the same table as nested dicts took half as long again. A table never changes; `aendret` gives a changed copy in
a few milliseconds, without compiling the rest again.
"""

from __future__ import annotations

import itertools
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.beskedfordeler.abonnementer.celler import ER_GRUPPE, HALV, Celler
from hub.beskedfordeler.abonnementer.former import (
    Besked,
    Form,
    kle_laengder,
    kombinationer,
    luger,
    noeglesider,
)
from hub.beskedfordeler.abonnementer.krav import UDEN_KLE, Krav, Noegler, Side, kle_begyndelser
from hub.kontrakter.afgoerelse import Modtager

KOMBINATIONER: Final = 4096
"""A message with more combinations than this in one form is compared with each krav."""

_BRED: Final = 24
"""A message with fewer keys than this in all has few combinations in any form."""
_SAMMENLIGN: Final = 1 << 7


@dataclass(frozen=True, slots=True)
class Tabel:
    """The compiled krav. A krav's number is its place in `krav`; numbers are not used again, a removed krav is None."""

    former: Mapping[Form, int]
    """The forms that krav have, each with a number that its combinations begin with."""
    kle_laengder: tuple[int, ...]
    celler: Celler
    krav: list[Krav | None]
    modtagere: list[Modtager]
    """Per krav, its receiver: beside `krav`, so that most messages need not touch the krav themselves."""
    perioder: array[float]
    """Per krav, from and to, in seconds since 1970."""
    flag: bytearray
    """Per krav, its degrees of sensitivity, and whether it is to be compared on sides in `rest`."""
    rest: dict[int, tuple[tuple[int, Noegler], ...]]
    """By number, the sides that a krav's places do not settle."""

    def find(self, besked: Besked, nu: float, grad: int, tilladt: Sequence[str]) -> list[int]:
        """The numbers of the krav that the message meets on every side, in period and degree; some more than once.

        Where TilladtModtager is given, krav of other receivers may be left out.
        """
        steder = self._opslag(besked)
        if steder is None:
            steder = list(self._alle(besked))
        perioder, flag, grupper = self.perioder, self.flag, self.celler.grupper
        fundne: list[int] = []
        for sted in steder:
            numre: Sequence[int] = (sted,)
            if sted & ER_GRUPPE:
                numre = grupper[sted & ~ER_GRUPPE].mulige(self.krav, nu, grad, tilladt)
            for nummer in numre:
                if (
                    perioder[2 * nummer] <= nu < perioder[2 * nummer + 1]
                    and (flag[nummer] >> grad) & 1
                    and (flag[nummer] < _SAMMENLIGN or self._moeder(nummer, besked))
                ):
                    fundne.append(nummer)  # noqa: PERF401 - a generator is slower for the usual one
        return fundne

    def _opslag(self, besked: Besked) -> list[int] | None:
        """What stands under the message's combinations: krav and groups. None when these are too many."""
        per_luge = luger(besked, self.kle_laengder)
        if sum(map(len, per_luge)) > _BRED and any(
            math.prod(len(per_luge[luge]) for luge in form) > KOMBINATIONER for form in self.former
        ):
            return None
        maerker, indhold = self.celler.maerker, self.celler.indhold
        maske = len(maerker) - 1
        steder: list[int] = []
        for form, nummer in self.former.items():
            for kombination in map(hash, itertools.product((nummer,), *[per_luge[luge] for luge in form])):
                # Celler.find, written out: a call each would cost more than the look-up
                nedre, oevre = kombination & HALV | 1, kombination >> 32 & HALV
                celle = oevre & maske
                while maerke := maerker[celle]:
                    if maerke == nedre and (fundet := indhold[celle]) >> 32 == oevre:
                        steder.append(fundet & HALV)
                        break
                    celle = (celle + 1) & maske
        return steder

    def _moeder(self, nummer: int, besked: Besked) -> bool:
        return all(_har_en(noegler, besked, side) for side, noegler in self.rest[nummer])

    def _alle(self, besked: Besked) -> Iterator[int]:
        """The numbers of the krav that the message meets on every side, each compared."""
        for nummer, krav in enumerate(self.krav):
            if krav is not None and all(
                noegler is None or _har_en(noegler, besked, side) for side, noegler in enumerate(krav.noegler)
            ):
                yield nummer

    def aendret(self, vaek: Iterable[int], nye: Sequence[Krav]) -> Tabel:
        """A table without the krav of these numbers and with the new ones, whose numbers follow on the last given."""
        krav = self.krav.copy()
        former = dict(self.former)
        rest = self.rest.copy()
        bort: dict[int, set[int]] = {}
        til: dict[int, list[int]] = {}
        for nummer in vaek:
            gammelt = krav[nummer]
            if gammelt is not None:
                for kombination in kombinationer(gammelt, noeglesider(gammelt), former):
                    bort.setdefault(kombination, set()).add(nummer)
            krav[nummer] = None
            rest.pop(nummer, None)
        for nummer, nyt in enumerate(nye, start=len(krav)):
            sider = noeglesider(nyt)
            for kombination in kombinationer(nyt, sider, former):
                til.setdefault(kombination, []).append(nummer)
            if uafgjorte := [(s, noegler) for s, noegler in enumerate(nyt.noegler) if noegler and s not in sider]:
                rest[nummer] = tuple(uafgjorte)
        flag = [et.grader | _SAMMENLIGN * (nummer in rest) for nummer, et in enumerate(nye, start=len(krav))]
        celler = self.celler.kopi(len(til))
        for kombination in {**bort, **til}:
            celler.omskriv(kombination, bort.get(kombination, ()), til.get(kombination, ()))
        return Tabel(
            former=former,
            kle_laengder=kle_laengder(former),
            celler=celler,
            krav=[*krav, *nye],
            modtagere=[*self.modtagere, *(et.modtager for et in nye)],
            perioder=self.perioder + array("d", [tid for et in nye for tid in (et.fra, et.til)]),
            flag=self.flag + bytes(flag),
            rest=rest,
        )


def byg(krav: Sequence[Krav]) -> Tabel:
    """A table of these krav, numbered from 0."""
    tom = Tabel(
        former={},
        kle_laengder=(),
        celler=Celler.tomme(),
        krav=[],
        modtagere=[],
        perioder=array("d"),
        flag=bytearray(),
        rest={},
    )
    return tom.aendret((), krav)


def _har_en(noegler: Noegler, besked: Besked, side: int) -> bool:
    """Whether the message has one of these keys on this side."""
    egne = besked[side]
    if side != Side.KLE:
        return not noegler.isdisjoint(egne)
    return any(not noegler.isdisjoint(kle_begyndelser(str(emne))) for emne in egne) if egne else UDEN_KLE in noegler
