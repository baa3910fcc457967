"""PostgreSQL is away under load, with two hubs on a Kafka that project into it: routing goes on, and it catches up."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import pytest

from brokers.kafka import KafkaBroker
from tests.fejl.netklynge import Netklynge
from tests.postgres.server import Postgresserver
from tests.system.hubflok import hubflok
from tests.system.hubproces import Hubproces
from tests.system.klient import Klient, Nede
from tests.system.last import Last, saet_scenen
from tests.system.vent import vent_til

pytestmark = [pytest.mark.xdist_group("kafka-fejl"), pytest.mark.timeout(600)]

FRIST = 180.0
STIKPROEVE = 25


@pytest.fixture
async def postgres() -> AsyncIterator[Postgresserver]:
    with TemporaryDirectory(prefix="faelleshub-postgres-") as mappe:
        server = Postgresserver(Path(mappe))
        try:
            await asyncio.to_thread(server.opret)
            yield server
        finally:
            await asyncio.to_thread(server.stop)


async def test_databasen_er_vaek_under_last_og_intet_mangler_bagefter(tmp_path: Path, postgres: Postgresserver) -> None:
    tilfaeldig = random.Random(13)
    async with Netklynge(tmp_path / "kafka", 2, noder=1).koerende() as klynge:
        hubber = [
            Hubproces.paa_kafka(
                tmp_path / f"hub{nr}", klynge.hubs_bootstrap(nr), tmp_path / "faelles", database_url=postgres.url
            )
            for nr in (0, 1)
        ]
        async with hubflok(hubber, tilfaeldig) as flok, aiohttp.ClientSession() as http:
            scene, deltagere = await saet_scenen(flok, http)
            last = Last(scene)

            async def flere(antal: int = 80) -> None:
                foer, hentet = scene.sendt, len(scene.modtagere[0].kvitteret)
                await vent_til(
                    "messages go through",
                    lambda: scene.sendt >= foer + antal and len(scene.modtagere[0].kvitteret) >= hentet + antal,
                    FRIST,
                )

            async with asyncio.TaskGroup() as opgaver:
                last.begynd(opgaver, deltagere, tilfaeldig)
                try:
                    await flere()
                    for hvordan in (postgres.draeb, postgres.stop):
                        await asyncio.to_thread(hvordan)
                        await flere()
                        await asyncio.to_thread(postgres.start)
                        await flere()
                    await last.hold_op_med_at_sende()
                    await last.toem(FRIST)
                finally:
                    last.stop()
            administrator = Klient(flok, http, flok.token)
            for besked_id in tilfaeldig.sample(sorted(scene.modtagere[1].kvitteret), STIKPROEVE):
                await vent_til(f"every hop of {besked_id}", lambda: hele_vejen(administrator, besked_id), FRIST)  # noqa: B023 - called at once
            for hub in hubber:
                assert (await hub.nedluk())[0] == 0
        async with KafkaBroker(klynge.bootstrap) as broker:
            await scene.efterproev(broker, [hub.hovedmappe for hub in hubber])


async def hele_vejen(administrator: Klient, besked_id: str) -> bool:
    """Whether the read models have the message's whole way, nothing of it twice."""
    try:
        status, krop = await administrator.kald("GET", f"/api/v1/beskeder/{besked_id}/spor")
    except Nede:
        return False
    hop: list[dict[str, Any]] = krop["hop"] if status == 200 else []
    assert max(Counter(tuple(sorted((k, str(v)) for k, v in et.items())) for et in hop).values(), default=1) == 1
    slags = Counter(et["slags"] for et in hop)
    # Two receivers want a correction; a third dueslag gets it and is never fetched.
    return slags["afgjort"] >= 1 and slags["lagt"] == 3 and slags["kvitteret"] == 2
