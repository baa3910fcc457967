"""The offline verifier of the message log: finds any edit, deletion, reordering or truncation, and where it begins.

Reads a bus (`verificer_bus`), a data directory (`verificer`), or an exported file (`verificer_fil`); needs no secret
and no running hub. What it cannot see: a log, its heads and their copies all written anew together. So keep a copy of
the directory `log.hoved` where the hub cannot write.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from brokers import Broker, BrokerError, EmbeddedBroker, UnknownTopic, read_to
from hub.beskedfordeler.emner import HOVEDER, LEVERINGSLOG, LOG
from hub.log import hoveder
from hub.log.eksport import Eksportfejl, Eksportpost, Eksportskriver, laes_eksport
from hub.log.hoveder import Hovedfejl
from hub.log.kaede import Hoved
from hub.log.kaedetjek import Brud, Kaedetjek

KAEDER: Final = (LOG, LEVERINGSLOG)
_BATCH: Final = 1_000


class Verificeringsfejl(RuntimeError):
    """The log could not be checked at all; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kaederapport:
    """What was found in one chain. `led` counts those that hold; `brud` is None when all do."""

    emne: str
    partition: int
    led: int
    hoved: str
    """The last good link's hash, in hexadecimal."""
    brud: Brud | None


@dataclass(frozen=True, slots=True)
class Rapport:
    """What was found in all chains."""

    kaeder: tuple[Kaederapport, ...]

    @property
    def i_orden(self) -> bool:
        """Whether every chain holds."""
        return all(kaede.brud is None for kaede in self.kaeder)

    @property
    def led(self) -> int:
        """Links that hold, in all chains together."""
        return sum(kaede.led for kaede in self.kaeder)


class Verifikator:
    """Takes records of the log and of its heads, each partition in order; says at the end what was found.

    Heads that come before the links of their chain must be in it; the last one given must be its end. `kendte`: heads
    kept elsewhere, by chain.
    """

    def __init__(self, kendte: Mapping[str, Hoved] | None = None) -> None:
        self._kendte = {navn: [hoved] for navn, hoved in (kendte or {}).items()}
        self._nyeste: dict[str, Hoved] = {}
        self._tjek: dict[tuple[str, int], Kaedetjek] = {}

    def tag(self, post: Eksportpost) -> None:
        """The next record. Raises Hovedfejl for a head that cannot be read."""
        if post.emne == HOVEDER:
            if post.vaerdi is not None and post.noegle is not None:
                self._nyeste[post.noegle.decode(errors="replace")] = hoveder.laes(post.vaerdi)
        elif post.emne in KAEDER:
            self._kaede(post.emne, post.partition).led(post.vaerdi, post.offset)

    def rapport(self) -> Rapport:
        """What was found; every chain that is known of, also one without any links left."""
        for navn in {*self._kendte, *self._nyeste}:
            emne, _, partition = navn.rpartition("-")
            if emne in KAEDER and partition.isdecimal():
                self._kaede(emne, int(partition))
        fundet = []
        for (emne, nummer), tjek in sorted(self._tjek.items()):
            tjek.slut(self._nyeste.get(hoveder.kaedenavn(emne, nummer)))
            fundet.append(Kaederapport(emne, nummer, tjek.hoved.antal, tjek.hoved.aftryk.hex(), tjek.brud))
        return Rapport(tuple(fundet))

    def _kaede(self, emne: str, partition: int) -> Kaedetjek:
        tjek = self._tjek.get((emne, partition))
        if tjek is None:
            navn = hoveder.kaedenavn(emne, partition)
            foer = [self._nyeste[navn]] if navn in self._nyeste else []
            tjek = self._tjek[emne, partition] = Kaedetjek([*self._kendte.get(navn, ()), *foer])
        return tjek


def verificer_poster(poster: Iterable[Eksportpost], kendte: Mapping[str, Hoved] | None = None) -> Rapport:
    """Check records given in the order of an export. Raises Verificeringsfejl."""
    verifikator = Verifikator(kendte)
    try:
        for post in poster:
            verifikator.tag(post)
    except (Hovedfejl, Eksportfejl) as fejl:
        raise Verificeringsfejl(str(fejl)) from fejl
    return verifikator.rapport()


async def verificer_bus(broker: Broker, mappe: Path | None = None) -> Rapport:
    """Check the log on a started broker, also while the hub runs. `mappe`: the directory of head files.

    Raises Verificeringsfejl.
    """
    try:
        verifikator = Verifikator(hoveder.laes_filer(mappe) if mappe is not None else None)
        async for post in poster_paa(broker):
            verifikator.tag(post)
    except (BrokerError, Hovedfejl, OSError) as fejl:
        raise Verificeringsfejl(f"the log cannot be read: {fejl}") from fejl
    return verifikator.rapport()


def verificer(data: Path) -> Rapport:
    """Check the log in a hub's data directory: the embedded bus in `bus/`, head files in `log.hoved/`.

    Raises Verificeringsfejl.
    """
    bus = data / "bus"
    if not bus.is_dir():
        raise Verificeringsfejl(
            f"{data}: there is no directory `bus` in it; give the data directory of an embedded hub"
        )

    async def koer() -> Rapport:
        async with EmbeddedBroker(bus) as broker:
            return await verificer_bus(broker, data / "log.hoved")

    try:
        return asyncio.run(koer())
    except BrokerError as fejl:
        raise Verificeringsfejl(f"the bus cannot be opened: {fejl}") from fejl


def verificer_fil(fil: Path, mappe: Path | None = None) -> Rapport:
    """Check an exported log. `mappe`: a directory of head files. Raises Verificeringsfejl."""
    try:
        return verificer_poster(laes_eksport(fil), hoveder.laes_filer(mappe) if mappe is not None else None)
    except OSError as fejl:
        raise Verificeringsfejl(f"{fil}: {fejl.strerror}") from fejl
    except Hovedfejl as fejl:
        raise Verificeringsfejl(str(fejl)) from fejl


async def eksporter(broker: Broker, fil: Path) -> int:
    """Write the log and its heads to a file that `verificer_fil` reads; returns the number of records."""
    with Eksportskriver(fil) as skriver:
        async for post in poster_paa(broker):
            skriver.skriv(post)
    return skriver.antal


async def poster_paa(broker: Broker) -> AsyncIterator[Eksportpost]:
    """The records of the chains, with the heads before them and again after, so that a running hub does no harm."""
    async for post in _laes(broker, HOVEDER):
        yield post
    for emne in KAEDER:
        async for post in _laes(broker, emne):
            yield post
    async for post in _laes(broker, HOVEDER):
        yield post


async def _laes(broker: Broker, emne: str) -> AsyncIterator[Eksportpost]:
    try:
        slutninger = await broker.end_offsets(emne)
    except UnknownTopic:
        return
    for partition, slut in sorted(slutninger.items()):
        async with await broker.reader(emne, partition) as laeser:
            async for poster in read_to(laeser, slut, max_records=_BATCH):
                for post in poster:
                    yield Eksportpost(post.topic, post.partition, post.offset, post.key, post.value)
