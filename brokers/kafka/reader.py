"""Reading one partition from a place of one's choice, without a group: configuration, log, dueslag, restore."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from brokers.base import Reader, StoredRecord, TopicPartition, Unavailable
from brokers.kafka.core import Core
from brokers.kafka.cursor import Cursor
from brokers.kafka.fetching import Fetching
from brokers.kafka.watching import Watching


class KafkaReader(Reader):
    """A cursor that is looked for at each read, and watched while a read waits."""

    def __init__(
        self,
        core: Core,
        fetching: Fetching,
        watching: Watching,
        cursor: Cursor,
        on_close: Callable[[KafkaReader], None],
    ) -> None:
        self._core = core
        self._fetching = fetching
        self._watching = watching
        self._cursor = cursor
        self._on_close = on_close
        self._woken = asyncio.Event()
        self._in_a_row = False
        """Whether this read goes on where one ended: then the next one probably does too."""
        self._closed = False

    @property
    def offset(self) -> int:
        """The offset from which the next `read` looks."""
        return self._cursor.offset

    async def read(self, *, max_records: int = 500, timeout: float = 0.0) -> Sequence[StoredRecord]:  # noqa: ASYNC109 - the port's way: an empty answer, no exception
        """The next committed records. Raises UnknownTopic when the topic is gone, Unavailable when the cluster is."""
        cursor = self._cursor
        cursor.want(max_records)
        clock = asyncio.get_running_loop().time
        deadline = clock() + timeout
        while True:
            self._check_open()
            if found := cursor.take(max_records):
                if self._in_a_row:
                    self._fetching.look_ahead(cursor)
                self._in_a_row = True
                return found
            if timeout <= 0 or not self._watching.covers(cursor):
                await self._fetching.look([cursor], self._core.patience())
                if cursor.ready:
                    continue
            left = deadline - clock()
            if left <= 0:
                return ()
            self._woken.clear()
            await self._watching.wait([cursor], self._woken, left)

    def seek(self, offset: int) -> None:
        """Read on from `offset`. Raises ValueError for a negative one."""
        check_offset(self._cursor.place, offset)
        self._cursor.seek(offset)
        self._in_a_row = False
        self._woken.set()

    async def close(self) -> None:
        """Stop reading; a read that waits ends."""
        self._closed = True
        self._watching.forget(self._cursor)
        self._woken.set()
        self._on_close(self)

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable(f"topic {self._cursor.place.topic}: the reader is closed")


def check_offset(place: TopicPartition, offset: int) -> None:
    """Raise ValueError when nothing can be at this place."""
    if offset < 0:
        raise ValueError(f"{place.topic}[{place.partition}]: offset {offset}; offsets begin at 0")
