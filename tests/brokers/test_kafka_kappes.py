"""Two that take one transactional id from each other at every moment: one of them writes, and the other is told why not."""

from __future__ import annotations

import asyncio
import contextlib
import random
import uuid

import pytest

from brokers import Fenced, Record, TopicSpec
from brokers.kafka import KafkaBroker
from tests.kafka.server import Kafkaserver

pytestmark = pytest.mark.xdist_group("kafka")

RUNDER = 80


async def test_midt_i_en_overtagelse_er_et_andet_svar_end_fratagelse_ikke_til_at_se(kafka: Kafkaserver) -> None:
    emne, id_ = f"kappes.{uuid.uuid4()}", str(uuid.uuid4())
    lagt: list[bytes] = []
    async with KafkaBroker(kafka.bootstrap) as en, KafkaBroker(kafka.bootstrap) as anden:
        await en.ensure_topics(TopicSpec(emne))

        async def skriv(broker: KafkaBroker, navn: str) -> None:
            for runde in range(RUNDER):
                vaerdi = f"{navn} {runde}".encode()
                producer = await broker.producer(id_)
                await asyncio.sleep(random.uniform(0, 0.004))
                with contextlib.suppress(Fenced):
                    async with producer.transaction() as transaktion:
                        transaktion.send(Record(emne, vaerdi))
                    lagt.append(vaerdi)
                await producer.close()

        async with asyncio.TaskGroup() as opgaver:
            opgaver.create_task(skriv(en, "en"))
            opgaver.create_task(skriv(anden, "anden"))
        async with await en.reader(emne) as laeser:
            fundet = [post.value for post in await laeser.read(max_records=4 * RUNDER, timeout=10)]
    assert set(lagt) <= set(fundet)
    assert len(fundet) == len(set(fundet))
    assert lagt
    assert len(lagt) < 2 * RUNDER
