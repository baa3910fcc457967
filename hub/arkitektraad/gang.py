"""The way of a version as a table: who may do what, in which state. What does not stand here is refused.

udkast ─hoering→ hoering ─afgoerelse→ blaastemplet ─aktivering→ (in force) ─udfasning, afgoerelse→ udfaset
   └──────────────────┴─tilbagetraekning→ trukket
A refusal by the council sends a version back to udkast.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hub.adgang.bruger import Hvem
from hub.arkitektraad.fejl import ForkertTilstand, IkkeDenRolle
from hub.arkitektraad.model import Aktoer, Behandling
from schemas.catalogue import Tilstand


class Handling(enum.StrEnum):
    """What can be done to a version."""

    FORESLAA = "foreslaa"
    """Bring a version; the start of its case."""
    HOERING = "hoering"
    """Open the hearing and set its deadline."""
    SVAR = "svar"
    """Answer in the hearing."""
    STEM = "stemme"
    """Vote, with a reason."""
    AFGOER = "afgoerelse"
    """Call the decision: count the votes, sign, publish."""
    AKTIVER = "aktivering"
    """Put an approved version in force."""
    UDFAS = "udfasning"
    """Ask the council to retire a version at the end of a window."""
    TRAEK = "tilbagetraekning"
    """Take a version back before it is in force."""


@dataclass(frozen=True, slots=True)
class Krav:
    """Who may do it and where; `da` and `en` say what to do where the version stands elsewhere."""

    roller: frozenset[Hvem]
    tilstande: frozenset[Tilstand]
    da: str
    en: str


def _krav(roller: set[Hvem], tilstande: set[Tilstand], da: str, en: str) -> Krav:
    return Krav(frozenset(roller), frozenset(tilstande), da, en)


GANG: Final[Mapping[Handling, Krav]] = {
    Handling.FORESLAA: _krav(
        {Hvem.SYSTEM, Hvem.ARKITEKTRAAD},
        {"udkast"},
        "Versionen er allerede under behandling.",
        "The version has its case already.",
    ),
    Handling.HOERING: _krav(
        {Hvem.SEKRETAER},
        {"udkast"},
        "Kun et udkast kan sendes i høring; foreslå en ny version.",
        "Only a draft can be heard; propose a new version.",
    ),
    Handling.SVAR: _krav(
        {Hvem.ARKITEKTRAAD},
        {"hoering"},
        "Der svares, mens versionen er i høring; bed sekretæren åbne en.",
        "Answers are given while the version is in its hearing; ask the secretary to open one.",
    ),
    Handling.STEM: _krav(
        {Hvem.ARKITEKTRAAD},
        {"hoering", "blaastemplet"},
        "Der stemmes efter høringen, eller når sekretæren har sat en udfasning på dagsordenen.",
        "Votes are given after the hearing, or once the secretary has put a retirement on the agenda.",
    ),
    Handling.AFGOER: _krav(
        {Hvem.SEKRETAER},
        {"hoering", "blaastemplet"},
        "Der er intet at afgøre; sæt versionen i høring, eller sæt en udfasning på dagsordenen.",
        "There is nothing to decide; open a hearing, or put a retirement on the agenda.",
    ),
    Handling.AKTIVER: _krav(
        {Hvem.DRIFTSROLLE},
        {"blaastemplet"},
        "Kun en blåstemplet version kan sættes i kraft; rådet afgør det først.",
        "Only an approved version can be put in force; the council decides first.",
    ),
    Handling.UDFAS: _krav(
        {Hvem.SEKRETAER},
        {"blaastemplet"},
        "Kun en version i kraft kan udfases; træk et udkast tilbage i stedet.",
        "Only a version in force can be retired; withdraw a draft instead.",
    ),
    Handling.TRAEK: _krav(
        {Hvem.SYSTEM, Hvem.ARKITEKTRAAD, Hvem.SEKRETAER},
        {"udkast", "hoering", "blaastemplet"},
        "Versionen er i kraft eller ude af den igen; den udfases af rådet, den trækkes ikke.",
        "The version is in force, or out of it again; the council retires it, it is not withdrawn.",
    ),
}


def kraev_rolle(handling: Handling, aktoer: Aktoer) -> None:
    """Refuse a caller of another kind. Raises IkkeDenRolle."""
    roller = GANG[handling].roller
    if aktoer.rolle not in roller:
        navne = ", ".join(sorted(roller))
        raise IkkeDenRolle(
            f"{handling} is for {navne}; you are {aktoer.rolle}. Use a token of that role.",
            f"{handling} er for {navne}; du er {aktoer.rolle}. Brug et token til den rolle.",
        )


def kraev(handling: Handling, aktoer: Aktoer, behandling: Behandling) -> None:
    """Refuse what the table does not allow. Raises IkkeDenRolle, ForkertTilstand."""
    kraev_rolle(handling, aktoer)
    krav = GANG[handling]
    if behandling.tilstand not in krav.tilstande:
        raise ForkertTilstand(
            f"{handling} cannot be done in the state {behandling.tilstand}, only in "
            f"{' or '.join(sorted(krav.tilstande))}. {krav.en}",
            f"{handling} kan ikke ske i tilstanden {behandling.tilstand}, kun i "
            f"{' eller '.join(sorted(krav.tilstande))}. {krav.da}",
        )
