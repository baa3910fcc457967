"""Child processes of the broker tests: started, listened to, ended."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import Final

FRIST: Final = 90.0
_ROD: Final = Path(__file__).parents[2]


async def start(program: str, *argumenter: object) -> asyncio.subprocess.Process:
    """Start one of the programs in `boern`."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"tests.brokers.boern.{program}",
        *map(str, argumenter),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=_ROD,
    )


async def linje(barn: asyncio.subprocess.Process) -> str:
    """The next line it prints that is an answer: one word in capitals."""
    assert barn.stdout is not None
    while True:
        tekst = (await asyncio.wait_for(barn.stdout.readline(), FRIST)).decode().strip()
        if not tekst or tekst.isupper():
            return tekst


async def sig(barn: asyncio.subprocess.Process) -> None:
    """Give it the line it waits for."""
    assert barn.stdin is not None
    barn.stdin.write(b"\n")
    await barn.stdin.drain()


async def slut(barn: asyncio.subprocess.Process) -> None:
    """End it, whatever it does."""
    with contextlib.suppress(ProcessLookupError):
        barn.kill()
    await barn.communicate()
