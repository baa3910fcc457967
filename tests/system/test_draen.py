"""SIGTERM under load: the hub drains within its deadline and leaves nothing behind that it had acknowledged."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

from tests.system.hubproces import Hubproces, hubproces
from tests.system.last import under_last
from tests.system.vent import vent_til

RUNDER = 3
FRIST = 8
SLUT = 4
"""Seconds beside the deadline: calls under way get two of them, and a process takes a moment to end."""


async def test_sigterm_draener_inden_for_fristen_og_intet_kvitteret_mangler(tmp_path: Path) -> None:
    hub = Hubproces.som_installeret(tmp_path / "hub", nedluk_sekunder=FRIST, log_format="json")
    tilfaeldig = random.Random(9)
    async with hubproces(hub), under_last(hub, tilfaeldig) as last:
        for _ in range(RUNDER):
            foer = last.scene.sendt
            # Under load means: work was done, and more is coming.
            await vent_til("100 messages more", lambda: last.scene.sendt >= foer + 100, 40)  # noqa: B023 - called at once
            await asyncio.sleep(tilfaeldig.uniform(0.0, 0.3))
            kode, sekunder = await hub.nedluk()
            assert kode == 0
            assert sekunder < FRIST + SLUT
            await hub.start()
        await last.hold_op_med_at_sende()
        await last.toem(60)
        kode, _ = await hub.nedluk()
        assert kode == 0
    async with hub.bus() as bus:
        await last.scene.efterproev(bus, [hub.hovedmappe])
    linjer = [json.loads(linje) for linje in hub.log.read_text().splitlines()]
    assert [linje for linje in linjer if linje["level"] not in {"info", "debug"}] == []
    assert sum(linje["event"] == "the hub has stopped" for linje in linjer) == RUNDER + 1
