"""Every contract with its judge and its screen, made once for the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from schemas.catalogue import Katalog
from schemas.codec import Ulaeselig, laes
from schemas.kodeliste import Kodelister
from schemas.regler import Dommer, dommer, standardlager
from schemas.regler.regel import Regel
from schemas.regler.skaerm import Skaerm, byg_skaerm

SKEMAER = standardlager()
DOMMERE = {skema.id: dommer(skema, Katalog.standard(), Kodelister.standard()) for skema in SKEMAER.values()}


@cache
def skaerm(skema_id: int) -> Skaerm:
    """The screen of a contract with all its rules, that tells nothing but whether a message passes."""
    return byg_skaerm(SKEMAER[skema_id], DOMMERE[skema_id].efter_type, ())


def skaerm_med(skema_id: int, regler: Mapping[str, Sequence[Regel]]) -> Skaerm:
    """The screen of a contract with only these rules."""
    return byg_skaerm(SKEMAER[skema_id], regler, ())


def passerer(skaerm: Skaerm, *beskeder: bytes) -> list[bool]:
    """Which messages the screen passes."""
    return [fund is not None for fund in skaerm.sigt(beskeder)]


def er_ren(raa: bytes) -> bool:
    """What the judge says of a message."""
    try:
        laest = laes(raa, SKEMAER)
    except Ulaeselig:
        return False
    return domm(laest.skema.id).er_ren(laest.indhold)


def domm(skema_id: int) -> Dommer:
    """The judge of a contract."""
    return DOMMERE[skema_id]
