"""The pictures of the benchmarks, as SVG; drawn where `python -m bench --skriv` says, else not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.resultat import Forhold, tal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MAPPE: Final = "FAELLESHUB_BENCH_BILLEDER"
"""The environment variable that holds the folder."""
_FARVER: Final = {True: "#2a7f4f", False: "#b3452c", None: "#44597a"}
_SERIER: Final = ("#2a7f4f", "#44597a", "#b3452c", "#8a6d1f", "#6b4c8a")
_VIDT: Final = 8
"""From so many times on, ratios are shown on a logarithmic axis."""
_PUNKT: Final = "#222222"

Serie = Sequence[tuple[float, Sequence[float]]]
"""Points of a line: what was set, and what was measured there, a number a round."""


def forhold(navn: str, titel: str, alle: Sequence[Forhold]) -> None:
    """Ratios with their spread over the rounds: a dot a round, a line at the median, a mark at the aim."""
    with _billede(navn, titel, hoejde=1.4 + 0.45 * len(alle)) as akser:
        if akser is None:
            return
        for nr, et in enumerate(alle):
            farve = _FARVER[et.naaet]
            akser.plot([min(et.runder), max(et.runder)], [nr, nr], color=farve, linewidth=6, alpha=0.3)
            akser.plot(et.runder, [nr] * len(et.runder), "o", color=farve, markersize=4)
            akser.plot([et.median] * 2, [nr - 0.3, nr + 0.3], color=_PUNKT, linewidth=2)
            akser.annotate(tal(et.median), (et.median, nr - 0.35), ha="center", va="bottom", fontsize=8)
            if et.graense is not None:
                akser.plot([et.graense], [nr], ">" if et.mindst is not None else "<", color=_PUNKT, fillstyle="none")
        akser.set_yticks(range(len(alle)), [et.navn for et in alle])
        akser.set_ylim(len(alle) - 0.4, -0.8)
        tal_paa = [et_tal for et in alle for et_tal in (*et.runder, *((et.graense,) if et.graense else ()))]
        if max(tal_paa) > _VIDT * min(tal_paa):
            akser.set_xscale("log")
            _hele_tal(akser)
        akser.set_xlabel("ratio; a dot a round, a line at the median, ▷ at least, ◁ at most")


def kurver(navn: str, titel: str, x: str, y: str, serier: Mapping[str, Serie], *, fra_nul: bool = False) -> None:
    """Lines through the medians, with the spread over the rounds as a shade; logarithmic, or y from 0."""
    import statistics

    with _billede(navn, titel, hoejde=4.2) as akser:
        if akser is None:
            return
        for (hvad, serie), farve in zip(serier.items(), _SERIER, strict=False):
            steder = [sted for sted, _ in serie]
            akser.plot(steder, [statistics.median(v) for _, v in serie], "o-", color=farve, label=hvad, markersize=4)
            akser.fill_between(
                steder, [min(v) for _, v in serie], [max(v) for _, v in serie], color=farve, alpha=0.18, linewidth=0
            )
        akser.set_xscale("log")
        if fra_nul:
            akser.set_ylim(0, 1.15 * akser.get_ylim()[1])
        else:
            akser.set_yscale("log")
        _hele_tal(akser)
        steder = sorted({sted for serie in serier.values() for sted, _ in serie})
        akser.set_xticks(steder, [f"{sted:,.0f}" for sted in steder])
        akser.minorticks_off()
        akser.set_xlabel(x)
        akser.set_ylabel(y)
        akser.legend(frameon=False)


def _hele_tal(akser: Axes) -> None:
    """1, 2, 5, 10, 20 ... where an axis is logarithmic, as plain numbers."""
    from matplotlib.ticker import FuncFormatter, LogLocator

    for akse in (akser.xaxis, akser.yaxis):
        if akse.get_scale() == "log":
            akse.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=20))
            akse.set_major_formatter(FuncFormatter(lambda vaerdi, _: f"{vaerdi:g}"))
            akse.set_minor_locator(LogLocator(subs=(), numticks=20))


@contextmanager
def _billede(navn: str, titel: str, *, hoejde: float) -> Iterator[Axes | None]:
    """Axes to draw on, saved under this name afterwards; None where no pictures are asked for."""
    mappe = os.environ.get(MAPPE)
    if not mappe:
        yield None
        return
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = navn  # the same picture from the same numbers, byte for byte
    import matplotlib.pyplot as plt

    figur, akser = plt.subplots(figsize=(8, hoejde), layout="constrained")
    akser.set_title(titel, fontsize=11)
    akser.grid(visible=True, axis="both", alpha=0.25)
    akser.spines[["top", "right"]].set_visible(False)
    try:
        yield akser
        Path(mappe).mkdir(parents=True, exist_ok=True)
        figur.savefig(Path(mappe) / f"{navn}.svg", metadata={"Date": None})
    finally:
        plt.close(figur)
