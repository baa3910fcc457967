"""Subscriptions: which messages a system wants; each has its dueslag."""

from __future__ import annotations

from hub.api.operation import Ruter
from hub.api.ressourcer import Ejere, Ressourcetype, erklaer
from hub.konfiguration.kilde import Konfiguration, Slags
from hub.konfiguration.model import Abonnement

ruter = Ruter("Abonnementer")


def _ser(nu: Konfiguration, abonnement: Abonnement) -> Ejere:
    system = nu.systemer.get(abonnement.system)
    return Ejere((abonnement.system,), (system.myndighed,) if system else ())


def _retter(_: Konfiguration, abonnement: Abonnement) -> Ejere:
    return Ejere((abonnement.system,))


ABONNEMENTER = Ressourcetype(
    Slags.ABONNEMENT,
    "/api/v1/abonnementer",
    "Abonnement",
    "Abonnementer",
    "abonnementerne",
    "subscriptions",
    _ser,
    _retter,
)

erklaer(ruter, ABONNEMENTER)
