"""The memory of all value lists: which lists hold a value, known by its keyed hash alone.

Built for millions of values in thousands of lists, asked about every object of every message: an open-addressed table
of plain numbers, 16 bytes a cell, so that a look-up touches one place in memory and the garbage collector none. The
table is divided in parts that grow one at a time, so that no addition waits long. Pure; `vaerdilister` keeps it in
step with the topic.
"""

from __future__ import annotations

import struct
from array import array
from typing import Final

HASHLAENGDE: Final = 16
"""Bytes of a value's hash, of which memory keeps the first ten.

A value is taken for another one when 79 of those 80 bits are equal (the last one marks cells in use): among 6 million
values a chance of 1 in 10^10 that there is any such pair, and for a value in no list 1 in 10^17 at each look-up. The
hash is keyed, so no one can make a pair on purpose; and a pair widens or narrows a filter, never an agreement.
"""

LISTER_MAKS: Final = 1 << 20
PLADS_MAKS: Final = 1 << 28
"""Places are below this."""

_DELE: Final = 256
_DEL_BIT: Final = 56
_FYLDNING: Final = (0.4, 0.65)
"""How full a part gets before it is doubled: from the first part to the last, so that they do not double together."""
_FOERSTE_CELLER: Final = 8
_LAES: Final = struct.Struct("<QH6x").unpack
_NUMMER: Final = LISTER_MAKS - 1
_PLADS: Final = 20
_KONTROL: Final = 48


class Vaerdisaet:
    """A set of pairs (hash, list number), each with a place that the caller gives a meaning.

    A cell is two numbers: 64 bits of the hash, 0 in an empty cell; and list number, place and 16 more bits of the hash
    in one. A pair lies in the first cell that was free from the one its hash points at (linear probing); a removal
    moves later pairs up, so that there are no gaps to skip.
    """

    __slots__ = ("_antal", "_dele", "_i_brug")

    def __init__(self) -> None:
        self._dele = [_tom(_FOERSTE_CELLER) for _ in range(_DELE)]
        self._i_brug = [0] * _DELE
        self._antal = 0

    def __len__(self) -> int:
        """How many pairs there are."""
        return self._antal

    def numre(self, hash_: bytes) -> list[int]:
        """The numbers of the lists that hold the value of this hash, in no particular order."""
        noegle, kontrol = _LAES(hash_)
        noegle |= 1
        celler = self._dele[noegle >> _DEL_BIT]
        maske = len(celler) - 2
        celle = noegle & maske
        numre = []
        while fundet := celler[celle]:
            if fundet == noegle and (indhold := celler[celle + 1]) >> _KONTROL == kontrol:
                numre.append(indhold & _NUMMER)
            celle = (celle + 2) & maske
        return numre

    def plads(self, hash_: bytes, nummer: int) -> int | None:
        """The place given with a pair, None when the pair is not there."""
        celler, celle, _, _ = self._find(hash_, nummer)
        return (celler[celle + 1] >> _PLADS) & (PLADS_MAKS - 1) if celler[celle] else None

    def tilfoej(self, hash_: bytes, nummer: int, plads: int) -> bool:
        """Put a pair in with its place, or give it a new one; whether it was not there already."""
        celler, celle, noegle, kontrol = self._find(hash_, nummer)
        ny = not celler[celle]
        celler[celle] = noegle
        celler[celle + 1] = kontrol << _KONTROL | plads << _PLADS | nummer
        if ny:
            self._antal += 1
            self._vokset(noegle >> _DEL_BIT)
        return ny

    def fjern(self, hash_: bytes, nummer: int) -> bool:
        """Take a pair out; whether it was there."""
        celler, celle, noegle, _ = self._find(hash_, nummer)
        if not celler[celle]:
            return False
        _toem(celler, celle)
        self._i_brug[noegle >> _DEL_BIT] -= 1
        self._antal -= 1
        return True

    def _find(self, hash_: bytes, nummer: int) -> tuple[array[int], int, int, int]:
        """The pair's part and cell, or the empty cell it would be put in; and what the cell says of the hash."""
        noegle, kontrol = _LAES(hash_)
        noegle |= 1
        celler = self._dele[noegle >> _DEL_BIT]
        maske = len(celler) - 2
        celle = noegle & maske
        while fundet := celler[celle]:
            if fundet == noegle:
                indhold = celler[celle + 1]
                if indhold >> _KONTROL == kontrol and indhold & _NUMMER == nummer:
                    break
            celle = (celle + 2) & maske
        return celler, celle, noegle, kontrol

    def _vokset(self, nr: int) -> None:
        """One more cell of a part is in use; double the part when it is getting full."""
        self._i_brug[nr] += 1
        celler = self._dele[nr]
        mindst, mest = _FYLDNING
        if 2 * self._i_brug[nr] > len(celler) * (mindst + (mest - mindst) * nr / _DELE):
            self._dele[nr] = _dobbelt(celler)


def _tom(antal: int) -> array[int]:
    return array("Q", bytes(16 * antal))


def _dobbelt(gamle: array[int]) -> array[int]:
    celler = _tom(len(gamle))
    maske = len(celler) - 2
    for gammel in range(0, len(gamle), 2):
        if noegle := gamle[gammel]:
            celle = noegle & maske
            while celler[celle]:
                celle = (celle + 2) & maske
            celler[celle], celler[celle + 1] = noegle, gamle[gammel + 1]
    return celler


def _toem(celler: array[int], hul: int) -> None:
    """Empty a cell, and move up those that lie after it only because it was taken."""
    maske = len(celler) - 2
    celle = hul
    while noegle := celler[celle := (celle + 2) & maske]:
        if (celle - (noegle & maske)) & maske >= (celle - hul) & maske:
            celler[hul], celler[hul + 1] = noegle, celler[celle + 1]
            hul = celle
    celler[hul] = celler[hul + 1] = 0
