"""What waits to be written to one partition, and the batch of it that is on its way."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from brokers.base import BrokerError, Record, TopicPartition
from brokers.kafka.batches import Holder, next_sequence
from brokers.kafka.catalogue import Topic
from brokers.kafka.failures import Patience
from brokers.kafka.packing import Packed, pack, room
from brokers.kafka.produce import Batch


@dataclass(eq=False, slots=True)
class Piece:
    """Records of one send that go into one batch together."""

    records: list[Record]
    written: asyncio.Future[int]
    """The offset of the first one."""
    patience: Patience
    bytes: int


@dataclass(eq=False, slots=True)
class Flight:
    """A batch and the pieces in it. `tries`: how often it was sent."""

    batch: Batch
    pieces: list[Piece]
    holder: Holder
    tries: int = 0


@dataclass(eq=False, slots=True)
class Line:
    """One partition. `queued`: whether a lane has it, or is about to. One batch at a time is on its way."""

    place: TopicPartition
    topic: Topic
    waiting: deque[Piece] = field(default_factory=deque)
    flight: Flight | None = None
    holder: Holder | None = None
    sequence: int = 0
    queued: bool = False

    @property
    def busy(self) -> bool:
        """Whether there is something to be written."""
        return self.flight is not None or bool(self.waiting)

    @property
    def pieces(self) -> list[Piece]:
        """Those that are on their way, or else those that wait."""
        return self.flight.pieces if self.flight is not None else list(self.waiting)

    def depart(self, holder: Holder) -> Flight:
        """The flight that is to be sent again, or else one with what waits, as much as fits."""
        if self.flight is None:
            if self.holder != holder:
                self.holder, self.sequence = holder, 0
            pieces = [self.waiting.popleft()]
            size = pieces[0].bytes
            while self.waiting and (size := size + self.waiting[0].bytes) <= self.topic.batch_bytes:
                pieces.append(self.waiting.popleft())
            records = [Packed.of(record) for piece in pieces for record in piece.records]
            data = pack(records, holder, self.sequence, transactional=False)
            self.flight = Flight(
                Batch(self.place, self.topic.topic_id, data, self.sequence, len(records)), pieces, holder
            )
        self.flight.tries += 1
        return self.flight

    def arrived(self, offset: int) -> None:
        """What was on its way is written, from `offset` on: tell those who wait."""
        if self.flight is None:
            return
        self.sequence = next_sequence(self.flight.batch.sequence, self.flight.batch.count)
        for piece in self.flight.pieces:
            if not piece.written.done():
                piece.written.set_result(offset)
            offset += len(piece.records)
        self.flight = None

    def turned_back(self) -> None:
        """Nothing of what was on its way is written: it goes first, in a new batch."""
        if self.flight is not None:
            self.waiting.extendleft(reversed(self.flight.pieces))
            self.flight = None

    def fail(self, pieces: Sequence[Piece], error: BrokerError) -> None:
        """These are given up: tell those who wait."""
        self.flight = None
        self.waiting = deque(piece for piece in self.waiting if piece not in pieces)
        for piece in pieces:
            if not piece.written.done():
                piece.written.set_exception(type(error)(str(error)))
                piece.written.exception()  # heard of here, should its sender have been cancelled


def runs(records: Sequence[Record], indexes: list[int], limit: int) -> Iterable[list[int]]:
    """Those of the records, which all go to one partition, in runs that fit into a batch each."""
    if len(indexes) == 1:
        yield indexes
        return
    run: list[int] = []
    size = 0
    for index in indexes:
        needed = room(records[index])
        if run and size + needed > limit:
            yield run
            run, size = [], 0
        run.append(index)
        size += needed
    yield run
