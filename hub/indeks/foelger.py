"""Follows the topics of the log into the read models: a task per partition, from where the database stands.

Several instances may follow into one database; each reads everything, and whoever is first with a batch writes it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from typing import Final

import sqlalchemy as sa
import structlog

from brokers import Broker, Reader, TopicPartition
from hub.indeks import tabeller as t
from hub.indeks.database import Database
from hub.indeks.projektion import EMNER
from hub.indeks.skrivning import fremdrift, skriv_batch
from hub.log.haendelse import UlaeseligtLed

LOG = structlog.get_logger(__name__)

_BATCH: Final = 1_000
_VENT: Final = 5.0
_TABT_PAUSE: Final = 0.2
"""Seconds until a partition is looked at again that another instance wrote, but not beyond what this one knew."""


class Foelger:
    """One pass of following: from where the database stands until something fails."""

    def __init__(self, broker: Broker, database: Database, hemmelighed: bytes) -> None:
        self._broker = broker
        self._database = database
        self._hemmelighed = hemmelighed
        self._naaet: dict[TopicPartition, int] = {}
        self._signal = asyncio.Event()
        self._skriver = asyncio.Lock()

    async def koer(self, bus: str, begyndt: Callable[[], None]) -> None:
        """Follow until cancelled; `begyndt` is told when the database has said where it stands.

        Raises an ExceptionGroup of BrokerError, SQLAlchemyError, FremmedIndeks. Raises IndeksNede.
        """
        emner = await self._broker.topics()
        self._naaet = await self._fremdrift()
        begyndt()
        async with asyncio.TaskGroup() as opgaver:
            for emne in EMNER:
                for nummer in range(emner[emne].partitions):
                    sted = TopicPartition(emne, nummer)
                    opgaver.create_task(self._foelg(sted, bus), name=f"indeks-{emne}-{nummer}")

    async def indhent(self, emner: Iterable[str], frist: float) -> bool:
        """Wait until what these topics hold now is in the tables; False when that took longer than `frist` seconds."""
        maal = {
            TopicPartition(emne, nr): slut
            for emne in emner
            for nr, slut in (await self._broker.end_offsets(emne)).items()
        }
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(frist):
                while True:
                    signal = self._signal
                    if all(self._naaet.get(sted, 0) >= slut for sted, slut in maal.items()):
                        return True
                    await signal.wait()
        return False

    async def _foelg(self, sted: TopicPartition, bus: str) -> None:
        try:
            async with await self._broker.reader(sted.topic, sted.partition, offset=self._naaet.get(sted, 0)) as laeser:
                while True:
                    await self._laes(sted, laeser, bus)
        except UlaeseligtLed:
            LOG.error(  # noqa: TRY400 - there is no more to say than this; the verifier finds the place
                "the message log has a record that is no link; spor stops there. Run: faelleshub log verificer",
                topic=sted.topic,
                partition=sted.partition,
            )

    async def _laes(self, sted: TopicPartition, laeser: Reader, bus: str) -> None:
        fra = self._naaet.get(sted, 0)
        poster = await laeser.read(max_records=_BATCH, timeout=_VENT)
        til = laeser.offset
        if til == fra:
            return

        def skriv(forbindelse: sa.Connection) -> bool:
            t.proev(forbindelse, bus)
            return skriv_batch(forbindelse, sted, fra, til, poster, self._hemmelighed)

        async with self._skriver:
            skrevet = await self._database.skriv(skriv)
        if not skrevet:
            til = (await self._fremdrift()).get(sted, 0)
            laeser.seek(til)
            if til <= fra:
                await asyncio.sleep(_TABT_PAUSE)
        self._meld(sted, til)

    def _meld(self, sted: TopicPartition, naaet: int) -> None:
        self._naaet[sted] = naaet
        self._signal.set()
        self._signal = asyncio.Event()

    async def _fremdrift(self) -> dict[TopicPartition, int]:
        return await self._database.spoerg(fremdrift)
