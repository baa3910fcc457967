"""What the architecture council decided, for the pages of the catalogue: the one place where that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

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
"""A hub, or a folder of contracts, in which nothing was decided."""
