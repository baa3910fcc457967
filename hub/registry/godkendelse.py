"""Where a version stands with the architecture council: the one place where that is asked (RA-03)."""

from __future__ import annotations

import datetime as dt
from typing import Final, Protocol

from hub.kontrakter.fritagelse import Fritagelse
from hub.registry.poster import Udgivelse
from schemas.catalogue import Tilstand


class Godkendelse(Protocol):
    """Who knows what the council has decided."""

    def tilstand(self, udgivelse: Udgivelse) -> Tilstand:
        """The state of a version that somebody registered; `trukket` passes nowhere, `udkast` in a test environment."""
        ...

    def om_fast(self, udgivelse: Udgivelse) -> Tilstand | None:
        """The state of a version that ships with the hub; None where its catalogue entry says it."""
        ...

    def vindue(self, udgivelse: Udgivelse) -> dt.datetime | None:
        """Until when messages under a version that is `udfaset` still pass in production; None: without end."""
        ...

    def fritagelser(self) -> tuple[Fritagelse, ...]:
        """The dispensations that were given and have not ended."""
        ...


class _Intet:
    """Nothing has been decided: what is registered is a draft, what is deleted is withdrawn."""

    def tilstand(self, udgivelse: Udgivelse) -> Tilstand:
        return "trukket" if udgivelse.slettet else "udkast"

    def om_fast(self, udgivelse: Udgivelse) -> None:
        del udgivelse

    def vindue(self, udgivelse: Udgivelse) -> None:
        del udgivelse

    def fritagelser(self) -> tuple[Fritagelse, ...]:
        return ()


INTET: Final[Godkendelse] = _Intet()
