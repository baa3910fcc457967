"""The hub's image: built from nothing, run without rights and without anything to write on, and ended by SIGTERM."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scripts.images import build_hub
from scripts.shell import run, succeeds

NAVN = "faelleshub-proeve:fra-bunden"
FRIST = 240.0


@pytest.fixture(scope="module")
def billede(billeder: list[str]) -> Iterator[str]:  # noqa: ARG001 - first what it stands on
    """The image, every step of it built now."""
    build_hub(NAVN, "--no-cache")
    yield NAVN
    run("docker", "rmi", "-f", NAVN)


@pytest.fixture(scope="module")
def hub(billede: str) -> Iterator[str]:
    """A container of it that has become healthy."""
    trange = (
        "--read-only",
        "--cap-drop",
        "ALL",
        "--security-opt",
        "no-new-privileges",
        "--tmpfs",
        "/tmp",  # noqa: S108 - a path in the container
        "-v",
        "/data",
    )
    ident = run("docker", "run", "-d", *trange, "-p", "127.0.0.1:0:8080", billede).strip()
    try:
        _vent_til("it is healthy", lambda: _om(ident)["State"]["Health"]["Status"] == "healthy", ident)
        yield ident
    finally:
        run("docker", "rm", "-f", "-v", ident)


def _om(ident: str) -> dict[str, Any]:
    om: dict[str, Any] = json.loads(run("docker", "inspect", ident))[0]
    return om


def _vent_til(hvad: str, sandt: Callable[[], bool], ident: str) -> None:
    til = time.monotonic() + FRIST
    while not sandt():
        assert time.monotonic() < til, (
            f"{hvad}: not within {FRIST:.0f} seconds\n{run('docker', 'logs', ident)[-2_000:]}"
        )
        time.sleep(0.5)


def test_billedet_har_en_bruger_uden_rettigheder_og_et_helbred(billede: str) -> None:
    config = json.loads(run("docker", "inspect", billede))[0]["Config"]
    assert config["User"] == "10001:10001"
    assert "/healthz" in " ".join(config["Healthcheck"]["Test"])
    assert config["Cmd"] == ["faelleshub", "start"]
    assert not config["Entrypoint"]
    assert config["StopSignal"] == "SIGTERM"


def test_intet_i_billedet_kan_installere_noget_eller_hoerer_til_udviklingen(billede: str) -> None:
    fundet = run(
        "docker", "run", "--rm", billede, "sh", "-c", "ls -a /opt/faelleshub/bin / /data; ls /kilde 2>&1 || true"
    )
    assert "faelleshub" in fundet
    assert not {"pip", "pip3", "uv", "ruff", "pytest"} & set(fundet.split())


def test_den_koerer_uden_at_kunne_skrive_andre_steder_end_i_sin_mappe(hub: str) -> None:
    assert run("docker", "exec", hub, "id", "-u").strip() == "10001"
    assert succeeds("docker", "exec", hub, "sh", "-c", "test -s /data/administrator.token")
    for sted in ("/opt/faelleshub/x", "/x", "/etc/x"):
        assert not succeeds("docker", "exec", hub, "touch", sted)


def test_en_hub_der_ikke_svarer_er_ikke_rask(hub: str) -> None:
    proeve = _om(hub)["Config"]["Healthcheck"]["Test"][1:]
    assert succeeds("docker", "exec", hub, *proeve)
    assert not succeeds("docker", "exec", "-e", "FAELLESHUB_PORT=8081", hub, *proeve)


def test_hemmeligheder_staar_hverken_i_loggen_eller_i_billedets_miljoe(hub: str) -> None:
    token = run("docker", "exec", hub, "cat", "/data/administrator.token").strip()
    assert token not in run("docker", "logs", hub) + json.dumps(_om(hub)["Config"])


def test_sigterm_draener_og_ender_med_nul(hub: str) -> None:
    run("docker", "stop", "-t", "40", hub)
    tilstand = _om(hub)["State"]
    assert (tilstand["ExitCode"], tilstand["OOMKilled"]) == (0, False)
    run("docker", "start", hub)
    _vent_til("it is healthy again", lambda: _om(hub)["State"]["Health"]["Status"] == "healthy", hub)
