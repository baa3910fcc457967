#!/usr/bin/env python3
"""Docker Compose with this stack's file and settings: v2 where it is there, 1.29 otherwise.

python -m scripts.compose logs -f hub-1     any command of Compose
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from scripts import credentials
from scripts.shell import ROOT, ScriptError, main, run, succeeds

PROJECT: Final = "faelleshub"
"""The names of containers, networks and volumes begin with it; COMPOSE_PROJECT_NAME says another."""


def program() -> tuple[str, ...]:
    """The words that start Compose. Raises ScriptError when neither version is there."""
    if succeeds("docker", "compose", "version"):
        return ("docker", "compose")
    if succeeds("docker-compose", "version"):
        return ("docker-compose",)
    raise ScriptError("neither docker compose nor docker-compose is installed; install one of them")


def environment() -> dict[str, str]:
    """What the file's variables stand for here, beside what the user has set."""
    own = credentials.user()
    preset = {
        "COMPOSE_PROJECT_NAME": PROJECT,
        "COMPOSE_IGNORE_ORPHANS": "true",
        "FAELLESHUB_HEMMELIGHEDER": str(credentials.folder()),
        "FAELLESHUB_BRUGER": f"{own}:{os.getgid() or own}",
    }
    return {**preset, **os.environ}


def compose(*arguments: str | Path, env: Mapping[str, str] | None = None, words: tuple[str, ...] = ()) -> str:
    """Run one command of Compose to its end; what it wrote. Raises ScriptError."""
    file = ROOT / "docker-compose.yml"
    return run(*(words or program()), "-f", file, *arguments, cwd=ROOT, env={**environment(), **(env or {})})


def _act(arguments: list[str]) -> int:
    command = [*program(), "-f", str(ROOT / "docker-compose.yml"), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode  # noqa: S603 - our own words, no shell


if __name__ == "__main__":
    main(_act)
