"""The answer to "who breaks?": what each part of the bus would meet."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NamedTuple

from hub.konsekvens.trafik import Trafik
from hub.konsekvens.virkning import Grund, Virkning
from schemas.catalogue import Tilstand


class Rolle(enum.StrEnum):
    """How somebody has to do with a contract."""

    AFSENDER = "afsender"
    """A system that may send it."""
    ABONNEMENT = "abonnement"
    """A subscription that is given it."""
    ADAPTER = "adapter"
    """A program that has told the hub which schema it reads with."""


class Grundlag(enum.StrEnum):
    """How it is known which version somebody uses."""

    TRAFIK = "trafik"
    """It was counted on the bus."""
    REGISTRERET = "registreret"
    """The system has told the hub its reader schemas."""
    ANTAGET = "antaget"
    """Nothing is known: it is taken to use the newest approved version."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bus under one contract. `id` is the system's, or the subscription's; `versioner` what it uses now."""

    rolle: Rolle
    id: str
    navn: str
    system: str
    systemnavn: str
    myndighed: str
    kontrakt: str
    grundlag: Grundlag
    versioner: tuple[str, ...]
    virkning: Virkning
    grunde: tuple[Grund, ...]


@dataclass(frozen=True, slots=True)
class Aftalefund:
    """An agreement: the gravest of what its system meets in what it covers. `kontrakter` are those of them that it covers."""

    id: str
    navn: str
    system: str
    systemnavn: str
    retning: str
    kontrakter: tuple[str, ...]
    virkning: Virkning
    grunde: tuple[Grund, ...]


@dataclass(frozen=True, slots=True)
class Myndighedsfund:
    """An authority: the gravest of what the systems meet that it runs, or that send and receive on its behalf.

    `systemer` are the names of the systems with that word.
    """

    cvr: str
    navn: str
    kommunekode: str | None
    virkning: Virkning
    systemer: tuple[str, ...]


class Versionsfund(NamedTuple):
    """A version that is there now, and what the proposal is to it. Both words are about messages that can be read."""

    skema_id: int
    version: str
    tilstand: Tilstand
    laeser_den: bool
    """Whether the proposal reads what is written as this version."""
    laeses_af_den: bool
    """Whether this version reads what is written as the proposal."""


class Hindring(NamedTuple):
    """Why messages could not be under the proposal at all."""

    da: str
    en: str


@dataclass(frozen=True, slots=True)
class Kontraktfund:
    """A contract that the proposal changes. `aendringer` are paths with what was changed there."""

    navn: str
    versioner: tuple[Versionsfund, ...]
    hindringer: tuple[Hindring, ...]
    aendringer: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Konsekvens:
    """All of it. Without contracts, nothing on the bus knows what was proposed, and nobody is touched."""

    navn: str
    kontrakter: tuple[Kontraktfund, ...]
    parter: tuple[Part, ...]
    aftaler: tuple[Aftalefund, ...]
    myndigheder: tuple[Myndighedsfund, ...]
    trafik: tuple[Trafik, ...]

    def med_virkning(self, virkning: Virkning, rolle: Rolle | None = None) -> tuple[Part, ...]:
        """The parts with that word, of one role where it is given."""
        return tuple(en for en in self.parter if en.virkning is virkning and rolle in {None, en.rolle})

    @property
    def brydes(self) -> tuple[Part, ...]:
        """Who would break."""
        return self.med_virkning(Virkning.BRYDES)
