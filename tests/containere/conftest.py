"""Real containers: an engine, images, and one stack for all the tests that look at it.

With no Docker engine they fail and say how to get one; `make test` starts one where it may. They are left out by name:
`pytest -m "not containere"`, which is what plain `pytest` does.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts import credentials, engine, images, stack
from scripts.compose import compose
from scripts.shell import run

PROJEKT = "faelleshub-proeve"
PORTE = ("HUB_1_PORT", "HUB_2_PORT", "KAFKA_1_PORT", "KAFKA_2_PORT", "KAFKA_3_PORT", "PROMETHEUS_PORT")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    her = Path(__file__).parent
    for test in items:
        if test.path.is_relative_to(her):
            test.add_marker("containere")
            test.add_marker(pytest.mark.timeout(1_500))
            test.add_marker(pytest.mark.xdist_group("containere"))


@pytest.fixture(scope="session")
def motor() -> None:
    """A Docker engine answers."""
    engine.require_engine()


@pytest.fixture(scope="session")
def billeder(motor: None) -> list[str]:  # noqa: ARG001 - first an engine
    """Every image of the stack is there; the names."""
    return images.ensure()


@dataclass(frozen=True, slots=True)
class Stak:
    """The stack that runs: where the hubs are, and who administers them."""

    hubber: tuple[str, ...]
    token: str

    def oplysninger(self) -> list[dict[str, Any]]:
        """What the engine knows of each container."""
        alle: list[dict[str, Any]] = json.loads(run("docker", "inspect", *compose("ps", "-q", "-a").split()))
        return alle

    def tilstand(self, tjeneste: str) -> dict[str, Any]:
        """How the container of a service is."""
        tilstand: dict[str, Any] = json.loads(run("docker", "inspect", stack.container(tjeneste)))[0]["State"]
        return tilstand

    def python(self, tjeneste: str, program: str) -> str:
        """Run a piece of Python inside a service's container; what it wrote."""
        return run("docker", "exec", stack.container(tjeneste), "python", "-c", program).strip()


@pytest.fixture(scope="session")
def stak(
    billeder: list[str],  # noqa: ARG001 - first the images
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stak]:
    """The whole stack, well, on ports and with secrets of its own; gone with all that it stored at the end."""
    with pytest.MonkeyPatch.context() as miljoe:
        miljoe.setenv("COMPOSE_PROJECT_NAME", PROJEKT)
        miljoe.setenv("FAELLESHUB_HEMMELIGHEDER", str(tmp_path_factory.mktemp("hemmeligheder")))
        for navn, port in zip(PORTE, _frie_porte(len(PORTE)), strict=True):
            miljoe.setenv(navn, str(port))
        stack.down("-v")
        try:
            stack.up()
            hubber = tuple(f"http://127.0.0.1:{os.environ[navn]}" for navn in PORTE[:2])
            yield Stak(hubber, (credentials.folder() / "administrator_token").read_text())
        finally:
            stack.down("-v")


def _frie_porte(antal: int) -> list[int]:
    with ExitStack() as aabne:
        stik = [aabne.enter_context(socket.socket()) for _ in range(antal)]
        for et in stik:
            et.bind(("127.0.0.1", 0))
        return [int(et.getsockname()[1]) for et in stik]
