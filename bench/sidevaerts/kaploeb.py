"""Messages a second, catching up on a backlog: the hub with every rule on beside what a user would pick instead.

One Kafka broker, one stock of messages, turn by turn: a round is a turn of everyone, in an order that moves from round
to round, and a ratio is taken within a round. What a turn is and how it is timed: `bench.sidevaerts.tur`.
"""

from __future__ import annotations

import statistics
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench import billede
from bench.resultat import Forhold, forholdstabel, spaend, tabel, tal
from bench.sidevaerts import sager, tur
from bench.sidevaerts.deltagere import (
    AFKODET,
    ALLE,
    CONFLUENT,
    FASTSTREAM,
    HUB,
    HUB_TO,
    HUB_UDEN,
    IND,
    RAA,
    STREAMS,
    STREAMS_TO,
    Bane,
    Deltager,
)
from bench.sidevaerts.kafka import Bus, koerende
from bench.sidevaerts.tur import Tur
from brokers import Record

ANTAL: Final = 20_000
FAERRE: Final = 24
"""A slow contestant's backlog is so many times smaller."""
RUNDER: Final = 5
_LILLE: Final = f"{IND}-lille"

Resultat = Mapping[Deltager, Sequence[Tur]]
"""A turn a round."""


def maal(antal: int = ANTAL, runder: int = RUNDER, deltagere: Sequence[Deltager] = ALLE) -> Resultat:
    """Raises RuntimeError or AssertionError when a contestant does not do its work; see `tur.koer`."""
    alle = list(sager.poster(antal))
    lille = alle[: antal // FAERRE]
    ture: dict[Deltager, list[Tur]] = defaultdict(list)
    with koerende() as (bus, mappe):
        for ind, poster in ((IND, alle), (_LILLE, lille)):
            bus.opret({ind: 4})
            bus.fyld(poster, ind)
        for deltager in (RAA, HUB):  # for the broker's compiler
            _tur(bus, mappe, deltager, "varm", alle, IND)
        for runde in range(runder):
            skift = runde % len(deltagere)
            for deltager in (*deltagere[skift:], *deltagere[:skift]):
                poster, ind = (lille, _LILLE) if deltager.langsom else (alle, IND)
                ture[deltager].append(_tur(bus, mappe, deltager, str(runde), poster, ind))
    return ture


def _tur(bus: Bus, mappe: Path, deltager: Deltager, runde: str, poster: Sequence[Record], ind: str) -> Tur:
    navn = f"{deltager.id}-{runde}"
    foer = bus.emner()
    loeb = deltager.klargoer(Bane(bus, mappe, navn, poster, ind))
    sum_ = sum(zlib.crc32(post.value or b"") for post in poster)
    svar = tur.koer(bus, loeb, len(poster), mappe / f"{navn}.log", modtaget_sum=sum_)
    bus.slet(bus.emner() - foer)
    return svar


def forhold(ture: Resultat) -> Sequence[Forhold]:
    """The ratios that were aimed at, and those that belong beside them."""

    def et(tael: Deltager, naevn: Deltager, mindst: float | None = None) -> Forhold:
        pr_sekund = ([tur.pr_sekund for tur in ture[deltager]] for deltager in (tael, naevn))
        return Forhold.af(f"{tael.kort} / {naevn.kort}", *pr_sekund, mindst=mindst)

    return (
        et(HUB, STREAMS, 1.2),
        et(HUB, STREAMS_TO),
        et(HUB, AFKODET, 1.5),
        et(HUB, RAA, 0.5),
        et(HUB, CONFLUENT),
        et(HUB, FASTSTREAM, 30),
        et(HUB_UDEN, AFKODET, 0.7),
        et(HUB_TO, HUB),
        et(HUB_TO, STREAMS_TO),
    )


def linjer(ture: Resultat) -> Iterator[str]:
    """What everyone did, and the ratios."""
    yield from tabel(
        ("", "messages a second: median (min-max)", "own µs a message", "MiB", "bytes out", "a transaction"),
        [
            (
                f"{deltager.kort}: {deltager.beskrivelse}",
                spaend([tur.pr_sekund for tur in egne]),
                tal(statistics.median(tur.processor_us for tur in egne)),
                tal(statistics.median(tur.rss_mib for tur in egne)),
                tal(egne[0].ud_bytes),
                tal(statistics.median(tur.pr_transaktion for tur in egne)) if egne[0].pr_transaktion else "none",
            )
            for deltager, egne in ture.items()
        ],
    )
    yield ""
    yield from forholdstabel(forhold(ture))


def main() -> None:
    """Measure, print the tables, draw the picture; see `bench/README.md`."""
    ture = maal()
    billede.forhold("kaploeb", "The hub beside what a user would pick instead, messages a second", forhold(ture))
    print(*linjer(ture), sep="\n")


if __name__ == "__main__":
    main()
