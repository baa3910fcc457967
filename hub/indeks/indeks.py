"""The read models that `spor` and the list of the fejlkø look things up in.

A projection of `besked.log`, `levering.log` and `fejlkoe` in an SQL database; can be deleted at any time, and is built
again at the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import sqlalchemy as sa

from brokers import Broker
from hub.beskedfordeler import emner
from hub.beskedfordeler.fejlposter import Fejlfilter, Fejlpost
from hub.beskedfordeler.typer import Hop
from hub.indeks import tabeller as t
from hub.indeks.foelger import Foelger
from hub.indeks.projektion import beskednoegle
from hub.log.haendelse import Hopslags, tid, us

INDHENT: Final = 2.0
"""Seconds that a question waits for the read models to catch up; then it is answered with what there is."""
_HOP_MAKS: Final = 10_000


class Indeks:
    """The read models of one instance, in a SQLite file, or in the database that `url` names."""

    def __init__(self, broker: Broker, fil: Path, hemmelighed: bytes, *, url: str | None = None) -> None:
        self._fil = fil
        self._hemmelighed = hemmelighed
        self._motor = sa.create_engine(url or f"sqlite:///{fil}")
        if self._motor.dialect.name == "sqlite":
            sa.event.listen(self._motor, "connect", _sqlite)
        self._foelger = Foelger(broker, self._motor, hemmelighed)

    async def start(self) -> None:
        """Make the tables and begin to follow. Raises BrokerError, SQLAlchemyError."""
        self._fil.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(t.klargoer, self._motor)
        await self._foelger.start()

    async def stop(self) -> None:
        """Follow no more, and close the database."""
        await self._foelger.stop()
        await asyncio.to_thread(self._motor.dispose)

    async def spor(self, id_: str) -> Sequence[Hop]:
        """Every hop of a message, by its BeskedId or by the number of a reception; in order of time."""
        await self._foelger.indhent((emner.LOG, emner.LEVERINGSLOG), INDHENT)
        noegle = beskednoegle(id_, self._hemmelighed)
        valg = (
            sa.select(t.HOP)
            .where((t.HOP.c.besked == noegle) | (t.HOP.c.modtagelse == id_))
            .order_by(t.HOP.c.tidspunkt, t.HOP.c.orden, t.HOP.c.id)
            .limit(_HOP_MAKS)
        )
        return [_hop(raekke) for raekke in await self._alle(valg)]

    async def fejl(self, kriterier: Fejlfilter, *, foer: tuple[int, str] | None, maks: int) -> Sequence[Fejlpost]:
        """Entries of the fejlkø, newest first, from after `foer` (time in microseconds, id)."""
        await self._foelger.indhent((emner.FEJLKOE, emner.FEJLTILSTAND), INDHENT)
        valg = _fejlvalg().where(*_betingelser(kriterier))
        if foer is not None:
            valg = valg.where(sa.tuple_(t.FEJL.c.tidspunkt, t.FEJL.c.id) < sa.tuple_(*map(sa.literal, foer)))
        valg = valg.order_by(t.FEJL.c.tidspunkt.desc(), t.FEJL.c.id.desc()).limit(maks)
        return [_fejlpost(raekke) for raekke in await self._alle(valg)]

    async def fejlsted(self, id_: str) -> tuple[Fejlpost, int, int] | None:
        """An entry with its partition and offset in the topic; None when there is none."""
        await self._foelger.indhent((emner.FEJLKOE, emner.FEJLTILSTAND), INDHENT)
        raekker = await self._alle(_fejlvalg().where(t.FEJL.c.id == id_))
        return (_fejlpost(raekker[0]), raekker[0].koe_partition, raekker[0].koe_offset) if raekker else None

    async def taellere(self) -> Sequence[tuple[str, str, str, int]]:
        """Sender, beskedtype, outcome and how many: what has been decided so far."""
        await self._foelger.indhent((emner.LOG,), INDHENT)
        c = t.TAELLER.c
        raekker = await self._alle(sa.select(c.system, c.beskedtype, c.udfald, c.antal).order_by(c.system))
        return [(raekke.system, raekke.beskedtype, raekke.udfald, raekke.antal) for raekke in raekker]

    async def _alle(self, valg: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        def laes() -> Sequence[sa.Row[Any]]:
            with self._motor.connect() as forbindelse:
                return forbindelse.execute(valg).all()

        return await asyncio.to_thread(laes)


def _fejlvalg() -> sa.Select[Any]:
    return sa.select(t.FEJL, t.GENAFSPILNING.c.hvem, t.GENAFSPILNING.c.tidspunkt.label("genafspillet")).outerjoin_from(
        t.FEJL, t.GENAFSPILNING, t.GENAFSPILNING.c.fejl == t.FEJL.c.id
    )


def _betingelser(kriterier: Fejlfilter) -> Sequence[sa.ColumnElement[bool]]:
    c = t.FEJL.c
    med_regel = sa.select(t.FEJLREGEL.c.fejl).where(t.FEJLREGEL.c.regel == kriterier.regel)
    genafspillet = t.GENAFSPILNING.c.fejl.is_not(None)
    mulige: Sequence[tuple[object, sa.ColumnElement[bool]]] = (
        (kriterier.system, c.afsender == kriterier.system),
        (kriterier.beskedtype, c.beskedtype == kriterier.beskedtype),
        (kriterier.regel, c.id.in_(med_regel)),
        (kriterier.dueslag, c.dueslag == kriterier.dueslag),
        (kriterier.fra, c.tidspunkt >= (us(kriterier.fra) if kriterier.fra else 0)),
        (kriterier.til, c.tidspunkt < (us(kriterier.til) if kriterier.til else 0)),
        (kriterier.tilstand, genafspillet if kriterier.tilstand == "genafspillet" else ~genafspillet),
    )
    return [betingelse for vaerdi, betingelse in mulige if vaerdi is not None]


def _hop(raekke: sa.Row[Any]) -> Hop:
    return Hop(
        tidspunkt=tid(raekke.tidspunkt),
        slags=Hopslags(raekke.slags),
        modtagelse_id=raekke.modtagelse,
        system=raekke.system,
        dueslag=raekke.dueslag,
        udfald=raekke.udfald,
        regler=tuple(orjson.loads(raekke.regler)),
        forsoeg=raekke.forsoeg,
        hvem=raekke.hvem,
    )


def _fejlpost(raekke: sa.Row[Any]) -> Fejlpost:
    return Fejlpost(
        id=raekke.id,
        tidspunkt=tid(raekke.tidspunkt),
        tilstand="aaben" if raekke.hvem is None else "genafspillet",
        afsender=raekke.afsender,
        modtagelse_id=raekke.modtagelse,
        besked_id=raekke.besked,
        beskedtype=raekke.beskedtype,
        skema_id=raekke.skema_id,
        dueslag=raekke.dueslag,
        regler=tuple(orjson.loads(raekke.regler)),
        forsoeg=raekke.forsoeg,
        emne=raekke.emne,
        partition=raekke.partition,
        offset=raekke.offset,
        genafspillet_af=raekke.hvem,
        genafspillet=None if raekke.genafspillet is None else tid(raekke.genafspillet),
    )


def _sqlite(forbindelse: Any, _post: Any) -> None:
    """Readers beside the writer; what a crash loses is read from the log again."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
        forbindelse.execute(f"PRAGMA {pragma}").close()
