"""A subscription is changed while messages flow through two hubs: each partition goes over at one point, and no later
than the change was answered for.

The filter goes to and fro between new objects and corrections, so that each message tells by which of the two it was
routed. One hub is frozen while a change is made: the answer waits until its partitions have moved.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from brokers import Broker
from brokers.kafka import KafkaBroker
from hub.beskedfordeler import emner
from hub.log.haendelse import laes_led
from tests.fejl.fejl import SESSION
from tests.fejl.netklynge import Netklynge
from tests.system.efterproev import poster
from tests.system.hubflok import hubflok
from tests.system.hubproces import Hubproces
from tests.system.klient import Klient, Nede
from tests.system.opstilling import HURTIG_LEVERING, OPRET, RET, deltager, myndighed
from tests.system.sager import Udsendelse, laes_udsendelse, stroem
from tests.system.trafik import PAUSE
from tests.system.vent import vent_til

pytestmark = pytest.mark.xdist_group("kafka-fejl")

AENDRINGER = 5
FROSNE = {2, 5}
"""Changes that are made while one hub is frozen."""
FILTRE = (OPRET, RET)
HAENDER = 4


@dataclass
class Sendt:
    """What was sent, and how many changes had been answered for when it was begun."""

    rettelse: bool
    aendringer: int


@dataclass
class Forloeb:
    """The changes so far, and the messages."""

    aendringer: int = 0
    begyndt: list[dt.datetime] = field(default_factory=list)
    """When each change was asked for."""
    sendt: dict[str, Sendt] = field(default_factory=dict)

    def begynder(self, udsendelse: Udsendelse) -> None:
        self.sendt[udsendelse.besked_id] = Sendt(udsendelse.nummer > 0, self.aendringer)


async def send_til(stop: asyncio.Event, klient: Klient, beskeder: Iterator[Udsendelse], forloeb: Forloeb) -> None:
    while not stop.is_set():
        udsendelse = next(beskeder)
        forloeb.begynder(udsendelse)
        while True:
            try:
                status, krop = await klient.send(udsendelse.raa)
            except Nede:
                await asyncio.sleep(PAUSE)
            else:
                assert status == 202, krop
                break


class Skifter:
    """The one who changes the subscription."""

    def __init__(self, http: aiohttp.ClientSession, abonnement: dict[str, Any]) -> None:
        self._http = http
        self._abonnement = abonnement

    async def skift(self, nummer: int, gennem: Hubproces) -> None:
        """Make change `nummer` through a hub; returns when it is in force with every one."""
        krop = self._abonnement | {"filter": {"handlinger": [FILTRE[nummer % 2]]}, "begrundelse": f"skift {nummer}"}
        await vent_til("the change is in force", lambda: self._ret(krop, gennem), 120)

    async def _ret(self, krop: dict[str, Any], gennem: Hubproces) -> bool:
        sti = f"{gennem.url}/api/v1/abonnementer/{krop['id']}"
        hoveder = {"Authorization": f"Bearer {gennem.token}"}
        frist = aiohttp.ClientTimeout(6 * SESSION)
        async with self._http.put(sti, json=krop, headers=hoveder, timeout=frist) as svar:
            assert svar.status == 200, await svar.text()
            return svar.headers["Fh-Gaelder"] == "overalt"


@pytest.mark.timeout(600)
async def test_et_abonnement_aendres_mens_beskeder_loeber(tmp_path: Path) -> None:
    tilfaeldig = random.Random(7)
    forloeb, stop = Forloeb(), asyncio.Event()
    async with Netklynge(tmp_path / "kafka", 2, noder=1).koerende() as klynge:
        hubber = [
            Hubproces.paa_kafka(tmp_path / f"hub{nr}", klynge.hubs_bootstrap(nr), tmp_path / "faelles") for nr in (0, 1)
        ]
        async with hubflok(hubber, tilfaeldig) as flok, aiohttp.ClientSession() as http:
            administrator = Klient(flok, http, flok.token)
            await myndighed(administrator)
            afsender = await deltager(administrator, "fagsystem", "afsend")
            modtager = await deltager(administrator, "arkiv", "modtag")
            alle = await modtager.abonner(administrator, "alle", levering=HURTIG_LEVERING)
            skiftende = await administrator.opret(
                "/abonnementer", navn="skiftende", system=modtager.id, filter={"handlinger": [FILTRE[0]]}
            )
            skifter = Skifter(http, skiftende)
            async with asyncio.TaskGroup() as opgaver:
                for nr in range(HAENDER):
                    # Each hand asks one hub, so that those of the other go on while one is frozen.
                    klient = Klient(hubber[nr % 2], http, afsender.klient.token)
                    beskeder = stroem(random.Random(tilfaeldig.random()), registreringer=4)
                    opgaver.create_task(send_til(stop, klient, beskeder, forloeb))
                for nummer in range(1, AENDRINGER + 1):
                    foer = len(forloeb.sendt)
                    await vent_til("40 messages more", lambda: len(forloeb.sendt) >= foer + 40, 90)  # noqa: B023 - called at once
                    frosset, vaagen = hubber[nummer % 2], hubber[1 - nummer % 2]
                    if nummer in FROSNE:
                        frosset.frys()
                    forloeb.begyndt.append(dt.datetime.now(dt.UTC))
                    await skifter.skift(nummer, vaagen)
                    forloeb.aendringer = nummer
                    if nummer in FROSNE:
                        # It wakes to messages that came after the answer, and does not know of the change.
                        efter = len(forloeb.sendt)
                        await vent_til("20 messages more", lambda: len(forloeb.sendt) >= efter + 20, 90)  # noqa: B023 - called at once
                        frosset.optoe()
                foer = len(forloeb.sendt)
                await vent_til("40 messages more", lambda: len(forloeb.sendt) >= foer + 40, 90)
                stop.set()
            async with KafkaBroker(klynge.bootstrap) as broker:
                await vent_til("all is routed", lambda: alt_er_rutet(broker), 60)
                for hub in hubber:
                    assert (await hub.nedluk())[0] == 0
                await efterproev(broker, forloeb, alle, skiftende["id"])


async def alt_er_rutet(broker: Broker) -> bool:
    ind = {post.partition: post.offset + 1 for post in await poster(broker, emner.INDGANG)}
    return await broker.committed(emner.GRUPPE_ROUTER, emner.INDGANG) == ind


async def efterproev(broker: Broker, forloeb: Forloeb, alle: str, skiftende: str) -> None:
    i_alle = [laes_udsendelse(post.value or b"").besked_id for post in await poster(broker, emner.dueslag(alle))]
    assert sorted(i_alle) == sorted(forloeb.sendt)
    i_skiftende = [
        laes_udsendelse(post.value or b"").besked_id for post in await poster(broker, emner.dueslag(skiftende))
    ]
    lagt = set(i_skiftende)
    assert len(lagt) == len(i_skiftende)
    ind = {(*post.place, post.offset): post for post in await poster(broker, emner.INDGANG)}
    naaet: dict[int, int] = {}
    set_foer: set[str] = set()
    for led in await poster(broker, emner.LOG):
        haendelse = laes_led(led.value or b"").haendelse
        besked_id = laes_udsendelse(ind[haendelse.sted].value or b"").besked_id
        if besked_id in set_foer:  # a Dublet goes to nobody
            continue
        set_foer.add(besked_id)
        assert (skiftende in haendelse.dueslag) == (besked_id in lagt)
        sendt = forloeb.sendt[besked_id]
        # The changes in force at this decision: those answered for when it was sent, and those in force before it in
        # its partition; one more, where the message tells that it was routed by the other filter, if one was asked for.
        mindst = max(naaet.get(led.partition, 0), sendt.aendringer)
        ulige = (besked_id in lagt) == sendt.rettelse
        naaet[led.partition] = mindst if mindst % 2 == ulige else mindst + 1
        bedt_om = sum(begyndt <= haendelse.tidspunkt for begyndt in forloeb.begyndt)
        assert naaet[led.partition] <= bedt_om, f"{besked_id} was not routed by what was in force"
    assert set_foer == forloeb.sendt.keys()
    assert len(naaet) > 1
