"""A schema is published while messages flow: used at once, through either hub, and nothing is lost, doubled or held up."""

from __future__ import annotations

import asyncio
import copy
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from brokers.kafka import KafkaBroker
from hub.beskedfordeler import Kvitteringsstatus, emner
from hub.beskedfordeler.kvitteringer import fra_json
from hub.log.verificer import verificer_bus
from schemas.regler import standardlager
from tests.fejl.netklynge import Netklynge
from tests.system.efterproev import poster
from tests.system.hubflok import hubflok
from tests.system.hubproces import Hubproces
from tests.system.klient import Klient, Nede
from tests.system.opstilling import deltager, myndighed
from tests.system.sager import NAVN, Udsendelse, laes_udsendelse, stroem
from tests.system.trafik import PAUSE
from tests.system.vent import vent_til

pytestmark = pytest.mark.xdist_group("kafka-fejl")

VERSIONER = 3
HAENDER = 4
STED = slice(1, 5)
"""Where in a message its schema id stands."""


def kontrakt(felter: int) -> dict[str, Any]:
    """The contract with so many fields more at the end of its content, each of which may be missing."""
    raa = copy.deepcopy(standardlager().nyeste(NAVN).raa)
    data = next(en for en in raa["fields"] if en["name"] == "beskeddata")["type"]
    data["fields"] += [
        {"name": f"nyt{nr}", "doc": "Et nyt felt.", "type": ["null", "string"], "default": None} for nr in range(felter)
    ]
    return raa


@dataclass
class Skemaer:
    """What may be used now: by number of fields more, the schema's id."""

    ider: dict[int, int] = field(default_factory=lambda: {0: standardlager().nyeste(NAVN).id})

    def under(self, udsendelse: Udsendelse, felter: int) -> bytes:
        """The message under the contract with so many fields more, none of which it has."""
        raa = bytearray(udsendelse.raa + bytes(felter))
        raa[STED] = self.ider[felter].to_bytes(4, "big")
        return bytes(raa)

    def laes(self, raa: bytes) -> tuple[Udsendelse, int]:
        """A message, and under how many fields more it is."""
        felter = next(antal for antal, id_ in self.ider.items() if raa[STED] == id_.to_bytes(4, "big"))
        grund = bytearray(raa[: len(raa) - felter])
        grund[STED] = self.ider[0].to_bytes(4, "big")
        return laes_udsendelse(bytes(grund)), felter


async def send_til(
    stop: asyncio.Event, klient: Klient, beskeder: Iterator[Udsendelse], skemaer: Skemaer, sendt: dict[str, int]
) -> None:
    while not stop.is_set():
        udsendelse = next(beskeder)
        felter = sendt[udsendelse.besked_id] = max(skemaer.ider)
        while True:
            try:
                status, krop = await klient.send(skemaer.under(udsendelse, felter))
            except Nede:
                await asyncio.sleep(PAUSE)
            else:
                assert status == 202, krop
                break


@pytest.mark.timeout(600)
async def test_et_skema_udgives_mens_beskeder_loeber(tmp_path: Path) -> None:
    tilfaeldig = random.Random(5)
    skemaer, sendt, stop = Skemaer(), dict[str, int](), asyncio.Event()
    async with Netklynge(tmp_path / "kafka", 2, noder=1).koerende() as klynge:
        hubber = [
            Hubproces.paa_kafka(tmp_path / f"hub{nr}", klynge.hubs_bootstrap(nr), tmp_path / "faelles") for nr in (0, 1)
        ]
        async with hubflok(hubber, tilfaeldig) as flok, aiohttp.ClientSession() as http:
            administrator = Klient(flok, http, flok.token)
            await myndighed(administrator)
            afsender = await deltager(administrator, "fagsystem", "afsend")
            modtager = await deltager(administrator, "arkiv", "modtag")
            dueslag = await modtager.abonner(administrator, "alle")
            async with asyncio.TaskGroup() as opgaver:
                for _ in range(HAENDER):
                    beskeder = stroem(random.Random(tilfaeldig.random()))
                    opgaver.create_task(send_til(stop, afsender.klient, beskeder, skemaer, sendt))
                for felter in range(1, VERSIONER + 1):
                    foer = len(sendt)
                    await vent_til("40 messages more", lambda: len(sendt) >= foer + 40, 120)  # noqa: B023 - called at once
                    status, krop = await administrator.kald(
                        "POST", f"/registry/subjects/{NAVN}/versions", json={"schema": json.dumps(kontrakt(felter))}
                    )
                    assert status == 200, krop
                    skemaer.ider[felter] = krop["id"]
                foer = len(sendt)
                await vent_til("40 messages more", lambda: len(sendt) >= foer + 40, 120)
                stop.set()
            async with KafkaBroker(klynge.bootstrap) as broker:
                kvittering = emner.kvittering(afsender.id)

                async def alt_er_afgjort() -> bool:
                    return len(await poster(broker, kvittering)) >= len(await poster(broker, emner.INDGANG))

                await vent_til("all is decided", alt_er_afgjort, 120)
                for hub in hubber:
                    assert (await hub.nedluk())[0] == 0
                svar = [fra_json(post.value or b"") for post in await poster(broker, kvittering)]
                lagt = [skemaer.laes(post.value or b"") for post in await poster(broker, emner.dueslag(dueslag))]
                for hub in hubber:
                    assert (await verificer_bus(broker, hub.hovedmappe)).i_orden
    assert {k.status for k in svar} <= {Kvitteringsstatus.LEVERET, Kvitteringsstatus.DUBLET}
    assert Counter(k.besked_id for k in svar if k.status is Kvitteringsstatus.LEVERET) == dict.fromkeys(sendt, 1)
    assert {udsendelse.besked_id: felter for udsendelse, felter in lagt} == sendt
    assert len(lagt) == len(sendt)
    pr_objekt: dict[str, list[int]] = {}
    for udsendelse, _ in lagt:
        pr_objekt.setdefault(udsendelse.objekt, []).append(udsendelse.nummer)
    assert all(numre == list(range(len(numre))) for numre in pr_objekt.values())
    assert set(sendt.values()) == set(range(VERSIONER + 1))
    for hub in hubber:
        assert "the registry cannot see what others wrote now" not in hub.log.read_text()
