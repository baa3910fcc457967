"""What a transaction is to write: checked and packed as it comes, laid by topic and partition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from brokers.base import Cleanup, Record, TopicPartition, partition_for
from brokers.kafka.catalogue import Catalogue, Topic
from brokers.kafka.failures import Patience
from brokers.kafka.packing import Packed

Load = list[tuple[TopicPartition, Topic, list[Packed]]]
"""Per partition, its topic and what is to be written there, in order."""


class _Shelf:
    """What goes to one topic."""

    __slots__ = ("by_partition", "free", "most", "partitions", "topic")

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.by_partition: dict[int, list[Packed]] = {}
        self.partitions = topic.spec.partitions
        self.most = topic.spec.max_record_bytes
        self.free = topic.spec.cleanup is not Cleanup.COMPACT
        """Whether records need no key."""

    def lay(self, record: Record, packed: Packed) -> None:
        """Add a record. Raises UnknownTopic, RecordTooLarge or TopicMismatch, as `Topic.place` does."""
        key, number = record.key, record.partition
        if packed.size > self.most or packed.unusual or not (self.free or key is not None):
            self.topic.check(record)
        if number is None:
            number = 0 if self.partitions == 1 else partition_for(key, self.partitions)
        elif not 0 <= number < self.partitions:
            self.topic.partition(number)
        laid = self.by_partition.get(number)
        if laid is None:
            laid = self.by_partition[number] = []
        laid.append(packed)


class Gathered:
    """The records of one transaction. What goes to several topics one after another is packed once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._records: list[Record] = []
        self._shelves: dict[str, _Shelf] = {}
        self._strange: set[str] = set()
        """Topics that were not known when their first record came."""
        self._latest: Packed | None = None

    def __bool__(self) -> bool:
        return bool(self._records)

    def add(self, record: Record) -> None:
        """Take a record. What is wrong with it is said here when its topic is known, else by `load`."""
        shelf = self._shelves.get(record.topic) or self._meet(record.topic)
        if shelf is not None:
            shelf.lay(record, self._pack(record))
        self._records.append(record)

    async def load(self, patience: Patience) -> Load:
        """All of it by partition. Raises UnknownTopic, RecordTooLarge, TopicMismatch, Unavailable."""
        names = dict.fromkeys((*self._shelves, *self._strange))
        topics = await self._catalogue.learn(names, patience)
        if self._strange or any(topics[name] is not shelf.topic for name, shelf in self._shelves.items()):
            self._lay_anew(topics)
        return list(self._laid())

    def _laid(self) -> Iterator[tuple[TopicPartition, Topic, list[Packed]]]:
        for name, shelf in self._shelves.items():
            for partition, laid in shelf.by_partition.items():
                yield TopicPartition(name, partition), shelf.topic, laid

    def _lay_anew(self, topics: Mapping[str, Topic]) -> None:
        """Some topic was unknown, or is another one by now."""
        self._shelves = {name: _Shelf(topic) for name, topic in topics.items()}
        for record in self._records:
            self._shelves[record.topic].lay(record, self._pack(record))

    def _meet(self, name: str) -> _Shelf | None:
        topic = None if name in self._strange else self._catalogue.topic(name)
        if topic is None:
            self._strange.add(name)
            return None
        shelf = self._shelves[name] = _Shelf(topic)
        return shelf

    def _pack(self, record: Record) -> Packed:
        packed = self._latest
        if packed is None or not packed.is_of(record):
            packed = self._latest = Packed(record.key, record.value, record.headers)
        return packed
