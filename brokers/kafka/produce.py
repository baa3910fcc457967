"""One request that writes batches to one node, and what its answer means for each of them."""

from __future__ import annotations

import struct
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from aiokafka.protocol.produce import ProduceRequest_v7, ProduceResponse_v7

from brokers.base import BrokerError, RecordTooLarge, TopicMismatch, TopicPartition, UnknownTopic
from brokers.kafka.codes import NO_SUCH_TOPIC, TOO_LARGE, Code
from brokers.kafka.connections import Node
from brokers.kafka.core import Core
from brokers.kafka.failures import Passing, refusal
from brokers.kafka.wire import Api, Question

_ALL_REPLICAS: Final = -1
_PRODUCE: Final = Api(0, 7, ProduceRequest_v7.SCHEMA, ProduceResponse_v7.SCHEMA, flexible=False)
_LENGTH: Final = struct.Struct(">h")
_COUNT: Final = struct.Struct(">i")
_PLACE: Final = struct.Struct(">ii")
"""A partition, and the bytes of what is written to it."""


Data = bytes | bytearray


@dataclass(frozen=True, slots=True)
class Batch:
    """One packed batch on its way to one partition. `sequence`: the number of its first record."""

    place: TopicPartition
    topic_id: bytes
    data: Data
    sequence: int
    count: int


class Written(NamedTuple):
    """What a node says of one batch."""

    code: Code
    offset: int
    """Of its first record."""


class ProduceQuestion(Question):
    """The request to write these batches, by topic and partition; each is copied once on its way into it."""

    def __init__(
        self, transactional_id: str | None, timeout_ms: int, topics: Mapping[str, Sequence[tuple[int, Data]]]
    ) -> None:
        super().__init__(_PRODUCE, (transactional_id, _ALL_REPLICAS, timeout_ms, topics))
        parts: list[Data] = [*_text(transactional_id), _LENGTH.pack(_ALL_REPLICAS), _COUNT.pack(timeout_ms)]
        parts.append(_COUNT.pack(len(topics)))
        for topic, batches in topics.items():
            parts += (*_text(topic), _COUNT.pack(len(batches)))
            for partition, data in batches:
                parts += (_PLACE.pack(partition, len(data)), data)
        self._parts = parts

    def encode(self) -> bytes:
        """The body."""
        return b"".join(self._parts)


def _text(text: str | None) -> tuple[bytes, bytes]:
    raw = b"" if text is None else text.encode()
    return _LENGTH.pack(-1 if text is None else len(raw)), raw


async def produce(
    core: Core, node: Node, batches: Iterable[Batch], *, transactional_id: str | None, lane: Hashable
) -> dict[TopicPartition, Written]:
    """Write batches, at most one per partition; answered when all in-sync replicas have them. Raises Passing."""
    topics: dict[str, list[tuple[int, Data]]] = {}
    for batch in batches:
        topics.setdefault(batch.place.topic, []).append((batch.place.partition, batch.data))
    timeout = round(core.connections.timeout * 1000)
    request = ProduceQuestion(transactional_id, timeout, topics)
    answer = await core.connections.ask(node, request, lane=lane)
    return {
        TopicPartition(topic, partition): Written(Code.of(error), offset)
        for topic, partitions in answer.topics
        for partition, error, offset, *_ in partitions
    }


async def not_written(core: Core, batch: Batch, code: Code) -> BrokerError:
    """The error for a batch that a node refused; Passing when it may be written in a moment. Looks the topic up anew."""
    topic, partition = batch.place
    if code in TOO_LARGE:
        core.catalogue.forget(topic)
        return RecordTooLarge(
            f"topic {topic}: the cluster refuses a batch of {len(batch.data)} bytes; send less at once"
        )
    if code is Code.INVALID_RECORD:
        core.catalogue.forget(topic)
        return TopicMismatch(f"topic {topic}: the cluster refuses a record; a compacted topic wants a key in each")
    error = refusal(code, f"topic {topic}: write", core.security)
    if code in NO_SUCH_TOPIC or isinstance(error, Passing):
        await core.cluster.refresh([topic])
        layout = core.cluster.layout(topic)
        if layout is None or layout.topic_id != batch.topic_id:
            core.catalogue.forget(topic)
            return UnknownTopic(f"topic {topic} was deleted while this was on its way")
        if code in NO_SUCH_TOPIC and partition < len(layout.leaders):
            return Passing(f"Kafka: topic {topic}[{partition}]: its leader has not heard of it yet")
    return error
