"""Models of the domain grunddata.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.faelles import Adresse, Ejendom, Part, Person
from schemas.models.grund import Int32, Vaerdi


class PersonAendretData(Vaerdi):
    """The person as the register now has it, and what changed."""

    person_id: str = Field(description="The person's UUID in the register: the object's id, so that no CPR number becomes a key.")
    person: Person = Field(description="CPR number and name as they now stand; the name is left out while it is protected.")
    aendringer: list[str] = Field(default_factory=list, description="What changed, at least one thing.")
    virkningsdato: dt.date = Field(description="From which day the change holds.")
    adresse: Adresse | None = Field(default=None, description="The address now registered; absent when there is none in Denmark or it is protected.")
    tidligere_adresse: Adresse | None = Field(default=None, description="The address before; only when the address changed.")
    tidligere_navn: str | None = Field(default=None, description="The name before; only when the name changed.")
    civilstand: str | None = Field(default=None, description="The civil status now registered.")
    personstatus: str = Field(description="The person's status in the register.")
    adressebeskyttet: bool = Field(description="Whether name and address are protected: they may then be shown to no one without need.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class EjendomAendretData(Vaerdi):
    """The property as the registers now have it, and what changed."""

    ejendom_id: str = Field(description="The property's UUID in the register: the object's id.")
    ejendom: Ejendom = Field(description="The property.")
    kommunekode: str = Field(description="The kommune in which the property lies.")
    aendringer: list[str] = Field(default_factory=list, description="What changed, at least one thing.")
    virkningsdato: dt.date = Field(description="From which day the change holds.")
    ejere: list[Part] = Field(default_factory=list, description="Who owns the property now.")
    grundareal: Int32 | None = Field(default=None, description="The plot's area in whole square metres.")
    fredet: bool = Field(description="Whether a building on it is listed.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class EjendomAendret(Besked):
    """Something about a property changed in the property registers."""

    skema_navn: ClassVar[str] = "dk.faelleshub.grunddata.EjendomAendret"
    beskedtype: ClassVar[str] = "64c9a21a-940f-4b1b-a2c1-ef3538fbc272"

    beskeddata: EjendomAendretData = Field(description="What the message tells.")


class PersonAendret(Besked):
    """Something about a person changed in the person register."""

    skema_navn: ClassVar[str] = "dk.faelleshub.grunddata.PersonAendret"
    beskedtype: ClassVar[str] = "bb427e00-2cb3-4786-9a16-c5a4cefa2570"

    beskeddata: PersonAendretData = Field(description="What the message tells.")
