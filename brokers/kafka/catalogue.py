"""The topics this instance has met: what each may hold, and the partition a record belongs to.

First stop of every record on its way into Kafka: `place` checks it and names its partition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from aiokafka.protocol.admin import DescribeConfigsRequest

from brokers.base import Cleanup, Record, TopicMismatch, TopicSpec, partition_for
from brokers.kafka.batches import BATCH_ROOM
from brokers.kafka.cluster import Cluster, no_such_partition, no_such_topic
from brokers.kafka.codes import NO_SUCH_TOPIC, REFUSED, Code
from brokers.kafka.failures import Passing, Patience, refusal
from brokers.kafka.together import Together
from brokers.kafka.topics import OVERHEAD, SETTINGS, to_spec
from brokers.limits import check_record

_TOPIC: Final = 2
"""Number of the kind of thing that has settings."""
_PATIENT: Final = 10.0
"""Seconds that a broker may take to tell them; there may be many."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that was met. `topic_id` tells it from another of the same name, made later."""

    spec: TopicSpec
    topic_id: bytes

    @property
    def batch_bytes(self) -> int:
        """What the records of one batch may take, by `packing.room`."""
        return self.spec.max_record_bytes + OVERHEAD - BATCH_ROOM

    def partition(self, number: int) -> int:
        """The partition of that number. Raises UnknownTopic when there is none."""
        if not 0 <= number < self.spec.partitions:
            raise no_such_partition(self.spec.name, number, self.spec.partitions)
        return number

    def check(self, record: Record) -> None:
        """Raise RecordTooLarge or TopicMismatch for a record that the topic does not take."""
        check_record(record, self.spec)
        if record.key is None and self.spec.cleanup is Cleanup.COMPACT:
            raise TopicMismatch(f"topic {self.spec.name} is compacted: every record needs a key")

    def place(self, record: Record) -> int:
        """The partition that a record goes to. Raises UnknownTopic, RecordTooLarge or TopicMismatch."""
        self.check(record)
        if record.partition is None:
            return partition_for(record.key, self.spec.partitions)
        return self.partition(record.partition)


class Catalogue:
    """What is known of topics. Never asks by itself: `learn` does."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._known: dict[str, Topic] = {}
        self._refused: set[str] = set()
        """Topics whose settings this instance may not see."""
        self._together = Together(self._look_up, "kafka-topics")

    def topic(self, name: str) -> Topic | None:
        """The topic, as far as it was met and is still the same one."""
        topic = self._known.get(name)
        layout = self._cluster.layout(name)
        if topic is None or layout is None or layout.topic_id != topic.topic_id:
            return None
        return topic

    async def learn(self, names: Iterable[str], patience: Patience) -> dict[str, Topic]:
        """The topics of these names. Raises UnknownTopic for one that is not there, and Unavailable."""
        wanted = list(dict.fromkeys(names))
        found: dict[str, Topic] = {}
        while len(found) < len(wanted):
            if fresh := [name for name in wanted if self.topic(name) is None]:
                await patience.through(partial(self._together.ask, fresh))
                self._check(fresh)
            found = {name: topic for name in wanted if (topic := self.topic(name)) is not None}
        return found

    def forget(self, name: str) -> None:
        """Look it up anew next time: it was deleted, and perhaps made again."""
        self._known.pop(name, None)
        self._cluster.forget(name)

    async def settings(self, names: list[str]) -> dict[str, Mapping[str, str]]:
        """The settings of topics; those that are not there, or not to be seen, are left out. Raises Passing."""
        resources = [(_TOPIC, name, list(SETTINGS)) for name in names]
        answer: Any = await self._cluster.ask_any(DescribeConfigsRequest(resources), within=_PATIENT)
        found: dict[str, Mapping[str, str]] = {}
        for error, _, _, name, entries in answer.resources:
            code = Code.of(error)
            if code is Code.NONE:
                found[name] = {setting: value or "" for setting, value, *_ in entries}
            elif code in REFUSED:
                self._refused.add(name)
            elif code not in NO_SUCH_TOPIC:
                raise refusal(code, f"topic {name}: describe its settings", self._cluster.connections.security)
        self._refused.difference_update(found)
        return found

    def check_rights(self, names: Iterable[str]) -> None:
        """Raise Unavailable when this instance may not see the settings of one of the topics."""
        for name in sorted(self._refused.intersection(names)):
            raise refusal(
                Code.TOPIC_AUTHORIZATION_FAILED,
                f"topic {name}: describe its settings",
                self._cluster.connections.security,
            )

    async def stop(self) -> None:
        """End what is on its way."""
        await self._together.stop()

    def _check(self, names: Iterable[str]) -> None:
        """Raise what stands in the way of one of the names."""
        self._cluster.check_rights(names)
        self.check_rights(names)
        for name in names:
            if self._cluster.layout(name) is None:
                raise no_such_topic(name)

    async def _look_up(self, names: list[str]) -> None:
        """Each caller sees for itself what became of its own names."""
        await self._cluster.look_up(names)
        layouts = {name: layout for name in names if (layout := self._cluster.layout(name)) is not None}
        settings = await self.settings(list(layouts)) if layouts else {}
        for name, layout in layouts.items():
            if name in settings:
                self._known[name] = Topic(to_spec(name, layout, settings[name]), layout.topic_id)
            elif name not in self._refused:
                raise Passing(f"Kafka: topic {name}: not every broker knows it yet")
