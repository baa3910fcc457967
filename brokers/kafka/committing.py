"""The commit of one transaction: partitions, batches, progress, and the word that makes them count, in this order."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Mapping, Sequence

from brokers.base import BrokerError, TopicPartition, Unavailable
from brokers.kafka.batches import next_sequence
from brokers.kafka.catalogue import Topic
from brokers.kafka.codes import REPLACED, Code
from brokers.kafka.connections import Node
from brokers.kafka.consumer import KafkaConsumer
from brokers.kafka.core import Core
from brokers.kafka.failures import Passing
from brokers.kafka.gathering import Gathered, Load
from brokers.kafka.held import Held
from brokers.kafka.holding import Holding, txn_refusal
from brokers.kafka.packing import Packed, pack
from brokers.kafka.produce import Batch, Written, not_written, produce

Progress = dict[KafkaConsumer, dict[Held, int]]
"""Per consumer and claim, the first offset not yet handled."""
Sequences = dict[tuple[bytes, int], int]
"""Per topic id and partition, the number of the next record."""


class Commit:
    """One attempt to commit. When it fails after it has `begun`, the transaction must be aborted."""

    def __init__(self, core: Core, holding: Holding, sequences: Sequences) -> None:
        self.begun = False
        self._core = core
        self._holding = holding
        self._sequences = sequences
        self._patience = core.patience()

    async def write(self, gathered: Gathered, progress: Progress) -> None:
        """Write all of it, and commit. Raises Fenced, UnknownTopic, RecordTooLarge, TopicMismatch, Unavailable."""
        load = await gathered.load(self._patience)
        async with contextlib.AsyncExitStack() as held:
            for consumer, offsets in progress.items():
                # Until the commit has ended, none of these partitions is given away.
                held.enter_context(consumer.hold(offsets))
            self.begun = True
            if load:
                await self._holding.add_partitions((place for place, *_ in load), self._patience)
            work = [self._write_batches(load)]
            work += [self._write_progress(consumer, offsets) for consumer, offsets in progress.items()]
            # All of them end before anything is said: nothing may arrive after an abort.
            for outcome in await asyncio.gather(*work, return_exceptions=True):
                if isinstance(outcome, BaseException):
                    raise outcome
            await self._holding.end(self._patience, commit=True)
            # The answer says that it counts. Its marks follow, and a reader that comes right after must find them.
            await self._holding.seen(self._patience)

    async def _write_batches(self, load: Load) -> None:
        left = {place: self._pack(place, topic, records) for place, topic, records in load}
        while left:
            try:
                await self._round(left)
            except Passing as error:
                await self._patience.after(error)
            left = {place: batches for place, batches in left.items() if batches}

    def _pack(self, place: TopicPartition, topic: Topic, records: Sequence[Packed]) -> deque[Batch]:
        key = (topic.topic_id, place.partition)
        sequence = self._sequences.get(key, 0)
        batches: deque[Batch] = deque()
        part: list[Packed] = []
        size = 0

        def close() -> None:
            nonlocal sequence, part, size
            data = pack(part, self._holding.holder, sequence, transactional=True)
            batches.append(Batch(place, topic.topic_id, data, sequence, len(part)))
            sequence = next_sequence(sequence, len(part))
            part, size = [], 0

        for record in records:
            if part and size + record.room > topic.batch_bytes:
                close()
            part.append(record)
            size += record.room
        close()
        return batches

    async def _round(self, left: Mapping[TopicPartition, deque[Batch]]) -> None:
        """Write the first batch of each partition. Raises Passing when some are to be written again."""
        nodes: dict[Node, list[Batch]] = {}
        passing: Passing | None = None
        for place, batches in left.items():
            node = self._core.cluster.leader(place, batches[0].topic_id)
            if node is None:
                await self._core.cluster.refresh([place.topic])
                node = self._core.cluster.leader(place, batches[0].topic_id)
            if node is None:
                passing = await self._refused(batches[0], Code.LEADER_NOT_AVAILABLE)
            else:
                nodes.setdefault(node, []).append(batches[0])
        answers = await asyncio.gather(*(self._produce(node, batches) for node, batches in nodes.items()))
        for batch, written in (pair for answer in answers for pair in answer):
            if written.code is Code.NONE:
                left[batch.place].popleft()
                key = (batch.topic_id, batch.place.partition)
                self._sequences[key] = next_sequence(batch.sequence, batch.count)
            else:
                passing = await self._refused(batch, written.code)
        if passing is not None:
            raise passing

    async def _produce(self, node: Node, batches: Sequence[Batch]) -> list[tuple[Batch, Written]]:
        holding = self._holding
        try:
            written = await produce(
                self._core, node, batches, transactional_id=holding.transactional_id, lane=holding.lane
            )
        except Passing:
            written = {}
        silent = Written(Code.NETWORK_EXCEPTION, -1)
        return [(batch, written.get(batch.place, silent)) for batch in batches]

    async def _refused(self, batch: Batch, code: Code) -> Passing:
        """Why it is to be written again. Raises what ends the transaction."""
        if code in REPLACED:
            raise txn_refusal(self._core, self._holding.transactional_id, code, "write")
        if code is Code.OUT_OF_ORDER_SEQUENCE:
            raise Unavailable(f"{batch.place.topic}: the cluster lost count of this producer; nothing was written")
        error: BrokerError = await not_written(self._core, batch, code)
        if isinstance(error, Passing):
            return error
        raise error

    async def _write_progress(self, consumer: KafkaConsumer, offsets: Mapping[Held, int]) -> None:
        await self._holding.add_group(consumer.group, self._patience)
        await consumer.commit_in(self._holding, offsets, self._patience)
