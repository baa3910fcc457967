"""Models of the domain faelles.

Generated from the contracts by `python -m schemas.models.generator`: change the contract, not this file.
"""
# fmt: off

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from pydantic import Field

from schemas.models.besked import Besked
from schemas.models.grund import Int32, Int64, Vaerdi
from schemas.models.kuvert import Tidspunkt, UnikId


class Adresse(Vaerdi):
    """A Danish or foreign postal address."""

    adresse_id: str | None = Field(default=None, description="The address in Danmarks Adresseregister.")
    vejnavn: str = Field(description="The street's name.")
    husnummer: str = Field(description="The house number with its letter, e.g. 12B.")
    etage: str | None = Field(default=None, description="The floor, e.g. 2 or st.")
    doer: str | None = Field(default=None, description="The door, e.g. tv, th or a number.")
    postnummer: str = Field(description="The postal code.")
    postdistrikt: str = Field(description="The postal district's name.")
    kommunekode: str | None = Field(default=None, description="The kommune in which the address lies.")
    landekode: str = Field(default="DK", description="ISO 3166 two-letter country code.")


class Kontaktoplysninger(Vaerdi):
    """How a caseworker reaches someone outside Digital Post."""

    email: str | None = Field(default=None, description="An e-mail address; never used for confidential content.")
    telefon: str | None = Field(default=None, description="A telephone number with country code, e.g. +4512345678; the number a NemSMS goes to is looked up, not taken from here.")


class Person(Vaerdi):
    """A natural person as the municipal systems name one."""

    cpr: str = Field(description="The CPR number, ten digits.")
    navn: str | None = Field(default=None, description="The person's full name.")


class Beloeb(Vaerdi):
    """An amount of money in whole øre, never a floating-point number."""

    oere: Int64 = Field(description="The amount in øre (hundredths of the currency unit).")
    valuta: str = Field(default="DKK", description="ISO 4217 currency code.")


class Filreference(Vaerdi):
    """A file that travels beside the bus: stored encrypted with the hub, fetched by the agreed receiver (claim check)."""

    fil_id: str = Field(description="The file's id with the hub.")
    filnavn: str = Field(description="The file's name, without path.")
    mimetype: str = Field(description="The file's media type.")
    stoerrelse: Int64 = Field(description="The file's size in bytes, before encryption.")
    sha256: str = Field(description="SHA-256 of the file before encryption, in hex.")
    noegle: str | None = Field(default=None, description="The key of the encrypted file, base64; only those who may read the message may read the file.")


class Virksomhed(Vaerdi):
    """A company or authority in the CVR register."""

    cvr: str = Field(description="The CVR number, eight digits.")
    pnummer: str | None = Field(default=None, description="The production unit, ten digits.")
    navn: str | None = Field(default=None, description="The company's name.")


class OffentlighedUndtaget(Vaerdi):
    """What the public sees instead of the title, and by which law (OIO SagDok 3.0)."""

    titel_alternativ_tekst: str | None = Field(default=None, description="The alternative title, at most 255 characters.")
    hjemmel_tekst: str | None = Field(default=None, description="The legal basis for the exception, at most 1024 characters.")


class Aarsag(Vaerdi):
    """One reason why a message was refused or is remarked upon (RA-29: the owner sees why)."""

    regel: str = Field(description="The rule's id: RA-nn, OB-n or that of the standard.")
    kode: str = Field(description="The machine-readable reason within the rule, stable across versions.")
    sti: str = Field(description="The field the reason is about, as a path from the message's root; empty when it is about the whole message.")
    tekst: str = Field(description="What is wrong and what to do, in Danish; never a value from the message.")
    text: str = Field(description="What is wrong and what to do, in English; never a value from the message.")
    maal: str = Field(description="The goal of the architecture that the rule serves.")


class Beskeddatablok(Vaerdi):
    """One Beskeddata element of a foreign message."""

    elementer: list[str] = Field(default_factory=list, description="Each element inside, as canonical XML.")


class Kle(Vaerdi):
    """A task in KL's classification: subject and, where known, facet."""

    emne: str = Field(description="The KLE subject, NN.NN.NN.")
    facet: str | None = Field(default=None, description="The KLE facet, a letter and two digits, such as G01.")
    titel: str | None = Field(default=None, description="The subject's title for a human reader.")


class Periode(Vaerdi):
    """A period in whole days."""

    fra: dt.date = Field(description="The first day, inclusive.")
    til: dt.date | None = Field(default=None, description="The day after the last one, exclusive; absent while the period is open.")


class AktoerRef(Vaerdi):
    """A reference to an actor together with its kind."""

    id: UnikId = Field(description="The actor.")
    aktoer_type_kode: str | None = Field(default=None, description="The kind of actor.")
    navn: str | None = Field(default=None, description="The actor's name for a human reader.")


class Registrering(Vaerdi):
    """When and by whom an object was registered, and the step of its life cycle (OIO SagDok 3.0, Registrering)."""

    note_tekst: str | None = Field(default=None, description="A note on the registration, at most 1024 characters.")
    tidspunkt: Tidspunkt | None = Field(default=None, description="When the registration was made in the source system.")
    livscyklus_kode: str | None = Field(default=None, description="The step of the object's life cycle that this registration is.")
    bruger_ref: UnikId | None = Field(default=None, description="The user or system that made the registration.")


class Virkning(Vaerdi):
    """The time in which something holds in the real world, and who says so (OIO SagDok 3.0, Virkning)."""

    fra: Tidspunkt | None = Field(default=None, description="From, inclusive; never infinite.")
    til: Tidspunkt | None = Field(default=None, description="To, exclusive; a timestamp or infinity.")
    aktoer_ref: UnikId | None = Field(default=None, description="Who stands behind the effect.")
    aktoer_type_kode: str | None = Field(default=None, description="What kind of actor aktoerRef names.")
    note_tekst: str | None = Field(default=None, description="A note on the effect, at most 1024 characters.")


class Ejendom(Vaerdi):
    """A property."""

    bfe: str | None = Field(default=None, description="The property's BFE number.")
    esr: str | None = Field(default=None, description="The property in ESR: kommunekode and property number, NNN-NNNNNN.")
    adresse: Adresse | None = Field(default=None, description="The property's address.")


class Part(Vaerdi):
    """A party to a matter: one natural person or one company, exactly one of the two."""

    person: Person | None = Field(default=None, description="The party, when it is a natural person.")
    virksomhed: Virksomhed | None = Field(default=None, description="The party, when it is a company, an association or an authority.")


class KvitteringData(Vaerdi):
    """What became of one message at one receiver, or before it reached any."""

    kvittering_id: str = Field(description="The receipt's own id.")
    kvitteret_besked_id: UnikId = Field(description="The message that the receipt is about.")
    kvitteret_beskedtype: UnikId | None = Field(default=None, description="The kind of message it was; absent when it could not be read.")
    objekt_id: UnikId | None = Field(default=None, description="The object that the message was about, so that the sender finds its own record; left out when it is a personal identifier.")
    transaktions_id: UnikId | None = Field(default=None, description="The sender's correlation id, carried back as it came.")
    kvitteringstype: str = Field(description="Whether the bus answers for the transport, or a receiver for its business.")
    kvitteringsstatus: str = Field(description="What became of the message.")
    forretningsstatus: str | None = Field(default=None, description="The receiver's answer in the words of SF2900; only in a business receipt. Responsibility moves at ACCEPTERET.")
    modtager: AktoerRef | None = Field(default=None, description="The system that received or refused the message; absent while the hub itself answers.")
    antal_modtagere: Int32 | None = Field(default=None, description="To how many dueslag the message went; only when the hub delivered it.")
    aarsager: list[Aarsag] = Field(default_factory=list, description="Every reason at once, when the message was refused or ran out of time.")
    tidspunkt: Tidspunkt = Field(description="When the decision or the answer was made.")
    bemaerkning: str | None = Field(default=None, description="A receiver's remark to the sender, without personal data; at most 1024 characters.")
    udvidelser: dict[str, str] = Field(default_factory=dict, description="A vendor's private fields, keyed by a namespaced name (RA-04); routing never needs them.")


class Aktoerrelation(Vaerdi):
    """Someone who works with the object: owner, responsible unit, caseworker (OIO Sagsaktoer, Dokumentaktoer)."""

    rolle: str = Field(description="The part that the related object plays; it never changes: an old relation is closed and a new one opened.")
    indeks: str | None = Field(default=None, description="Tells relations of one role apart, where a role may occur more than once; at most 36 characters.")
    objekt_type: str | None = Field(default=None, description="The related object's type.")
    reference: UnikId | None = Field(default=None, description="The related object.")
    brugervendt_noegle: str | None = Field(default=None, description="The actor's human-readable key.")
    fuldt_navn: str | None = Field(default=None, description="The actor's name, at most 255 characters.")
    cvr: str | None = Field(default=None, description="The actor's CVR number.")
    virkning: Virkning | None = Field(default=None, description="When the relation holds.")


class ItSystemrelation(Vaerdi):
    """An it-system that holds or sends the object."""

    rolle: str = Field(description="The part that the related object plays; it never changes: an old relation is closed and a new one opened.")
    indeks: str | None = Field(default=None, description="Tells relations of one role apart, where a role may occur more than once; at most 36 characters.")
    objekt_type: str | None = Field(default=None, description="The related object's type.")
    reference: UnikId | None = Field(default=None, description="The related object.")
    system_navn: str | None = Field(default=None, description="The system's name.")
    system_uri: str | None = Field(default=None, description="Where the object is found in that system.")
    virkning: Virkning | None = Field(default=None, description="When the relation holds.")


class Klasserelation(Vaerdi):
    """A class that the object is given: KLE subject, facet and others (OIO Sagsklasse, Dokumentklasse)."""

    rolle: str = Field(description="The part that the related object plays; it never changes: an old relation is closed and a new one opened.")
    indeks: str | None = Field(default=None, description="Tells relations of one role apart, where a role may occur more than once; at most 36 characters.")
    objekt_type: str | None = Field(default=None, description="The related object's type.")
    reference: UnikId | None = Field(default=None, description="The related object.")
    brugervendt_noegle: str | None = Field(default=None, description="The class's code: a KLE subject NN.NN.NN for PrimaerKlasse, a facet such as G01 for Handlingsklasse.")
    klassetitel: str | None = Field(default=None, description="The class's title, at most 255 characters.")
    virkning: Virkning | None = Field(default=None, description="When the relation holds.")


class Objektrelation(Vaerdi):
    """Another sag, dokument or object that this one is tied to."""

    rolle: str = Field(description="The part that the related object plays; it never changes: an old relation is closed and a new one opened.")
    indeks: str | None = Field(default=None, description="Tells relations of one role apart, where a role may occur more than once; at most 36 characters.")
    objekt_type: str | None = Field(default=None, description="The related object's type.")
    reference: UnikId | None = Field(default=None, description="The related object.")
    fuldt_navn: str | None = Field(default=None, description="The related object's title for a human reader, at most 255 characters.")
    virkning: Virkning | None = Field(default=None, description="When the relation holds.")


class Partrelation(Vaerdi):
    """Someone whom the object concerns (OIO Sagspart, Dokumentpart)."""

    rolle: str = Field(description="The part that the related object plays; it never changes: an old relation is closed and a new one opened.")
    indeks: str | None = Field(default=None, description="Tells relations of one role apart, where a role may occur more than once; at most 36 characters.")
    objekt_type: str | None = Field(default=None, description="The related object's type.")
    reference: UnikId | None = Field(default=None, description="The related object.")
    brugervendt_noegle: str | None = Field(default=None, description="The party's human-readable key.")
    fuldt_navn: str | None = Field(default=None, description="The party's name, at most 255 characters; required.")
    virkning: Virkning | None = Field(default=None, description="When the relation holds.")


class FremmedHaendelse(Besked):
    """A message whose beskeddata follows a contract from outside (a CPR event, a post status): the envelope is checked, the content is carried as it came."""

    skema_navn: ClassVar[str] = "dk.faelleshub.faelles.FremmedHaendelse"
    beskedtype: ClassVar[str] = "aceda88b-a001-4d18-8ba7-b53bf3e00b27"

    beskeddata: list[Beskeddatablok] = Field(default_factory=list, description="The Beskeddata elements in order.")


class Kvittering(Besked):
    """A receipt to a sender: what the hub decided about its message, or what a receiver answered (RA-19)."""

    skema_navn: ClassVar[str] = "dk.faelleshub.faelles.Kvittering"
    beskedtype: ClassVar[str] = "5c462c59-15ea-44ce-a6f7-ab59ae2a9b59"

    beskeddata: KvitteringData = Field(description="What the message tells.")
