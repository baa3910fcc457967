"""Two hubs on one bus, in this process: whatever one is told, the other must know, and either answers for all."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from brokers.kafka import KafkaBroker
from hub.app import KoerendeHub, koerende
from hub.settings import Indstillinger
from tests.kafka.server import Kafkaserver

EKSEMPEL = Path(__file__).parents[3] / "schemas/avro/sag/eksempler/SagRegistreret.json"
CVR = "58271713"
FRIST = 30.0


@dataclass(frozen=True)
class Svar:
    status: int
    headers: dict[str, str]
    krop: Any


class Bus:
    """`a` and `b` share a bus; `afsender` and `modtager` are two systems of one authority, `dueslag` some of the latter's."""

    def __init__(self, mappe: Path, http: aiohttp.ClientSession, **kafka: str) -> None:
        self.mappe, self.http, self._kafka = mappe, http, kafka
        self.hubs: dict[str, KoerendeHub] = {}
        self.tokens: dict[str, str] = {}
        self.ider: dict[str, str] = {}
        self.dueslag: list[str] = []
        self._stakke: dict[str, AsyncExitStack] = {}

    async def start(self, navn: str, **indstillinger: Any) -> KoerendeHub:
        data = self.mappe / (navn if self._kafka else "data")
        valg = Indstillinger.model_validate(
            {"data": data, "port": 0, "nedluk_sekunder": 5, **self._kafka, **indstillinger}
        )
        stak = self._stakke[navn] = AsyncExitStack()
        hub = self.hubs[navn] = await stak.enter_async_context(koerende(valg))
        self.tokens["administrator"] = hub.administrator_token
        return hub

    async def stop(self, navn: str) -> None:
        stak = self._stakke.pop(navn, None)
        if stak is not None:
            await stak.aclose()

    async def stop_alle(self) -> None:
        for navn in tuple(self._stakke):
            await self.stop(navn)

    async def kald(self, paa: str, metode: str, sti: str, hvem: str = "administrator", **resten: Any) -> Svar:
        headers = {"Authorization": f"Bearer {self.tokens[hvem]}", **resten.pop("headers", {})}
        url = self.hubs[paa].url + "/api/v1" + sti
        async with self.http.request(metode, url, headers=headers, **resten) as svar:
            raa = await svar.read()
            return Svar(svar.status, dict(svar.headers), json.loads(raa) if "json" in svar.content_type else raa)

    async def opret(self, paa: str, sti: str, kalder: str = "administrator", /, **krop: Any) -> Any:
        svar = await self.kald(paa, "POST", sti, kalder, json={**krop, "begrundelse": "prøve"})
        assert svar.status == 201, svar
        return svar.krop

    async def system(self, paa: str, navn: str) -> None:
        system = await self.opret(paa, "/systemer", navn=navn, myndighed=CVR)
        self.ider[navn] = system["id"]
        self.tokens[navn] = (await self.opret(paa, f"/systemer/{system['id']}/token"))["token"]
        await self.opret(
            paa,
            "/serviceaftaler",
            navn=f"aftale {navn}",
            system=system["id"],
            retning="begge",
            beskedtyper=["*"],
            kle=["*"],
            foelsomhed="VIP_SAGER",
            myndigheder=["*"],
            gyldigFra="2020-01-01T00:00:00Z",
        )

    async def abonner(self, paa: str, navn: str, **felter: Any) -> str:
        svar = await self.opret(paa, "/abonnementer", "modtager", navn=navn, system=self.ider["modtager"], **felter)
        return str(svar["id"])

    async def opstil(self, antal: int = 4) -> None:
        await self.opret("a", "/organisation", cvr=CVR, navn="Kommune")
        for navn in ("afsender", "modtager"):
            await self.system("a", navn)
        self.dueslag = [await self.abonner("a", f"dueslag {nr}") for nr in range(antal)]

    async def send(self, paa: str, *, objekt: str | None = None) -> Svar:
        besked: dict[str, Any] = json.loads(EKSEMPEL.read_bytes())
        sag = objekt or str(uuid.uuid4())
        besked["beskedId"] = str(uuid.uuid4())
        besked["beskedkuvert"]["leveranceinformation"]["kildesystem"] = self.ider["afsender"]
        besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]["objektId"] = sag
        besked["beskeddata"]["sagId"] = sag
        return await self.kald(paa, "POST", "/beskeder?vent=20", "afsender", json=besked)

    async def hent(self, paa: str, dueslag: str, vent: float = 10, **resten: Any) -> Svar:
        return await self.kald(paa, "GET", f"/dueslag/{dueslag}/beskeder?max=50&vent={vent}", "modtager", **resten)

    async def kvitter(self, paa: str, dueslag: str, leveringer: list[Any], **resten: Any) -> Svar:
        svar = [{"leveringId": levering["leveringId"], "status": "kvitteret"} for levering in leveringer]
        return await self.kald(paa, "POST", f"/dueslag/{dueslag}/kvitteringer", "modtager", json=svar, **resten)

    def ejer(self, dueslag: str) -> str:
        """Which of the hubs serves a dueslag."""
        (navn,) = (navn for navn, hub in self.hubs.items() if hub.dele.fordeler.ejer(dueslag) is None)
        return navn

    def anden(self, dueslag: str) -> str:
        return "b" if self.ejer(dueslag) == "a" else "a"

    def taller(self, paa: str, udfald: str) -> float:
        """How many calls a hub has passed on, with this outcome."""
        vaerdi = self.hubs[paa].dele.maalinger.register.get_sample_value(
            "faelleshub_videresendt_total", {"udfald": udfald}
        )
        return vaerdi or 0.0

    async def delt(self) -> None:
        """Wait until the two share the dueslag and the messages, and each knows what the other has."""
        await vent_til(
            lambda: all(
                (maal["router_partitioner"], maal["levering_partitioner"]) == (2, 2)
                for maal in (hub.dele.fordeler.stoerrelser() for hub in self.hubs.values())
            )
        )
        await vent_til(
            lambda: all(
                sum(hub.dele.fordeler.ejer(dueslag) is None for hub in self.hubs.values()) == 1
                for dueslag in (*self.dueslag, *(str(uuid.UUID(int=nr)) for nr in range(64)))
            )
        )


async def vent_til(sker: Callable[[], bool], frist: float = FRIST) -> None:
    async with asyncio.timeout(frist):
        while not sker():  # noqa: ASYNC110 - two hubs have no common event
            await asyncio.sleep(0.01)


BEGGE = pytest.mark.parametrize(
    "bus",
    [
        "embedded",
        pytest.param("kafka", marks=[pytest.mark.xdist_group("kafka-instanser"), pytest.mark.timeout(300)]),
    ],
    indirect=True,
)
"""The test runs on the embedded broker, and on a Kafka."""


@pytest.fixture(scope="module")
def egen_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafkaserver]:
    """A Kafka for hubs alone: the names of a hub's topics are fixed."""
    server = Kafkaserver(tmp_path_factory.mktemp("kafka"))
    try:
        yield server.start()
    finally:
        server.stop()


async def toemt(server: Kafkaserver) -> dict[str, str]:
    """Take away what an earlier hub left; the settings of a hub on this Kafka."""
    async with KafkaBroker(server.bootstrap) as broker:
        await asyncio.gather(*(broker.delete_topic(emne) for emne in await broker.topics()))
    return {
        "broker": "kafka",
        "bootstrap": server.bootstrap,
        "hemmelighed": "en hemmelighed til test, 32 byte",
        "administrator_token": "et token for administratoren, til test",
    }


@pytest.fixture
async def bus(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bus]:
    paa_kafka = getattr(request, "param", "embedded") == "kafka"
    kafka = await toemt(request.getfixturevalue("egen_kafka")) if paa_kafka else {}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        bus = Bus(tmp_path, http, **kafka)
        try:
            await bus.start("a")
            await bus.start("b")
            await bus.opstil()
            await bus.delt()
            yield bus
        finally:
            await bus.stop_alle()
