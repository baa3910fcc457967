"""Group commit: one thread per process writes everything that waits in one SQLite transaction, then answers.

Every change of the log goes through here. A commit costs one fsync however many sends share it; the callers' futures
are resolved only after it, so that what is acknowledged is on the disk. A unit that fails (fenced, unknown topic) takes
nothing with it: it either fails before it writes, or is undone alone by a savepoint.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from brokers.base import BrokerError, Record, Unavailable, UnknownTopic
from brokers.embedded import database
from brokers.embedded.batches import Columns, HeaderCodec, encode
from brokers.embedded.bell import Bell, Key

MAX_COMMIT_RECORDS = 20_000
"""Units are taken into one commit until it holds this many records; the next ones wait for the next commit."""
BATCH_RECORDS = 1_000
BATCH_BYTES = 1 << 20
"""A batch is closed at this size, so that a reader of few records does not read much more than it asked for."""

T = TypeVar("T")


class Ledger:
    """What one commit writes: work gets it inside the transaction."""

    def __init__(self, db: sqlite3.Connection, now_ms: int) -> None:
        self.db = db
        self.now_ms = now_ms
        self.moved: dict[Key, int] = {}
        """Partitions and groups whose listeners are woken after the commit, with their new number."""
        self._next: dict[int, int] = {}
        self._waiting: dict[int, list[Record]] = {}

    def next_offset(self, partition: int) -> int:
        """The offset the next record of a partition gets. Raises UnknownTopic when the topic has been deleted."""
        offset = self._next.get(partition)
        if offset is None:
            row = self.db.execute("SELECT next_offset FROM log_partition WHERE id = ?", (partition,)).fetchone()
            if row is None:
                raise UnknownTopic("the topic was deleted while this was on its way")
            offset = self._next[partition] = row[0]
        return offset

    def append(self, partition: int, records: Sequence[Record]) -> int:
        """Add records to the end of a partition; returns the first one's offset."""
        base = self.next_offset(partition)
        self._waiting.setdefault(partition, []).extend(records)
        self._next[partition] = base + len(records)
        return base

    def flush(self) -> None:
        """Write what was appended: the records of all units of one partition share batches."""
        codec = HeaderCodec()
        for partition, records in self._waiting.items():
            end = self._next[partition]
            start, size = end - len(records), 0
            for batch in _batches(records):
                body = encode(_columns(batch), codec)
                self.db.execute(
                    "INSERT INTO log_batch VALUES (?, ?, ?, ?, ?)",
                    (database.first_row(partition, start), self.now_ms, len(batch), len(body), body),
                )
                start += len(batch)
                size += len(body)
            self.db.execute(
                "UPDATE log_partition SET next_offset = ?, bytes = bytes + ? WHERE id = ?",
                (end, size, partition),
            )
            self.moved[partition] = end
        self._waiting.clear()
        self._next.clear()


Work = Callable[[Ledger], T]


@dataclass(slots=True)
class _Unit:
    work: Work[Any]
    future: asyncio.Future[Any]
    careful: bool
    records: int
    result: Any = None
    error: BaseException | None = field(default=None)


class Writer:
    """The process's only writing connection, and the thread it lives in."""

    def __init__(self, path: Path, *, lock_timeout: float, max_bytes: int | None, bell: Bell) -> None:
        self._path = path
        self._lock_timeout = lock_timeout
        self._bell = bell
        self._loop = asyncio.get_running_loop()
        self._queue: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._stopped = False
        with database.clear_errors(path):
            self._db = database.open_writer(path, max_bytes)
        self._thread = threading.Thread(target=self._run, name="embedded-writer", daemon=True)
        self._thread.start()

    async def append(self, work: Work[T], records: int) -> T:
        """Run work that raises, if it does, before it has written anything. Returns when its commit is on the disk."""
        return await self._submit(work, careful=False, records=records)

    async def change(self, work: Work[T]) -> T:
        """Run work that may fail half-way: it is undone alone. Returns when its commit is on the disk."""
        return await self._submit(work, careful=True, records=1)

    async def stop(self) -> None:
        """Write what waits, then let go of the file."""
        if not self._stopped:
            self._stopped = True
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)

    async def _submit(self, work: Work[T], *, careful: bool, records: int) -> T:
        if self._stopped:
            raise Unavailable(f"log {self._path}: the broker is stopped")
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue.put(_Unit(work, future, careful, records))
        return await future

    def _run(self) -> None:
        going = True
        while going:
            units, going = self._take()
            if units:
                moved = self._commit(units)
                # The loop may be closed already when the process is on its way out; then nobody waits any more.
                with contextlib.suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(self._answer, units, moved)
        self._db.close()

    def _take(self) -> tuple[list[_Unit], bool]:
        """Wait for work, then take what has gathered."""
        units: list[_Unit] = []
        records = 0
        try:
            unit = self._queue.get()
            while unit is not None:
                units.append(unit)
                records += unit.records
                if records >= MAX_COMMIT_RECORDS:
                    return units, True
                unit = self._queue.get_nowait()
        except queue.Empty:
            return units, True
        return units, False

    def _commit(self, units: list[_Unit]) -> dict[Key, int]:
        try:
            with database.clear_errors(self._path):
                database.begin(self._db, self._lock_timeout)
                ledger = Ledger(self._db, time.time_ns() // 1_000_000)
                for unit in units:
                    self._perform(unit, ledger)
                ledger.flush()
                self._db.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was written, and every caller hears of it
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            for unit in units:
                unit.error = error
            return {}
        return ledger.moved

    @staticmethod
    def _perform(unit: _Unit, ledger: Ledger) -> None:
        if not unit.careful:
            try:
                unit.result = unit.work(ledger)
            except BrokerError as error:
                unit.error = error
            return
        ledger.flush()
        ledger.db.execute("SAVEPOINT unit")
        moved = dict(ledger.moved)
        try:
            unit.result = unit.work(ledger)
        except BrokerError as error:
            ledger.db.execute("ROLLBACK TO unit")
            ledger.moved = moved
            unit.error = error
        ledger.db.execute("RELEASE unit")

    def _answer(self, units: list[_Unit], moved: dict[Key, int]) -> None:
        for unit in units:
            if unit.future.done():  # the caller was cancelled while it waited
                continue
            if unit.error is None:
                unit.future.set_result(unit.result)
            else:
                unit.future.set_exception(_own(unit.error))
        self._bell.ring(moved)


def _own(error: BaseException) -> BaseException:
    """An exception for one caller alone: a shared one would gather every caller's traceback."""
    if isinstance(error, BrokerError):
        own = type(error)(*error.args)
        own.__cause__ = error.__cause__
        return own
    return error


def _columns(records: Sequence[Record]) -> Columns:
    return Columns(
        range(len(records)),
        [record.key for record in records],
        [record.headers for record in records],
        [record.value for record in records],
    )


def _batches(records: list[Record]) -> list[list[Record]]:
    """Cut a partition's records into batches of bounded size; a large record stands alone."""
    if len(records) <= BATCH_RECORDS and sum(len(record.value or b"") for record in records) <= BATCH_BYTES:
        return [records]
    found: list[list[Record]] = [[]]
    size = 0
    for record in records:
        more = len(record.value or b"")
        if found[-1] and (len(found[-1]) >= BATCH_RECORDS or size + more > BATCH_BYTES):
            found.append([])
            size = 0
        found[-1].append(record)
        size += more
    return found
