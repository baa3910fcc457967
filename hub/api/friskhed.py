"""Before the API says that something is unknown, it makes sure that this instance is not merely behind the others.

Tokens and configuration are written by one instance and followed by all, some milliseconds later. A caller that made
something through one instance and names it to the next must not be told that there is no such thing.
"""

from __future__ import annotations

import asyncio
from typing import Final

from hub.adgang import Adgangslager
from hub.konfiguration.lager import Konfigurationslager

_FRIST: Final = 2.0
"""Seconds; then the answer is what this instance knows."""


class Friskhed:
    """Catches up with what the other instances wrote; many who ask at once share one look at the bus."""

    def __init__(self, konfiguration: Konfigurationslager, adgang: Adgangslager) -> None:
        self._konfiguration = konfiguration
        self._adgang = adgang
        self._laas = asyncio.Lock()
        self._begyndt = self._faerdig = 0
        """Looks at the bus that were begun, and the last one that came to its end."""

    async def indhent(self) -> None:
        """Return when all that was written before the call is known here. Raises BrokerError, TimeoutError."""
        efter_nu = self._begyndt + 1
        async with asyncio.timeout(_FRIST), self._laas:
            if self._faerdig >= efter_nu:  # somebody has looked since this call began
                return
            self._begyndt = nummer = self._begyndt + 1
            await asyncio.gather(self._konfiguration.indhent(), self._adgang.indhent())
            self._faerdig = nummer
