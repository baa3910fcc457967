"""The heads of the chains: how many links each has, and the last one's hash, kept apart from the log itself.

A log that is cut off at its end is still a valid chain; only a head that was kept elsewhere shows it. So each head is
written twice: to the compacted topic `log.hoved` in the very transaction of its link, and every second to a small
file beside the bus, which an operator may copy to where the hub cannot write.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path
from typing import Any

import orjson
import structlog

from brokers import Broker, StoredRecord, read_to
from hub.log.haendelse import laes_led
from hub.log.kaede import TOM, Hoved, eget_aftryk

LOG = structlog.get_logger(__name__)


class Hovedfejl(ValueError):
    """A stored head that cannot be read."""


def kaedenavn(emne: str, partition: int) -> str:
    """A chain's name: key in `log.hoved`, and name of its file."""
    return f"{emne}-{partition}"


def skriv(hoved: Hoved) -> bytes:
    """A head as it is stored."""
    return orjson.dumps({"antal": hoved.antal, "aftryk": hoved.aftryk.hex()})


def laes(vaerdi: bytes) -> Hoved:
    """A stored head. Raises Hovedfejl."""
    try:
        data: Any = orjson.loads(vaerdi)
        return Hoved(int(data["antal"]), bytes.fromhex(data["aftryk"]))
    except (ValueError, KeyError, TypeError) as fejl:
        raise Hovedfejl(f"a stored head of the log cannot be read ({type(fejl).__name__})") from None


async def sidste(broker: Broker, emne: str, partition: int) -> Hoved:
    """The head of a chain as its log has it, for whoever is to write the next link. Raises BrokerError."""
    post = await sidste_post(broker, emne, partition)
    return TOM if post is None else hoved_af(post)


async def sidste_post(
    broker: Broker, emne: str, partition: int, *, foer: int | None = None, taalmod: float = 30.0
) -> StoredRecord | None:
    """The last link of a chain, or the last before offset `foer`, as it is stored; None when there is none.

    Raises BrokerError: Unavailable when the end does not come within `taalmod` seconds.
    """
    slut = (await broker.end_offsets(emne)).get(partition, 0) if foer is None else foer
    skridt, sidste_fundne = 1, None
    async with await broker.reader(emne, partition) as laeser:
        while sidste_fundne is None:
            # A backend may leave holes before the end (transaction markers): look further back, step by step.
            fra = max(0, slut - skridt)
            laeser.seek(fra)
            # An empty answer is not the end: a new leader may not know yet that the newest links are committed.
            async for poster in read_to(laeser, slut, max_records=skridt, patience=taalmod):
                sidste_fundne = poster[-1]
            if fra == 0:
                break
            skridt *= 4
    return sidste_fundne


def hoved_af(post: StoredRecord) -> Hoved:
    """The head that a chain has with this link as its last."""
    vaerdi = post.value or b""
    return Hoved(laes_led(vaerdi).sekvens, eget_aftryk(vaerdi))


class Hovedfiler:
    """Writes the heads to files, one per chain, safely: a file is replaced whole, and is on disk when it counts."""

    def __init__(self, mappe: Path, sekunder: float) -> None:
        self._mappe = mappe
        self._sekunder = sekunder
        self._nye: dict[str, Hoved] = {}
        self._opgave: asyncio.Task[None] | None = None

    def meld(self, emne: str, partition: int, hoved: Hoved) -> None:
        """A chain has a new head; it reaches its file within the interval."""
        self._nye[kaedenavn(emne, partition)] = hoved

    async def start(self) -> None:
        """Begin to write."""
        self._mappe.mkdir(parents=True, exist_ok=True)
        self._opgave = asyncio.create_task(self._koer(), name="log-hoveder")

    async def stop(self) -> None:
        """Write what is left, and end."""
        if self._opgave is not None:
            self._opgave.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._opgave
            self._opgave = None
            await self._skriv()

    async def _koer(self) -> None:
        while True:
            await asyncio.sleep(self._sekunder)
            await self._skriv()

    async def _skriv(self) -> None:
        nye, self._nye = self._nye, {}
        if not nye:
            return
        try:
            await asyncio.to_thread(_skriv_filer, self._mappe, nye)
        except OSError as fejl:
            # Routing goes on: the heads are in the bus as well, and the next round writes newer ones.
            LOG.warning("the heads of the log could not be written to files", error=fejl.strerror)
            self._nye = nye | self._nye


def laes_filer(mappe: Path) -> dict[str, Hoved]:
    """The heads in the files of a directory, by chain; empty when there are none. Raises Hovedfejl."""
    return {fil.stem: laes(fil.read_bytes()) for fil in sorted(mappe.glob("*.json"))}


def _skriv_filer(mappe: Path, hoveder: dict[str, Hoved]) -> None:
    for navn, hoved in hoveder.items():
        ny = mappe / f".{navn}.{os.getpid()}.ny"  # the chain's last owner may be another process, and still write
        with ny.open("wb") as fil:
            fil.write(skriv(hoved))
            fil.flush()
            os.fsync(fil.fileno())
        ny.replace(mappe / f"{navn}.json")
    mappenummer = os.open(mappe, os.O_RDONLY)
    try:
        os.fsync(mappenummer)
    finally:
        os.close(mappenummer)
