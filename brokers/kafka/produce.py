"""One request that writes batches to one node, and what its answer means for each of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from aiokafka.protocol.produce import ProduceRequest

from brokers.base import BrokerError, RecordTooLarge, TopicMismatch, TopicPartition, UnknownTopic
from brokers.kafka.codes import NO_SUCH_TOPIC, TOO_LARGE, Code
from brokers.kafka.connections import Node
from brokers.kafka.core import Core
from brokers.kafka.failures import Passing, refusal

_ALL_REPLICAS = -1


@dataclass(frozen=True, slots=True)
class Batch:
    """One packed batch on its way to one partition. `sequence`: the number of its first record."""

    place: TopicPartition
    topic_id: bytes
    data: bytes | bytearray
    sequence: int
    count: int


class Written(NamedTuple):
    """What a node says of one batch."""

    code: Code
    offset: int
    """Of its first record."""


async def produce(
    core: Core, node: Node, batches: Iterable[Batch], *, transactional_id: str | None, lane: Hashable
) -> dict[TopicPartition, Written]:
    """Write batches, at most one per partition; answered when all in-sync replicas have them. Raises Passing."""
    topics: dict[str, list[tuple[int, bytes | bytearray]]] = {}
    for batch in batches:
        topics.setdefault(batch.place.topic, []).append((batch.place.partition, batch.data))
    timeout = round(core.connections.timeout * 1000)
    request = ProduceRequest(transactional_id, _ALL_REPLICAS, timeout, list(topics.items()))
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
