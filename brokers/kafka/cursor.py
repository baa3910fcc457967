"""One reader's place in one partition, and what was fetched for it but not handed out."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from brokers.base import BrokerError, StoredRecord, TopicPartition
from brokers.kafka.batches import Chunk, size_of_first

LEAST_BYTES: Final = 64 * 1024
MOST_BYTES: Final = 4 * 1024 * 1024
"""Bytes of one partition that one fetch asks for: for a read of few records, and of many."""
_RECORD_BYTES: Final = 1024


class Cursor:
    """A place in a partition of the topic with this id.

    `from_start`: a log that has not come to `offset` means its beginning (the group's progress is of another log, which
    had the same name), until another place is sought. Otherwise what is at `offset` is waited for.
    """

    def __init__(self, place: TopicPartition, topic_id: bytes, offset: int, *, from_start: bool = False) -> None:
        self.place = place
        self.topic_id = topic_id
        self.at_end = False
        """Whether the last answer brought all there was."""
        self.failure: BrokerError | None = None
        """Told to the next one who reads."""
        self.bytes = LEAST_BYTES
        """How much to ask for."""
        self._least = LEAST_BYTES
        self._from_start = from_start
        self._chunks: deque[Chunk] = deque()
        self._offset = offset
        self.asked = offset
        """Where the cluster is asked next."""

    @property
    def offset(self) -> int:
        """Where reading goes on."""
        return self._chunks[0].offset if self._chunks else self._offset

    @property
    def ready(self) -> bool:
        """Whether there is something to take, or to tell."""
        return bool(self._chunks) or self.failure is not None

    @property
    def wants_more(self) -> bool:
        """Whether the next part should be fetched while this one is worked on."""
        return len(self._chunks) <= 1 and not self.at_end and self.failure is None

    def want(self, max_records: int) -> None:
        """Ask for about so many records at a time."""
        self.bytes = max(self._least, min(MOST_BYTES, max_records * _RECORD_BYTES))

    def seek(self, offset: int) -> None:
        """Go on from `offset`; what was fetched for another place is let go."""
        self._chunks.clear()
        self._from_start = False
        self._offset = self.asked = offset
        self.at_end = False
        self.failure = None

    def take(self, max_records: int) -> list[StoredRecord]:
        """The next records, at most so many. Raises what a fetch met."""
        found: list[StoredRecord] = []
        while self._chunks and len(found) < max_records:
            chunk = self._chunks[0]
            try:
                found += chunk.take(max_records - len(found))
            except BrokerError as error:
                # Damaged on its way or on the disk: never passed over; asked for again, and told until it is whole.
                self.seek(chunk.offset)
                self.failure = error
                break
            if chunk.empty:
                self._offset = chunk.offset
                self._chunks.popleft()
        if not found and self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        return found

    def lay_in(self, offset: int, data: bytes, stable: int, aborted: Sequence[tuple[int, int]]) -> None:
        """Take what was fetched at `offset`; if this is no longer the place, it is let go.

        `stable`: the end of what is committed. Raises BrokerError for damaged data.
        """
        if offset != self.asked:
            return
        if data:
            chunk = Chunk(self.place, data, offset, aborted)
            if chunk.end == offset:
                # Not one whole batch: Kafka cuts off what is larger than was asked for.
                self._least = max(self._least, size_of_first(data))
                self.bytes = max(self.bytes, self._least)
            self.asked = chunk.end
            if not chunk.empty:
                self._chunks.append(chunk)
            elif not self._chunks:
                self._offset = chunk.end
        self.at_end = self.asked >= stable

    def out_of_range(self, offset: int, first: int) -> None:
        """The log does not have `offset`; it begins at `first`."""
        if offset != self.asked:
            return
        if offset < first or self._from_start:
            self.seek(first)
        else:
            self.at_end = True  # what is at this place is still to come
