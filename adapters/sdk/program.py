"""A program of its own: how it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal


def stopsignal() -> asyncio.Event:
    """Set when the program is told to stop: SIGTERM, which the first process of a container gets too, or Ctrl-C."""
    stop = asyncio.Event()
    loekke = asyncio.get_running_loop()
    for tegn in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers in the loop
            loekke.add_signal_handler(tegn, stop.set)
    return stop
