"""Sending outside transactions: what waits for a node goes to it in one request, one after another.

So many small sends that come at once cost few requests, and a partition's records keep their order. A batch has a
number that it keeps however often it is sent, so that the cluster writes it once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from brokers.base import BrokerError, Position, Record, TopicPartition, Unavailable, UnknownTopic
from brokers.kafka import messages
from brokers.kafka.batches import Holder, next_sequence, pack, room
from brokers.kafka.catalogue import Topic
from brokers.kafka.codes import Code
from brokers.kafka.connections import Node
from brokers.kafka.core import Core
from brokers.kafka.failures import Passing, Patience, refusal
from brokers.kafka.produce import Batch, Written, not_written, produce

_REQUEST_BYTES: Final = 8 * 1024 * 1024
_LOST_COUNT: Final = frozenset(
    {
        Code.OUT_OF_ORDER_SEQUENCE,
        Code.UNKNOWN_PRODUCER_ID,
        Code.INVALID_PRODUCER_EPOCH,
        Code.INVALID_PRODUCER_ID_MAPPING,
    }
)
"""The cluster no longer knows the numbers we count by."""


@dataclass(eq=False, slots=True)
class _Piece:
    """Records of one send that go into one batch together."""

    records: list[Record]
    written: asyncio.Future[int]
    """The offset of the first one."""
    patience: Patience
    bytes: int = 0


@dataclass(eq=False, slots=True)
class _Flight:
    """A batch and the pieces in it."""

    batch: Batch
    pieces: list[_Piece]
    holder: Holder
    tries: int = 0


@dataclass(eq=False, slots=True)
class _Line:
    """What waits for one partition. `queued`: whether a lane has it, or is about to."""

    place: TopicPartition
    topic: Topic
    waiting: deque[_Piece] = field(default_factory=deque)
    flight: _Flight | None = None
    holder: Holder | None = None
    sequence: int = 0
    queued: bool = False

    def depart(self, holder: Holder) -> _Flight:
        """The flight that is to be sent again, or else one with what waits, as much as fits."""
        if self.flight is None:
            if self.holder != holder:
                self.holder, self.sequence = holder, 0
            limit = self.topic.batch_bytes
            pieces = [self.waiting.popleft()]
            size = pieces[0].bytes
            while self.waiting and (size := size + self.waiting[0].bytes) <= limit:
                pieces.append(self.waiting.popleft())
            records = [record for piece in pieces for record in piece.records]
            data = pack(records, holder, self.sequence, transactional=False)
            batch = Batch(self.place, self.topic.topic_id, data, self.sequence, len(records))
            self.flight = _Flight(batch, pieces, holder)
        self.flight.tries += 1
        return self.flight


class Sending:
    """Everything that one broker object sends outside transactions."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._lines: dict[TopicPartition, _Line] = {}
        self._ready: dict[Node, deque[_Line]] = {}
        self._running: set[Node] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._holder: Holder | None = None
        self._meeting = asyncio.Lock()
        self._stopped = False

    async def send(self, records: Sequence[Record]) -> list[Position]:
        """Write records; returns when all are durable. Raises what `Broker.send` does."""
        patience = self._core.patience()
        found: dict[int, Position] = {}
        try:
            await self._send(records, range(len(records)), found, patience)
        except UnknownTopic:
            # Another instance deleted a topic we knew. If it has been made again, the rest goes there.
            left = [index for index in range(len(records)) if index not in found]
            for index in left:
                self._core.catalogue.forget(records[index].topic)
            await self._send(records, left, found, patience)
        return [found[index] for index in range(len(records))]

    async def holder(self) -> Holder:
        """Who this instance is when it writes outside transactions. Raises Passing, Unavailable."""
        async with self._meeting:
            if self._holder is None:
                answer = await self._core.cluster.ask_any(messages.init_producer_id(None, 0))
                if code := Code.of(answer.error_code):
                    raise refusal(code, "write (idempotent write)", self._core.security)
                self._holder = Holder(answer.producer_id, answer.producer_epoch)
            return self._holder

    async def stop(self) -> None:
        """Give what is on its way a moment to be answered; what is not is told so."""
        self._stopped = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=min(1.0, self._core.request_timeout))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in self._lines.values():
            self._fail(line, [*(line.flight.pieces if line.flight else ()), *line.waiting], _stopped())

    async def _send(
        self, records: Sequence[Record], indexes: Iterable[int], found: dict[int, Position], patience: Patience
    ) -> None:
        """Write those of the records, and say in `found` where they are. Raises the first failure when all have ended."""
        if self._stopped:
            raise _stopped()
        catalogue = self._core.catalogue
        topics = {name: catalogue.topic(name) for name in {records[index].topic for index in indexes}}
        known = {name: topic for name, topic in topics.items() if topic is not None}
        if len(known) < len(topics):
            known |= await catalogue.learn([name for name in topics if name not in known], patience)
        places: dict[TopicPartition, list[int]] = {}
        for index in indexes:
            topic = known[records[index].topic]
            places.setdefault(TopicPartition(topic.spec.name, topic.place(records[index])), []).append(index)
        pieces = []
        for place, mine in places.items():
            line = self._line(place, known[place.topic])
            for part in _pieces(records, mine, known[place.topic].batch_bytes):
                written = asyncio.get_running_loop().create_future()
                size = sum(room(records[index]) for index in part)
                line.waiting.append(_Piece([records[index] for index in part], written, patience, size))
                pieces.append((place, part, written))
            self._queue(line)
        if pieces:
            await asyncio.wait([written for _, _, written in pieces])
        for place, part, written in pieces:
            if written.exception() is None:
                found |= {index: Position(*place, written.result() + n) for n, index in enumerate(part)}
        for _, _, written in pieces:
            written.result()

    def _line(self, place: TopicPartition, topic: Topic) -> _Line:
        line = self._lines.get(place)
        if line is None:
            line = self._lines[place] = _Line(place, topic)
        elif line.topic != topic and line.flight is None and not line.waiting:
            line.topic, line.holder = topic, None
        return line

    def _queue(self, line: _Line) -> None:
        """Have a lane take the line, if it has something to be sent."""
        if line.queued or (line.flight is None and not line.waiting):
            return
        line.queued = True
        node = self._core.cluster.leader(line.place)
        if node is None:
            self._start(self._again(line, Passing(f"Kafka: topic {line.place.topic} has no leader now")))
            return
        self._ready.setdefault(node, deque()).append(line)
        if node not in self._running:
            self._running.add(node)
            self._start(self._run(node))

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work, name="kafka-send")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, node: Node) -> None:
        """One node's lane: one request after another, each with all that is ready."""
        ready = self._ready[node]
        try:
            while ready:
                lines: list[_Line] = []
                try:
                    holder = await self.holder()
                    size = 0
                    while ready and size < _REQUEST_BYTES:
                        lines.append(ready.popleft())
                        size += len(lines[-1].depart(holder).batch.data)
                    batches = [line.flight.batch for line in lines if line.flight is not None]
                    written = await produce(self._core, node, batches, transactional_id=None, lane="send")
                except BrokerError as error:
                    lines = lines or [ready.popleft() for _ in range(len(ready))]
                    for line in lines:
                        self._start(self._again(line, error))
                else:
                    for line in lines:
                        self._arrived(line, written.get(line.place, Written(Code.UNKNOWN, -1)))
        finally:
            self._running.discard(node)

    def _arrived(self, line: _Line, written: Written) -> None:
        flight = line.flight
        if flight is None:
            return
        if written.code is not Code.NONE:
            self._start(self._refused(line, flight, written.code))
            return
        line.sequence = next_sequence(flight.batch.sequence, flight.batch.count)
        line.flight = None
        offset = written.offset
        for piece in flight.pieces:
            if not piece.written.done():
                piece.written.set_result(offset)
            offset += len(piece.records)
        line.queued = False
        self._queue(line)

    async def _refused(self, line: _Line, flight: _Flight, code: Code) -> None:
        """A node said no: again, under a new number where it lost count, or told to those who wait."""
        try:
            if code in _LOST_COUNT and flight.tries == 1:
                # Nothing of it was written. What comes next is counted from 0, under a new number.
                self._forget(flight.holder)
                line.waiting.extendleft(reversed(flight.pieces))
                line.flight = None
                line.queued = False
                self._queue(line)
                return
            error: BrokerError = await not_written(self._core, flight.batch, code)
        except BrokerError as failure:
            error = failure
        await self._again(line, error)

    async def _again(self, line: _Line, error: BrokerError) -> None:
        """Try once more in a moment, or tell those whose time is up."""
        pieces = line.flight.pieces if line.flight is not None else list(line.waiting)
        try:
            if not isinstance(error, Passing):
                raise error
            await pieces[0].patience.after(error)
            await self._core.cluster.refresh([line.place.topic])
        except Passing:
            pass
        except BrokerError as final:
            if line.flight is not None:
                self._forget(line.flight.holder)  # whether it was written is not known, so it must not be counted on
                line.holder = None
            self._fail(line, pieces, final)
        line.queued = False
        self._queue(line)

    def _fail(self, line: _Line, pieces: Sequence[_Piece], error: BrokerError) -> None:
        line.flight = None
        line.waiting = deque(piece for piece in line.waiting if piece not in pieces)
        for piece in pieces:
            if not piece.written.done():
                piece.written.set_exception(type(error)(str(error)))
                piece.written.exception()  # heard of here, should its sender have been cancelled

    def _forget(self, holder: Holder) -> None:
        if self._holder == holder:
            self._holder = None


def _pieces(records: Sequence[Record], indexes: Sequence[int], limit: int) -> Iterable[list[int]]:
    """The records of one partition in runs that fit into a batch each."""
    part: list[int] = []
    size = 0
    for index in indexes:
        needed = room(records[index])
        if part and size + needed > limit:
            yield part
            part, size = [], 0
        part.append(index)
        size += needed
    if part:
        yield part


def _stopped() -> Unavailable:
    return Unavailable("Kafka: the broker is stopped")
