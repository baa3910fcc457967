"""Who reads what: the sticky, balanced assignment of a group's partitions to its members. Pure, and every backend's.

Whoever computes it from the same members, partitions and owners gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from brokers.base import TopicPartition

P = TypeVar("P", int, TopicPartition)
"""What names a partition: a number, or a topic and a number."""


def assign(
    subscriptions: Mapping[str, frozenset[str]],
    partitions: Mapping[P, str],
    owners: Mapping[P, str],
) -> dict[P, str]:
    """Give every partition to a member that subscribes to its topic; partitions nobody subscribes to are left out.

    `subscriptions` is the topics per member, `partitions` the topic per partition, `owners` the last known member per
    partition. Balanced: no single partition could move to a member that has at least two fewer. Sticky: a
    partition stays with its owner unless the balance asks for it, so an unchanged group keeps its assignment.
    """
    eligible = {
        topic: sorted(member for member, topics in subscriptions.items() if topic in topics)
        for topic in set(partitions.values())
    }
    held: dict[str, set[P]] = {member: set() for member in subscriptions}
    homeless = []
    for partition, topic in sorted(partitions.items()):
        owner = owners.get(partition)
        if owner in held and topic in subscriptions[owner]:
            held[owner].add(partition)
        elif eligible[topic]:
            homeless.append(partition)
    for partition in homeless:
        held[_lightest(eligible[partitions[partition]], held)].add(partition)
    while _improve(held, partitions, eligible):
        pass
    return {partition: member for member, mine in held.items() for partition in mine}


def _improve(
    held: dict[str, set[P]],
    partitions: Mapping[P, str],
    eligible: Mapping[str, list[str]],
) -> bool:
    """Move one partition towards balance. Each move lowers the sum of squared loads, so the moves come to an end."""
    for giver in sorted(held, key=lambda member: (-len(held[member]), member)):
        tried: set[str] = set()
        for partition in sorted(held[giver], reverse=True):
            topic = partitions[partition]
            if topic in tried:
                continue
            tried.add(topic)
            taker = _lightest(eligible[topic], held)
            if len(held[giver]) - len(held[taker]) >= 2:
                held[giver].remove(partition)
                held[taker].add(partition)
                return True
    return False


def _lightest(members: Iterable[str], held: Mapping[str, set[P]]) -> str:
    return min(members, key=lambda member: (len(held[member]), member))
