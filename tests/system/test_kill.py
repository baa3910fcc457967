"""kill -9 at any moment of a hub under load: nothing acknowledged is lost, nothing is doubled, no order is broken."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.system.efterproev import Optaelling
from tests.system.hubproces import Hubproces, hubproces
from tests.system.last import Last, under_last

Moment = Callable[[Hubproces, random.Random], Awaitable[None]]
"""Waits for the moment to kill at, in a process just born."""


async def under_opstart(hub: Hubproces, tilfaeldig: random.Random) -> None:
    await asyncio.sleep(tilfaeldig.uniform(0.2, 1.0) * hub.hurtigste_start)


async def lige_efter_opstart(hub: Hubproces, tilfaeldig: random.Random) -> None:
    await hub.vent_klar()
    await asyncio.sleep(tilfaeldig.uniform(0.0, 0.15))


async def under_trafik(hub: Hubproces, tilfaeldig: random.Random) -> None:
    await hub.vent_klar()
    await asyncio.sleep(tilfaeldig.uniform(0.2, 1.2))


async def under_oprydning(hub: Hubproces, tilfaeldig: random.Random) -> None:
    await hub.vent_klar()
    await asyncio.sleep(tilfaeldig.uniform(0.2, 0.8))
    assert await hub.vent_paa_linje("oprydning", 20)
    await asyncio.sleep(tilfaeldig.uniform(0.0, 0.02))


MOMENTER: tuple[Moment, ...] = (under_trafik, under_oprydning, under_opstart, under_trafik, lige_efter_opstart)


def hvor(hub: Hubproces, last: Last) -> list[str]:
    """What was under way when the kill came, as seen from outside."""
    steder = []
    if hub.url is None:
        steder.append("opstart")
    else:
        steder += ["indtag"] if any(r.aabne for r in last.scene.afsendere.values()) else []
        steder += ["levering"] if any(m.aabne for m in last.scene.modtagere) else []
        sidste = next(linje for linje in reversed(hub.linjer) if linje in {"oprydning", "hvile"} or linje[:4] == "url ")
        steder += ["oprydning"] if sidste == "oprydning" else []
    return steder


def skriv_tal(drab: int, ramt: Counter[str], fundet: Optaelling, last: Last, sekunder: float) -> None:
    """The counts, for `docs/langtests.md`: shown by `pytest -s`."""
    genleveret = sum(antal - 1 for modtager in last.scene.modtagere for antal in modtager.leveringer.values())
    print(  # noqa: T201 - the counts are the result
        f"\n{drab} kills in {sekunder:.0f} s: {dict(ramt)}\n{fundet}\n"
        f"sends without an answer: {last.scene.usikre}; deliveries repeated before an acknowledgement: {genleveret}"
    )


@pytest.mark.parametrize(
    "drab",
    [
        pytest.param(12, marks=pytest.mark.timeout(240)),
        pytest.param(200, marks=[pytest.mark.lang, pytest.mark.timeout(3600)]),
    ],
)
async def test_intet_kvitteret_mangler_intet_er_dobbelt_og_ordenen_holder(tmp_path: Path, drab: int) -> None:
    tilfaeldig = random.Random(drab)
    ramt: Counter[str] = Counter()
    hub = Hubproces.med_oprydning(tmp_path / "hub")
    fra = time.monotonic()
    async with hubproces(hub), under_last(hub, tilfaeldig) as last:
        for moment in itertools.islice(itertools.cycle(MOMENTER), drab):
            await moment(hub, tilfaeldig)
            ramt.update(hvor(hub, last))
            await hub.draeb()
            await hub.foed()
        await hub.vent_klar()
        await last.hold_op_med_at_sende()
        await last.toem(30 + drab)
        kode, _ = await hub.nedluk()
    assert kode == 0
    async with hub.bus() as bus:
        fundet = await last.scene.efterproev(bus, [hub.hovedmappe])
    skriv_tal(drab, ramt, fundet, last, time.monotonic() - fra)
    assert ramt.keys() == {"opstart", "indtag", "levering", "oprydning"}
    assert fundet.beskeder > 10 * drab
    assert fundet.dubletter > 0
    assert any(antal > 1 for modtager in last.scene.modtagere for antal in modtager.leveringer.values())
