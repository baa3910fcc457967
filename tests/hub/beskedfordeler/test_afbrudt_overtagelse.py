"""A take-over that fails half way leaves nothing behind: it is asked for again, and then there is one owner, once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from brokers import Broker, EmbeddedBroker, Producer, Unavailable
from tests.system.vent import vent_til


class Vaklende(EmbeddedBroker):
    """Gives the transactional ids that begin with `naegtes` to nobody, so many times."""

    naegtes = "levering-1"
    gange = 2

    def __init__(self, mappe: Path) -> None:
        super().__init__(mappe)
        self.aabne: Counter[str] = Counter()
        """Holders of each transactional id that were not closed."""

    async def producer(self, transactional_id: str) -> Producer:
        if transactional_id == self.naegtes and self.gange:
            self.gange -= 1
            raise Unavailable("no answer now")
        producer = await super().producer(transactional_id)
        luk = producer.close
        self.aabne[transactional_id] += 1

        async def lukket() -> None:
            await luk()
            self.aabne[transactional_id] -= 1

        producer.close = lukket  # type: ignore[method-assign] # counted on its way
        return producer


@pytest.fixture
async def anden_bus(bus: Broker, tmp_path: Path) -> AsyncIterator[Vaklende]:
    assert bus
    async with Vaklende(tmp_path / "bus") as broker:
        yield broker


@pytest.mark.parametrize("id_", ["levering-1", "router-ind.faelles-1"])
async def test_en_afbrudt_overtagelse_efterlader_intet(start: Any, anden_bus: Vaklende, verden: Any, id_: str) -> None:
    anden_bus.naegtes = id_
    fordeler = await start(paa=anden_bus)
    stoerrelser = fordeler.stoerrelser
    await vent_til(
        "all partitions are served",
        lambda: stoerrelser()["levering_partitioner"] == stoerrelser()["router_partitioner"] == 2,
        30,
    )
    assert anden_bus.gange == 0
    modtagelse = await fordeler.modtag(verden.besked(), verden.afsender.id)
    assert await fordeler.vent_paa_afgoerelse(modtagelse.id, 10) is not None
    assert len(await fordeler.hent(verden.ind.id, maks=1, vent=10)) == 1
    egne = {navn: antal for navn, antal in anden_bus.aabne.items() if navn.startswith(("levering-", "router-"))}
    assert egne == dict.fromkeys(("levering-0", "levering-1", "router-ind.faelles-0", "router-ind.faelles-1"), 1)
    opgaver = Counter(opgave.get_name() for opgave in asyncio.all_tasks())
    assert (opgaver["levering-0"], opgaver["levering-1"]) == (1, 1)
