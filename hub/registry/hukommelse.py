"""A memory with a limit: what was worked out from a text, as long as there is room for the text."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)
V = TypeVar("V")


class Hukommelse(Generic[N, V]):
    """Keeps what was used last; `hoejst` is the sum of the sizes that the callers say. Threads may share it."""

    def __init__(self, hoejst: int) -> None:
        self._hoejst = hoejst
        self._brugt = 0
        self._laas = threading.Lock()
        self._kendt: OrderedDict[N, tuple[V, int]] = OrderedDict()

    def hent(self, noegle: N) -> V | None:
        """What is remembered under the key, or None."""
        with self._laas:
            fundet = self._kendt.get(noegle)
            if fundet is None:
                return None
            self._kendt.move_to_end(noegle)
            return fundet[0]

    def gem(self, noegle: N, vaerdi: V, stoerrelse: int) -> V:
        """Remember, and forget what was used longest ago where that is too much; gives `vaerdi`."""
        with self._laas:
            if gammel := self._kendt.pop(noegle, None):
                self._brugt -= gammel[1]
            if stoerrelse <= self._hoejst:
                self._kendt[noegle] = (vaerdi, stoerrelse)
                self._brugt += stoerrelse
            while self._brugt > self._hoejst:
                _, (_, fri) = self._kendt.popitem(last=False)
                self._brugt -= fri
        return vaerdi

    def __len__(self) -> int:
        return len(self._kendt)
