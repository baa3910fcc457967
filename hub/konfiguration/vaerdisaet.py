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
_FOERSTE_PLADSER: Final = 8
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

    __slots__ = ("_antal", "_dele")

    def __init__(self) -> None:
        mindst, mest = _FYLDNING
        self._dele = [_Del(mindst + (mest - mindst) * nummer / _DELE) for nummer in range(_DELE)]
        self._antal = 0

    def __len__(self) -> int:
        """How many pairs there are."""
        return self._antal

    def numre(self, hash_: bytes) -> list[int]:
        """The numbers of the lists that hold the value of this hash, in no particular order."""
        noegle, kontrol = _LAES(hash_)
        noegle |= 1
        del_ = self._dele[noegle >> _DEL_BIT]
        celler, maske = del_.celler, del_.maske
        celle = noegle & maske
        numre = []
        while fundet := celler[celle]:
            if fundet == noegle and (indhold := celler[celle + 1]) >> _KONTROL == kontrol:
                numre.append(indhold & _NUMMER)
            celle = (celle + 2) & maske
        return numre

    def plads(self, hash_: bytes, nummer: int) -> int | None:
        """The place given with a pair, None when the pair is not there."""
        del_, celle, _, _ = self._find(hash_, nummer)
        return (del_.celler[celle + 1] >> _PLADS) & (PLADS_MAKS - 1) if del_.celler[celle] else None

    def tilfoej(self, hash_: bytes, nummer: int, plads: int) -> bool:
        """Put a pair in with its place, or give it a new one; whether it was not there already."""
        del_, celle, noegle, kontrol = self._find(hash_, nummer)
        ny = not del_.celler[celle]
        del_.celler[celle] = noegle
        del_.celler[celle + 1] = kontrol << _KONTROL | plads << _PLADS | nummer
        if ny:
            self._antal += 1
            del_.vokset()
        return ny

    def fjern(self, hash_: bytes, nummer: int) -> bool:
        """Take a pair out; whether it was there."""
        del_, celle, _, _ = self._find(hash_, nummer)
        if not del_.celler[celle]:
            return False
        del_.toem(celle)
        self._antal -= 1
        return True

    def _find(self, hash_: bytes, nummer: int) -> tuple[_Del, int, int, int]:
        """The pair's part and cell, or the empty cell it would be put in; and what the cell says of the hash."""
        noegle, kontrol = _LAES(hash_)
        noegle |= 1
        del_ = self._dele[noegle >> _DEL_BIT]
        celler, maske = del_.celler, del_.maske
        celle = noegle & maske
        while fundet := celler[celle]:
            if fundet == noegle:
                indhold = celler[celle + 1]
                if indhold >> _KONTROL == kontrol and indhold & _NUMMER == nummer:
                    break
            celle = (celle + 2) & maske
        return del_, celle, noegle, kontrol


class _Del:
    """A part of the table: two numbers a cell, as many cells as a power of two."""

    __slots__ = ("antal", "celler", "fyldning", "maske")

    def __init__(self, fyldning: float) -> None:
        self.fyldning = fyldning
        self._laeg_ud(_FOERSTE_PLADSER)

    def _laeg_ud(self, pladser: int) -> None:
        self.antal = 0
        self.celler = array("Q", bytes(16 * pladser))
        self.maske = 2 * pladser - 2

    def vokset(self) -> None:
        """One more cell is in use; double the part when it is getting full."""
        self.antal += 1
        if self.antal <= self.fyldning * (self.maske // 2 + 1):
            return
        gamle = self.celler
        self._laeg_ud(len(gamle))
        celler, maske = self.celler, self.maske
        for gammel in range(0, len(gamle), 2):
            if noegle := gamle[gammel]:
                celle = noegle & maske
                while celler[celle]:
                    celle = (celle + 2) & maske
                celler[celle], celler[celle + 1] = noegle, gamle[gammel + 1]
                self.antal += 1

    def toem(self, hul: int) -> None:
        """Empty a cell, and move up those that lie after it only because it was taken."""
        celler, maske = self.celler, self.maske
        celle = hul
        while noegle := celler[celle := (celle + 2) & maske]:
            if (celle - (noegle & maske)) & maske >= (celle - hul) & maske:
                celler[hul], celler[hul + 1] = noegle, celler[celle + 1]
                hul = celle
        celler[hul] = celler[hul + 1] = 0
        self.antal -= 1
