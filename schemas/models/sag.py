"""Models of the domain sag.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.faelles import (
    Aktoerrelation,
    ItSystemrelation,
    Klasserelation,
    Objektrelation,
    OffentlighedUndtaget,
    Partrelation,
    Registrering,
    Virkning,
)
from schemas.models.grund import Vaerdi
from schemas.models.kuvert import Tidspunkt, UnikId


class Journalnotat(Vaerdi):
    """A note in the journal."""

    titel: str | None = Field(default=None, description="The note's title, 1-255 characters.")
    notat: str | None = Field(default=None, description="The note itself; base64 in the index, at most 100 KB.")
    format: str | None = Field(default=None, description="The note's format, at most 50 characters.")


class Journalpost(Vaerdi):
    """An entry in the sag's journal: a document filed or enclosed, or a note (OIO Sag 3.0, Journalpost)."""

    rolle: str = Field(description="What kind of entry it is.")
    indeks: str | None = Field(default=None, description="Tells entries apart; at most 36 characters.")
    objekt_type: str | None = Field(default=None, description="The related object's type.")
    reference: UnikId | None = Field(default=None, description="The document, where the entry is one.")
    dokumenttitel: str | None = Field(default=None, description="The document's title, at most 255 characters.")
    offentlighed_undtaget: OffentlighedUndtaget | None = Field(default=None, description="What is kept from the public.")
    notat: Journalnotat | None = Field(default=None, description="The note, where the entry is one.")
    virkning: Virkning | None = Field(default=None, description="When the entry holds.")


class SagEgenskaber(Vaerdi):
    """The attributes of a sag in one period of effect (OIO Sag 3.0, egenskaber)."""

    brugervendt_noegle: str | None = Field(default=None, description="The sag's human-readable key, at most 50 characters; equal to sagsnummer.")
    sagsnummer: str | None = Field(default=None, description="The sag's number, 1-50 characters, unique per type and kommune.")
    titel: str | None = Field(default=None, description="The sag's public title, 1-255 characters.")
    beskrivelse: str | None = Field(default=None, description="What the sag is about, at most 4096 characters.")
    hjemmel_specifikation: str | None = Field(default=None, description="The legal basis, at most 1024 characters.")
    kassationskode: str | None = Field(default=None, description="Whether the sag is kept or may be discarded (B or K), at most 50 characters.")
    afleveret_indikator: bool | None = Field(default=None, description="Whether the sag was handed over to an archive; absent is not false.")
    principiel_indikator: bool | None = Field(default=None, description="Whether the sag sets a precedent; absent is not false.")
    offentlighed_undtaget: OffentlighedUndtaget | None = Field(default=None, description="What is kept from the public.")
    foelsomhed: str | None = Field(default=None, description="How sensitive the sag is.")
    sagsstatus: str | None = Field(default=None, description="The sag's status in the source system, at most 255 characters.")
    sagskategori: str | None = Field(default=None, description="The sag's category in the source system, at most 255 characters.")
    lokation: str | None = Field(default=None, description="Where the sag is, at most 255 characters.")
    oprettet_tidspunkt: Tidspunkt | None = Field(default=None, description="When the sag was opened.")
    virkning: Virkning | None = Field(default=None, description="When these attributes hold.")


class SagFremdrift(Vaerdi):
    """How far the sag has come, in one period of effect (OIO Sag 3.0, fremdrift)."""

    status: str = Field(description="The step reached.")
    virkning: Virkning | None = Field(default=None, description="When the step holds.")


class Sag(Vaerdi):
    """A sag with everything registered about it (OIO Sag 3.0 as the Sags- og Dokumentindeks uses it)."""

    sag_id: str | None = Field(default=None, description="The sag's UUID (OB2).")
    registrering: Registrering = Field(description="This registration.")
    egenskaber: list[SagEgenskaber] = Field(default_factory=list, description="Attributes, one entry per period of effect.")
    fremdrift: list[SagFremdrift] = Field(default_factory=list, description="Progress, one entry per period of effect.")
    aktoerer: list[Aktoerrelation] = Field(default_factory=list, description="Who works with the sag.")
    parter: list[Partrelation] = Field(default_factory=list, description="Whom the sag concerns.")
    klasser: list[Klasserelation] = Field(default_factory=list, description="How the sag is classified.")
    sagsrelationer: list[Objektrelation] = Field(default_factory=list, description="Other sager.")
    genstande: list[Objektrelation] = Field(default_factory=list, description="Properties and other things that the sag is about.")
    journalposter: list[Journalpost] = Field(default_factory=list, description="The sag's journal.")
    it_systemer: list[ItSystemrelation] = Field(default_factory=list, description="Which system is the sag's master, and which one sends.")
    sikkerhedsprofiler: list[Objektrelation] = Field(default_factory=list, description="Access profiles.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class SagRegistreret(Besked):
    """A sag was opened, changed or closed."""

    skema_navn: ClassVar[str] = "dk.faelleshub.sag.SagRegistreret"
    beskedtype: ClassVar[str] = "9af5b53a-d8f5-4408-b1fd-9893f1d0c548"

    beskeddata: Sag = Field(description="The sag as it now stands.")
