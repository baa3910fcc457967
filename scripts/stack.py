#!/usr/bin/env python3
"""The whole bus in containers: up, down.

python -m scripts.stack up          images and secrets where they are missing, everything started and well
python -m scripts.stack down        ended; what was stored stays for the next time
python -m scripts.stack down -v     ended, and everything that was stored is gone
"""

from __future__ import annotations

import json
import time
from typing import Final

from scripts import credentials
from scripts.compose import compose
from scripts.engine import require_engine
from scripts.images import ensure
from scripts.shell import ScriptError, answer, main, run, say

WELL_WITHIN: Final = 420.0
"""Seconds from the start until everything is well, on a busy machine."""

ONCE: Final = "tilslutning"
"""The service that does its work and ends."""


def up(*services: str) -> None:
    """Start the stack (or these services with what they need), and wait until it is well. Raises ScriptError."""
    require_engine()
    credentials.make()
    ensure()
    compose("up", "-d", *services)
    wait_until_well()


def down(*options: str) -> None:
    """End the stack; `-v` takes what it stored away as well. Raises ScriptError."""
    require_engine()
    compose("down", *options)


def wait_until_well() -> None:
    """Wait until every container that can say so is well, and every other runs. Raises ScriptError."""
    until = time.monotonic() + WELL_WITHIN
    told: list[str] = []
    while waiting := not_well():
        if waiting != told:
            say(f"waiting for {', '.join(waiting)}")
            told = waiting
        if time.monotonic() >= until:
            hint = f"docker logs {container(waiting[0].partition(' ')[0])}"
            raise ScriptError(f"not well within {WELL_WITHIN:.0f} seconds: {', '.join(waiting)}; see: {hint}")
        time.sleep(1)


def not_well() -> list[str]:
    """Services whose container is not as it should be, and how it is. Raises ScriptError."""
    names = [name for name in compose("ps", "-q", "-a").split() if name]
    if not names:
        raise ScriptError("nothing of the stack runs; start it with: make up")
    found = []
    for state in json.loads(run("docker", "inspect", *names)):
        service, how = state["Config"]["Labels"]["com.docker.compose.service"], state["State"]
        status = how.get("Health", {}).get("Status") or how["Status"]
        done = service == ONCE and how["Status"] == "exited" and how["ExitCode"] == 0
        if not done and status not in ({"healthy"} if "Health" in how else {"running"}):
            found.append(f"{service} ({status})")
        if service == ONCE and how["Status"] == "exited" and how["ExitCode"] != 0:
            raise ScriptError(f"{service} ended with {how['ExitCode']}:\n{run('docker', 'logs', state['Id'])[-2_000:]}")
    return sorted(found)


def container(service: str) -> str:
    """The container of a service. Raises ScriptError."""
    names = compose("ps", "-q", "-a", service).split()
    if not names:
        raise ScriptError(f"{service} has no container; start the stack with: make up")
    return names[0]


def address(service: str, port: int) -> str:
    """Where a published port of a service is reached from this machine. Raises ScriptError."""
    return run("docker", "port", container(service), f"{port}/tcp").splitlines()[0].strip()


def _act(arguments: list[str]) -> int:
    match arguments:
        case ["up", *services]:
            up(*services)
            hubs = ",".join(f"http://{address(hub, 8080)}" for hub in ("hub-1", "hub-2"))
            brokers = ",".join(address(f"kafka-{number}", 19092) for number in (1, 2, 3))
            token = credentials.folder() / "administrator_token"
            answer(f"hubs        {hubs}")
            answer(f"Kafka       {brokers}")
            answer(f"Prometheus  http://{address('prometheus', 9090)}")
            answer("play the demo on it:")
            answer(f'  .venv/bin/faelleshub demo --mod {hubs} --token "$(cat {token})"')
        case ["down", *options]:
            down(*options)
        case _:
            raise ScriptError((__doc__ or "").split("\n\n")[1])
    return 0


if __name__ == "__main__":
    main(_act)
