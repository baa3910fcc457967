"""One receiver of a hundred takes its time: the others get everything meanwhile, and the hub's memory has its bound.

What it costs the others in time is measured by `python -m bench langsom_modtager`.
"""

from __future__ import annotations

import asyncio
import base64
import random
from itertools import islice
from pathlib import Path

import aiohttp
import pytest

from tests.fejl.hundrede import opstil, pr_objekt
from tests.fejl.netklynge import Netklynge
from tests.system.hubproces import Hubproces, hubproces
from tests.system.klient import Klient
from tests.system.sager import stroem
from tests.system.vent import vent_til

pytestmark = [pytest.mark.xdist_group("kafka-fejl"), pytest.mark.timeout(600)]

OPVARMNING = 40
"""Messages after which the hub has the buffers that a hundred receivers need."""
BESKEDER = 120
BESKRIVELSE = "x" * 4_000
FRIST = 300.0
HOEJST = 24 * 1024
"""KiB by which the hub may grow after that: half of what the messages take that came since, once for each receiver."""


async def test_en_langsom_modtager_holder_ingen_andre_op(tmp_path: Path) -> None:
    stop, hurtig, langsom = asyncio.Event(), asyncio.Event(), asyncio.Event()
    hurtig.set()
    beskeder = list(islice(stroem(random.Random(3), beskrivelse=BESKRIVELSE), BESKEDER))
    async with Netklynge(tmp_path / "kafka", 1, noder=1).koerende() as klynge:
        hub = Hubproces.paa_kafka(tmp_path / "hub", klynge.hubs_bootstrap(0), tmp_path / "faelles")
        async with hubproces(hub), aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            alle = await opstil(Klient(hub, http, hub.token))
            den_langsomme, *de_andre = alle.modtagere
            async with asyncio.TaskGroup() as opgaver:
                opgaver.create_task(den_langsomme.modtag_til(stop, langsom))
                for modtager in de_andre:
                    opgaver.create_task(modtager.modtag_til(stop, hurtig))
                for besked in beskeder[:OPVARMNING]:
                    await alle.send(besked.raa)
                await vent_til("the others have had the first", lambda: alle.naaet(de_andre), FRIST)
                foer = hub.rss_kib()
                for besked in beskeder[OPVARMNING:]:
                    await alle.send(besked.raa)
                await vent_til("the others have had all", lambda: alle.naaet(de_andre), FRIST)
                assert len(den_langsomme.ubesvarede) > 0
                assert hub.rss_kib() - foer < HOEJST
                langsom.set()
                await vent_til("the slow one has had all", lambda: alle.naaet(alle.modtagere), FRIST)
                stop.set()
    objekter = {base64.b64encode(en.raa).decode(): en.objekt for en in beskeder}
    for modtager in alle.modtagere:
        assert len(modtager.fik) == BESKEDER
        assert pr_objekt(modtager, objekter) == pr_objekt(alle.modtagere[1], objekter)
    ventet: dict[str, list[str]] = {}
    for en in beskeder:
        ventet.setdefault(en.objekt, []).append(base64.b64encode(en.raa).decode())
    assert pr_objekt(den_langsomme, objekter) == ventet
