"""What was seen before: message ids with their content, and the newest registration of each object.

The engine only asks; the shell writes `Spor` after the decision, in the same transaction, and restores the store from
its changelog. Ids are kept as keyed hashes: an object id may be a CPR number.
"""

from __future__ import annotations

import hashlib
from typing import Protocol

from hub.kontrakter.afgoerelse import Objektpost


class Historik(Protocol):
    """The engine's questions to the past of one input partition."""

    def besked(self, besked_id: str) -> bytes | None:
        """The content hash of the message with this id, or None."""
        ...

    def objekt(self, objekt_id: str) -> Objektpost | None:
        """The newest registration of this object, or None."""
        ...


def noegle(hemmelighed: bytes, tekst: str) -> bytes:
    """The keyed hash (16 bytes, BLAKE2b) under which an id is a record key, or is kept in a store."""
    return hashlib.blake2b(tekst.encode(), key=hemmelighed, digest_size=16).digest()
