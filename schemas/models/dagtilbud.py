"""Models of the domain dagtilbud.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.faelles import Adresse, Beloeb, Kontaktoplysninger, Person, Virksomhed
from schemas.models.grund import Int32, Vaerdi
from schemas.models.kuvert import Tidspunkt


class PladssvarData(Vaerdi):
    """The answer to one offer; the last one before the deadline counts."""

    pladssvar_id: str = Field(description="The answer's id.")
    pladstilbud_id: str = Field(description="The offer that is answered.")
    opskrivning_id: str = Field(description="The entry on the waiting list behind the offer.")
    svarer: Person = Field(description="The parent who answers.")
    svar: str = Field(description="The answer.")
    bevar_opskrivning: bool = Field(description="Whether the child stays on the waiting list whatever the answer.")
    svartidspunkt: Tidspunkt = Field(description="When the parent answered.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class Institution(Vaerdi):
    """A day-care institution or a day-care home."""

    institution_id: str = Field(description="The institution in the kommune's own register of institutions.")
    navn: str = Field(description="The institution's name as parents know it.")
    virksomhed: Virksomhed | None = Field(default=None, description="Who runs it, with its production unit; absent for a home under the kommune.")
    adresse: Adresse | None = Field(default=None, description="Where the children are met.")


class Institutionsoenske(Vaerdi):
    """One of the parents' wishes for a place."""

    prioritet: Int32 = Field(description="The wish's rank, 1 for the dearest; no two wishes share one.")
    institution: Institution = Field(description="The institution wished for.")


class PladstilbudData(Vaerdi):
    """One offer of one place, open until the deadline."""

    pladstilbud_id: str = Field(description="The offer's id.")
    opskrivning_id: str = Field(description="The entry on the waiting list that the offer answers.")
    sag_id: str | None = Field(default=None, description="The sag under which the matter is handled; absent until one is opened.")
    barn: Person = Field(description="The child.")
    modtager: Person = Field(description="The parent who may answer.")
    institution: Institution = Field(description="Where the place is.")
    pladstype: str = Field(description="The kind of place offered.")
    startdato: dt.date = Field(description="The first day of the place.")
    maanedlig_betaling: Beloeb = Field(description="The parents' share a month, before any reduction.")
    opfylder_garanti: bool = Field(description="Whether the offer meets the kommune's guarantee, so that a refusal costs the seniority.")
    svarfrist: dt.date = Field(description="The last day on which an answer counts.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class OpskrivningData(Vaerdi):
    """A wish for a place, as it enters the waiting list."""

    opskrivning_id: str = Field(description="The entry's id on the waiting list.")
    barn: Person = Field(description="The child.")
    ansoeger: Person = Field(description="The parent or guardian who applies, and who gets the offer.")
    anden_foraelder: Person | None = Field(default=None, description="The other holder of parental custody, where there is one.")
    bopaelskommune: str = Field(description="The kommune in which the child lives.")
    pladstype: str = Field(description="The kind of place wished for.")
    oensket_startdato: dt.date = Field(description="The first day on which the place is needed.")
    institutionsoensker: list[Institutionsoenske] = Field(default_factory=list, description="Wishes for certain institutions; empty means any within the kommune's guarantee.")
    soeskende: list[Person] = Field(default_factory=list, description="Siblings who have a place already, when the family asks for the same institution.")
    ventelistedato: dt.date = Field(description="The day that counts for seniority on the waiting list.")
    kontaktoplysninger: Kontaktoplysninger | None = Field(default=None, description="How to reach the parent.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class Opskrivning(Besked):
    """A parent puts a child on the waiting list for a place in day care."""

    skema_navn: ClassVar[str] = "dk.faelleshub.dagtilbud.Opskrivning"
    beskedtype: ClassVar[str] = "a4731e76-5c4c-47bc-872b-56f4e28709bf"

    beskeddata: OpskrivningData = Field(description="What the message tells.")


class Pladssvar(Besked):
    """A parent accepts or refuses an offer of a place."""

    skema_navn: ClassVar[str] = "dk.faelleshub.dagtilbud.Pladssvar"
    beskedtype: ClassVar[str] = "5cfd78c7-81a1-45d8-9a5e-8ff821dc2e38"

    beskeddata: PladssvarData = Field(description="What the message tells.")


class Pladstilbud(Besked):
    """The kommune offers a child a place in day care."""

    skema_navn: ClassVar[str] = "dk.faelleshub.dagtilbud.Pladstilbud"
    beskedtype: ClassVar[str] = "850587e0-c470-4156-841a-97ea10312327"

    beskeddata: PladstilbudData = Field(description="What the message tells.")
