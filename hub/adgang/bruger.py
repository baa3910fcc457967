"""Who is calling: a registered system, or a person or program in one of the roles."""

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
    """A member of the architecture council; looks after the contracts, answers in hearings and decides."""
    SEKRETAER = "sekretaer"
    """The council's secretary; runs its agenda, and decides nothing."""
    DRIFTSROLLE = "driftsrolle"
    """Puts in force what the council has decided."""
    REVISOR = "revisor"
    """Reads the audit and the way of messages; changes nothing."""


@dataclass(frozen=True, slots=True)
class Bruger:
    """An authenticated caller. `system` is set for a system alone.

    `myndighed` is the authority that the caller is, or for a member of the council the one that the member comes from.
    """

    hvem: Hvem
    navn: str
    system: str | None = None
    myndighed: str | None = None

    def __str__(self) -> str:
        """How the audit names the caller: its kind, and what it is bound to."""
        return ":".join(filter(None, (self.hvem, self.system, self.myndighed))) + f" ({self.navn})"
