"""The steps of a dispensation: an authority asks, the members vote, the secretary calls the decision. Pure.

Each raises IkkeDenRolle, ForkertTilstand or Ugyldig, whose text says which role, which state, and what to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from hub.adgang.bruger import Hvem
from hub.arkitektraad.afgoerelse import Afgoerelse, Afgoerelsesslags
from hub.arkitektraad.fejl import ForkertTilstand, IkkeDenRolle, Ugyldig
from hub.arkitektraad.model import Aktoer, Dispensation, Medlem, Stemme, Stemmetal
from hub.arkitektraad.optaelling import tael
from hub.kontrakter.fritagelse import dispensable

LAENGST: Final = dt.timedelta(days=731)
"""How long one may last; after that the council looks at it anew."""


def ansoeg(
    id_: str,
    aktoer: Aktoer,
    myndighed: str,
    regel: str,
    begrundelse: str,
    fra: dt.datetime | None,
    udloeber: dt.datetime,
    nu: dt.datetime,
) -> Dispensation:
    """An authority asks for its own messages, or the secretary on its behalf."""
    if aktoer.rolle is Hvem.MYNDIGHED and aktoer.myndighed != myndighed:
        raise IkkeDenRolle(
            "an authority asks for itself; give your own CVR number.",
            "en myndighed søger for sig selv; angiv jeres eget CVR-nummer.",
        )
    if regel not in dispensable():
        kan = ", ".join(sorted(dispensable()))
        raise Ugyldig(
            f"regel: nobody can be dispensed from {regel}; from these one can: {kan}.",
            f"regel: der kan ikke dispenseres fra {regel}; fra disse kan der: {kan}.",
            [("regel", "must be a rule that is declared dispensabel")],
        )
    fra = fra or nu
    if not max(fra, nu) < udloeber <= nu + LAENGST:
        raise Ugyldig(
            f"udloeber: must lie ahead, after gyldigFra, and within {LAENGST.days} days.",
            f"udloeber: skal ligge forude, efter gyldigFra og inden for {LAENGST.days} dage.",
            [("udloeber", f"must lie ahead, after gyldigFra, and within {LAENGST.days} days")],
        )
    return Dispensation(
        id=id_,
        myndighed=myndighed,
        regel=regel,
        begrundelse=begrundelse,
        gyldig_fra=fra,
        udloeber=udloeber,
        ansoegt=nu,
        ansoeger=f"{aktoer.rolle}: {aktoer.navn}",
    )


def stem(sag: Dispensation, aktoer: Aktoer, stemme: Stemmetal, begrundelse: str, nu: dt.datetime) -> Dispensation:
    """A member votes; not one who comes from the authority that asks."""
    _kraev_ansoegt(sag)
    if aktoer.myndighed == sag.myndighed:
        raise IkkeDenRolle(
            "you have no say in this case: it is your own authority's. Leave it to the other members.",
            "du er inhabil i sagen: den er din egen myndigheds. Overlad den til de andre medlemmer.",
        )
    ny = Stemme(medlem=aktoer.navn, stemme=stemme, begrundelse=begrundelse, tidspunkt=nu, myndighed=aktoer.myndighed)
    return _med(sag, stemmer=(*(en for en in sag.stemmer if en.medlem != aktoer.navn), ny))


def afgoer(
    sag: Dispensation, aktoer: Aktoer, medlemmer: Sequence[Medlem], begrundelse: str, nu: dt.datetime
) -> tuple[Dispensation, Afgoerelse]:
    """The secretary calls the decision."""
    _kraev_ansoegt(sag)
    stemmer, ja, quorum = tael(sag.stemmer, [en for en in medlemmer if en.myndighed != sag.myndighed])
    ny = _med(sag, tilstand="givet" if ja else "afslaaet", stemmer=stemmer)
    return ny, _afgoerelse(ny, "dispensation" if ja else "afslag", aktoer, begrundelse, nu, stemmer, quorum)


def ophaev(sag: Dispensation, aktoer: Aktoer, begrundelse: str, nu: dt.datetime) -> tuple[Dispensation, Afgoerelse]:
    """The secretary, or the authority itself, ends one before its time."""
    if sag.tilstand != "givet" or nu >= sag.udloeber:
        raise ForkertTilstand(
            f"the dispensation is {sag.tilstand} until {sag.udloeber.isoformat()}; only one that holds can be ended.",
            f"dispensationen er {sag.tilstand} til {sag.udloeber.isoformat()}; kun en, der gælder, kan ophæves.",
        )
    if aktoer.rolle is Hvem.MYNDIGHED and aktoer.myndighed != sag.myndighed:
        raise IkkeDenRolle(
            "only the authority itself, or the secretary, ends a dispensation.",
            "kun myndigheden selv eller sekretæren ophæver en dispensation.",
        )
    ny = _med(sag, tilstand="ophaevet")
    return ny, _afgoerelse(ny, "ophaevelse", aktoer, begrundelse, nu)


def _kraev_ansoegt(sag: Dispensation) -> None:
    if sag.tilstand != "ansoegt":
        raise ForkertTilstand(
            f"the dispensation is {sag.tilstand}; it has been decided. Ask for a new one.",
            f"dispensationen er {sag.tilstand}; den er afgjort. Søg om en ny.",
        )


def _afgoerelse(
    sag: Dispensation,
    slags: Afgoerelsesslags,
    aktoer: Aktoer,
    begrundelse: str,
    nu: dt.datetime,
    stemmer: tuple[Stemme, ...] = (),
    quorum: int | None = None,
) -> Afgoerelse:
    indhold = sag.model_dump(
        mode="json", by_alias=True, include={"id", "myndighed", "regel", "begrundelse", "gyldig_fra", "udloeber"}
    )
    return Afgoerelse(
        nr=0,
        forrige="",
        tidspunkt=nu,
        slags=slags,
        begrundelse=begrundelse,
        af=f"{aktoer.rolle}: {aktoer.navn}",
        stemmer=stemmer,
        quorum=quorum,
        dispensation=indhold,
    )


def _med(sag: Dispensation, **felter: Any) -> Dispensation:
    return sag.model_copy(update=felter)
