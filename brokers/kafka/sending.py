"""Sending outside transactions: what waits for a node goes to it in one request, one after another.

So many small sends that come at once cost few requests, and a partition's records keep their order. A batch has a
number that it keeps however often it is sent, so that the cluster writes it once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from typing import Final

from brokers.base import (
    BrokerError,
    Position,
    Record,
    RecordTooLarge,
    TopicMismatch,
    TopicPartition,
    Unavailable,
    UnknownTopic,
)
from brokers.kafka import messages
from brokers.kafka.batches import Holder
from brokers.kafka.catalogue import Topic
from brokers.kafka.codes import Code
from brokers.kafka.connections import Node
from brokers.kafka.core import Core
from brokers.kafka.failures import Passing, Patience, refusal
from brokers.kafka.line import Flight, Line, Piece, runs
from brokers.kafka.packing import room
from brokers.kafka.produce import Written, not_written, produce

_GOODBYE: Final = 1.0
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
_NOT_WRITTEN: Final = (UnknownTopic, RecordTooLarge, TopicMismatch)
"""Errors that are sure."""


class Sending:
    """Everything that one broker object sends outside transactions."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._lines: dict[TopicPartition, Line] = {}
        self._ready: dict[Node, deque[Line]] = {}
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
            await asyncio.wait(self._tasks, timeout=_GOODBYE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in self._lines.values():
            line.turned_back()
            line.fail(list(line.waiting), _stopped())

    async def _send(
        self, records: Sequence[Record], indexes: Sequence[int], found: dict[int, Position], patience: Patience
    ) -> None:
        """Write those of the records, and say in `found` where they are. Raises the first failure when all have ended."""
        if self._stopped:
            raise _stopped()
        topics = await self._topics({records[index].topic for index in indexes}, patience)
        places: dict[TopicPartition, list[int]] = {}
        for index in indexes:
            topic = topics[records[index].topic]
            places.setdefault(TopicPartition(topic.spec.name, topic.place(records[index])), []).append(index)
        pieces = []
        for place, mine in places.items():
            line = self._line(place, topics[place.topic])
            for run in runs(records, mine, line.topic.batch_bytes):
                piece = self._piece([records[index] for index in run], patience)
                line.waiting.append(piece)
                pieces.append((place, run, piece))
            self._queue(line)
        failure: BrokerError | None = None
        for place, run, piece in pieces:
            try:
                offset = await piece.written
            except BrokerError as error:
                failure = failure or error
            else:
                found |= {index: Position(*place, offset + n) for n, index in enumerate(run)}
        if failure is not None:
            raise failure

    async def _topics(self, names: set[str], patience: Patience) -> dict[str, Topic]:
        known = {name: topic for name in names if (topic := self._core.catalogue.topic(name)) is not None}
        if len(known) < len(names):
            known |= await self._core.catalogue.learn(names - known.keys(), patience)
        return known

    @staticmethod
    def _piece(records: list[Record], patience: Patience) -> Piece:
        written = asyncio.get_running_loop().create_future()
        return Piece(records, written, patience, sum(room(record) for record in records))

    def _line(self, place: TopicPartition, topic: Topic) -> Line:
        line = self._lines.get(place)
        if line is None:
            line = self._lines[place] = Line(place, topic)
        elif line.topic != topic and not line.busy:
            line.topic, line.holder = topic, None
        return line

    def _queue(self, line: Line) -> None:
        """Have a lane take the line, if it has something to be sent."""
        if line.queued or not line.busy:
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
                lines: list[Line] = []
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

    def _arrived(self, line: Line, written: Written) -> None:
        if written.code is not Code.NONE and line.flight is not None:
            self._start(self._refused(line, line.flight, written.code))
        else:
            line.arrived(written.offset)
            self._requeue(line)

    def _requeue(self, line: Line) -> None:
        line.queued = False
        self._queue(line)

    async def _refused(self, line: Line, flight: Flight, code: Code) -> None:
        """A node said no: again, under a new number where it lost count, or told to those who wait."""
        try:
            error: BrokerError
            if code not in _LOST_COUNT:
                error = await not_written(self._core, flight.batch, code)
            elif flight.tries > 1:
                error = Unavailable(
                    f"topic {line.place.topic}: the cluster lost count; it may have been written or not"
                )
            else:
                # Nothing of it was written. What comes next is counted from 0, under a new number.
                self._forget(flight.holder)
                line.turned_back()
                self._requeue(line)
                return
        except BrokerError as failure:
            error = failure
        await self._again(line, error)

    async def _again(self, line: Line, error: BrokerError) -> None:
        """Try once more in a moment, or tell those whose time is up."""
        pieces = line.pieces
        try:
            if not isinstance(error, Passing):
                raise error
            await pieces[0].patience.after(error)
            await self._core.cluster.refresh([line.place.topic])
        except Passing:
            pass
        except BrokerError as final:
            if line.flight is not None and not isinstance(final, _NOT_WRITTEN):
                # Whether it was written is not known, so nothing can be counted on from here.
                self._forget(line.flight.holder)
                line.holder = None
            line.fail(pieces, final)
        self._requeue(line)

    def _forget(self, holder: Holder) -> None:
        if self._holder == holder:
            self._holder = None


def _stopped() -> Unavailable:
    return Unavailable("Kafka: the broker is stopped")
