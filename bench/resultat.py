"""What a benchmark tells: ratios, a round each, beside what they should be; as a table, the same for all benchmarks."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Forhold:
    """One thing to another in the same round, a ratio a round."""

    navn: str
    """Such as `hub / (b) decoded`; what `maal` is about."""
    runder: tuple[float, ...]
    mindst: float | None = None
    """What the median should be at least."""
    hoejst: float | None = None
    """What it should be at most."""

    @classmethod
    def af(
        cls,
        navn: str,
        tael: Iterable[float],
        naevn: Iterable[float],
        *,
        mindst: float | None = None,
        hoejst: float | None = None,
    ) -> Forhold:
        """From both measurements of every round. Raises ValueError where one has more rounds than the other."""
        return cls(navn, tuple(a / b for a, b in zip(tael, naevn, strict=True)), mindst, hoejst)

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.runder)

    @property
    def maal(self) -> str:
        """The aim, in words."""
        if self.mindst is not None:
            return f"≥ {self.mindst:g}"
        return "" if self.hoejst is None else f"≤ {self.hoejst:g}"

    @property
    def graense(self) -> float | None:
        """The aim, whichever side of it is meant."""
        return self.mindst if self.mindst is not None else self.hoejst

    @property
    def naaet(self) -> bool | None:
        """Whether the median is as it should be; None where nothing was aimed at."""
        if self.mindst is not None:
            return self.median >= self.mindst
        return None if self.hoejst is None else self.median <= self.hoejst


def forholdstabel(forhold: Sequence[Forhold]) -> Iterator[str]:
    """The lines of the table of ratios."""
    yield from tabel(
        ("ratio", "rounds", "min", "median", "max", "aim", ""),
        [
            (
                et.navn,
                str(len(et.runder)),
                tal(min(et.runder)),
                f"**{tal(et.median)}**",
                tal(max(et.runder)),
                et.maal,
                {True: "met", False: "not met", None: ""}[et.naaet],
            )
            for et in forhold
        ],
    )


def tabel(hoved: Sequence[str], raekker: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table that can be read as it stands: the first column to the left, numbers to the right."""
    alle = (hoved, *raekker)
    bredder = [max(3, *(len(raekke[nr]) for raekke in alle)) for nr in range(len(hoved))]
    for nr, raekke in enumerate(alle):
        celler = [
            celle.rjust(bredde) if kolonne else celle.ljust(bredde)
            for kolonne, (celle, bredde) in enumerate(zip(raekke, bredder, strict=True))
        ]
        yield "| " + " | ".join(celler) + " |"
        if nr == 0:
            yield "|" + "|".join("-" * (b + 1) + (":" if kolonne else "-") for kolonne, b in enumerate(bredder)) + "|"


def tal(vaerdi: float) -> str:
    """Three figures, thousands with commas."""
    if abs(vaerdi) >= 100:
        return f"{vaerdi:,.0f}"
    return f"{vaerdi:.1f}" if abs(vaerdi) >= 10 else f"{vaerdi:.2f}" if abs(vaerdi) >= 0.1 else f"{vaerdi:.3f}"


def spaend(vaerdier: Sequence[float]) -> str:
    """The median, and in brackets the lowest and the highest."""
    return f"{tal(statistics.median(vaerdier))} ({tal(min(vaerdier))}-{tal(max(vaerdier))})"
