"""A batch of records into the tables: progress and rows together, and only if progress stood where the batch begins.

So several instances may project into one database. Whoever moves the progress first has the batch; the others find it
moved and go on from there. Every transaction takes its rows in one order, so that two never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler

from brokers import StoredRecord, TopicPartition
from hub.indeks import tabeller as t
from hub.indeks.projektion import Raekker, projicer


def fremdrift(forbindelse: sa.Connection) -> dict[TopicPartition, int]:
    """How far each partition has been read into the tables."""
    raekker = forbindelse.execute(sa.select(t.FREMDRIFT)).all()
    return {TopicPartition(raekke.emne, raekke.partition): raekke.offset for raekke in raekker}


def skriv_batch(
    forbindelse: sa.Connection,
    sted: TopicPartition,
    fra: int,
    til: int,
    poster: Iterable[StoredRecord],
    hemmelighed: bytes,
) -> bool:
    """Write the rows of the records of [fra, til); False when another was first. Raises UlaeseligtLed."""
    if not _flyt(forbindelse, sted, fra, til):
        return False
    _indsaet(forbindelse, projicer(poster, hemmelighed))
    return True


def _flyt(forbindelse: sa.Connection, sted: TopicPartition, fra: int, til: int) -> bool:
    # One statement compares and moves: whoever comes second waits for the first, and then finds nothing to move.
    c = t.FREMDRIFT.c
    if fra == 0:
        flyt = _ny(forbindelse, t.FREMDRIFT).values(emne=sted.topic, partition=sted.partition, offset=til)
        flyt = flyt.on_conflict_do_nothing()
    else:
        her = (c.emne == sted.topic) & (c.partition == sted.partition) & (c.offset == fra)
        flyt = t.FREMDRIFT.update().where(her).values(offset=til)
    # What was moved is what comes back: a count of rows is not to be had for every statement of every driver.
    return forbindelse.execute(flyt.returning(c.offset)).first() is not None


def _indsaet(forbindelse: sa.Connection, raekker: Raekker) -> None:
    if raekker.led:
        indsaet_mange(forbindelse, t.LED, raekker.led)
    for tabel, nye in (
        (t.FEJL, raekker.fejl),
        (t.FEJLREGEL, raekker.fejlregel),
        (t.GENAFSPILNING, raekker.genafspilning),
    ):
        if nye:
            forbindelse.execute(_ny(forbindelse, tabel).on_conflict_do_nothing(), nye)
    taeller = [
        {"system": system, "beskedtype": beskedtype, "udfald": udfald, "antal": antal, "senest": raekker.senest}
        for (system, beskedtype, udfald), antal in sorted(raekker.taeller.items())
    ]
    if taeller:
        forbindelse.execute(_laeg_til(forbindelse, t.TAELLER, "system", "beskedtype", "udfald"), taeller)
    trafik = [
        {"vej": vej, "hvem": hvem, "skema_id": skema_id, "antal": antal, "senest": senest}
        for (vej, hvem, skema_id), (antal, senest) in sorted(raekker.trafik().items())
    ]
    if trafik:
        forbindelse.execute(_laeg_til(forbindelse, t.TRAFIK, "vej", "hvem", "skema_id"), trafik)


def indsaet_mange(forbindelse: sa.Connection, tabel: sa.Table, raekker: list[dict[str, Any]]) -> None:
    """Rows that are as the driver takes them, and all have the same columns, past what SQLAlchemy does for each row."""
    indsaet = _indsaettelse(tabel, forbindelse.dialect, tuple(raekker[0]))
    if indsaet.positiontup is None:
        forbindelse.exec_driver_sql(str(indsaet), raekker)
    else:
        vaerdier = itemgetter(*indsaet.positiontup)
        forbindelse.exec_driver_sql(str(indsaet), list(map(vaerdier, raekker)))


@lru_cache(maxsize=8)
def _indsaettelse(tabel: sa.Table, dialekt: sa.Dialect, kolonner: tuple[str, ...]) -> SQLCompiler:
    compiled = tabel.insert().compile(dialect=dialekt, column_keys=kolonner)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - an insert is SQL
    return compiled


def _laeg_til(forbindelse: sa.Connection, tabel: sa.Table, *noegle: str) -> Any:
    """An insert into a table of counters that adds to the row of the same key, where there is one."""
    ny = _ny(forbindelse, tabel)
    senest = sa.case((ny.excluded.senest > tabel.c.senest, ny.excluded.senest), else_=tabel.c.senest)
    return ny.on_conflict_do_update(
        index_elements=list(noegle), set_={"antal": tabel.c.antal + ny.excluded.antal, "senest": senest}
    )


def _ny(forbindelse: sa.Connection, tabel: sa.Table) -> Any:
    """An insert that can say what happens when the row is there: both databases have it, each in its own class."""
    return postgresql.insert(tabel) if forbindelse.dialect.name == "postgresql" else sqlite.insert(tabel)
