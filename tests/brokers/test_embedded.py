"""The broker contracts, kept by the embedded broker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from brokers import Broker, EmbeddedBroker

from .kontrakt.emner import EmneKontrakt
from .kontrakt.grund import Aaben, Brokerkontrakt
from .kontrakt.gruppe import GruppeKontrakt
from .kontrakt.laeser import LaeserKontrakt
from .kontrakt.oprydning import OprydningsKontrakt
from .kontrakt.send import SendKontrakt
from .kontrakt.transaktion import TransaktionsKontrakt


class EmbeddedOpsaetning(Brokerkontrakt):
    @pytest.fixture
    async def aaben(self, tmp_path: Path) -> AsyncIterator[Aaben]:
        aabne: list[EmbeddedBroker] = []

        async def aaben() -> Broker:
            broker = EmbeddedBroker(tmp_path, session_timeout=3.0)
            await broker.start()
            aabne.append(broker)
            return broker

        yield aaben
        for broker in reversed(aabne):
            await broker.stop()

    async def ryd_op(self, broker: Broker, emne: str) -> None:
        del emne
        assert isinstance(broker, EmbeddedBroker)
        await broker.upkeep()


class TestEmner(EmbeddedOpsaetning, EmneKontrakt):
    pass


class TestSend(EmbeddedOpsaetning, SendKontrakt):
    pass


class TestTransaktioner(EmbeddedOpsaetning, TransaktionsKontrakt):
    pass


class TestGrupper(EmbeddedOpsaetning, GruppeKontrakt):
    pass


class TestLaesere(EmbeddedOpsaetning, LaeserKontrakt):
    pass


class TestOprydning(EmbeddedOpsaetning, OprydningsKontrakt):
    pass
