"""From what the hub raises to what a caller is told; what is not named here is the hub's own failure."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import Any, Final

from aiohttp import web

from brokers import BrokerError
from hub.adgang.lager import UkendtBevis
from hub.api.problem import Problem, fra_bibliotek, ikke_fundet
from hub.arkitektraad.fejl import IkkeDenRolle, Raadsfejl, Ugyldig, UkendtSag
from hub.beskedfordeler import (
    AndenInstans,
    ForStor,
    IndeksNede,
    Overbelastet,
    UgyldigMarkoer,
    UkendtDueslag,
    UkendtFejl,
)
from hub.konfiguration import vaerdilister
from hub.konfiguration.lager import Sammenhaengsfejl
from hub.registry.fejl import Registerfejl


def som_problem(fejl: Exception) -> Problem | None:
    """The problem that an exception means to a caller, or None for one that nobody expected."""
    return next((oversaet(fejl) for typer, oversaet in _OVERSAETTELSER if isinstance(fejl, typer)), None)


def intern_fejl() -> Problem:
    """What a caller is told of a failure of the hub: nothing but how to report it."""
    return Problem(
        "intern",
        "The hub failed; nothing was acknowledged. Try again, and give the operator the instance below.",
        "Hubben fejlede; intet er kvitteret. Prøv igen, og giv driften værdien i instance.",
    )


def sted(fejl: BaseException) -> str:
    """Where an unexpected exception arose, for the log: places in the code, never its text, which may hold values."""
    rammer = traceback.extract_tb(fejl.__traceback__)[-6:]
    return " < ".join(f"{ramme.name}:{ramme.lineno}" for ramme in reversed(rammer))


def _usammenhaeng(fejl: Sammenhaengsfejl) -> Problem:
    foerste = fejl.brud[0]
    return Problem(
        "konflikt",
        f"{foerste.sti or foerste.slags}: {foerste.text}",
        f"{foerste.sti or foerste.slags}: {foerste.tekst}",
        felter={
            "fejl": [
                {"slags": str(brud.slags), "id": brud.id, "sti": brud.sti, "text": brud.text, "tekst": brud.tekst}
                for brud in fejl.brud
            ]
        },
    )


def _utilgaengelig(sekunder: float) -> Problem:
    return Problem(
        "utilgaengelig",
        "The hub cannot take this now; nothing was acknowledged. Try again after the time in Retry-After.",
        "Hubben kan ikke tage imod nu; intet er kvitteret. Prøv igen efter tiden i Retry-After.",
        headers={"Retry-After": str(max(1, round(sekunder)))},
    )


def _indeks_nede(_: Exception) -> Problem:
    return Problem(
        "utilgaengelig",
        "The read models cannot be asked now; messages are taken in and delivered all the same. "
        "Try again after the time in Retry-After.",
        "Der kan ikke slås op lige nu; beskeder modtages og leveres alligevel. Prøv igen efter tiden i Retry-After.",
        headers={"Retry-After": "5"},
    )


def _anden_instans(_: Exception) -> Problem:
    return Problem(
        "anden-instans",
        "The dueslag is served by another instance of the hub, which does not answer now; nothing was acknowledged. "
        "Try again after the time in Retry-After.",
        "Dueslaget betjenes af en anden instans af hubben, som ikke svarer nu; intet er kvitteret. "
        "Prøv igen efter tiden i Retry-After.",
        headers={"Retry-After": "1"},
    )


def _fremmed_markoer(_: Exception) -> Problem:
    return Problem(
        "ugyldig-foresporgsel",
        "The cursor is not one of this list; leave it out to begin from the first.",
        "Markøren hører ikke til denne liste; udelad den for at begynde forfra.",
    )


def _raadsfejl(fejl: Raadsfejl) -> Problem:
    match fejl:
        case IkkeDenRolle():
            slags = "ingen-adgang"
        case UkendtSag():
            slags = "ikke-fundet"
        case Ugyldig():
            slags = "ugyldigt-indhold"
        case _:
            slags = "konflikt"
    felter = {"fejl": [{"sti": sti, "text": text} for sti, text in fejl.fejl]} if fejl.fejl else None
    return Problem(slags, fejl.en, fejl.da, felter=felter)


def _registerfejl(fejl: Registerfejl) -> Problem:
    """What the schema registry refuses, where it is asked in the API's own words."""
    slags = {403: "ingen-adgang", 404: "ikke-fundet", 409: "konflikt"}.get(fejl.status, "ugyldigt-indhold")
    return Problem(slags, fejl.tekst, f"Skemaregistret afviste: {fejl.tekst}")


_FOR_STOR: Final = "Beskeden er for stor; send stort indhold som fil (POST /api/v1/filer)."

_OVERSAETTELSER: Final[Sequence[tuple[tuple[type[Exception], ...], Callable[[Any], Problem]]]] = (
    ((Problem,), lambda fejl: fejl),
    ((web.HTTPException,), fra_bibliotek),
    ((UkendtDueslag, UkendtFejl, UkendtBevis), lambda _: ikke_fundet()),
    ((UgyldigMarkoer, vaerdilister.UgyldigMarkoer), _fremmed_markoer),
    ((vaerdilister.Vaerdifejl,), lambda fejl: Problem("ugyldigt-indhold", str(fejl), fejl.da)),
    ((ForStor,), lambda fejl: Problem("for-stor", str(fejl), _FOR_STOR)),
    ((Sammenhaengsfejl,), _usammenhaeng),
    ((Raadsfejl,), _raadsfejl),
    ((Registerfejl,), _registerfejl),
    ((Overbelastet,), lambda fejl: _utilgaengelig(fejl.proev_igen_om)),
    ((AndenInstans,), _anden_instans),
    ((IndeksNede,), _indeks_nede),
    ((BrokerError,), lambda _: _utilgaengelig(1.0)),
)
