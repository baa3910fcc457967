"""Two hubs whose clocks are two hours apart: nothing is lost or doubled, order holds, and deadlines are sane.

A deadline is reckoned by the clock of the hub that handed out; one that takes over hands out again at once, whatever
its own clock says.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from brokers.kafka import KafkaBroker
from hub.app import KoerendeHub, koerende
from hub.settings import Indstillinger
from tests.kafka.server import Kafkaserver
from tests.system.klient import Klient
from tests.system.last import Last, saet_scenen
from tests.system.sager import sag
from tests.system.vent import vent_til

pytestmark = [pytest.mark.xdist_group("kafka-fejl"), pytest.mark.timeout(600)]

SKAEV = dt.timedelta(hours=1)
FRIST = 120.0
OBJEKT = "7c4f1c1e-51f0-4d0c-9a52-0d8e0a3f6b11"


def ur(forskydning: dt.timedelta) -> Callable[[], dt.datetime]:
    return lambda: dt.datetime.now(dt.UTC) + forskydning


class Indgang:
    """Hubs of this process, asked in turn."""

    def __init__(self, *hubber: KoerendeHub) -> None:
        self.urler = [hub.url for hub in hubber]
        self.token = hubber[0].administrator_token

    @property
    def url(self) -> str:
        self.urler.append(self.urler.pop(0))
        return self.urler[0]

    def svigtede(self, _: str) -> None:
        """The next call goes to the next one anyway."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Kafkaserver]:
    server = Kafkaserver(tmp_path / "kafka")
    try:
        yield await asyncio.to_thread(server.start)
    finally:
        await asyncio.to_thread(server.stop)


@pytest.fixture
def indstillinger(tmp_path: Path, server: Kafkaserver) -> Callable[[str], Indstillinger]:
    """Settings of a hub by its name; all are of one bus."""
    hemmelighed = SecretStr("h" * 64)
    return lambda navn: Indstillinger(
        data=tmp_path / navn,
        port=0,
        broker="kafka",
        bootstrap=server.bootstrap,
        hemmelighed=hemmelighed,
        administrator_token=hemmelighed,
        nedluk_sekunder=20,
    )


async def test_ure_der_gaar_to_timer_forkert_skader_intet(
    tmp_path: Path, server: Kafkaserver, indstillinger: Callable[[str], Indstillinger]
) -> None:
    tilfaeldig = random.Random(11)
    async with aiohttp.ClientSession() as http:
        async with (
            koerende(indstillinger("foran"), ur=ur(SKAEV)) as foran,
            koerende(indstillinger("bagud"), ur=ur(-SKAEV)) as bagud,
        ):
            scene, deltagere = await saet_scenen(Indgang(foran, bagud), http)
            last = Last(scene)
            async with asyncio.TaskGroup() as opgaver:
                last.begynd(opgaver, deltagere, tilfaeldig)
                try:
                    await vent_til("messages flow", lambda: scene.sendt >= 300, FRIST)
                    await last.hold_op_med_at_sende()
                    await last.toem(FRIST)
                finally:
                    last.stop()
        async with KafkaBroker(server.bootstrap) as broker:
            mapper = [tmp_path / navn / "log.hoved" for navn in ("foran", "bagud")]
            await scene.efterproev(broker, mapper)
    hentet = [antal for modtager in scene.modtagere for antal in modtager.leveringer.values()]
    assert max(hentet) > 1, "a deadline must have ended"


async def test_hvad_der_skifter_haender_venter_ikke_paa_et_andet_ur(
    indstillinger: Callable[[str], Indstillinger],
) -> None:
    async with aiohttp.ClientSession() as http, contextlib.AsyncExitStack() as den_anden:
        async with koerende(indstillinger("foran"), ur=ur(SKAEV)) as foran:
            scene, deltagere = await saet_scenen(Indgang(foran), http)
            dueslag = scene.modtagere[0].dueslag
            afsender, modtager = deltagere.afsendere[0].klient, deltagere.modtagere[0][0].klient
            besked = sag(OBJEKT, 0)
            status, krop = await afsender.send(besked.raa, vent=20)
            assert (status, krop["status"]) == (200, "Leveret"), krop
            (foerste,) = await hent(modtager, dueslag)
            assert dt.datetime.fromisoformat(foerste["frist"]) > dt.datetime.now(dt.UTC) + SKAEV / 2
            bagud = await den_anden.enter_async_context(koerende(indstillinger("bagud"), ur=ur(-SKAEV)))
        modtager, afsender = (Klient(Indgang(bagud), http, en.token) for en in (modtager, afsender))
        (igen,) = await hent(modtager, dueslag)
        assert base64.b64decode(igen["avro"]) == besked.raa
        assert dt.datetime.fromisoformat(igen["frist"]) < dt.datetime.now(dt.UTC) - SKAEV / 2
        status, krop = await modtager.kald(
            "POST",
            f"/api/v1/dueslag/{dueslag}/kvitteringer",
            json=[{"leveringId": igen["leveringId"], "status": "kvitteret"}],
        )
        assert krop["svar"][0]["udfald"] == "modtaget"
        status, krop = await afsender.send(besked.raa, vent=20)
        assert krop["status"] == "Dublet", "what one hub has seen, the other knows, whatever the time"


async def hent(klient: Klient, dueslag: str) -> list[dict[str, Any]]:
    fundet: list[dict[str, Any]] = []

    async def noget() -> bool:
        status, krop = await klient.kald(
            "GET", f"/api/v1/dueslag/{dueslag}/beskeder", params={"vent": "5", "format": "avro"}
        )
        assert status == 200, krop
        fundet.extend(krop["beskeder"])
        return bool(fundet)

    await vent_til("a delivery", noget, FRIST)
    return fundet
