"""One worker process as its parent sees it: told what it is on standard input, heard of in lines of JSON.

The input stays open as long as the parent lives; a worker that finds it closed drains and ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

_PROGRAM: Final = ("-m", "hub.cli.arbejder")


@dataclass(frozen=True, slots=True)
class Klar:
    """A worker answers calls: where, and what it changed of the configuration at its start."""

    url: str
    aendret: Sequence[str]


@dataclass(frozen=True, slots=True)
class Startfejl:
    """Why a worker could not start, in the words of the command line."""

    tekst: str
    linjer: Sequence[str]
    kode: int


class Barn:
    """A started worker."""

    def __init__(self, proces: asyncio.subprocess.Process) -> None:
        self.klar: asyncio.Future[Klar] = asyncio.get_running_loop().create_future()
        self.fejl: Startfejl | None = None
        self._proces = proces

    @classmethod
    async def foed(cls, besked: Mapping[str, Any]) -> Barn:
        """Start a worker. `besked` is what it must know; it is not on its command line, for secrets are in it."""
        proces = await asyncio.create_subprocess_exec(
            sys.executable,
            *_PROGRAM,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            process_group=0,  # Ctrl-C is for the parent, which tells its workers in its own way
        )
        barn = cls(proces)
        if proces.stdin is not None:
            proces.stdin.write(orjson.dumps(besked) + b"\n")
            with contextlib.suppress(ConnectionError):
                await proces.stdin.drain()
        return barn

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._proces.pid

    async def slut(self) -> int:
        """Hear what it says until it ends; its exit code."""
        if self._proces.stdout is not None:
            while linje := await self._proces.stdout.readline():
                self._hoer(orjson.loads(linje))
        kode = await self._proces.wait()
        if self._proces.stdin is not None:
            self._proces.stdin.close()
        self.klar.cancel()
        return kode

    def luk(self) -> None:
        """Have it drain and end."""
        with contextlib.suppress(ProcessLookupError):
            self._proces.terminate()

    def draeb(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            self._proces.kill()

    def _hoer(self, besked: Any) -> None:
        if "klar" in besked and not self.klar.done():
            self.klar.set_result(Klar(**besked["klar"]))
        elif "fejl" in besked:
            self.fejl = Startfejl(**besked["fejl"])
