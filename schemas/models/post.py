"""Models of the domain post.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.faelles import Adresse, Filreference, Kle, Part
from schemas.models.grund import Int64, Vaerdi
from schemas.models.kuvert import Tidspunkt


class PostStatusData(Vaerdi):
    """One step on a shipment's way; later steps come as messages of their own."""

    forsendelse_id: str = Field(description="The shipment.")
    post_anmodning_id: str | None = Field(default=None, description="The request behind it.")
    meddelelses_id: str = Field(description="The message's id in Digital Post (MeMo messageUUID).")
    transmissions_id: str | None = Field(default=None, description="The transmission's id as the distributor reports it (TransmissionId).")
    postkanal: str = Field(description="The channel that the step belongs to.")
    poststatus: str = Field(description="The step reached.")
    sag_id: str | None = Field(default=None, description="The sag that the message belongs to.")
    fejlkode: str | None = Field(default=None, description="The distributor's error code; only when the shipment failed.")
    fejltekst: str | None = Field(default=None, description="The distributor's error text; only when the shipment failed.")
    statustidspunkt: Tidspunkt = Field(description="When the step was reached.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class Postdokument(Vaerdi):
    """One document in a shipment: a text, or a file beside the bus, exactly one of the two."""

    titel: str = Field(description="The document's title as the receiver sees it, 1-255 characters.")
    tekst: str | None = Field(default=None, description="The content as plain text, at most 100,000 characters; of a NemSMS at most 150.")
    fil: Filreference | None = Field(default=None, description="The content as a file.")


class DigitalPostAfsendtData(Vaerdi):
    """Which message went out, and by which channel."""

    forsendelse_id: str = Field(description="The shipment's id, the same in every PostStatus about it.")
    post_anmodning_id: str | None = Field(default=None, description="The request behind it; absent for a message sent without one.")
    meddelelses_id: str = Field(description="The message's id in Digital Post (MeMo messageUUID).")
    modtager: Part = Field(description="Who the message is for.")
    postkanal: str = Field(description="The channel that was chosen.")
    fritaget: bool = Field(description="Whether the receiver is exempt from Digital Post, so that paper was chosen.")
    titel: str = Field(description="The message's title, 1-255 characters.")
    sag_id: str | None = Field(default=None, description="The sag that the message belongs to.")
    dokument_id: str | None = Field(default=None, description="The letter as it was journalised.")
    stoerrelse: Int64 = Field(description="The whole shipment's size in bytes.")
    afsendt_tidspunkt: Tidspunkt = Field(description="When it was handed over.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class PostAnmodningData(Vaerdi):
    """What is to be sent to whom; not how."""

    post_anmodning_id: str = Field(description="The request's id; asking again with the same one sends nothing twice.")
    modtager: Part = Field(description="Who the message is for.")
    posttype: str = Field(description="A letter, or a short reminder by NemSMS.")
    titel: str = Field(description="The message's title, 1-255 characters, without confidential content since it shows in notifications.")
    hoveddokument: Postdokument = Field(description="The letter or the reminder itself.")
    bilag: list[Postdokument] = Field(default_factory=list, description="Enclosures, in order.")
    sag_id: str | None = Field(default=None, description="The sag that the message belongs to.")
    dokument_id: str | None = Field(default=None, description="The letter as it was journalised.")
    kle: Kle | None = Field(default=None, description="The task that the message belongs to.")
    obligatorisk: bool = Field(description="Whether the law makes the receiver take it digitally (MeMo mandatory).")
    forkyndelse: bool = Field(description="Whether it has legal effect on delivery (MeMo legalNotification).")
    svar_muligt: bool = Field(description="Whether the receiver can answer in Digital Post.")
    svarfrist: dt.date | None = Field(default=None, description="The last day for an answer that is asked for.")
    tidligst_afsendes: Tidspunkt | None = Field(default=None, description="Not to reach the receiver before this.")
    postadresse: Adresse | None = Field(default=None, description="Where paper goes when the receiver is exempt; absent means the address in the person register.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class DigitalPostAfsendt(Besked):
    """A message was handed over to Digital Post, NemSMS or print."""

    skema_navn: ClassVar[str] = "dk.faelleshub.post.DigitalPostAfsendt"
    beskedtype: ClassVar[str] = "b5891469-80af-4267-bc0e-a7cb7031df75"

    beskeddata: DigitalPostAfsendtData = Field(description="What the message tells.")


class PostAnmodning(Besked):
    """A fagsystem asks for a message to be sent to someone; the channel is found by whoever sends it (RA-20, RA-21)."""

    skema_navn: ClassVar[str] = "dk.faelleshub.post.PostAnmodning"
    beskedtype: ClassVar[str] = "1dd42141-cba9-43d2-b210-4cce9a0c560f"

    beskeddata: PostAnmodningData = Field(description="What the message tells.")


class PostStatus(Besked):
    """A shipment reached a new step, or failed."""

    skema_navn: ClassVar[str] = "dk.faelleshub.post.PostStatus"
    beskedtype: ClassVar[str] = "3532357e-b6b5-4608-8afd-0726e4d50c63"

    beskeddata: PostStatusData = Field(description="What the message tells.")
