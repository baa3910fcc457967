"""Fetch jars with Maven, once, into a folder of the cache.

The folder is named by the hash of what was asked for, and appears whole or not at all, so two runs at once are no
trouble.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

Artifact = tuple[str, str, str]
"""Group, artifact and version."""

_DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dk.faelleshub</groupId><artifactId>{}-jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>{}</dependencies>
</project>
"""
TIMEOUT = 900
"""Seconds Maven may take on a slow line."""


class JarsMissing(RuntimeError):
    """The jars could not be fetched; the text says why and what to do."""


def cache() -> Path:
    """Where fetched things are kept between runs: `FAELLESHUB_CACHE`, or `faelleshub` in the user's cache folder."""
    return Path(os.environ.get("FAELLESHUB_CACHE") or Path.home() / ".cache" / "faelleshub")


def fetch_jars(name: str, version: str, artifacts: Iterable[Artifact]) -> Path:
    """The folder with these artifacts and all that they need; fetched the first time. Raises JarsMissing."""
    pom = _POM.format(name, "".join(_DEPENDENCY.format(*artifact) for artifact in artifacts))
    folder = cache() / f"{name}-{version}-{hashlib.sha256(pom.encode()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fetch(name, pom, folder)
    return folder


def _fetch(name: str, pom: str, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise JarsMissing(f"Maven (mvn) is not installed; install it, or put the jars of {name} into {folder}")
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{name}-jars-") as work:
        pom_file, out = Path(work, "pom.xml"), Path(work, "jars")
        pom_file.write_text(pom)
        command = (maven, "-q", "-B", "-f", str(pom_file), "dependency:copy-dependencies", f"-DoutputDirectory={out}")
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)  # noqa: S603 - a constant command
        except subprocess.TimeoutExpired as error:
            raise JarsMissing(f"Maven did not end within {TIMEOUT} seconds; try again on a better line") from error
        if done.returncode != 0:
            raise JarsMissing(f"Maven could not fetch {name}:\n" + (done.stdout + done.stderr)[-2_000:])
        out.rename(folder)
