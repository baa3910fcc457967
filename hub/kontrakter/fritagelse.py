"""Dispensations as the engine asks them (RA-27): which reasons do not count for which authorities at a time. Pure.

Only rules that are declared `dispensabel` can be dispensed from, and a message counts as an authority's when every
ObjektAnsvarligMyndighed in it is covered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from hub.kontrakter.afgoerelse import Rutefelter
from schemas.regler import REGLER
from schemas.regler.regel import Aarsag


class Fritagelse(NamedTuple):
    """Messages of an authority may break a rule from one time until another."""

    myndighed: str
    regel: str
    fra: dt.datetime
    til: dt.datetime


@cache
def dispensable() -> frozenset[str]:
    """The ids of the rules that the council can dispense from."""
    return frozenset(regel.id for regel in REGLER if regel.dispensabel)


def uden_fritagne(
    aarsager: tuple[Aarsag, ...], ruter: Rutefelter, fritagelser: Sequence[Fritagelse], nu: dt.datetime
) -> tuple[Aarsag, ...]:
    """The reasons that count, of those against a message."""
    if not ruter.myndigheder:
        return aarsager
    gaelder = {(en.myndighed, en.regel) for en in fritagelser if en.fra <= nu < en.til and en.regel in dispensable()}
    return tuple(
        aarsag
        for aarsag in aarsager
        if not all((myndighed, aarsag.regel) in gaelder for myndighed in ruter.myndigheder)
    )
