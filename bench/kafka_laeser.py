"""Reading back a partition of a real Kafka: `Reader` beside a plain AIOKafkaConsumer on the same data, in turns.

Restoring at a take-over goes through `Reader`; the promise is at least half the speed of a raw read. Both read what is
committed, from a log that was written in transactions. Two ratios: of the clock, where a busy machine disturbs most, and
of this process's own time.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition

from bench import billede
from bench.resultat import Forhold, forholdstabel, tabel
from brokers import Broker, Record, TopicSpec
from brokers.kafka import KafkaBroker
from hub import logning
from tests.kafka.server import Kafkaserver

POSTER = 200_000
BYTES = 300
RUNDER = 9
LOEFTE = 0.5
EMNE = "bench.laeser"
STED = TopicPartition(EMNE, 0)


async def fyld(broker: Broker) -> None:
    """Transactions of a thousand records, as the router writes them."""
    await broker.ensure_topics(TopicSpec(EMNE))
    producer = await broker.producer("bench")
    for start in range(0, POSTER, 1_000):
        async with producer.transaction() as transaktion:
            for n in range(start, start + 1_000):
                transaktion.send(Record(EMNE, b"%d" % n + b"." * BYTES, key=b"%d" % n))


async def med_laeser(broker: Broker) -> None:
    slut = (await broker.end_offsets(EMNE))[0]
    antal = 0
    async with await broker.reader(EMNE) as laeser:
        while laeser.offset < slut:
            antal += len(await laeser.read(max_records=5_000))
    assert antal == POSTER


async def med_aiokafka(consumer: AIOKafkaConsumer) -> None:
    consumer.seek(STED, 0)
    antal = 0
    while antal < POSTER:
        for poster in (await consumer.getmany(timeout_ms=1_000)).values():
            antal += len(poster)


async def tag_tid(arbejde: Awaitable[None]) -> tuple[float, float]:
    """Seconds of the clock, and of this process."""
    ur, egen = time.perf_counter(), time.process_time()
    await arbejde
    return time.perf_counter() - ur, time.process_time() - egen


async def maal(bootstrap: str) -> None:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, isolation_level="read_committed")
    await consumer.start()
    try:
        async with KafkaBroker(bootstrap) as broker:
            await fyld(broker)
            consumer.assign([STED])
            runder = [
                (await tag_tid(med_aiokafka(consumer)), await tag_tid(med_laeser(broker))) for _ in range(RUNDER + 1)
            ][1:]
    finally:
        await consumer.stop()
    forhold, raekker = [], []
    for nr, hvad in enumerate(("by the clock", "by its own time")):
        raa, egne = ([runde[plads][nr] for runde in runder] for plads in (0, 1))
        forhold.append(Forhold.af(f"speed, {hvad}: Reader / getmany", raa, egne, mindst=LOEFTE))
        raekker.append((hvad, *(f"{POSTER / statistics.median(tider):,.0f}" for tider in (raa, egne))))
    billede.forhold("kafka_laeser", "Reading back a partition, beside a plain aiokafka consumer", forhold)
    print(f"{POSTER:,} records of {BYTES} B in transactions of 1,000\n")
    print(*tabel(("records a second", "getmany", "Reader"), raekker), "", *forholdstabel(forhold), sep="\n")


def main() -> None:
    """Start a Kafka of its own, and measure."""
    logning.opsaet(niveau="warning")
    with tempfile.TemporaryDirectory() as mappe:
        server = Kafkaserver(Path(mappe))
        try:
            asyncio.run(maal(server.start().bootstrap))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
