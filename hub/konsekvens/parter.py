"""Who has to do with a contract: who may send it, who is given it, and under which agreements. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.beskedfordeler.abonnementer.krav import Side, krav_af
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import ALLE, Abonnement, Retning, Serviceaftale, System, Tilstand
from schemas.catalogue import Katalog


@dataclass(frozen=True)
class Kreds:
    """The configuration as one question sees it: at one time, and of some systems alone where `kun` names them."""

    konfiguration: Konfiguration
    katalog: Katalog
    nu: dt.datetime
    kun: Collection[str] | None = None

    def systemer(self) -> Iterator[System]:
        """The systems that take part or are paused, by name."""
        for system in sorted(self.konfiguration.systemer.values(), key=lambda en: (en.navn, en.id)):
            if system.tilstand is not Tilstand.AFSLUTTET and (self.kun is None or system.id in self.kun):
                yield system

    def beskedtyper(self, kontrakt: str) -> frozenset[str]:
        """Every beskedtype whose messages travel under a contract."""
        return frozenset(type_ for type_, post in self.katalog.beskedtyper() if post.navn == kontrakt)

    def aftaler(self) -> Mapping[str, Sequence[Serviceaftale]]:
        """The agreements of each system that are in force, paused or still to come."""
        ud: dict[str, list[Serviceaftale]] = {}
        for aftale in sorted(self.konfiguration.serviceaftaler.values(), key=lambda en: (en.navn, en.id)):
            slut = aftale.gyldig_til is not None and aftale.gyldig_til <= self.nu
            if aftale.tilstand is not Tilstand.AFSLUTTET and not slut:
                ud.setdefault(aftale.system, []).append(aftale)
        return ud

    def abonnementer(self) -> Mapping[str, Sequence[Abonnement]]:
        """The subscriptions of each system that are not ended."""
        ud: dict[str, list[Abonnement]] = {}
        for abonnement in sorted(self.konfiguration.abonnementer.values(), key=lambda en: (en.navn, en.id)):
            if abonnement.tilstand is not Tilstand.AFSLUTTET:
                ud.setdefault(abonnement.system, []).append(abonnement)
        return ud


def omfatter(aftale: Serviceaftale, typer: frozenset[str], retning: Retning) -> bool:
    """Whether an agreement is about one of these beskedtyper, that way."""
    return aftale.retning in {retning, Retning.BEGGE} and not typer.isdisjoint(
        typer if ALLE in aftale.beskedtyper else aftale.beskedtyper
    )


def modtager(
    abonnement: Abonnement,
    system: System,
    aftaler: Sequence[Serviceaftale],
    typer: frozenset[str],
    kle_valgfri: frozenset[str],
) -> bool:
    """Whether a message of one of these beskedtyper can come to a subscription; asked of what routing is compiled from."""
    aktive = [en.model_copy(update={"tilstand": Tilstand.AKTIV}) for en in aftaler]
    for krav in krav_af(abonnement, system, aktive, kle_valgfri):
        noegler = krav.noegler[Side.BESKEDTYPE]
        if noegler is None or not typer.isdisjoint(noegler):
            return True
    return False
