#!/usr/bin/env python3
"""Fetch Apache Kafka's jars with Maven, once, and print the folder they lie in.

For tests, benches and the stand-in images: a real Kafka as a plain Java process, where no image registry answers. The
folder is named by the hash of what was asked for, and appears whole or not at all, so two runs at once are no trouble.

    java -cp "$(scripts/kafka_jars.py)/*" kafka.Kafka server.properties
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

KAFKA = "4.1.1"
LOG4J = "2.25.1"
ARTIFACTS = (
    ("org.apache.kafka", "kafka_2.13", KAFKA),
    ("org.apache.kafka", "kafka-tools", KAFKA),
    ("org.apache.logging.log4j", "log4j-core", LOG4J),
    ("org.apache.logging.log4j", "log4j-slf4j-impl", LOG4J),
)
_DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dk.faelleshub</groupId><artifactId>kafka-jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>{"".join(_DEPENDENCY.format(*artifact) for artifact in ARTIFACTS)}</dependencies>
</project>
"""
TIMEOUT = 900
"""Seconds Maven may take on a slow line."""


class JarsMissing(RuntimeError):
    """The jars could not be fetched; the text says why and what to do."""


def cache() -> Path:
    """Where fetched things are kept between runs: `FAELLESHUB_CACHE`, or `faelleshub` in the user's cache folder."""
    return Path(os.environ.get("FAELLESHUB_CACHE") or Path.home() / ".cache" / "faelleshub")


def jars() -> Path:
    """The folder with the jars; fetches them the first time. Raises JarsMissing."""
    folder = cache() / f"kafka-{KAFKA}-{hashlib.sha256(POM.encode()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise JarsMissing("Maven (mvn) is not installed; install it, or put Kafka's jars into " + str(folder))
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="kafka-jars-") as work:
        pom, out = Path(work, "pom.xml"), Path(work, "jars")
        pom.write_text(POM)
        command = (maven, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={out}")
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)  # noqa: S603 - a constant command
        except subprocess.TimeoutExpired as error:
            raise JarsMissing(f"Maven did not end within {TIMEOUT} seconds; try again on a better line") from error
        if done.returncode != 0:
            raise JarsMissing("Maven could not fetch Kafka:\n" + (done.stdout + done.stderr)[-2_000:])
        out.rename(folder)


if __name__ == "__main__":
    try:
        print(jars())  # noqa: T201 - the answer of a command
    except JarsMissing as error:
        sys.exit(str(error))
