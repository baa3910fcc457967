"""Peer (c): confluent-kafka in transactions, each message decoded with fastavro."""

from __future__ import annotations

from confluent_kafka import Consumer, Producer

from bench.sidevaerts.opgave import BATCH, Opgave, Stopur, afkod, laes_opgave


def koer(opgave: Opgave) -> None:
    """Copy until everything is committed."""
    consumer = Consumer(
        {
            "bootstrap.servers": opgave.bootstrap,
            "group.id": opgave.runde,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    producer = Producer(
        {"bootstrap.servers": opgave.bootstrap, "transactional.id": opgave.runde, "linger.ms": 5, "batch.size": 262_144}
    )
    producer.init_transactions()
    consumer.subscribe([opgave.ind])
    ur, antal = Stopur(), 0
    while antal < opgave.antal:
        poster = [post for post in consumer.consume(BATCH, timeout=0.05) if post.error() is None]
        if not poster:
            continue
        ur.begynd()
        producer.begin_transaction()
        for post in poster:
            vaerdi = post.value()
            assert vaerdi is not None
            afkod(vaerdi)
            for emne in opgave.emner:
                producer.produce(emne, vaerdi, key=post.key())
            producer.poll(0)
        antal += len(poster)
        producer.send_offsets_to_transaction(
            consumer.position(consumer.assignment()), consumer.consumer_group_metadata()
        )
        producer.commit_transaction()
    ur.slut(antal)
    consumer.close()


if __name__ == "__main__":
    koer(laes_opgave()[0])
