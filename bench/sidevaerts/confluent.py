"""Peer (c): confluent-kafka in transactions, each message decoded with fastavro."""

from __future__ import annotations

import time
from collections.abc import Iterator

from confluent_kafka import Consumer, Message, Producer

from bench.sidevaerts.opgave import BATCH, Opgave, afkod, laes_opgave


def koer(opgave: Opgave) -> None:
    """Copy until ended."""
    consumer = Consumer(
        {
            "bootstrap.servers": opgave.bootstrap,
            "group.id": opgave.gruppe,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    producer = Producer(
        {
            "bootstrap.servers": opgave.bootstrap,
            "transactional.id": opgave.gruppe,
            "linger.ms": 5,
            "batch.size": 1_048_576,
        }
    )
    producer.init_transactions()
    consumer.subscribe([opgave.ind])
    while True:
        if poster := _hent(consumer, 1.0):
            producer.begin_transaction()
            for post in _til_fristen(consumer, poster, opgave.millisekunder / 1000):
                vaerdi = post.value()
                assert vaerdi is not None
                afkod(vaerdi)
                for emne in opgave.emner:
                    producer.produce(emne, vaerdi, key=post.key())
            producer.send_offsets_to_transaction(
                consumer.position(consumer.assignment()), consumer.consumer_group_metadata()
            )
            producer.commit_transaction()


def _til_fristen(consumer: Consumer, poster: list[Message], sekunder: float) -> Iterator[Message]:
    """What belongs to one transaction: until time is up, or nothing more waits."""
    til = time.monotonic() + sekunder
    while poster:
        yield from poster
        poster = _hent(consumer, 0.0) if time.monotonic() < til else []


def _hent(consumer: Consumer, sekunder: float) -> list[Message]:
    return [post for post in consumer.consume(BATCH, timeout=sekunder) if post.error() is None]


if __name__ == "__main__":
    koer(laes_opgave()[0])
