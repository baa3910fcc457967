"""Krav that no side of a message tells apart, kept so that a message meets only those it can: part of `tabel`."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from hub.beskedfordeler.abonnementer.krav import Krav
from hub.konfiguration.model import FOELSOMHEDER

_FAA: Final = 8
"""So few are compared one by one."""


class Gruppe:
    """The numbers of some krav. Immutable but for one memo.

    Which of a large group's krav are in period is found once, and holds until the next one begins or ends; then it is
    found again, at a cost in proportion to the group. Two threads may both find it: they find the same.
    """

    __slots__ = ("_udsnit", "numre")

    def __init__(self, numre: tuple[int, ...]) -> None:
        self.numre = numre
        self._udsnit: _Udsnit | None = None

    def mulige(self, krav: Sequence[Krav | None], nu: float, grad: int, tilladt: Sequence[str]) -> Sequence[int]:
        """The krav worth comparing. A large group leaves out those that period, degree or TilladtModtager exclude."""
        if len(self.numre) <= _FAA:
            return self.numre
        udsnit = self._udsnit
        if udsnit is None or not udsnit.fra <= nu < udsnit.til:
            udsnit = self._udsnit = _Udsnit(self.numre, krav, nu)
        if not tilladt:
            return udsnit.efter_grad[grad]
        return [nummer for cvr in dict.fromkeys(tilladt) for nummer in udsnit.efter_cvr[grad].get(cvr, ())]


class _Udsnit:
    """The krav of a group that are in period from `fra` until `til`, by degree, and by degree and receiver."""

    __slots__ = ("efter_cvr", "efter_grad", "fra", "til")

    def __init__(self, numre: Sequence[int], krav: Sequence[Krav | None], nu: float) -> None:
        egne = [(nummer, et) for nummer in numre if (et := krav[nummer]) is not None]
        graenser = sorted({graense for _, et in egne for graense in (et.fra, et.til)})
        plads = bisect_right(graenser, nu)
        self.fra = graenser[plads - 1] if plads else -math.inf
        self.til = graenser[plads] if plads < len(graenser) else math.inf
        self.efter_grad: list[list[int]] = [[] for _ in FOELSOMHEDER]
        self.efter_cvr: list[dict[str, list[int]]] = [{} for _ in FOELSOMHEDER]
        for nummer, et in egne:
            if et.fra <= nu < et.til:
                for grad in range(len(FOELSOMHEDER)):
                    if et.grader >> grad & 1:
                        self.efter_grad[grad].append(nummer)
                        self.efter_cvr[grad].setdefault(et.cvr, []).append(nummer)
