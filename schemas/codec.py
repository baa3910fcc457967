"""Bytes to message and back, in the Confluent wire format: 0x00, the schema id in four bytes, the Avro body.

First step on the way of a message. Nothing a sender can send makes `laes` raise anything but `Ulaeselig`, which says
at which byte and in which field the message broke.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import fastavro

from schemas.avrosti import Brud, find_brud
from schemas.skema import Skema
from schemas.strenglaesning import mistaenkelig

MAGI: Final = 0
HOVED: Final = 5
"""Bytes before the Avro body."""

Indhold = dict[str, Any]
"""A message as data: the field names of its schema, timestamps as datetime in UTC, dates as date."""


@dataclass(eq=False)
class Ulaeselig(ValueError):
    """The message cannot be read. `kode` is one of RAMME, SKEMA_ID, AVRO, RESTBYTES; `position` counts from byte 0."""

    kode: str
    position: int
    sti: str
    da: str
    en: str

    def __str__(self) -> str:
        return f"{self.en} (byte {self.position}, field {self.sti or '-'})"


@dataclass(frozen=True, slots=True)
class Laest:
    """A message that was read: its schema, its data, and the bytes it came in."""

    skema: Skema
    indhold: Indhold
    raa: bytes


class Uaabnet(Laest):
    """A message that is known to be readable, and is read only when someone asks for its data."""

    __slots__ = ("_indhold",)
    _indhold: Indhold | None

    def __init__(self, skema: Skema, raa: bytes) -> None:
        object.__setattr__(self, "skema", skema)
        object.__setattr__(self, "raa", raa)
        object.__setattr__(self, "_indhold", None)

    @property
    def indhold(self) -> Indhold:
        """The data, read the first time. Raises Ulaeselig where the promise was broken."""
        if self._indhold is not None:
            return self._indhold
        laest = laes(self.raa, {self.skema.id: self.skema}).indhold
        object.__setattr__(self, "_indhold", laest)
        return laest


def pak(skema: Skema, indhold: Mapping[str, Any]) -> bytes:
    """Write a message in the wire format.

    Raises ValueError when `indhold` does not fit the schema; the text names the field, never the value.
    """
    ud = io.BytesIO()
    ud.write(skema.id.to_bytes(HOVED, "big"))  # the magic byte 0 is the id's own highest byte
    try:
        fastavro.schemaless_writer(ud, skema.parset, indhold, strict_allow_default=True)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as fejl:
        raise ValueError(f"the data does not fit {skema.navn}: {type(fejl).__name__}") from fejl
    return ud.getvalue()


def skema_id(besked: bytes) -> int:
    """The schema id of a message. Raises Ulaeselig when the framing is wrong."""
    if len(besked) < HOVED or besked[0] != MAGI:
        raise Ulaeselig(
            "RAMME",
            0,
            "",
            "Beskeden begynder ikke med 0x00 og et skema-id på fire bytes. Pak den i Confluents trådformat.",
            "The message does not begin with 0x00 and a four-byte schema id. Frame it in the Confluent wire format.",
        )
    return int.from_bytes(besked[1:HOVED], "big")


def laes(besked: bytes, skemaer: Mapping[int, Skema]) -> Laest:
    """Read a whole message. Raises Ulaeselig, also for bytes left over after the last field."""
    skema = _skema(besked, skemaer)
    ind = io.BytesIO(besked)
    ind.seek(HOVED)
    try:
        indhold: Any = fastavro.schemaless_reader(ind, skema.laeseform)
    except Exception as fejl:  # noqa: BLE001 - fastavro raises whatever the bytes make it raise; all mean: unreadable
        raise _ulaeselig(skema, _find(besked, skema, fejl)) from None
    if ind.tell() != len(besked):
        raise Ulaeselig(
            "RESTBYTES",
            ind.tell(),
            "",
            f"Der er {len(besked) - ind.tell()} bytes efter beskedens sidste felt. Send præcis én post pr. besked.",
            f"There are {len(besked) - ind.tell()} bytes after the last field. Send exactly one record per message.",
        )
    if mistaenkelig(besked) and not _skrives_saadan(skema, indhold, besked):
        brud = find_brud(skema.raa, besked, HOVED)
        if brud is not None:
            raise _ulaeselig(skema, brud)
    return Laest(skema, indhold, besked)


def _skrives_saadan(skema: Skema, indhold: Indhold, besked: bytes) -> bool:
    """Whether Avro writes the message in these very bytes: then each is as it must be, with no need to walk them."""
    try:
        return pak(skema, indhold) == besked
    except ValueError:
        return False


def laes_kuvert(besked: bytes, skemaer: Mapping[int, Skema]) -> Laest:
    """Read only the envelope, which is the first part of every message: about half the cost. Raises Ulaeselig."""
    skema = _skema(besked, skemaer)
    kuvert = skema.kuvert
    ind = io.BytesIO(besked)
    ind.seek(HOVED)
    try:
        indhold: Any = fastavro.schemaless_reader(ind, kuvert.laeseform)
    except Exception as fejl:  # noqa: BLE001 - as in `laes`
        raise _ulaeselig(kuvert, _find(besked, kuvert, fejl)) from None
    return Laest(skema, indhold, besked)


def _skema(besked: bytes, skemaer: Mapping[int, Skema]) -> Skema:
    nummer = skema_id(besked)
    skema = skemaer.get(nummer)
    if skema is None:
        raise Ulaeselig(
            "SKEMA_ID",
            1,
            "",
            f"Skema-id {nummer} er ikke registreret. Brug id'et fra servicekataloget.",
            f"Schema id {nummer} is not registered. Use the id from the service catalogue.",
        )
    return skema


def _find(besked: bytes, skema: Skema, fejl: Exception) -> Brud:
    return find_brud(skema.raa, besked, HOVED) or Brud(
        HOVED, "", f"unreadable ({type(fejl).__name__})", "kan ikke læses"
    )


def _ulaeselig(skema: Skema, brud: Brud) -> Ulaeselig:
    return Ulaeselig(
        "AVRO",
        brud.position,
        brud.sti,
        f"Beskeden kan ikke læses som {skema.navn}: {brud.da}. Pak den igen med det skema, som id'et siger.",
        f"The message cannot be read as {skema.navn}: {brud.en}. Encode it again with the schema that its id names.",
    )
