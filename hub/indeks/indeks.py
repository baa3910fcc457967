"""The read models that `spor` and the list of the fejlkø look things up in.

A projection of `besked.log`, `levering.log` and `fejlkoe` in an SQL database; can be deleted while no hub runs, and is
built again at the next start.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson
import sqlalchemy as sa
import structlog

from brokers import Broker
from hub.beskedfordeler import emner
from hub.beskedfordeler.fejlposter import Fejlfilter, Fejlpost
from hub.beskedfordeler.typer import Hop
from hub.indeks import tabeller as t
from hub.indeks.database import Database, nede
from hub.indeks.foelger import Foelger
from hub.indeks.hop import alle_hop
from hub.indeks.projektion import beskednoegle
from hub.log.haendelse import tid, us
from hub.maerke import busmaerke

LOG = structlog.get_logger(__name__)

INDHENT: Final = 2.0
"""Seconds that a question waits for the read models to catch up; then it is answered with what there is."""
_HOP_MAKS: Final = 10_000
_PAUSE, _PAUSE_MAKS = 0.25, 10.0
"""Seconds between attempts while the database is away."""


class Indeks:
    """The read models of one instance, in a SQLite file, or in the PostgreSQL that `url` names and others share.

    The database may be away, at start too: it is tried again and again, and the tables catch up when it is back.
    Every question raises IndeksNede meanwhile.
    """

    def __init__(self, broker: Broker, fil: Path, hemmelighed: bytes, *, url: str | None = None) -> None:
        self._broker = broker
        self._hemmelighed = hemmelighed
        self._database = Database(fil, url)
        self._foelger = Foelger(broker, self._database, hemmelighed)
        self._klar = asyncio.Event()
        self._opgave: asyncio.Task[None] | None = None
        self._melder_nede = False

    @property
    def klar(self) -> bool:
        """Whether the database answered the last time that it was needed."""
        return self._klar.is_set()

    async def start(self) -> None:
        """Begin to follow, as soon as the database answers. Raises BrokerError, ForkertHemmelighed."""
        bus = await busmaerke(self._broker, self._hemmelighed)
        self._opgave = asyncio.create_task(self._koer(bus), name="indeks")

    async def stop(self) -> None:
        """Follow no more, and close the database."""
        if self._opgave is not None:
            self._opgave.cancel()
            await asyncio.gather(self._opgave, return_exceptions=True)
            self._opgave = None
        await self._database.luk()

    async def _koer(self, bus: str) -> None:
        """Follow; after whatever fails, wait and begin again from where the database stands."""
        pause = _PAUSE
        while True:
            begyndt = asyncio.get_running_loop().time()
            try:
                await self._database.forbind()
                await self._database.skriv(partial(t.klargoer, bus=bus))
                await self._foelger.koer(bus, self._begyndt)
            except Exception as fejl:  # noqa: BLE001 - read models never end by themselves, and never end the hub
                self._nede(fejl)
            if asyncio.get_running_loop().time() - begyndt > _PAUSE_MAKS:
                pause = _PAUSE
            await asyncio.sleep(pause)
            pause = min(2 * pause, _PAUSE_MAKS)

    def _begyndt(self) -> None:
        self._klar.set()
        if self._melder_nede:
            self._melder_nede = False
            LOG.info("the read models are followed again")

    def _nede(self, fejl: Exception) -> None:
        """Say once what is wrong; the words of a driver that could not connect, and of our own, hold no data."""
        self._klar.clear()
        foerste = fejl
        while isinstance(foerste, ExceptionGroup):
            foerste = foerste.exceptions[0]
        if not self._melder_nede:
            egne = isinstance(foerste, t.FremmedIndeks) or type(foerste) is ConnectionError
            LOG.warning(
                "the read models wait for their database; messages are routed all the same",
                error=str(foerste) if egne else type(foerste).__name__,
            )
        self._melder_nede = True

    async def _indhent(self, *emner_: str) -> None:
        """Wait a little for the tables to catch up; then they answer with what there is. Raises IndeksNede."""
        try:
            async with asyncio.timeout(INDHENT):
                await self._klar.wait()
        except TimeoutError:
            raise nede() from None
        await self._foelger.indhent(emner_, INDHENT)

    async def spor(self, id_: str) -> Sequence[Hop]:
        """Every hop of a message, by its BeskedId or by the number of a reception; in order of time."""
        await self._indhent(emner.LOG, emner.LEVERINGSLOG)
        noegle = beskednoegle(id_, self._hemmelighed)
        valg = (
            sa.select(t.LED)
            .where((t.LED.c.besked == noegle) | (t.LED.c.modtagelse == noegle))
            .order_by(t.LED.c.tidspunkt, t.LED.c.id)
            .limit(_HOP_MAKS)
        )
        return alle_hop(await self._alle(valg))[:_HOP_MAKS]

    async def fejl(self, kriterier: Fejlfilter, *, foer: tuple[int, str] | None, maks: int) -> Sequence[Fejlpost]:
        """Entries of the fejlkø, newest first, from after `foer` (time in microseconds, id)."""
        await self._indhent(emner.FEJLKOE, emner.FEJLTILSTAND)
        valg = _fejlvalg().where(*_betingelser(kriterier))
        if foer is not None:
            valg = valg.where(sa.tuple_(t.FEJL.c.tidspunkt, t.FEJL.c.id) < sa.tuple_(*map(sa.literal, foer)))
        valg = valg.order_by(t.FEJL.c.tidspunkt.desc(), t.FEJL.c.id.desc()).limit(maks)
        return [_fejlpost(raekke) for raekke in await self._alle(valg)]

    async def fejlsted(self, id_: str) -> tuple[Fejlpost, int, int] | None:
        """An entry with its partition and offset in the topic; None when there is none."""
        await self._indhent(emner.FEJLKOE, emner.FEJLTILSTAND)
        raekker = await self._alle(_fejlvalg().where(t.FEJL.c.id == id_))
        return (_fejlpost(raekker[0]), raekker[0].koe_partition, raekker[0].koe_offset) if raekker else None

    async def taellere(self) -> Sequence[tuple[str, str, str, int]]:
        """Sender, beskedtype, outcome and how many: what has been decided so far."""
        await self._indhent(emner.LOG)
        c = t.TAELLER.c
        raekker = await self._alle(sa.select(c.system, c.beskedtype, c.udfald, c.antal).order_by(c.system))
        return [(raekke.system, raekke.beskedtype, raekke.udfald, raekke.antal) for raekke in raekker]

    async def trafik(self) -> Sequence[tuple[str, str, int, int, dt.datetime]]:
        """Way (`sendt`, `modtaget`), system or dueslag, schema id, how many accepted messages, and when the last."""
        await self._indhent(emner.LOG)
        raekker = await self._alle(sa.select(t.TRAFIK).order_by(t.TRAFIK.c.vej, t.TRAFIK.c.hvem, t.TRAFIK.c.skema_id))
        return [(r.vej, r.hvem, r.skema_id, r.antal, tid(r.senest)) for r in raekker]

    async def _alle(self, valg: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        return await self._database.spoerg(lambda forbindelse: forbindelse.execute(valg).all())


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
