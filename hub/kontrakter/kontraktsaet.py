"""The contracts that messages may be under: each schema with its judge, and where it stands with the council.

Those that ship with the hub are always there. A registry may know more: further versions, under ids of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Protocol

from hub.kontrakter.fritagelse import Fritagelse
from schemas.catalogue import Katalog, Tilstand
from schemas.kodeliste import Kodelister
from schemas.regler import Dommer, dommer, standardlager
from schemas.skema import Skemalager


@dataclass(frozen=True)
class Kontraktsaet:
    """An immutable snapshot. `tilstande` are the states of the schemas of which the catalogue does not say it.

    `vinduer` are the ends of the windows in which messages under retired schemas still pass in production;
    `fritagelser` are the dispensations that were given.
    """

    skemaer: Skemalager
    dommere: Mapping[int, Dommer]
    tilstande: Mapping[int, Tilstand] = field(default_factory=dict)
    vinduer: Mapping[int, dt.datetime] = field(default_factory=dict)
    fritagelser: tuple[Fritagelse, ...] = ()


@cache
def standardsaet() -> Kontraktsaet:
    """The contracts that ship with the hub; made once."""
    katalog, koder = Katalog.standard(), Kodelister.standard()
    skemaer = standardlager()
    return Kontraktsaet(skemaer, {skema.id: dommer(skema, katalog, koder) for skema in skemaer.values()})


class Kontraktkilde(Protocol):
    """Where the newest contracts are found, and who is told when there are others."""

    @property
    def nu(self) -> Kontraktsaet:
        """The newest contracts that are known here."""
        ...

    def abonner(self, lytter: Callable[[], Awaitable[None]]) -> Callable[[], None]:
        """Have `lytter` told when `nu` is another; the result ends it."""
        ...

    async def indhent(self) -> None:
        """Return when what other instances knew before the call is in `nu`; sooner where that cannot be seen now."""
        ...


class _Medfoelgende:
    """The contracts that ship with the hub, and no others."""

    @property
    def nu(self) -> Kontraktsaet:
        return standardsaet()

    def abonner(self, lytter: Callable[[], Awaitable[None]]) -> Callable[[], None]:
        del lytter
        return lambda: None

    async def indhent(self) -> None:
        return


MEDFOELGENDE: Final[Kontraktkilde] = _Medfoelgende()
