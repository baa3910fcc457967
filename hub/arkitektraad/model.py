"""What the council keeps: one case per version of a contract, dispensations, and notices to those who are affected."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from hub.adgang.bruger import Bruger, Hvem
from hub.konfiguration.model import NAVNERUM
from schemas.catalogue import Tilstand

Holdning = Literal["for", "imod", "bemaerkning"]
"""What an answer in the hearing says of the proposal."""

Stemmetal = Literal["for", "imod", "undlader"]
"""A vote; `undlader` counts for the quorum and for nobody."""

Punkt = Literal["blaastempling", "udfasning"]
"""What the council is asked about a version."""


class _Post(BaseModel):
    # camelCase to the outside and in what is signed, the fields' own names in the topic
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class Aktoer(_Post):
    """Who does something: the kind of caller, its name, and the system or authority it is bound to."""

    rolle: Hvem
    navn: str
    system: str | None = None
    myndighed: str | None = None

    @classmethod
    def af(cls, bruger: Bruger) -> Aktoer:
        """An authenticated caller."""
        return cls(rolle=bruger.hvem, navn=bruger.navn, system=bruger.system, myndighed=bruger.myndighed)


class Medlem(_Post):
    """A member of the council: the name of a token of the role, and the authority that the member comes from."""

    navn: str
    myndighed: str | None = None


class Hoeringssvar(_Post):
    """What one member answered in the hearing. Every answer is kept, a later one beside an earlier."""

    medlem: str
    holdning: Holdning
    tekst: str
    tidspunkt: dt.datetime


class Hoering(_Post):
    """A hearing: until when it can be answered, and what was answered."""

    aabnet: dt.datetime
    frist: dt.datetime
    svar: tuple[Hoeringssvar, ...] = ()
    trods: tuple[str, ...] = ()
    """The codes of the linter's errors in spite of which it was opened."""


class Stemme(_Post):
    """One member's vote, with its reason."""

    medlem: str
    stemme: Stemmetal
    begrundelse: str
    tidspunkt: dt.datetime
    myndighed: str | None = None


class Afstemning(_Post):
    """What the council is voting on, and the votes so far, each member's newest."""

    om: Punkt
    stemmer: tuple[Stemme, ...] = ()
    vindue_til: dt.datetime | None = None
    """For a retirement: until when messages under the version still pass in production."""


class Forslagsstiller(_Post):
    """Who brought a version: a system, a member of the council, or the house itself."""

    hvem: str
    """As the registry writes it: `system:<id>`, `arkitektraad`, `hub`."""
    navn: str | None = None
    system: str | None = None
    myndighed: str | None = None


class Behandling(_Post):
    """The case of one version of a contract, from draft to withdrawal.

    `blaastemplet` and not yet `aktiveret`: decided, but not in force before the driftsrolle puts it so.
    """

    id: str
    subject: str
    version: int
    skema_id: int
    tilstand: Tilstand
    stiller: Forslagsstiller
    foreslaaet: dt.datetime
    udgave: Annotated[str | None, Field(max_length=20)] = None
    """What the contract calls itself, such as 1.2; the registry counts from 1 by itself."""
    begrundelse: str = ""
    hoering: Hoering | None = None
    afstemning: Afstemning | None = None
    aktiveret: dt.datetime | None = None
    vindue_til: dt.datetime | None = None
    afgoerelser: tuple[int, ...] = ()
    """The numbers of the decisions that were taken in it, oldest first."""

    @property
    def i_kraft(self) -> bool:
        """Whether messages under it may pass in production, as far as its window goes."""
        return self.aktiveret is not None and self.tilstand in {"blaastemplet", "udfaset"}

    @property
    def bustilstand(self) -> Tilstand:
        """Where the version stands for messages: what is decided and not activated is still in its hearing."""
        return "hoering" if self.tilstand == "blaastemplet" and self.aktiveret is None else self.tilstand


class Dispensation(_Post):
    """A kommune's leave to break one rule, for a reason and a time (RA-27). It ends by itself."""

    id: str
    myndighed: str
    """CVR number of the authority whose messages it is about (ObjektAnsvarligMyndighed)."""
    regel: str
    begrundelse: str
    gyldig_fra: dt.datetime
    udloeber: dt.datetime
    ansoegt: dt.datetime
    ansoeger: str
    tilstand: Literal["ansoegt", "givet", "afslaaet", "ophaevet"] = "ansoegt"
    stemmer: tuple[Stemme, ...] = ()
    afgoerelser: tuple[int, ...] = ()
    """The numbers of the decisions about it."""

    def gaelder(self, nu: dt.datetime) -> bool:
        """Whether it holds at a time."""
        return self.tilstand == "givet" and self.gyldig_fra <= nu < self.udloeber


Varselslags = Literal["hoering", "aktivering", "udfasning", "tilbagetraekning", "afslag"]


class Varsel(_Post):
    """A notice to the owner of systems that send or receive messages under a contract that changes."""

    id: str
    slags: Varselslags
    myndighed: str
    systemer: tuple[str, ...]
    """The owner's systems that are affected, by id."""
    beskedtyper: tuple[str, ...]
    behandling: str
    subject: str
    version: int
    skema_id: int
    tilstand: Tilstand
    tidspunkt: dt.datetime
    frist: dt.datetime | None = None
    """A hearing's deadline, or the end of a window."""
    begrundelse: str
    sendt: bool = False
    """Whether it has gone out as a message on the bus too."""


def sags_id(subject: str, version: int) -> str:
    """The id of the case of a version."""
    return str(uuid.uuid5(NAVNERUM, f"raad:{subject}:{version}"))
