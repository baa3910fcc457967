"""Patience with a deadline: what a test waits for, and for how long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

_PAUSE: Final = 0.03


async def vent_til(hvad: str, sker: Callable[[], bool | Awaitable[bool]], frist: float) -> None:
    """Return when `sker` says so. Raises TimeoutError, naming what did not happen within `frist` seconds."""
    til = time.monotonic() + frist
    while True:
        svar = sker()
        if svar if isinstance(svar, bool) else await svar:
            return
        if time.monotonic() > til:
            raise TimeoutError(f"not within {frist:g} seconds: {hvad}")
        await asyncio.sleep(_PAUSE)
