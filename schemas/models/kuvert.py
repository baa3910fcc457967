"""Models of the envelope and what it is made of.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

from pydantic import Field

from schemas.models.grund import Int64, Tid, TidspunktGrund, UnikIdGrund, Vaerdi


class UnikId(UnikIdGrund):
    """A unique identifier: a UUID or a URN, never both (OIO SagDok 3.0, UnikId)."""

    uuid: str | None = Field(default=None, description="The identifier as a UUID, in lower case.")
    urn: str | None = Field(default=None, description="The identifier as a URN in its normal form, e.g. urn:oio:cvr-nr:11111111.")
    original: str | None = Field(default=None, description="The identifier as the sender wrote it; set only where the normal form differs.")


class Tidspunkt(TidspunktGrund):
    """A point in time: a timestamp, or the mark of infinity (OIO SagDok 3.0, Tidspunkt)."""

    tidsstempel: Tid | None = Field(default=None, description="The instant, in microseconds since 1970-01-01T00:00:00Z.")
    graense: bool | None = Field(default=None, description="True: infinity. Absent where there is a timestamp.")
    original: str | None = Field(default=None, description="The timestamp as the sender wrote it; set only where the normal form (UTC, whole or three or six decimals) differs, for instance when it had no zone and Europe/Copenhagen was taken.")


class LokalUdvidelse(Vaerdi):
    """Local extension of the envelope: elements of other namespaces, kept as they came and never needed for routing (RA-04)."""

    antal_leveranceforsoeg: Int64 | None = Field(default=None, description="How many times delivery was tried (only in a Leverancerute).")
    signatur: str | None = Field(default=None, description="The XML signature element of the sender or the distributor, as canonical XML.")
    elementer: list[str] = Field(default_factory=list, description="Each further element as canonical XML, in the order in which it came.")


class Modtagerhandling(Vaerdi):
    """What the receiver is asked to do (Beskedkuvert, Modtagerhandling)."""

    handling: UnikId | None = Field(default=None, description="The action asked for.")
    responsmodtager: UnikId | None = Field(default=None, description="To whom the response goes.")


class RelateretObjekt(Vaerdi):
    """An object that the event concerns beside its own (Beskedkuvert, RelateretObjekt)."""

    objekt_id: UnikId = Field(description="The related object.")
    objekt_type: UnikId = Field(description="The related object's type.")
    objekt_rolle: UnikId | None = Field(default=None, description="The part it plays.")


class Leverancerute(Vaerdi):
    """One hop of the message's way (Beskedkuvert, Leverancerute)."""

    fordelingssystem: UnikId | None = Field(default=None, description="The system that passed the message on.")
    modtagelses_tidspunkt: Tidspunkt | None = Field(default=None, description="When it received the message.")
    leverance_tidspunkt: Tidspunkt | None = Field(default=None, description="When it delivered the message.")
    modtaget_fra_system: UnikId | None = Field(default=None, description="From whom it received the message.")
    er_leveret_i_henhold_til: UnikId | None = Field(default=None, description="The agreement or subscription under which it delivered.")
    lokal_udvidelse: LokalUdvidelse | None = Field(default=None, description="Local extension (LeveranceruteLokalUdvidelse).")


class ObjektRegistrering(Vaerdi):
    """One registration of one object: what happened, to what, and who is responsible (Beskedkuvert, ObjektRegistrering)."""

    objekt_registrering_id: UnikId | None = Field(default=None, description="This registration's own id.")
    registrerings_aktoer: UnikId | None = Field(default=None, description="Who registered.")
    registreringstidspunkt: Tidspunkt | None = Field(default=None, description="When it was registered in the source (RA-08).")
    objekt_ansvarlig_myndighed: UnikId | None = Field(default=None, description="The authority responsible for the object (RA-08).")
    objekt_id: UnikId | None = Field(default=None, description="The object.")
    objekt_type: UnikId | None = Field(default=None, description="The object's type.")
    objekt_handling: UnikId | None = Field(default=None, description="What happened to it.")
    opgave_emne: UnikId | None = Field(default=None, description="The task it belongs to, as a KLE URN; CPR events leave it out.")
    lokal_udvidelse: LokalUdvidelse | None = Field(default=None, description="Local extension (ObjektRegistreringLokalUdvidelse).")


class Leveranceruter(Vaerdi):
    """The hops so far (Beskedkuvert, Leveranceruter)."""

    leverancerute: list[Leverancerute] = Field(default_factory=list, description="The hops in order.")


class Filtreringsdata(Vaerdi):
    """What receivers are found by (Beskedkuvert, Filtreringsdata)."""

    beskedtype: UnikId = Field(description="What kind of event this is; an entry of the servicekatalog.")
    besked_ansvarlig_aktoer: UnikId | None = Field(default=None, description="Who answers for the message.")
    tilladt_modtager: list[UnikId] = Field(default_factory=list, description="The only authorities that may receive the message; empty means all agreed ones.")
    relateret_objekt: list[RelateretObjekt] = Field(default_factory=list, description="Further objects concerned.")
    objekt_registrering: list[ObjektRegistrering] = Field(default_factory=list, description="The registrations that the message tells of.")
    tvaergaaende_proces: list[UnikId] = Field(default_factory=list, description="Processes across authorities that the event belongs to.")


class Leveranceinformation(Vaerdi):
    """How the message came about and travelled (Beskedkuvert, Leveranceinformation)."""

    dannelsestidspunkt: Tidspunkt | None = Field(default=None, description="When the message was made.")
    transaktions_id: UnikId | None = Field(default=None, description="Correlates everything that belongs to one transaction; receipts carry it back (RA-19).")
    kildesystem: UnikId | None = Field(default=None, description="The it-system in which the event arose (RA-08).")
    kildesystem_ip_adresse: str | None = Field(default=None, alias="kildesystemIPAdresse", description="The source system's address, as told by the sender.")
    kildesystem_akkreditiver: str | None = Field(default=None, description="The source system's credentials, as told by the sender; never used for access.")
    sikkerhedsklassificering: UnikId | None = Field(default=None, description="How sensitive the message is.")
    leveranceruter: Leveranceruter | None = Field(default=None, description="The hops so far.")
    lokal_udvidelse: LokalUdvidelse | None = Field(default=None, description="Local extension (LeveranceinformationLokalUdvidelse).")


class Beskedkuvert(Vaerdi):
    """The envelope of every message, field for field as the Beskedkuvert standard 1.0 has it."""

    filtreringsdata: Filtreringsdata = Field(description="What receivers are found by.")
    leveranceinformation: Leveranceinformation = Field(description="How the message came about and travelled.")
    modtagerhandling: Modtagerhandling | None = Field(default=None, description="What the receiver is asked to do.")
    gyldighed_fra: Tidspunkt | None = Field(default=None, description="Not to be delivered before.")
    gyldighed_til: Tidspunkt | None = Field(default=None, description="Not to be delivered at or after.")
