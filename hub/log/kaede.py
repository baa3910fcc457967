"""The hash chain of the message log: each link carries the hash of the one before.

Pure. One chain per partition of `besked.log` and of `levering.log`, each with one writer at a time
(docs/adr/0004-log-chain.md).
"""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from hub.log.haendelse import AFTRYK_BYTES, Haendelse
from hub.log.ledskriver import skriv_krop

INTET: Final = bytes(AFTRYK_BYTES)
"""What the first link names as the hash before it."""


class Hoved(NamedTuple):
    """The newest link of a chain: how many links there are, and the last one's hash."""

    antal: int
    aftryk: bytes


TOM: Final = Hoved(0, INTET)
"""The head of a chain without links."""


def foej(hoved: Hoved, haendelse: Haendelse) -> tuple[Hoved, bytes]:
    """Put an event on a chain: the new head, and the link's bytes as they are stored."""
    krop = skriv_krop(hoved.aftryk, hoved.antal + 1, haendelse)
    aftryk = hashlib.sha256(krop).digest()
    return Hoved(hoved.antal + 1, aftryk), aftryk + krop


def eget_aftryk(vaerdi: bytes) -> bytes:
    """The hash that a stored link should carry."""
    return hashlib.sha256(memoryview(vaerdi)[AFTRYK_BYTES:]).digest()
