"""What one run of the linter came to: findings, old debt, what dispensations let go, and the exit code that follows."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from schemas.lint.afvigelser import Dispensation
from schemas.lint.fund import Alvor, Fund
from schemas.lint.gaeld import Gaeldspost

REN: Final = 0
FUND: Final = 1
ULAESELIG: Final = 2


@dataclass(frozen=True)
class Rapport:
    """One run.

    `fund` stand against the contracts; `kendte` are in the baseline, `forsvundne` only there still; `lettede` were let
    go by a dispensation. `rod` is the folder that paths are shown from; `filer` how many files were read.
    """

    fund: tuple[Fund, ...]
    rod: Path
    filer: int = 0
    kendte: tuple[Fund, ...] = ()
    forsvundne: dict[Gaeldspost, int] = field(default_factory=dict)
    gaeldsrod: Path | None = None
    """The baseline's folder, from which the paths in it go."""
    lettede: tuple[tuple[Fund, Dispensation], ...] = ()

    def antal(self, alvor: Alvor) -> int:
        """How many findings of that weight stand."""
        return sum(et.alvor is alvor for et in self.fund)

    def kode(self, *, streng: bool = False) -> int:
        """The exit code: 0 nothing but warnings (`streng`: nothing), 1 findings, 2 a file could not be read."""
        if any(et.kode == "FIL-LAESES" for et in self.fund):
            return ULAESELIG
        return FUND if any(streng or et.alvor is Alvor.FEJL for et in self.fund) else REN

    def vist_gaeld(self, post: Gaeldspost) -> str:
        """The path of a debt's file, as `vist` tells it."""
        return self.vist(Path(os.path.normpath((self.gaeldsrod or self.rod) / post.fil)))

    def vist(self, fil: Path) -> str:
        """A file's path for a reader, with slashes: from `rod` where it lies below it, else whole."""
        fra_rod = os.path.relpath(fil, self.rod) if fil.is_absolute() else str(fil)
        return Path(fil if fra_rod.startswith("..") else fra_rod).as_posix()
