"""What a hub is told: authorities, systems, agreements, subscriptions, value lists.

The same models are the resources of the API, the sections of `opsaetning.yaml`, and the values of the compacted
`konfig.<kind>` topics. What the contract engine reads is compiled from them (`hub.kontrakter.register`).
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from dataclasses import dataclass
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from schemas.identifikatorer import MOENSTER

NAVNERUM: Final = uuid.UUID("6f1d5a6e-2f0b-5c53-9d0a-6b6e2f3f8a11")
"""Names become ids in this UUID namespace, so that a reviewed file need not hold invented ids."""

ALLE: Final = "*"

Cvr = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
Navn = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9ÆØÅæøå][A-Za-z0-9ÆØÅæøå ._-]{0,99}$")]
Uuid = Annotated[str, StringConstraints(to_lower=True, pattern=MOENSTER["uuid"].pattern)]
Kafkabruger = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9ÆØÅæøå][A-Za-z0-9ÆØÅæøå ._=,@/+-]{0,199}$")]
"""What Kafka knows a client by: a SASL user's name, or the subject of its certificate, such as `CN=esdh,O=Akten`."""
KleMoenster = Annotated[
    str, StringConstraints(pattern=r"^(\*|\d\*|\d\d\.\*|\d\d\.\d\*|\d\d\.\d\d\.\*|\d\d\.\d\d\.\d\*|\d\d(\.\d\d){2})$")
]
"""A KLE area: `*`, or SF2900's wildcard forms, such as `27.*` or `27.12.00`."""

Foelsomhed = Literal["IKKE_FORTROLIGE_DATA", "FORTROLIGE_PERSONOPLYSNINGER", "FOELSOMME_PERSONOPLYSNINGER", "VIP_SAGER"]
FOELSOMHEDER: Final[tuple[str, ...]] = Foelsomhed.__args__  # type: ignore[attr-defined] # Literal has no typed __args__
"""The degrees of sensitivity, lowest first."""


def id_af(slags: str, navn: str) -> str:
    """The id that a thing of this kind and name has unless it is given one."""
    return str(uuid.uuid5(NAVNERUM, f"{slags}:{navn}"))


class _Ressource(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Myndighed(_Ressource):
    """An authority: a kommune, or another one that messages come from or go to."""

    cvr: Cvr
    navn: Navn
    kommunekode: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None


class Tilstand(enum.StrEnum):
    """Whether a system or subscription takes part."""

    AKTIV = "aktiv"
    """Takes part."""
    PAUSE = "pause"
    """Takes no part for now: what is meant for it is kept and not delivered, and what it sends is refused."""
    AFSLUTTET = "afsluttet"
    """Ended: nothing is accepted from it or kept for it."""


class System(_Ressource):
    """An it-system that joins the bus; `myndighed` owns or runs it."""

    id: Uuid = ""
    navn: Navn
    myndighed: Cvr
    systemtype: Navn | None = None
    """What kind of system it is, such as `esdh`; a beskedtype's master may be a kind."""
    afloeser: tuple[Uuid, ...] = ()
    """Systems whose objects this one has taken over (RA-05): it may change what they were master of."""
    kafkabruger: Kafkabruger | None = None
    """Who it is on a Kafka cluster, if it is to send and receive there itself: gets rights to its own topics alone."""
    tilstand: Tilstand = Tilstand.AKTIV

    @model_validator(mode="before")
    @classmethod
    def _giv_id(cls, data: object) -> object:
        return _med_id("system", data)


class Retning(enum.StrEnum):
    """What a serviceaftale allows."""

    AFSEND = "afsend"
    MODTAG = "modtag"
    BEGGE = "begge"


class TilladtModtagerTilstand(enum.StrEnum):
    """What happens when TilladtModtager names an authority outside the agreement."""

    AFVIS = "afvis"
    """Version 1: the message is refused."""
    TRIM = "trim"
    """Version 2: the name is left out, at sending and again per dueslag."""


class Serviceaftale(_Ressource):
    """What one system may send or receive, for which authorities, in which period. Everything else is denied."""

    id: Uuid = ""
    navn: Navn
    system: Uuid
    retning: Retning
    beskedtyper: Annotated[tuple[Uuid | Literal["*"], ...], Field(min_length=1)]
    kle: Annotated[tuple[KleMoenster, ...], Field(min_length=1)]
    foelsomhed: Foelsomhed
    """The highest degree of sensitivity that is covered."""
    myndigheder: Annotated[tuple[Cvr | Literal["*"], ...], Field(min_length=1)]
    """The authorities on whose behalf the system sends, or whose messages it receives."""
    modtagere: tuple[Cvr | Literal["*"], ...] = (ALLE,)
    """The authorities that a TilladtModtager list may name."""
    tilladt_modtager: TilladtModtagerTilstand = TilladtModtagerTilstand.AFVIS
    gyldig_fra: dt.datetime
    gyldig_til: dt.datetime | None = None
    tilstand: Tilstand = Tilstand.AKTIV

    @model_validator(mode="before")
    @classmethod
    def _giv_id(cls, data: object) -> object:
        return _med_id("serviceaftale", data)

    @model_validator(mode="after")
    def _periode(self) -> Self:
        if self.gyldig_fra.tzinfo is None or (self.gyldig_til and self.gyldig_til.tzinfo is None):
            raise ValueError("gyldig_fra and gyldig_til need a time zone, e.g. 2026-01-01T00:00:00+01:00")
        if self.gyldig_til and self.gyldig_til <= self.gyldig_fra:
            raise ValueError("gyldig_til must be after gyldig_fra")
        return self


@dataclass(frozen=True, slots=True)
class FraKuvert:
    """Makes a field of Filter a criterion: a message must have one of its values at `sti`, in the envelope.

    `sti` is a path inside `beskedkuvert`, `[]` for each item of a list, and ends at a UnikId. Declared here and nowhere
    else: routing fields, index, API and reviewed file all read it from the field.
    """

    sti: str
    kodeliste: str | None = None
    """The code list whose names a reviewed file may use instead of ids."""


class Filter(_Ressource):
    """Which messages a subscription wants: AND between the criteria, OR inside one; an empty one does not restrict.

    A criterion that compares a field of the envelope is a field with `FraKuvert`; the others are what an agreement
    also says something about, or value lists.
    """

    beskedtyper: tuple[Uuid, ...] = ()
    objekttyper: Annotated[
        tuple[str, ...], FraKuvert("filtreringsdata.objektRegistrering[].objektType", "objekttype")
    ] = ()
    """UUIDs or URNs of ObjektType."""
    handlinger: Annotated[
        tuple[str, ...], FraKuvert("filtreringsdata.objektRegistrering[].objektHandling", "objekthandling")
    ] = ()
    """UUIDs or URNs of ObjektHandling."""
    kle: tuple[KleMoenster, ...] = ()
    myndigheder: tuple[Cvr, ...] = ()
    """ObjektAnsvarligMyndighed."""
    objekter: tuple[str, ...] = ()
    """Ids that ObjektId or RelateretObjekt must be one of."""
    vaerdilister: tuple[Uuid, ...] = ()
    """Value lists that ObjektId or RelateretObjekt must stand in; together with `objekter` one criterion."""
    foelsomhed: tuple[Foelsomhed, ...] = ()


KRITERIER: Final[tuple[tuple[str, FraKuvert], ...]] = tuple(
    (navn, kriterium)
    for navn, felt in Filter.model_fields.items()
    for kriterium in felt.metadata
    if isinstance(kriterium, FraKuvert)
)
"""The criteria that compare a field of the envelope: the filter's field and its declaration, in order."""


class Levering(_Ressource):
    """How a dueslag is served."""

    frist_sekunder: Annotated[int, Field(ge=1, le=86_400)] = 60
    """A fetched message that is not acknowledged within this time is delivered again."""
    forsoeg: Annotated[int, Field(ge=1, le=1000)] = 8
    """After so many deliveries without acknowledgement the message goes to the fejlkø."""
    pause_sekunder: Annotated[float, Field(ge=0, le=3600)] = 1.0
    """The wait before the second delivery; doubled each time, at most ten minutes."""


class Abonnement(_Ressource):
    """A subscription; its queue is the dueslag of the same id."""

    id: Uuid = ""
    navn: Navn
    system: Uuid
    filter: Filter = Filter()
    levering: Levering = Levering()
    tilstand: Tilstand = Tilstand.AKTIV

    @model_validator(mode="before")
    @classmethod
    def _giv_id(cls, data: object) -> object:
        return _med_id("abonnement", data)


def _opret_input(tekst: str) -> str:
    from schemas.formater.fejl import Formatfejl
    from schemas.formater.xml.vaerdiliste import fra_opret_input

    try:
        oensket = fra_opret_input(tekst.encode("utf-8", "surrogatepass"))
    except Formatfejl as fejl:
        raise ValueError(f"must be an OpretInput in XML: {fejl}") from None
    egenskaber = oensket.attributliste.egenskaber if oensket.attributliste else ()
    if len(egenskaber) != 1 or egenskaber[0].vaerdiliste.vaerdier:
        raise ValueError("must make one value list, without values; those are a resource of their own")
    return tekst


class Vaerdiliste(_Ressource):
    """A named list of object ids (CPR numbers among them) that subscriptions filter by. Its values are kept elsewhere."""

    id: Uuid = ""
    navn: Navn
    system: Uuid
    note: str = ""
    opret_input: Annotated[str, Field(max_length=100_000), AfterValidator(_opret_input)] | None = None
    """The platform's own request (XML), without its values, where the list was made by one; so that it can be given back."""

    @model_validator(mode="before")
    @classmethod
    def _giv_id(cls, data: object) -> object:
        return _med_id("vaerdiliste", data)


class Beskedtypebinding(_Ressource):
    """A beskedtype from outside, carried by the contract FremmedHaendelse on this hub."""

    id: Uuid
    navn: Navn
    kontrakt: str = "dk.faelleshub.faelles.FremmedHaendelse"


def _med_id(slags: str, data: object) -> object:
    if isinstance(data, dict) and not data.get("id") and isinstance(data.get("navn"), str):
        return {**data, "id": id_af(slags, data["navn"])}
    return data
