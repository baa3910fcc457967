"""Reading the log: a few threads with a connection each, so that the event loop never waits for the disk.

The last step of a record's way through the log: one range read by row id per partition and poll, then decoding.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

from brokers.base import StoredRecord, TopicPartition, Unavailable
from brokers.embedded import database
from brokers.embedded.batches import DamagedBatch, HeaderCodec, damaged, decode
from brokers.embedded.database import first_row, last_row

READ_THREADS = 2
MAX_READ_BYTES = 8 << 20
"""A poll stops taking batches beyond this, however many records were asked for: memory stays bounded."""

T = TypeVar("T")


class Span(NamedTuple):
    """Where to read: a partition, and the first offset wanted."""

    partition: int
    place: TopicPartition
    offset: int


class Pages(NamedTuple):
    """What was found per partition id (at least what was asked for, to the end of a batch), and what is deleted."""

    records: dict[int, list[StoredRecord]]
    empty: dict[int, int]
    """Where nothing is left before the end of the log, that end."""
    deleted: frozenset[int]


class ReadPool:
    """Runs reads in threads. Close it when no read is under way any more."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._threads = ThreadPoolExecutor(READ_THREADS, thread_name_prefix="embedded-reader")

    async def run(self, look: Callable[[sqlite3.Connection], T]) -> T:
        """What `look` finds. Raises Unavailable."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._look, look)
        except RuntimeError as error:  # the pool is closed
            raise Unavailable(f"log {self._path}: the broker is stopped") from error

    async def close(self) -> None:
        """Wait for reads under way, then let go of the file."""
        await asyncio.to_thread(self._threads.shutdown)
        for db in self._opened:
            db.close()

    def _look(self, look: Callable[[sqlite3.Connection], T]) -> T:
        with database.clear_errors(self._path):
            db = getattr(self._mine, "db", None)
            if db is None:
                db = self._mine.db = database.open_reader(self._path)
                self._opened.append(db)
            return look(db)


def fetch(db: sqlite3.Connection, spans: Iterable[Span], max_records: int) -> Pages:
    """The next records of each span, until there are `max_records` in all."""
    found: dict[int, list[StoredRecord]] = {}
    empty: dict[int, int] = {}
    deleted = set()
    for span in spans:
        if max_records <= 0:
            break
        row = db.execute("SELECT next_offset FROM log_partition WHERE id = ?", (span.partition,)).fetchone()
        if row is None:
            deleted.add(span.partition)
        elif row[0] > span.offset:
            records = _range(db, span, max_records)
            if records:
                found[span.partition] = records
                max_records -= len(records)
            else:
                empty[span.partition] = row[0]
    return Pages(found, empty, frozenset(deleted))


def committed(db: sqlite3.Connection, group: str, partitions: Iterable[int]) -> dict[int, int]:
    """The group's next offset per partition id; partitions without progress are absent."""
    found = {}
    for partition in partitions:
        row = db.execute(
            "SELECT next_offset FROM progress WHERE consumer_group = ? AND partition = ?",
            (group, partition),
        ).fetchone()
        if row is not None:
            found[partition] = row[0]
    return found


def _range(db: sqlite3.Connection, span: Span, max_records: int) -> list[StoredRecord]:
    low = first_row(span.partition)
    batches = db.execute(
        """SELECT id, timestamp_ms, body FROM log_batch
        WHERE id BETWEEN coalesce((SELECT max(id) FROM log_batch WHERE id BETWEEN ? AND ?), ?) AND ? ORDER BY id""",
        (low, low + span.offset, low + span.offset, last_row(span.partition)),
    )
    codec = HeaderCodec()
    found: list[StoredRecord] = []
    size = 0
    for row, timestamp_ms, body in batches:
        found += _records(span, row - low, timestamp_ms, body, codec)
        size += len(body)
        if found and (len(found) >= max_records or size >= MAX_READ_BYTES):
            break
    batches.close()
    return found


def _records(span: Span, base: int, timestamp_ms: int, body: bytes, codec: HeaderCodec) -> list[StoredRecord]:
    topic, partition = span.place
    try:
        columns = decode(body, codec)
    except DamagedBatch as error:
        raise damaged(span.place, base) from error
    return [
        StoredRecord(topic, partition, base + delta, timestamp_ms, key, value, headers)
        for delta, key, headers, value in zip(*columns, strict=True)
        if base + delta >= span.offset
    ]
