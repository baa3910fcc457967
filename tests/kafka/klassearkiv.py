"""Kafka's classes as the virtual machine likes them best, kept beside the jars: a node is up in half the time.

Made once, by a node that starts and ends. A machine that cannot use the archive starts without it, by itself.
"""

from __future__ import annotations

import fcntl
import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts.kafka_jars import jars


@functools.cache
def klassearkiv(koer: Callable[[Path, str], None]) -> str:
    """The option that begins from the archive. `koer` runs a node in a folder, with an option, from start to end."""
    mappe = jars()
    arkiv = mappe.with_suffix(f"{mappe.suffix}.jsa")
    if not arkiv.exists():
        with arkiv.with_suffix(".jsa-lock").open("w") as laas:
            fcntl.flock(laas, fcntl.LOCK_EX)
            if not arkiv.exists():
                with tempfile.TemporaryDirectory(dir=mappe.parent) as arbejde:
                    koer(Path(arbejde), f"-XX:ArchiveClassesAtExit={arbejde}/jsa")
                    nyt = Path(arbejde, "jsa")
                    if nyt.exists():  # a busy machine may have had to kill the node
                        nyt.rename(arkiv)
    return f"-XX:SharedArchiveFile={arkiv}" if arkiv.exists() else "-Xshare:auto"
