"""What the hub knows when it decides: schemas, judges, systems, agreements, subscriptions.

An immutable snapshot, the same on every instance that has read the same configuration.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol

from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Tilstand
from hub.kontrakter.afgoerelse import Modtager, Rutefelter
from hub.kontrakter.aftaler import Tilladelse, tilladelser
from hub.kontrakter.fritagelse import Fritagelse
from hub.kontrakter.kontraktsaet import Kontraktsaet, standardsaet
from schemas.catalogue import Katalog, Katalogpost
from schemas.kodeliste import Kodelister
from schemas.regler import Dommer
from schemas.skema import Skemalager


class Miljoe(enum.StrEnum):
    """Which schema states pass (RA-03), and whether test CVR numbers do."""

    TEST = "test"
    """Anything registered passes."""
    PRODUKTION = "produktion"
    """Only blåstemplet, or udfaset inside its window; no test CVR numbers."""


PASSERER = {Miljoe.PRODUKTION: frozenset({"blaastemplet", "udfaset"})}
"""The schema states that pass, where not all do."""

GODKENDTE = PASSERER[Miljoe.PRODUKTION]
"""The states that need no mark where others pass too."""


class Abonnementsopslag(Protocol):
    """Who gets a message: the subscription index as the engine asks it."""

    def modtagere(self, ruter: Rutefelter, nu: dt.datetime) -> tuple[Modtager, ...]:
        """The dueslag that get it, each once."""
        ...


class Stand(NamedTuple):
    """Where messages of one kind under one schema stand, as far as the register alone tells."""

    post: Katalogpost
    """Their catalogue entry."""
    tilstand: str
    """Where the schema stands with the council."""
    maerke: str | None
    """The same, where it is not approved: what receivers are told of it."""


@dataclass(frozen=True)
class Register:
    """Everything the engine may ask besides history."""

    skemaer: Skemalager
    katalog: Katalog
    dommere: Mapping[int, Dommer]
    kodelister: Kodelister
    konfiguration: Konfiguration
    aktive: frozenset[str]
    """Systems that take part."""
    tilladelser: Mapping[str, tuple[Tilladelse, ...]]
    abonnementer: Abonnementsopslag
    miljoe: Miljoe = Miljoe.TEST
    tilstande: Mapping[int, str] = field(default_factory=dict)
    """Where the schemas stand with the council of which the catalogue does not say it."""
    vinduer: Mapping[int, dt.datetime] = field(default_factory=dict)
    """Until when messages under retired schemas still pass in production."""
    fritagelser: tuple[Fritagelse, ...] = ()
    """The dispensations that were given."""

    @cached_property
    def _stande(self) -> dict[tuple[int, str], Stand]:
        return {}

    def stand(self, skema_id: int, beskedtype: str) -> Stand | None:
        """What `post`, `tilstand` and `maerke` say together, found once; None where there is no entry (RA-02)."""
        noegle = (skema_id, beskedtype)
        try:
            return self._stande[noegle]
        except KeyError:
            post = self.post(skema_id, beskedtype)
            if post is None:  # a sender may make up any number of these
                return None
            tilstand = self.tilstand(skema_id, post)
            fundet = self._stande[noegle] = Stand(post, tilstand, self.maerke(skema_id, post))
            return fundet

    def tilstand(self, skema_id: int, post: Katalogpost) -> str:
        """Where a schema stands with the council; a message of it is under this catalogue entry (RA-03)."""
        return self.tilstande.get(skema_id, post.tilstand)

    def vindue_lukket(self, skema_id: int, nu: dt.datetime) -> bool:
        """Whether a retired schema's window has ended."""
        vindue = self.vinduer.get(skema_id)
        return vindue is not None and vindue <= nu

    def maerke(self, skema_id: int, post: Katalogpost) -> str | None:
        """The same, where it is not approved: what receivers are told of it."""
        tilstand = self.tilstand(skema_id, post)
        return None if tilstand in GODKENDTE else tilstand

    def post(self, skema_id: int, beskedtype: str) -> Katalogpost | None:
        """The catalogue entry of a beskedtype, if its messages travel under this schema (RA-02)."""
        post = self.katalog.find(beskedtype)
        return post if post is not None and post.navn == self.skemaer[skema_id].navn else None

    def afloeser(self, system: str, forgaenger: str) -> bool:
        """Whether `system` has taken over what `forgaenger` was master of, itself or through others."""
        set_, venter = {system}, [system]
        while venter:
            nu = self.konfiguration.systemer.get(venter.pop())
            for foer in () if nu is None else nu.afloeser:
                if foer == forgaenger:
                    return True
                if foer not in set_:
                    set_.add(foer)
                    venter.append(foer)
        return False


def samlet_katalog(konfiguration: Konfiguration) -> Katalog:
    """The catalogue that ships with the hub, with the foreign beskedtyper that this configuration binds."""
    katalog = Katalog.standard()
    for binding in konfiguration.beskedtypebindinger.values():
        if katalog.find(binding.id) is None:
            katalog = katalog.bundet(binding.id, binding.kontrakt)
    return katalog


def saml_register(
    konfiguration: Konfiguration,
    katalog: Katalog,
    abonnementer: Abonnementsopslag,
    miljoe: Miljoe = Miljoe.TEST,
    kontrakter: Kontraktsaet | None = None,
) -> Register:
    """The register under this configuration; `kontrakter` left out: those that ship with the hub."""
    kontrakter = kontrakter or standardsaet()
    return Register(
        skemaer=kontrakter.skemaer,
        katalog=katalog,
        dommere=kontrakter.dommere,
        kodelister=Kodelister.standard(),
        konfiguration=konfiguration,
        aktive=frozenset(s.id for s in konfiguration.systemer.values() if s.tilstand is Tilstand.AKTIV),
        tilladelser=tilladelser(konfiguration.serviceaftaler.values()),
        abonnementer=abonnementer,
        miljoe=miljoe,
        tilstande=kontrakter.tilstande,
        vinduer=kontrakter.vinduer,
        fritagelser=kontrakter.fritagelser,
    )
