"""What a subscription asks for and its agreements allow, as plain sets of keys: the compiler's first half.

A subscription gets a message when its filter holds AND one agreement of its system covers the message. Each pair of
subscription and agreement therefore becomes a `Krav` of its own, whose keys are the intersection of the two: what the
filter wants and the agreement allows. A pair that can never hold becomes nothing. `tabel` finds the krav that a message
meets without looking at the others.

Source: standards, "Rules to enforce" 1 and 2; architecture, "The way of a message". Pure.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from hub.konfiguration.model import (
    ALLE,
    FOELSOMHEDER,
    KRITERIER,
    Abonnement,
    Filter,
    Retning,
    Serviceaftale,
    System,
    TilladtModtagerTilstand,
    Tilstand,
)
from hub.kontrakter.afgoerelse import Modtager
from schemas.identifikatorer import tekst_af, unik_id


class Side(IntEnum):
    """The sides of a message that an agreement also speaks of, or value lists; the value is the place in `Krav.noegler`."""

    MYNDIGHED = 0
    BESKEDTYPE = 1
    KLE = 2
    """Keys are beginnings of `NN.NN.NN`, or `UDEN_KLE`."""
    OBJEKT = 3
    """Keys are value lists by id, and objects (`objektnoegle`)."""


SIDER: Final = (*Side, *range(len(Side), len(Side) + len(KRITERIER)))
"""Every side: those above, then one per criterion of KRITERIER, in order."""


Noegle = str | tuple[str]
Noegler = frozenset[Noegle]

UDEN_KLE: Final = ""
"""The KLE key of a message without OpgaveEmne."""

ALTID: Final = math.inf
_BEGYNDELSER: Final = (1, 3, 4, 6, 7)
"""The lengths of `N`, `NN.`, `NN.N`, `NN.NN.` and `NN.NN.N`, SF2900's wildcard forms without their asterisk."""


class Krav(NamedTuple):
    """One subscription under one agreement: what a message must be to be delivered.

    `noegler` holds a set per side (`SIDER`), of which the message must have one; None does not restrict. The rest is
    what such sets cannot say: degrees of sensitivity, the agreement's period, and that it must cover every authority
    and every KLE of a message that has several.
    """

    noegler: tuple[Noegler | None, ...]
    modtager: Modtager
    grader: int
    """The degrees of sensitivity: bit n for place n in FOELSOMHEDER."""
    fra: float
    """Seconds since 1970, inclusive."""
    til: float
    """Seconds since 1970, exclusive."""
    cvr: str
    """The receiver's own authority: a TilladtModtager list must name it."""
    trim: frozenset[str] | None
    """The authorities that TilladtModtager is trimmed to; None: left as it came."""
    myndigheder: frozenset[str] | None
    """The agreement's authorities, None: all."""
    kle: frozenset[str] | None
    """The agreement's KLE areas as beginnings, None: all."""


def objektnoegle(objekt_id: str) -> tuple[str]:
    """The key of an object: never equal to that of a value list, also where an object has the list's UUID."""
    return (objekt_id,)


@lru_cache(maxsize=16_384)
def kle_begyndelser(emne: str) -> tuple[str, ...]:
    """Every key under which an area that covers this subject may stand."""
    begyndelser = tuple(emne[:laengde] for laengde in _BEGYNDELSER if laengde <= len(emne))
    return (*begyndelser, emne) if len(emne) == 8 else begyndelser


def krav_af(
    abonnement: Abonnement, system: System, aftaler: Iterable[Serviceaftale], kle_valgfri: frozenset[str]
) -> tuple[Krav, ...]:
    """All ways in which a message can come to this subscription. Empty: none; denied by default.

    `kle_valgfri`: beskedtyper whose contract lets OpgaveEmne be absent; such messages are covered whatever the
    agreement's KLE areas.
    """
    if Tilstand.AFSLUTTET in (abonnement.tilstand, system.tilstand):
        return ()
    modtager = Modtager(abonnement.id)
    return tuple(
        dict.fromkeys(
            krav
            for aftale in aftaler
            if aftale.system == system.id and aftale.tilstand is Tilstand.AKTIV and aftale.retning is not Retning.AFSEND
            for krav in _under_aftale(abonnement.filter, aftale, system, modtager, kle_valgfri)
        )
    )


def _under_aftale(
    oensket: Filter, aftale: Serviceaftale, system: System, modtager: Modtager, kle_valgfri: frozenset[str]
) -> Iterator[Krav]:
    trim = _uden_alle(aftale.modtagere) if aftale.tilladt_modtager is TilladtModtagerTilstand.TRIM else None
    aftalt_kle = _begyndelser(aftale.kle)
    oensket_kle = _begyndelser(oensket.kle)
    grader = _grader(oensket, aftale)
    faelles: dict[int, Noegler | None] = {
        Side.MYNDIGHED: _faelles(oensket.myndigheder, _uden_alle(aftale.myndigheder)),
        Side.BESKEDTYPE: _faelles(oensket.beskedtyper, _uden_alle(aftale.beskedtyper)),
        Side.KLE: _faelles_kle(oensket_kle, aftalt_kle),
        Side.OBJEKT: _eller_alle(
            (*map(objektnoegle, _normale(oensket.objekter)), *map(sys.intern, oensket.vaerdilister))
        ),
        **{
            side: _eller_alle(_normale(getattr(oensket, navn)))
            for side, (navn, _) in enumerate(KRITERIER, start=len(Side))
        },
    }
    maader = [faelles]
    if oensket_kle is None and aftalt_kle is not None:
        valgfri = _faelles(kle_valgfri, faelles[Side.BESKEDTYPE]) if kle_valgfri else frozenset()
        maader.append({**faelles, Side.BESKEDTYPE: valgfri, Side.KLE: frozenset({UDEN_KLE})})
    for maade in maader:
        noegler = tuple(maade[side] for side in SIDER)
        if grader and all(side is None or side for side in noegler):
            yield Krav(
                noegler=noegler,
                modtager=modtager,
                grader=grader,
                fra=aftale.gyldig_fra.timestamp(),
                til=aftale.gyldig_til.timestamp() if aftale.gyldig_til else ALTID,
                cvr=system.myndighed,
                trim=trim,
                myndigheder=_uden_alle(aftale.myndigheder),
                kle=aftalt_kle,
            )


def _uden_alle(navne: Iterable[str]) -> frozenset[str] | None:
    navne = frozenset(navne)
    return None if ALLE in navne else navne


def _eller_alle(noegler: Iterable[Noegle]) -> Noegler | None:
    return frozenset(noegler) or None


def _normale(ider: Iterable[str]) -> Iterator[str]:
    """Filters are written by people: the same quirks are normalised as in messages."""
    return (tekst_af(unik_id(id_)) for id_ in ider)


def _faelles(oensket: Collection[str], aftalt: Collection[Noegle] | None) -> Noegler | None:
    """What is wanted and agreed; an empty wish and the agreement None do not restrict."""
    if not oensket:
        return None if aftalt is None else frozenset(aftalt)
    return frozenset(oensket) if aftalt is None else frozenset(oensket).intersection(aftalt)


def _begyndelser(moenstre: Collection[str]) -> frozenset[str] | None:
    """KLE areas as beginnings of a subject, without those that another one covers. None: every subject, and none."""
    if not moenstre or ALLE in moenstre:
        return None
    begyndelser = {moenster.rstrip("*") for moenster in moenstre}
    return frozenset(en for en in begyndelser if begyndelser.isdisjoint(kle_begyndelser(en)[:-1]))


def _faelles_kle(oensket: frozenset[str] | None, aftalt: frozenset[str] | None) -> frozenset[str] | None:
    """The areas covered by both: of two that overlap, the narrower."""
    if oensket is None or aftalt is None:
        return aftalt if oensket is None else oensket
    return frozenset(
        [en for en in oensket if not aftalt.isdisjoint(kle_begyndelser(en))]
        + [en for en in aftalt if not oensket.isdisjoint(kle_begyndelser(en))]
    )


def _grader(oensket: Filter, aftale: Serviceaftale) -> int:
    hoejst = FOELSOMHEDER.index(aftale.foelsomhed)
    return sum(
        1 << grad
        for grad, navn in enumerate(FOELSOMHEDER[: hoejst + 1])
        if not oensket.foelsomhed or navn in oensket.foelsomhed
    )
