"""The machine that is measured on: told in a line, and left as it was."""

from __future__ import annotations

import datetime as dt
import os
import platform
import signal
import sys
from pathlib import Path
from typing import Final

_CPUINFO: Final = Path("/proc/cpuinfo")


def linje(navn: str, sekunder: float, belastning: float) -> str:
    """When, by which command, where, how long it took, and what else the machine did when it began."""
    dato = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    sted = f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.machine()}"
    return (
        f"{dato} · `python -m bench {navn}` · {sted}, Python {platform.python_version()} · "
        f"{sekunder:.0f} s · load at the start {belastning:.1f}"
    )


def ryd_op_ved_sigterm() -> None:
    """Have SIGTERM end this process as an error would: what it started is ended first."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def belastning() -> float:
    """How many processes wanted a processor in the last minute; 0 where the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _processor() -> str:
    if not _CPUINFO.exists():
        return platform.processor() or "unknown"
    navne = (linje.partition(":")[2].strip() for linje in _CPUINFO.read_text().splitlines() if "model name" in linje)
    return next(navne, "unknown")
