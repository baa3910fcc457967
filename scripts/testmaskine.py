#!/usr/bin/env python3
"""Make a Debian machine ready for all tests: a Docker engine, PostgreSQL, Java, Maven, kcat, a browser. Quick when it is.

python -m scripts.testmaskine                  install what is missing (as root)
python -m scripts.testmaskine -- COMMAND …     then run a command with a Docker engine, which ends with it if it was
                                               started for it
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from scripts.engine import run_with
from scripts.shell import ScriptError, alone, main, run, say

POSTGRES: Final = "/usr/lib/postgresql"

PACKAGES: Final[dict[str, tuple[str, ...]]] = {
    "chromium": ("chromium",),
    "chromium-driver": ("chromedriver",),
    "docker.io": ("dockerd", "docker"),
    "docker-compose": ("docker-compose",),
    "debootstrap": ("debootstrap",),
    "iptables": ("iptables",),
    "kcat": ("kcat",),
    "maven": ("mvn",),
    "openjdk-17-jdk-headless": ("java", "javac"),
    "postgresql": (POSTGRES,),
}
"""What each package is needed for, as programs or folders; a machine that has these from elsewhere needs no package."""


def missing() -> list[str]:
    """Packages of which something is not there."""
    return [package for package, wanted in PACKAGES.items() if not all(_there(what) for what in wanted)]


def install(packages: list[str]) -> None:
    """Install these. Raises ScriptError."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise ScriptError(
            f"the tests need {', '.join(packages)}; install them (as root on Debian: apt-get install "
            f"{' '.join(packages)}), or leave the tests of containers out: .venv/bin/python -m pytest"
        )
    say(f"installing {', '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with alone("apt"):
        _no_cluster()
        run("apt-get", "update", "-q", env=env)
        run("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages, env=env)


def _no_cluster() -> None:
    """The tests start their own PostgreSQL: the package need not start one on the port that everybody uses."""
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if not settings.exists() and not Path(POSTGRES).exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("create_main_cluster = false\n")


def _there(what: str) -> bool:
    return Path(what).exists() if what.startswith("/") else shutil.which(what) is not None


def _act(arguments: list[str]) -> int:
    if packages := missing():
        install(packages)
    match arguments:
        case []:
            return 0
        case ["--", *command] if command:
            return run_with(command)
        case _:
            raise ScriptError((__doc__ or "").split("\n\n")[1])


if __name__ == "__main__":
    main(_act)
