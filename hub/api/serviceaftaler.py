"""Serviceaftaler: what each system may send and receive. An authority decides about its own data."""

from __future__ import annotations

from hub.api.operation import Ruter
from hub.api.ressourcer import Ejere, Ressourcetype, erklaer
from hub.konfiguration.kilde import Konfiguration, Slags
from hub.konfiguration.model import Serviceaftale

ruter = Ruter("Serviceaftaler")


def _ser(nu: Konfiguration, aftale: Serviceaftale) -> Ejere:
    """The system, the authorities whose messages it is about, and the authority that runs the system."""
    system = nu.systemer.get(aftale.system)
    return Ejere((aftale.system,), (*aftale.myndigheder, *((system.myndighed,) if system else ())))


def _retter(_: Konfiguration, aftale: Serviceaftale) -> Ejere:
    """An authority alone decides only about an agreement that is about nobody else's messages."""
    myndigheder = set(aftale.myndigheder)
    return Ejere((), tuple(myndigheder) if len(myndigheder) == 1 else ())


SERVICEAFTALER = Ressourcetype(
    Slags.SERVICEAFTALE,
    "/api/v1/serviceaftaler",
    "Serviceaftale",
    "Serviceaftaler",
    "serviceaftalerne",
    "service agreements",
    _ser,
    _retter,
)

erklaer(ruter, SERVICEAFTALER)
