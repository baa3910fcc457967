"""What the linter says: one finding, with the rule, the place, the reason and how to mend it, in two languages."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from schemas.lint.steder import Omraade, Sti


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
    """One finding.

    `regel` is the rule of the rammearkitektur (RA-10) or the linter's own heading, `kode` the one demand in it that was
    broken (DOC-MANGLER). `hvor` is the place inside the contract, for a reader; `sti` the path in the file of what the
    region points at.
    """

    fil: Path
    omraade: Omraade
    regel: str
    kode: str
    hvor: str
    sti: Sti
    ord: Ord
    alvor: Alvor = Alvor.FEJL
    kan_rettes: bool = False
    """Whether the linter can mend it itself without changing what the file says."""

    @property
    def linje(self) -> int:
        """The line, from 1."""
        return self.omraade.linje

    @property
    def kolonne(self) -> int:
        """The column, from 1."""
        return self.omraade.kolonne
