"""Files at rest: AES-256-GCM in chunks under a key of each file's own, so that a file of any size streams.

A stored file is MAGI, a random nonce prefix of seven bytes, and chunks; each is sealed under prefix, chunk number and a
mark on the last one (the STREAM construction), with the file's id as associated data. So a chunk cannot be changed,
moved, left out, cut off at the end, or taken from another file without being found.
"""

from __future__ import annotations

import os
import struct
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGI: Final = b"FHF1"
STYKKE: Final = 256 * 1024
"""Bytes of a chunk before it is sealed."""

SEGL: Final = 16
HOVED: Final = len(MAGI) + 7
NOEGLE: Final = 32


class Beskadiget(ValueError):
    """A stored file that is not what was written, or a wrong key."""


class _Kaede:
    def __init__(self, noegle: bytes, praefiks: bytes, fil_id: str) -> None:
        self._aes, self._praefiks, self._id = AESGCM(noegle), praefiks, fil_id.encode()
        self._nr = 0

    def nonce(self, *, sidste: bool) -> bytes:
        nonce = self._praefiks + struct.pack(">IB", self._nr, sidste)
        self._nr += 1
        return nonce


class Forsegler(_Kaede):
    """Seals the chunks of one new file, in order. `hoved` stands before them."""

    def __init__(self, noegle: bytes, fil_id: str) -> None:
        praefiks = os.urandom(7)
        super().__init__(noegle, praefiks, fil_id)
        self.hoved = MAGI + praefiks

    def forsegl(self, stykke: bytes, *, sidste: bool) -> bytes:
        """The next chunk, sealed; exactly `STYKKE` bytes unless it is the last."""
        return self._aes.encrypt(self.nonce(sidste=sidste), stykke, self._id)


class Aabner(_Kaede):
    """Opens the chunks of a stored file, in order. Raises Beskadiget."""

    def __init__(self, noegle: bytes, fil_id: str, hoved: bytes) -> None:
        if len(hoved) != HOVED or not hoved.startswith(MAGI):
            raise Beskadiget("the stored file has no header of ours")
        super().__init__(noegle, hoved[len(MAGI) :], fil_id)

    def aabn(self, stykke: bytes, *, sidste: bool) -> bytes:
        """The next chunk in the clear. Raises Beskadiget."""
        try:
            return self._aes.decrypt(self.nonce(sidste=sidste), stykke, self._id)
        except InvalidTag:
            raise Beskadiget("the stored file was changed, or the key is another's") from None
