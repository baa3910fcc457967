"""It-systems: who takes part."""

from __future__ import annotations

from hub.api.operation import Ruter
from hub.api.ressourcer import Ejere, Ressourcetype, erklaer
from hub.konfiguration.kilde import Konfiguration, Slags
from hub.konfiguration.model import System

ruter = Ruter("Systemer")


def _ejere(_: Konfiguration, system: System) -> Ejere:
    return Ejere((system.id,), (system.myndighed,))


SYSTEMER = Ressourcetype(
    Slags.SYSTEM, "/api/v1/systemer", "System", "Systemer", "it-systemerne", "it-systems", _ejere, _ejere
)

erklaer(ruter, SYSTEMER)
