"""The event loop that a process runs on: uvloop's where the extra `hurtig` is installed, else asyncio's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


def ny_loekke() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What `asyncio.Runner` makes its loop with; None: what it does by itself."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
