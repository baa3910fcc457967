"""What the parts of one embedded broker share: the writer, the read pool, the bell and the topics it knows."""

from __future__ import annotations

from dataclasses import dataclass

from brokers.embedded.bell import Bell
from brokers.embedded.liveness import Liveness
from brokers.embedded.reading import ReadPool
from brokers.embedded.topics import Catalogue
from brokers.embedded.writer import Writer


@dataclass(frozen=True, slots=True)
class Core:
    """An opened log. `session_ms` is how long a silent consumer keeps its partitions."""

    writer: Writer
    reads: ReadPool
    bell: Bell
    catalogue: Catalogue
    liveness: Liveness
    session_ms: int
