"""Waiting for what comes next: a few long polls per node, shared by every cursor that waits.

The cluster answers a connection in order, so a long poll has a lane of its own, and a cursor that begins to wait while
all lanes are out joins the first one that comes back. A cursor that was waited for stays watched for a while, so that
who waits again and again costs nothing; what comes meanwhile is laid into it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Final

import structlog

from brokers.base import BrokerError
from brokers.kafka.connections import Node
from brokers.kafka.core import Core
from brokers.kafka.cursor import Cursor
from brokers.kafka.failures import Passing
from brokers.kafka.fetching import compatible, fetch, leader

LOG = structlog.get_logger(__name__)

_LANES: Final = 4
"""Long polls that are out at one node at once."""
_WAIT: Final = 0.5
"""Seconds that one of them lasts at most: so long, at worst, does a new cursor wait for a lane."""
_GATHER: Final = 0.002
"""Seconds in which cursors that begin to wait together are gathered into one request."""
_LINGER: Final = 3.0
"""Seconds that a cursor stays watched when nobody waits for it."""
_PAUSE: Final = 0.2
"""Seconds between attempts where there is no leader, or no answer."""


class Watching:
    """Long polls, for all cursors of one broker object."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._wanted: dict[Cursor, float] = {}
        """Watched cursors, and until when."""
        self._out: dict[Cursor, int] = {}
        """Cursors that a long poll asks for now, and the offset it asks from."""
        self._bells: dict[Cursor, set[asyncio.Event]] = {}
        self._lanes: dict[Node, set[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._dispatching = False

    def covers(self, cursor: Cursor) -> bool:
        """Whether a long poll is out for what comes next: then there is no need to look first."""
        return not cursor.ready and self._out.get(cursor) == cursor.asked

    async def wait(self, cursors: Iterable[Cursor], bell: asyncio.Event, seconds: float) -> None:
        """Return when one of the cursors is ready, when `bell` is rung, or after so many seconds."""
        until = asyncio.get_running_loop().time() + seconds
        cursors = list(cursors)
        for cursor in cursors:
            self._wanted[cursor] = until + _LINGER
            self._bells.setdefault(cursor, set()).add(bell)
        if any(cursor not in self._out for cursor in cursors):
            self._dispatch(_GATHER)
        try:
            if not any(cursor.ready for cursor in cursors):
                async with asyncio.timeout_at(until):
                    await bell.wait()
        except TimeoutError:
            pass
        finally:
            for cursor in cursors:
                self._bells[cursor].discard(bell)
                if not self._bells[cursor]:
                    del self._bells[cursor]

    def forget(self, cursor: Cursor) -> None:
        """Nobody will wait for it again."""
        self._wanted.pop(cursor, None)

    async def stop(self) -> None:
        """End what is out."""
        self._wanted.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _dispatch(self, pause: float) -> None:
        if not self._dispatching:
            self._dispatching = True
            self._start(self._send_out(pause))

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work, name="kafka-watch")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_out(self, pause: float) -> None:
        """Begin a long poll at every node that has cursors to be watched and a lane to spare."""
        await asyncio.sleep(pause)
        self._dispatching = False
        nodes: set[Node] = set()
        for cursor in self._idle():
            try:
                nodes.add(await leader(self._core, cursor))
            except Passing:
                self._dispatch(_PAUSE)
            except BrokerError as error:
                self._fail([cursor], error)
        for node in nodes:
            lanes = self._lanes.setdefault(node, set(range(_LANES)))
            if lanes:
                self._start(self._poll(node, lanes.pop()))

    async def _poll(self, node: Node, lane: int) -> None:
        """One lane to one node: long polls as long as it has cursors to be watched."""
        try:
            while cursors := compatible(cursor for cursor in self._idle() if self._led_by(node, cursor)):
                self._out |= {cursor: cursor.asked for cursor in cursors}
                try:
                    await fetch(self._core, node, ("watch", lane), cursors, round(_WAIT * 1000))
                except Passing:
                    await asyncio.sleep(_PAUSE)
                except BrokerError as error:
                    self._fail(cursors, error)
                except Exception:
                    LOG.exception("watching a broker failed", broker=node.address)
                    self._fail(cursors, BrokerError("Kafka: reading failed; the log says why"))
                finally:
                    for cursor in cursors:
                        self._out.pop(cursor, None)
                        if cursor.ready:
                            self._wanted.pop(cursor, None)
                            self._ring(cursor)
        finally:
            self._lanes[node].add(lane)
            if self._wanted:
                self._dispatch(_GATHER)  # those whose leader has moved away from here

    def _idle(self) -> list[Cursor]:
        now = asyncio.get_running_loop().time()
        for cursor in [cursor for cursor, until in self._wanted.items() if until < now]:
            del self._wanted[cursor]
        return [cursor for cursor in self._wanted if cursor not in self._out and not cursor.ready]

    def _led_by(self, node: Node, cursor: Cursor) -> bool:
        return self._core.cluster.leader(cursor.place, cursor.topic_id) == node

    def _fail(self, cursors: Iterable[Cursor], error: BrokerError) -> None:
        for cursor in cursors:
            cursor.failure = error
            self._wanted.pop(cursor, None)
            self._ring(cursor)

    def _ring(self, cursor: Cursor) -> None:
        for bell in self._bells.get(cursor, ()):
            bell.set()
