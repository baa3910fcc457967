"""Reading back a partition of a real Kafka: `Reader` beside a plain AIOKafkaConsumer on the same data, in turns.

Restoring at a take-over goes through `Reader`; the promise is at least half the speed of a raw read. Both read what is
committed, from a log that was written in transactions.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition

from brokers import Broker, Record, TopicSpec
from brokers.kafka import KafkaBroker
from tests.kafka.server import Kafkaserver

POSTER = 200_000
BYTES = 300
RUNDER = 5
EMNE = "bench.laeser"


async def fyld(broker: Broker) -> None:
    """Transactions of a thousand records, as the router writes them."""
    await broker.ensure_topics(TopicSpec(EMNE))
    producer = await broker.producer("bench")
    for start in range(0, POSTER, 1_000):
        async with producer.transaction() as transaktion:
            for n in range(start, start + 1_000):
                transaktion.send(Record(EMNE, b"%d" % n + b"." * BYTES, key=b"%d" % n))


async def med_laeser(broker: Broker) -> float:
    slut = (await broker.end_offsets(EMNE))[0]
    antal, begyndt = 0, time.perf_counter()
    async with await broker.reader(EMNE) as laeser:
        while laeser.offset < slut:
            antal += len(await laeser.read(max_records=5_000))
    assert antal == POSTER
    return antal / (time.perf_counter() - begyndt)


async def med_aiokafka(bootstrap: str) -> float:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(EMNE, 0)])
        antal, begyndt = 0, time.perf_counter()
        while antal < POSTER:
            for poster in (await consumer.getmany(timeout_ms=1_000)).values():
                antal += len(poster)
        return antal / (time.perf_counter() - begyndt)
    finally:
        await consumer.stop()


async def maal(bootstrap: str) -> None:
    async with KafkaBroker(bootstrap) as broker:
        await fyld(broker)
        egne, raa = [], []
        for _ in range(RUNDER):
            raa.append(await med_aiokafka(bootstrap))
            egne.append(await med_laeser(broker))
    egen, peer = statistics.median(egne), statistics.median(raa)
    print(f"{POSTER} records of {BYTES} B, median of {RUNDER} runs in turns")
    print(f"  AIOKafkaConsumer.getmany  {peer:>10,.0f} records/s")
    print(f"  Reader.read               {egen:>10,.0f} records/s   ratio {egen / peer:.2f} (promised: 0.5)")


def main() -> None:
    """Start a Kafka of its own, and measure."""
    with tempfile.TemporaryDirectory() as mappe:
        server = Kafkaserver(Path(mappe))
        try:
            asyncio.run(maal(server.start().bootstrap))
        finally:
            server.stop()
