"""Reading one partition from a place of one's choice, without a group: configuration, log, dueslag, restore."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from brokers.base import Reader, StoredRecord, TopicPartition, Unavailable, UnknownTopic
from brokers.embedded.core import Core
from brokers.embedded.reading import Span, fetch


class EmbeddedReader(Reader):
    """Keeps what is left of the last batch it decoded, so that small reads do not decode it again."""

    def __init__(
        self,
        core: Core,
        partition: int,
        place: TopicPartition,
        offset: int,
        on_close: Callable[[EmbeddedReader], None],
    ) -> None:
        self._core = core
        self._partition = partition
        self._place = place
        self._on_close = on_close
        self._left: deque[StoredRecord] = deque()
        self._closed = False
        self._woken = asyncio.Event()
        self.seek(offset)

    @property
    def offset(self) -> int:
        """The offset from which the next `read` looks."""
        return self._offset

    async def read(self, *, max_records: int = 500, timeout: float = 0.0) -> Sequence[StoredRecord]:  # noqa: ASYNC109 - the port's way: an empty answer, no exception
        """The next committed records. Raises UnknownTopic when the topic is gone, Unavailable when the log is."""
        if self._left:
            return self._deliver(max_records)
        deadline = time.monotonic() + timeout
        with self._core.bell.listen([self._partition] if timeout > 0 else [], self._woken):
            while True:
                self._woken.clear()
                await self._fetch(max_records)
                left = deadline - time.monotonic()
                if self._left or left <= 0:
                    return self._deliver(max_records)
                try:
                    async with asyncio.timeout(left):
                        await self._woken.wait()
                except TimeoutError:
                    return ()

    def seek(self, offset: int) -> None:
        """Read on from `offset`. Raises ValueError for a negative one."""
        if offset < 0:
            raise ValueError(f"{self._place.topic}: offset {offset}; offsets begin at 0")
        self._offset = offset
        self._left.clear()

    async def close(self) -> None:
        """Stop reading; a read that waits comes back at once."""
        self._closed = True
        self._woken.set()
        self._on_close(self)

    async def _fetch(self, max_records: int) -> None:
        if self._closed:
            raise Unavailable(f"topic {self._place.topic}: the reader is closed")
        asked = self._offset
        span = Span(self._partition, self._place, asked)
        pages = await self._core.reads.run(partial(fetch, spans=(span,), max_records=max_records))
        if pages.deleted:
            self._core.catalogue.forget(self._place.topic)
            raise UnknownTopic(f"topic {self._place.topic} was deleted while it was read")
        if self._offset == asked:  # nobody sought another place meanwhile
            self._left.extend(pages.records.get(self._partition, ()))
            self._offset = pages.empty.get(self._partition, asked)

    def _deliver(self, max_records: int) -> list[StoredRecord]:
        records = [self._left.popleft() for _ in range(min(max_records, len(self._left)))]
        if records:
            self._offset = records[-1].offset + 1
        return records
