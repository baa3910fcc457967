"""What a name, a header or a topic may be: checked before anything reaches the log.

The limits are Kafka's where Kafka has them, so that what the embedded broker takes, a cluster takes too.
"""

from __future__ import annotations

import re

from brokers.base import BrokerError, Headers, Record, RecordTooLarge, TopicMismatch, TopicSpec

MAX_NAME = 249
"""Characters in the name of a topic, a group or a transactional id."""
MAX_PARTITIONS = 10_000
MAX_RECORD_BYTES = 64 * 1024 * 1024
"""The highest `max_record_bytes` a topic may ask for. Larger content travels by claim check."""
MAX_HEADERS = 64
MAX_HEADER_BYTES = 32 * 1024
"""Bytes of one record's header names and values together."""
MAX_HEADER_NAME_BYTES = 255

_TOPIC_NAME = re.compile(r"[A-Za-z0-9._-]{1,249}")
_GROUP_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,249}")


def check_spec(spec: TopicSpec) -> None:
    """Raise TopicMismatch when no broker could make such a topic."""
    if not _TOPIC_NAME.fullmatch(spec.name) or spec.name in {".", ".."}:
        raise TopicMismatch(
            f"topic name {spec.name[:80]!r}: use 1 to {MAX_NAME} of the characters a-z, A-Z, 0-9, '.', '_' and '-'",
        )
    limits = {
        "partitions": (spec.partitions, 1, MAX_PARTITIONS),
        "max_record_bytes": (spec.max_record_bytes, 1, MAX_RECORD_BYTES),
        "retention_ms": (spec.retention_ms, 0, 2**62),
        "retention_bytes": (spec.retention_bytes, 0, 2**62),
    }
    for setting, (value, least, most) in limits.items():
        if value is not None and not least <= value <= most:
            raise TopicMismatch(f"topic {spec.name}: {setting} is {value}; it must be {least} to {most}")


def check_name(kind: str, name: str) -> None:
    """Raise BrokerError when a group or a transactional id cannot have this name."""
    if not _GROUP_NAME.fullmatch(name):
        raise BrokerError(f"{kind}: the name must have 1 to {MAX_NAME} printable characters")


def check_record(record: Record, spec: TopicSpec, header_bytes: int | None = None) -> None:
    """Raise RecordTooLarge. Never quotes the record.

    `header_bytes` is what `count_headers` has said of the record's headers, where it was asked before.
    """
    size = len(record.key or b"") + len(record.value or b"")
    if record.headers:
        size += count_headers(record.headers, spec.name) if header_bytes is None else header_bytes
    if size > spec.max_record_bytes:
        raise RecordTooLarge(
            f"topic {spec.name}: a record of {size} bytes (key, headers and value) is over the topic's limit of "
            f"{spec.max_record_bytes}; send large content by claim check",
        )


def count_headers(headers: Headers, topic: str) -> int:
    """The bytes of a record's header names and values. Raises RecordTooLarge."""
    if len(headers) > MAX_HEADERS:
        raise RecordTooLarge(f"topic {topic}: a record with {len(headers)} headers; at most {MAX_HEADERS} are taken")
    names = [len(name.encode()) for name, _ in headers]
    if max(names) > MAX_HEADER_NAME_BYTES:
        raise RecordTooLarge(f"topic {topic}: a header's name is over {MAX_HEADER_NAME_BYTES} bytes")
    size = sum(names) + sum(len(value) for _, value in headers)
    if size > MAX_HEADER_BYTES:
        raise RecordTooLarge(f"topic {topic}: {size} bytes of headers; at most {MAX_HEADER_BYTES} are taken")
    return size
