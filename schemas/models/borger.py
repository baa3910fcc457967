"""Models of the domain borger.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.faelles import Adresse, Kontaktoplysninger, Person
from schemas.models.grund import Vaerdi
from schemas.models.kuvert import Tidspunkt


class FlytningData(Vaerdi):
    """A move as the citizen reported it; the folkeregister decides what holds."""

    flytning_id: str = Field(description="The report's id, given by the self-service solution.")
    anmelder: Person = Field(description="Who reports the move; need not be among those who move.")
    flyttere: list[Person] = Field(default_factory=list, description="Everyone who moves, at least one.")
    fra_adresse: Adresse | None = Field(default=None, description="The address moved from; absent when it is unknown to the citizen or protected.")
    til_adresse: Adresse = Field(description="The address moved to.")
    flyttedato: dt.date = Field(description="The first day at the new address.")
    logivaert: Person | None = Field(default=None, description="Who already lives at the new address and is asked to consent.")
    kontaktoplysninger: Kontaktoplysninger | None = Field(default=None, description="How to reach the person who reports.")
    anmeldt_tidspunkt: Tidspunkt = Field(description="When the citizen sent the report; deadlines run from here.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class Flytning(Besked):
    """A citizen reports a move to another address."""

    skema_navn: ClassVar[str] = "dk.faelleshub.borger.Flytning"
    beskedtype: ClassVar[str] = "c93882fb-b0df-47ca-8492-f7a895ac02e1"

    beskeddata: FlytningData = Field(description="What the message tells.")
