#!/usr/bin/env python3
"""Fetch Apache Kafka's jars with Maven, once, and print the folder they lie in.

For tests, benches and the stand-in images: a real Kafka as a plain Java process, where no image registry answers.

    java -cp "$(python -m scripts.kafka_jars)/*" kafka.Kafka server.properties
"""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.maven_jars import Artifact, JarsMissing, cache, fetch_jars

__all__ = ["ARTIFACTS", "KAFKA", "LOG4J", "JarsMissing", "cache", "jars"]

KAFKA = "4.1.1"
LOG4J = "2.25.1"
ARTIFACTS: tuple[Artifact, ...] = (
    ("org.apache.kafka", "kafka_2.13", KAFKA),
    ("org.apache.kafka", "kafka-tools", KAFKA),
    ("org.apache.logging.log4j", "log4j-core", LOG4J),
    ("org.apache.logging.log4j", "log4j-slf4j-impl", LOG4J),
)


def jars() -> Path:
    """The folder with the jars; fetches them the first time. Raises JarsMissing."""
    return fetch_jars("kafka", KAFKA, ARTIFACTS)


if __name__ == "__main__":
    try:
        print(jars())  # noqa: T201 - the answer of a command
    except JarsMissing as error:
        sys.exit(str(error))
