"""The batch codec: what was packed comes out, and what was damaged is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokers import Headers
from brokers.embedded.batches import Columns, DamagedBatch, HeaderCodec, decode, decode_keys, encode

Records = list[tuple[bytes | None, Headers, bytes | None]]
MAYBE_BYTES = st.none() | st.binary(max_size=40)
HEADERS = st.lists(st.tuples(st.text(max_size=10), st.binary(max_size=20)), max_size=3).map(tuple)
RECORDS = st.lists(st.tuples(MAYBE_BYTES, HEADERS, MAYBE_BYTES), max_size=20)


def columns(records: Records) -> Columns:
    return Columns(
        [n * 3 for n in range(len(records))],
        [key for key, _, _ in records],
        [headers for _, headers, _ in records],
        [value for _, _, value in records],
    )


@given(RECORDS)
def test_what_was_packed_comes_out(records: Records) -> None:
    packed = columns(records)
    found = decode(encode(packed, HeaderCodec()), HeaderCodec())
    assert Columns(list(found.deltas), *found[1:]) == packed


@given(RECORDS)
def test_the_keys_alone_are_the_same(records: Records) -> None:
    packed = columns(records)
    deltas, keys, tombstones = decode_keys(encode(packed, HeaderCodec()))
    assert list(deltas) == packed.deltas
    assert keys == packed.keys
    assert tombstones == [value is None for value in packed.values]


@given(RECORDS, st.data())
def test_one_changed_byte_is_seen(records: Records, data: st.DataObject) -> None:
    body = bytearray(encode(columns(records), HeaderCodec()))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DamagedBatch):
        decode(bytes(body), HeaderCodec())


@given(RECORDS, st.data())
def test_a_cut_batch_is_seen(records: Records, data: st.DataObject) -> None:
    body = encode(columns(records), HeaderCodec())
    with pytest.raises(DamagedBatch):
        decode(body[: data.draw(st.integers(0, len(body) - 1))], HeaderCodec())
