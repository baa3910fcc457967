"""How records lie in the log: a batch of one partition as one blob, the unit that is written, read and compacted.

A batch is columns, not rows: lengths first, then all keys, all headers and all values, so that encoding and decoding
are a few joins and slices per batch, and compaction can read the keys alone. Pure; the database only stores the blob.

Layout (little-endian)::

    crc32 of the rest | format (1 byte) | count (u32)
    offset deltas (u32 × count) | key lengths (i32 × count) | header lengths (i32 × count) | value lengths (i32 × count)
    keys | headers | values

A length of -1 stands for None. One record's headers are: per header, name length (u16), name, value length (u32), value.
"""

from __future__ import annotations

import itertools
import struct
import sys
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from brokers.base import Headers, TopicPartition, Unavailable

FORMAT = 1
_HEAD = struct.Struct("<IBI")
_NAME = struct.Struct("<H")
_VALUE = struct.Struct("<I")


class DamagedBatch(ValueError):
    """The blob is not what was written: a wrong checksum, format or length."""


def damaged(place: TopicPartition, offset: int) -> Unavailable:
    """What to tell the operator about a stored batch that is not what was written."""
    return Unavailable(
        f"topic {place.topic}, partition {place.partition}, offset {offset}: the stored batch is damaged; "
        "stop the hub, keep the file, and restore it from a backup",
    )


class Columns(NamedTuple):
    """The records of a batch, column by column; `deltas` are offsets counted from the batch's base offset."""

    deltas: Sequence[int]
    keys: Sequence[bytes | None]
    headers: Sequence[Headers]
    values: Sequence[bytes | None]


@dataclass(slots=True)
class HeaderCodec:
    """Packs each distinct set of headers once: a fan-out writes the same headers to many topics."""

    _packed: dict[Headers, bytes]
    _unpacked: dict[bytes, Headers]

    def __init__(self) -> None:
        self._packed = {(): b""}
        self._unpacked = {b"": ()}

    def pack(self, headers: Headers) -> bytes:
        """One record's headers as bytes."""
        packed = self._packed.get(headers)
        if packed is None:
            pieces: list[bytes] = []
            for name, value in headers:
                raw = name.encode()
                pieces += (_NAME.pack(len(raw)), raw, _VALUE.pack(len(value)), value)
            packed = self._packed[headers] = b"".join(pieces)
        return packed

    def unpack(self, packed: bytes) -> Headers:
        """The headers that `pack` packed."""
        headers = self._unpacked.get(packed)
        if headers is None:
            found, at = [], 0
            while at < len(packed):
                (length,) = _NAME.unpack_from(packed, at)
                name = packed[at + 2 : at + 2 + length].decode()
                at += 2 + length
                (length,) = _VALUE.unpack_from(packed, at)
                found.append((name, packed[at + 4 : at + 4 + length]))
                at += 4 + length
            headers = self._unpacked[packed] = tuple(found)
        return headers


def encode(columns: Columns, codec: HeaderCodec) -> bytes:
    """The batch as one blob."""
    deltas, keys, headers, values = columns
    packed = [codec.pack(h) for h in headers]
    rest = b"".join(
        (
            _HEAD.pack(0, FORMAT, len(values))[4:],
            _numbers("I", deltas),
            _numbers("i", [-1 if key is None else len(key) for key in keys]),
            _numbers("i", [len(h) for h in packed]),
            _numbers("i", [-1 if value is None else len(value) for value in values]),
            *[key for key in keys if key],
            *packed,
            *[value for value in values if value],
        ),
    )
    return _VALUE.pack(zlib.crc32(rest)) + rest


def decode(body: bytes, codec: HeaderCodec) -> Columns:
    """The batch's columns. Raises DamagedBatch."""
    count, at, (deltas, key_lengths, header_lengths, value_lengths) = _open(body)
    keys, at = _slices(body, at, key_lengths)
    packed, at = _slices(body, at, header_lengths)
    values, at = _slices(body, at, value_lengths)
    if at != len(body) or len(values) != count:
        raise DamagedBatch
    return Columns(deltas, keys, [codec.unpack(h or b"") for h in packed], values)


def decode_keys(body: bytes) -> tuple[Sequence[int], Sequence[bytes | None], Sequence[bool]]:
    """Deltas, keys, and whether each record is a tombstone (value None). Raises DamagedBatch."""
    _, at, (deltas, key_lengths, _headers, value_lengths) = _open(body)
    keys, _ = _slices(body, at, key_lengths)
    return deltas, keys, [length < 0 for length in value_lengths]


def _open(body: bytes) -> tuple[int, int, list[array[int]]]:
    if len(body) < _HEAD.size:
        raise DamagedBatch
    checksum, kind, count = _HEAD.unpack_from(body)
    if kind != FORMAT or checksum != zlib.crc32(memoryview(body)[4:]):
        raise DamagedBatch
    at, width, found = _HEAD.size, 4 * count, []
    for code in "Iiii":
        column = array(code)
        column.frombytes(body[at : at + width])
        if sys.byteorder == "big":
            column.byteswap()
        found.append(column)
        at += width
    return count, at, found


def _numbers(code: str, values: Sequence[int]) -> bytes:
    column = array(code, values)
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _slices(body: bytes, at: int, lengths: Sequence[int]) -> tuple[list[bytes | None], int]:
    """Cut one column out of the blob; a negative length is a None that takes no room."""
    sizes = [max(length, 0) for length in lengths]
    ends = list(itertools.accumulate(sizes, initial=at))
    pairs = zip(lengths, ends, ends[1:], strict=False)
    return [None if length < 0 else body[start:end] for length, start, end in pairs], ends[-1]
