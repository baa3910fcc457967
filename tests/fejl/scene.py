"""The whole bus on a cluster, under load: hubs, senders of both kinds, receivers, and a spectator."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp

from brokers import Broker
from brokers.kafka import KafkaBroker
from hub.beskedfordeler import emner
from tests.fejl.netklynge import Netklynge
from tests.fejl.selvskriver import Selvskriver, skriv_til
from tests.fejl.tilskuer import Tilskuer, tilskuende
from tests.system.efterproev import Optaelling, poster
from tests.system.hubflok import Hubflok, hubflok
from tests.system.hubproces import Hubproces
from tests.system.klient import Klient
from tests.system.last import Last, saet_scenen
from tests.system.opstilling import deltager
from tests.system.regnskab import Afsenderregnskab
from tests.system.sager import stroem
from tests.system.vent import vent_til

SELVSKRIVERHAENDER: Final = 4


@dataclass
class Bane:
    """Everything that a fault may be done to, and the accounts that must hold afterwards."""

    klynge: Netklynge
    flok: Hubflok
    last: Last
    tilskuer: Tilskuer
    tilfaeldig: random.Random

    async def afslut(self, frist: float) -> Optaelling:
        """All that was sent is fetched, the hubs end, and what the topics hold is held against every account."""
        await self.last.hold_op_med_at_sende()
        await self.last.toem(frist)
        for hub in self.flok.hubber:
            kode, _ = await hub.nedluk()
            assert kode == 0
        async with KafkaBroker(self.klynge.bootstrap) as broker:
            await self._set_til_ende(broker)
            return await self.last.scene.efterproev(broker, [hub.hovedmappe for hub in self.flok.hubber])

    async def _set_til_ende(self, broker: Broker) -> None:
        for dueslag, fundet in self.tilskuer.set.items():
            efter = await poster(broker, emner.dueslag(dueslag))
            with contextlib.suppress(TimeoutError):  # what it did not see, the comparison tells
                await vent_til("the spectator has seen all", lambda: self.tilskuer.naaet(dueslag, len(efter)), 30)  # noqa: B023 - called at once
            self.tilskuer.sammenlign(dueslag, efter)
            assert len(fundet) == len(efter)
        assert self.tilskuer.brud == []


@asynccontextmanager
async def bane(mappe: Path, tilfaeldig: random.Random, *, hubber: int = 2) -> AsyncIterator[Bane]:
    """Cluster, hubs, load and spectator, all running; nothing outlives the block."""
    async with Netklynge(mappe / "kafka", hubber).koerende() as klynge:
        alle = [
            Hubproces.paa_kafka(mappe / f"hub{nr}", klynge.hubs_bootstrap(nr), mappe / "faelles")
            for nr in range(hubber)
        ]
        async with (
            hubflok(alle, tilfaeldig) as flok,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
        ):
            scene, deltagere = await saet_scenen(flok, http)
            selv = await deltager(Klient(flok, http, flok.token), "kasse", "afsend", kafkabruger="kasse")
            regnskab = scene.afsendere[selv.id] = Afsenderregnskab()
            last = Last(scene)
            tilskuer = Tilskuer(
                klynge.bootstrap, {m.dueslag: m.foerste for m in scene.modtagere} | {scene.aldrig_hentet: 0}
            )
            async with (
                tilskuende(tilskuer),
                Selvskriver(klynge.bootstrap, selv.id).aaben() as skriver,
                asyncio.TaskGroup() as opgaver,
            ):
                last.begynd(opgaver, deltagere, tilfaeldig)
                for _ in range(SELVSKRIVERHAENDER):
                    beskeder = stroem(random.Random(tilfaeldig.random()))
                    last.haand(
                        opgaver,
                        lambda stop, beskeder=beskeder: skriv_til(  # type: ignore[misc] # bound in the loop
                            stop, skriver, beskeder, regnskab, maa_sende=scene.maa_sende
                        ),
                    )
                try:
                    yield Bane(klynge, flok, last, tilskuer, tilfaeldig)
                finally:
                    last.stop()
