"""Who may do what on the cluster itself: rights that follow from systems, agreements and subscriptions. Pure.

A system with a Kafka user may write to its own `ind.<system>`, read its own receipts, and read the dueslag of its own
subscriptions, each only while an agreement in that direction is in force (RA-01, promise 6). Nothing else is given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from brokers import Access, Resource, Right
from hub.beskedfordeler import emner
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Retning, Serviceaftale, System, Tilstand

STYRET: Final = (emner.INDGANG_SYSTEM, emner.dueslag(""), emner.kvittering(""), emner.KLIENT)
"""What the names begin with on which the hub gives rights: any other right there is taken away."""


def rettigheder(konfiguration: Konfiguration, nu: dt.datetime) -> frozenset[Right]:
    """Every right that is to be in force at this moment."""
    aftaler = [aftale for aftale in konfiguration.serviceaftaler.values() if _gaelder(aftale, nu)]
    return frozenset(
        right
        for system in konfiguration.systemer.values()
        if system.kafkabruger is not None and system.tilstand is Tilstand.AKTIV
        for right in _systemets(system, f"User:{system.kafkabruger}", konfiguration, aftaler)
    )


def naeste_skift(konfiguration: Konfiguration, nu: dt.datetime) -> dt.datetime | None:
    """When an agreement next begins or ends, so that the rights become others by time alone."""
    tider = (
        tid
        for aftale in konfiguration.serviceaftaler.values()
        for tid in (aftale.gyldig_fra, aftale.gyldig_til)
        if tid is not None and tid > nu
    )
    return min(tider, default=None)


def _systemets(
    system: System, bruger: str, konfiguration: Konfiguration, aftaler: Iterable[Serviceaftale]
) -> Iterator[Right]:
    retninger = {aftale.retning for aftale in aftaler if aftale.system == system.id}
    if not retninger:
        return
    yield Right(bruger, Resource.TOPIC, emner.kvittering(system.id), Access.READ)
    yield Right(bruger, Resource.GROUP, f"{emner.KLIENT}{system.id}", Access.READ, prefixed=True)
    if retninger & {Retning.AFSEND, Retning.BEGGE}:
        yield Right(bruger, Resource.TOPIC, emner.direkte(system.id), Access.WRITE)
        yield Right(bruger, Resource.TRANSACTIONAL_ID, f"{emner.KLIENT}{system.id}", Access.WRITE, prefixed=True)
    if retninger & {Retning.MODTAG, Retning.BEGGE}:
        for abonnement in konfiguration.abonnementer.values():
            if abonnement.system == system.id and abonnement.tilstand is Tilstand.AKTIV:
                yield Right(bruger, Resource.TOPIC, emner.dueslag(abonnement.id), Access.READ)


def _gaelder(aftale: Serviceaftale, nu: dt.datetime) -> bool:
    """In force now: from is inclusive, to is exclusive."""
    begyndt = aftale.gyldig_fra <= nu
    return aftale.tilstand is Tilstand.AKTIV and begyndt and (aftale.gyldig_til is None or nu < aftale.gyldig_til)
