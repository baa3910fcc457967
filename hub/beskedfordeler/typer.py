"""What goes in and out of the routing core's facade: receptions, receipts, deliveries, hops.

Plain data without behaviour; the API turns it into JSON, the console shows it.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import Literal, NamedTuple

from hub.log.haendelse import Hopslags
from schemas.regler.regel import Aarsag


@dataclass(frozen=True, slots=True)
class Modtagelse:
    """A message that is durable but not yet decided. `id` is the number of the reception, a UUID."""

    id: str
    besked_id: str | None
    """None when the message could not be read; its receipt says why."""
    tidspunkt: dt.datetime


class Kvitteringsstatus(enum.StrEnum):
    """What became of a message, as its sender is told."""

    LEVERET = "Leveret"
    """Accepted, and laid in the receivers' dueslag."""
    AFVIST = "Afvist"
    """Refused by the hub; the reasons say why."""
    DUBLET = "Dublet"
    """Came before with the same content; goes no further."""
    KVITTERET = "Kvitteret"
    """Acknowledged by a receiver."""
    AFVIST_AF_MODTAGER = "AfvistAfModtager"
    """Refused by a receiver; it stands in the fejlkø."""
    UDLOEBET = "Udloebet"
    """Its GyldighedTil passed before a receiver fetched it."""
    FEJLKOE = "Fejlkoe"
    """Given up after too many deliveries without acknowledgement; it stands in the fejlkø."""


AFGOERENDE = frozenset({Kvitteringsstatus.LEVERET, Kvitteringsstatus.AFVIST, Kvitteringsstatus.DUBLET})
"""The statuses with which the router answers; each reception gets exactly one of them."""


class Kvittering(NamedTuple):
    """A receipt to a sender. `modtager` and `dueslag` are set when it tells of one receiver."""

    modtagelse_id: str
    status: Kvitteringsstatus
    tidspunkt: dt.datetime
    besked_id: str | None = None
    transaktions_id: str | None = None
    modtager: str | None = None
    """Id of the receiving system."""
    dueslag: str | None = None
    modtagere: int = 0
    """To how many dueslag the message went."""
    aarsager: tuple[Aarsag, ...] = ()
    bemaerkning: str | None = None
    """A receiver's own words, with anything like a CPR number masked."""


@dataclass(frozen=True, slots=True)
class Kvitteringsside:
    """Receipts in order, and the cursor from which to go on (also when there were none)."""

    kvitteringer: tuple[Kvittering, ...]
    naeste: str


@dataclass(frozen=True, slots=True)
class Levering:
    """One message handed out from a dueslag, to be answered under `levering_id` before `frist`."""

    levering_id: str
    besked: bytes
    forsoeg: int
    """Which delivery of this message it is, from 1."""
    frist: dt.datetime
    headers: tuple[tuple[str, bytes], ...] = ()


Svarstatus = Literal["kvitteret", "afvist", "udskudt"]


@dataclass(frozen=True, slots=True)
class Svar:
    """A receiver's answer to one delivery. `udskudt`: not now, deliver it again after the pause."""

    levering_id: str
    status: Svarstatus
    aarsag: str | None = None
    """Why, in the receiver's words, at most 1024 characters are kept; no personal data."""


class Svarudfald(enum.StrEnum):
    """What an answer led to."""

    MODTAGET = "modtaget"
    """Taken; durable."""
    GENTAGET = "gentaget"
    """The message was answered before; nothing changed."""
    UDLOEBET = "udloebet"
    """The deadline passed and the message has been, or will be, delivered again under a new id."""
    UKENDT = "ukendt"
    """Not an id that this dueslag gave."""


@dataclass(frozen=True, slots=True)
class Svarresultat:
    """What one answer led to."""

    levering_id: str
    udfald: Svarudfald


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a message. Reasons are rule ids with their codes; never a value from the message."""

    tidspunkt: dt.datetime
    slags: Hopslags
    modtagelse_id: str
    system: str | None = None
    """Who did it: the sender until the decision, then the receiving system."""
    dueslag: str | None = None
    udfald: str | None = None
    """On `afgjort`: Leveret, Afvist or Dublet."""
    regler: tuple[str, ...] = ()
    forsoeg: int = 0
    hvem: str | None = None
    """On `genafspillet`: who ordered it."""


@dataclass(frozen=True, slots=True)
class Fordelerindstillinger:
    """What may be turned on a routing core. Times in seconds unless the name says otherwise."""

    partitioner: int = 4
    historik_dage: int = 7
    """How long a BeskedId is remembered."""
    historik_maks: int = 1_000_000
    """BeskedIds remembered per partition at most; the oldest go first."""
    batch_poster: int = 8_000
    batch_bytes: int = 4_000_000
    indtag_beskeder: int = 2_000
    """Messages that may wait to become durable; the next is refused with Overbelastet."""
    indtag_bytes: int = 64_000_000
    vindue_poster: int = 1_000
    """Messages of one dueslag held in memory while they wait or are under way."""
    vindue_bytes: int = 16_000_000
    hvilende: int = 1_000
    """Dueslag kept in memory though nobody fetches from them now; the longest idle are let go first."""
    hoved_sekunder: float = 1.0
    """How often the heads of the chains are written to files beside the log."""
