"""A child process in a consumer group: copies `ind` to `ud`, each batch and its progress in one transaction.

Arguments: bus, name, session timeout in seconds, and whose the transactional ids are: `medlem` (one for the process,
named after it) or `partition` (one for each partition, taken over when it is assigned). Prints `KLAR` when it owns
something, and runs until killed.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from brokers import Broker, Consumer, Fenced, Producer, Record, StoredRecord, TopicPartition, Unavailable
from tests.brokers.boern.bus import aabn


class Videresender:
    def __init__(self, broker: Broker, navn: str, *, pr_partition: bool) -> None:
        self._broker = broker
        self._navn = navn
        self._pr_partition = pr_partition
        self._producere: dict[TopicPartition | None, Producer] = {}

    async def tildelt(self, pladser: frozenset[TopicPartition]) -> None:
        if self._pr_partition:
            for plads in pladser:
                await self._tag(plads)

    async def frataget(self, pladser: frozenset[TopicPartition]) -> None:
        for plads in pladser:
            if (producer := self._producere.pop(plads, None)) is not None:
                await producer.close()

    async def kopier(self, consumer: Consumer, plads: TopicPartition, bid: Sequence[StoredRecord]) -> None:
        hvis = plads if self._pr_partition else None
        try:
            producer = self._producere.get(hvis) or await self._tag(hvis)
            async with producer.transaction() as transaktion:
                for post in bid:
                    transaktion.send(Record("ud", post.value, key=post.key))
                transaktion.commit_offset(consumer, plads, bid[-1].offset + 1)
                await asyncio.sleep(0.005)  # the work: long enough for a kill to hit it
        except Fenced:
            self._producere.pop(hvis, None)
            await self._forfra(consumer, plads)
        except Unavailable:
            # Perhaps it was committed after all: only the group's own progress says where to go on.
            await self._forfra(consumer, plads)

    async def _forfra(self, consumer: Consumer, plads: TopicPartition) -> None:
        while plads in consumer.assignment:
            try:
                naaet = (await self._broker.committed("gruppe", plads.topic)).get(plads.partition, 0)
            except Unavailable:
                await asyncio.sleep(0.2)
            else:
                consumer.seek(plads, naaet)
                return

    async def _tag(self, hvis: TopicPartition | None) -> Producer:
        navn = self._navn if hvis is None else f"videresender-{hvis.partition}"
        producer = self._producere[hvis] = await self._broker.producer(navn)
        return producer


async def main(bus: str, navn: str, session: float, ids: str) -> None:
    meldt = False
    async with aabn(bus, session) as broker:
        vi = Videresender(broker, navn, pr_partition=ids == "partition")
        consumer = await broker.consumer("ind", group="gruppe", on_assigned=vi.tildelt, on_revoked=vi.frataget)
        async with consumer:
            while True:
                try:
                    bidder = await consumer.poll(max_records=20, timeout=0.5)
                except Unavailable:
                    await asyncio.sleep(0.2)  # the bus is away: it comes back, or somebody ends us
                    continue
                if consumer.assignment and not meldt:
                    meldt = True
                    print("KLAR", flush=True)  # noqa: T201 - this is how the parent hears of it
                for plads, bid in bidder.items():
                    await vi.kopier(consumer, plads, bid)


asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]))
