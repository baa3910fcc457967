"""Bounded memory: receivers that never fetch, or fetched once and went away, cost disk; no other waits for them."""

from __future__ import annotations

import asyncio
import random
import statistics
from pathlib import Path

import aiohttp
import pytest

from tests.system.efterproev import Forventning, efterproev
from tests.system.hubproces import Hubproces, hubproces
from tests.system.klient import Klient
from tests.system.opstilling import HURTIG_LEVERING, deltager, myndighed
from tests.system.regnskab import Afsenderregnskab, Modtagerregnskab
from tests.system.sager import stroem
from tests.system.trafik import PAALIDELIG, modtag_til, send_til
from tests.system.vent import vent_til

HAENDER = 12
BESKRIVELSE = "x" * 4000
OPVARMNING = 5_000
"""Messages after which the hub's caches and pools have their size: several of its largest batches."""


@pytest.mark.parametrize(
    "antal",
    [
        pytest.param(12_000, marks=pytest.mark.timeout(600)),
        pytest.param(20_000, marks=[pytest.mark.lang, pytest.mark.timeout(1800)]),
    ],
)
async def test_hukommelsen_er_flad_og_de_andre_maerker_intet(tmp_path: Path, antal: int) -> None:
    hub = Hubproces.som_installeret(tmp_path / "hub", log_format="json")
    maalt: list[tuple[int, int]] = []
    async with hubproces(hub), aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        administrator = Klient(hub, http, hub.token)
        await myndighed(administrator)
        afsender = await deltager(administrator, "fagsystem", "afsend")
        flittig = await deltager(administrator, "flittig", "modtag")
        doven = await deltager(administrator, "doven", "modtag")
        hentet = Modtagerregnskab(await flittig.abonner(administrator, "hentes", levering=HURTIG_LEVERING))
        aldrig = await doven.abonner(administrator, "hentes aldrig", levering=HURTIG_LEVERING)
        glemt = await doven.abonner(administrator, "hentes en gang", levering=HURTIG_LEVERING)
        sendt = Afsenderregnskab()
        stop_afsendere, stop_modtagere = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as opgaver:
            for nr in range(HAENDER):
                egen = random.Random(nr)
                beskeder = stroem(egen, beskrivelse=BESKRIVELSE)
                opgaver.create_task(send_til(stop_afsendere, afsender.klient, beskeder, sendt, egen))
            for nr in range(3):
                egen = random.Random(nr)
                opgaver.create_task(modtag_til(stop_modtagere, flittig.klient, hentet, egen, lambda: PAALIDELIG))
            status, krop = await doven.klient.kald(
                "GET", f"/api/v1/dueslag/{glemt}/beskeder", params={"max": "500", "vent": "20"}
            )
            assert (status, len(krop["beskeder"]) > 0) == (200, True)
            while len(sendt.sendt) < antal:
                maalt.append((len(sendt.sendt), hub.rss_kib()))
                await asyncio.sleep(0.1)
            stop_afsendere.set()
            await vent_til("all is fetched", lambda: len(hentet.kvitteret) == len(sendt.sendt), 60)
            stop_modtagere.set()
        kode, _ = await hub.nedluk()
        assert kode == 0
    forventninger = {hentet.dueslag: Forventning(0, hentet), aldrig: Forventning(), glemt: Forventning()}
    async with hub.bus() as bus:
        await efterproev(bus, [hub.hovedmappe], {afsender.id: sendt}, forventninger)
    bytes_pr_besked = haeldning([punkt for punkt in maalt if punkt[0] > OPVARMNING]) * 1024
    print(f"\n{antal} messages: {bytes_pr_besked:.0f} bytes of memory a message, {maalt[-1][1] // 1024} MiB at the end")  # noqa: T201 - the counts are the result
    assert bytes_pr_besked < len(BESKRIVELSE) / 2


def haeldning(punkter: list[tuple[int, int]]) -> float:
    """The slope of the line of least squares through the points."""
    return statistics.linear_regression(*zip(*punkter, strict=True)).slope
