"""An adapter that is killed in the middle of its work loses nothing and does nothing twice."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path

from adapters.sdk.proeve import MYNDIGHED, Proevehub
from adapters.sdk.tilslutning import Tilslutning
from schemas.models import Pladssvar, Pladstilbud, eksempel
from tests.adapters.sdk.ekko_program import ekko
from tests.adapters.vent import vent_til

PROGRAM = Path(__file__).with_name("ekko_program.py")
DRAB = 3
PR_RUNDE = 40


async def start(tilslutning: Tilslutning, data: Path) -> asyncio.subprocess.Process:
    indstillinger = {
        "HUB": tilslutning.hub_url,
        "TOKEN": tilslutning.token,
        "SYSTEM": tilslutning.system,
        "MYNDIGHED": tilslutning.myndighed,
        "DUESLAG": tilslutning.dueslag or "",
        "DATA": str(data),
        "VENT": "0.5",
    }
    miljoe = {**os.environ, **{f"FAELLESHUB_ADAPTER_{navn}": vaerdi for navn, vaerdi in indstillinger.items()}}
    return await asyncio.create_subprocess_exec(
        sys.executable, PROGRAM, env=miljoe, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )


async def test_kill_9_midt_i_arbejdet_mister_intet_og_goer_intet_to_gange(hub: Proevehub, tmp_path: Path) -> None:
    sendt: list[str] = []
    afbrudt = False
    tilslutning = await hub.administrator.tilslut(
        ekko.kontrakt,
        navn=hub.nyt_navn("ekko"),
        myndighed=MYNDIGHED,
        levering={"fristSekunder": 1, "pauseSekunder": 0, "forsoeg": 100},
    )
    async with hub.modpart(ekko) as bus:

        def svaret() -> list[str]:
            return [en.beskeddata.opskrivning_id for en in bus.modtaget if isinstance(en, Pladstilbud)]

        for runde in range(DRAB):
            proces = await start(tilslutning, tmp_path / "ekko")
            for _ in range(PR_RUNDE):
                besked = eksempel(Pladssvar)
                sendt.append(besked.beskeddata.pladssvar_id)
                await bus.send(besked, vent=0)
            while len(svaret()) < runde * PR_RUNDE + 1:  # it is at work: the others are under way
                await bus.vent_paa(Pladstilbud, frist=30)
            proces.kill()
            await proces.wait()
            afbrudt |= len(svaret()) < len(sendt)
        proces = await start(tilslutning, tmp_path / "ekko")

        async def alle() -> bool:
            await bus.vent_paa(Pladstilbud, frist=30)
            return set(svaret()) == set(sendt)

        await vent_til(alle, frist=60)
        proces.terminate()
        await asyncio.wait_for(proces.wait(), 20)
    assert afbrudt  # or nothing was tested
    assert Counter(svaret()) == Counter(sendt)
