"""What the catalogue shows, as data: the API's answers, and all that the static site is written from.

camelCase names outside. What a newer hub says more is left out, so that an older command can write a newer hub's site.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Vist(BaseModel):
    """Base of everything that the catalogue shows."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


class Tekst(Vist):
    """A text in Danish and English."""

    da: str
    en: str


class Ejervisning(Vist):
    """Who answers for a contract."""

    navn: str
    cvr: str


class Traef(Vist):
    """Where a search found something: `hvor` is the kind of place, `sti` the field or code, `tekst` what stands there."""

    hvor: str
    sti: str
    tekst: str


class Katalogoversigt(Vist):
    """A beskedtype in the list. `traef` is there in the answer to a search."""

    beskedtype: str
    navn: str
    version: str
    tilstand: str
    titel: Tekst
    ejer: Ejervisning
    skema_id: int
    domaene: str = ""
    skema_ider: Sequence[int] = ()
    """The ids of all its versions: what its messages may begin with."""
    traef: Sequence[Traef] | None = None


class Katalogliste(Vist):
    """Every beskedtype there is, by schema id; in the answer to a search those found, the best first."""

    poster: Sequence[Katalogoversigt]


class Deltager(Vist):
    """A system that may send or receive; `abonnerer`: whether it has a subscription that may bring it."""

    system: str
    navn: str
    myndighed: str
    abonnerer: bool | None = None


class Feltvisning(Vist):
    """A field at its place in a message: `sti` as rules and errors name it, `[]` each item, `{}` each value of a map.

    `kraevet`: a sender must give it. `post` is the record that it belongs to, `standardvaerdi` its default as JSON,
    `personoplysninger` what kind of personal data it holds.
    """

    sti: str
    type: str
    post: str
    kraevet: bool
    doc: str
    standardvaerdi: str | None = None
    kodeliste: str | None = None
    format: str | None = None
    personoplysninger: str | None = None


class Kode(Vist):
    """A code, and the UUID or URN that stands for it in an id field."""

    kode: str
    da: str
    en: str
    uuid: str | None = None
    urn: str | None = None


class Kodelistevisning(Vist):
    """A code list that the contract uses, whole."""

    id: str
    version: str
    da: str
    en: str
    kilde: str
    koder: Sequence[Kode]


class Versionsvisning(Vist):
    """A version of the contract: its schema id, where it stands with the council, and when it was registered here."""

    version: str
    skema_id: int
    tilstand: str
    registreret: dt.datetime | None = None
    """None for what came with the hub."""
    skema: dict[str, Any] | None = None
    """Its Avro schema, where it is another version than the one that is shown: messages of it may still come."""


class Eksempelvisning(Vist):
    """The example in every form it travels in: `avroJson` is Avro's own JSON encoding, `avro` base64 of the wire format."""

    avro_json: dict[str, Any]
    xml: str | None = None
    avro: str


class Beslutning(Vist):
    """A decision of the architecture council about a version, as it was published.

    `nr` is its number among all decisions, by which it is found whole and signed; `udfald` its kind, and `tilstand`
    where the version stood after it.
    """

    nr: int
    tidspunkt: dt.datetime
    version: str
    skema_id: int | None = None
    udfald: str
    tilstand: str | None = None
    begrundelse: str
    hvem: str


class Foelge(Vist):
    """What a change means to readers in one direction, by a rule of compatibility."""

    retning: str
    alvor: str
    regel: str
    da: str
    en: str


class Aendringsvisning(Vist):
    """One change between two versions; `gammel` and `ny` as JSON, None where there is none."""

    slags: str
    sti: str
    hvad: str = ""
    gammel: str | None = None
    ny: str | None = None
    foelger: Sequence[Foelge] = ()


class Forskelvisning(Vist):
    """What was changed from one version to another. `forenelig` says per direction whether readers can go on.

    BACKWARD: the new version reads the old; FORWARD: the old version reads the new.
    """

    fra: str
    til: str
    forenelig: Mapping[str, bool]
    aendringer: Sequence[Aendringsvisning]


class Katalogvisning(Katalogoversigt):
    """A beskedtype in full. `skema` is the Avro schema, standing alone; `eksempel` a whole message in the JSON form.

    With `version` in the query, `version`, `skemaId`, `tilstand`, `skema` and `felter` are that version's.
    """

    beskrivelse: Tekst
    standardgrundlag: Sequence[str]
    arkitekturmaal: str
    master: str
    objekttype: str | None = None
    handlinger: Sequence[str]
    kle: str
    foelsomhed: str
    opbevaring: str
    personoplysninger: Mapping[str, str]
    beskedtyper: Sequence[str]
    """Every beskedtype whose messages travel under this contract, foreign ones too."""
    skema: dict[str, Any]
    eksempel: dict[str, Any]
    eksempler: Eksempelvisning
    felter: Sequence[Feltvisning]
    kodelister: Sequence[Kodelistevisning]
    versioner: Sequence[Versionsvisning]
    forskelle: Sequence[Forskelvisning]
    """From each version to the next."""
    beslutninger: Sequence[Beslutning]
    afsendere: Sequence[Deltager]
    modtagere: Sequence[Deltager]


class Emnevisning(Vist):
    """A topic of the bus: who writes and reads it, and the schema of its records.

    `indhold` is `besked` where a record is a message of any beskedtype in the wire format, whose schema is found by the
    id in it; `post` where it is a bare Avro record of `skema`; `intern` where only the hub reads it.
    """

    navn: str
    indhold: str
    da: str
    en: str
    skema: dict[str, Any] | None = None


class Emneliste(Vist):
    """The topics, the same on either broker."""

    ramme: Tekst
    """The wire format of a message, in words."""
    poster: Sequence[Emnevisning]
