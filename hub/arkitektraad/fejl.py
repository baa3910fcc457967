"""What the council's workbench refuses, each with what to do about it.

Raadsfejl
├── IkkeDenRolle(Raadsfejl, PermissionError)   the caller has not the role, or no say in this case
├── ForkertTilstand(Raadsfejl, ValueError)     the version, or its case, is not where this can be done
├── Uforenelig(Raadsfejl, ValueError)          the version breaks readers or writers; names the field paths
├── Ugyldig(Raadsfejl, ValueError)             what was sent cannot be used
└── UkendtSag(Raadsfejl, LookupError)          no such version, case or dispensation
"""

from __future__ import annotations

from collections.abc import Sequence


class Raadsfejl(Exception):
    """A refusal: `en` and `da` say which role, which state, and what to do; `fejl` names the fields it is about."""

    def __init__(self, en: str, da: str, fejl: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(en)
        self.en, self.da, self.fejl = en, da, tuple(fejl)


class IkkeDenRolle(Raadsfejl, PermissionError):
    """Whoever asked may not do this, or not in this case."""


class ForkertTilstand(Raadsfejl, ValueError):
    """It cannot be done where the version or its case stands now."""


class Uforenelig(Raadsfejl, ValueError):
    """The version cannot stand beside those that are there."""


class Ugyldig(Raadsfejl, ValueError):
    """What was sent cannot be used."""


class UkendtSag(Raadsfejl, LookupError):
    """There is no such version, case or dispensation."""
