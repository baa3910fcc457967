"""A hub as a process of its own, and the command line called in this one."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub.cli.program import koer

FAELLESHUB = Path(sys.executable).with_name("faelleshub")
EKSEMPLER = Path(__file__).parents[3] / "schemas/avro"


@dataclass(frozen=True)
class Kommando:
    kode: int
    ud: str
    fejl: str

    @property
    def json(self) -> Any:
        return json.loads(self.ud)


@dataclass(frozen=True)
class Proces:
    """A hub in a process of its own."""

    url: str
    data: Path
    linjer: list[str]
    proces: subprocess.Popen[str]

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.proces.send_signal(signal.SIGTERM)
        kode = self.proces.wait(timeout=30)
        if self.proces.stdout is not None:
            self.proces.stdout.close()
        return kode


def _start(data: Path, *argumenter: str) -> Proces:
    """Start a hub on a free port; returns when it listens."""
    miljoe = {navn: vaerdi for navn, vaerdi in os.environ.items() if not navn.startswith("FAELLESHUB_")}
    with (data.parent / f"{data.name}.log").open("w") as log:
        proces = subprocess.Popen(
            [FAELLESHUB, "start", "--data", data, "--port", "0", "--log", "json", *argumenter],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=miljoe,
        )
    assert proces.stdout is not None
    linjer: list[str] = []
    for linje in proces.stdout:
        linjer.append(linje.rstrip())
        if fundet := re.search(r"listens on (http://[^ ]+)", linje):
            return Proces(fundet.group(1), data, linjer, proces)
    log_ = (data.parent / f"{data.name}.log").read_text()
    raise AssertionError(f"the hub did not start: {linjer} {log_[-2000:]}")


@pytest.fixture
def start_hub(tmp_path: Path) -> Iterator[Callable[..., Proces]]:
    """Starts a hub in the test's own directory; what the test has not stopped is stopped after it."""
    startede: list[Proces] = []

    def start(*argumenter: str) -> Proces:
        startede.append(_start(tmp_path / "data", *argumenter))
        return startede[-1]

    yield start
    for proces in startede:
        if proces.proces.poll() is None:
            proces.stop()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proces]:
    hub = _start(tmp_path_factory.mktemp("cli") / "data")
    yield hub
    hub.stop()


@pytest.fixture
def faelleshub(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Kommando]:
    for navn in [navn for navn in os.environ if navn.startswith("FAELLESHUB_")]:
        monkeypatch.delenv(navn)

    def kald(*argumenter: object) -> Kommando:
        capsys.readouterr()
        kode = koer([str(argument) for argument in argumenter])
        ud, fejl = capsys.readouterr()
        return Kommando(kode, ud, fejl)

    return kald


@pytest.fixture
def paa_hub(
    faelleshub: Callable[..., Kommando], hub: Proces, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Kommando]:
    monkeypatch.setenv("FAELLESHUB_HUB", hub.url)
    monkeypatch.setenv("FAELLESHUB_DATA", str(hub.data))
    return faelleshub
