"""The organisation: the authorities that messages come from and go to."""

from __future__ import annotations

from typing import Any

from hub.api.operation import Ruter
from hub.api.ressourcer import Ejere, Ressourcetype, erklaer
from hub.konfiguration.kilde import Konfiguration, Slags

ruter = Ruter("Organisation")


def ingen_ejer(_nu: Konfiguration, _ressource: Any) -> Ejere:
    """Belongs to the hub: only who may touch everything may touch it."""
    return Ejere()


MYNDIGHEDER = Ressourcetype(
    Slags.MYNDIGHED,
    "/api/v1/organisation",
    "Myndighed",
    "Myndigheder",
    "myndighederne",
    "authorities",
    ingen_ejer,
    ingen_ejer,
    noegle="cvr",
)

erklaer(ruter, MYNDIGHEDER)
