"""The memory of all value lists: which lists hold a value, known by its keyed hash alone.

Built for millions of values beside thousands of lists: 24 bytes an entry in a table of byte strings, so that neither
the garbage collector nor a look-up meets an object per value. A look-up touches two places in memory, however many
lists there are. Pure; `vaerdilister` keeps it in step with the topic.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

HASHLAENGDE: Final = 16
"""Bytes of a value's hash. With 128 bits no two values are taken for one another in practice (chance of any such pair
among 10 million values: 1 in 10^24), so nothing need be verified against the values themselves."""

SPANDE: Final = 1 << 18

_MASKE: Final = SPANDE - 1
_BEGYNDELSE: Final = struct.Struct("<I")
_NUMMER: Final = struct.Struct("<I")
_PAR: Final = HASHLAENGDE + _NUMMER.size
_POST: Final = _PAR + _NUMMER.size


class Vaerdisaet:
    """A set of pairs (hash, list number), each with a place that the caller gives a meaning. Numbers are below 2^32.

    Pairs lie back to back in buckets that the hash's first 18 bits choose: with 6 million pairs, 23 in each, which one
    `bytes.find` passes through. A find that does not begin where a pair does is by chance, and is passed over.
    """

    __slots__ = ("_antal", "_spande")

    def __init__(self) -> None:
        self._spande: list[bytes] = [b""] * SPANDE
        self._antal = 0

    def __len__(self) -> int:
        """How many pairs there are."""
        return self._antal

    def numre(self, hash_: bytes) -> list[int]:
        """The numbers of the lists that hold the value of this hash, in no particular order."""
        spand = self._spande[_BEGYNDELSE.unpack_from(hash_)[0] & _MASKE]
        sted = spand.find(hash_)
        if sted < 0:
            return []
        numre = []
        while sted >= 0:
            if not sted % _POST:
                numre.append(_NUMMER.unpack_from(spand, sted + HASHLAENGDE)[0])
            sted = spand.find(hash_, sted + 1)
        return numre

    def plads(self, hash_: bytes, nummer: int) -> int | None:
        """The place given with a pair, None when the pair is not there."""
        spand = self._spande[_nr(hash_)]
        sted = _find(spand, hash_ + _NUMMER.pack(nummer))
        return None if sted < 0 else _NUMMER.unpack_from(spand, sted + _PAR)[0]

    def tilfoej(self, hash_: bytes, nummer: int, plads: int) -> bool:
        """Put a pair in with its place, or give it a new one; whether it was not there already."""
        nr = _nr(hash_)
        par = hash_ + _NUMMER.pack(nummer)
        spand = self._spande[nr]
        sted = _find(spand, par)
        if sted < 0:
            self._spande[nr] = spand + par + _NUMMER.pack(plads)
            self._antal += 1
            return True
        self._spande[nr] = spand[: sted + _PAR] + _NUMMER.pack(plads) + spand[sted + _POST :]
        return False

    def fjern(self, hash_: bytes, nummer: int) -> bool:
        """Take a pair out; whether it was there."""
        nr = _nr(hash_)
        spand = self._spande[nr]
        sted = _find(spand, hash_ + _NUMMER.pack(nummer))
        if sted < 0:
            return False
        self._spande[nr] = spand[:sted] + spand[sted + _POST :]
        self._antal -= 1
        return True

    def hashes(self, nummer: int, fra: int, til: int) -> Iterator[bytes]:
        """The hashes of one list's values in the buckets from `fra` to before `til`, of `SPANDE` in all."""
        soegt = _NUMMER.pack(nummer)
        for spand in self._spande[fra:til]:
            if soegt in spand:
                for sted in range(0, len(spand), _POST):
                    if spand.startswith(soegt, sted + HASHLAENGDE):
                        yield spand[sted : sted + HASHLAENGDE]


def _nr(hash_: bytes) -> int:
    begyndelse: int = _BEGYNDELSE.unpack_from(hash_)[0]
    return begyndelse & _MASKE


def _find(spand: bytes, par: bytes) -> int:
    sted = spand.find(par)
    while sted >= 0 and sted % _POST:
        sted = spand.find(par, sted + 1)
    return sted
