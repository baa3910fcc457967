"""Growth: the time for 400,000 messages beside that for the first 100,000 of them, and the memory at both.

One backlog, taken up in one go; a round is a new hub on a new bus. A warming up of 10,000 messages comes first and
counts for neither. The times are the broker's, of the log. A history of everything that came is kept in memory, so
memory is told, at both places.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import billede
from bench.resultat import Forhold, forholdstabel, spaend, tabel
from bench.sidevaerts import huben, sager, tur
from bench.sidevaerts.kafka import Bus, koerende
from bench.sidevaerts.proces import Proces
from hub.beskedfordeler import emner

FJERDEDEL: Final = 100_000
FJERDEDELE: Final = 4
VARME: Final = 10_000
RUNDER: Final = 5
LOFT: Final = 4.2
TAALMOD: Final = 120.0
"""Seconds after which no further round is begun."""


@dataclass(frozen=True)
class Runde:
    """Seconds for each quarter of the messages, and MiB resident when it was done."""

    sekunder: tuple[float, ...]
    mib: tuple[float, ...]


def maal(fjerdedel: int = FJERDEDEL, runder: int = RUNDER, taalmod: float = TAALMOD) -> Sequence[Runde]:
    """One round at the least. Raises AssertionError unless log and dueslag hold every message."""
    begyndt, ud = time.monotonic(), list[Runde]()
    with koerende() as (bus, mappe):
        while len(ud) < runder and (not ud or time.monotonic() - begyndt < taalmod):
            ud.append(_runde(bus, mappe, fjerdedel, len(ud)))
    return ud


def _runde(bus: Bus, mappe: Path, fjerdedel: int, nummer: int) -> Runde:
    graenser = [VARME + fjerdedel * nr for nr in range(FJERDEDELE + 1)]
    huben.ny_bus(bus)
    huben.efterslaeb(bus, sager.poster(graenser[-1]))
    data = mappe / f"hub-{nummer}"
    proces = Proces(huben.kommando(bus, data), mappe / f"hub-{nummer}.log", huben.miljoe(mappe))
    mib = []
    try:
        for graense in graenser[1:]:
            tur.naa(bus, proces, emner.GRUPPE_ROUTER, emner.INDGANG, graense)
            mib.append(proces.rss() / 2**20)
    finally:
        proces.stop()
    skrevet = bus.udskrevet([emner.LOG, huben.ud()[0]])
    assert {et.antal for et in skrevet.values()} == {graenser[-1]}, "log and dueslag hold every message"
    tider = sorted(skrevet[emner.LOG].tider)
    ved = [tider[graense - 1] / 1000 for graense in graenser]
    return Runde(tuple(til - fra for fra, til in itertools.pairwise(ved)), tuple(mib))


def forhold(runder: Sequence[Runde]) -> Sequence[Forhold]:
    """Of time, and of memory."""
    return (
        Forhold.af(
            "time for 400,000 / for 100,000",
            [sum(runde.sekunder) for runde in runder],
            [runde.sekunder[0] for runde in runder],
            hoejst=LOFT,
        ),
        Forhold.af(
            "memory after 400,000 / after 100,000",
            [runde.mib[-1] for runde in runder],
            [runde.mib[0] for runde in runder],
        ),
    )


def main() -> None:
    """Measure, print the tables, draw the pictures; see `bench/README.md`."""
    runder = maal()
    alle = forhold(runder)
    billede.forhold("vaekst", "Growth from 100,000 messages to 400,000", alle)
    efter = [FJERDEDEL * (nr + 1) for nr in range(FJERDEDELE)]
    billede.kurver(
        "vaekst-hukommelse",
        "Memory of the hub as its history grows",
        "messages routed since the start",
        "MiB resident",
        {"hub": [(antal, [runde.mib[nr] for runde in runder]) for nr, antal in enumerate(efter)]},
        fra_nul=True,
    )
    raekker = [
        (
            f"the {nr + 1}. hundred thousand",
            spaend([runde.sekunder[nr] for runde in runder]),
            f"{statistics.median(runde.mib[nr] for runde in runder):.0f}",
        )
        for nr in range(FJERDEDELE)
    ]
    print(*tabel(("", "seconds: median (min-max)", "MiB after"), raekker), "", *forholdstabel(alle), sep="\n")


if __name__ == "__main__":
    main()
