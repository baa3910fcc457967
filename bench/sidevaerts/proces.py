"""A contestant's process: started, looked at from outside, and ended."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_FRIST: Final = 60.0
_HALE: Final = 20


class Proces:
    """One process and its children, writing to `log`."""

    def __init__(self, kommando: Sequence[str | Path], log: Path, miljoe: Mapping[str, str]) -> None:
        self._log = log
        self._navn = " ".join(map(str, kommando))
        with log.open("wb") as ud:
            self._proces = subprocess.Popen(  # noqa: S603 - a contestant's own command
                [str(led) for led in kommando],
                stdin=subprocess.DEVNULL,
                stdout=ud,
                stderr=ud,
                env={**os.environ, **miljoe},
            )

    def tjek(self) -> None:
        """Raise RuntimeError, with the end of what it wrote, should it have ended by itself."""
        if (kode := self._proces.poll()) is not None:
            raise RuntimeError(f"{self._navn} ended with {kode}:\n{self.hale()}")

    def hale(self) -> str:
        """The last lines that it wrote."""
        return "\n".join(self.skrevet().splitlines()[-_HALE:])

    def skrevet(self) -> str:
        """All that it wrote."""
        return self._log.read_text(errors="replace")

    def processortid(self) -> float:
        """Seconds of processor time so far, with its children; 0 where the system does not tell."""
        tik = os.sysconf("SC_CLK_TCK")
        return sum(sum(map(int, felter[11:13])) for felter in map(_stat, self._pider())) / tik

    def rss(self) -> int:
        """Bytes resident now, with its children; 0 where the system does not tell."""
        side = os.sysconf("SC_PAGE_SIZE")
        return sum(int(felter[21]) for felter in map(_stat, self._pider())) * side

    def stop(self) -> None:
        """SIGTERM, and wait; one that hangs is killed."""
        self._proces.terminate()
        try:
            self._proces.wait(_FRIST)
        except subprocess.TimeoutExpired:
            self._proces.kill()
            self._proces.wait()

    def _pider(self) -> Sequence[int]:
        if not _PROC.exists():
            return ()
        pider, nye = [], [self._proces.pid]
        while nye:
            pid = nye.pop()
            pider.append(pid)
            try:
                nye += map(int, (_PROC / str(pid) / "task" / str(pid) / "children").read_text().split())
            except OSError:  # it ended meanwhile
                continue
        return pider


def _stat(pid: int) -> Sequence[str]:
    """The fields of `/proc/<pid>/stat` from the third on; zeros for one that has ended."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50
