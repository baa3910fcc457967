"""Upkeep: what keeps the log from growing for ever. Retention, compaction, and the room of deleted topics.

Works beside the traffic in small commits, from any process on the directory; two rounds at once do no harm, since every
change names the batch as it was read. Readers go on at the first kept record.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from functools import partial
from typing import NamedTuple

import structlog

from brokers.base import Cleanup, TopicPartition, Unavailable
from brokers.embedded import compaction
from brokers.embedded.core import Core
from brokers.embedded.database import first_row, last_row
from brokers.embedded.writer import Ledger

STEP_BATCHES = 200
"""Batches deleted in one commit: the write lock is held for milliseconds."""
DIRTY_BYTES = 256 * 1024
"""A compacted partition is left alone in the background until it has doubled and grown by at least this."""

_log = structlog.get_logger(__name__)


class _Retained(NamedTuple):
    """A partition with something to delete."""

    partition: int
    retention_ms: int | None
    retention_bytes: int | None


class _Due(NamedTuple):
    """What a round has to do."""

    retained: list[_Retained]
    compacted: list[tuple[int, TopicPartition]]
    dropped: list[int]


class Upkeep:
    """Rounds in the background, and one at a time when asked for."""

    def __init__(self, core: Core, tombstone_ms: int) -> None:
        self._core = core
        self._tombstone_ms = tombstone_ms
        self._one_round = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self, interval: float) -> None:
        """Begin the rounds, `interval` seconds apart."""
        self._task = asyncio.create_task(self._run(interval), name="embedded-upkeep")

    async def stop(self) -> None:
        """End the rounds; what a round has not reached waits for the next start."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def round(self, *, thorough: bool) -> None:
        """Do what is due; `thorough` compacts every compacted partition, however little it would win."""
        async with self._one_round:
            now_ms = time.time_ns() // 1_000_000
            due = await self._core.reads.run(partial(_due, now_ms=now_ms, thorough=thorough))
            for retained in due.retained:
                while await self._core.writer.change(partial(_expire, retained=retained)):
                    pass
            for partition, place in due.compacted:
                await self._compact(partition, place, now_ms - self._tombstone_ms)
            for partition in due.dropped:
                while await self._core.writer.change(partial(_free, partition=partition)):
                    pass

    async def _run(self, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            try:
                await self.round(thorough=False)
            except Unavailable as error:
                _log.warning("upkeep.postponed", reason=str(error))

    async def _compact(self, partition: int, place: TopicPartition, tombstones_before_ms: int) -> None:
        newest = await self._core.reads.run(
            partial(compaction.newest_offsets, partition=partition, place=place),
        )
        after: int | None = first_row(partition) - 1
        while after is not None:
            look = partial(
                compaction.plan,
                partition=partition,
                place=place,
                newest=newest,
                tombstones_before_ms=tombstones_before_ms,
                after=after,
            )
            rewrites, after = await self._core.reads.run(look)
            if rewrites:
                change = partial(compaction.carry_out, partition=partition, rewrites=rewrites)
                await self._core.writer.change(change)
        await self._core.writer.change(partial(compaction.mark_compacted, partition=partition))


def _due(db: sqlite3.Connection, *, now_ms: int, thorough: bool) -> _Due:
    retained = [
        _Retained(partition, retention_ms, retention_bytes)
        for partition, retention_ms, retention_bytes, size in db.execute(
            "SELECT p.id, t.retention_ms, t.retention_bytes, p.bytes FROM topic t JOIN log_partition p "
            "ON p.topic = t.id WHERE t.cleanup = ? AND (t.retention_ms NOT NULL OR t.retention_bytes NOT NULL)",
            (Cleanup.DELETE.value,),
        ).fetchall()
        if (retention_bytes is not None and size > retention_bytes)
        or (retention_ms is not None and _oldest_ms(db, partition, now_ms) < now_ms - retention_ms)
    ]
    compacted = [
        (partition, TopicPartition(name, number))
        for partition, name, number in db.execute(
            "SELECT p.id, t.name, p.number FROM topic t JOIN log_partition p ON p.topic = t.id "
            "WHERE t.cleanup = ? AND p.bytes > 0 AND (? OR p.bytes > 2 * p.compacted_bytes + ?)",
            (Cleanup.COMPACT.value, thorough, DIRTY_BYTES),
        )
    ]
    dropped = [partition for (partition,) in db.execute("SELECT id FROM dropped_partition")]
    return _Due(retained, compacted, dropped)


def _oldest_ms(db: sqlite3.Connection, partition: int, now_ms: int) -> int:
    row = db.execute(
        "SELECT timestamp_ms FROM log_batch WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1",
        (first_row(partition), last_row(partition)),
    ).fetchone()
    return now_ms if row is None else int(row[0])


def _expire(ledger: Ledger, retained: _Retained) -> bool:
    """Delete from the oldest on what is too old or too much; the newest batch never goes for its size. True: more."""
    partition, retention_ms, retention_bytes = retained
    db = ledger.db
    row = db.execute("SELECT bytes FROM log_partition WHERE id = ?", (partition,)).fetchone()
    if row is None:
        return False
    batches = db.execute(
        "SELECT id, timestamp_ms, bytes FROM log_batch WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
        (first_row(partition), last_row(partition), STEP_BATCHES + 1),
    ).fetchall()
    (size,) = row
    going = []
    for place, (batch, timestamp_ms, batch_bytes) in enumerate(batches[:STEP_BATCHES]):
        too_old = retention_ms is not None and timestamp_ms < ledger.now_ms - retention_ms
        too_much = retention_bytes is not None and size > retention_bytes and place + 1 < len(batches)
        if not too_old and not too_much:
            break
        going.append((batch,))
        size -= batch_bytes
    db.executemany("DELETE FROM log_batch WHERE id = ?", going)
    db.execute("UPDATE log_partition SET bytes = ? WHERE id = ?", (size, partition))
    return len(going) == STEP_BATCHES


def _free(ledger: Ledger, partition: int) -> bool:
    """Delete some batches of a deleted topic's partition. True: more."""
    gone = ledger.db.execute(
        "DELETE FROM log_batch WHERE id IN (SELECT id FROM log_batch WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)",
        (first_row(partition), last_row(partition), STEP_BATCHES),
    )
    if gone.rowcount == STEP_BATCHES:
        return True
    ledger.db.execute("DELETE FROM dropped_partition WHERE id = ?", (partition,))
    return False
