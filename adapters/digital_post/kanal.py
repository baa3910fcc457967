"""Which way a message goes to its receiver. Pure: the look-ups are asked before, their answers are arguments."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from adapters.sdk import KanIkkeModtages
from schemas.models import Part


class Kanal(enum.StrEnum):
    """The channels, as the code list `postkanal` names them."""

    DIGITAL_POST = "DigitalPost"
    NEMSMS = "NemSMS"
    FYSISK_POST = "FysiskPost"

    @property
    def kombi_valg(self) -> str:
        """The channel in the words of SF1601."""
        return {"DigitalPost": "Digital Post", "NemSMS": "NemSMS", "FysiskPost": "Fysisk Post"}[self.value]


@dataclass(frozen=True, slots=True)
class Modtager:
    """Whom a message is for: `slags` is CPR or CVR, `nummer` ten or eight digits. Never written to a log."""

    slags: str
    nummer: str
    navn: str | None

    def __repr__(self) -> str:
        return f"Modtager({self.slags})"


def modtager_af(part: Part) -> Modtager:
    """The receiver of a request. Raises KanIkkeModtages when there is no number to send to."""
    if part.person is not None and part.person.cpr:
        return Modtager("CPR", part.person.cpr, part.person.navn)
    if part.virksomhed is not None:
        return Modtager("CVR", part.virksomhed.cvr, part.virksomhed.navn)
    raise KanIkkeModtages("the receiver has neither a CPR nor a CVR number; post cannot be sent")


def vaelg(posttype: str, *, digital_post: bool, nemsms: bool) -> Kanal:
    """The channel for a kind of post, given where the receiver can be reached.

    Whoever is exempt always gets another delivery (RA-21): no reminder and no letter is dropped.
    """
    if posttype == "NemSMS" and nemsms:
        return Kanal.NEMSMS
    return Kanal.DIGITAL_POST if digital_post else Kanal.FYSISK_POST
