"""The broker contracts, kept by the Kafka backend on a real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import pytest
from confluent_kafka import Producer

from brokers import Broker
from brokers.kafka import KafkaBroker
from tests.kafka.fremmed import fremmed
from tests.kafka.server import Kafkaserver

from .kontrakt.emner import EmneKontrakt
from .kontrakt.grund import Aaben, Brokerkontrakt
from .kontrakt.gruppe import GruppeKontrakt
from .kontrakt.laeser import LaeserKontrakt
from .kontrakt.oprydning import OprydningsKontrakt
from .kontrakt.send import SendKontrakt
from .kontrakt.transaktion import TransaktionsKontrakt

EN_POST_PR_SEGMENT: Final = {"segment.ms": "1", "min.cleanable.dirty.ratio": "0.0"}
"""Kafka tidies whole segments, and never the one that is being written: so that there is something to tidy at all."""


class KafkaOpsaetning(Brokerkontrakt):
    frist = 30.0
    emneindstillinger: dict[str, str] = {}  # noqa: RUF012 - a set-up, not a default

    @pytest.fixture
    async def aaben(self, kafka: Kafkaserver) -> AsyncIterator[Aaben]:
        aabne: list[KafkaBroker] = []

        async def aaben() -> Broker:
            broker = KafkaBroker(kafka.bootstrap, session_timeout=3.0, topic_settings=self.emneindstillinger)
            await broker.start()
            aabne.append(broker)
            return broker

        yield aaben
        for broker in reversed(aabne):
            await broker.stop()

    @pytest.fixture(autouse=True)
    def rul(self, kafka: Kafkaserver) -> None:
        self.bootstrap = kafka.bootstrap

    async def ryd_op(self, broker: Broker, emne: str) -> None:
        """An aborted transaction: no reader sees it, and what stands before it is in a segment that may be tidied."""
        del broker
        await asyncio.to_thread(_skriv_og_fortryd, self.bootstrap, emne)


class TestEmner(KafkaOpsaetning, EmneKontrakt):
    pass


class TestSend(KafkaOpsaetning, SendKontrakt):
    pass


class TestTransaktioner(KafkaOpsaetning, TransaktionsKontrakt):
    pass


class TestGrupper(KafkaOpsaetning, GruppeKontrakt):
    pass


class TestLaesere(KafkaOpsaetning, LaeserKontrakt):
    pass


class TestOprydning(KafkaOpsaetning, OprydningsKontrakt):
    emneindstillinger = EN_POST_PR_SEGMENT


def _skriv_og_fortryd(bootstrap: str, emne: str) -> None:
    producer = Producer(fremmed(bootstrap, transactional_id=f"oprydning.{emne}"))
    producer.init_transactions(30)
    producer.begin_transaction()
    producer.produce(emne, b"fyld", key=b"fyld", partition=0)
    producer.flush(30)
    producer.abort_transaction(30)
