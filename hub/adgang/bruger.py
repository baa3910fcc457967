"""Who is calling: a registered system, or a person or program in one of four roles."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Hvem(enum.StrEnum):
    """The kinds of caller."""

    SYSTEM = "system"
    """A registered it-system; sends and receives under its serviceaftaler."""
    ADMINISTRATOR = "administrator"
    """Runs the hub."""
    MYNDIGHED = "myndighed"
    """An authority, bound to its CVR number; sees and decides what is its own."""
    ARKITEKTRAAD = "arkitektraad"
    """The architecture council; looks after the contracts."""
    REVISOR = "revisor"
    """Reads the audit and the way of messages; changes nothing."""


@dataclass(frozen=True, slots=True)
class Bruger:
    """An authenticated caller. `system` is set for a system alone, `myndighed` for an authority alone."""

    hvem: Hvem
    navn: str
    system: str | None = None
    myndighed: str | None = None

    def __str__(self) -> str:
        """How the audit names the caller: its kind, and what it is bound to."""
        return ":".join(filter(None, (self.hvem, self.system, self.myndighed))) + f" ({self.navn})"
