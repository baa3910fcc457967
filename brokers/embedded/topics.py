"""Topics: making, comparing and finding them, and the partition a record belongs to.

First stop of every record on its way into the log: `Catalogue.place` checks it and names its partition.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from brokers.base import Cleanup, Record, TopicMismatch, TopicPartition, TopicSpec, UnknownTopic, partition_for
from brokers.embedded.bell import DELETED
from brokers.embedded.writer import Ledger
from brokers.limits import check_record


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it is stored: `ids[n]` is the partition id of partition n. Ids are never used again."""

    spec: TopicSpec
    ids: tuple[int, ...]

    def partition_id(self, number: int) -> int:
        """The id of a partition. Raises UnknownTopic when the topic has no such partition."""
        if not 0 <= number < len(self.ids):
            raise UnknownTopic(f"topic {self.spec.name} has partitions 0 to {len(self.ids) - 1}, not {number}")
        return self.ids[number]


def find_topic(db: sqlite3.Connection, name: str) -> Topic | None:
    """The topic of that name as the file has it now."""
    row = db.execute("SELECT * FROM topic WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    ids = db.execute("SELECT id FROM log_partition WHERE topic = ? ORDER BY number", (row[0],))
    return Topic(_spec(row), tuple(partition for (partition,) in ids))


def every_topic(db: sqlite3.Connection) -> dict[str, TopicSpec]:
    """All topics there are."""
    return {row[1]: _spec(row) for row in db.execute("SELECT * FROM topic ORDER BY name")}


def places(db: sqlite3.Connection, partitions: list[int]) -> dict[int, TopicPartition]:
    """Topic and number of partition ids; ids of deleted topics are left out."""
    found = {}
    for partition in partitions:
        row = db.execute(
            "SELECT t.name, p.number FROM log_partition p JOIN topic t ON t.id = p.topic WHERE p.id = ?",
            (partition,),
        ).fetchone()
        if row is not None:
            found[partition] = TopicPartition(*row)
    return found


def create_topic(ledger: Ledger, spec: TopicSpec) -> bool:
    """Make the topic if it is missing; False when it was there. Raises TopicMismatch."""
    db = ledger.db
    existing = find_topic(db, spec.name)
    if existing is not None:
        if differences := compare(existing.spec, spec):
            raise TopicMismatch(f"topic {spec.name} exists with other settings: {'; '.join(differences)}")
        return False
    (topic,) = db.execute(
        "INSERT INTO topic (name, partitions, cleanup, retention_ms, retention_bytes, max_record_bytes) "
        "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (
            spec.name,
            spec.partitions,
            spec.cleanup.value,
            spec.retention_ms,
            spec.retention_bytes,
            spec.max_record_bytes,
        ),
    ).fetchone()
    db.executemany(
        "INSERT INTO log_partition (topic, number) VALUES (?, ?)",
        [(topic, number) for number in range(spec.partitions)],
    )
    return True


def drop_topic(ledger: Ledger, name: str) -> bool:
    """Take the topic away; its batches are only marked, upkeep removes them in small steps. False: no such topic."""
    db = ledger.db
    row = db.execute("DELETE FROM topic WHERE name = ? RETURNING id", (name,)).fetchone()
    if row is None:
        return False
    mine = "SELECT id FROM log_partition WHERE topic = ?"
    db.execute(f"DELETE FROM progress WHERE partition IN ({mine})", row)  # noqa: S608 - a constant
    db.execute(f"INSERT INTO dropped_partition {mine}", row)
    for (partition,) in db.execute("DELETE FROM log_partition WHERE topic = ? RETURNING id", row).fetchall():
        ledger.moved[partition] = DELETED
    return True


def compare(existing: TopicSpec, asked: TopicSpec) -> list[str]:
    """What of `asked` the existing topic does not keep, setting by setting. None asks for nothing."""
    differences = [
        f"{setting} is {_text(is_)}, asked for {_text(asked_)}"
        for setting, is_, asked_ in (
            ("partitions", existing.partitions, asked.partitions),
            ("cleanup", existing.cleanup, asked.cleanup),
            ("retention_ms", existing.retention_ms, asked.retention_ms),
            ("retention_bytes", existing.retention_bytes, asked.retention_bytes),
        )
        if asked_ is not None and is_ != asked_
    ]
    if existing.max_record_bytes < asked.max_record_bytes:
        differences.append(f"max_record_bytes is {existing.max_record_bytes}, asked for {asked.max_record_bytes}")
    return differences


class Catalogue:
    """The topics this process has met, so that a record finds its partition without a look at the file."""

    def __init__(self, look: Callable[[str], Topic | None]) -> None:
        self._look = look
        self._known: dict[str, Topic] = {}

    def topic(self, name: str) -> Topic:
        """The topic of that name. Raises UnknownTopic."""
        topic = self._known.get(name)
        if topic is None:
            topic = self._look(name)
            if topic is None:
                raise UnknownTopic(f"topic {name[:249]!r} does not exist; make it with ensure_topics first")
            self._known[name] = topic
        return topic

    def place(self, record: Record, header_bytes: int | None = None) -> int:
        """The partition id a record goes to. Raises UnknownTopic, RecordTooLarge or TopicMismatch.

        `header_bytes`: as `check_record` takes it.
        """
        topic = self._known.get(record.topic) or self.topic(record.topic)
        spec = topic.spec
        check_record(record, spec, header_bytes)
        if record.key is None and spec.cleanup is Cleanup.COMPACT:
            raise TopicMismatch(f"topic {spec.name} is compacted: every record needs a key")
        if record.partition is None:
            return topic.ids[partition_for(record.key, len(topic.ids))]
        return topic.partition_id(record.partition)

    def forget(self, name: str) -> None:
        """Look the topic up anew next time: it was deleted, perhaps made again."""
        self._known.pop(name, None)


def _spec(row: tuple[int, str, int, str, int | None, int | None, int]) -> TopicSpec:
    _, name, partitions, cleanup, retention_ms, retention_bytes, max_record_bytes = row
    return TopicSpec(name, partitions, Cleanup(cleanup), retention_ms, retention_bytes, max_record_bytes)


def _text(setting: object) -> str:
    return "unlimited" if setting is None else str(setting.value if isinstance(setting, Cleanup) else setting)
