"""Who sits on the council: the names of the tokens of its role that hold now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from hub.adgang.bevis import Bevis
from hub.adgang.bruger import Hvem
from hub.arkitektraad.model import Medlem


def medlemmer(beviser: Iterable[Bevis], nu: dt.datetime) -> tuple[Medlem, ...]:
    """The members, by name. Two tokens of one name are one member, who is of the authority that either names."""
    fundne: dict[str, str | None] = {}
    for bevis in beviser:
        if bevis.hvem is Hvem.ARKITEKTRAAD and bevis.gyldigt(nu):
            fundne[bevis.navn] = fundne.get(bevis.navn) or bevis.myndighed
    return tuple(Medlem(navn=navn, myndighed=myndighed) for navn, myndighed in sorted(fundne.items()))
