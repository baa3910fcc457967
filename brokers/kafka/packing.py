"""Records on their way out, as Kafka stores them: each packed once, however many topics it goes to. Pure but for the clock.

A record of a batch differs from the same record of another by its number alone, which stands in front. So a message
that goes to a thousand dueslag is written out once, and a batch is put together from parts that are there already.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from aiokafka.record.util import calc_crc32c

from brokers.base import Headers, Record
from brokers.kafka.batches import Holder
from brokers.limits import MAX_HEADER_BYTES, MAX_HEADER_NAME_BYTES, MAX_HEADERS

_MAGIC: Final = 2
_TRANSACTIONAL: Final = 0x10
_HEAD: Final = struct.Struct(">qiibIhiqqqhii")
"""Of a batch: first offset, length behind this, epoch, magic, checksum, attributes, last number, first and last time,
producer, epoch, number of the first record, how many."""
_LENGTH_BEHIND: Final = 12
_CHECKSUM_AT: Final = 17
_CHECKED_FROM: Final = 21
_CHECKSUM: Final = struct.Struct(">I")
_NO_EPOCH: Final = -1
_RECORD_ROOM: Final = 16
"""Bytes in front of a record's content, at most: its length, attributes, time and number."""
_FRAME_ROOM: Final = 24
_HEADER_ROOM: Final = 10
"""What the lengths of a record's parts, and of each header's, take at most."""
_PLAIN: Final = b"\0\0"
"""A record's attributes, and how much later it is than the first of its batch."""


class Packed:
    """A record's content (key, value, headers) as it lies in every batch that it is in."""

    __slots__ = ("content", "headers", "key", "room", "size", "unusual", "value")

    def __init__(self, key: bytes | None, value: bytes | None, headers: Headers) -> None:
        self.key, self.value, self.headers = key, value, headers
        """What it was made from: the same objects mean the same content."""
        front = _NONE if key is None else _varint(len(key)) + key
        head = _NO_HEADERS
        self.unusual = False
        """Whether its headers may be more than is taken, so that they must be looked at."""
        if headers:
            parts = [_varint(len(headers))]
            for name, text in headers:
                parts += (_name(name), _varint(len(text)), text)
            head = b"".join(parts)
            self.unusual = (
                len(headers) > MAX_HEADERS
                or len(head) > MAX_HEADER_BYTES
                or max(map(len, parts[1::3])) > MAX_HEADER_NAME_BYTES
            )
        if value is None:
            self.content = b"".join((front, _NONE, head))
        else:
            self.content = b"".join((front, _varint(len(value)), value, head))
        self.size = len(self.content)
        """Not less than the bytes of key, value, header names and header values together."""
        self.room = self.size + _RECORD_ROOM
        """Bytes that it takes in a batch, at most."""

    @classmethod
    def of(cls, record: Record) -> Packed:
        """A record's content."""
        return cls(record.key, record.value, record.headers)

    def is_of(self, record: Record) -> bool:
        """Whether it is surely the content of this record."""
        return self.value is record.value and self.key is record.key and self.headers is record.headers


def room(record: Record) -> int:
    """Bytes that a record takes in a batch, at most, without packing it."""
    size = _RECORD_ROOM + _FRAME_ROOM + len(record.key or b"") + len(record.value or b"")
    for name, content in record.headers:
        size += _HEADER_ROOM + len(name.encode()) + len(content)
    return size


def pack(records: Sequence[Packed], holder: Holder, sequence: int, *, transactional: bool) -> bytearray:
    """One batch with all the records, numbered from `sequence`."""
    parts: list[bytes] = [bytes(_HEAD.size)]
    for number, record in enumerate(records):
        place = _number(number)
        parts += (_varint(len(place) + record.size), place, record.content)
    now = time.time_ns() // 1_000_000
    batch = bytearray().join(parts)
    attributes = _TRANSACTIONAL if transactional else 0
    count = len(records)
    length = len(batch) - _LENGTH_BEHIND
    _HEAD.pack_into(
        batch, 0, 0, length, _NO_EPOCH, _MAGIC, 0, attributes, count - 1, now, now, *holder, sequence, count
    )
    _CHECKSUM.pack_into(batch, _CHECKSUM_AT, calc_crc32c(memoryview(batch)[_CHECKED_FROM:]))
    return batch


@lru_cache(maxsize=65_536)
def _varint(number: int) -> bytes:
    """A number that is not negative, as Kafka writes lengths: seven bits a byte, doubled since it could have a sign."""
    number <<= 1
    digits = bytearray()
    while number > 0x7F:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    digits.append(number)
    return bytes(digits)


_NO_HEADERS: Final = b"\x00"
_NONE: Final = b"\x01"
"""The length of what is not there: -1."""


@lru_cache(maxsize=65_536)
def _number(number: int) -> bytes:
    """What stands between a record's length and its content, for the record of this number in its batch."""
    return _PLAIN + _varint(number)


@lru_cache(maxsize=1_024)
def _name(name: str) -> bytes:
    """A header's name."""
    text = name.encode()
    return _varint(len(text)) + text
