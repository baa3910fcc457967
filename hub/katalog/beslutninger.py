"""What the architecture council decided about a contract, for the pages of the catalogue: from its published decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from hub.arkitektraad.afgoerelse import SigneretAfgoerelse
from hub.katalog.model import Beslutning


class Beslutningskilde(Protocol):
    """Who knows the council's published decisions."""

    def beslutninger(self, navn: str) -> Sequence[Beslutning]:
        """The decisions about a contract, by the record's full name, oldest first."""
        ...


class _Ingen:
    def beslutninger(self, navn: str) -> Sequence[Beslutning]:
        del navn
        return ()


INGEN: Final[Beslutningskilde] = _Ingen()
"""A folder of contracts, about which nothing is known to have been decided."""


@dataclass(frozen=True, slots=True)
class Raadsbeslutninger:
    """The decisions of a hub's council at a moment."""

    afgoerelser: Sequence[SigneretAfgoerelse]

    def beslutninger(self, navn: str) -> Sequence[Beslutning]:
        """Those about versions of this contract; a dispensation is about a rule, and stands with the council alone."""
        return [
            Beslutning(
                nr=en.nr,
                tidspunkt=en.tidspunkt,
                version=str(en.version),
                skema_id=en.skema_id,
                udfald=en.slags,
                tilstand=en.tilstand,
                begrundelse=en.begrundelse,
                hvem=en.af,
            )
            for en in (signeret.afgoerelse for signeret in self.afgoerelser)
            if en.subject == navn and en.version is not None
        ]
