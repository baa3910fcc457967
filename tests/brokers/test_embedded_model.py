"""The embedded broker does what the model does, compaction included."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis.stateful import rule, run_state_machine_as_test

from brokers import Broker, EmbeddedBroker, TopicPartition

from .model import Maskine, saa_mange


class EmbeddedMaskine(Maskine):
    def __init__(self) -> None:
        super().__init__()
        self.mappe = Path(tempfile.mkdtemp(prefix="broker-model-"))

    def ny(self) -> Broker:
        return EmbeddedBroker(self.mappe)

    @rule()
    def pak(self) -> None:
        assert isinstance(self.to, EmbeddedBroker)
        self.goer(self.to.upkeep())
        self.model.pak(TopicPartition("tilstand", 0))
        # What was fetched before may still be handed out; reading on from the same place asks the log anew.
        for plads, offset in self.model.laest_til.items():
            self.consumer.seek(plads, offset)

    def teardown(self) -> None:
        super().teardown()
        shutil.rmtree(self.mappe)


@pytest.mark.parametrize("eksempler", [25, pytest.param(1_000, marks=[pytest.mark.lang, pytest.mark.timeout(1800)])])
def test_brokeren_goer_som_modellen(eksempler: int) -> None:
    run_state_machine_as_test(EmbeddedMaskine, settings=saa_mange(eksempler, 30))
