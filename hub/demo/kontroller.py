"""What only the hub's operator can look at after the demo: the log's chain, and where personal numbers must not stand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from pathlib import Path
from typing import Final

from brokers import Broker, StoredRecord, read_to
from hub.demo.port import Kontrol
from hub.log.verificer import verificer_bus

LOGFIL: Final = "demo.log"
_BATCH: Final = 1_000


def kontroller(broker: Broker, data: Path) -> Sequence[Kontrol]:
    """The checks of a hub whose bus and data directory are here."""

    async def kaede(_: Collection[str]) -> tuple[bool, str]:
        rapport = await verificer_bus(broker, data / "log.hoved")
        brudte = [f"{k.emne}-{k.partition}" for k in rapport.kaeder if k.brud is not None]
        return rapport.i_orden and rapport.led > 0, f"{rapport.led} led, brud i: {', '.join(brudte) or 'ingen'}"

    async def hoveder(numre: Collection[str]) -> tuple[bool, str]:
        spor, poster, fundet = _skrivemaader(numre), 0, set[str]()
        async for post in _alle_poster(broker):
            poster += 1
            dele = (post.key or b"", *(vaerdi for _, vaerdi in post.headers))
            if any(nummer in del_ for del_ in dele for nummer in spor):
                fundet.add(post.topic)
        return poster > 0 and not fundet, f"{poster} poster, fundet i: {', '.join(sorted(fundet)) or 'ingen'}"

    async def log_og_filnavne(numre: Collection[str]) -> tuple[bool, str]:
        return await asyncio.to_thread(_log_og_filnavne, data, _skrivemaader(numre))

    return (
        ("beskedloggens kæde er ubrudt", kaede),
        ("ingen nøgle og ingen header på bussen nævner nogen", hoveder),
        ("ingen loglinje og intet filnavn nævner nogen", log_og_filnavne),
    )


async def _alle_poster(broker: Broker) -> AsyncIterator[StoredRecord]:
    """Every record that is on the bus now, in every topic."""
    for emne in await broker.topics():
        for partition, slut in (await broker.end_offsets(emne)).items():
            async with await broker.reader(emne, partition) as laeser:
                async for batch in read_to(laeser, slut, max_records=_BATCH):
                    for post in batch:
                        yield post


def _log_og_filnavne(data: Path, spor: Sequence[bytes]) -> tuple[bool, str]:
    filer = [str(fil.relative_to(data)).encode() for fil in data.rglob("*")]
    linjer = (data / LOGFIL).read_bytes().splitlines()
    fundet = sum(nummer in tekst for tekst in (*filer, *linjer) for nummer in spor)
    return bool(linjer) and not fundet, f"{len(linjer)} loglinjer, {len(filer)} filnavne, fundet: {fundet}"


def _skrivemaader(numre: Iterable[str]) -> list[bytes]:
    """Each number as people write it: with and without a hyphen."""
    return [skrevet.encode() for nummer in numre for skrevet in (nummer, f"{nummer[:6]}-{nummer[6:]}")]
