"""Where a version stands with the architecture council: the one place where that is asked (RA-03)."""

from __future__ import annotations

from typing import Final, Protocol

from hub.registry.poster import Udgivelse
from schemas.catalogue import Tilstand


class Godkendelse(Protocol):
    """Who knows what the council has decided."""

    def tilstand(self, udgivelse: Udgivelse) -> Tilstand:
        """The state of a version that somebody registered; `trukket` passes nowhere, `udkast` in a test environment."""
        ...


class _Intet:
    """Nothing has been decided: what is registered is a draft, what is deleted is withdrawn."""

    def tilstand(self, udgivelse: Udgivelse) -> Tilstand:
        return "trukket" if udgivelse.slettet else "udkast"


INTET: Final[Godkendelse] = _Intet()
