"""Models of the domain arkitektur.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.grund import Int32, Vaerdi
from schemas.models.kuvert import Tidspunkt


class KontraktvarselData(Vaerdi):
    """Which version of which contract changes, how, and which of the owner's systems send or receive under it."""

    varsel_id: str = Field(description="The notice's UUID; the API's list of notices has it too.")
    varselsslags: str = Field(description="What happens to the version.")
    kontrakt: str = Field(description="The contract, by its record's full name.")
    kontraktversion: Int32 = Field(description="The version, as the schema registry counts it.")
    skema_id: Int32 = Field(description="The schema id that messages under the version carry.")
    sag: str = Field(description="The council's case, where hearing, votes and decisions are found.")
    beskedtyper: list[str] = Field(default_factory=list, description="UUIDs of the beskedtyper whose messages travel under the contract.")
    systemer: list[str] = Field(default_factory=list, description="UUIDs of the owner's systems that may send or receive such messages.")
    frist: Tidspunkt | None = Field(default=None, description="Until when the hearing can be answered, or until when messages under a retired version still pass; null where there is no such time.")
    begrundelse: str = Field(description="Why, in the words of whoever did it.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class Kontraktvarsel(Besked):
    """The architecture council tells an owner of systems that a contract of theirs changes."""

    skema_navn: ClassVar[str] = "dk.faelleshub.arkitektur.Kontraktvarsel"
    beskedtype: ClassVar[str] = "1f0b7c9e-63d8-4a52-9c1b-8e5d2a47f310"

    beskeddata: KontraktvarselData = Field(description="What changes, and for whom.")
