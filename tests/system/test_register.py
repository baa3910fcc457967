"""Three hubs of one bus take schemas from twenty at once, and die on the way: every schema has one id, everywhere."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.kafka.server import Kafkaserver
from tests.system.hubflok import Hubflok, hubflok
from tests.system.hubproces import Hubproces
from tests.system.klient import Klient
from tests.system.registrering import Registrering, bestillinger
from tests.system.vent import vent_til

HUBBER = 3
HAENDER = 20
KORT, LANG = 240, 2_000


Bus = Callable[[Path], AbstractAsyncContextManager[tuple[Hubproces, ...]]]


@asynccontextmanager
async def paa_disk(mappe: Path) -> AsyncIterator[tuple[Hubproces, ...]]:
    """Hubs that share a data directory."""
    yield tuple(Hubproces.som_installeret(mappe / "hub", log_format="json") for _ in range(HUBBER))


@asynccontextmanager
async def paa_kafka(mappe: Path) -> AsyncIterator[tuple[Hubproces, ...]]:
    """Hubs on a Kafka of their own."""
    kafka = Kafkaserver(mappe / "kafka")
    try:
        await asyncio.to_thread(kafka.start)
        yield tuple(
            Hubproces.paa_kafka(mappe / f"hub{nr}", kafka.bootstrap, mappe / "faelles", log_format="json")
            for nr in range(HUBBER)
        )
    finally:
        await asyncio.to_thread(kafka.stop)


async def draeb_undervejs(flok: Hubflok, registrering: Registrering, hver: int, tilfaeldig: random.Random) -> int:
    """kill -9 one of them whenever so many more are registered, and start it again; how often."""
    drab = 0
    while (naeste := (drab + 1) * hver) < len(registrering.bestilt):
        await vent_til("schemas are registered", lambda: registrering.antal >= naeste, 240)
        hub = tilfaeldig.choice(flok.hubber)
        await hub.draeb()
        await hub.start()
        drab += 1
    return drab


async def registrer_alle(hubber: tuple[Hubproces, ...], antal: int) -> None:
    """Register, kill, and hold everything against what was told."""
    tilfaeldig = random.Random(antal)
    registrering = Registrering(bestillinger(antal, tilfaeldig))
    async with (
        hubflok(hubber, tilfaeldig) as flok,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
    ):
        klient = Klient(flok, http, flok.token)
        # what stands in a subject is of no matter here, only that it gets a number
        assert (await klient.kald("PUT", "/registry/config", json={"compatibility": "NONE"})).status == 200
        kendte = (await klient.kald("GET", "/registry/schemas?latestOnly=false")).krop
        async with asyncio.TaskGroup() as opgaver:
            for _ in range(HAENDER):
                opgaver.create_task(registrering.haand(klient))
            drab = opgaver.create_task(draeb_undervejs(flok, registrering, antal // 5, tilfaeldig))
        assert drab.result() == 4
        alle = [Klient(hub, http, flok.token) for hub in hubber]
        await registrering.efterproev(alle, max(en["id"] for en in kendte) + 1)


@pytest.mark.timeout(600)
async def test_tyve_registrerer_hos_tre_hubs_der_draebes_og_hvert_skema_faar_eet_id(tmp_path: Path) -> None:
    async with paa_disk(tmp_path) as hubber:
        await registrer_alle(hubber, KORT)


@pytest.mark.timeout(600)
@pytest.mark.xdist_group("kafka")
async def test_paa_kafka_registrerer_tyve_hos_tre_hubs_der_draebes(tmp_path: Path) -> None:
    async with paa_kafka(tmp_path) as hubber:
        await registrer_alle(hubber, KORT)


@pytest.mark.lang
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("bus", [paa_disk, paa_kafka])
async def test_to_tusind_skemaer(tmp_path: Path, bus: Bus) -> None:
    async with bus(tmp_path) as hubber:
        await registrer_alle(hubber, LANG)
