"""The whole demo, played once as a user plays it, for every test that looks at what it said."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(sys.executable).with_name("faelleshub")

FRIST = 420.0
"""Seconds for a machine that has other things to do; alone, it takes a tenth of that."""


@dataclass(frozen=True, slots=True)
class Spillet:
    """What the demo left: exit code, the object on stdout, the story on stderr, and how long it took."""

    kode: int
    svar: dict[str, Any]
    fortaelling: str
    sekunder: float


@pytest.fixture(scope="session")
def hele_demoen() -> Spillet:
    begyndt = time.monotonic()
    proces = subprocess.run([PROGRAM, "demo", "--json"], capture_output=True, text=True, timeout=FRIST, check=False)
    return Spillet(proces.returncode, json.loads(proces.stdout), proces.stderr, time.monotonic() - begyndt)
