"""The router: takes messages from the input, has each partition decide its batch, and goes on until told to stop.

Between intake and dueslag. A failure of any kind is answered in one way: forget what is not durable, take the
partition over anew, and read on from what the group has committed. So nothing is lost, doubled or reordered.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import structlog

from brokers import Broker, BrokerError, Consumer, Fenced, StoredRecord, TopicPartition, UnknownTopic
from hub.beskedfordeler import emner, indpost
from hub.beskedfordeler.fejl import fejlord
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag, er_system_id
from hub.beskedfordeler.overtagelse import overtag
from hub.beskedfordeler.partition import Partition
from hub.beskedfordeler.portioner import efter_bytes, rejs
from hub.beskedfordeler.sigte import Sigte
from hub.beskedfordeler.typer import Fordelerindstillinger, Kvittering
from hub.log.hoveder import Hovedfiler

LOG = structlog.get_logger(__name__)

_POLL = 0.2
_BEGYND = 5.0
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
        mappe: Path,
    ) -> None:
        self._mappe = mappe
        self._sigte = Sigte()
        self._tur = asyncio.Lock()
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
        self._ejes: set[TopicPartition] = set()
        self._tilbage: set[TopicPartition] = set()
        """Partitions that must be read again from what is committed, before anything else of them is routed."""
        self._enkeltvis: dict[TopicPartition, int] = {}
        """Partitions that are routed one message at a time, up to this offset."""
        self._umeldt: set[TopicPartition] = set()
        """Partitions whose configuration could not be announced; they are taken over anew, which does it."""
        self._doemt: dict[TopicPartition, frozenset[int]] = {}
        """Messages that made a transaction fail; they are refused without a look."""
        self._opgave: asyncio.Task[None] | None = None
        self._stopper = False
        self._begyndt = asyncio.Event()

    @property
    def antal(self) -> int:
        """How many partitions this instance routes."""
        return len(self._partitioner)

    def ejer(self, partition: int) -> bool:
        """Whether this instance routes that partition of the input."""
        return TopicPartition(emner.INDGANG, partition) in self._ejes

    async def start(self) -> None:
        """Join the group and begin; returns when the partitions that are free have been taken. Raises BrokerError."""
        self._stopper = False
        self._begyndt.clear()
        self._consumer = await self._broker.consumer(
            emner.INDGANG, group=emner.GRUPPE_ROUTER, on_assigned=self._tildelt, on_revoked=self._frataget
        )
        self._opgave = asyncio.create_task(self._koer(self._consumer), name="router")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_BEGYND):
                await self._begyndt.wait()

    async def stop(self) -> None:
        """Finish the open batches and leave the group."""
        self._stopper = True
        if self._opgave is not None:
            await self._opgave
            self._opgave = None
        await asyncio.gather(*(partition.gem() for partition in self._partitioner.values()))
        if self._consumer is not None:
            await self._consumer.close()
            self._consumer = None
        for partition in self._partitioner.values():
            await partition.luk()
        self._partitioner.clear()

    async def batchgraense(self) -> None:
        """Return when every batch that was open at the call has ended.

        Then it has been said on the bus by which configuration each partition is routed; what could not be said now
        is said as soon as it can be.
        """
        for sted in tuple(self._partitioner):  # what is being taken over has no open batch, and may be waiting for us
            async with self._laas(sted):
                await self._meld_gaeldende(sted)

    async def _meld_gaeldende(self, sted: TopicPartition) -> None:
        partition = self._partitioner.get(sted)
        if partition is None or self._consumer is None:
            return
        try:
            await partition.meld_gaeldende()
        except BrokerError as fejl:
            self._umeldt.add(sted)
            await self._begynd_forfra(self._consumer, sted, fejl)

    async def _meld_igen(self) -> None:
        for sted in tuple(self._umeldt):
            async with self._laas(sted):
                if sted in self._ejes and sted not in self._partitioner:
                    await self._overtag(sted)
                self._umeldt.discard(sted)

    async def _koer(self, consumer: Consumer) -> None:
        pause = 0.05
        while not self._stopper:
            try:
                fundet = await consumer.poll(max_records=self._valg.batch_poster, timeout=_POLL)
                self._begyndt.set()
                arbejde = [self._partition(consumer, sted, poster) for sted, poster in fundet.items()]
                # All end before the next poll, also when one fails: a partition's batches never overtake each other.
                rejs(await asyncio.gather(*arbejde, return_exceptions=True))
                await self._meld_igen()
                pause = 0.05
            except Exception as fejl:  # noqa: BLE001 - routing never ends by itself; what failed is begun anew
                LOG.warning("routing waits", error=fejlord(fejl), wait=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _PAUSE_MAKS)

    async def _partition(self, consumer: Consumer, sted: TopicPartition, poster: Sequence[StoredRecord]) -> None:
        # Before the lock: whoever tells of a new contract waits for the open batches.
        kender = await asyncio.gather(self._kend(poster), return_exceptions=True)
        async with self._laas(sted):
            if sted in self._tilbage:
                await self._soeg_tilbage(consumer, sted)
                return
            try:
                rejs(kender)
                for batch in efter_bytes(poster, self._valg.batch_bytes):
                    await self._batch(consumer, sted, batch)
            except Exception as fejl:
                await self._begynd_forfra(consumer, sted, fejl)
                if isinstance(fejl, UnknownTopic):
                    await self._manglende_emner(poster)
                elif not isinstance(fejl, Fenced):
                    raise

    async def _kend(self, poster: Sequence[StoredRecord]) -> None:
        await self._opslag.kend([post.value for post in poster if post.value is not None])

    async def _batch(self, consumer: Consumer, sted: TopicPartition, batch: Sequence[StoredRecord]) -> None:
        """Route a batch, in as many transactions as it takes."""
        while batch:
            if sted not in self._ejes:
                raise Fenced(f"{sted.topic}[{sted.partition}] was given away; its new owner reads on")
            partition = self._partitioner.get(sted) or await self._overtag(sted)
            enkeltvis = batch[0].offset < self._enkeltvis.get(sted, 0)
            proeves = batch[:1] if enkeltvis else batch
            try:
                antal, kvitteringer = await partition.behandl(
                    proeves, consumer, self._ur(), self._doemt.get(sted, frozenset())
                )
            except (BrokerError, OSError):
                raise
            except Exception:
                self._afgraens(sted, proeves)
                raise
            self._hovedfiler.meld(emner.LOG, sted.partition, partition.hoved)
            self._meld(kvitteringer)
            batch = batch[antal:]

    async def _begynd_forfra(self, consumer: Consumer, sted: TopicPartition, fejl: Exception) -> None:
        """Forget what this instance holds of a partition; what is durable is read again when it goes on."""
        self._maalinger.batches.labels("afbrudt").inc()
        LOG.warning("a batch was given up; it is routed again", partition=sted.partition, error=fejlord(fejl))
        partition = self._partitioner.pop(sted, None)
        self._tilbage.add(sted)
        with contextlib.suppress(BrokerError):
            if partition is not None:
                await partition.luk()
            await self._soeg_tilbage(consumer, sted)

    async def _soeg_tilbage(self, consumer: Consumer, sted: TopicPartition) -> None:
        # An indefinite error may have been a commit after all: only the group's own progress says where to go on.
        naaet = (await self._broker.committed(emner.GRUPPE_ROUTER, sted.topic)).get(sted.partition, 0)
        if sted in consumer.assignment:
            consumer.seek(sted, naaet)
        self._tilbage.discard(sted)

    def _afgraens(self, sted: TopicPartition, batch: Sequence[StoredRecord]) -> None:
        """A batch fails for no reason of the broker's: go on one by one, and refuse the one that fails alone."""
        if len(batch) > 1:
            self._enkeltvis[sted] = batch[-1].offset + 1
        else:
            self._doemt[sted] = self._doemt.get(sted, frozenset()) | {batch[0].offset}

    async def _manglende_emner(self, batch: Sequence[StoredRecord]) -> None:
        await self._opslag.sikr_igen()
        afsendere = {indpost.laes(post).afsender for post in batch}
        await self._opslag.sikr_kvittering(sorted(filter(er_system_id, afsendere)))

    async def _overtag(self, sted: TopicPartition) -> Partition:
        """Take a partition over, or over anew; under its lock. Raises BrokerError."""
        await self._slip(sted)
        partition = await overtag(
            sted,
            self._broker,
            self._opslag,
            self._hemmelighed,
            self._valg,
            self._maalinger,
            self._mappe,
            self._sigte,
            self._tur,
        )
        self._partitioner[sted] = partition
        try:
            await partition.meld_gaeldende()  # a change that came while it was not ours to tell of
        except BaseException:
            await self._slip(sted)
            raise
        LOG.info("partition taken over", partition=sted.partition, links=partition.hoved.antal)
        return partition

    def _laas(self, sted: TopicPartition) -> asyncio.Lock:
        return self._laase.setdefault(sted, asyncio.Lock())

    async def _tildelt(self, steder: frozenset[TopicPartition]) -> None:
        udfald = await asyncio.gather(*map(self._tag, sorted(steder)), return_exceptions=True)
        try:
            rejs(udfald)
        except BaseException:
            # All or none: they are asked for again, and what was taken would otherwise be held twice.
            await asyncio.gather(*map(self._slip, steder))
            raise
        self._ejes |= steder
        self._begyndt.set()

    async def _tag(self, sted: TopicPartition) -> None:
        async with self._laas(sted):
            await self._overtag(sted)

    async def _frataget(self, steder: frozenset[TopicPartition]) -> None:
        for sted in steder:
            async with self._laas(sted):
                self._ejes.discard(sted)
                self._tilbage.discard(sted)
                self._doemt.pop(sted, None)
                self._enkeltvis.pop(sted, None)
                await self._slip(sted)

    async def _slip(self, sted: TopicPartition) -> None:
        partition = self._partitioner.pop(sted, None)
        if partition is not None:
            await partition.luk()
