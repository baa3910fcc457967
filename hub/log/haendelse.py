"""What the message log says: one event of one message's way, and its Avro form.

Written by the router with each decision and by delivery with each step in a dueslag; read by the verifier and by the
read model behind `spor`.
"""

from __future__ import annotations

import datetime as dt
import enum
import io
import json
from pathlib import Path
from typing import Any, Final, NamedTuple

import fastavro

_EPOKE: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MIKRO: Final = dt.timedelta(microseconds=1)
_TIDER: Final = range(
    (dt.datetime.min.replace(tzinfo=dt.UTC) - _EPOKE) // _MIKRO,
    (dt.datetime.max.replace(tzinfo=dt.UTC) - _EPOKE) // _MIKRO,
)
"""The times that can be told, in microseconds since 1970."""
_RAA: Final = json.loads(Path(__file__).with_name("Logled.avsc").read_bytes())
AFTRYK_BYTES: Final = 32


class Hopslags(enum.StrEnum):
    """What can happen to a message on its way; of two at the same moment, the one that stands first here came first."""

    MODTAGET = "modtaget"
    GENAFSPILLET = "genafspillet"
    AFGJORT = "afgjort"
    LAGT = "lagt"
    LEVERET = "leveret"
    KVITTERET = "kvitteret"
    AFVIST = "afvist"
    """By a receiver; what the hub refuses is `afgjort`."""
    UDSKUDT = "udskudt"
    UDLOEBET = "udloebet"
    FEJLKOE = "fejlkoe"


_SLAGS: Final = frozenset(slags.value for slags in Hopslags)


class Logaarsag(NamedTuple):
    """A reason by its codes, without words and without values."""

    regel: str
    kode: str
    sti: str


class Sted(NamedTuple):
    """Where the message lay when it happened."""

    emne: str
    partition: int
    offset: int


class Haendelse(NamedTuple):
    """One event. Times are aware datetimes, kept to the microsecond in UTC."""

    tidspunkt: dt.datetime
    slags: Hopslags
    modtagelse: str
    sted: Sted
    system: str | None = None
    modtaget: dt.datetime | None = None
    besked_id: str | None = None
    beskedtype: str | None = None
    udfald: str | None = None
    dueslag: tuple[str, ...] = ()
    aarsager: tuple[Logaarsag, ...] = ()
    forsoeg: int = 0
    hvem: str | None = None
    fejl: str | None = None
    besked: bytes | None = None


class Led(NamedTuple):
    """A link as it is stored: its hash, its place in the chain, and what happened."""

    aftryk: bytes
    forrige: bytes
    sekvens: int
    haendelse: Haendelse


class UlaeseligtLed(ValueError):
    """The bytes are not a link of the log."""


def laes_felter(vaerdi: bytes) -> dict[str, Any]:
    """The fields of a stored link as `Logled.avsc` has them. Raises UlaeseligtLed, also for bytes left over."""
    ind = io.BytesIO(vaerdi)
    try:
        data: Any = fastavro.schemaless_reader(ind, _LED, None)
    except Exception as fejl:  # noqa: BLE001 - a tampered record makes fastavro raise anything; all mean: unreadable
        raise UlaeseligtLed(f"the record cannot be read as a link of the log ({type(fejl).__name__})") from None
    if ind.tell() != len(vaerdi):
        raise UlaeseligtLed("the record has bytes after its last field")
    felter: dict[str, Any] = data
    if felter["slags"] not in _SLAGS:
        raise UlaeseligtLed("the record tells of something that this version does not know")
    if felter["tidspunkt"] not in _TIDER or (felter["modtaget"] or 0) not in _TIDER:
        raise UlaeseligtLed("the record tells of a time that no calendar has")
    return felter


def laes_led(vaerdi: bytes) -> Led:
    """A stored link. Raises UlaeseligtLed, also for bytes left over."""
    data = laes_felter(vaerdi)
    return Led(data["aftryk"], data["forrige"], data["sekvens"], _fra_avro(data))


def _fra_avro(data: dict[str, Any]) -> Haendelse:
    return Haendelse(
        tidspunkt=tid(data["tidspunkt"]),
        slags=Hopslags(data["slags"]),
        modtagelse=data["modtagelse"],
        sted=Sted(data["emne"], data["partition"], data["offset"]),
        system=data["system"],
        modtaget=None if data["modtaget"] is None else tid(data["modtaget"]),
        besked_id=data["beskedId"],
        beskedtype=data["beskedtype"],
        udfald=data["udfald"],
        dueslag=tuple(data["dueslag"]),
        aarsager=tuple(Logaarsag(**aarsag) for aarsag in data["aarsager"]),
        forsoeg=data["forsoeg"],
        hvem=data["hvem"],
        fejl=data["fejl"],
        besked=data["besked"],
    )


def us(tidspunkt: dt.datetime) -> int:
    """A time as it is stored: microseconds since 1970 in UTC."""
    fra = tidspunkt - _EPOKE
    return (fra.days * 86_400 + fra.seconds) * 1_000_000 + fra.microseconds


def tid(mikrosekunder: int) -> dt.datetime:
    """The time that `us` made a number of."""
    return _EPOKE + mikrosekunder * _MIKRO


_LED: Final = fastavro.parse_schema(_RAA)
