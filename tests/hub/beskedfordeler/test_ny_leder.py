"""A broker whose leaders are new answers without records for a while: nothing is taken for gone because of that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from brokers import Broker
from hub.beskedfordeler import emner
from tests.brokers.toevende import Toevende


@pytest.fixture
async def anden_bus(bus: Broker, tmp_path: Path, verden: Any) -> Any:
    assert bus
    async with Toevende(tmp_path / "bus", emner.dueslag(verden.ind.id), 3) as broker:
        yield broker


async def test_en_ukvitteret_besked_kommer_igen_selv_om_den_ikke_ses_straks(
    start: Any, anden_bus: Toevende, verden: Any
) -> None:
    foerste = await start(verden.kort_frist())
    await foerste.modtag(verden.besked(), verden.afsender.id)
    (levering,) = await foerste.hent(verden.ind.id, maks=1, vent=10)
    await foerste.stop()
    anden = await start(verden.kort_frist(), paa=anden_bus)
    (igen,) = await anden.hent(verden.ind.id, maks=1, vent=10)
    assert igen.besked == levering.besked
    assert anden_bus.tomme == 0
