"""The SDK: how a system joins the bus. `from adapters.sdk import Adapter, Kontekst` is where an author begins."""

from adapters.sdk.adapter import Adapter, find_adaptere
from adapters.sdk.fejl import (
    Afvist,
    FaelleshubFejl,
    IkkeKlar,
    IngenAdgang,
    KanIkkeModtages,
    Ukendt,
    Utilgaengelig,
    YdreAfvisning,
)
from adapters.sdk.hubklient import Hubklient
from adapters.sdk.indstillinger import Genforsoeg, Indstillinger, Indstillingsfejl
from adapters.sdk.koersel import Koersel
from adapters.sdk.kontekst import Kontekst
from adapters.sdk.kontrakt import Adapterkontrakt
from adapters.sdk.typer import Kvittering, Kvitteringsstatus, Levering, Svar, Svarstatus
from adapters.sdk.udbakke import Udpost, Udstatus
from adapters.sdk.ydre import YdreSystem

__all__ = [
    "Adapter",
    "Adapterkontrakt",
    "Afvist",
    "FaelleshubFejl",
    "Genforsoeg",
    "Hubklient",
    "IkkeKlar",
    "Indstillinger",
    "Indstillingsfejl",
    "IngenAdgang",
    "KanIkkeModtages",
    "Koersel",
    "Kontekst",
    "Kvittering",
    "Kvitteringsstatus",
    "Levering",
    "Svar",
    "Svarstatus",
    "Udpost",
    "Udstatus",
    "Ukendt",
    "Utilgaengelig",
    "YdreAfvisning",
    "YdreSystem",
    "find_adaptere",
]
