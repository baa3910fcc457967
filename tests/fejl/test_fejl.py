"""Kafka's own transactions test for the whole bus: hubs and nodes fail under load, and every account still holds.

Messages go through two hubs on a cluster of three, from systems over HTTP and from one that writes to the cluster
itself, into dueslag that are fetched over HTTP, while hubs and nodes are killed, stopped, frozen and cut off. A plain
Kafka client reads the dueslag meanwhile; afterwards everything is read again and held against what the world was told.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fejl.fejl import ALLE, KORT, Fejl
from tests.fejl.scene import Bane, bane
from tests.system.efterproev import Optaelling
from tests.system.vent import vent_til

pytestmark = pytest.mark.xdist_group("kafka-fejl")

FREMDRIFT = 300.0
"""Seconds within which messages flow again after a fault."""


def lodtraekning(antal: int, tilfaeldig: random.Random) -> Sequence[Fejl]:
    """So many faults, each kind as often as the others, in an order of chance."""
    fejl = [ALLE[nr % len(ALLE)] for nr in range(antal)]
    tilfaeldig.shuffle(fejl)
    return fejl


def skriv_tal(fejl: Sequence[Fejl], fundet: Optaelling, bane: Bane, sekunder: float) -> None:
    """The counts, for `docs/fejlsuite.md`: shown by `pytest -s`."""
    scene = bane.last.scene
    genleveret = sum(antal - 1 for modtager in scene.modtagere for antal in modtager.leveringer.values())
    print(  # noqa: T201 - the counts are the result
        f"\n{len(fejl)} faults in {sekunder:.0f} s: {dict(Counter(en.__name__ for en in fejl))}\n{fundet}\n"
        f"by sender: {[len(regnskab.sendt) for regnskab in scene.afsendere.values()]}; "
        f"sends without an answer: {scene.usikre}; deliveries repeated before an acknowledgement: {genleveret}; "
        f"seen meanwhile: {sum(map(len, bane.tilskuer.set.values()))}"
    )


@pytest.mark.parametrize(
    ("beskeder", "antal"),
    [
        pytest.param(3_000, len(KORT), marks=pytest.mark.timeout(600)),
        pytest.param(100_000, 2 * len(ALLE), marks=[pytest.mark.lang, pytest.mark.timeout(4 * 3600)]),
    ],
)
async def test_intet_mangler_intet_er_dobbelt_og_ordenen_holder_gennem_alle_fejl(
    tmp_path: Path, beskeder: int, antal: int
) -> None:
    tilfaeldig = random.Random(antal)
    fejl = KORT if antal == len(KORT) else lodtraekning(antal, tilfaeldig)
    fra = time.monotonic()
    async with bane(tmp_path, tilfaeldig) as alt:
        scene = alt.last.scene
        for nummer, en in enumerate(fejl):
            foer = max(scene.sendt, beskeder * (nummer + 1) // (len(fejl) + 1))
            await vent_til(f"{foer} messages before {en.__name__}", lambda: scene.sendt >= foer, 1800)  # noqa: B023 - called at once
            print(f"{time.monotonic() - fra:6.0f} s {scene.sendt:7d} messages: {en.__name__}", flush=True)  # noqa: T201 - how far it is
            await en(alt)
            efter = scene.sendt
            await vent_til(f"messages flow again after {en.__name__}", lambda: scene.sendt > efter + 20, FREMDRIFT)  # noqa: B023 - called at once
        await vent_til("all are sent", lambda: scene.sendt >= beskeder, 1800)
        fundet = await alt.afslut(120 + beskeder / 100)
    skriv_tal(fejl, fundet, alt, time.monotonic() - fra)
    assert fundet.beskeder >= beskeder
    assert all(regnskab.sendt for regnskab in scene.afsendere.values())
    assert scene.usikre > 0
