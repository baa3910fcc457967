"""Patience with a deadline: ask until it is true, never sleep and hope."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def vent_til(spoerg: Callable[[], Awaitable[T | None]], frist: float = 15.0) -> T:
    """What `spoerg` gives, once it is true. Raises TimeoutError."""
    async with asyncio.timeout(frist):
        while not (svar := await spoerg()):  # noqa: ASYNC110 - asks another process; no one sets an event
            await asyncio.sleep(0.02)
        return svar
