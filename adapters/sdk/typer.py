"""What the hub's HTTP API says, as plain data: deliveries, answers to them, and receipts."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from schemas.regler.regel import Aarsag


class _Svar(BaseModel):
    """Something the hub answered; fields it adds later are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class Kvitteringsstatus(enum.StrEnum):
    """What became of a message, as its sender is told."""

    MODTAGET = "Modtaget"
    """Durable at the hub; not decided yet."""
    LEVERET = "Leveret"
    """Accepted and laid in the receivers' dueslag."""
    DUBLET = "Dublet"
    """Seen before; not delivered again."""
    AFVIST = "Afvist"
    """Refused by the contracts."""
    KVITTERET = "Kvitteret"
    """A receiver acknowledged it."""
    AFVIST_AF_MODTAGER = "AfvistAfModtager"
    """A receiver refused it."""
    UDLOEBET = "Udloebet"
    """Its validity ran out before it was delivered."""
    FEJLKOE = "Fejlkoe"
    """It could not be delivered and lies in the fejlkø."""


class Kvittering(_Svar):
    """A receipt: what became of a message that this system sent."""

    modtagelse_id: str | None = None
    besked_id: str | None = None
    transaktions_id: str | None = None
    status: Kvitteringsstatus
    dueslag: str | None = None
    modtager: str | None = None
    """The system that acknowledged or refused; None while the hub itself answers."""
    modtagere: int | None = None
    aarsager: Annotated[tuple[Aarsag, ...], BeforeValidator(lambda liste: liste or ())] = ()
    bemaerkning: str | None = None
    """A receiver's own words."""
    tidspunkt: dt.datetime


class Kvitteringsside(_Svar):
    """Receipts in order, and the cursor to ask on from."""

    kvitteringer: tuple[Kvittering, ...]
    naeste: str | None = None


class Levering(_Svar):
    """One message from a dueslag, to be answered within `frist`."""

    levering_id: str
    forsoeg: int
    frist: dt.datetime
    avro: Annotated[bytes, Field(repr=False)]
    """The message in the wire format."""


class Svarstatus(enum.StrEnum):
    """The receiver's answer to a delivery."""

    KVITTERET = "kvitteret"
    """Handled; never deliver it again."""
    AFVIST = "afvist"
    """Can never be handled here; keep it in the fejlkø and tell the sender."""
    UDSKUDT = "udskudt"
    """Not now; deliver it again later."""


class Svar(_Svar):
    """The answer to one delivery."""

    levering_id: str
    status: Svarstatus
    aarsag: str | None = None
