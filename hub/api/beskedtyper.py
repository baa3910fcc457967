"""Beskedtyper from outside that this hub carries under the contract FremmedHaendelse."""

from __future__ import annotations

from hub.api.operation import Ruter
from hub.api.organisation import ingen_ejer
from hub.api.ressourcer import Ressourcetype, erklaer
from hub.konfiguration.kilde import Slags

ruter = Ruter("Katalog")

BINDINGER = Ressourcetype(
    Slags.BESKEDTYPEBINDING,
    "/api/v1/beskedtypebindinger",
    "Beskedtypebinding",
    "Beskedtypebindinger",
    "de fremmede beskedtyper",
    "foreign beskedtyper",
    ingen_ejer,
    ingen_ejer,
)

erklaer(ruter, BINDINGER)
