"""A routing core in a process of its own, under load, to be killed: says on its output what it has been promised.

Lines: `S <reception> <object> <number>` after the hub took a message in; `K <reception>` after it took an answer.
"""

from __future__ import annotations

import asyncio
import importlib.util
import random
import sys
from pathlib import Path
from typing import Any

from brokers import EmbeddedBroker
from hub.beskedfordeler import Beskedfordeler, Fordelerindstillinger, Svar, emner
from hub.konfiguration.kilde import FastKonfiguration


def verden_modul() -> Any:
    spec = importlib.util.spec_from_file_location("bus_verden", Path(__file__).with_name("conftest.py"))
    assert spec is not None
    assert spec.loader is not None
    modul = importlib.util.module_from_spec(spec)
    sys.modules["bus_verden"] = modul
    spec.loader.exec_module(modul)
    return modul


def sig(*ord_: object) -> None:
    sys.stdout.write(" ".join(map(str, ord_)) + "\n")
    sys.stdout.flush()


async def koer(mappe: Path, nummer: int) -> None:
    modul = verden_modul()
    verden = modul.Verden()
    async with EmbeddedBroker(mappe / "bus") as bus:
        fordeler = Beskedfordeler(
            bus,
            FastKonfiguration(verden.konfiguration()),
            hemmelighed=modul.HEMMELIGHED,
            data=mappe / "data",
            indstillinger=Fordelerindstillinger(partitioner=2, hoved_sekunder=0.05),
        )
        await fordeler.start()
        sig("KLAR")
        await asyncio.gather(*(_send(fordeler, verden, nummer * 10 + i) for i in range(4)), _hent(fordeler, verden))


async def _send(fordeler: Beskedfordeler, verden: Any, traad: int) -> None:
    """One object per sender: its messages are sent one after the other, so their order is known."""
    objekt = f"00000000-0000-4000-8000-{traad:012d}"
    for nummer in range(1_000_000):
        modtagelse = await fordeler.modtag(verden.besked(objekt=objekt), verden.afsender.id)
        sig("S", modtagelse.id, objekt, nummer)


async def _hent(fordeler: Beskedfordeler, verden: Any) -> None:
    while True:
        leveringer = await fordeler.hent(verden.ind.id, maks=20, vent=5)
        svar = [Svar(et.levering_id, "kvitteret") for et in leveringer if random.random() < 0.9]
        await fordeler.kvitter(verden.ind.id, svar)
        svarede = {et.levering_id for et in svar}
        for et in leveringer:
            if et.levering_id in svarede:
                sig("K", dict(et.headers)[emner.MODTAGELSE].decode())


if __name__ == "__main__":
    asyncio.run(koer(Path(sys.argv[1]), int(sys.argv[2])))
