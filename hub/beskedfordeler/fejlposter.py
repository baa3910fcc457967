"""What lies in the fejlkø: one entry, its Avro form, and how entries are searched.

Pure. Written by the router (a refusal) and by delivery (given up, or refused by the receiver); read by `fejlkoe` and
by the read model that lists them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import fastavro

from hub.log.haendelse import Sted
from schemas.codec import Ulaeselig, skema_id
from schemas.regler.regel import Aarsag

_SKEMA: Final = fastavro.parse_schema(json.loads(Path(__file__).with_name("Fejlpost.avsc").read_bytes()))
_NAVNERUM: Final = uuid.UUID("b3a9f0de-1c84-5e37-8a52-2d1f64c0e7a5")
"""Ids of entries and of redriven receptions come from what they are about, so that doing a thing twice does it once."""

Fejltilstand = Literal["aaben", "genafspillet"]


@dataclass(frozen=True, slots=True)
class Fejl:
    """An entry as it is stored, original bytes included."""

    id: str
    tidspunkt: dt.datetime
    afsender: str
    modtagelse: str
    modtaget: dt.datetime
    besked_id: str | None
    beskedtype: str | None
    dueslag: str | None
    aarsager: tuple[Aarsag, ...]
    forsoeg: int
    sted: Sted
    besked: bytes

    @property
    def skema_id(self) -> int | None:
        """The schema id in the message's framing; None when it has none."""
        try:
            return skema_id(self.besked)
        except Ulaeselig:
            return None


@dataclass(frozen=True, slots=True)
class Fejlpost:
    """An entry as it is listed: without payload, and with anything like a CPR number in its ids masked."""

    id: str
    tidspunkt: dt.datetime
    tilstand: Fejltilstand
    afsender: str
    modtagelse_id: str
    besked_id: str | None
    beskedtype: str | None
    skema_id: int | None
    dueslag: str | None
    regler: tuple[str, ...]
    forsoeg: int
    emne: str
    partition: int
    offset: int
    genafspillet_af: str | None = None
    genafspillet: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Fejldetaljer:
    """An entry in full: what is listed, the reasons in words, and the message as it was sent."""

    post: Fejlpost
    aarsager: tuple[Aarsag, ...]
    besked: bytes


@dataclass(frozen=True, slots=True)
class Fejlfilter:
    """Which entries; what is None does not restrict. `fra` is included, `til` is not."""

    system: str | None = None
    """The sender."""
    beskedtype: str | None = None
    regel: str | None = None
    dueslag: str | None = None
    fra: dt.datetime | None = None
    til: dt.datetime | None = None
    tilstand: Fejltilstand | None = None


@dataclass(frozen=True, slots=True)
class Fejlside:
    """Entries, newest first, and the cursor to go on from; None when there are no more."""

    poster: tuple[Fejlpost, ...]
    naeste: str | None


@dataclass(frozen=True, slots=True)
class Genafspilning:
    """What a redrive did with one entry: sent again, already sent again before, or (dry run) would be."""

    id: str
    udfald: Literal["genafspillet", "allerede", "ville", "ukendt"]


def afvisnings_id(modtagelse: str) -> str:
    """The id of the entry about a refused reception: a reception is refused once."""
    return str(uuid.uuid5(_NAVNERUM, f"afvist:{modtagelse}"))


def leveringsfejl_id(dueslag: str, modtagelse: str, sted: Sted) -> str:
    """The id of the entry about one record on its way to a receiver: it is given up once."""
    return str(uuid.uuid5(_NAVNERUM, f"levering:{dueslag}:{modtagelse}:{sted.emne}:{sted.partition}:{sted.offset}"))


def genafspillet_modtagelse(fejl: str) -> str:
    """The reception number under which a refused message goes in again."""
    return str(uuid.uuid5(_NAVNERUM, f"genafspil:{fejl}"))


def skriv(fejl: Fejl) -> bytes:
    """An entry as the value of a record on `fejlkoe`."""
    ud = io.BytesIO()
    data = {
        "id": fejl.id,
        "tidspunkt": fejl.tidspunkt,
        "afsender": fejl.afsender,
        "modtagelse": fejl.modtagelse,
        "modtaget": fejl.modtaget,
        "beskedId": fejl.besked_id,
        "beskedtype": fejl.beskedtype,
        "skemaId": fejl.skema_id,
        "dueslag": fejl.dueslag,
        "aarsager": [dataclasses.asdict(aarsag) for aarsag in fejl.aarsager],
        "forsoeg": fejl.forsoeg,
        "emne": fejl.sted.emne,
        "partition": fejl.sted.partition,
        "offset": fejl.sted.offset,
        "besked": fejl.besked,
    }
    fastavro.schemaless_writer(ud, _SKEMA, data)
    return ud.getvalue()


def laes(vaerdi: bytes) -> Fejl:
    """The entry that a record on `fejlkoe` holds."""
    data: Any = fastavro.schemaless_reader(io.BytesIO(vaerdi), _SKEMA)
    return Fejl(
        id=data["id"],
        tidspunkt=data["tidspunkt"],
        afsender=data["afsender"],
        modtagelse=data["modtagelse"],
        modtaget=data["modtaget"],
        besked_id=data["beskedId"],
        beskedtype=data["beskedtype"],
        dueslag=data["dueslag"],
        aarsager=tuple(Aarsag(**aarsag) for aarsag in data["aarsager"]),
        forsoeg=data["forsoeg"],
        sted=Sted(data["emne"], data["partition"], data["offset"]),
        besked=data["besked"],
    )
