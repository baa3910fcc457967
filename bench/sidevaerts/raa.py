"""Peer (a): aiokafka in batches and transactions, bytes untouched: the limit. With `--afkod` peer (b): and decoded."""

from __future__ import annotations

from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import ConsumerRecord

from bench.sidevaerts.opgave import BATCH, Opgave, Stopur, afkod, laes_opgave


async def koer(opgave: Opgave, *, afkoder: bool) -> None:
    """Copy until everything is committed, with the batch builder: aiokafka's fastest way."""
    consumer = AIOKafkaConsumer(
        opgave.ind,
        bootstrap_servers=opgave.bootstrap,
        group_id=opgave.runde,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=opgave.bootstrap, transactional_id=opgave.runde, max_batch_size=1_048_576
    )
    await consumer.start()
    await producer.start()
    ur, antal = Stopur(), 0
    while antal < opgave.antal:
        fundet = await consumer.getmany(max_records=BATCH, timeout_ms=1_000)
        if not fundet:
            continue
        ur.begynd()
        async with producer.transaction():
            for sted, poster in fundet.items():
                if afkoder:
                    for post in poster:
                        afkod(post.value)
                for emne in opgave.emner:
                    await _skriv(producer, emne, sted.partition, poster)
                antal += len(poster)
            fremdrift = {sted: poster[-1].offset + 1 for sted, poster in fundet.items()}
            await producer.send_offsets_to_transaction(fremdrift, opgave.runde)
    ur.slut(antal)
    await consumer.stop()
    await producer.stop()


async def _skriv(producer: AIOKafkaProducer, emne: str, partition: int, poster: Sequence[ConsumerRecord]) -> None:
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
