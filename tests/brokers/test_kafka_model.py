"""The Kafka backend does what the model does, on a real Kafka: the very rules that the embedded broker is held to."""

from __future__ import annotations

import uuid

import pytest
from hypothesis.stateful import run_state_machine_as_test

from brokers import Broker
from brokers.kafka import KafkaBroker
from tests.kafka.server import Kafkaserver

from .model import Maskine, saa_mange


class KafkaMaskine(Maskine):
    bootstrap: str
    maerke = 1

    def __init__(self) -> None:
        super().__init__()
        self.navn = f"model.{uuid.uuid4().hex[:12]}."

    def ny(self) -> Broker:
        return KafkaBroker(self.bootstrap, session_timeout=6.0, request_timeout=40.0)


@pytest.mark.parametrize("eksempler", [6, pytest.param(200, marks=[pytest.mark.lang, pytest.mark.timeout(3600)])])
def test_brokeren_goer_som_modellen(kafka: Kafkaserver, eksempler: int) -> None:
    class Her(KafkaMaskine):
        bootstrap = kafka.bootstrap

    run_state_machine_as_test(Her, settings=saa_mange(eksempler, 25))
