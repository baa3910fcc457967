"""How krav and messages become numbers that are compared at a glance: combinations and forms. Part of `tabel`.

A combination is the hash of one key per slot. Python hashes text by SipHash with a secret of the process, and tuples by
what they hold: 64 bits, of which 63 are compared. So two combinations that differ are taken for one another once in
10^19 by chance, and no one outside can make it happen (unless PYTHONHASHSEED makes the secret known: leave it unset).
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from hub.beskedfordeler.abonnementer.krav import SIDER, UDEN_KLE, Krav, Noegle, Side

PLADSER: Final = 96
"""Places in the table that one krav may take up."""

KLE_LUGER: Final = len(SIDER)
"""From this slot on there is one per length of a KLE key, before it one per side."""

_HELT_EMNE: Final = len("NN.NN.NN")
_INGEN_KLE: Final = ((),) * (_HELT_EMNE + 1)

Form = tuple[int, ...]
"""The slots that a combination has keys in. Krav under combinations of one form are found by one look-up."""
Besked = Sequence[Collection[Noegle]]
"""A message as the table sees it: its keys on each side (`SIDER`), each once; its whole subjects on the side of KLE."""


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


def kombinationer(krav: Krav, sider: Sequence[int], former: dict[Form, int]) -> Iterator[int]:
    """Each combination that a krav stands under. Forms that are new are given their number."""
    valg = [[(_luge(side, noegle), noegle) for noegle in krav.noegler[side] or ()] for side in sider]
    for led in itertools.product(*valg):
        form = tuple(luge for luge, _ in led)
        if form not in former:
            former[form] = secrets.randbits(60)
        yield hash((former[form], *(noegle for _, noegle in led)))


def kle_laengder(former: Iterable[Form]) -> tuple[int, ...]:
    """The lengths of the KLE keys in these forms."""
    return tuple(sorted({luge - KLE_LUGER for form in former for luge in form if luge >= KLE_LUGER}))


def luger(besked: Besked, laengder: Iterable[int]) -> list[Collection[Noegle]]:
    """The message's keys per slot, with KLE keys of these lengths."""
    per_luge: list[Collection[Noegle]] = [*besked, *_INGEN_KLE]
    emner = besked[Side.KLE]
    for laengde in laengder:
        if not laengde:
            noegler: Collection[Noegle] = () if emner else (UDEN_KLE,)
        elif laengde == _HELT_EMNE or len(emner) == 0:
            noegler = emner
        else:
            noegler = {str(emne)[:laengde] for emne in emner}
        per_luge[KLE_LUGER + laengde] = noegler
    return per_luge


def _luge(side: int, noegle: Noegle) -> int:
    return KLE_LUGER + len(noegle) if side == Side.KLE else side
