"""Models of the domain byggeri.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.faelles import AktoerRef, Beloeb, Ejendom, Filreference, Kontaktoplysninger, Part
from schemas.models.grund import Int32, Vaerdi
from schemas.models.kuvert import Tidspunkt


class Mangel(Vaerdi):
    """One thing that an application lacks."""

    mangeltype: str = Field(description="What kind of thing is lacking.")
    beskrivelse: str = Field(description="What exactly the applicant must send or mend; at most 1024 characters.")


class ByggeafgoerelseData(Vaerdi):
    """The decision, with what the applicant needs in order to act on it or complain."""

    afgoerelse_id: str = Field(description="The decision's id.")
    ansoegning_id: str = Field(description="The application that is decided.")
    sag_id: str = Field(description="The building sag.")
    modtager: Part = Field(description="The applicant, or whoever acts for one.")
    ejendom: Ejendom = Field(description="The property that the decision concerns.")
    byggesagstype: str = Field(description="The kind of work decided on.")
    afgoerelse: str = Field(description="The decision.")
    afgoerelsesdato: dt.date = Field(description="The day of the decision; the complaint deadline runs from its delivery.")
    begrundelse: str = Field(description="The reasons, as the law on public administration wants them; at most 4096 characters.")
    hjemmel: str = Field(description="The legal basis, at most 1024 characters.")
    vilkaar: list[str] = Field(default_factory=list, description="The conditions of a permit, one text each.")
    gebyr: Beloeb | None = Field(default=None, description="The fee for handling the application, where the kommune takes one.")
    klagefrist: dt.date | None = Field(default=None, description="The last day to complain; absent when nothing went against the applicant.")
    dokument_id: str | None = Field(default=None, description="The decision as it was journalised.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class ByggeansoegningData(Vaerdi):
    """An application as it was sent in, with its enclosures beside the bus."""

    ansoegning_id: str = Field(description="The application's id, given by the self-service solution.")
    ansoeger: Part = Field(description="Who applies: the owner, or whoever holds the owner's authority.")
    fuldmagtshaver: Part | None = Field(default=None, description="Who acts for the applicant, an architect for instance.")
    ejendom: Ejendom = Field(description="The property to build on.")
    byggesagstype: str = Field(description="The kind of work applied for.")
    beskrivelse: str = Field(description="What is to be built, in the applicant's words; at most 4096 characters.")
    etageareal: Int32 | None = Field(default=None, description="The floor area applied for, in whole square metres.")
    fredet: bool = Field(description="Whether the building is listed, so that Slots- og Kulturstyrelsen decides first.")
    forventet_paabegyndelse: dt.date | None = Field(default=None, description="When the work is meant to begin.")
    bilag: list[Filreference] = Field(default_factory=list, description="Drawings and other enclosures.")
    kontaktoplysninger: Kontaktoplysninger | None = Field(default=None, description="How to reach the applicant.")
    indsendt_tidspunkt: Tidspunkt = Field(description="When the application was sent; the service goal runs from here.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class MangelmeddelelseData(Vaerdi):
    """What is lacking, and until when it may be sent; the service goal stands still meanwhile."""

    mangelmeddelelse_id: str = Field(description="The notice's id.")
    ansoegning_id: str = Field(description="The application that lacks something.")
    sag_id: str = Field(description="The building sag.")
    modtager: Part = Field(description="The applicant, or whoever acts for one.")
    mangler: list[Mangel] = Field(default_factory=list, description="What is lacking, at least one thing.")
    svarfrist: dt.date = Field(description="The last day for sending it.")
    dokument_id: str | None = Field(default=None, description="The letter as it was journalised.")
    sagsbehandler: AktoerRef | None = Field(default=None, description="Who handles the sag.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class Byggeafgoerelse(Besked):
    """The kommune decides an application for building."""

    skema_navn: ClassVar[str] = "dk.faelleshub.byggeri.Byggeafgoerelse"
    beskedtype: ClassVar[str] = "94a167df-0d43-4e0d-9fb6-d83555f1f79a"

    beskeddata: ByggeafgoerelseData = Field(description="What the message tells.")


class Byggeansoegning(Besked):
    """An applicant asks leave to build, rebuild, change the use of a building or pull one down."""

    skema_navn: ClassVar[str] = "dk.faelleshub.byggeri.Byggeansoegning"
    beskedtype: ClassVar[str] = "00f33eb2-c864-4a65-a898-a24be4c9e819"

    beskeddata: ByggeansoegningData = Field(description="What the message tells.")


class Mangelmeddelelse(Besked):
    """The kommune tells an applicant what an application for building lacks."""

    skema_navn: ClassVar[str] = "dk.faelleshub.byggeri.Mangelmeddelelse"
    beskedtype: ClassVar[str] = "293ee275-549d-4d0f-9acc-2d3160be39c3"

    beskeddata: MangelmeddelelseData = Field(description="What the message tells.")
