"""By which configuration each partition of the input is routed: announced by its owner, followed by every instance.

An owner announces between two batches, and at its take-over, under the partition's transactional id. So once the
newest announcement of every partition has a change, no message that came in later can be decided without it, whichever
instance decides: one that was fenced decides nothing, and a new owner first reads the configuration to its end
(docs/adr/0009).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog

from brokers import Broker, Record, StoredRecord
from hub.beskedfordeler import emner
from hub.konfiguration.foelger import Foelger

LOG = structlog.get_logger(__name__)

Naaet = Mapping[str, int]
"""How far a configuration goes: per topic of it, the offset behind the last record that is in it."""


class Gaeldende:
    """What the owners have announced. A partition that nobody ever routed has nothing to wait for."""

    def __init__(self, broker: Broker) -> None:
        self._naaet: dict[int, Naaet] = {}
        self._nyt = asyncio.Event()
        self._foelger = Foelger(broker, [emner.RUTES_EFTER], self._anvend)

    async def start(self) -> None:
        """Read what was announced, and follow it from now on. Raises BrokerError."""
        await self._foelger.start()

    async def stop(self) -> None:
        """Follow no more."""
        await self._foelger.stop()

    async def vent(self, naaet: Naaet, frist: float) -> bool:
        """Return when every partition is routed by so much of the configuration; False when not within `frist` seconds."""
        til = asyncio.get_running_loop().time() + frist
        while True:
            nyt = self._nyt
            if all(_har(partitionens, naaet) for partitionens in self._naaet.values()):
                return True
            rest = til - asyncio.get_running_loop().time()
            if rest <= 0:
                return False
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await nyt.wait()

    async def _anvend(self, poster: Sequence[StoredRecord]) -> None:
        for post in poster:
            partition, naaet = (post.key or b"").decode(errors="replace"), _laes(post.value or b"")
            if not partition.isdecimal() or naaet is None:
                LOG.warning("an announcement of a partition cannot be read", offset=post.offset)
                continue
            self._naaet[int(partition)] = naaet
        self._nyt.set()
        self._nyt = asyncio.Event()


def post(partition: int, naaet: Naaet) -> Record:
    """The announcement that a partition is routed by so much of the configuration."""
    return Record(emner.RUTES_EFTER, orjson.dumps(dict(naaet)), str(partition).encode())


def _har(naaet: Naaet, maal: Naaet) -> bool:
    return all(naaet.get(emne, 0) >= offset for emne, offset in maal.items())


def _laes(vaerdi: bytes) -> Naaet | None:
    try:
        data: Any = orjson.loads(vaerdi)
    except orjson.JSONDecodeError:
        return None
    laeselig = isinstance(data, dict) and all(isinstance(offset, int) for offset in data.values())
    return data if laeselig else None
