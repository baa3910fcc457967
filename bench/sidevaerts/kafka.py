"""The one Kafka broker of a benchmark: a plain process, and what the benches do with it, through confluent-kafka.

It is the tests' node with a heap and a compiler as a broker in use has, and with Kafka's own pace of tidying up.
"""

from __future__ import annotations

import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from bench import maskine
from bench.sidevaerts.opgave import PARTITIONER
from brokers import Record, partition_for
from hub import logning
from tests.kafka.server import Kafkaserver

_FRIST: Final = 120.0
_KOORDINATOR: Final = (
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
)
_PORTION: Final = 10_000
EGENSKABER: Final[Mapping[str, str]] = {
    "log.cleaner.backoff.ms": "15000",
    "log.retention.check.interval.ms": "300000",
    "log.message.timestamp.type": "LogAppendTime",
}
"""What differs from the tests' node; the last is what the hub has on every topic, and what the clocks are read by."""


class Benchkafka(Kafkaserver):
    """One node, quick to run rather than quick to start."""

    def _java(self) -> tuple[str, ...]:
        java, *_, stier = super()._java()
        log = f"-Dlog4j2.configurationFile={self.mappe / 'log4j2.yaml'}"
        return (java, "-Xmx1g", "-Xms1g", "-XX:+UseParallelGC", "-Djava.net.preferIPv4Stack=true", log, "-cp", stier)


@dataclass
class Udskrevet:
    """What lies committed in a topic."""

    antal: int = 0
    bytes: int = 0
    """Of values, keys and headers."""
    sum: int = 0
    """Of the values' CRC-32: the same for the same values in any order."""
    tider: list[int] = field(default_factory=list)
    """When the broker got each record, milliseconds since 1970, unordered."""
    transaktioner: int = 0
    """Offsets that hold no record: the markers of transactions, one for each partition that one wrote to."""
    portioner: list[tuple[int, int]] = field(default_factory=list)
    """What was committed together in a partition: when the broker got its last record, and how many; unordered. Without
    transactions each record is alone."""


class Bus:
    """A broker that runs."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self._klient: dict[str, str | int | float | bool] = {"bootstrap.servers": bootstrap, "log_level": 0}
        self._admin = AdminClient(self._klient)
        self._spoerger: dict[str, Consumer] = {}

    def close(self) -> None:
        """Let go of the broker."""
        for spoerger in self._spoerger.values():
            spoerger.close()

    def emner(self) -> frozenset[str]:
        """Every topic but Kafka's own."""
        alle = self._admin.list_topics(timeout=_FRIST).topics
        return frozenset(navn for navn in alle if not navn.startswith("__"))

    def opret(self, emner: Mapping[str, int]) -> None:
        """Make topics with so many partitions, and wait until they are there."""
        nye = [NewTopic(navn, num_partitions=antal, replication_factor=1) for navn, antal in emner.items()]
        for svar in self._admin.create_topics(nye, operation_timeout=_FRIST).values():
            svar.result(_FRIST)

    def slet(self, emner: Iterable[str]) -> None:
        """Delete topics, and wait until they are gone."""
        vaek = list(emner)
        if vaek:
            for svar in self._admin.delete_topics(vaek, operation_timeout=_FRIST).values():
                svar.result(_FRIST)
        til = time.monotonic() + _FRIST
        while self.emner() & set(vaek):
            if time.monotonic() > til:
                raise TimeoutError(f"topics are still there after {_FRIST:.0f} s")
            time.sleep(0.05)

    def fyld(self, poster: Iterable[Record], emne: str) -> None:
        """Write records to an input, each to its key's partition, as every producer of the bus would."""
        producer = Producer(
            {
                **self._klient,
                "acks": "all",
                "linger.ms": 20,
                "batch.size": 1_048_576,
                "queue.buffering.max.messages": 50_000,
            }
        )
        for post in poster:
            while True:
                try:
                    producer.produce(
                        emne,
                        post.value,
                        post.key,
                        partition=partition_for(post.key, PARTITIONER),
                        headers=list(post.headers),
                    )
                    break
                except BufferError:
                    producer.poll(0.05)
        assert producer.flush(_FRIST) == 0, "the input could not be written"

    def naaet(self, gruppe: str, emne: str) -> int:
        """How many records of an input a group has committed, on the way from its beginning."""
        if gruppe not in self._spoerger:  # it only asks; it never joins the group
            self._spoerger[gruppe] = Consumer({**self._klient, "group.id": gruppe})
        steder, til = [TopicPartition(emne, nr) for nr in range(PARTITIONER)], time.monotonic() + _FRIST
        while True:
            try:
                return sum(max(0, sted.offset) for sted in self._spoerger[gruppe].committed(steder, timeout=_FRIST))
            except KafkaException as fejl:  # a broker that has just begun has no coordinator yet
                if fejl.args[0].code() not in _KOORDINATOR or time.monotonic() > til:
                    raise
                time.sleep(0.1)

    def udskrevet(self, emner: Iterable[str]) -> Mapping[str, Udskrevet]:
        """Everything that lies in some topics, as one who reads what is committed sees it."""
        ud: dict[str, Udskrevet] = {emne: Udskrevet() for emne in emner}
        consumer = Consumer(
            {
                **self._klient,
                "group.id": "bench.efterlaeser",
                "enable.auto.commit": False,
                "isolation.level": "read_committed",
                "enable.partition.eof": False,
                "queued.min.messages": 100_000,
                "fetch.wait.max.ms": 10,
            }
        )
        try:
            slut = self._slut(consumer, ud)
            consumer.assign([TopicPartition(emne, nr, 0) for emne, nr in slut])
            mangler, til = dict(slut), time.monotonic() + _FRIST
            naaet: dict[tuple[str, int], tuple[int, int, int]] = {}  # offset, when, how many without a gap
            while mangler:
                for post in consumer.consume(_PORTION, timeout=0.05):
                    assert post.error() is None, post.error()
                    et, vaerdi = ud[post.topic() or ""], post.value() or b""
                    et.antal += 1
                    headers: Any = post.headers() or ()
                    et.bytes += len(vaerdi) + len(post.key() or b"")
                    et.bytes += sum(len(navn) + len(indhold or b"") for navn, indhold in headers)
                    et.sum += zlib.crc32(vaerdi)
                    et.tider.append(post.timestamp()[1])
                    sted, offset = (post.topic() or "", post.partition() or 0), post.offset() or 0
                    foer, da, sammen = naaet.get(sted, (offset - 1, 0, 0))
                    if offset != foer + 1:
                        et.portioner.append((da, sammen))
                        sammen = 0
                    naaet[sted] = offset, et.tider[-1], sammen + 1
                for her in consumer.position([TopicPartition(emne, nr) for emne, nr in mangler]):
                    if her.offset >= mangler[her.topic, her.partition]:
                        del mangler[her.topic, her.partition]
                assert time.monotonic() < til, f"could not read to the end of {sorted(mangler)}"
        finally:
            consumer.close()
        samlet: dict[str, int] = defaultdict(int)
        for (emne, _), ende in slut.items():
            samlet[emne] += ende
        for (emne, _), (_, da, sammen) in naaet.items():
            ud[emne].portioner.append((da, sammen))
        for emne, et in ud.items():
            et.transaktioner = samlet[emne] - et.antal
            if not et.transaktioner:
                et.portioner = [(tid, 1) for tid in et.tider]
        return ud

    def _slut(self, consumer: Consumer, emner: Iterable[str]) -> dict[tuple[str, int], int]:
        """Where each partition ends, those that are empty left out."""
        slut = {}
        alle = self._admin.list_topics(timeout=_FRIST).topics
        for emne in emner:
            for nr in alle[emne].partitions:
                _, ende = consumer.get_watermark_offsets(TopicPartition(emne, nr), timeout=_FRIST)
                if ende:
                    slut[emne, nr] = ende
        return slut


@contextmanager
def koerende() -> Iterator[tuple[Bus, Path]]:
    """A broker on an empty folder, and a folder for whatever else; both are gone afterwards."""
    maskine.ryd_op_ved_sigterm()
    logning.opsaet(niveau="warning")  # of what this process does to the bus
    with tempfile.TemporaryDirectory() as navn:
        mappe = Path(navn)
        server = Benchkafka(mappe / "kafka", egenskaber=EGENSKABER)
        try:
            with closing(Bus(server.start().bootstrap)) as bus:
                yield bus, mappe
        finally:
            server.stop()
