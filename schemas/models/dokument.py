"""Models of the domain dokument.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.faelles import (
    Aktoerrelation,
    Filreference,
    ItSystemrelation,
    Klasserelation,
    Objektrelation,
    OffentlighedUndtaget,
    Partrelation,
    Registrering,
    Virkning,
)
from schemas.models.grund import Int32, Vaerdi


class DelEgenskaber(Vaerdi):
    """The attributes of a part in one period of effect."""

    indeks: Int32 | None = Field(default=None, description="The part's place among the parts.")
    indhold: str | None = Field(default=None, description="Where the content is: a URI, or the name of a field in the upload.")
    lokation: str | None = Field(default=None, description="Where the part is kept.")
    mimetype: str | None = Field(default=None, description="The part's media type.")
    virkning: Virkning | None = Field(default=None, description="When these attributes hold.")


class DokumentEgenskaber(Vaerdi):
    """The attributes of a dokument in one period of effect (OIO Dokument 3.0, egenskaber)."""

    brugervendt_noegle: str | None = Field(default=None, description="The dokument's human-readable key, at most 50 characters.")
    dokumentnummer: str | None = Field(default=None, description="The dokument's number, 1-50 characters.")
    titel: str | None = Field(default=None, description="The dokument's title, 1-255 characters.")
    beskrivelse: str | None = Field(default=None, description="What the dokument is about, at most 4096 characters.")
    dokumenttype: str | None = Field(default=None, description="What kind of dokument it is.")
    brev_dato: dt.date | None = Field(default=None, description="The letter's date; required for an incoming letter (OB4).")
    version_identifikator: Int32 | None = Field(default=None, description="The number of the dokument's version, counted from 1.")
    underversion_identifikator: Int32 | None = Field(default=None, description="The number below the version, for a draft between two versions.")
    kassationskode: str | None = Field(default=None, description="Whether the dokument is kept or may be discarded, at most 50 characters.")
    offentlighed_undtaget: OffentlighedUndtaget | None = Field(default=None, description="What is kept from the public.")
    foelsomhed: str | None = Field(default=None, description="How sensitive the dokument is.")
    virkning: Virkning | None = Field(default=None, description="When these attributes hold.")


class DokumentFremdrift(Vaerdi):
    """How far the dokument has come, in one period of effect (OIO Dokument 3.0, fremdrift)."""

    status: str = Field(description="The step reached.")
    virkning: Virkning | None = Field(default=None, description="When the step holds.")


class VariantEgenskaber(Vaerdi):
    """The attributes of a variant in one period of effect."""

    arkivering: bool | None = Field(default=None, description="Whether the variant is meant for the archive.")
    delvis_scannet: bool | None = Field(default=None, description="Whether it was scanned only in part.")
    offentliggoerelse: bool | None = Field(default=None, description="Whether it is meant for publication.")
    produktion: bool | None = Field(default=None, description="Whether it is the one worked on.")
    virkning: Virkning | None = Field(default=None, description="When these attributes hold.")


class Del(Vaerdi):
    """One part of a variant, a file for instance."""

    deltekst: str | None = Field(default=None, description="The part's name.")
    egenskaber: list[DelEgenskaber] = Field(default_factory=list, description="Attributes, one entry per period of effect.")
    under_redigering_af: list[Objektrelation] = Field(default_factory=list, description="Who edits the part now.")
    fil: Filreference | None = Field(default=None, description="The file, when it travels beside the bus.")


class Variant(Vaerdi):
    """One form of the dokument, such as PDF or text."""

    varianttekst: str | None = Field(default=None, description="The variant's name.")
    egenskaber: list[VariantEgenskaber] = Field(default_factory=list, description="Attributes, one entry per period of effect.")
    dele: list[Del] = Field(default_factory=list, description="The variant's parts.")


class Dokument(Vaerdi):
    """A dokument with everything registered about it (OIO Dokument 3.0 as the Sags- og Dokumentindeks uses it)."""

    dokument_id: str | None = Field(default=None, description="The dokument's UUID (OB2).")
    registrering: Registrering = Field(description="This registration.")
    egenskaber: list[DokumentEgenskaber] = Field(default_factory=list, description="Attributes, one entry per period of effect.")
    fremdrift: list[DokumentFremdrift] = Field(default_factory=list, description="Progress, one entry per period of effect.")
    aktoerer: list[Aktoerrelation] = Field(default_factory=list, description="Who works with the dokument.")
    parter: list[Partrelation] = Field(default_factory=list, description="Whom the dokument concerns.")
    klasser: list[Klasserelation] = Field(default_factory=list, description="How the dokument is classified.")
    dokumentrelationer: list[Objektrelation] = Field(default_factory=list, description="Other dokumenter, and the sager it belongs to.")
    it_systemer: list[ItSystemrelation] = Field(default_factory=list, description="Which system is the dokument's master, and which one sends.")
    sikkerhedsprofiler: list[Objektrelation] = Field(default_factory=list, description="Access profiles.")
    varianter: list[Variant] = Field(default_factory=list, description="The forms in which the dokument exists.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class DokumentRegistreret(Besked):
    """A dokument was journalised, got a new version, was changed or closed."""

    skema_navn: ClassVar[str] = "dk.faelleshub.dokument.DokumentRegistreret"
    beskedtype: ClassVar[str] = "2c9044a8-a370-4006-8198-39126d9bc6c1"

    beskeddata: Dokument = Field(description="The dokument as it now stands.")
