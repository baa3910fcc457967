"""Latency: from the moment a message should be sent until a reader of its dueslag has it, the hub beside raw aiokafka.

Both are up all the time, each with an input and outputs of its own on one broker; one of them at a time is sent to, at
a steady pace, and what it laid in the first receiver's topic is read committed. Raw aiokafka (peer (a)) commits what
each poll brought at once, as the hub does. The time of sending is when it should have been, so that a sender that was
held up hides nothing.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bench import billede
from bench.resultat import Forhold, forholdstabel, spaend, tabel
from bench.sidevaerts import huben, sager
from bench.sidevaerts.deltagere import RAA, Bane, raa_straks
from bench.sidevaerts.kafka import Bus, koerende
from bench.sidevaerts.opgave import PARTITIONER
from bench.sidevaerts.proces import Proces
from brokers import partition_for
from hub.beskedfordeler import emner

HASTIGHEDER: Final[Mapping[int, float]] = {50: 3.0, 200: 3.0, 500: 6.0, 1_000: 3.0, 2_000: 3.0}
"""Messages a second, and for how many seconds a round."""
MAALTE: Final = 500
RUNDER: Final = 5
LOFT: Final = 3.0
_FRIST: Final = 120.0
_IND: Final = f"{huben.EGNE}straks"


@dataclass(frozen=True)
class Vej:
    """Into one of the two, and out of it."""

    navn: str
    ind: str
    ud: str


Maalt = Mapping[tuple[str, int], Sequence[Sequence[float]]]
"""For each of the two and each pace: the waiting times of each round, in seconds."""


class Maaler:
    """Sends at a pace, and reads what comes out."""

    def __init__(self, producer: AIOKafkaProducer, consumer: AIOKafkaConsumer) -> None:
        self._producer = producer
        self._consumer = consumer

    async def fase(self, vej: Vej, pr_sekund: int, sekunder: float) -> Sequence[float]:
        """Every message's waiting time. Raises TimeoutError when one does not come out."""
        poster = list(sager.poster(round(pr_sekund * sekunder)))
        ur = time.perf_counter
        begyndt = ur() + 0.1
        skulle = {post.value: begyndt + nr / pr_sekund for nr, post in enumerate(poster)}
        async with asyncio.timeout(sekunder + _FRIST), asyncio.TaskGroup() as opgaver:
            laeser = opgaver.create_task(self._laes(skulle))
            for post in poster:
                await asyncio.sleep(max(0.0, skulle[post.value] - ur()))
                await self._producer.send(
                    vej.ind,
                    post.value,
                    post.key,
                    partition=partition_for(post.key, PARTITIONER),
                    headers=list(post.headers),
                )
        return laeser.result()

    async def _laes(self, skulle: Mapping[bytes | None, float]) -> Sequence[float]:
        tider: list[float] = []
        while len(tider) < len(skulle):
            for poster in (await self._consumer.getmany(timeout_ms=1_000)).values():
                nu = time.perf_counter()
                tider += [nu - skulle[post.value] for post in poster]
        return tider


async def maal_paa(
    bootstrap: str, veje: Sequence[Vej], hastigheder: Mapping[int, float] = HASTIGHEDER, runder: int = RUNDER
) -> Maalt:
    """Turn by turn, at each pace; a round more than is told warms everything up."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
    maalt: dict[tuple[str, int], list[Sequence[float]]] = defaultdict(list)
    async with producer, consumer:
        consumer.assign([TopicPartition(vej.ud, 0) for vej in veje])
        maaler = Maaler(producer, consumer)
        for runde in range(-1, runder):
            for pr_sekund, sekunder in hastigheder.items():
                for vej in veje if runde % 2 else tuple(reversed(veje)):
                    tider = await maaler.fase(vej, pr_sekund, sekunder if runde >= 0 else 1.0)
                    if runde >= 0:
                        maalt[vej.navn, pr_sekund].append(tider)
    return maalt


def maal(hastigheder: Mapping[int, float] = HASTIGHEDER, runder: int = RUNDER) -> Maalt:
    """Raises TimeoutError when a message does not come out."""
    with koerende() as (bus, mappe):
        huben.ny_bus(bus)
        bus.opret({_IND: PARTITIONER})
        loeb = raa_straks(Bane(bus, mappe, "straks-ud", (), _IND))
        veje = (Vej("hub", emner.INDGANG, huben.ud()[0]), Vej(RAA.kort, _IND, loeb.ud[0]))
        hub = Proces(huben.kommando(bus, mappe / "hub"), mappe / "hub.log", huben.miljoe(mappe))
        try:
            raa = Proces(loeb.kommando, mappe / "raa.log", loeb.miljoe)
            try:
                _vent_paa_dueslag(bus, hub, veje[0].ud)
                return uvloop.run(maal_paa(bus.bootstrap, veje, hastigheder, runder))
            finally:
                raa.stop()
        finally:
            hub.stop()


def _vent_paa_dueslag(bus: Bus, hub: Proces, emne: str) -> None:
    til = time.monotonic() + _FRIST
    while emne not in bus.emner():
        hub.tjek()
        assert time.monotonic() < til, "the hub did not make its dueslag"
        time.sleep(0.1)


def percentil(tider: Sequence[float], andel: int) -> float:
    """Milliseconds within which so many in a hundred were through."""
    return 1000 * statistics.quantiles(tider, n=100, method="inclusive")[andel - 1]


def percentiler(maalt: Maalt, navn: str, pr_sekund: int, andel: int) -> Sequence[float]:
    """A number a round."""
    return [percentil(tider, andel) for tider in maalt[navn, pr_sekund]]


def forhold(maalt: Maalt) -> Iterator[Forhold]:
    """The hub to the raw one: p99 at the pace that was aimed at, p50 beside it, and the others."""
    for pr_sekund in sorted({pr_sekund for _, pr_sekund in maalt}, key=lambda antal: (antal != MAALTE, antal)):
        for andel in (99, 50):
            par = (percentiler(maalt, navn, pr_sekund, andel) for navn in ("hub", RAA.kort))
            hoejst = LOFT if (pr_sekund, andel) == (MAALTE, 99) else None
            yield Forhold.af(f"p{andel} at {pr_sekund:,}/s, hub / {RAA.kort}", *par, hoejst=hoejst)


def linjer(maalt: Maalt) -> Iterator[str]:
    """Milliseconds, and the ratios."""
    yield from tabel(
        ("messages a second", *(f"{navn} p{andel}, ms" for navn in ("hub", RAA.kort) for andel in (50, 99))),
        [
            (
                f"{pr_sekund:,}",
                *(
                    spaend(percentiler(maalt, navn, pr_sekund, andel))
                    for navn in ("hub", RAA.kort)
                    for andel in (50, 99)
                ),
            )
            for pr_sekund in sorted({pr_sekund for _, pr_sekund in maalt})
        ],
    )
    yield ""
    yield from forholdstabel(list(forhold(maalt)))


def main() -> None:
    """Measure, print the tables, draw the picture; see `bench/README.md`."""
    maalt = maal()
    billede.kurver(
        "forsinkelse",
        "From sending to the dueslag, by how much is sent",
        "messages a second",
        "milliseconds",
        {
            f"{navn}, p{andel}": [(pr_sekund, percentiler(maalt, navn, pr_sekund, andel)) for pr_sekund in HASTIGHEDER]
            for navn in ("hub", RAA.kort)
            for andel in (50, 99)
        },
    )
    print(*linjer(maalt), sep="\n")


if __name__ == "__main__":
    main()
