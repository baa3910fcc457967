"""Who is affected by a change of a contract: its subscribers, and the owners of systems that send or receive it. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from typing import NamedTuple

from hub.arkitektraad.model import Behandling, Varsel, Varselslags
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import ALLE, NAVNERUM, Retning, Serviceaftale, Tilstand
from hub.kontrakter.register import samlet_katalog


class Abonnent(NamedTuple):
    """A subscription that stands in the way of a retirement."""

    abonnement: str
    system: str
    myndighed: str

    def __str__(self) -> str:
        return f"{self.system} of {self.myndighed} (subscription {self.abonnement})"


def beskedtyper(konfiguration: Konfiguration, subject: str) -> tuple[str, ...]:
    """The beskedtyper whose messages travel under a contract, foreign ones too."""
    return tuple(type_ for type_, post in samlet_katalog(konfiguration).beskedtyper() if post.navn == subject)


def abonnenter(
    konfiguration: Konfiguration, subject: str, nu: dt.datetime, nyere: Collection[int] = ()
) -> list[Abonnent]:
    """Who subscribes to a contract's messages (RA-31): by name, or to everything that an agreement gives.

    A system that has told that it reads the contract by `nyere` schema ids alone is past the version that is asked about.
    """
    typer = frozenset(beskedtyper(konfiguration, subject))
    modtager = _systemer(konfiguration, typer, nu, {Retning.MODTAG, Retning.BEGGE})
    fundne = []
    for abonnement in konfiguration.abonnementer.values():
        system = konfiguration.systemer.get(abonnement.system)
        if system is None or Tilstand.AFSLUTTET in {abonnement.tilstand, system.tilstand}:
            continue
        if _er_forbi(konfiguration, system.id, subject, nyere):
            continue
        valgte = frozenset(abonnement.filter.beskedtyper)
        if valgte & typer or (not valgte and system.id in modtager):
            fundne.append(Abonnent(abonnement.navn, system.navn, system.myndighed))
    return sorted(fundne)


def varsler(
    konfiguration: Konfiguration,
    sag: Behandling,
    slags: Varselslags,
    begrundelse: str,
    nu: dt.datetime,
    frist: dt.datetime | None = None,
) -> Iterator[Varsel]:
    """A notice to each owner of systems that may send or receive the contract's messages, in a fixed order."""
    typer = beskedtyper(konfiguration, sag.subject)
    ejere: dict[str, list[str]] = {}
    for id_ in sorted(_systemer(konfiguration, frozenset(typer), nu, set(Retning))):
        ejere.setdefault(konfiguration.systemer[id_].myndighed, []).append(id_)
    for cvr, systemer in sorted(ejere.items()):
        yield Varsel(
            id=str(uuid.uuid5(NAVNERUM, f"varsel:{sag.id}:{slags}:{cvr}:{nu.isoformat()}")),
            slags=slags,
            myndighed=cvr,
            systemer=tuple(systemer),
            beskedtyper=typer,
            behandling=sag.id,
            subject=sag.subject,
            version=sag.version,
            skema_id=sag.skema_id,
            tilstand=sag.tilstand,
            tidspunkt=nu,
            frist=frist,
            begrundelse=begrundelse,
        )


def _systemer(
    konfiguration: Konfiguration, typer: Collection[str], nu: dt.datetime, retninger: Collection[Retning]
) -> set[str]:
    """The systems that take part and have an agreement on any of these beskedtyper, now or later."""
    return {
        aftale.system
        for aftale in konfiguration.serviceaftaler.values()
        if aftale.retning in retninger and _daekker(aftale, typer, nu) and _deltager(konfiguration, aftale.system)
    }


def _er_forbi(konfiguration: Konfiguration, system: str, subject: str, nyere: Collection[int]) -> bool:
    fortalt = konfiguration.laeseskemaer.get(system)
    laeser = [en.skema_id for en in fortalt.laeser if en.navn == subject] if fortalt is not None else []
    return bool(laeser) and all(id_ in nyere for id_ in laeser)


def _daekker(aftale: Serviceaftale, typer: Collection[str], nu: dt.datetime) -> bool:
    levende = aftale.tilstand is not Tilstand.AFSLUTTET and (aftale.gyldig_til is None or nu < aftale.gyldig_til)
    return levende and bool(typer) and (ALLE in aftale.beskedtyper or not set(typer).isdisjoint(aftale.beskedtyper))


def _deltager(konfiguration: Konfiguration, system: str) -> bool:
    fundet = konfiguration.systemer.get(system)
    return fundet is not None and fundet.tilstand is not Tilstand.AFSLUTTET
