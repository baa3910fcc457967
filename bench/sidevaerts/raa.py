"""Peer (a): aiokafka in batches and transactions, bytes untouched: the limit. With `--afkod` peer (b): and decoded."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import chain

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.structs import ConsumerRecord

from bench.sidevaerts.opgave import BATCH, Opgave, afkod, laes_opgave

Portion = Mapping[TopicPartition, Sequence[ConsumerRecord]]


async def koer(opgave: Opgave, *, afkoder: bool) -> None:
    """Copy until ended."""
    consumer = AIOKafkaConsumer(
        opgave.ind,
        bootstrap_servers=opgave.bootstrap,
        group_id=opgave.gruppe,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=opgave.bootstrap, transactional_id=opgave.gruppe, max_batch_size=1_048_576
    )
    async with consumer, producer:
        while True:
            if fundet := await consumer.getmany(max_records=BATCH, timeout_ms=1_000):
                await _transaktion(consumer, producer, fundet, opgave, afkoder=afkoder)


async def _transaktion(
    consumer: AIOKafkaConsumer, producer: AIOKafkaProducer, fundet: Portion, opgave: Opgave, *, afkoder: bool
) -> None:
    ur = asyncio.get_running_loop().time
    til = ur() + opgave.millisekunder / 1000
    fremdrift: dict[TopicPartition, int] = {}
    async with producer.transaction():
        while fundet:
            if afkoder:
                for post in chain.from_iterable(fundet.values()):
                    afkod(post.value)
            await _skriv_portion(producer, fundet, opgave)
            fremdrift |= {sted: poster[-1].offset + 1 for sted, poster in fundet.items()}
            if ur() >= til:
                break
            fundet = await consumer.getmany(max_records=BATCH, timeout_ms=0)
        await producer.send_offsets_to_transaction(fremdrift, opgave.gruppe)


async def _skriv_portion(producer: AIOKafkaProducer, fundet: Portion, opgave: Opgave) -> None:
    alle = list(chain.from_iterable(fundet.values()))
    for emne, partitioner in opgave.emner.items():
        if partitioner == 1:
            await _skriv(producer, emne, 0, alle)
        else:
            for sted, poster in fundet.items():
                await _skriv(producer, emne, sted.partition, poster)


async def _skriv(producer: AIOKafkaProducer, emne: str, partition: int, poster: Sequence[ConsumerRecord]) -> None:
    """With the batch builder: aiokafka's fastest way."""
    batch = producer.create_batch()
    for post in poster:
        if batch.append(key=post.key, value=post.value, timestamp=None) is None:
            await producer.send_batch(batch, emne, partition=partition)
            batch = producer.create_batch()
            batch.append(key=post.key, value=post.value, timestamp=None)
    await producer.send_batch(batch, emne, partition=partition)


def main() -> None:
    """As the command line says."""
    import uvloop

    opgave, valg = laes_opgave()
    uvloop.run(koer(opgave, afkoder="--afkod" in valg))


if __name__ == "__main__":
    main()
