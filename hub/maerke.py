"""The mark of a bus: an id of its own, and a trace of the secret that every keyed hash on it is made with.

An instance with another secret would route by other keys and honour no leveringId of the others, in silence. So the
first hub leaves a keyed hash of a fixed text, and whoever comes later with another secret is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from brokers import Broker, Cleanup, Record, TopicSpec, read_to
from hub.beskedfordeler import emner
from hub.konfiguration.skriver import skriv_alene
from hub.konfiguration.vaerdilister import ForkertHemmelighed

_NOEGLE = b"maerke"


class Maerke(NamedTuple):
    """What a bus is known by."""

    bus: str
    spor: str
    """The keyed hash that shows the secret."""


async def busmaerke(broker: Broker, hemmelighed: bytes) -> str:
    """The id of the bus; the first who asks gives it one. Raises ForkertHemmelighed, BrokerError."""
    await broker.ensure_topics(TopicSpec(emner.MAERKE, cleanup=Cleanup.COMPACT))
    spor = hashlib.blake2b(b"faelleshub", key=hemmelighed, digest_size=16, person=b"bus").hexdigest()

    async def poster() -> Sequence[Record]:
        if await _laes(broker) is not None:
            return ()
        return (Record(emner.MAERKE, orjson.dumps(Maerke(str(uuid.uuid4()), spor)._asdict()), _NOEGLE),)

    maerke = await _laes(broker)
    while maerke is None:
        await skriv_alene(broker, emner.MAERKE, poster)
        maerke = await _laes(broker)
    if not hmac.compare_digest(maerke.spor, spor):
        raise ForkertHemmelighed(
            "this bus was begun with another FAELLESHUB_HEMMELIGHED; start the hub with the one that was used then, "
            "which is the same for every instance"
        )
    return maerke.bus


async def _laes(broker: Broker) -> Maerke | None:
    fundet = None
    slut = (await broker.end_offsets(emner.MAERKE)).get(0, 0)
    async with await broker.reader(emner.MAERKE) as laeser:
        async for bid in read_to(laeser, slut):
            for post in bid:
                data: Any = orjson.loads(post.value or b"{}")
                fundet = Maerke(data["bus"], data["spor"])
    return fundet
