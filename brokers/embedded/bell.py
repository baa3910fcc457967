"""Who is woken when something is committed: readers and consumers by partition, group members by group.

Commits of this process ring at once, from the writer. Commits of other processes are found by a cheap look at the
file (`PRAGMA data_version`) while somebody listens; when nobody listens, nothing runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

Key = int | str
"""A partition id, or a group's name."""

DELETED = -1
"""The number of a partition that is gone: its readers are woken to hear of it."""
RECORD_INTERVAL = 0.01
GROUP_INTERVAL = 0.05
"""Seconds between looks at the file while someone waits for records, and while someone waits for a group only."""


class Bell:
    """Listeners per key, and the last number seen of each key (next offset of a partition, generation of a group)."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._listeners: dict[Key, set[asyncio.Event]] = {}
        self._seen: dict[Key, int] = {}
        self._watcher: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def listen(self, keys: Iterable[Key], event: asyncio.Event) -> Iterator[None]:
        """While inside, `event` is set when one of `keys` moves. Look at the data after entering, or miss a ring."""
        keys = tuple(keys)
        for key in keys:
            self._listeners.setdefault(key, set()).add(event)
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch(), name="embedded-bell")
        try:
            yield
        finally:
            for key in keys:
                listeners = self._listeners[key]
                listeners.discard(event)
                if not listeners:
                    del self._listeners[key]

    def ring(self, moved: Mapping[Key, int]) -> None:
        """Wake the listeners of what has moved."""
        for key, number in moved.items():
            if key in self._listeners:
                self._seen[key] = number
                for event in self._listeners[key]:
                    event.set()

    async def close(self) -> None:
        """Stop looking, and wake everyone so that they notice."""
        for listeners in self._listeners.values():
            for event in listeners:
                event.set()
        if self._watcher is not None:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher

    async def _watch(self) -> None:
        version = None
        while self._listeners:
            records = any(isinstance(key, int) for key in self._listeners)
            await asyncio.sleep(RECORD_INTERVAL if records else GROUP_INTERVAL)
            # A file that is locked or away is the readers' error to report; the watcher tries again.
            with contextlib.suppress(sqlite3.OperationalError):
                (now,) = self._db.execute("PRAGMA data_version").fetchone()
                if now != version:
                    self.ring(self._moved())
                    version = now
        self._seen.clear()

    def _moved(self) -> dict[Key, int]:
        partitions = json.dumps([key for key in self._listeners if isinstance(key, int)])
        groups = json.dumps([key for key in self._listeners if isinstance(key, str)])
        found: dict[Key, int] = {key: DELETED for key in self._listeners if isinstance(key, int)}
        found.update(
            self._db.execute(
                "SELECT id, next_offset FROM log_partition WHERE id IN (SELECT value FROM json_each(?))",
                (partitions,),
            ),
        )
        found.update(
            self._db.execute(
                "SELECT name, generation FROM consumer_group WHERE name IN (SELECT value FROM json_each(?))",
                (groups,),
            ),
        )
        return {key: number for key, number in found.items() if self._seen.get(key) != number}
