"""The marks of a bus: an id of its own, a trace of the secret that its hashes are made with, and its folder of files.

An instance with another secret would route by other keys and honour no leveringId of the others, in silence. So the
first hub leaves a keyed hash of a fixed text, and whoever comes later with another secret is refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from brokers import Broker, Cleanup, Record, TopicSpec, read_to
from hub.beskedfordeler import emner
from hub.konfiguration.skriver import skriv_alene
from hub.konfiguration.vaerdilister import ForkertHemmelighed

_BUS: Final = "maerke"
_FILER: Final = "filer"
_FIL: Final = ".faelleshub"
"""The file that a folder of files is known by."""


async def busmaerke(broker: Broker, hemmelighed: bytes) -> str:
    """The id of the bus; the first who asks gives it one. Raises ForkertHemmelighed, BrokerError."""
    await broker.ensure_topics(TopicSpec(emner.MAERKE, cleanup=Cleanup.COMPACT))
    spor = hashlib.blake2b(b"faelleshub", key=hemmelighed, digest_size=16, person=b"bus").hexdigest()

    async def poster() -> Sequence[Record]:
        return () if _BUS in await _laes(broker) else (_post(_BUS, {"bus": str(uuid.uuid4()), "spor": spor}),)

    while (maerke := (await _laes(broker)).get(_BUS)) is None:
        await skriv_alene(broker, emner.MAERKE, poster)
    if not hmac.compare_digest(maerke["spor"], spor):
        raise ForkertHemmelighed(
            "this bus was begun with another FAELLESHUB_HEMMELIGHED; start the hub with the one that was used then, "
            "which is the same for every instance"
        )
    return str(maerke["bus"])


async def ny_filmappe(broker: Broker, mappe: Path) -> bool:
    """Whether the bus knew another folder of files until now; from now on it knows this one. Raises BrokerError.

    After `busmaerke`. Two instances that do not share their folder both find another's each time they start.
    """
    egen = await asyncio.to_thread(_mappens_id, mappe)
    kendt = (await _laes(broker)).get(_FILER)
    if kendt != {"mappe": egen}:
        await broker.send(_post(_FILER, {"mappe": egen}))
    return kendt is not None and kendt != {"mappe": egen}


def _mappens_id(mappe: Path) -> str:
    """The id in the folder's mark; the first who comes makes it."""
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
    maerke, halv = mappe / _FIL, mappe / f"{_FIL}.{uuid.uuid4().hex}.halv"
    if not maerke.exists():
        halv.write_text(str(uuid.uuid4()), "ascii")
        halv.rename(maerke)
    return maerke.read_text("ascii")


def _post(noegle: str, vaerdi: dict[str, str]) -> Record:
    return Record(emner.MAERKE, orjson.dumps(vaerdi), noegle.encode())


async def _laes(broker: Broker) -> dict[str, Any]:
    fundet: dict[str, Any] = {}
    slut = (await broker.end_offsets(emner.MAERKE)).get(0, 0)
    async with await broker.reader(emner.MAERKE) as laeser:
        async for bid in read_to(laeser, slut):
            fundet |= {(post.key or b"").decode(): orjson.loads(post.value or b"null") for post in bid}
    return fundet
