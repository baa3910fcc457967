"""How krav and messages become numbers that are compared at a glance: codes, combinations and forms. Part of `tabel`.

Each key of each side has a random code of 64 bits; a combination of keys is the XOR of their codes. Two combinations
that differ are equal as numbers once in 10^19 by chance, and no one can make it happen: codes are secret, and new for
every table that is compiled.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hub.beskedfordeler.abonnementer.krav import Krav, Noegle, Side

PLADSER: Final = 96
"""Places in the table that one krav may take up."""

GRUND: Final = 1
"""The combination of no keys. Codes are even, so no combination is 0, which marks what is empty."""

KLE_LUGER: Final = len(Side)
"""From this slot on there is one per length of a KLE key, before it one per side."""
ALTID: Final = KLE_LUGER
"""The slot of krav that restrict no side, as no KLE key has length 0; a message always has the code 0 in it."""
LUGER: Final = KLE_LUGER + len("NN.NN.NN") + 1

Form = tuple[int, ...]
"""The slots that a combination has keys in. Krav under combinations of one form are found by one look-up."""
Trin = tuple[int, int, bool]
"""A step through the forms: the step it continues, the slot it adds, whether that makes a form that krav have."""
Ordbog = dict[Noegle, int]
"""The codes of one side's keys."""


def noeglesider(krav: Krav) -> list[int]:
    """The sides under whose keys a krav stands: those with fewest keys, while it does not take up too many places."""
    sider: list[int] = []
    pladser = PLADSER
    for antal, side in sorted((len(noegler), side) for side, noegler in enumerate(krav.noegler) if noegler):
        pladser //= antal
        if not pladser:
            break
        sider.append(side)
    return sorted(sider)


def kombinationer(krav: Krav, sider: Sequence[int], ordboeger: Sequence[Ordbog]) -> Iterator[tuple[int, Form]]:
    """Each combination that a krav stands under, and its form. Keys that are new are given their code."""
    valg = [
        [(_luge(side, noegle), _kode(ordboeger[side], noegle)) for noegle in krav.noegler[side] or ()] for side in sider
    ]
    for led in itertools.product(*valg):
        samlet = GRUND
        for _, kode in led:
            samlet ^= kode
        yield samlet, tuple(luge for luge, _ in led) or (ALTID,)


def trin_gennem(former: Iterable[Form]) -> tuple[Trin, ...]:
    """The steps through all forms, so that what forms have in common is combined once.

    Step n makes the combinations no. n + 1; no. 0 are those of no keys.
    """
    numre: dict[Form, int] = {(): 0}
    faerdige = set(former)
    trin: list[Trin] = []
    for form in sorted(faerdige):
        for laengde in range(1, len(form) + 1):
            begyndelse = form[:laengde]
            if begyndelse not in numre:
                numre[begyndelse] = len(numre)
                trin.append((numre[begyndelse[:-1]], begyndelse[-1], begyndelse in faerdige))
    return tuple(trin)


def _luge(side: int, noegle: Noegle) -> int:
    return KLE_LUGER + len(noegle) if side == Side.KLE else side


def _kode(ordbog: Ordbog, noegle: Noegle) -> int:
    kode = ordbog.get(noegle)
    if kode is None:
        kode = ordbog[noegle] = secrets.randbits(64) & ~1
    return kode
