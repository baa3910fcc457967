"""Who serves which shard of delivery: announced by every owner in its take-over, followed by every instance.

An announcement is written under the transactional id of the shard, after whoever had it was fenced. So the newest one
in the topic is the owner's, and an instance that has lost a shard can never announce itself again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import orjson
import structlog

from brokers import Broker, Record, StoredRecord
from hub.beskedfordeler import emner
from hub.konfiguration.foelger import Foelger

LOG = structlog.get_logger(__name__)

_URL_MAKS: Final = 300


class Ejer(NamedTuple):
    """One life of one instance. `url` is where the others reach it; None: nowhere."""

    instans: str
    url: str | None


class Ejere:
    """The owners as announced; `jeg` is this instance. `skift` is called whenever they change."""

    def __init__(self, broker: Broker, jeg: Ejer, skift: Callable[[], None]) -> None:
        self._jeg = jeg
        self._skift = skift
        self._startet = False
        self._ejere: dict[int, Ejer] = {}
        self._foelger = Foelger(broker, [emner.INSTANSER], self._anvend)

    async def start(self) -> None:
        """Read what was announced, and follow it from now on. Raises BrokerError."""
        await self._foelger.start()
        self._startet = True

    async def stop(self) -> None:
        """Follow no more."""
        await self._foelger.stop()

    def find(self, partition: int) -> Ejer | None:
        """Who announced itself last; it may be gone."""
        return self._ejere.get(partition)

    async def _anvend(self, poster: Sequence[StoredRecord]) -> None:
        for post in poster:
            partition, ejer = (post.key or b"").decode(errors="replace"), laes(post.value or b"")
            if not partition.isdecimal() or ejer is None:
                LOG.warning("an announcement of an instance cannot be read", offset=post.offset)
                continue
            self._ejere[int(partition)] = ejer
            if self._startet and ejer.url and ejer.url == self._jeg.url and ejer.instans != self._jeg.instans:
                # Until the start it was an earlier life; now it is somebody who is reached where we are.
                LOG.warning("another instance has the same address; give each its own --egen-url", url=ejer.url)
        self._skift()


def post(partition: int, ejer: Ejer) -> Record:
    """The announcement that this instance serves a shard."""
    data = {"instans": ejer.instans, "url": ejer.url}
    return Record(emner.INSTANSER, orjson.dumps(data), str(partition).encode())


def laes(vaerdi: bytes) -> Ejer | None:
    """The instance that an announcement names; None when it cannot be read."""
    try:
        data: Any = orjson.loads(vaerdi)
        instans, url = data["instans"], data["url"]
    except (ValueError, KeyError, TypeError):
        return None
    laeselig = url is None or (
        isinstance(url, str) and url.startswith(("http://", "https://")) and len(url) < _URL_MAKS
    )
    return Ejer(instans, url) if isinstance(instans, str) and laeselig else None
