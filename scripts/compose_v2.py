#!/usr/bin/env python3
"""Build Docker Compose v2 from the Go module proxy, once, and print where it lies.

For machines whose distribution has only docker-compose 1.29, so that the tests can hold the compose file to both.
It takes about five minutes of a processor the first time, at low priority.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from scripts.shell import ScriptError, alone, answer, cache, main, run, say

VERSION: Final = "2.40.3"
MODULE: Final = "github.com/docker/compose/v2"
TIMEOUT: Final = 3_600
"""Seconds that fetching and building may take on a busy machine."""


def compose_v2() -> Path:
    """The program; built the first time. Raises ScriptError."""
    program = cache() / f"compose-{VERSION}" / "docker-compose"
    with alone("compose-v2"):
        if not program.is_file():
            _build(program)
    return program


def _build(program: Path) -> None:
    if shutil.which("go") is None:
        raise ScriptError("Docker Compose v2 is not installed; install it, or Go 1.24 or later, with which it is built")
    say(f"building Docker Compose {VERSION}: some minutes, once")
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent, prefix="building-") as work:
        folder = Path(work)
        (folder / "go.mod").write_text(f"module compose\n\ngo 1.24\n\nrequire {MODULE} v{VERSION}\n")
        (folder / "compose.go").write_text(f'package compose\n\nimport _ "{MODULE}/cmd/compatibility"\n')
        env = {**os.environ, "GOFLAGS": "-buildvcs=false", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
        run("nice", "go", "get", f"{MODULE}/cmd@v{VERSION}", cwd=folder, env=env, timeout=TIMEOUT)
        flags = f"-s -w -X {MODULE}/internal.Version=v{VERSION}"
        built = folder / program.name
        command = ("nice", "-n", "19", "go", "build", "-trimpath", "-ldflags", flags, "-o", built, f"{MODULE}/cmd")
        run(*command, cwd=folder, env=env, timeout=TIMEOUT)
        built.rename(program)


def _act(_: list[str]) -> None:
    answer(str(compose_v2()))


if __name__ == "__main__":
    main(_act)
