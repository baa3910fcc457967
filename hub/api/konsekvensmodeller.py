"""The shapes of "who breaks?" in the API: what is asked, and what is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import Field

from hub.api.modeller import Model
from hub.konsekvens import Vej, Virkning
from schemas.catalogue import Tilstand

AFSPIL_HOEJST: Final = 10_000
"""Messages of one replay."""
VIS_HOEJST: Final = 1_000
"""Entries of each list in the answer, the gravest first; the summary counts them all."""


class Konsekvensforslag(Model):
    """What is proposed, and how many of the newest real messages are to be held against it."""

    skema: Annotated[
        dict[str, Any] | str,
        Field(description="The proposed version as an Avro schema, or as its text. Types of the hub may be named."),
    ]
    afspil: Annotated[int, Field(ge=0, le=AFSPIL_HOEJST, description="How many messages to replay; 0: none.")] = 0


class Grundvisning(Model):
    """A reason: the rule, the field, and what it is held against."""

    regel: str
    virkning: Virkning
    sti: str
    version: str
    tekst: str
    text: str


class Partvisning(Model):
    """A sender, a subscription or an adapter. `id` is the system's, or the dueslag's."""

    id: str
    navn: str
    system: str
    systemnavn: str
    myndighed: str
    kontrakt: str
    grundlag: str
    versioner: Sequence[str]
    virkning: Virkning
    grunde: Sequence[Grundvisning]


class Aftalevisning(Model):
    """A serviceaftale: the gravest of what its system meets in what it covers."""

    id: str
    navn: str
    system: str
    systemnavn: str
    retning: str
    kontrakter: Sequence[str]
    virkning: Virkning
    grunde: Sequence[Grundvisning]


class Myndighedsvisning(Model):
    """An authority, a kommune where it has a kommunekode; `systemer` are those that meet its word."""

    cvr: str
    navn: str
    kommunekode: str | None = None
    virkning: Virkning
    systemer: Sequence[str]


class Versionsvisning(Model):
    """A version that is there now: whether the proposal reads what is written as it, and whether it reads the proposal's."""

    skema_id: int
    version: str
    tilstand: Tilstand
    laeser_den: bool
    laeses_af_den: bool


class Hindringsvisning(Model):
    """Why messages could not be under the proposal at all."""

    tekst: str
    text: str


class Aendringsvisning(Model):
    """A place that the proposal changes."""

    sti: str
    slags: str


class Kontraktvisning(Model):
    """A contract that the proposal changes."""

    navn: str
    versioner: Sequence[Versionsvisning]
    hindringer: Sequence[Hindringsvisning]
    aendringer: Sequence[Aendringsvisning]


class Trafikvisning(Model):
    """Messages of one schema version, sent by a system or laid in a dueslag of it."""

    vej: Vej
    system: str | None = None
    systemnavn: str | None = None
    dueslag: str | None = None
    skema_id: int
    version: str
    antal: int
    senest: dt.datetime


class Afvisningsgrund(Model):
    """Why replayed messages would be refused, and how many of them."""

    regel: str
    kode: str
    sti: str
    antal: int
    tekst: str
    text: str


class Afspilningssystem(Model):
    """Whose messages they were."""

    system: str
    systemnavn: str | None = None
    proevet: int
    afvist: int


class Afspilningsvisning(Model):
    """The replay. `hele`: they are the newest; else the search ended at a limit before it knew."""

    oensket: int
    proevet: int
    passerer: int
    afvist: int
    aarsager: Sequence[Afvisningsgrund]
    systemer: Sequence[Afspilningssystem]
    fra: dt.datetime | None = None
    til: dt.datetime | None = None
    gennemset: int
    hele: bool


class Konsekvensvisning(Model):
    """Who would break, mean something else, profit, or go on as before."""

    navn: str
    kontrakter: Sequence[Kontraktvisning]
    sammenfatning: Mapping[str, Mapping[Virkning, int]]
    """Per kind (`afsendere`, `abonnementer`, `adaptere`, `serviceaftaler`, `myndigheder`), how many meet what."""
    afsendere: Sequence[Partvisning]
    abonnementer: Sequence[Partvisning]
    adaptere: Sequence[Partvisning]
    serviceaftaler: Sequence[Aftalevisning]
    myndigheder: Sequence[Myndighedsvisning]
    trafik: Sequence[Trafikvisning]
    trafik_kendt: bool
    """False when the read models could not be asked: then senders are taken to use the newest approved version."""
    afspilning: Afspilningsvisning | None = None
