"""The limits of the API: sizes, times and how many calls may wait at once."""

from __future__ import annotations

import collections
import contextlib
from collections.abc import Iterator
from typing import Final

from hub.api.problem import Problem

BESKED_BYTES: Final = 2_000_000
"""The largest message; larger content travels by claim check."""

KROP_BYTES: Final = 2_000_000
"""The largest JSON body of any other operation."""

FIL_BYTES: Final = 99_500_000
"""The largest file, Digital Post's own limit."""

LAESETID: Final = 30.0
"""Seconds in which a body must have arrived; a file gets longer."""

FIL_LAESETID: Final = 600.0

VENT_HOEJST: Final = 60.0
"""Seconds that a long poll waits at most."""

ANTAL_HOEJST: Final = 500
"""Messages, receipts or entries in one answer."""

SVAR_BYTES: Final = 16_000_000
"""A fetch of many messages stops at about this many bytes."""


class Venteplads:
    """Counts the calls that wait, per caller and in all, so that waiting ones cannot use up the hub."""

    def __init__(self, *, pr_bruger: int = 32, i_alt: int = 2_000) -> None:
        self._pr_bruger, self._i_alt = pr_bruger, i_alt
        self._ventende: collections.Counter[str] = collections.Counter()

    @property
    def ventende(self) -> int:
        """How many wait now."""
        return self._ventende.total()

    @contextlib.contextmanager
    def plads(self, bruger: str) -> Iterator[None]:
        """Room for one waiting call. Raises Problem when there is none."""
        if self._ventende[bruger] >= self._pr_bruger or self._ventende.total() >= self._i_alt:
            raise Problem(
                "for-mange",
                f"At most {self._pr_bruger} calls of one caller wait at once; let some return first.",
                f"Højst {self._pr_bruger} kald fra én kalder venter ad gangen; lad nogle komme tilbage først.",
                headers={"Retry-After": "1"},
            )
        self._ventende[bruger] += 1
        try:
            yield
        finally:
            self._ventende[bruger] -= 1
            if not self._ventende[bruger]:
                del self._ventende[bruger]
