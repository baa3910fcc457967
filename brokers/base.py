"""The broker port: how bytes travel.

One port, two backends: `embedded` (a durable log on SQLite) and `kafka`. The port is Kafka's model cut to what the
hub needs, so that nothing in it is impossible there: topics of partitions, keyed order, consumer groups with
generations, transactions that carry consumer offsets, readers that see only what is committed.

Whatever a backend does, these hold, and `tests/brokers/kontrakt/` tries them on every backend:

1. `send` returns when the records are durable; a transaction is durable when its `async with` has ended. Whoever asks
   for the end, the group's progress or the records after that finds them.
2. Records of one partition have dense, growing offsets among committed records as far as the backend allows
   (Kafka leaves holes for transaction markers): readers never rely on `offset + 1` being the next record.
3. A reader or consumer never sees a record of a transaction that is open or was aborted.
4. Two members of a group never own one partition in one generation, and a commit of an older generation is refused.
5. A second holder of a `transactional_id` fences the first.

Errors::

    BrokerError
    ├── Unavailable(BrokerError, ConnectionError)   the broker is away; try again
    ├── Fenced(BrokerError)                         someone else owns this transactional id or partition now
    ├── UnknownTopic(BrokerError, LookupError)
    ├── TopicMismatch(BrokerError, ValueError)      the topic exists with settings that would break a promise
    └── RecordTooLarge(BrokerError, ValueError)
"""

from __future__ import annotations

import abc
import enum
import zlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import NamedTuple, Self

from brokers.rights import Right

Headers = tuple[tuple[str, bytes], ...]


class BrokerError(Exception):
    """What a backend could not do, in words for an operator."""


class Unavailable(BrokerError, ConnectionError):
    """The broker cannot be reached now; nothing was acknowledged.

    What was on its way may have been written all the same. Of a transaction, the group's progress (`Broker.committed`)
    or a record of its own tells.
    """


class Fenced(BrokerError):
    """Another instance has taken over the transactional id, or the group has a newer generation."""


class UnknownTopic(BrokerError, LookupError):
    """No topic of that name."""


class TopicMismatch(BrokerError, ValueError):
    """A topic's settings and what is asked of it do not fit; the text names each difference."""


class RecordTooLarge(BrokerError, ValueError):
    """A record over the topic's `max_record_bytes`."""


class Cleanup(enum.Enum):
    """What happens to old records."""

    DELETE = "delete"
    """Records older than `retention_ms`, or beyond `retention_bytes`, go."""

    COMPACT = "compact"
    """The newest record of each key stays for ever; a record with value None removes its key."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as the hub needs it.

    `retention_ms` and `retention_bytes` None: a new topic keeps its records for ever, on every backend; of a topic that
    exists nothing is asked. `max_record_bytes` counts key, value and headers of one record.
    """

    name: str
    partitions: int = 1
    cleanup: Cleanup = Cleanup.DELETE
    retention_ms: int | None = None
    retention_bytes: int | None = None
    max_record_bytes: int = 1_500_000


class TopicPartition(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


class Record(NamedTuple):
    """What is written. Without `partition`, the key decides (`partition_for`); without a key, partition 0."""

    topic: str
    value: bytes | None
    key: bytes | None = None
    headers: Headers = ()
    partition: int | None = None


class StoredRecord(NamedTuple):
    """What is read: a record with its place and its time (milliseconds since 1970, the broker's clock)."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    @property
    def place(self) -> TopicPartition:
        """Topic and partition together."""
        return TopicPartition(self.topic, self.partition)

    def header(self, name: str) -> bytes | None:
        """The last header of that name, or None."""
        return next((value for key, value in reversed(self.headers) if key == name), None)


class Position(NamedTuple):
    """Where a record was stored."""

    topic: str
    partition: int
    offset: int


def partition_for(key: bytes | None, partitions: int) -> int:
    """The partition of a key: the same in every process and on every backend, so that keyed order holds."""
    return 0 if key is None else zlib.crc32(key) % partitions


class Transaction(abc.ABC):
    """What is written together or not at all. Leaving the `async with` commits; an exception aborts."""

    @abc.abstractmethod
    def send(self, record: Record) -> None:
        """Add a record; nothing is written before the commit.

        Raises UnknownTopic, RecordTooLarge or TopicMismatch at once where the backend knows the topic already, else
        the end of the transaction does; either way nothing is written.
        """

    @abc.abstractmethod
    def commit_offset(self, consumer: Consumer, place: TopicPartition, next_offset: int) -> None:
        """Make the consumer's progress part of this transaction. `next_offset` is the first one not yet handled."""


class Producer(abc.ABC):
    """A holder of one transactional id. Making a second one with the same id fences the first (`Fenced`)."""

    @abc.abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """One transaction at a time. Raises Fenced when it commits after having been replaced.

        Raises Unavailable when it is not known whether it was committed. The producer may be used again: what the
        failed commit left open is aborted first.
        """

    @abc.abstractmethod
    async def close(self) -> None:
        """Give up the id; an open transaction is aborted."""


class Consumer(abc.ABC):
    """A member of a group. Iterate with `poll`, one at a time; partitions come and go with the group's generations.

    New partitions begin inside `poll`; partitions asked back leave in the background, once `on_revoked` has returned.
    So a worker that polls, handles and commits in turn never commits old work under a new ownership. What a callback
    raises, the next `poll` raises.
    """

    @property
    @abc.abstractmethod
    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions this member owns now, as far as `poll` has begun with them."""

    @abc.abstractmethod
    async def poll(
        self,
        *,
        max_records: int = 500,
        timeout: float = 1.0,  # noqa: ASYNC109 - an empty answer, no exception
    ) -> Mapping[TopicPartition, Sequence[StoredRecord]]:
        """The next committed records per owned partition, at most `max_records` in all; empty after `timeout` seconds."""

    @abc.abstractmethod
    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Store progress outside a transaction. Raises Fenced when a partition is no longer owned."""

    @abc.abstractmethod
    def seek(self, place: TopicPartition, offset: int) -> None:
        """Read on from `offset` (used after an aborted transaction). A partition given away meanwhile is left alone."""

    @abc.abstractmethod
    def pause(self, places: Sequence[TopicPartition]) -> None:
        """Leave these partitions out of `poll` until `resume`; those not owned are left alone."""

    @abc.abstractmethod
    def resume(self, places: Sequence[TopicPartition]) -> None:
        """Take these partitions back into `poll`."""

    @abc.abstractmethod
    async def close(self) -> None:
        """Leave the group at once, so that others take over without waiting for the session to end."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()


class Reader(abc.ABC):
    """Reads one partition without a group, from a place of one's choice: configuration, log, dueslag, restore."""

    @property
    @abc.abstractmethod
    def offset(self) -> int:
        """The offset from which the next `read` looks: behind the last record read, and behind holes that follow it.

        So `while reader.offset < end` ends, with `end` from `Broker.end_offsets`, also where the last offsets hold no
        record for a reader (marks of transactions, aborted ones, what compaction took away).
        """

    @abc.abstractmethod
    async def read(
        self,
        *,
        max_records: int = 500,
        timeout: float = 0.0,  # noqa: ASYNC109 - an empty answer, no exception
    ) -> Sequence[StoredRecord]:
        """The next committed records, at most `max_records`; waits up to `timeout` seconds for the first one."""

    @abc.abstractmethod
    def seek(self, offset: int) -> None:
        """Read on from `offset`."""

    @abc.abstractmethod
    async def close(self) -> None:
        """Stop reading."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()


Rebalance = Callable[[frozenset[TopicPartition]], Awaitable[None]]


class Broker(abc.ABC):
    """A place to write records durably and to read them in order."""

    @abc.abstractmethod
    async def start(self) -> None:
        """Connect. Raises Unavailable with the part that is wrong (address, TLS, credentials, rights, disk)."""

    @abc.abstractmethod
    async def stop(self) -> None:
        """Finish what was acknowledged and let go; also when the broker is away."""

    @abc.abstractmethod
    async def ensure_topics(self, *specs: TopicSpec) -> None:
        """Create what is missing. Raises TopicMismatch when an existing topic would break what `spec` asks for."""

    @abc.abstractmethod
    async def topics(self) -> Mapping[str, TopicSpec]:
        """Every topic there is."""

    @abc.abstractmethod
    async def delete_topic(self, name: str) -> None:
        """Remove a topic with its records. Unknown names are no error."""

    @abc.abstractmethod
    async def send(self, *records: Record) -> Sequence[Position]:
        """Write records outside a transaction; returns when all are durable.

        One call is written whole or not at all where the backend can (embedded); on Kafka each record stands alone.
        Raises UnknownTopic, RecordTooLarge, TopicMismatch (a compacted topic takes no record without a key) and
        Unavailable.
        """

    @abc.abstractmethod
    async def producer(self, transactional_id: str) -> Producer:
        """Take over `transactional_id`: whoever held it is fenced, and what it had open is aborted."""

    @abc.abstractmethod
    async def consumer(
        self,
        *topics: str,
        group: str,
        on_assigned: Rebalance | None = None,
        on_revoked: Rebalance | None = None,
    ) -> Consumer:
        """Join `group`. A partition without a committed offset is read from its beginning.

        `on_revoked` is awaited before a partition is given away (also by `close`), `on_assigned` before its first record
        is polled. Topics that do not exist yet are read once they do.
        """

    @abc.abstractmethod
    async def reader(self, topic: str, partition: int = 0, *, offset: int = 0) -> Reader:
        """Read one partition from `offset` (or from the first record kept, if that is later)."""

    @abc.abstractmethod
    async def end_offsets(self, topic: str) -> Mapping[int, int]:
        """Per partition, the offset after the last committed record."""

    @abc.abstractmethod
    async def committed(self, group: str, topic: str) -> Mapping[int, int]:
        """Per partition, the group's progress; partitions without progress are absent."""

    async def set_rights(self, rights: Collection[Right], *, managed: Collection[str]) -> bool:
        """Give foreign clients these rights, and take away every other that stands on a managed name.

        A name is managed when it begins with one of `managed` and goes on after it. False: the broker enforces no
        rights, so whoever reaches it may do anything. A backend that no foreign client can reach has nothing to do.
        Raises Unavailable.
        """
        del rights, managed
        return True

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()
