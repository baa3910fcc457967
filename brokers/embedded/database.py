"""The log's file: tables, connections, and what SQLite's troubles mean to an operator.

Every other module of the embedded broker works on connections opened here. One file, `log.sqlite3`, holds the topics,
the batches of records, the groups and the producers, so that one SQLite commit covers everything a transaction touches.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from brokers.base import Unavailable

FILE_NAME = "log.sqlite3"
SCHEMA_VERSION = 1
APPLICATION_ID = 0x46_48_4C_47
"""SQLite's place for saying whose file this is: "FHLG"."""
PAGE_SIZE = 4096
CHECKPOINT_PAGES = 4000
"""16 MB of write-ahead log between checkpoints: fewer fsyncs of the main file, and still a small file to recover."""
_OPENING_MS = 10_000
OFFSET_BITS = 40
"""A batch's row id is `partition id << 40 | base offset`: one b-tree, and a partition's batches lie side by side in it."""

_SCHEMA = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    """CREATE TABLE topic (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL,
        cleanup TEXT NOT NULL, retention_ms INTEGER, retention_bytes INTEGER, max_record_bytes INTEGER NOT NULL)""",
    """CREATE TABLE log_partition (
        id INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER NOT NULL, number INTEGER NOT NULL,
        next_offset INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
        compacted_bytes INTEGER NOT NULL DEFAULT 0, UNIQUE (topic, number))""",
    """CREATE TABLE log_batch (
        id INTEGER PRIMARY KEY, timestamp_ms INTEGER NOT NULL, records INTEGER NOT NULL, bytes INTEGER NOT NULL,
        body BLOB NOT NULL)""",
    "CREATE TABLE dropped_partition (id INTEGER PRIMARY KEY)",
    "CREATE TABLE producer (id TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE consumer_group (name TEXT PRIMARY KEY, generation INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE member (
        id TEXT PRIMARY KEY, consumer_group TEXT NOT NULL, process TEXT NOT NULL, seen_ms INTEGER NOT NULL,
        session_ms INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX member_of_group ON member (consumer_group)",
    "CREATE TABLE subscription (topic TEXT, member TEXT, PRIMARY KEY (topic, member)) WITHOUT ROWID",
    """CREATE TABLE claim (
        consumer_group TEXT, partition INTEGER, owner TEXT, target TEXT, epoch INTEGER NOT NULL,
        PRIMARY KEY (consumer_group, partition)) WITHOUT ROWID""",
    """CREATE TABLE progress (
        consumer_group TEXT, partition INTEGER, next_offset INTEGER NOT NULL,
        PRIMARY KEY (consumer_group, partition)) WITHOUT ROWID""",
)

_MEANING = {
    sqlite3.SQLITE_FULL: "the disk is full, or the log has reached its size limit; free space or raise the limit",
    sqlite3.SQLITE_BUSY: "another process holds the log's write lock; see whether a process on this directory hangs",
    sqlite3.SQLITE_LOCKED: "another process holds the log's lock; see whether a process on this directory hangs",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; stop the hub, keep the file, and restore it from a backup",
    sqlite3.SQLITE_NOTADB: "the file is not a log; choose another data directory or restore the file from a backup",
    sqlite3.SQLITE_IOERR: "the disk reports an error; see the system's log, and restore from a backup if it persists",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check the directory's path and rights",
    sqlite3.SQLITE_READONLY: "the file is read-only; check the rights of the directory and of every file in it",
    sqlite3.SQLITE_PERM: "the rights are missing; check the rights of the directory and of every file in it",
}


@contextlib.contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's and the file system's troubles into Unavailable with what to do about them."""
    try:
        yield
    except Unavailable:
        raise
    except sqlite3.DatabaseError as error:
        meaning = _MEANING.get(primary_code(error))
        if meaning is None:
            raise
        raise Unavailable(f"log {path}: {meaning} ({error.sqlite_errorname})") from error
    except OSError as error:
        raise Unavailable(f"log {path}: {error.strerror or error}; check the directory's path and rights") from error


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the error came from the module, not from the library."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def prepare(directory: Path, lock_timeout: float) -> Path:
    """Make the directory and the file, or check what is there. Raises Unavailable. Returns the file's path."""
    path = directory / FILE_NAME
    with clear_errors(path):
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The queues hold messages about citizens: nobody but the owner reads the file. SQLite gives -wal and -shm
        # the same rights as the file.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with contextlib.closing(_connect(path)) as db:
            _patiently(lambda: _check_owner(db, path), lock_timeout)
            # A rollback-journal file turns to WAL only under an exclusive lock; processes that start together queue.
            _patiently(lambda: db.execute("PRAGMA journal_mode = WAL"), lock_timeout)
            begin(db, lock_timeout)
            _create(db)
            db.execute("COMMIT")
    return path


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads. WAL readers never wait for the writer."""
    db = _connect(path)
    db.execute("PRAGMA busy_timeout = 1000")
    db.execute("PRAGMA query_only = ON")
    return db


def open_writer(path: Path, max_bytes: int | None) -> sqlite3.Connection:
    """The process's one writing connection; what it commits has reached the disk."""
    db = _connect(path)
    # The first look at the file may meet another process that opens or closes it.
    db.execute(f"PRAGMA busy_timeout = {_OPENING_MS}")
    db.execute("PRAGMA synchronous = FULL")
    db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    db.execute(f"PRAGMA journal_size_limit = {8 * CHECKPOINT_PAGES * PAGE_SIZE}")
    # What retention and compaction take away is overwritten, not only unlinked: a deleted message is gone.
    db.execute("PRAGMA secure_delete = ON")
    if max_bytes is not None:
        db.execute(f"PRAGMA max_page_count = {max(max_bytes // PAGE_SIZE, 1)}")
    db.execute("PRAGMA busy_timeout = 0")  # from here on `begin` waits
    return db


def first_row(partition: int, offset: int = 0) -> int:
    """The row id of the batch of a partition that begins at an offset."""
    return partition << OFFSET_BITS | offset


def last_row(partition: int) -> int:
    """The highest row id a batch of this partition can have."""
    return (partition + 1 << OFFSET_BITS) - 1


def begin(db: sqlite3.Connection, lock_timeout: float) -> None:
    """Take the write lock, shared by every process on the directory; waits up to `lock_timeout` seconds."""
    _patiently(lambda: db.execute("BEGIN IMMEDIATE"), lock_timeout)


def _connect(path: Path) -> sqlite3.Connection:
    # Each connection is used by one thread at a time; the check would forbid closing it from another.
    return sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False, cached_statements=256)


def _patiently(step: Callable[[], object], lock_timeout: float) -> None:
    """Try until the lock is free. SQLite's own busy handler sleeps up to 100 ms between tries; this one at most 3."""
    deadline = time.monotonic() + lock_timeout
    while True:
        try:
            step()
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0.0005, 0.003))  # noqa: S311 - spreads the processes, keeps no secret
        else:
            return


def _check_owner(db: sqlite3.Connection, path: Path) -> None:
    """Before anything is changed: the file is empty, or a log this version can read."""
    # In this order: another process may be making the tables, and it makes them together with the mark.
    empty = _is_empty(db)
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if empty and application in {0, APPLICATION_ID}:
        return
    if application != APPLICATION_ID:
        raise Unavailable(f"log {path}: the file belongs to another program; choose another data directory")
    (version,) = db.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone()
    if version > SCHEMA_VERSION:
        raise Unavailable(
            f"log {path}: written by a newer version (schema {version}, this one knows {SCHEMA_VERSION}); "
            "install the newer version, or choose another data directory",
        )


def _create(db: sqlite3.Connection) -> None:
    """Make the tables; another process may have been first."""
    if _is_empty(db):
        for statement in _SCHEMA:
            db.execute(statement)
        db.execute("INSERT INTO meta VALUES ('schema_version', ?)", (SCHEMA_VERSION,))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _is_empty(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])
