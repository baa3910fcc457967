"""The router: takes messages from the input, has each partition decide its batch, and goes on until told to stop.

Between intake and dueslag. A failure of any kind is answered in one way: forget what is not durable, take the
partition over anew, and read on from what the group has committed. So nothing is lost, doubled or reordered.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

import structlog

from brokers import Broker, BrokerError, Consumer, Fenced, StoredRecord, TopicPartition, UnknownTopic
from hub.beskedfordeler import emner, indpost
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag, er_system_id
from hub.beskedfordeler.partition import Partition, overtag
from hub.beskedfordeler.typer import Fordelerindstillinger, Kvittering
from hub.log.hoveder import Hovedfiler

LOG = structlog.get_logger(__name__)

_PAUSE_MAKS = 5.0
"""Seconds between attempts while the broker is away, at most."""


class Router:
    """This instance's part in the group that routes."""

    def __init__(
        self,
        broker: Broker,
        opslag: Opslag,
        hemmelighed: bytes,
        ur: Callable[[], dt.datetime],
        indstillinger: Fordelerindstillinger,
        maalinger: Maalinger,
        hovedfiler: Hovedfiler,
        meld: Callable[[Iterable[Kvittering]], None],
    ) -> None:
        self._broker = broker
        self._opslag = opslag
        self._hemmelighed = hemmelighed
        self._ur = ur
        self._valg = indstillinger
        self._maalinger = maalinger
        self._hovedfiler = hovedfiler
        self._meld = meld
        self._consumer: Consumer | None = None
        self._partitioner: dict[TopicPartition, Partition] = {}
        self._laase: dict[TopicPartition, asyncio.Lock] = {}
        self._doemt: dict[TopicPartition, frozenset[int]] = {}
        self._opgave: asyncio.Task[None] | None = None
        self._stopper = False

    @property
    def antal(self) -> int:
        """How many partitions this instance routes."""
        return len(self._partitioner)

    async def start(self) -> None:
        """Join the group and begin. Raises BrokerError."""
        self._stopper = False
        self._consumer = await self._broker.consumer(
            emner.INDGANG, group=emner.GRUPPE_ROUTER, on_assigned=self._tildelt, on_revoked=self._frataget
        )
        self._opgave = asyncio.create_task(self._koer(self._consumer), name="router")

    async def stop(self) -> None:
        """Finish the open batches and leave the group."""
        self._stopper = True
        if self._opgave is not None:
            await self._opgave
            self._opgave = None
        if self._consumer is not None:
            await self._consumer.close()
            self._consumer = None
        for partition in self._partitioner.values():
            await partition.luk()
        self._partitioner.clear()

    async def batchgraense(self) -> None:
        """Return when every batch that was open at the call has ended."""
        for laas in tuple(self._laase.values()):
            async with laas:
                pass

    async def _koer(self, consumer: Consumer) -> None:
        pause = 0.05
        while not self._stopper:
            try:
                fundet = await consumer.poll(max_records=self._valg.batch_poster, timeout=0.5)
                await asyncio.gather(*(self._partition(consumer, sted, poster) for sted, poster in fundet.items()))
                pause = 0.05
            except (BrokerError, OSError) as fejl:
                LOG.warning("routing waits for the broker", error=type(fejl).__name__, reason=str(fejl), wait=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _PAUSE_MAKS)

    async def _partition(self, consumer: Consumer, sted: TopicPartition, poster: Sequence[StoredRecord]) -> None:
        async with self._laase.setdefault(sted, asyncio.Lock()):
            for batch in _efter_bytes(poster, self._valg.batch_bytes):
                if not await self._batch(consumer, sted, batch):
                    return

    async def _batch(self, consumer: Consumer, sted: TopicPartition, batch: Sequence[StoredRecord]) -> bool:
        """Route a batch, in as many transactions as it takes; False when the partition begins anew instead."""
        try:
            if sted not in self._partitioner:
                await self._overtag(sted)
            while batch:
                partition = self._partitioner[sted]
                doemt = self._doemt.get(sted, frozenset())
                antal, kvitteringer = await partition.behandl(batch, consumer, self._ur(), doemt)
                self._hovedfiler.meld(emner.LOG, sted.partition, partition.hoved)
                self._meld(kvitteringer)
                batch = batch[antal:]
        except (KeyError, Fenced):
            # Given away in the middle of it: its new owner reads on from what is committed.
            await self._begynd_forfra(consumer, sted, batch)
            return False
        except UnknownTopic:
            await self._manglende_emner(batch)
            await self._begynd_forfra(consumer, sted, batch)
            return False
        except (BrokerError, OSError):
            await self._begynd_forfra(consumer, sted, batch)
            raise
        except Exception as fejl:
            self._afgraens(sted, batch, fejl)
            await self._begynd_forfra(consumer, sted, batch)
            return False
        self._doemt.pop(sted, None)
        return True

    async def _begynd_forfra(self, consumer: Consumer, sted: TopicPartition, batch: Sequence[StoredRecord]) -> None:
        self._maalinger.batches.labels("afbrudt").inc()
        partition = self._partitioner.pop(sted, None)
        if partition is not None:
            with contextlib.suppress(BrokerError):
                await partition.luk()
        # An indefinite error may have been a commit after all: only the group's own progress says where to go on.
        naaet = (await self._broker.committed(emner.GRUPPE_ROUTER, sted.topic)).get(sted.partition, 0)
        if sted in consumer.assignment:
            consumer.seek(sted, naaet)
        LOG.warning("a batch was given up; it is routed again", partition=sted.partition, messages=len(batch))

    def _afgraens(self, sted: TopicPartition, batch: Sequence[StoredRecord], fejl: Exception) -> None:
        """A batch fails for no reason of the broker's: find the message, so that the rest can go on.

        Half of the batch is condemned at a time; when it still fails, the other half is, and so on until it passes.
        Whatever a condemned message would have been, it is in the fejlkø with its bytes and can be redriven.
        """
        kendt = self._doemt.get(sted, frozenset())
        uproevede = [post.offset for post in batch if post.offset not in kendt]
        self._doemt[sted] = kendt | frozenset(uproevede[: max(1, len(uproevede) // 2)])
        LOG.error("a batch cannot be written; it is narrowed down", partition=sted.partition, error=type(fejl).__name__)

    async def _manglende_emner(self, batch: Sequence[StoredRecord]) -> None:
        await self._opslag.sikr_igen()
        afsendere = {indpost.laes(post).afsender for post in batch}
        await self._opslag.sikr_kvittering(sorted(filter(er_system_id, afsendere)))

    async def _overtag(self, sted: TopicPartition) -> None:
        partition = await overtag(
            sted, self._broker, self._opslag, self._hemmelighed, self._valg, self._maalinger
        )
        self._partitioner[sted] = partition
        LOG.info("partition taken over", partition=sted.partition, links=partition.hoved.antal)

    async def _tildelt(self, steder: frozenset[TopicPartition]) -> None:
        await asyncio.gather(*(self._overtag(sted) for sted in sorted(steder)))

    async def _frataget(self, steder: frozenset[TopicPartition]) -> None:
        for sted in steder:
            async with self._laase.setdefault(sted, asyncio.Lock()):
                partition = self._partitioner.pop(sted, None)
                self._doemt.pop(sted, None)
                if partition is not None:
                    await partition.luk()


def _efter_bytes(poster: Sequence[StoredRecord], graense: int) -> Iterator[Sequence[StoredRecord]]:
    """The records in runs of about `graense` bytes, at least one in each."""
    fra = samlet = 0
    for nummer, post in enumerate(poster):
        samlet += len(post.value or b"")
        if samlet >= graense:
            yield poster[fra : nummer + 1]
            fra, samlet = nummer + 1, 0
    if fra < len(poster):
        yield poster[fra:]
