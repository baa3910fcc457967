"""What one slow receiver among a hundred costs the others: their time from send to delivery with it, beside without it.

A hub on a real Kafka, a hundred dueslag that each get everything, each with a receiver that waits over HTTP. In every
other phase one of the hundred keeps what it is given in hand and answers nothing; in the ones between it answers like
the rest. The others' waiting times are compared phase by phase, so that a busy machine disturbs both alike.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
from pathlib import Path
from typing import Final

import aiohttp

from bench import billede
from bench.resultat import Forhold, forholdstabel, tabel
from tests.fejl.hundrede import Hundrede, opstil
from tests.fejl.netklynge import Netklynge
from tests.system.hubproces import Hubproces, hubproces
from tests.system.klient import Klient
from tests.system.sager import stroem
from tests.system.vent import vent_til

RUNDER: Final = 15
BESKEDER: Final = 6
"""Messages a phase."""
PAUSE: Final = 1.0
"""Seconds between two of them: each makes two hundred calls, and they should not wait for each other."""
LOFT: Final = 1.2
"""What the ratio should be at most."""
_FRIST: Final = 120.0


async def fase(alle: Hundrede, beskeder: list[bytes], langsom: asyncio.Event, *, er_langsom: bool) -> list[float]:
    """The others' waiting times, in seconds, for these messages."""
    fra = len(alle.sendt)
    if er_langsom:
        langsom.clear()
    for besked in beskeder:
        await alle.send(besked)
        await asyncio.sleep(PAUSE)
    await vent_til("the others have had all", lambda: alle.naaet(alle.modtagere[1:]), _FRIST)
    tider = alle.ventetider(fra)
    langsom.set()
    await vent_til(
        "the slow one is done", lambda: alle.naaet(alle.modtagere) and not alle.modtagere[0].ubesvarede, _FRIST
    )
    return tider


async def maal(mappe: Path) -> list[tuple[list[float], list[float]]]:
    """The waiting times of each round, without and with a slow one."""
    stop, hurtig, langsom = asyncio.Event(), asyncio.Event(), asyncio.Event()
    hurtig.set()
    langsom.set()
    kilde = stroem(random.Random(1))
    runder = []
    async with Netklynge(mappe / "kafka", 1, noder=1).koerende() as klynge:
        hub = Hubproces.paa_kafka(mappe / "hub", klynge.hubs_bootstrap(0), mappe / "faelles")
        async with hubproces(hub), aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            alle = await opstil(Klient(hub, http, hub.token))
            async with asyncio.TaskGroup() as opgaver:
                opgaver.create_task(alle.modtagere[0].modtag_til(stop, langsom))
                for modtager in alle.modtagere[1:]:
                    opgaver.create_task(modtager.modtag_til(stop, hurtig))
                for runde in range(-1, RUNDER):
                    tider: dict[bool, list[float]] = {}
                    for er_langsom in (False, True) if runde % 2 else (True, False):
                        beskeder = [next(kilde).raa for _ in range(BESKEDER)]
                        tider[er_langsom] = await fase(alle, beskeder, langsom, er_langsom=er_langsom)
                    if runde >= 0:  # the first warms everything up
                        runder.append((tider[False], tider[True]))
                stop.set()
    return runder


def main() -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as mappe:
        runder = asyncio.run(maal(Path(mappe)))
    forhold, raekker = [], []
    for navn, andel in (("median", 50), ("p95", 95), ("p99", 99)):
        uden, med = ([_percentil(tider, andel) for tider in en] for en in zip(*runder, strict=True))
        forhold.append(Forhold.af(f"{navn} of the others, with a slow one / without", med, uden, hoejst=LOFT))
        raekker.append((navn, *(f"{1000 * statistics.median(tider):.0f}" for tider in (uden, med))))
    billede.forhold("langsom_modtager", "What a slow receiver among a hundred costs the others", forhold)
    print(f"{BESKEDER} messages a round to 100 dueslag; the 99 others' time from send to delivery\n")
    print(*tabel(("ms", "without a slow one", "with"), raekker), "", *forholdstabel(forhold), sep="\n")


def _percentil(tider: list[float], andel: int) -> float:
    return statistics.quantiles(tider, n=100, method="inclusive")[andel - 1]


if __name__ == "__main__":
    main()
