"""A Kafka that enforces access rules, a hub on it, and systems that are to read and write the cluster themselves."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import pytest
import pytest_asyncio

from hub.app import koerende
from hub.settings import Indstillinger
from tests.hub.api.conftest import MYNDIGHED_A, Scene
from tests.kafka.server import Kafkaserver

KODEORD: Final = {"hub": "hub-kode", "afsender": "afsender-kode", "esdh": "esdh-kode", "fremmed": "fremmed-kode"}
LYTTER: Final = "KLIENT"
BESKEDTYPE: Final = "SagRegistreret"
_SCRAM: Final = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
_PLAIN: Final = (
    "org.apache.kafka.common.security.plain.PlainLoginModule required "
    + " ".join(f'user_{bruger}="{kode}"' for bruger, kode in KODEORD.items())
    + ";"
)

REGLER: Final[Mapping[str, str]] = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS;User:hub",  # the brokers among themselves, and the hub
    "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
    f"listener.name.{LYTTER.lower()}.scram-sha-512.sasl.jaas.config": _SCRAM,
    f"listener.name.{LYTTER.lower()}.plain.sasl.jaas.config": _PLAIN,
}


@dataclass(frozen=True)
class Bus:
    """The cluster's address for clients, and what the systems are called there."""

    bootstrap: str
    scene: Scene
    ider: Mapping[str, str]
    dueslag: Mapping[str, str]
    """By Kafka user."""

    def besked(self) -> dict[str, Any]:
        """A fresh message of the system that sends."""
        besked = self.scene.besked(beskedId=str(uuid.uuid4()))
        besked["beskedkuvert"]["leveranceinformation"]["kildesystem"] = self.ider["afsender"]
        return besked

    async def send(self) -> str:
        """Send a message through the hub's door, and have it delivered; its BeskedId."""
        besked = self.besked()
        svar = await self.scene.kald("POST", "/api/v1/beskeder?vent=20", "afsender", json=besked)
        assert svar.json["status"] == "Leveret", svar.raa
        return str(besked["beskedId"])


@pytest.fixture(scope="session")
def kafka_med_regler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafkaserver]:
    server = Kafkaserver(
        tmp_path_factory.mktemp("kafka-regler"),
        lyttere={"INTERN": "PLAINTEXT", LYTTER: "SASL_PLAINTEXT"},
        egenskaber=REGLER,
        brugere=KODEORD,
    )
    try:
        yield server.start()
    finally:
        server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bus(kafka_med_regler: Kafkaserver, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bus]:
    adresse = kafka_med_regler.adresse(LYTTER)
    indstillinger = Indstillinger(
        data=tmp_path_factory.mktemp("hub"),
        port=0,
        nedluk_sekunder=10,
        broker="kafka",
        bootstrap=adresse,
        kafka_protokol="sasl_plaintext",
        kafka_bruger="hub",
        kafka_kodeord=KODEORD["hub"],
        hemmelighed="en hemmelighed til test, 32 byte",
        administrator_token="administratorens token i denne test",
    )
    async with koerende(indstillinger) as hub, aiohttp.ClientSession(hub.url) as session:
        scene = Scene(hub, session)
        await scene.opret("/api/v1/organisation", cvr=MYNDIGHED_A, navn="Kommune A")
        ider, dueslag = {}, {}
        for bruger in ("afsender", "esdh", "fremmed"):
            ider[bruger] = await scene.system(bruger, MYNDIGHED_A)
            system = (await scene.kald("GET", f"/api/v1/systemer/{ider[bruger]}")).json
            svar = await scene.kald(
                "PUT",
                f"/api/v1/systemer/{ider[bruger]}",
                json={**system, "kafkabruger": bruger, "begrundelse": "skriver og læser selv"},
            )
            assert svar.status == 200, svar.raa
        for bruger in ("esdh", "fremmed"):
            abonnement = await scene.opret("/api/v1/abonnementer", bruger, navn=f"til {bruger}", system=ider[bruger])
            dueslag[bruger] = abonnement["id"]
        scene.ider["a"] = ider["afsender"]
        yield Bus(adresse, scene, ider, dueslag)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One broker with rules for all of them, so one worker."""
    for item in items:
        if "kafka_med_regler" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("kafka-regler"))
