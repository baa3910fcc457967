"""Compaction: of each key only the newest record stays, at the offset it has; removals go after a delay.

Pure planning over what a read connection sees, in chunks, and the small changes that carry a plan out. Old values are
taken away from the beginning of the partition towards its end, so a tombstone never goes before what it removes.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from brokers.base import TopicPartition
from brokers.embedded.batches import Columns, DamagedBatch, HeaderCodec, damaged, decode, decode_keys, encode
from brokers.embedded.database import first_row, last_row
from brokers.embedded.writer import Ledger

CHUNK_BYTES = 4 << 20
CHUNK_BATCHES = 500
"""A plan ends at either, so that its commit holds the write lock for milliseconds."""


class Rewrite(NamedTuple):
    """One batch as it shall be: without superseded records, or gone when `body` is None."""

    row: int
    records_before: int
    bytes_before: int
    records: int
    body: bytes | None


class Plan(NamedTuple):
    """The next changes, and the row after which the next plan begins; None: the end is reached."""

    rewrites: list[Rewrite]
    resume_after: int | None


def newest_offsets(db: sqlite3.Connection, partition: int, place: TopicPartition) -> dict[bytes, int]:
    """The offset of the newest record of each key: one entry per distinct key is held in memory."""
    newest: dict[bytes, int] = {}
    low = first_row(partition)
    for row, _, _, _, body in _batches(db, low, partition):
        deltas, keys, _ = _keys(body, place, row - low)
        newest.update((key, row - low + delta) for key, delta in zip(keys, deltas, strict=True) if key is not None)
    return newest


def plan(
    db: sqlite3.Connection,
    partition: int,
    place: TopicPartition,
    *,
    newest: Mapping[bytes, int],
    tombstones_before_ms: int,
    after: int,
) -> Plan:
    """What to change in the batches after row `after`. Records younger than `newest` are kept as they are."""
    rewrites: list[Rewrite] = []
    size = 0
    low = first_row(partition)
    for row, timestamp_ms, records, before, body in _batches(db, after + 1, partition):
        deltas, keys, tombstones = _keys(body, place, row - low)
        keep = [
            (key is None or newest.get(key, 0) <= row - low + delta)
            and not (tombstone and timestamp_ms < tombstones_before_ms)
            for delta, key, tombstone in zip(deltas, keys, tombstones, strict=True)
        ]
        if not all(keep):
            kept = _only(body, keep) if any(keep) else None
            rewrites.append(Rewrite(row, records, before, sum(keep), kept))
            size += len(kept or b"")
            if size >= CHUNK_BYTES or len(rewrites) >= CHUNK_BATCHES:
                return Plan(rewrites, row)
    return Plan(rewrites, None)


def carry_out(ledger: Ledger, partition: int, rewrites: Sequence[Rewrite]) -> None:
    """Change the batches that are still as the plan saw them; one changed meanwhile waits for the next round."""
    freed = 0
    for row, records_before, bytes_before, records, body in rewrites:
        if body is None:
            done = ledger.db.execute("DELETE FROM log_batch WHERE id = ? AND records = ?", (row, records_before))
        else:
            done = ledger.db.execute(
                "UPDATE log_batch SET records = ?, bytes = ?, body = ? WHERE id = ? AND records = ?",
                (records, len(body), body, row, records_before),
            )
        if done.rowcount:
            freed += bytes_before - len(body or b"")
    ledger.db.execute("UPDATE log_partition SET bytes = bytes - ? WHERE id = ?", (freed, partition))


def mark_compacted(ledger: Ledger, partition: int) -> None:
    """Remember the size after a whole pass: the next background pass comes when it has doubled."""
    ledger.db.execute("UPDATE log_partition SET compacted_bytes = bytes WHERE id = ?", (partition,))


def _batches(db: sqlite3.Connection, low: int, partition: int) -> Iterator[tuple[int, int, int, int, bytes]]:
    return db.execute(
        "SELECT id, timestamp_ms, records, bytes, body FROM log_batch WHERE id BETWEEN ? AND ? ORDER BY id",
        (low, last_row(partition)),
    )


def _keys(
    body: bytes,
    place: TopicPartition,
    offset: int,
) -> tuple[Sequence[int], Sequence[bytes | None], Sequence[bool]]:
    try:
        return decode_keys(body)
    except DamagedBatch as error:
        raise damaged(place, offset) from error


def _only(body: bytes, keep: Sequence[bool]) -> bytes:
    codec = HeaderCodec()
    deltas, keys, headers, values = decode(body, codec)
    kept = Columns(
        list(itertools.compress(deltas, keep)),
        list(itertools.compress(keys, keep)),
        list(itertools.compress(headers, keep)),
        list(itertools.compress(values, keep)),
    )
    return encode(kept, codec)
