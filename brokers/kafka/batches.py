"""Batches of records as Kafka stores them, unpacked on their way in; and what both directions know of them. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from aiokafka.record.control_record import ABORT_MARKER, ControlRecord
from aiokafka.record.memory_records import MemoryRecords

from brokers.base import BrokerError, StoredRecord, TopicPartition

_SEQUENCES: Final = 2**31
BATCH_ROOM: Final = 64
"""Bytes that a batch costs beside its records, at most."""
_PREFIX: Final = struct.Struct(">qi")
"""A batch begins with its first offset, and the bytes that follow."""
_LENGTH_AND_BEFORE: Final = _PREFIX.size
_LAST: Final = struct.Struct(">i")
_LAST_AT: Final = 23
"""Where a batch tells how far behind its first offset its last one is."""


class Holder(NamedTuple):
    """Who a producer is to the cluster: what lets it drop repetitions, and writes of one that was replaced."""

    producer_id: int
    epoch: int


def next_sequence(sequence: int, count: int) -> int:
    """The number of the record after `count` more."""
    return (sequence + count) % _SEQUENCES


class Chunk:
    """What one fetch brought of a partition; unpacked as far as it is asked for.

    `offset` is where reading goes on: behind the last record taken, and behind what holds no record for the reader
    (marks of transactions, aborted ones, what compaction took away).
    """

    def __init__(self, place: TopicPartition, data: bytes, offset: int, aborted: Sequence[tuple[int, int]]) -> None:
        self.offset = offset
        self.end = max(offset, _end(data))
        """The offset behind it."""
        self._records = self._unpack(place, data, offset, sorted(aborted, key=lambda one: one[1]))
        self._following: StoredRecord | None = None
        self._step()

    @property
    def empty(self) -> bool:
        """Whether all of it has been taken."""
        return self._following is None

    def take(self, max_records: int) -> list[StoredRecord]:
        """The next records, at most so many (at least one, as long as there is one)."""
        if self._following is None:
            return []
        found = [self._following, *islice(self._records, max_records - 1)]
        self.offset = found[-1].offset + 1
        self._step()
        return found

    def _step(self) -> None:
        """See what is next, and step over what holds nothing."""
        self._following = next(self._records, None)
        if self._following is None:
            self.offset = self.end

    def _unpack(
        self, place: TopicPartition, data: bytes, start: int, aborted: list[tuple[int, int]]
    ) -> Iterator[StoredRecord]:
        topic, partition = place
        skipped: set[int] = set()
        batches = MemoryRecords(data)
        while batches.has_next():
            batch = batches.next_batch()
            if not batch.validate_crc():
                raise BrokerError(f"topic {topic}[{partition}]: a batch at offset {batch.base_offset} is damaged")
            while aborted and aborted[0][1] <= batch.base_offset:
                skipped.add(aborted.pop(0)[0])
            if batch.is_control_batch:
                if _ends_in_abort(batch):
                    skipped.discard(batch.producer_id)
            elif not (batch.is_transactional and batch.producer_id in skipped):
                for record in batch:
                    if record.offset >= start:  # a batch is sent whole, also when asked for from its middle
                        headers = record.headers
                        yield StoredRecord(
                            topic,
                            partition,
                            record.offset,
                            record.timestamp,
                            record.key,
                            record.value,
                            tuple([(name, content or b"") for name, content in headers]) if headers else (),
                        )


def size_of_first(data: bytes) -> int:
    """Bytes of the first batch of `data`, whether it came whole or not."""
    return _LENGTH_AND_BEFORE + int(_PREFIX.unpack_from(data)[1]) if len(data) >= _LENGTH_AND_BEFORE else 0


def _end(data: bytes) -> int:
    """The offset behind the last batch that is there whole; 0 when none is."""
    end = place = 0
    while place + _LENGTH_AND_BEFORE <= len(data):
        first, length = _PREFIX.unpack_from(data, place)
        if place + _LENGTH_AND_BEFORE + length > len(data):
            break
        end = first + _LAST.unpack_from(data, place + _LAST_AT)[0] + 1
        place += _LENGTH_AND_BEFORE + length
    return end


def _ends_in_abort(batch: object) -> bool:
    record = next(iter(batch), None)  # type: ignore[call-overload]  # aiokafka's batches are iterators, untyped
    # A compacted log may keep a mark's batch without its record.
    return record is not None and ControlRecord.parse(record.key) == ABORT_MARKER
