"""What the demo asks of whoever plays scenes: a function behind the entry point group `faelleshub.scener`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final, Protocol

from rich.console import Console
from rich.table import Table

GRUPPE: Final = "faelleshub.scener"
RYGRAD: Final = "rygrad"
"""The scenes that ship with the hub: the acceptance spine."""

Kontrol = tuple[str, Callable[[Collection[str]], Awaitable[tuple[bool, str]]]]
"""What is expected, and how to look: given the CPR numbers that were used, whether it held, and what was seen."""


class Demofejl(RuntimeError):
    """The demo cannot be played; the text says why and what to do."""


class Resultat(Protocol):
    """What playing gives back."""

    @property
    def lykkedes(self) -> bool:
        """Whether every expectation held."""
        ...

    @property
    def adresser(self) -> Mapping[str, str]:
        """Where the outer systems serve, by name."""
        ...

    def tabel(self) -> Table:
        """The table at the end."""
        ...

    def som_json(self) -> dict[str, Any]:
        """One object, for scripts."""
        ...


class Spil(Protocol):
    """Plays scenes against a hub over HTTP. Raises LookupError for a scene that does not exist."""

    async def __call__(  # noqa: D102 - the class says it
        self,
        *,
        hub_url: str,
        administrator_token: str,
        data: Path,
        konsol: Console,
        scener: Sequence[str],
        kontroller: Sequence[Kontrol],
        mens: Callable[[Resultat], Awaitable[None]],
        blivende: bool,
        taalmodighed: float,
    ) -> Resultat: ...


def find_spil(navn: str = RYGRAD) -> Spil:
    """The installed scenes of this name. Raises Demofejl."""
    for punkt in entry_points(group=GRUPPE):
        if punkt.name == navn:
            spil: Spil = punkt.load()
            return spil
    raise Demofejl(f"no scenes named {navn} are installed (entry points {GRUPPE}); install faelleshub again")
