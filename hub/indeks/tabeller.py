"""The tables of the read models, and how far each topic has been read into them.

No payload, no object ids. Any engine of SQLAlchemy: SQLite by default, PostgreSQL when told so.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

VERSION: Final = 1
"""Changed with the tables: another version found is thrown away and built again from the log."""

METADATA: Final = sa.MetaData()

VERSIONER: Final = sa.Table("indeks_version", METADATA, sa.Column("version", sa.Integer, primary_key=True))

FREMDRIFT: Final = sa.Table(
    "fremdrift",
    METADATA,
    sa.Column("emne", sa.String(249), primary_key=True),
    sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
)
"""The first offset of each partition that is not in the tables yet; changed in the same transaction as the rows."""

HOP: Final = sa.Table(
    "hop",
    METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("besked", sa.String(250), index=True),
    sa.Column("modtagelse", sa.String(64), index=True, nullable=False),
    sa.Column("tidspunkt", sa.BigInteger, nullable=False),
    sa.Column("orden", sa.Integer, nullable=False),
    sa.Column("slags", sa.String(20), nullable=False),
    sa.Column("system", sa.String(64)),
    sa.Column("dueslag", sa.String(64)),
    sa.Column("udfald", sa.String(20)),
    sa.Column("regler", sa.Text, nullable=False),
    sa.Column("forsoeg", sa.Integer, nullable=False),
    sa.Column("hvem", sa.String(200)),
)
"""One step of one message. Times in microseconds since 1970."""

FEJL: Final = sa.Table(
    "fejl",
    METADATA,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("tidspunkt", sa.BigInteger, nullable=False, index=True),
    sa.Column("afsender", sa.String(64), nullable=False),
    sa.Column("modtagelse", sa.String(64), nullable=False),
    sa.Column("besked", sa.String(250)),
    sa.Column("beskedtype", sa.String(250)),
    sa.Column("skema_id", sa.BigInteger),
    sa.Column("dueslag", sa.String(64)),
    sa.Column("regler", sa.Text, nullable=False),
    sa.Column("forsoeg", sa.Integer, nullable=False),
    sa.Column("emne", sa.String(249), nullable=False),
    sa.Column("partition", sa.Integer, nullable=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("koe_partition", sa.Integer, nullable=False),
    sa.Column("koe_offset", sa.BigInteger, nullable=False),
)
"""One entry of the fejlkø, and where in the topic it lies."""

FEJLREGEL: Final = sa.Table(
    "fejlregel",
    METADATA,
    sa.Column("fejl", sa.String(36), primary_key=True),
    sa.Column("regel", sa.String(100), primary_key=True, index=True),
)

GENAFSPILNING: Final = sa.Table(
    "genafspilning",
    METADATA,
    sa.Column("fejl", sa.String(36), primary_key=True),
    sa.Column("hvem", sa.String(200), nullable=False),
    sa.Column("tidspunkt", sa.BigInteger, nullable=False),
)

TAELLER: Final = sa.Table(
    "taeller",
    METADATA,
    sa.Column("system", sa.String(64), primary_key=True),
    sa.Column("beskedtype", sa.String(250), primary_key=True),
    sa.Column("udfald", sa.String(20), primary_key=True),
    sa.Column("antal", sa.BigInteger, nullable=False),
    sa.Column("senest", sa.BigInteger, nullable=False),
)
"""Per sender, beskedtype and outcome: how many, and when last."""


def klargoer(motor: sa.Engine) -> None:
    """Make the tables; throw those of another version away first."""
    with motor.begin() as forbindelse:
        METADATA.create_all(forbindelse, tables=[VERSIONER])
        fundet = set(forbindelse.scalars(sa.select(VERSIONER.c.version)))
        if fundet != {VERSION}:
            METADATA.drop_all(forbindelse)
            METADATA.create_all(forbindelse)
            forbindelse.execute(VERSIONER.insert(), {"version": VERSION})
