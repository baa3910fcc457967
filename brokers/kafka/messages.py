"""Requests in versions that aiokafka does not have: topic ids, stable progress, generations in transactions.

Field by field as Kafka's protocol guide has them. A cluster must know these versions: Kafka 3.1 or newer.
"""

from __future__ import annotations

from typing import Final

from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    CompactBytes,
    CompactString,
    Int8,
    Int16,
    Int32,
    Int64,
    Schema,
    TaggedFields,
)

from brokers.kafka.wire import NO_TAGS, Api, Question, Uuid, compact

_NAME: Final = CompactString("utf-8")
_TAGS: Final = ("tags", TaggedFields)
_ERROR: Final = ("error_code", Int16)
_THROTTLE: Final = ("throttle_time_ms", Int32)
_PARTITION: Final = ("partition", Int32)
READ_COMMITTED: Final = 1

_METADATA: Final = Api(
    3,
    12,
    Schema(("topics", compact(("topic_id", Uuid), ("name", _NAME))), ("create", Boolean), ("rights", Boolean), _TAGS),
    Schema(
        _THROTTLE,
        ("brokers", compact(("node_id", Int32), ("host", _NAME), ("port", Int32), ("rack", _NAME))),
        ("cluster_id", _NAME),
        ("controller_id", Int32),
        (
            "topics",
            compact(
                _ERROR,
                ("name", _NAME),
                ("topic_id", Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    compact(
                        _ERROR,
                        _PARTITION,
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("in_sync", CompactArray(Int32)),
                        ("offline", CompactArray(Int32)),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
        _TAGS,
    ),
)

_FETCH: Final = Api(
    1,
    13,
    Schema(
        ("replica_id", Int32),
        ("max_wait_ms", Int32),
        ("min_bytes", Int32),
        ("max_bytes", Int32),
        ("isolation_level", Int8),
        ("session_id", Int32),
        ("session_epoch", Int32),
        (
            "topics",
            compact(
                ("topic_id", Uuid),
                (
                    "partitions",
                    compact(
                        _PARTITION,
                        ("current_leader_epoch", Int32),
                        ("fetch_offset", Int64),
                        ("last_fetched_epoch", Int32),
                        ("log_start_offset", Int64),
                        ("max_bytes", Int32),
                    ),
                ),
            ),
        ),
        ("forgotten", compact(("topic_id", Uuid), ("partitions", CompactArray(Int32)))),
        ("rack_id", _NAME),
        _TAGS,
    ),
    Schema(
        _THROTTLE,
        _ERROR,
        ("session_id", Int32),
        (
            "topics",
            compact(
                ("topic_id", Uuid),
                (
                    "partitions",
                    compact(
                        _PARTITION,
                        _ERROR,
                        ("high_watermark", Int64),
                        ("last_stable_offset", Int64),
                        ("log_start_offset", Int64),
                        ("aborted", compact(("producer_id", Int64), ("first_offset", Int64))),
                        ("preferred_read_replica", Int32),
                        ("records", CompactBytes),
                    ),
                ),
            ),
        ),
        _TAGS,
    ),
)

_OFFSET_FETCH: Final = Api(
    9,
    7,
    Schema(
        ("group_id", _NAME),
        ("topics", compact(("name", _NAME), ("partitions", CompactArray(Int32)))),
        ("require_stable", Boolean),
        _TAGS,
    ),
    Schema(
        _THROTTLE,
        (
            "topics",
            compact(
                ("name", _NAME),
                (
                    "partitions",
                    compact(_PARTITION, ("offset", Int64), ("leader_epoch", Int32), ("metadata", _NAME), _ERROR),
                ),
            ),
        ),
        _ERROR,
        _TAGS,
    ),
)

_INIT_PRODUCER_ID: Final = Api(
    22,
    4,
    Schema(
        ("transactional_id", _NAME),
        ("transaction_timeout_ms", Int32),
        ("producer_id", Int64),
        ("producer_epoch", Int16),
        _TAGS,
    ),
    Schema(_THROTTLE, _ERROR, ("producer_id", Int64), ("producer_epoch", Int16), _TAGS),
)

_TXN_OFFSET_COMMIT: Final = Api(
    28,
    3,
    Schema(
        ("transactional_id", _NAME),
        ("group_id", _NAME),
        ("producer_id", Int64),
        ("producer_epoch", Int16),
        ("generation_id", Int32),
        ("member_id", _NAME),
        ("group_instance_id", _NAME),
        (
            "topics",
            compact(
                ("name", _NAME),
                (
                    "partitions",
                    compact(_PARTITION, ("offset", Int64), ("leader_epoch", Int32), ("metadata", _NAME)),
                ),
            ),
        ),
        _TAGS,
    ),
    Schema(_THROTTLE, ("topics", compact(("name", _NAME), ("partitions", compact(_PARTITION, _ERROR)))), _TAGS),
)

_DESCRIBE_TRANSACTIONS: Final = Api(
    65,
    0,
    Schema(("transactional_ids", CompactArray(_NAME)), _TAGS),
    Schema(
        _THROTTLE,
        (
            "transactions",
            compact(
                _ERROR,
                ("transactional_id", _NAME),
                ("state", _NAME),
                ("timeout_ms", Int32),
                ("start_time_ms", Int64),
                ("producer_id", Int64),
                ("producer_epoch", Int16),
                ("topics", compact(("name", _NAME), ("partitions", CompactArray(Int32)))),
            ),
        ),
        _TAGS,
    ),
)


def metadata(topics: list[str] | None) -> Question:
    """Where the brokers are, and the leaders of these topics (None: of all)."""
    named = None if topics is None else [(bytes(16), name, NO_TAGS) for name in topics]
    return _METADATA(named, False, False, NO_TAGS)


def fetch(max_wait_ms: int, max_bytes: int, topics: list[tuple[bytes, list[tuple[int, int, int]]]]) -> Question:
    """Committed records. Per topic id: partition, offset to begin at, bytes at most."""
    wanted = [
        (topic_id, [(partition, -1, offset, -1, -1, size, NO_TAGS) for partition, offset, size in parts], NO_TAGS)
        for topic_id, parts in topics
    ]
    least = 1 if max_wait_ms else 0
    return _FETCH(-1, max_wait_ms, least, max_bytes, READ_COMMITTED, 0, -1, wanted, [], "", NO_TAGS)


def offset_fetch(group: str, topics: list[tuple[str, list[int]]]) -> Question:
    """A group's progress; refused while a transaction that moves it is open."""
    return _OFFSET_FETCH(group, [(name, partitions, NO_TAGS) for name, partitions in topics], True, NO_TAGS)


def init_producer_id(transactional_id: str | None, timeout_ms: int, holder: tuple[int, int] = (-1, -1)) -> Question:
    """A producer's number and epoch. With `holder`, only if nobody has taken the id over since."""
    return _INIT_PRODUCER_ID(transactional_id, timeout_ms, *holder, NO_TAGS)


def txn_offset_commit(
    transactional_id: str,
    holder: tuple[int, int],
    group: str,
    member: tuple[int, str],
    topics: list[tuple[str, list[tuple[int, int]]]],
) -> Question:
    """Progress as part of a transaction, under a member's generation and name."""
    wanted = [
        (name, [(partition, offset, -1, "", NO_TAGS) for partition, offset in offsets], NO_TAGS)
        for name, offsets in topics
    ]
    return _TXN_OFFSET_COMMIT(transactional_id, group, *holder, *member, None, wanted, NO_TAGS)


def describe_transaction(transactional_id: str) -> Question:
    """How far the transaction of an id has come."""
    return _DESCRIBE_TRANSACTIONS([transactional_id], NO_TAGS)
