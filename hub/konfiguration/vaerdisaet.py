"""The memory of all value lists: which lists hold a value, known by its keyed hash alone.

Built for millions of values beside thousands of lists: 18 bytes an entry in a table of byte strings, so that neither
the garbage collector nor a look-up meets an object per value. A look-up touches two places in memory, and its cost
does not depend on how many lists there are. Pure; `vaerdilister` keeps it in step with the topic.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

HASHLAENGDE: Final = 16
"""Bytes of a value's hash. At 128 bits two values are never taken for one another in practice (10 million values: one
chance in 10^24), so nothing need be verified against the values themselves."""

_SPANDE: Final = 1 << 18
_MASKE: Final = _SPANDE - 1
_DEL: Final = struct.Struct("<I14x")
_POST: Final = HASHLAENGDE - 2 + 4
_NUMMER: Final = struct.Struct("<I")


class Vaerdisaet:
    """A set of pairs (hash, list number). The caller gives lists their numbers, below 2^32.

    A pair lies in the bucket that the hash's first 18 bits name, as the hash's last 14 bytes and the number: together
    they give the whole hash back. With 6 million pairs a bucket holds 23, which one `bytes.find` passes through.
    """

    __slots__ = ("_antal", "_spande")

    def __init__(self) -> None:
        self._spande: list[bytes] = [b""] * _SPANDE
        self._antal = 0

    def __len__(self) -> int:
        """How many pairs there are."""
        return self._antal
