"""Install locked packages of another language's or another project's client into a folder of the cache, once.

For tests with clients that no one here wrote: they do not mix with what the hub itself is built of. The folder is named
by the hash of the lock file, and appears whole or not at all, so two runs at once are no trouble.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.maven_jars import cache

TIMEOUT = 900
"""Seconds an installer may take on a slow line."""


class PackagesMissing(RuntimeError):
    """The packages could not be installed; the text says why and what to do."""


def npm_packages(folder: Path) -> Path:
    """A copy of `folder` (package.json, package-lock.json) with its node_modules. Raises PackagesMissing."""

    def install(work: Path) -> None:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(folder / name, work / name)
        _run(_program("npm"), ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], work)

    return _once("npm", folder / "package-lock.json", install)


def pip_packages(requirements: Path) -> Path:
    """The interpreter of an environment of its own with these hashed requirements. Raises PackagesMissing."""

    def install(work: Path) -> None:
        venv = work / "venv"
        _run(sys.executable, ["-m", "venv", str(venv)], work)
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        _run(str(venv / "bin" / "python"), [*pip, "-r", str(requirements.resolve())], work)

    return _once("pip", requirements, install) / "venv" / "bin" / "python"


def _once(name: str, lock_file: Path, install: Callable[[Path], None]) -> Path:
    folder = cache() / f"{name}-{hashlib.sha256(lock_file.read_bytes()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{name}-") as work:
                install(Path(work))
                # an environment's scripts name its folder; only its interpreter is used, which does not
                shutil.copytree(work, folder.with_name(f"{folder.name}.new"), symlinks=True, dirs_exist_ok=True)
            folder.with_name(f"{folder.name}.new").rename(folder)
    return folder


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise PackagesMissing(f"{name} is not installed; install it to run the tests with foreign clients")
    return found


def _run(program: str, arguments: Sequence[str], where: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - constant commands
            [program, *arguments], cwd=where, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PackagesMissing(f"{program} did not end within {TIMEOUT} seconds; try again on a better line") from error
    if done.returncode != 0:
        raise PackagesMissing(f"{program} could not install:\n" + (done.stdout + done.stderr)[-2_000:])
