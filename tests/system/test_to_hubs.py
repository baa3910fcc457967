"""Two hubs on one bus, each a process: one is killed, told to stop or frozen under load, and the other serves it all."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import aiohttp
import pytest

from hub.api.videresending import VIDERESENDT
from tests.kafka.server import Kafkaserver
from tests.system.hubflok import hubflok
from tests.system.hubproces import Hubproces
from tests.system.klient import Klient, Nede
from tests.system.last import Last, under_last
from tests.system.opstilling import HURTIG_LEVERING, deltager, myndighed
from tests.system.sager import stroem
from tests.system.vent import vent_til

pytestmark = pytest.mark.timeout(600)
RUNDER = 2
OVERTAGET = 60
"""Seconds until the other serves what the one had: a session, and patience with a busy machine."""


def to_hubs(mappe: Path, **indstillinger: object) -> tuple[Hubproces, Hubproces]:
    """Two hubs on one data directory."""
    a, b = (
        Hubproces.som_installeret(mappe / "hub", nedluk_sekunder=8, log_format="json", **indstillinger)
        for _ in range(2)
    )
    return a, b


async def fremad(last: Last, antal: int = 40) -> None:
    """Wait until so many more are sent, and so many more acknowledged: both ends of the bus are alive."""
    sendt, hentet = last.scene.sendt + antal, len(last.scene.modtagere[0].kvitteret) + antal
    await vent_til(
        "messages go through",
        lambda: last.scene.sendt >= sendt and len(last.scene.modtagere[0].kvitteret) >= hentet,
        60,
    )


@pytest.mark.parametrize("draeb", [True, False], ids=["draebt", "lukket"])
async def test_den_ene_forsvinder_under_last_og_intet_mangler_eller_er_dobbelt(tmp_path: Path, draeb: bool) -> None:
    tilfaeldig = random.Random(17)
    a, b = to_hubs(tmp_path)
    async with hubflok((a, b), tilfaeldig) as flok, under_last(flok, tilfaeldig) as last:
        for runde in range(RUNDER):
            await fremad(last)
            vaek = (a, b)[runde % 2]
            if draeb:
                await vaek.draeb()
            else:
                kode, _ = await vaek.nedluk()
                assert kode == 0
            await fremad(last)
            await vaek.start()
        await last.hold_op_med_at_sende()
        await last.toem(60)
        for hub in (a, b):
            kode, _ = await hub.nedluk()
            assert kode == 0
    async with a.bus() as bus:
        fundet = await last.scene.efterproev(bus, [a.hovedmappe])
    assert fundet.beskeder >= RUNDER * 2 * 40


class Modtager:
    """One dueslag that `ejer` serves and `anden` does not; messages lie in it, in the order of `sendt`."""

    def __init__(self, klienter: Sequence[Klient], ejer: Hubproces, anden: Hubproces, dueslag: str) -> None:
        self.hos_ejeren, self.hos_den_anden = klienter
        self.ejer, self.anden, self.dueslag = ejer, anden, dueslag
        self.sendt: list[str] = []

    async def hent(self, klient: Klient, antal: int) -> list[tuple[str, str, int]]:
        """leveringId, receptionId and attempt of so many messages, as they come."""
        hentet: list[tuple[str, str, int]] = []

        async def flere() -> bool:
            try:
                svar = await klient.kald("GET", f"/api/v1/dueslag/{self.dueslag}/beskeder?max=50&vent=1")
            except Nede:
                return False
            hentet.extend(
                (et["leveringId"], et["besked"]["beskedId"]["uuid"], et["forsoeg"]) for et in svar.krop["beskeder"]
            )
            return len(hentet) >= antal

        await vent_til(f"{antal} messages are fetched", flere, OVERTAGET)
        return hentet

    async def kvitter(self, klient: Klient, *levering_ider: str) -> list[str]:
        svar = [{"leveringId": levering_id, "status": "kvitteret"} for levering_id in levering_ider]
        svaret = await klient.kald("POST", f"/api/v1/dueslag/{self.dueslag}/kvitteringer", json=svar)
        return [et["udfald"] for et in svaret.krop["svar"]]


async def ejes_af(klient: Klient, dueslag: str) -> bool:
    """Whether this very hub serves a dueslag: asked so that it does not pass the question on."""
    try:
        await klient.kald("GET", f"/api/v1/dueslag/{dueslag}/beskeder", headers={VIDERESENDT: "proeve"})
    except Nede:
        return False
    return True


@pytest.fixture
def hubber(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Hubproces, Hubproces]]:
    """Two hubs, on one data directory or on a Kafka that is theirs."""
    if request.param == "embedded":
        yield to_hubs(tmp_path)
        return
    server = Kafkaserver(tmp_path / "kafka")
    try:
        server.start()
        valg: dict[str, object] = {"nedluk_sekunder": 8, "log_format": "json"}
        a, b = (
            Hubproces.paa_kafka(tmp_path / navn, server.bootstrap, tmp_path / "faelles", **valg) for navn in ("a", "b")
        )
        yield a, b
    finally:
        server.stop()


@pytest.fixture
async def modtager(hubber: tuple[Hubproces, Hubproces]) -> AsyncIterator[Modtager]:
    a, b = hubber
    async with (
        hubflok((a, b), random.Random(1)) as flok,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
    ):
        administrator = Klient(flok, http, flok.token)
        await myndighed(administrator)
        afsender = await deltager(administrator, "fagsystem", "afsend")
        system = await deltager(administrator, "arkiv", "modtag")
        token = system.klient.token
        dueslag = [await system.abonner(administrator, f"d{nr}", levering=HURTIG_LEVERING) for nr in range(12)]
        hos_a, hos_b = (Klient(hub, http, token) for hub in (a, b))

        async def delt() -> bool:
            return all([await ejes_af(hos_a, et) != await ejes_af(hos_b, et) for et in dueslag])

        await vent_til("the two share the dueslag", delt, OVERTAGET)
        b_s = [et for et in dueslag if await ejes_af(hos_b, et)]
        scene = Modtager((hos_b, hos_a), b, a, b_s[0])
        beskeder = stroem(random.Random(4), registreringer=1)
        for _ in range(5):
            udsendelse = next(beskeder)
            svar = await afsender.klient.send(udsendelse.raa, vent=20)
            assert svar.krop["status"] == "Leveret"
            scene.sendt.append(udsendelse.besked_id)
        yield scene


BEGGE = pytest.mark.parametrize("hubber", ["embedded", "kafka"], indirect=True)
KAFKA = pytest.mark.parametrize("hubber", ["kafka"], indirect=True)
"""A process that is frozen in the middle of a write keeps a SQLite file locked for everyone, until it wakes or dies."""


@BEGGE
async def test_en_draebt_ejers_dueslag_betjenes_af_den_anden_uden_det_der_var_kvitteret(modtager: Modtager) -> None:
    hentet = await modtager.hent(modtager.hos_den_anden, 1)
    assert await modtager.kvitter(modtager.hos_den_anden, hentet[0][0]) == ["modtaget"]
    venter = asyncio.create_task(modtager.hent(modtager.hos_den_anden, 4))
    await modtager.ejer.draeb()
    igen = await venter
    assert {besked for _, besked, _ in igen} == set(modtager.sendt) - {hentet[0][1]}
    udfald = await modtager.kvitter(modtager.hos_den_anden, *(levering for levering, _, _ in igen), hentet[0][0])
    assert udfald == ["modtaget"] * len(igen) + ["gentaget"]


@KAFKA
async def test_en_frossen_ejer_overhales_og_skriver_intet_naar_den_vaagner(modtager: Modtager) -> None:
    """A long poll waits at the frozen owner: it must be answered by the new one, and the old one's claims are void."""
    (foerste, *_) = await modtager.hent(modtager.hos_ejeren, 1)
    modtager.ejer.frys()
    try:
        igen = await modtager.hent(modtager.hos_den_anden, 5)
        assert {besked for _, besked, _ in igen} == set(modtager.sendt)
        udfald = await modtager.kvitter(modtager.hos_den_anden, *(levering for levering, _, _ in igen))
        assert udfald == ["modtaget"] * 5
    finally:
        modtager.ejer.optoe()
    await vent_til("it is awake", lambda: ejes_af(modtager.hos_den_anden, modtager.dueslag), OVERTAGET)
    assert await modtager.kvitter(modtager.hos_ejeren, foerste[0]) == ["gentaget"]
    svar = await modtager.hos_ejeren.kald("GET", f"/api/v1/dueslag/{modtager.dueslag}/beskeder?vent=0.3")
    assert svar.krop == {"beskeder": []}
    for hub in (modtager.ejer, modtager.anden):
        assert (await hub.nedluk())[0] == 0
