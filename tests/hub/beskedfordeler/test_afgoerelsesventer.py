"""Whoever waits for a decision hears of it, runs out of time, or is stopped; none of these hides another."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from hub.beskedfordeler.kvitteringer import Afgoerelsesventer
from hub.beskedfordeler.typer import Kvittering, Kvitteringsstatus

AFGJORT = Kvittering("m1", Kvitteringsstatus.LEVERET, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


async def test_afgoerelsen_naar_den_der_venter() -> None:
    venter = Afgoerelsesventer()
    opgave = asyncio.create_task(venter.vent("m1", 30))
    await asyncio.sleep(0)
    venter.meld([AFGJORT])
    assert await opgave == AFGJORT


async def test_uden_afgoerelse_er_svaret_ingen() -> None:
    assert await Afgoerelsesventer().vent("m1", 0.01) is None


async def test_en_afbrydelse_i_samme_nu_som_afgoerelsen_gaar_ikke_tabt() -> None:
    venter = Afgoerelsesventer()
    opgave = asyncio.create_task(venter.vent("m1", 30))
    await asyncio.sleep(0)
    venter.meld([AFGJORT])
    opgave.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opgave
