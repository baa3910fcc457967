"""Following on a real Kafka, where transactions leave marks between the records: they are no reason to wait."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaProducer

from brokers import Record, StoredRecord
from brokers.kafka import KafkaBroker
from hub.konfiguration.foelger import Foelger
from tests.kafka.server import Kafkaserver
from tests.system.vent import vent_til

pytestmark = pytest.mark.xdist_group("kafka")


async def test_en_afbrudt_transaktion_holder_ingen_op(kafka: Kafkaserver) -> None:
    emne = f"konfig.{uuid.uuid4()}"
    anvendt: list[bytes | None] = []

    async def anvend(poster: Sequence[StoredRecord]) -> None:
        anvendt.extend(post.value for post in poster)

    async with KafkaBroker(kafka.bootstrap) as broker:
        foelger = Foelger(broker, [emne], anvend)
        await foelger.start()
        try:
            await _afbryd(kafka.bootstrap, emne)
            await vent_til("the mark is in the log", lambda: _ikke_tom(broker, emne), 30)
            await foelger.indhent(frist=20)
            await broker.send(Record(emne, b"ny", b"noegle"))
            await foelger.indhent(frist=20)
        finally:
            await foelger.stop()
    assert anvendt == [b"ny"]


async def _ikke_tom(broker: KafkaBroker, emne: str) -> bool:
    return (await broker.end_offsets(emne))[0] > 0


async def _afbryd(bootstrap: str, emne: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id=emne)
    await producer.start()
    try:
        await producer.begin_transaction()
        await producer.send_and_wait(emne, b"aldrig", b"noegle")
        await producer.abort_transaction()
    finally:
        await producer.stop()
