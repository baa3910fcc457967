#!/usr/bin/env python3
"""A Docker engine for as long as it is needed: the one that answers, or one that is started here and ended afterwards.

python -m scripts.engine start            start one if none answers (as root), and leave it running
python -m scripts.engine stop             end the one that was started here
python -m scripts.engine run COMMAND …    run a command with an engine; one that was started for it ends with it
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from scripts.shell import ScriptError, alone, cache, main, say, succeeds

SOCKET: Final = "unix:///var/run/docker.sock"
ANSWERS_WITHIN: Final = 60.0
ENDS_WITHIN: Final = 120.0
"""Seconds that an engine may take to end what it runs."""


def answers() -> bool:
    """Whether an engine answers."""
    return succeeds("docker", "info")


def require_engine() -> None:
    """Raises ScriptError, with what to do, when no engine answers."""
    if not answers():
        raise ScriptError(
            "no Docker engine answers; start one (systemctl start docker), or as root: python -m scripts.engine start"
        )


def start() -> bool:
    """Have an engine; whether it was started now. Raises ScriptError."""
    if answers():
        return False
    if os.geteuid() != 0:
        raise ScriptError("no Docker engine answers, and only root can start one; see docs/drift.md")
    if shutil.which("dockerd") is None:
        raise ScriptError("dockerd is not installed; python -m scripts.testmaskine installs what the tests need")
    with alone("engine"):
        if answers():
            return False
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        _pidfile().unlink(missing_ok=True)  # none answers: what it names has ended
        data, state = folder / "data", folder / "exec"
        command = ("dockerd", "--data-root", data, "--exec-root", state, "-H", SOCKET, "--pidfile", _pidfile())
        with (folder / "dockerd.log").open("ab") as log:
            subprocess.Popen(  # noqa: S603 - our own words, no shell
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + ANSWERS_WITHIN
        while not answers():
            if time.monotonic() >= until:
                raise ScriptError(f"the Docker engine does not answer; see {folder / 'dockerd.log'}")
            time.sleep(0.3)
        say("a Docker engine was started")
        return True


def stop() -> None:
    """End the engine that was started here, with what runs in it; another one is left alone. Raises ScriptError."""
    try:
        pid = int(_pidfile().read_text())
    except (OSError, ValueError):
        return
    if not _is_ours(pid):
        return
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + ENDS_WITHIN
    while _is_ours(pid):
        if time.monotonic() >= until:
            raise ScriptError(f"the Docker engine (process {pid}) does not end")
        time.sleep(0.2)
    say("the Docker engine has ended")


def _is_ours(pid: int) -> bool:
    """Whether this process is the engine started here: one that has ended has no command line, another has its own."""
    try:
        return os.fsencode(_pidfile()) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def run_with(command: list[str]) -> int:
    """Run a command with an engine; its exit code. One that was started for it ends with it. Raises ScriptError."""
    started = start()
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603 - what the user asked for
    finally:
        if started:
            stop()


def _folder() -> Path:
    return cache() / "docker"


def _pidfile() -> Path:
    return _folder() / "dockerd.pid"


def _act(arguments: list[str]) -> int:
    match arguments:
        case ["start"]:
            start()
        case ["stop"]:
            stop()
        case ["run", command, *rest]:
            return run_with([command, *rest])
        case _:
            raise ScriptError((__doc__ or "").split("\n\n")[1])
    return 0


if __name__ == "__main__":
    main(_act)
