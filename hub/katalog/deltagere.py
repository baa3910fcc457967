"""Who may send a beskedtype, and who receives it: read from the agreements and subscriptions that hold at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from hub.katalog.model import Deltager
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import ALLE, Retning, Serviceaftale, Tilstand


def deltagere(nu: Konfiguration, typer: Sequence[str], retning: Retning, tid: dt.datetime) -> Iterator[Deltager]:
    """The systems that an agreement lets send (or receive) one of these beskedtyper at that time, by id."""
    systemer = {
        aftale.system
        for aftale in nu.serviceaftaler.values()
        if _daekker(aftale, typer, retning) and _gaelder(aftale, tid)
    }
    for id_ in sorted(systemer & nu.systemer.keys()):
        system = nu.systemer[id_]
        if system.tilstand is not Tilstand.AFSLUTTET:
            yield Deltager(
                system=id_,
                navn=system.navn,
                myndighed=system.myndighed,
                abonnerer=_abonnerer(nu, id_, typer) if retning is Retning.MODTAG else None,
            )


def _daekker(aftale: Serviceaftale, typer: Sequence[str], retning: Retning) -> bool:
    return aftale.retning in {retning, Retning.BEGGE} and not {ALLE, *typer}.isdisjoint(aftale.beskedtyper)


def _gaelder(aftale: Serviceaftale, tid: dt.datetime) -> bool:
    return (
        aftale.tilstand is Tilstand.AKTIV
        and aftale.gyldig_fra <= tid
        and (aftale.gyldig_til is None or tid < aftale.gyldig_til)
    )


def _abonnerer(nu: Konfiguration, system: str, typer: Sequence[str]) -> bool:
    return any(
        abonnement.system == system
        and abonnement.tilstand is not Tilstand.AFSLUTTET
        and (not abonnement.filter.beskedtyper or not set(typer).isdisjoint(abonnement.filter.beskedtyper))
        for abonnement in nu.abonnementer.values()
    )
