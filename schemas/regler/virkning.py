"""Intervals of effect: from inclusive, to exclusive, to possibly infinite (OIO, bitemporality). Pure arithmetic."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Mapping, Sequence
from typing import Any, Final

TIDLIGST: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
SENEST: Final = dt.datetime.max.replace(tzinfo=dt.UTC)

Virkning = Mapping[str, Any] | None
"""A Virkning record as data; None, or one without bounds, is always in effect."""


def graenser(virkning: Virkning) -> tuple[dt.datetime, dt.datetime]:
    """From (inclusive) and to (exclusive); an absent bound is the beginning or the end of time."""
    if virkning is None:
        return TIDLIGST, SENEST
    fra, til = virkning.get("fra"), virkning.get("til")
    return (
        (fra and fra["tidsstempel"]) or TIDLIGST,
        (til and til["tidsstempel"]) or SENEST,
    )


def omvendt(virkning: Virkning) -> bool:
    """Whether the interval is empty or runs backwards."""
    fra, til = graenser(virkning)
    return fra >= til


def gaelder_ved(virkning: Virkning, tidspunkt: dt.datetime) -> bool:
    """Whether it is in effect at that instant."""
    fra, til = graenser(virkning)
    return fra <= tidspunkt < til


def daekker(virkninger: Sequence[Virkning]) -> bool:
    """Whether from the first beginning on one of them is always in effect: no gap between them, and no end."""
    slut: dt.datetime | None = None
    for fra, til in sorted(graenser(virkning) for virkning in virkninger):
        if slut is not None and fra > slut:
            return False
        slut = til if slut is None else max(slut, til)
    return slut == SENEST


def overlapper(virkninger: Sequence[Virkning]) -> list[int]:
    """The numbers of those that begin before an earlier-begun one has ended."""
    orden = sorted(range(len(virkninger)), key=lambda i: graenser(virkninger[i]))
    brudte, slut = [], TIDLIGST
    for plads, i in enumerate(orden):
        fra, til = graenser(virkninger[i])
        if plads and fra < slut:
            brudte.append(i)
        slut = max(slut, til) if plads else til
    return sorted(brudte)


def samtidige(virkninger: Sequence[Virkning], hoejst: int) -> list[int]:
    """The numbers of those that, when they begin, make more than `hoejst` in effect at once."""
    orden = sorted(range(len(virkninger)), key=lambda i: graenser(virkninger[i]))
    brudte: list[int] = []
    aktive: list[dt.datetime] = []  # a heap of their ends: a message may hold very many
    for i in orden:
        fra, til = graenser(virkninger[i])
        while aktive and aktive[0] <= fra:
            heapq.heappop(aktive)
        heapq.heappush(aktive, til)
        if len(aktive) > hoejst:
            brudte.append(i)
    return sorted(brudte)
