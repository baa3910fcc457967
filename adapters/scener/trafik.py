"""Traffic that flows while something else is done to the bus."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from adapters.scener.sager import Sagsskriver

TAKT: Final = 0.08
"""Seconds between two sager of the traffic."""


@dataclass(slots=True, kw_only=True)
class Trafik(ABC):
    """One sag after another, until told to stop; a sag that is begun is sent whole."""

    skriver: Sagsskriver
    afviste: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def koer(self) -> None:
        """Send until told to stop."""
        while not self.stop.is_set():
            await self.en_sag()
            await asyncio.sleep(TAKT)

    @abstractmethod
    async def en_sag(self) -> None:
        """Send the next sag, and count what the hub did not take."""


@asynccontextmanager
async def under(trafik: Trafik) -> AsyncIterator[None]:
    """While traffic flows."""
    opgave = asyncio.create_task(trafik.koer())
    try:
        yield
    finally:
        trafik.stop.set()
        await opgave
