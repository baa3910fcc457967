"""The leveringId: what a receiver answers with. Bound to its dueslag, its message and its delivery by a keyed hash.

So nobody can acknowledge what was not handed out to them, and nothing needs to be remembered to know an old one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final, NamedTuple

_OFFSET: Final = 8
_FORSOEG: Final = 4
_MAERKE: Final = 16
_LAENGDE: Final = _OFFSET + _FORSOEG + _MAERKE


class Nummer(NamedTuple):
    """What a leveringId stands for."""

    offset: int
    forsoeg: int


def skriv(hemmelighed: bytes, dueslag: str, nummer: Nummer) -> str:
    """The leveringId of one delivery."""
    krop = nummer.offset.to_bytes(_OFFSET, "big") + nummer.forsoeg.to_bytes(_FORSOEG, "big")
    return base64.urlsafe_b64encode(krop + _maerke(hemmelighed, dueslag, krop)).decode().rstrip("=")


def laes(hemmelighed: bytes, dueslag: str, tekst: str) -> Nummer | None:
    """What a leveringId stands for; None when this hub did not give it for this dueslag."""
    try:
        raa = base64.b64decode(tekst.encode("ascii") + b"=" * (-len(tekst) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    if len(raa) != _LAENGDE:
        return None
    krop, maerke = raa[:-_MAERKE], raa[-_MAERKE:]
    if not hmac.compare_digest(maerke, _maerke(hemmelighed, dueslag, krop)):
        return None
    return Nummer(int.from_bytes(krop[:_OFFSET], "big"), int.from_bytes(krop[_OFFSET:], "big"))


def _maerke(hemmelighed: bytes, dueslag: str, krop: bytes) -> bytes:
    tekst = dueslag.encode() + b"\0" + krop
    return hashlib.blake2b(tekst, key=hemmelighed, digest_size=_MAERKE, person=b"levering").digest()
