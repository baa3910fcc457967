"""The end of a chain on a real Kafka, behind and before what was aborted: it is found, whatever lies around it."""

from __future__ import annotations

import uuid

import pytest
from aiokafka import AIOKafkaProducer

from brokers import Record, TopicSpec
from brokers.kafka import KafkaBroker
from hub.log.hoveder import sidste_post
from tests.kafka.server import Kafkaserver
from tests.system.vent import vent_til

pytestmark = pytest.mark.xdist_group("kafka")

STOR = 300_000
"""Bytes: more than one small fetch brings."""


async def test_det_sidste_led_findes_mellem_afbrudte_transaktioner(kafka: Kafkaserver) -> None:
    emne = f"log.{uuid.uuid4()}"
    async with KafkaBroker(kafka.bootstrap) as broker:
        await broker.ensure_topics(TopicSpec(emne))
        assert await sidste_post(broker, emne, 0) is None
        await _afbryd(kafka.bootstrap, emne)
        [(_, _, offset)] = await broker.send(Record(emne, b"led"))
        for _ in range(3):
            await _afbryd(kafka.bootstrap, emne)
        await vent_til("the marks are in the log", lambda: _slut_er_mindst(broker, emne, offset + 6), 30)
        post = await sidste_post(broker, emne, 0)
        assert post is not None
        assert (post.value, post.offset) == (b"led", offset)


async def _slut_er_mindst(broker: KafkaBroker, emne: str, offset: int) -> bool:
    return (await broker.end_offsets(emne))[0] >= offset


async def _afbryd(bootstrap: str, emne: str) -> None:
    """One large record in a transaction that is aborted, and the mark behind it."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id=emne)
    await producer.start()
    try:
        await producer.begin_transaction()
        await producer.send_and_wait(emne, b"x" * STOR)
        await producer.abort_transaction()
    finally:
        await producer.stop()
