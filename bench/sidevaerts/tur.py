"""A contestant's turn: its process is started on a backlog, waited for, ended; then it is read what it wrote, and when.

The clock is the broker's: the times it stamped on the records that were written. A third of the work is warming up (a
compiler that is still at it, a screen that is still being made); time runs from the end of the transaction that ends that
third to the end of the last one, and what lies between counts. So every contestant is timed from outside, by the same
clock, in the same way, and one with large transactions gets nothing of what it did before the clock ran.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.sidevaerts.kafka import Bus, Udskrevet
from bench.sidevaerts.proces import Proces

OPVARMNING: Final = 1 / 3
_FRIST: Final = 900.0
_BLIK: Final = 0.05


@dataclass(frozen=True)
class Loeb:
    """One contestant made ready for one turn. The topics that it writes hold nothing yet."""

    kommando: Sequence[str | Path]
    miljoe: Mapping[str, str]
    gruppe: str
    ind: str
    ud: Sequence[str]
    """Three receivers, the log, the receipts."""


@dataclass(frozen=True)
class Tur:
    """What a turn came to."""

    pr_sekund: float
    """Messages in a second."""
    processor_us: float
    """Microseconds of its processes' own time a message, of those after the warming up."""
    rss_mib: float
    """Resident at the end, all of its processes."""
    ud_bytes: float
    """Written for each message: values, keys and headers of the five records."""
    pr_transaktion: float
    """Messages in a transaction, as seen by one partition of the log; 0: none."""


def koer(bus: Bus, loeb: Loeb, antal: int, log: Path, *, modtaget_sum: int) -> Tur:
    """Let it take up its backlog of `antal` messages, whose values' checksum is `modtaget_sum`.

    Raises RuntimeError when it ends by itself or is not done in time, AssertionError unless each of the five topics
    then holds every message once, the receivers' with the very bytes that came.
    """
    proces = Proces(loeb.kommando, log, loeb.miljoe)
    try:
        fra = naa(bus, proces, loeb.gruppe, loeb.ind, round(antal * OPVARMNING))
        til = naa(bus, proces, loeb.gruppe, loeb.ind, antal)
        rss = proces.rss()
    finally:
        proces.stop()
    udskrevet = bus.udskrevet(loeb.ud)
    tjek(udskrevet, loeb.ud[:3], antal, modtaget_sum)
    logget = udskrevet[loeb.ud[3]]
    behandlet = til[0] - fra[0]
    return Tur(
        hastighed(logget.portioner, antal),
        (til[1] - fra[1]) / behandlet * 1e6 if behandlet else 0.0,
        rss / 2**20,
        sum(et.bytes for et in udskrevet.values()) / antal,
        logget.antal / logget.transaktioner if logget.transaktioner else 0.0,
    )


def tjek(udskrevet: Mapping[str, Udskrevet], modtagere: Iterable[str], antal: int, modtaget_sum: int) -> None:
    """Raise AssertionError unless every topic holds so many records, and the receivers' values are those that came."""
    tal = {emne: et.antal for emne, et in udskrevet.items()}
    assert set(tal.values()) == {antal}, f"each of these should hold {antal}: {tal}"
    for emne in modtagere:
        assert udskrevet[emne].sum == modtaget_sum, f"{emne} holds other bytes than came in"


def hastighed(portioner: Iterable[tuple[int, int]], antal: int) -> float:
    """Messages a second after the warming up, from what was committed together: when (ms), and how many of `antal`.

    Raises AssertionError when there is nothing behind the warming up.
    """
    efter = sorted(portioner)
    tilbage, begyndt = antal, 0
    while antal - tilbage < antal * OPVARMNING:
        begyndt, sammen = efter.pop(0)
        tilbage -= sammen
    assert efter, "it was all done in so few transactions that there is nothing to time"
    return tilbage / max(0.001, (efter[-1][0] - begyndt) / 1000)


def naa(bus: Bus, proces: Proces, gruppe: str, ind: str, antal: int) -> tuple[int, float]:
    """Wait until so many are committed: how many then were, and the processor time used so far. Raises RuntimeError."""
    til = time.monotonic() + _FRIST
    while (naaet := bus.naaet(gruppe, ind)) < antal:
        proces.tjek()
        if time.monotonic() > til:
            raise RuntimeError(f"{naaet} of {antal} after {_FRIST:.0f} s; the process wrote:\n{proces.hale()}")
        time.sleep(_BLIK)
    return naaet, proces.processortid()
