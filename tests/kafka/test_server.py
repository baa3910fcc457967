"""The Kafka that the tests stand on: it keeps what it was given through a kill, and says why it does not start."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from tests.kafka.fremmed import fremmed
from tests.kafka.server import Kafkafejl, Kafkaserver


async def test_en_node_beholder_sine_data_gennem_kill_9(tmp_path: Path) -> None:
    server = Kafkaserver(tmp_path)
    try:
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(_skriv, server.bootstrap)
        await asyncio.to_thread(server.draeb)
        await asyncio.to_thread(server.start)
        assert await asyncio.to_thread(_laes, server.bootstrap) == b"vaerdi"
    finally:
        await asyncio.to_thread(server.stop)
    assert not server.koerer


def test_en_node_der_ikke_starter_siger_hvorfor(tmp_path: Path) -> None:
    with pytest.raises(Kafkafejl, match=r"num\.io\.threads"):
        Kafkaserver(tmp_path, egenskaber={"num.io.threads": "mange"}).start()


def _skriv(bootstrap: str) -> None:
    fejl: list[object] = []
    producer = Producer(fremmed(bootstrap))
    producer.produce("proeve", b"vaerdi", on_delivery=lambda en, _: fejl.append(en))
    assert producer.flush(30) == 0
    assert fejl == [None]


def _laes(bootstrap: str) -> bytes | None:
    consumer = Consumer(fremmed(bootstrap, group_id="proeve"))
    try:
        consumer.assign([TopicPartition("proeve", 0, 0)])
        besked = consumer.poll(30)
        assert besked is not None
        assert besked.error() is None
        return besked.value()
    finally:
        consumer.close()
