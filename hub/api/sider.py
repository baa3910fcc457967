"""Cursors: opaque, signed, and bound to the list and the caller they were given for."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

import orjson

from hub.api.problem import Problem

LAENGST: Final = 2_000
"""Characters of the longest cursor that is looked at."""

_SEGL: Final = 16


class Sider:
    """Makes and opens cursors. A cursor holds a place in a list; nobody but the hub can make one."""

    def __init__(self, hemmelighed: bytes) -> None:
        self._noegle = hashlib.blake2b(b"cursor", key=hemmelighed[:64], digest_size=32).digest()

    def pak(self, liste: str, sted: str | int) -> str:
        """The cursor of a place in `liste`, whose name says all that the list depends on."""
        krop = orjson.dumps(sted)
        return base64.urlsafe_b64encode(self._segl(liste, krop) + krop).decode().rstrip("=")

    def laes(self, liste: str, markoer: str) -> str | int:
        """The place in `liste`. Raises Problem for a cursor of another list or another hub."""
        try:
            raa = base64.b64decode(markoer[:LAENGST] + "=" * (-len(markoer) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise _fremmed() from None
        segl, krop = raa[:_SEGL], raa[_SEGL:]
        if not hmac.compare_digest(segl, self._segl(liste, krop)):
            raise _fremmed()
        sted: str | int = orjson.loads(krop)
        return sted

    def _segl(self, liste: str, krop: bytes) -> bytes:
        tekst = liste.encode() + b"\0" + krop
        return hashlib.blake2b(tekst, key=self._noegle, digest_size=_SEGL).digest()


def _fremmed() -> Problem:
    return Problem(
        "ugyldig-foresporgsel",
        "The cursor was not given by this hub for this list; leave it out to begin from the first.",
        "Markøren er ikke givet af denne hub til denne liste; udelad den for at begynde forfra.",
    )
