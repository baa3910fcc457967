"""The embedded broker: the port `brokers.base.Broker` on a durable log in one directory, nothing to install.

Several processes on one machine may open the same directory; the log's write lock and the groups' sessions keep them
apart.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from brokers.base import (
    Broker,
    Consumer,
    Position,
    Producer,
    Reader,
    Rebalance,
    Record,
    TopicPartition,
    TopicSpec,
    Unavailable,
    UnknownTopic,
)
from brokers.embedded import database, groups
from brokers.embedded.append import Append
from brokers.embedded.bell import Bell
from brokers.embedded.consumer import EmbeddedConsumer
from brokers.embedded.core import Core
from brokers.embedded.liveness import Liveness
from brokers.embedded.reader import EmbeddedReader
from brokers.embedded.reading import ReadPool, committed
from brokers.embedded.topics import Catalogue, Topic, create_topic, drop_topic, every_topic, find_topic
from brokers.embedded.transactions import EmbeddedProducer, take_over
from brokers.embedded.upkeep import Upkeep
from brokers.embedded.writer import Ledger, Writer
from brokers.limits import check_name, check_spec


class EmbeddedBroker(Broker):
    """A log in `directory`, for one event loop.

    `session_timeout`: seconds a silent consumer keeps its partitions. `upkeep_interval`: seconds between rounds of
    retention and compaction. `tombstone_delay`: seconds a removal stays readable in a compacted topic.
    `lock_timeout`: seconds to wait for another process's write. `max_bytes`: the file's size limit, None for the disk's.
    """

    def __init__(
        self,
        directory: Path,
        *,
        session_timeout: float = 6.0,
        upkeep_interval: float = 60.0,
        tombstone_delay: float = 86_400.0,
        lock_timeout: float = 10.0,
        max_bytes: int | None = None,
    ) -> None:
        self._directory = directory
        self._session_ms = round(session_timeout * 1000)
        self._upkeep_interval = upkeep_interval
        self._tombstone_ms = round(tombstone_delay * 1000)
        self._lock_timeout = lock_timeout
        self._max_bytes = max_bytes
        self._opened: contextlib.AsyncExitStack | None = None
        self._running: Core | None = None
        self._upkeep: Upkeep | None = None
        self._clients: set[EmbeddedConsumer | EmbeddedReader | EmbeddedProducer] = set()

    async def start(self) -> None:
        """Open the log, or make it. Raises Unavailable."""
        if self._opened is not None:
            return
        path = await asyncio.to_thread(database.prepare, self._directory, self._lock_timeout)
        async with contextlib.AsyncExitStack() as opened:
            with database.clear_errors(path):
                liveness = Liveness(self._directory)
                opened.callback(liveness.close)
                looking = database.open_reader(path)
                opened.callback(looking.close)
            bell = Bell(looking)
            reads = ReadPool(path)
            opened.push_async_callback(reads.close)
            writer = Writer(path, lock_timeout=self._lock_timeout, max_bytes=self._max_bytes, bell=bell)
            opened.push_async_callback(writer.stop)
            opened.push_async_callback(bell.close)
            # A topic this process has not met is looked up here, at once: one row by index, and a transaction's
            # `send` has no chance to wait.
            catalogue = Catalogue(partial(find_topic, looking))
            self._running = Core(writer, reads, bell, catalogue, liveness, self._session_ms)
            opened.push_async_callback(self._close_clients)
            self._upkeep = Upkeep(self._running, self._tombstone_ms)
            self._upkeep.start(self._upkeep_interval)
            opened.push_async_callback(self._upkeep.stop)
            self._opened = opened.pop_all()

    async def stop(self) -> None:
        """Leave the groups, write what waits, let go of the file."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.aclose()
            self._running = None

    async def ensure_topics(self, *specs: TopicSpec) -> None:
        """Create what is missing; all of `specs` or, when one of them mismatches, none."""
        for spec in specs:
            check_spec(spec)

        def make(ledger: Ledger) -> None:
            made = [spec.name for spec in specs if create_topic(ledger, spec)]
            groups.topics_changed(ledger, made)

        await self._core.writer.change(make)

    async def topics(self) -> Mapping[str, TopicSpec]:
        """Every topic there is."""
        return await self._core.reads.run(every_topic)

    async def delete_topic(self, name: str) -> None:
        """Remove a topic: gone at once for everyone; upkeep frees the room."""

        def remove(ledger: Ledger) -> None:
            if drop_topic(ledger, name):
                groups.topics_changed(ledger, [name])

        await self._core.writer.change(remove)
        self._core.catalogue.forget(name)

    async def send(self, *records: Record) -> Sequence[Position]:
        """Write records, whole or not at all; returns when they are on the disk."""
        core = self._core
        append = _append(core, records)
        try:
            written = await core.writer.append(append, len(append))
        except UnknownTopic:
            # Another process deleted a topic we knew. If it has been made again, the records go there.
            append.forget_topics()
            append = _append(core, records)
            written = await core.writer.append(append, len(append))
        return append.positions(records, written)

    async def producer(self, transactional_id: str) -> Producer:
        """Take over `transactional_id`."""
        check_name("transactional id", transactional_id)
        producer = await take_over(self._core, transactional_id, self._clients.discard)
        self._clients.add(producer)
        return producer

    async def consumer(
        self,
        *topics: str,
        group: str,
        on_assigned: Rebalance | None = None,
        on_revoked: Rebalance | None = None,
    ) -> Consumer:
        """Join `group`. Topics that do not exist yet are read once they do."""
        check_name("group", group)
        for name in topics:
            check_spec(TopicSpec(name))
        consumer = EmbeddedConsumer(
            self._core,
            group,
            frozenset(topics),
            on_assigned=on_assigned,
            on_revoked=on_revoked,
            on_close=self._clients.discard,
        )
        self._clients.add(consumer)
        await consumer.enter()
        return consumer

    async def reader(self, topic: str, partition: int = 0, *, offset: int = 0) -> Reader:
        """Read one partition. Raises UnknownTopic."""
        core = self._core
        place = TopicPartition(topic, partition)
        found = self._fresh(topic)
        reader = EmbeddedReader(core, found.partition_id(partition), place, offset, self._clients.discard)
        self._clients.add(reader)
        return reader

    async def end_offsets(self, topic: str) -> Mapping[int, int]:
        """Per partition, the offset after the last committed record. Raises UnknownTopic."""
        self._fresh(topic)

        def look(db: sqlite3.Connection) -> dict[int, int]:
            rows = db.execute(
                "SELECT p.number, p.next_offset FROM topic t JOIN log_partition p ON p.topic = t.id WHERE t.name = ?",
                (topic,),
            )
            return dict(rows.fetchall())

        return await self._core.reads.run(look)

    async def committed(self, group: str, topic: str) -> Mapping[int, int]:
        """Per partition, the group's progress. Raises UnknownTopic."""
        found = self._fresh(topic)
        progress = await self._core.reads.run(partial(committed, group=group, partitions=found.ids))
        return {number: progress[partition] for number, partition in enumerate(found.ids) if partition in progress}

    async def upkeep(self) -> None:
        """One thorough round of retention and compaction now, instead of waiting for the next in the background."""
        if self._upkeep is None:
            raise Unavailable(f"log {self._directory}: the broker is not started")
        await self._upkeep.round(thorough=True)

    @property
    def _core(self) -> Core:
        if self._running is None:
            raise Unavailable(f"log {self._directory}: the broker is not started")
        return self._running

    async def _close_clients(self) -> None:
        for client in list(self._clients):
            # A worker's failing on_revoked was for its own poll to hear of; it does not keep the log open.
            with contextlib.suppress(Exception):
                await client.close()

    def _fresh(self, topic: str) -> Topic:
        self._core.catalogue.forget(topic)
        return self._core.catalogue.topic(topic)


def _append(core: Core, records: Sequence[Record]) -> Append:
    append = Append(core.catalogue)
    for record in records:
        append.add(record)
    return append
