"""The cluster itself gives way: all of it at once, or a disk that is full. What was acknowledged is there afterwards."""

from __future__ import annotations

import asyncio
import random
import re
import resource
from pathlib import Path

import pytest

from tests.fejl.scene import Bane, bane
from tests.kafka.server import Kafkaserver
from tests.system.hubproces import Hubproces
from tests.system.vent import vent_til

pytestmark = [pytest.mark.xdist_group("kafka-fejl"), pytest.mark.timeout(900)]

AARSAG = re.compile(r"localhost:\d+: (address: nothing listens there|the connection was closed).*routing waits")
"""What a hub says of nodes that are gone; what is between them may take the connection, and then close it."""
FRIST = 300.0
"""Seconds for everything that a busy machine does slowly."""


async def flere(bane: Bane, antal: int = 60) -> None:
    """Messages flow, of every sender."""
    foer = {system: len(regnskab.sendt) for system, regnskab in bane.last.scene.afsendere.items()}
    afsendere = bane.last.scene.afsendere
    await vent_til(
        "messages of every sender",
        lambda: all(len(afsendere[system].sendt) >= nu + antal // 3 for system, nu in foer.items()),
        FRIST,
    )


def fyld(node: Kafkaserver) -> None:
    """The node's disk has no room: no file of it can grow by a byte."""
    resource.prlimit(node.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


async def test_hele_klyngen_draebes_og_hubberne_kommer_videre_af_sig_selv(tmp_path: Path) -> None:
    async with bane(tmp_path, random.Random(1)) as alt:
        await flere(alt)
        processer = [hub.pid for hub in alt.flok.hubber]
        for node in alt.klynge.noder:
            await asyncio.to_thread(node.draeb)
        await asyncio.to_thread(alt.klynge.start)
        await flere(alt)
        assert [hub.pid for hub in alt.flok.hubber] == processer
        await alt.afslut(FRIST)


async def test_en_nodes_disk_er_fuld_og_de_andre_goer_arbejdet(tmp_path: Path) -> None:
    async with bane(tmp_path, random.Random(2)) as alt:
        await flere(alt)
        fuld = alt.klynge.noder[1]
        fyld(fuld)
        await vent_til("the node has given up", lambda: not fuld.koerer, FRIST)
        await flere(alt)
        await asyncio.to_thread(fuld.start)
        await flere(alt)
        await alt.afslut(FRIST)


async def test_alle_diske_er_fulde_og_intet_kvitteret_gaar_tabt(tmp_path: Path) -> None:
    async with bane(tmp_path, random.Random(3)) as alt:
        await flere(alt)
        for node in alt.klynge.noder:
            fyld(node)
        await vent_til("all nodes have given up", lambda: not any(n.koerer for n in alt.klynge.noder), FRIST)
        sendt, usikre = alt.last.scene.sendt, alt.last.scene.usikre
        undervejs = alt.last.scene.undervejs  # may have been written before, and be answered for now
        await vent_til("the hubs take nothing", lambda: alt.last.scene.usikre > usikre + undervejs + 8, FRIST)
        assert alt.last.scene.sendt - sendt <= undervejs, "a message was acknowledged that could not be written"
        for hub in alt.flok.hubber:
            await siger(hub, AARSAG)
        await asyncio.to_thread(alt.klynge.start)
        await flere(alt)
        await alt.afslut(FRIST)


async def siger(hub: Hubproces, hvad: re.Pattern[str]) -> None:
    """The hub's log says what is wrong, in words like these."""
    await vent_til(f"the hub says {hvad.pattern!r}", lambda: bool(hvad.search(hub.log.read_text())), FRIST)
