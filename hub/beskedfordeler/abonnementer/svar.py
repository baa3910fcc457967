"""Answers of the index that hold for more than one message: part of `indeks`.

A kommune sends about the same again and again: who gets a message follows from a handful of keys that thousands of
messages share. Nothing but the start or end of an agreement's period makes an answer another one while an index lives.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

from hub.kontrakter.afgoerelse import Modtager

_HOEJST: Final = 20_000


class Svarhukommelse:
    """Answers by what they follow from. Holds some thousands; of two threads that both find one, either's is kept."""

    __slots__ = ("_fra", "_svar", "_til")

    def __init__(self) -> None:
        self._svar: dict[Any, tuple[Modtager, ...]] = {}
        self._fra = math.inf
        self._til = -math.inf

    def ved(self, nu: float, perioder: Iterable[float]) -> dict[Any, tuple[Modtager, ...]]:
        """The answers that hold at `nu`; `perioder` are the moments at which some agreement begins or ends.

        Seconds since 1970.
        """
        if not self._fra <= nu < self._til or len(self._svar) > _HOEJST:
            fra, til = -math.inf, math.inf
            for graense in perioder:
                if graense <= nu:
                    fra = max(fra, graense)
                else:
                    til = min(til, graense)
            self._svar = {}
            self._fra, self._til = fra, til
        return self._svar
