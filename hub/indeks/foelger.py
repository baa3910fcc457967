"""Follows the topics of the log into the read models: rows and progress in one database transaction.

Several processes may follow into one database: a batch counts only when progress stood where its reader began.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite

from brokers import Broker, BrokerError, Reader, StoredRecord, TopicPartition
from hub.indeks import tabeller as t
from hub.indeks.projektion import EMNER, Raekker, projicer
from hub.log.haendelse import UlaeseligtLed

LOG = structlog.get_logger(__name__)

_BATCH: Final = 1_000
_VENT: Final = 5.0
_PAUSE: Final = 1.0


class Foelger:
    """One task per partition of the topics; stops with the instance and goes on where the database stands."""

    def __init__(self, broker: Broker, motor: sa.Engine, hemmelighed: bytes) -> None:
        self._broker = broker
        self._motor = motor
        self._hemmelighed = hemmelighed
        self._naaet: dict[TopicPartition, int] = {}
        self._signal = asyncio.Event()
        self._skriver = asyncio.Lock()
        self._opgaver: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to follow. Raises BrokerError."""
        emner = await self._broker.topics()
        steder = [TopicPartition(emne, nr) for emne in EMNER for nr in range(emner[emne].partitions)]
        slut = {emne: await self._broker.end_offsets(emne) for emne in EMNER}
        gemt = await asyncio.to_thread(self._fremdrift)
        if any(gemt.get(sted, 0) > slut[sted.topic].get(sted.partition, 0) for sted in steder):
            LOG.warning("the read models are ahead of the log, which must be another one; they are built again")
            await asyncio.to_thread(self._ryd)
            gemt = {}
        for sted in steder:
            self._naaet[sted] = gemt.get(sted, 0)
            self._opgaver.append(asyncio.create_task(self._foelg(sted), name=f"indeks-{sted.topic}-{sted.partition}"))

    async def stop(self) -> None:
        """Follow no more."""
        for opgave in self._opgaver:
            opgave.cancel()
        await asyncio.gather(*self._opgaver, return_exceptions=True)
        self._opgaver.clear()

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

    async def _foelg(self, sted: TopicPartition) -> None:
        while True:
            try:
                async with await self._broker.reader(sted.topic, sted.partition, offset=self._naaet[sted]) as laeser:
                    await self._laes(sted, laeser)
            except (BrokerError, sa.exc.SQLAlchemyError) as fejl:
                LOG.warning("a read model waits", topic=sted.topic, error=type(fejl).__name__)
                await asyncio.sleep(_PAUSE)
            except UlaeseligtLed:
                LOG.error(  # noqa: TRY400 - there is no more to say than this; the verifier finds the place
                    "the message log has a record that is no link; spor stops there. Run: faelleshub log verificer",
                    topic=sted.topic,
                    partition=sted.partition,
                )
                return

    async def _laes(self, sted: TopicPartition, laeser: Reader) -> None:
        while True:
            poster = await laeser.read(max_records=_BATCH, timeout=_VENT)
            fra = self._naaet[sted]
            if laeser.offset == fra:
                continue
            async with self._skriver:
                skrevet = await asyncio.to_thread(self._skriv, sted, fra, laeser.offset, poster)
            if not skrevet:
                # Another process was first: go on from where it got to.
                gemt = (await asyncio.to_thread(self._fremdrift)).get(sted, 0)
                laeser.seek(gemt)
            self._naaet[sted] = laeser.offset
            self._signal.set()
            self._signal = asyncio.Event()

    def _skriv(self, sted: TopicPartition, fra: int, til: int, poster: Iterable[StoredRecord]) -> bool:
        raekker = projicer(poster, self._hemmelighed)
        with self._motor.begin() as forbindelse:
            if not _flyt(forbindelse, sted, fra, til):
                return False
            _indsaet(forbindelse, raekker)
            return True

    def _fremdrift(self) -> dict[TopicPartition, int]:
        with self._motor.connect() as forbindelse:
            raekker = forbindelse.execute(sa.select(t.FREMDRIFT)).all()
        return {TopicPartition(raekke.emne, raekke.partition): raekke.offset for raekke in raekker}

    def _ryd(self) -> None:
        with self._motor.begin() as forbindelse:
            for tabel in t.METADATA.sorted_tables:
                if tabel is not t.VERSIONER:
                    forbindelse.execute(tabel.delete())


def _flyt(forbindelse: sa.Connection, sted: TopicPartition, fra: int, til: int) -> bool:
    her = (t.FREMDRIFT.c.emne == sted.topic) & (t.FREMDRIFT.c.partition == sted.partition)
    foer = forbindelse.scalar(sa.select(t.FREMDRIFT.c.offset).where(her).with_for_update())
    if (foer or 0) != fra:
        return False
    if foer is None:
        forbindelse.execute(t.FREMDRIFT.insert(), {"emne": sted.topic, "partition": sted.partition, "offset": til})
    else:
        forbindelse.execute(t.FREMDRIFT.update().where(her), {"offset": til})
    return True


def _indsaet(forbindelse: sa.Connection, raekker: Raekker) -> None:
    if raekker.hop:
        forbindelse.execute(t.HOP.insert(), raekker.hop)
    for tabel, nye in (
        (t.FEJL, raekker.fejl),
        (t.FEJLREGEL, raekker.fejlregel),
        (t.GENAFSPILNING, raekker.genafspilning),
    ):
        if nye:
            forbindelse.execute(_ny(forbindelse, tabel).on_conflict_do_nothing(), nye)
    taeller = [
        {"system": system, "beskedtype": beskedtype, "udfald": udfald, "antal": antal, "senest": raekker.senest}
        for (system, beskedtype, udfald), antal in raekker.taeller.items()
    ]
    if taeller:
        ny = _ny(forbindelse, t.TAELLER)
        op = ny.on_conflict_do_update(
            index_elements=["system", "beskedtype", "udfald"],
            set_={"antal": t.TAELLER.c.antal + ny.excluded.antal, "senest": ny.excluded.senest},
        )
        forbindelse.execute(op, taeller)


def _ny(forbindelse: sa.Connection, tabel: sa.Table) -> Any:
    """An insert that can say what happens when the row is there: both databases have it, each in its own class."""
    return postgresql.insert(tabel) if forbindelse.dialect.name == "postgresql" else sqlite.insert(tabel)
