"""What the hub knows when it decides: schemas, judges, systems, agreements, subscriptions.

An immutable snapshot, the same on every instance that has read the same configuration.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Tilstand
from hub.kontrakter.afgoerelse import Modtager, Rutefelter
from hub.kontrakter.aftaler import Tilladelse, tilladelser
from schemas.catalogue import Katalog, Katalogpost
from schemas.kodeliste import Kodelister
from schemas.regler import Dommer, dommer, standardlager
from schemas.skema import Skemalager


class Miljoe(enum.StrEnum):
    """Which schema states pass (RA-03), and whether test CVR numbers do."""

    TEST = "test"
    """Anything registered passes."""
    PRODUKTION = "produktion"
    """Only blåstemplet, or udfaset inside its window; no test CVR numbers."""


PASSERER = {Miljoe.PRODUKTION: frozenset({"blaastemplet", "udfaset"})}
"""The schema states that pass, where not all do."""


class Abonnementsopslag(Protocol):
    """Who gets a message: the subscription index as the engine asks it."""

    def modtagere(self, ruter: Rutefelter, nu: dt.datetime) -> tuple[Modtager, ...]:
        """The dueslag that get it, each once."""
        ...


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


@cache
def _standarddommere() -> Mapping[int, Dommer]:
    katalog, koder = Katalog.standard(), Kodelister.standard()
    return {skema.id: dommer(skema, katalog, koder) for skema in standardlager().values()}


def samlet_katalog(konfiguration: Konfiguration) -> Katalog:
    """The catalogue that ships with the hub, with the foreign beskedtyper that this configuration binds."""
    katalog = Katalog.standard()
    for binding in konfiguration.beskedtypebindinger.values():
        if katalog.find(binding.id) is None:
            katalog = katalog.bundet(binding.id, binding.kontrakt)
    return katalog


def saml_register(
    konfiguration: Konfiguration, katalog: Katalog, abonnementer: Abonnementsopslag, miljoe: Miljoe = Miljoe.TEST
) -> Register:
    """The register of a hub whose contracts are those that ship with it, under this configuration."""
    return Register(
        skemaer=standardlager(),
        katalog=katalog,
        dommere=_standarddommere(),
        kodelister=Kodelister.standard(),
        konfiguration=konfiguration,
        aktive=frozenset(s.id for s in konfiguration.systemer.values() if s.tilstand is Tilstand.AKTIV),
        tilladelser=tilladelser(konfiguration.serviceaftaler.values()),
        abonnementer=abonnementer,
        miljoe=miljoe,
    )
