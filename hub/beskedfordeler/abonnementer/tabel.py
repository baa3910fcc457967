"""A table in which a message finds the krav it meets, past all others: the compiler's second half.

Every key of every side gets a random code, and a krav stands under the XOR of the codes of one key per side that it
restricts: under each combination of its keys. Krav that restrict the same sides have the same *form*; a message has
the few combinations of its own keys looked up, one form at a time. So 30,000 subscriptions that differ in one side
only are told apart by that side, whichever it is.

Cost. A message with one value per side makes one look-up per form (a few in practice, at most 2^5 times the six
lengths of a KLE area, however many krav there are), and then looks at those krav only that meet it on every side. What
sides cannot tell apart, degree of sensitivity, period and receiver, a large group of krav keeps sorted (`gruppe`).
A krav that would stand in more than `PLADSER` places stands only under the sides with fewest keys, and is compared on
the rest: then candidates that do not match cost in proportion to how little the rest excludes. A message with so many
values that its combinations outnumber the krav is compared with each krav instead.

The table is open-addressed in plain numbers, two in a cell and a look-up to a cell, because with 30,000 subscriptions
the time goes to waiting for memory: nested dicts took half as long again. Codes are secret, new for every table, and
96 bits are compared: no one can make two combinations that look the same, and by chance (10 million combinations)
a look-up goes wrong once in 10^21.

A table never changes, but `aendret` gives a changed copy in a few milliseconds, without compiling the rest again.
"""

from __future__ import annotations

import itertools
import secrets
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hub.beskedfordeler.abonnementer.gruppe import Gruppe
from hub.beskedfordeler.abonnementer.krav import Krav, Noegle, Noegler, Side
from hub.kontrakter.afgoerelse import Modtager

PLADSER: Final = 96
"""Places in the table that one krav may take up."""

KOMBINATIONER: Final = 4096
"""A message with more combinations than this in one form is compared with each krav."""

_FOERSTE_CELLER: Final = 8
_INGEN: Final = frozenset[int]()
_TOM_GRUPPE: Final = Gruppe(())
_HELE_SIDER: Final = tuple(side for side in Side if side is not Side.KLE)
_GRUND: Final = 1
"""Codes are even, so every combination is odd, and 0 is an empty cell."""
_KODEBIT: Final = 96
_LAV: Final = (1 << 64) - 1
_NUMMER: Final = (1 << 32) - 1
_ER_GRUPPE: Final = 1 << 31
_KLE_LUGER: Final = len(Side)
"""KLE keys have a slot per length, all other keys one per side."""
_ALTID: Final = _KLE_LUGER
"""The slot of krav that restrict no side: no KLE key has length 0."""
_LUGER: Final = _KLE_LUGER + len("NN.NN.NN") + 1

Besked = Sequence[Collection[Noegle]]
"""A message as the table sees it: its keys on each `Side`, each once."""
Trin = tuple[int, int, bool]
"""A step through the forms: the step it continues, the slot it adds, whether krav of this form exist."""


@dataclass(frozen=True, slots=True)
class Tabel:
    """The compiled krav. A krav's number is its place in `krav`; numbers are not used again, a removed krav is None."""

    ordbog: tuple[dict[Noegle, int], ...]
    """The code of each key, per side."""
    trin: tuple[Trin, ...]
    """The forms, laid out so that what they have in common is combined once."""
    former: frozenset[tuple[int, ...]]
    celler: array[int]
    """Pairs: the low 64 bits of a combination, 0 where nothing stands; and its high 32 bits above a number: of a krav,
    or, where bit 31 is set, of a group."""
    i_brug: int
    krav: list[Krav | None]
    modtagere: list[Modtager]
    """Per krav, its receiver: beside `krav`, so that most look-ups need not touch the krav themselves."""
    rest: list[tuple[tuple[int, Noegler], ...]]
    """Per krav, the sides that its places do not settle."""
    fra: array[float]
    til: array[float]
    grader: bytearray
    grupper: list[Gruppe]

    def find(self, besked: Besked, nu: float, grad: int, tilladt: Sequence[str]) -> Iterable[int]:
        """The numbers of the krav that the message meets on every side, in period and degree; some more than once.

        Where TilladtModtager is given, krav of other receivers may be left out.
        """
        steder = self._opslag(besked)
        if steder is None:
            return [nummer for nummer in self._alle(besked) if self._gaelder(nummer, nu, grad)]
        fra, til, grader, rest = self.fra, self.til, self.grader, self.rest
        fundne = []
        for sted in steder:
            for nummer in (
                self.grupper[sted & ~_ER_GRUPPE].mulige(self.krav, nu, grad, tilladt) if sted & _ER_GRUPPE else (sted,)
            ):
                if fra[nummer] <= nu < til[nummer] and grader[nummer] >> grad & 1:
                    for side, noegler in rest[nummer]:
                        if noegler.isdisjoint(besked[side]):
                            break
                    else:
                        fundne.append(nummer)
        return fundne

    def _opslag(self, besked: Besked) -> list[int] | None:
        """What stands in the cells of the message's combinations; None when there are too many of them."""
        luger = self._koder(besked)
        celler, maske = self.celler, len(self.celler) - 2
        steder: list[int] = []
        kombinationer: list[Sequence[int]] = [(_GRUND,)]
        for fortsat, luge, er_form in self.trin:
            foer, her = kombinationer[fortsat], luger[luge]
            if not foer or not her:
                kombinationer.append(())
                continue
            if len(foer) * len(her) > KOMBINATIONER:
                return None
            nye = [en ^ anden for en in foer for anden in her]
            kombinationer.append(nye)
            if er_form:
                for noegle in nye:
                    lav = noegle & _LAV
                    celle = noegle & maske
                    while fundet := celler[celle]:
                        if fundet == lav and (indhold := celler[celle + 1]) >> 32 == noegle >> 64:
                            steder.append(indhold & _NUMMER)
                            break
                        celle = (celle + 2) & maske
        return steder

    def _koder(self, besked: Besked) -> list[Sequence[int]]:
        """The codes of the message's keys per slot; keys that no krav names have none."""
        luger: list[Sequence[int]] = [()] * _LUGER
        for side in _HELE_SIDER:
            ordbog = self.ordbog[side]
            luger[side] = [kode for noegle in besked[side] if (kode := ordbog.get(noegle))]
        ordbog = self.ordbog[Side.KLE]
        for begyndelse in besked[Side.KLE]:
            if kode := ordbog.get(begyndelse):
                luger[_KLE_LUGER + len(begyndelse)] = (*luger[_KLE_LUGER + len(begyndelse)], kode)
        luger[_ALTID] = (0,)
        return luger

    def _alle(self, besked: Besked) -> Iterator[int]:
        """The numbers of the krav that the message meets on every side, each of them compared."""
        for nummer, krav in enumerate(self.krav):
            if krav is not None and all(
                noegler is None or not noegler.isdisjoint(besked[side]) for side, noegler in enumerate(krav.noegler)
            ):
                yield nummer

    def _gaelder(self, nummer: int, nu: float, grad: int) -> bool:
        return self.fra[nummer] <= nu < self.til[nummer] and bool(self.grader[nummer] >> grad & 1)

    def aendret(self, vaek: Iterable[int], nye: Sequence[Krav]) -> Tabel:
        """A table without the krav of these numbers and with the new ones, whose numbers follow on the last in use."""
        krav = self.krav.copy()
        ordbog = tuple(dict(side) for side in self.ordbog)
        former: set[tuple[int, ...]] = set(self.former)
        bort: dict[int, set[int]] = {}
        til: dict[int, list[int]] = {}
        for nummer in vaek:
            gammelt = krav[nummer]
            krav[nummer] = None
            if gammelt is not None:
                for noegle, _ in _kombinationer(gammelt, _noeglesider(gammelt), ordbog):
                    bort.setdefault(noegle, set()).add(nummer)
        rest = self.rest.copy()
        grupper = self.grupper.copy()
        for nummer, nyt in enumerate(nye, start=len(krav)):
            sider = _noeglesider(nyt)
            rest.append(tuple((side, n) for side, n in enumerate(nyt.noegler) if n is not None and side not in sider))
            for noegle, form in _kombinationer(nyt, sider, ordbog):
                til.setdefault(noegle, []).append(nummer)
                former.add(form)
        celler = _med_plads(self.celler, self.i_brug, len(til))
        i_brug = self.i_brug
        for noegle in dict.fromkeys(itertools.chain(bort, til)):
            i_brug += _omskriv(celler, grupper, noegle, bort.get(noegle, _INGEN), til.get(noegle, ()))
        return Tabel(
            ordbog=ordbog,
            trin=_trin(former) if former != self.former else self.trin,
            former=frozenset(former),
            celler=celler,
            i_brug=i_brug,
            krav=[*krav, *nye],
            modtagere=[*self.modtagere, *(et.modtager for et in nye)],
            rest=rest,
            fra=self.fra + array("d", [et.fra for et in nye]),
            til=self.til + array("d", [et.til for et in nye]),
            grader=self.grader + bytes([et.grader for et in nye]),
            grupper=grupper,
        )


def byg(krav: Sequence[Krav]) -> Tabel:
    """A table of these krav, numbered from 0."""
    return _tom().aendret((), krav)


def _tom() -> Tabel:
    return Tabel(
        ordbog=tuple({} for _ in Side),
        trin=(),
        former=frozenset(),
        celler=array("Q", bytes(16 * _FOERSTE_CELLER)),
        i_brug=0,
        krav=[],
        modtagere=[],
        rest=[],
        fra=array("d"),
        til=array("d"),
        grader=bytearray(),
        grupper=[],
    )


def _noeglesider(krav: Krav) -> list[int]:
    """The sides under whose keys a krav stands: those with fewest keys, as long as it does not take up too many places."""
    sider: list[int] = []
    pladser = PLADSER
    for antal, side in sorted((len(noegler), side) for side, noegler in enumerate(krav.noegler) if noegler):
        pladser //= antal
        if not pladser:
            break
        sider.append(side)
    return sorted(sider)


def _kombinationer(
    krav: Krav, sider: Sequence[int], ordbog: Sequence[dict[Noegle, int]]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each combination of keys that a krav stands under, and its form; gives keys that are new their code."""
    valg = [
        [(_luge(side, noegle), _kode(ordbog[side], noegle)) for noegle in krav.noegler[side] or ()] for side in sider
    ]
    for led in itertools.product(*valg):
        samlet = _GRUND
        for _, kode in led:
            samlet ^= kode
        yield samlet, tuple(luge for luge, _ in led) or (_ALTID,)


def _luge(side: int, noegle: Noegle) -> int:
    return _KLE_LUGER + len(noegle) if side == Side.KLE else side


def _kode(ordbog: dict[Noegle, int], noegle: Noegle) -> int:
    kode = ordbog.get(noegle)
    if kode is None:
        kode = ordbog[noegle] = secrets.randbits(_KODEBIT) & ~1
    return kode


def _trin(former: Iterable[tuple[int, ...]]) -> tuple[Trin, ...]:
    """The steps through all forms. Step n's combinations are the (n + 1)th that are made, after the empty one."""
    numre: dict[tuple[int, ...], int] = {(): 0}
    faerdige = set(former)
    trin: list[Trin] = []
    for form in sorted(faerdige):
        for laengde in range(1, len(form) + 1):
            begyndelse = form[:laengde]
            if begyndelse not in numre:
                numre[begyndelse] = len(numre)
                trin.append((numre[begyndelse[:-1]], begyndelse[-1], begyndelse in faerdige))
    return tuple(trin)


def _med_plads(celler: array[int], i_brug: int, nye: int) -> array[int]:
    """A copy of the cells, large enough that half of them stay empty when so many more are taken."""
    pladser = len(celler) // 2
    if 2 * (i_brug + nye) <= pladser:
        return celler[:]
    while 2 * (i_brug + nye) > pladser:
        pladser *= 2
    stoerre = array("Q", bytes(16 * pladser))
    for gammel in range(0, len(celler), 2):
        if celler[gammel]:
            indhold = celler[gammel + 1]
            celle = _celle(stoerre, celler[gammel], indhold >> 32)
            stoerre[celle], stoerre[celle + 1] = celler[gammel], indhold
    return stoerre


def _celle(celler: array[int], lav: int, hoej: int) -> int:
    """The cell of a combination, or the empty one where it would stand."""
    maske = len(celler) - 2
    celle = lav & maske
    while celler[celle] and not (celler[celle] == lav and celler[celle + 1] >> 32 == hoej):
        celle = (celle + 2) & maske
    return celle


def _omskriv(celler: array[int], grupper: list[Gruppe], noegle: int, bort: Collection[int], til: Sequence[int]) -> bool:
    """Take krav away from a combination and give it others; whether a new cell was taken.

    Cells and groups are never given back, but used again when the combination is.
    """
    lav, hoej = noegle & _LAV, noegle >> 64
    celle = _celle(celler, lav, hoej)
    ny = not celler[celle]
    if ny and len(til) == 1:
        sted = til[0]
    else:
        foer: tuple[int, ...] = () if ny else (celler[celle + 1] & _NUMMER,)
        if foer and foer[0] & _ER_GRUPPE:
            sted = foer[0]
            foer = grupper[sted & ~_ER_GRUPPE].numre
        else:
            sted = _ER_GRUPPE | len(grupper)
            grupper.append(_TOM_GRUPPE)
        grupper[sted & ~_ER_GRUPPE] = Gruppe((*(nummer for nummer in foer if nummer not in bort), *til))
    celler[celle], celler[celle + 1] = lav, hoej << 32 | sted
    return ny
