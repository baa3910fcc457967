"""Look-ups that come at the same time, made as one: when a leader moves, or a hub wakes, many ask for the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from brokers.base import Unavailable

_GATHER: Final = 0.005
"""Seconds in which look-ups are gathered."""


class Together:
    """`look_up` is called with all the names that were asked for meanwhile. What it raises, everyone hears who asked."""

    def __init__(self, look_up: Callable[[list[str]], Awaitable[None]], name: str) -> None:
        self._look_up = look_up
        self._name = name
        self._wanted: set[str] = set()
        self._next: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, names: Iterable[str]) -> None:
        """Have the names looked up, from now on. Raises what the look-up raises, and Unavailable when it was stopped."""
        self._wanted.update(names)
        task = self._next
        if task is None:
            task = self._next = asyncio.create_task(self._gather(), name=self._name)
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        await asyncio.wait([task])
        if task.cancelled():
            raise Unavailable("Kafka: the broker is stopped")
        task.result()

    async def stop(self) -> None:
        """End what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _gather(self) -> None:
        try:
            await asyncio.sleep(_GATHER)
        finally:
            names, self._wanted = self._wanted, set()
            self._next = None
        await self._look_up(sorted(names))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # heard of here, should everyone who waited have been cancelled
