"""When a partition's checkpoint is written: after enough changes, beside the routing, and at a clean stop."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import structlog

from brokers import Broker, BrokerError
from hub.beskedfordeler import historikfil
from hub.beskedfordeler.historiklager import Historiklager
from hub.log.kaede import Hoved

LOG = structlog.get_logger(__name__)

_MINDST: Final = 20_000
"""Changes since the last checkpoint before a new one is worth its writing; half the store, where that is more."""


class Punktskriver:
    """Writes the checkpoints of one owned partition. To be called between transactions, by the one who writes them."""

    def __init__(self, broker: Broker, partition: int, historik: Historiklager, fil: Path, siden: int = 0) -> None:
        self._broker = broker
        self._partition = partition
        self._historik = historik
        self._fil = fil
        self._siden = siden
        self._opgave: asyncio.Task[None] | None = None

    async def efter_batch(self, aendringer: int, hoved: Hoved) -> None:
        """A batch is durable, with so many changes: begin a checkpoint if it is time."""
        self._siden += aendringer
        if self._siden >= max(_MINDST, self._historik.antal // 2) and (self._opgave is None or self._opgave.done()):
            await self._begynd(hoved)

    async def afslut(self, hoved: Hoved) -> None:
        """The partition is given up at a stop: leave a checkpoint of what has changed."""
        if self._opgave is not None:
            await self._opgave
        if self._siden:
            await self._begynd(hoved)
        if self._opgave is not None:
            await self._opgave

    async def _begynd(self, hoved: Hoved) -> None:
        self._siden = 0
        try:
            punkt = await historikfil.punkt_nu(self._broker, self._partition, hoved)
        except BrokerError as fejl:
            LOG.info("no checkpoint now", partition=self._partition, error=type(fejl).__name__)
            return
        if punkt is not None:
            indhold = self._historik.uddrag()
            self._opgave = asyncio.create_task(self._skriv(punkt, indhold), name=f"historik-{self._partition}")

    async def _skriv(self, punkt: historikfil.Punkt, indhold: historikfil.Indhold) -> None:
        try:
            await asyncio.to_thread(historikfil.skriv, self._fil, self._historik.hemmelighed, punkt, indhold)
        except OSError as fejl:
            # The changelog has it all; the next take-over only takes longer.
            LOG.warning("a checkpoint could not be written", partition=self._partition, error=fejl.strerror)
