"""Claim check: large files lie encrypted beside the bus; the message carries the reference and the key.

Whoever may read the message may fetch the file: the key in it is the proof.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any, Final

from adapters.sdk.fejl import KanIkkeModtages
from adapters.sdk.hubklient import Hubklient
from schemas.models import Filreference

NOEGLEHEADER: Final = "Fh-Filnoegle"


class Filer:
    """Files at the hub. Every method raises what Hubklient raises."""

    def __init__(self, hub: Hubklient) -> None:
        self._hub = hub

    async def gem(self, data: bytes | AsyncIterable[bytes], filnavn: str, mimetype: str) -> Filreference:
        """Upload, whole or as a stream; the reference is to stand in the message, with its key."""
        svar: dict[str, Any] = await self._hub.json("POST", "/filer", data=data, headers={"Content-Type": mimetype})
        return Filreference.model_validate({**svar, "filnavn": filnavn})

    async def hent_stroem(self, reference: Filreference) -> AsyncIterator[bytes]:
        """Download piece by piece. Raises KanIkkeModtages, after the last, when it is not what the message promised."""
        sum_, laengde = hashlib.sha256(), 0
        noegle = {NOEGLEHEADER: reference.noegle} if reference.noegle else {}
        async for stykke in self._hub.hent_stroem(f"/filer/{reference.fil_id}", headers=noegle):
            sum_.update(stykke)
            laengde += len(stykke)
            yield stykke
        if laengde != reference.stoerrelse or sum_.hexdigest() != reference.sha256:
            raise KanIkkeModtages("the file is not the one that the message refers to (size or SHA-256 differs)")

    async def hent(self, reference: Filreference) -> bytes:
        """Download whole, checked as in `hent_stroem`."""
        return b"".join([stykke async for stykke in self.hent_stroem(reference)])
