"""How long it takes from start to ready, beside what Python takes to import what the hub depends on."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

STARTER = 5
STARTLOFT = 3.0
"""From start to ready, in times what Python takes to import the hub's dependencies, at most."""

AFHAENGIGHEDER = (
    "aiohttp.web",
    "cryptography.hazmat.primitives.ciphers.aead",
    "fastavro",
    "lxml.etree",
    "orjson",
    "prometheus_client",
    "pydantic",
    "pydantic_settings",
    "sqlalchemy",
    "stdnum",
    "structlog",
    "tenacity",
    "typer",
    "uvloop",
    "yaml",
)
"""What pyproject.toml names and a running hub uses."""


@dataclass(frozen=True)
class Start:
    """Seconds from start to ready, and to import the dependencies: a pair a round."""

    par: tuple[tuple[float, float], ...]

    @property
    def forhold(self) -> tuple[float, ...]:
        """Times the import."""
        return tuple(start / import_ for start, import_ in self.par)


def maal_start(runder: int = STARTER) -> Start:
    """Start the command and wait for its address, turn by turn with importing what it depends on."""
    with tempfile.TemporaryDirectory() as mappe:
        # Compiled once, as an installed program is.
        miljoe = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{mappe}/pyc"}
        _start(Path(mappe) / "hub", miljoe), _import(miljoe)
        return Start(tuple((_start(Path(mappe) / "hub", miljoe), _import(miljoe)) for _ in range(runder)))


def _start(data: Path, miljoe: dict[str, str]) -> float:
    kommando = [str(Path(sys.executable).with_name("faelleshub")), "start", "--port", "0", "--data", str(data)]
    start = time.perf_counter()
    with subprocess.Popen(kommando, env=miljoe, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as proces:  # noqa: S603 - the hub's own command
        assert proces.stdout is not None
        assert b"http://" in proces.stdout.readline(), "the hub did not start"
        sekunder = time.perf_counter() - start
        proces.terminate()
    return sekunder


def _import(miljoe: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {', '.join(AFHAENGIGHEDER)}"], env=miljoe, check=True)  # noqa: S603 - Python itself
    return time.perf_counter() - start
