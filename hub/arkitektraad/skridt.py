"""The steps of a case: pure functions from a case, who acts and when, to the case as it then stands. No clock, no I/O.

Each raises IkkeDenRolle, ForkertTilstand or Ugyldig, whose text says which role, which state, and what to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from hub.arkitektraad.fejl import ForkertTilstand, IkkeDenRolle, Ugyldig
from hub.arkitektraad.gang import Handling, kraev
from hub.arkitektraad.model import (
    Afstemning,
    Aktoer,
    Behandling,
    Hoering,
    Hoeringssvar,
    Holdning,
    Medlem,
    Stemme,
    Stemmetal,
)

HOEJST_SVAR: Final = 500
"""Answers of one hearing."""


def aabn_hoering(
    sag: Behandling, aktoer: Aktoer, frist: dt.datetime, nu: dt.datetime, trods: tuple[str, ...] = ()
) -> Behandling:
    """The secretary opens the hearing, to be answered before `frist`, and in spite of the linter's errors `trods`."""
    kraev(Handling.HOERING, aktoer, sag)
    _kraev_fremtid("frist", frist, nu)
    return _med(sag, tilstand="hoering", hoering=Hoering(aabnet=nu, frist=frist, trods=trods), afstemning=None)


def svar(sag: Behandling, aktoer: Aktoer, holdning: Holdning, tekst: str, nu: dt.datetime) -> Behandling:
    """A member answers in the hearing; what was answered before stays."""
    kraev(Handling.SVAR, aktoer, sag)
    hoering = _hoering(sag)
    if nu >= hoering.frist:
        raise ForkertTilstand(
            f"the hearing ended at {hoering.frist.isoformat()}; give your reasons with your vote.",
            f"høringen sluttede {hoering.frist.isoformat()}; giv dine grunde sammen med din stemme.",
        )
    if len(hoering.svar) >= HOEJST_SVAR:
        raise ForkertTilstand(
            f"the hearing holds {HOEJST_SVAR} answers already; vote instead.",
            f"høringen har allerede {HOEJST_SVAR} svar; stem i stedet.",
        )
    nyt = Hoeringssvar(medlem=aktoer.navn, holdning=holdning, tekst=tekst, tidspunkt=nu)
    return _med(sag, hoering=hoering.model_copy(update={"svar": (*hoering.svar, nyt)}))


def stem(
    sag: Behandling,
    aktoer: Aktoer,
    stemme: Stemmetal,
    begrundelse: str,
    nu: dt.datetime,
    medlemmer: Sequence[Medlem],
    stillers: str | None,
) -> Behandling:
    """A member votes; an earlier vote of the same member is replaced. `stillers` is the proposer's authority."""
    kraev(Handling.STEM, aktoer, sag)
    afstemning = _afstemning(sag, medlemmer, nu)
    if er_inhabil(sag, Medlem(navn=aktoer.navn, myndighed=aktoer.myndighed), stillers):
        raise IkkeDenRolle(
            "you have no say in this case: the proposal is your own, or your authority's. "
            "Leave it to the other members.",
            "du er inhabil i sagen: forslaget er dit eget eller din myndigheds. Overlad den til de andre medlemmer.",
        )
    ny = Stemme(medlem=aktoer.navn, stemme=stemme, begrundelse=begrundelse, tidspunkt=nu, myndighed=aktoer.myndighed)
    andre = tuple(en for en in afstemning.stemmer if en.medlem != aktoer.navn)
    return _med(sag, afstemning=afstemning.model_copy(update={"stemmer": (*andre, ny)}))


def aktiver(sag: Behandling, aktoer: Aktoer, nu: dt.datetime) -> Behandling:
    """The driftsrolle puts an approved version in force."""
    kraev(Handling.AKTIVER, aktoer, sag)
    if sag.aktiveret is not None:
        raise ForkertTilstand(
            f"the version has been in force since {sag.aktiveret.isoformat()}; there is nothing to do.",
            f"versionen har været i kraft siden {sag.aktiveret.isoformat()}; der er intet at gøre.",
        )
    return _med(sag, aktiveret=nu)


def saet_paa_dagsorden(sag: Behandling, aktoer: Aktoer, vindue_til: dt.datetime, nu: dt.datetime) -> Behandling:
    """The secretary asks the council to retire a version in force; until `vindue_til` its messages still pass."""
    kraev(Handling.UDFAS, aktoer, sag)
    if sag.aktiveret is None:
        raise ForkertTilstand(
            "the version is approved and not in force yet; withdraw it instead (tilbagetraekning).",
            "versionen er blåstemplet og endnu ikke i kraft; træk den i stedet (tilbagetraekning).",
        )
    _kraev_fremtid("vindueTil", vindue_til, nu)
    return _med(sag, afstemning=Afstemning(om="udfasning", vindue_til=vindue_til))


def traek(sag: Behandling, aktoer: Aktoer) -> Behandling:
    """The proposer, or the secretary, takes a version back that is not in force."""
    kraev(Handling.TRAEK, aktoer, sag)
    if sag.aktiveret is not None:
        raise ForkertTilstand(
            "the version is in force; the council retires it (udfasning), nobody withdraws it.",
            "versionen er i kraft; rådet udfaser den (udfasning), ingen trækker den.",
        )
    if aktoer.rolle != "sekretaer" and not er_stiller(sag, aktoer):
        raise IkkeDenRolle(
            "only whoever proposed the version, or the secretary, takes it back.",
            "kun den, der foreslog versionen, eller sekretæren kan trække den.",
        )
    return _med(sag, tilstand="trukket", afstemning=None)


def er_stiller(sag: Behandling, aktoer: Aktoer) -> bool:
    """Whether the version is this caller's proposal."""
    if aktoer.system is not None:
        return sag.stiller.system == aktoer.system
    return sag.stiller.system is None and sag.stiller.navn is not None and sag.stiller.navn == aktoer.navn


def er_inhabil(sag: Behandling, medlem: Medlem, stillers: str | None) -> bool:
    """Whether a member may not decide: the proposal is the member's, or comes from the member's authority."""
    egen = sag.stiller.system is None and sag.stiller.navn == medlem.navn
    return egen or (medlem.myndighed is not None and medlem.myndighed == stillers)


def hoering_slut(sag: Behandling, medlemmer: Sequence[Medlem], nu: dt.datetime) -> bool:
    """Whether the hearing is over: its deadline has passed, or every member has answered."""
    hoering = _hoering(sag)
    besvaret = {et.medlem for et in hoering.svar}
    return nu >= hoering.frist or (bool(medlemmer) and all(medlem.navn in besvaret for medlem in medlemmer))


def _afstemning(sag: Behandling, medlemmer: Sequence[Medlem], nu: dt.datetime) -> Afstemning:
    """What is voted on now. Raises ForkertTilstand."""
    if sag.tilstand == "hoering":
        if not hoering_slut(sag, medlemmer, nu):
            raise ForkertTilstand(
                f"the hearing runs until {_hoering(sag).frist.isoformat()}, or until every member has answered; "
                "answer now, vote then.",
                f"høringen løber til {_hoering(sag).frist.isoformat()}, eller til alle medlemmer har svaret; "
                "svar nu, stem da.",
            )
        return sag.afstemning or Afstemning(om="blaastempling")
    if sag.afstemning is None:
        raise ForkertTilstand(
            "nothing about this version is on the agenda; the secretary puts a retirement there (udfasning).",
            "intet om denne version er på dagsordenen; sekretæren sætter en udfasning på (udfasning).",
        )
    return sag.afstemning


def _hoering(sag: Behandling) -> Hoering:
    if sag.hoering is None:
        raise TypeError("a version in its hearing has one")
    return sag.hoering


def _kraev_fremtid(felt: str, tid: dt.datetime, nu: dt.datetime) -> None:
    if tid <= nu:
        raise Ugyldig(
            f"{felt} has passed already; give a later time.",
            f"{felt} er allerede passeret; giv et senere tidspunkt.",
            [(felt, "must lie ahead")],
        )


def _med(sag: Behandling, **felter: Any) -> Behandling:
    return sag.model_copy(update=felter)
