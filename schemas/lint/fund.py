"""What the linter says: one finding, with the rule, the place, the reason and how to mend it, in two languages."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Alvor(enum.Enum):
    """How much a finding weighs."""

    FEJL = "fejl"
    """The contract cannot be approved."""
    ADVARSEL = "advarsel"
    """The council will ask about it."""


class Ord(NamedTuple):
    """The words of a finding: what is wrong, and how to mend it."""

    da: str
    en: str
    ret_da: str
    ret_en: str


@dataclass(frozen=True, slots=True)
class Fund:
    """One finding. `linje` and `kolonne` count from 1; `sti` is the place inside the contract, for a reader."""

    fil: Path
    linje: int
    kolonne: int
    regel: str
    sti: str
    ord: Ord
    alvor: Alvor = Alvor.FEJL
