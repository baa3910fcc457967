"""Which processes on the directory are alive: so that what a killed one owned is taken over at once.

Each started broker holds a lock on a file of its own; the kernel lets go of it when the process dies, however it dies.
A process that only hangs keeps its lock, and loses its partitions when its session ends. Where the system has no such
locks, sessions alone decide.
"""

from __future__ import annotations

import contextlib
import os
import sys
import uuid
from pathlib import Path

if sys.platform != "win32":
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

else:

    def _lock(handle: int) -> bool:
        del handle
        return False


class Liveness:
    """This broker's own sign of life, and a look at those of others."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "alive"
        self._directory.mkdir(exist_ok=True, mode=0o700)
        self.process = uuid.uuid4().hex
        self._path = self._directory / self.process
        # Locked before it gets its name, so that nobody finds it unlocked.
        unnamed = self._directory / f"{self.process}.new"
        self._handle = os.open(unnamed, os.O_CREAT | os.O_RDWR, 0o600)
        _lock(self._handle)
        unnamed.rename(self._path)
        for other in list(self._directory.iterdir()):
            if not other.suffix:
                self.is_dead(other.name)

    def is_dead(self, process: str) -> bool:
        """True only when that broker's process has certainly ended, or it has stopped; tidies its file away."""
        if process == self.process:
            return False
        path = self._directory / process
        try:
            handle = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        try:
            dead = _lock(handle)
            if dead:
                path.unlink(missing_ok=True)
            return dead
        finally:
            os.close(handle)

    def close(self) -> None:
        """Say goodbye."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
        os.close(self._handle)
