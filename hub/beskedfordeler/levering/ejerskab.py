"""Which shards of delivery this instance owns: taken over and given up as the group of instances says.

A shard that was lost to an error, but is still ours by the group, is taken over anew.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from brokers import Broker, Consumer, TopicPartition
from hub.beskedfordeler import emner
from hub.beskedfordeler.fejl import AndenInstans, fejlord
from hub.beskedfordeler.levering.ejere import Ejer, Ejere
from hub.beskedfordeler.levering.skaar import Skaar

LOG = structlog.get_logger(__name__)

_VENT: Final = 5.0
"""Seconds that a caller waits while a shard changes hands."""
_POLL: Final = 0.5


class Ejerskab:
    """This instance's part in the group that delivers. `overtag` takes a shard over; `slip` is told when one is lost."""

    def __init__(
        self,
        broker: Broker,
        jeg: Ejer,
        overtag: Callable[[int], Awaitable[Skaar]],
        slip: Callable[[Skaar], Awaitable[None]],
    ) -> None:
        self.skift = asyncio.Event()
        """Is set when a shard changes hands, here or elsewhere. Taken before a look at the owners, it misses none."""
        self._broker = broker
        self._jeg = jeg
        self._overtag = overtag
        self._slip_skaar = slip
        self._skaar: dict[int, Skaar] = {}
        self._ejes: set[int] = set()
        self._tages: set[int] = set()
        """Shards that are being taken over."""
        self._ejere = Ejere(broker, jeg, self.meld)
        self._laas = asyncio.Lock()
        self._consumer: Consumer | None = None
        self._opgave: asyncio.Task[None] | None = None

    @property
    def antal(self) -> int:
        """How many shards this instance serves."""
        return len(self._skaar)

    async def start(self) -> None:
        """Join the group and begin. Raises BrokerError."""
        await self._ejere.start()
        self._consumer = await self._broker.consumer(
            emner.LEVERING, group=emner.GRUPPE_LEVERING, on_assigned=self._tildelt, on_revoked=self._frataget
        )
        self._opgave = asyncio.create_task(self._koer(self._consumer), name="levering")

    async def aflever(self) -> None:
        """Write what has gathered, and leave the group; who owns what is still known."""
        if self._opgave is not None:
            self._opgave.cancel()
            await asyncio.gather(self._opgave, return_exceptions=True)
            self._opgave = None
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.close()
        async with self._laas:
            for partition in tuple(self._skaar):
                await self._slip(partition)
            self._ejes.clear()
        self.meld()

    async def stop(self) -> None:
        """Leave the group, and end."""
        await self.aflever()
        await self._ejere.stop()

    def har(self, partition: int) -> Skaar | None:
        """The shard, when this instance serves it now."""
        skaar = self._skaar.get(partition)
        return skaar if skaar is not None and skaar.tabt is None else None

    async def skaar(self, partition: int) -> Skaar:
        """The shard; waits while it is taken over. Raises AndenInstans when another instance serves it."""
        til = asyncio.get_running_loop().time() + _VENT
        while True:
            skift = self.skift
            if (skaar := self.har(partition)) is not None:
                return skaar
            rest = til - asyncio.get_running_loop().time()
            if rest <= 0 or self._consumer is None or self.anden(partition) is not None:
                raise AndenInstans("another instance of the hub serves this dueslag now; try again, or ask that one")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await skift.wait()

    def anden(self, partition: int) -> Ejer | None:
        """Who else serves a shard. A shard that is ours to take, or an earlier life of this instance, is no one's."""
        fundet = self._ejere.find(partition)
        if fundet is None or partition in self._ejes | self._tages:
            return None
        selv = fundet.instans == self._jeg.instans or (fundet.url is not None and fundet.url == self._jeg.url)
        return None if selv else fundet

    def meld(self) -> None:
        """Have everyone who waits for a change look again."""
        self.skift.set()
        self.skift = asyncio.Event()

    async def _koer(self, consumer: Consumer) -> None:
        while True:
            try:
                # The records are read by the shards themselves; polling is what keeps the membership going.
                consumer.pause(tuple(consumer.assignment))
                await consumer.poll(timeout=_POLL)
                await self._forny()
            except Exception as fejl:  # noqa: BLE001 - delivery never ends by itself; what failed is begun anew
                LOG.warning("delivery waits", error=fejlord(fejl))
                await asyncio.sleep(_POLL)

    async def _forny(self) -> None:
        """Take over anew what is still ours but was interrupted."""
        for partition in tuple(self._ejes):
            if self.har(partition) is None:
                async with self._laas:
                    await self._slip(partition)
                    if partition in self._ejes:
                        await self._tag(partition)

    async def _tildelt(self, steder: frozenset[TopicPartition]) -> None:
        nye = {sted.partition for sted in steder}
        self._tages |= nye
        try:
            async with self._laas:
                await self._tag_alle(nye)
        finally:
            self._tages -= nye

    async def _tag_alle(self, nye: set[int]) -> None:
        """All of them or none: what a take-over that failed left behind would be nobody's to give up."""
        try:
            for partition in sorted(nye):
                await self._tag(partition)
        except BaseException:
            for partition in nye:
                await self._slip(partition)
            raise
        self._ejes |= nye

    async def _frataget(self, steder: frozenset[TopicPartition]) -> None:
        async with self._laas:
            for sted in steder:
                self._ejes.discard(sted.partition)
                await self._slip(sted.partition)

    async def _tag(self, partition: int) -> None:
        self._skaar[partition] = await self._overtag(partition)
        self.meld()

    async def _slip(self, partition: int) -> None:
        skaar = self._skaar.pop(partition, None)
        if skaar is not None:
            await skaar.luk()
            await self._slip_skaar(skaar)
            self.meld()
