"""The tables of the read models, and how far each topic has been read into them.

No payload, no object ids. SQLite by default, PostgreSQL when told so; there several instances share one set of tables.
Texts have no length: what a sender calls an id must never be what stops the read models.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

VERSION: Final = 4
"""Raised with the tables: an older version found is thrown away and built again from the log."""

_LAAS: Final = 0x46_48_49_4E
"""PostgreSQL's advisory lock for whoever makes the tables: "FHIN"."""

METADATA: Final = sa.MetaData()

VERSIONER: Final = sa.Table(
    "indeks_version",
    METADATA,
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("bus", sa.Text, nullable=False),
)
"""Which version the tables are of, and of which bus they tell."""

FREMDRIFT: Final = sa.Table(
    "fremdrift",
    METADATA,
    sa.Column("emne", sa.Text, primary_key=True),
    sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
)
"""The first offset of each partition that is not in the tables yet; changed in the same transaction as the rows."""

LED: Final = sa.Table(
    "led",
    METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("besked", sa.Text, index=True),
    sa.Column("modtagelse", sa.Text, index=True, nullable=False),
    sa.Column("tidspunkt", sa.BigInteger, nullable=False),
    sa.Column("modtaget", sa.BigInteger),
    sa.Column("slags", sa.Text, nullable=False),
    sa.Column("system", sa.Text),
    sa.Column("dueslag", sa.Text, nullable=False),
    sa.Column("udfald", sa.Text),
    sa.Column("regler", sa.Text, nullable=False),
    sa.Column("forsoeg", sa.Integer, nullable=False),
    sa.Column("hvem", sa.Text),
)
"""One link of the log: what it tells of one message, from which `hop` finds the steps. Times in microseconds since
1970; `dueslag` and `regler` are JSON lists."""

FEJL: Final = sa.Table(
    "fejl",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("tidspunkt", sa.BigInteger, nullable=False, index=True),
    sa.Column("afsender", sa.Text, nullable=False),
    sa.Column("modtagelse", sa.Text, nullable=False),
    sa.Column("besked", sa.Text),
    sa.Column("beskedtype", sa.Text),
    sa.Column("skema_id", sa.BigInteger),
    sa.Column("dueslag", sa.Text),
    sa.Column("regler", sa.Text, nullable=False),
    sa.Column("forsoeg", sa.Integer, nullable=False),
    sa.Column("emne", sa.Text, nullable=False),
    sa.Column("partition", sa.Integer, nullable=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("koe_partition", sa.Integer, nullable=False),
    sa.Column("koe_offset", sa.BigInteger, nullable=False),
)
"""One entry of the fejlkø, and where in the topic it lies."""

FEJLREGEL: Final = sa.Table(
    "fejlregel",
    METADATA,
    sa.Column("fejl", sa.Text, primary_key=True),
    sa.Column("regel", sa.Text, primary_key=True, index=True),
)

GENAFSPILNING: Final = sa.Table(
    "genafspilning",
    METADATA,
    sa.Column("fejl", sa.Text, primary_key=True),
    sa.Column("hvem", sa.Text, nullable=False),
    sa.Column("tidspunkt", sa.BigInteger, nullable=False),
)

TAELLER: Final = sa.Table(
    "taeller",
    METADATA,
    sa.Column("system", sa.Text, primary_key=True),
    sa.Column("beskedtype", sa.Text, primary_key=True),
    sa.Column("udfald", sa.Text, primary_key=True),
    sa.Column("antal", sa.BigInteger, nullable=False),
    sa.Column("senest", sa.BigInteger, nullable=False),
)
"""Per sender, beskedtype and outcome: how many, and when last."""

TRAFIK: Final = sa.Table(
    "trafik",
    METADATA,
    sa.Column("vej", sa.Text, primary_key=True),
    sa.Column("hvem", sa.Text, primary_key=True),
    sa.Column("skema_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("antal", sa.BigInteger, nullable=False),
    sa.Column("senest", sa.BigInteger, nullable=False),
)
"""Accepted messages per schema version: `sendt` by a system, `modtaget` in a dueslag; how many, and when last."""


class FremmedIndeks(RuntimeError):
    """The tables are not this instance's to write in: of a newer version, or of another bus."""


def klargoer(forbindelse: sa.Connection, bus: str) -> None:
    """Make the tables; throw those of an older version or of another bus away first. Raises FremmedIndeks.

    To be run in a transaction of its own: of several instances that start together one makes them.
    """
    if forbindelse.dialect.name == "postgresql":
        forbindelse.execute(sa.select(sa.func.pg_advisory_xact_lock(_LAAS)))
    VERSIONER.create(forbindelse, checkfirst=True)
    fundet = set(forbindelse.scalars(sa.select(VERSIONER.c.version)))
    if fundet and max(fundet) > VERSION:
        raise FremmedIndeks("the read models were made by a newer version of the hub; this one waits to be replaced")
    if fundet != {VERSION} or set(forbindelse.scalars(sa.select(VERSIONER.c.bus))) != {bus}:
        METADATA.drop_all(forbindelse)
        METADATA.create_all(forbindelse)
        forbindelse.execute(VERSIONER.insert(), {"version": VERSION, "bus": bus})


def proev(forbindelse: sa.Connection, bus: str) -> None:
    """See that the tables are still those that `klargoer` left. Raises FremmedIndeks."""
    if forbindelse.execute(sa.select(VERSIONER.c.version, VERSIONER.c.bus)).all() != [(VERSION, bus)]:
        raise FremmedIndeks("the read models were taken over by another bus or version; give this hub its own database")
