"""What members of a group tell each other through the cluster, and the leader's plan for who reads what. Pure.

The bytes are those of Kafka's own consumers, so that its tools can show the group. The hand-over is cooperative: a
member keeps what it has while the group changes; what is to move is first taken from its owner, and given to the next
one only when the owner has said that it let go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Final, NamedTuple

from aiokafka.protocol.types import Array, Bytes, Int16, Int32, Schema, String

from brokers.assignment import assign
from brokers.base import TopicPartition

STRATEGY: Final = "faelleshub-cooperative"
"""Only members that plan alike take part: a foreign client that names another strategy is refused by the cluster."""
_VERSION: Final = 2
_TEXT: Final = String("utf-8")
_PLACES: Final = Array(("topic", _TEXT), ("partitions", Array(Int32)))
_SUBSCRIPTION: Final = Schema(
    ("version", Int16),
    ("topics", Array(_TEXT)),
    ("user_data", Bytes),
    ("owned", _PLACES),
    ("generation", Int32),
)
_ASSIGNMENT: Final = Schema(("version", Int16), ("places", _PLACES), ("user_data", Bytes))


class Subscription(NamedTuple):
    """One member: what it wants to read, what it holds and has not let go, and since which generation."""

    topics: frozenset[str]
    owned: frozenset[TopicPartition]
    generation: int


def write_subscription(one: Subscription) -> bytes:
    """As a member sends it."""
    data: bytes = _SUBSCRIPTION.encode([_VERSION, sorted(one.topics), b"", _by_topic(one.owned), one.generation])
    return data


def read_subscription(data: bytes) -> Subscription:
    """As the leader gets it."""
    _, topics, _, owned, generation = _SUBSCRIPTION.decode(BytesIO(data))
    return Subscription(frozenset(topics), _places(owned), generation)


def write_assignment(places: Iterable[TopicPartition]) -> bytes:
    """As the leader sends it."""
    data: bytes = _ASSIGNMENT.encode([_VERSION, _by_topic(places), b""])
    return data


def read_assignment(data: bytes) -> frozenset[TopicPartition]:
    """As a member gets it; a member that is given nothing may get no bytes at all."""
    return _places(_ASSIGNMENT.decode(BytesIO(data))[1]) if data else frozenset()


def plan(members: Mapping[str, Subscription], partitions: Mapping[str, int]) -> dict[str, set[TopicPartition]]:
    """What each member has from now on; `partitions`: how many each topic has.

    What another member still holds is given to nobody in this round: its owner lets go of it, and joins again.
    """
    owners: dict[TopicPartition, str] = {}
    for member, one in sorted(members.items()):
        for place in one.owned:
            rival = owners.get(place)
            if rival is None or members[rival].generation < one.generation:
                owners[place] = member
    places = {TopicPartition(topic, n): topic for topic, count in partitions.items() for n in range(count)}
    target = assign({member: one.topics for member, one in members.items()}, places, owners)
    given: dict[str, set[TopicPartition]] = {member: set() for member in members}
    for place, member in target.items():
        if owners.get(place, member) == member:
            given[member].add(place)
    return given


def _by_topic(places: Iterable[TopicPartition]) -> list[tuple[str, list[int]]]:
    topics: dict[str, list[int]] = {}
    for place in sorted(places):
        topics.setdefault(place.topic, []).append(place.partition)
    return list(topics.items())


def _places(topics: Iterable[tuple[str, list[int]]]) -> frozenset[TopicPartition]:
    return frozenset(TopicPartition(topic, number) for topic, numbers in topics for number in numbers)
