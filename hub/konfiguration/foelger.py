"""Follows compacted topics: how every instance of the hub comes to know the same configuration.

Restores what the topics hold at start, then applies what any process writes to them, in order.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from brokers import Broker, BrokerError, Cleanup, Reader, StoredRecord, TopicSpec, Unavailable, read_to

LOG = structlog.get_logger(__name__)

SIDE: Final = 5_000
"""Records asked for at a time."""

VENT: Final = 30.0
"""Seconds that one waiting read lasts."""

_EFTERSE: Final = 0.02

Anvend = Callable[[Sequence[StoredRecord]], Awaitable[None]]
"""Takes records in the order of their topic; must not raise for a record it cannot use."""


class Foelger:
    """Reads some single-partition topics to their end, and from then on as they grow.

    They are compacted, unless `emner` says for one how it is made.
    """

    def __init__(self, broker: Broker, emner: Sequence[str | TopicSpec], anvend: Anvend) -> None:
        self._broker = broker
        self._specs = [en if isinstance(en, TopicSpec) else TopicSpec(en, cleanup=Cleanup.COMPACT) for en in emner]
        self._emner = tuple(spec.name for spec in self._specs)
        self._anvend = anvend
        self._laesere: dict[str, Reader] = {}
        self._hentet: set[str] = set()
        """Topics with records that were read and are not applied yet."""
        self._nyt = asyncio.Condition()
        self._opgave: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Make the topics, read all they hold, and begin to follow. Raises BrokerError."""
        await self._broker.ensure_topics(*self._specs)
        for emne in self._emner:
            laeser = self._laesere[emne] = await self._broker.reader(emne)
            slut = (await self._broker.end_offsets(emne))[0]
            async for poster in read_to(laeser, slut, max_records=SIDE):
                await self._anvend(poster)
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
        ur = asyncio.get_running_loop().time
        til = ur() + frist
        while bagud := [emne for emne, slut in maal.items() if self._anvendt(emne) < slut]:
            if ur() >= til:
                raise Unavailable(f"{', '.join(bagud)}: the newest records did not arrive within {frist:g} seconds")
            with contextlib.suppress(TimeoutError):
                # A reader moves past a broker's own marks without any record coming, so it is looked at now and then.
                async with asyncio.timeout(_EFTERSE), self._nyt:
                    await self._nyt.wait()

    def _anvendt(self, emne: str) -> int:
        """The offset before which everything has been applied; -1 while that is not known."""
        return -1 if emne in self._hentet else self._laesere[emne].offset

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
                self._hentet -= emner.keys()
                async with self._nyt:
                    self._nyt.notify_all()
        finally:
            for opgave in ventende:
                opgave.cancel()
            await asyncio.gather(*ventende, return_exceptions=True)

    async def _laes(self, emne: str) -> Sequence[StoredRecord]:
        try:
            poster = await self._laesere[emne].read(max_records=SIDE, timeout=VENT)
            self._hentet.add(emne)
        except BrokerError as fejl:
            LOG.warning("configuration cannot be read now, trying again", topic=emne, fejl=str(fejl))
            await asyncio.sleep(1.0)
            return ()
        return poster
