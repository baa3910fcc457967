"""A simulator as a program of its own: it says where it serves, and ends when it is told to."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("tegn", [signal.SIGTERM, signal.SIGINT])
async def test_et_program_siger_hvor_det_er_og_ender_rent(tmp_path: Path, tegn: signal.Signals) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "adapters.simulatorer.akten", "--port", "0", "--data", tmp_path),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert program.stdout is not None
        async with asyncio.timeout(60):
            assert (await program.stdout.readline()).startswith(b"akten http://127.0.0.1:")
            program.send_signal(tegn)
            assert await program.wait() == 0
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()
