"""The network between clients and brokers, in the hand of the test: a way per client and broker, cut and healed.

What a client is told of a broker's address must lead here too, or it goes around: see `Kafkaserver.annoncer`.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, Self

_BARN: Final = Path(__file__).parent / "boern" / "mellemled.py"

Brud = Literal["haeng", "nulstil"]
"""How a way is cut: in silence, so that only a deadline tells, or by resetting what is open."""


class Mellemled:
    """The ways, by name; each leads to an address. A process of its own, so that it does not wait for the test."""

    def __init__(self, veje: Mapping[str, str]) -> None:
        self._veje = dict(veje)
        self._proces: asyncio.subprocess.Process | None = None
        self._en_ad_gangen = asyncio.Lock()
        self.porte: dict[str, int] = {}
        """Where each way begins, on this machine."""

    async def __aenter__(self) -> Self:
        argumenter = (f"{navn}={adresse}" for navn, adresse in self._veje.items())
        self._proces = await asyncio.create_subprocess_exec(
            sys.executable, _BARN, *argumenter, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        for _ in self._veje:
            navn, port = (await self._linje()).split()
            self.porte[navn] = int(port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._proces is not None and self._proces.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._proces.kill()
            await self._proces.wait()

    async def bryd(self, navn: str, brud: Brud) -> None:
        """Cut a way. Returns when it is cut."""
        await self._sig(brud, navn)

    async def hel(self, navn: str) -> None:
        """Let everything pass again."""
        await self._sig("hel", navn)

    async def _sig(self, kommando: str, navn: str) -> None:
        assert self._proces is not None
        assert self._proces.stdin is not None
        async with self._en_ad_gangen:
            self._proces.stdin.write(f"{kommando} {navn}\n".encode())
            await self._proces.stdin.drain()
            assert await self._linje() == "ok"

    async def _linje(self) -> str:
        assert self._proces is not None
        assert self._proces.stdout is not None
        return (await self._proces.stdout.readline()).decode().strip()
