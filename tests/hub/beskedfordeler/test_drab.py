"""kill -9 at random moments under load: nothing acknowledged is lost, nothing is doubled inside the bus, order holds."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from brokers import EmbeddedBroker, StoredRecord
from hub.beskedfordeler import Svar, emner
from hub.log.haendelse import Hopslags, laes_led
from hub.log.verificer import verificer_bus

ROD = Path(__file__).parents[3]
BARN = Path(__file__).with_name("drab_barn.py")


async def draeb(mappe: Path, nummer: int) -> list[list[str]]:
    """Run the child, kill it at a random moment, and return what it was promised."""
    barn = await asyncio.create_subprocess_exec(
        sys.executable, str(BARN), str(mappe), str(nummer),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, cwd=ROD, env=os.environ | {"PYTHONPATH": str(ROD)},
    )  # fmt: skip
    assert barn.stdout is not None
    linjer: list[list[str]] = []
    doed = False
    while linje := await barn.stdout.readline():
        if not linje.endswith(b"\n"):
            break
        linjer.append(linje.decode().split())
        if not doed and len(linjer) > random.randint(20, 400):
            barn.kill()
            doed = True
    assert doed, "the child ended by itself"
    await barn.wait()
    return linjer


async def poster(bus: Any, emne: str) -> list[StoredRecord]:
    fundet: list[StoredRecord] = []
    for partition in await bus.end_offsets(emne):
        async with await bus.reader(emne, partition) as laeser:
            while side := await laeser.read():
                fundet += side
    return fundet


async def proev(drab: int, mappe: Path, start: Any, verden: Any) -> None:
    lovet = [linje for nummer in range(drab) for linje in await draeb(mappe, nummer)]
    sendt = [linje[1] for linje in lovet if linje[0] == "S"]
    kvitteret = {linje[1] for linje in lovet if linje[0] == "K"}
    assert sendt
    assert kvitteret
    async with EmbeddedBroker(mappe / "bus") as bus:
        fordeler = await start(data="data", paa=bus)
        sidste = (await fordeler.modtag(verden.besked(), verden.afsender.id)).id
        assert await fordeler.vent_paa_afgoerelse(sidste, 60)
        await _til_ro(bus)
        afgoerelser = [laes_led(post.value or b"").haendelse for post in await poster(bus, emner.LOG)]
        taelling = Counter(h.modtagelse for h in afgoerelser if h.slags is Hopslags.AFGJORT)
        assert set(taelling.values()) == {1}, "a reception was decided twice"
        assert set(sendt) <= set(taelling), "an acknowledged message was lost"
        lagt = [
            dict(post.headers)[emner.MODTAGELSE].decode() for post in await poster(bus, emner.dueslag(verden.ind.id))
        ]
        assert len(lagt) == len(set(lagt)), "a message lies twice in a dueslag"
        assert set(sendt) <= set(lagt)
        for objekt in {linje[2] for linje in lovet if linje[0] == "S"}:
            ider = [linje[1] for linje in lovet if linje[0] == "S" and linje[2] == objekt]
            assert [id_ for id_ in lagt if id_ in set(ider)] == ider, "the order of an object's messages was broken"
        leveret: set[str] = set()
        while leveringer := await fordeler.hent(verden.ind.id, maks=200, vent=2):
            leveret |= {dict(et.headers)[emner.MODTAGELSE].decode() for et in leveringer}
            await fordeler.kvitter(verden.ind.id, [Svar(et.levering_id, "kvitteret") for et in leveringer])
        assert not leveret & kvitteret, "what was acknowledged was delivered again"
        assert set(sendt) <= leveret | await _afregnet(bus), "a message was lost on its way to the receiver"
        assert (await verificer_bus(bus, mappe / "data" / "log.hoved")).i_orden
        await fordeler.stop(frist=20)


async def _til_ro(bus: Any) -> None:
    """Wait until everything that came in has been routed."""
    async with asyncio.timeout(60):
        while True:
            slut = {nr: slut for nr, slut in (await bus.end_offsets(emner.INDGANG)).items() if slut}
            if await bus.committed(emner.GRUPPE_ROUTER, emner.INDGANG) == slut:
                return
            await asyncio.sleep(0.05)


async def _afregnet(bus: Any) -> set[str]:
    haendelser = [laes_led(post.value or b"").haendelse for post in await poster(bus, emner.LEVERINGSLOG)]
    return {h.modtagelse for h in haendelser if h.slags is Hopslags.KVITTERET}


@pytest.mark.timeout(240)
async def test_tre_drab_under_last_taber_intet(tmp_path: Path, start: Any, verden: Any) -> None:
    await proev(3, tmp_path / "drab", start, verden)


@pytest.mark.lang
@pytest.mark.timeout(1800)
async def test_halvtreds_drab_under_last_taber_intet(tmp_path: Path, start: Any, verden: Any) -> None:
    await proev(50, tmp_path / "drab", start, verden)
