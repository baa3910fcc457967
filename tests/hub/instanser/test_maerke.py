"""A bus knows its secret and its folder of files, so that an instance that has another says so at its start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from brokers import Broker, EmbeddedBroker
from hub.app import koerende
from hub.konfiguration.vaerdilister import ForkertHemmelighed
from hub.maerke import busmaerke, ny_filmappe
from hub.settings import HEMMELIGHEDSFIL, Indstillinger

HEMMELIG = b"en hemmelighed til test, 32 byte"


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    async with EmbeddedBroker(tmp_path / "bus") as broker:
        yield broker


async def test_af_mange_der_begynder_samtidig_giver_een_bussen_sit_navn(broker: Broker, tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path / "bus") as anden, EmbeddedBroker(tmp_path / "en anden bus") as fremmed:
        navne = await asyncio.gather(*(busmaerke((broker, anden)[nr % 2], HEMMELIG) for nr in range(8)))
        assert len(set(navne)) == 1
        assert await busmaerke(fremmed, HEMMELIG) != navne[0]


async def test_en_anden_hemmelighed_afvises_med_ord(broker: Broker) -> None:
    await busmaerke(broker, HEMMELIG)
    with pytest.raises(ForkertHemmelighed, match="FAELLESHUB_HEMMELIGHED"):
        await busmaerke(broker, HEMMELIG[::-1])
    await busmaerke(broker, HEMMELIG)


async def test_en_hub_med_en_ny_hemmelighed_starter_ikke_paa_den_gamle_bus(tmp_path: Path) -> None:
    indstillinger = Indstillinger(data=tmp_path / "data", port=0)
    async with koerende(indstillinger):
        pass
    (tmp_path / "data" / HEMMELIGHEDSFIL).unlink()
    with pytest.raises(ForkertHemmelighed):
        async with koerende(indstillinger):
            pass


async def test_en_mappe_med_filer_som_bussen_ikke_kender_siges(broker: Broker, tmp_path: Path) -> None:
    await busmaerke(broker, HEMMELIG)
    assert [await ny_filmappe(broker, tmp_path / navn) for navn in ("a", "a", "b", "b", "a")] == [
        False,
        False,
        True,
        False,
        True,
    ]
