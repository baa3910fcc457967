"""Claim check: large files lie encrypted beside the bus; the message carries the reference and the key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from adapters.sdk.fejl import KanIkkeModtages
from adapters.sdk.hubklient import Hubklient
from schemas.models import Filreference


class Filer:
    """Files at the hub. Every method raises what Hubklient raises."""

    def __init__(self, hub: Hubklient) -> None:
        self._hub = hub

    async def gem(self, data: bytes, filnavn: str, mimetype: str, modtagere: Sequence[str] = ()) -> Filreference:
        """Upload; `modtagere` are the systems that may fetch it, beside the sender."""
        svar: dict[str, Any] = await self._hub.json("POST", "/filer", data=data)
        return Filreference.model_validate(svar)

    async def hent(self, reference: Filreference) -> bytes:
        """Download and check. Raises KanIkkeModtages when the content is not what the message promised."""
        krop = bytearray()
        async for stykke in self._hub.hent_stroem(f"/filer/{reference.fil_id}"):
            krop += stykke
        if len(krop) != reference.stoerrelse or hashlib.sha256(krop).hexdigest() != reference.sha256:
            raise KanIkkeModtages("the file is not the one that the message refers to (size or SHA-256 differs)")
        return bytes(krop)
