"""Follows compacted topics: how every instance of the hub comes to know the same configuration.

Restores what the topics hold at start, then applies what any process writes to them, in order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from brokers import Broker, BrokerError, Cleanup, Reader, StoredRecord, TopicSpec, Unavailable, read_to

LOG = structlog.get_logger(__name__)

SIDE: Final = 5_000
"""Records asked for at a time."""

VENT: Final = 30.0
"""Seconds that one waiting read lasts."""

Anvend = Callable[[Sequence[StoredRecord]], Awaitable[None]]
"""Takes records in the order of their topic; must not raise for a record it cannot use."""


class Foelger:
    """Reads some single-partition compacted topics to their end, and from then on as they grow."""

    def __init__(self, broker: Broker, emner: Sequence[str], anvend: Anvend) -> None:
        self._broker = broker
        self._emner = tuple(emner)
        self._anvend = anvend
        self._laesere: dict[str, Reader] = {}
        self._anvendt: dict[str, int] = {}
        self._nyt = asyncio.Condition()
        self._opgave: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Make the topics, read all they hold, and begin to follow. Raises BrokerError."""
        await self._broker.ensure_topics(*(TopicSpec(emne, cleanup=Cleanup.COMPACT) for emne in self._emner))
        for emne in self._emner:
            laeser = self._laesere[emne] = await self._broker.reader(emne)
            slut = (await self._broker.end_offsets(emne))[0]
            async for poster in read_to(laeser, slut, max_records=SIDE):
                await self._anvend(poster)
            self._anvendt[emne] = laeser.offset
        self._opgave = asyncio.create_task(self._foelg(), name=f"follow {self._emner[0]}")

    async def stop(self) -> None:
        """Follow no more."""
        if self._opgave is not None:
            self._opgave.cancel()
            await asyncio.gather(self._opgave, return_exceptions=True)
        for laeser in self._laesere.values():
            await laeser.close()

    async def indhent(self, frist: float = 10.0) -> None:
        """Return when everything that was committed at the call has been applied. Raises Unavailable."""
        maal = {emne: (await self._broker.end_offsets(emne))[0] for emne in self._emner}

        def naaet() -> bool:
            return all(self._anvendt[emne] >= slut for emne, slut in maal.items())

        try:
            async with asyncio.timeout(frist), self._nyt:
                await self._nyt.wait_for(naaet)
        except TimeoutError as fejl:
            bagud = ", ".join(emne for emne, slut in maal.items() if self._anvendt[emne] < slut)
            raise Unavailable(f"{bagud}: the newest records did not arrive within {frist:g} seconds") from fejl

    async def _foelg(self) -> None:
        """Read every topic at once; what has come in is applied together."""
        ventende: dict[asyncio.Task[Sequence[StoredRecord]], str] = {}
        try:
            while True:
                for emne in set(self._emner) - set(ventende.values()):
                    ventende[asyncio.create_task(self._laes(emne))] = emne
                faerdige, _ = await asyncio.wait(ventende, return_when=asyncio.FIRST_COMPLETED)
                emner = {ventende.pop(opgave): opgave.result() for opgave in faerdige}
                if poster := [post for emne in self._emner for post in emner.get(emne, ())]:
                    await self._anvend(poster)
                async with self._nyt:
                    self._anvendt |= {emne: self._laesere[emne].offset for emne in emner}
                    self._nyt.notify_all()
        finally:
            for opgave in ventende:
                opgave.cancel()
            await asyncio.gather(*ventende, return_exceptions=True)

    async def _laes(self, emne: str) -> Sequence[StoredRecord]:
        try:
            return await self._laesere[emne].read(max_records=SIDE, timeout=VENT)
        except BrokerError as fejl:
            LOG.warning("configuration cannot be read now, trying again", topic=emne, fejl=str(fejl))
            await asyncio.sleep(1.0)
            return ()
