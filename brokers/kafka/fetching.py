"""Looking at what is there: many cursors share few requests, and what comes is laid into each cursor.

Serves restores, catching up and short reads; looks that come at the same time are asked together. Waiting for what
comes next is in `watching`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

from aiokafka.protocol.offset import OffsetRequest

from brokers.base import BrokerError, TopicPartition, Unavailable, UnknownTopic
from brokers.kafka import messages
from brokers.kafka.codes import LEADER_MOVED, NO_SUCH_TOPIC, Code
from brokers.kafka.connections import Node
from brokers.kafka.core import Core
from brokers.kafka.cursor import Cursor
from brokers.kafka.failures import Passing, Patience, refusal

_ANSWER_BYTES: Final = 32 * 1024 * 1024
_LANES: Final = 3
"""Looks that are on their way to one node at once."""
_TOGETHER: Final = 200
"""Cursors that one request asks for at most."""
EARLIEST: Final = -2
LATEST: Final = -1


class Fetching:
    """Looks, for all cursors of one broker object."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._waiting: dict[Node, dict[Cursor, asyncio.Future[None]]] = {}
        self._flying: dict[Cursor, asyncio.Future[None]] = {}
        self._lanes: dict[Node, set[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """End what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def look(self, cursors: Iterable[Cursor], patience: Patience) -> None:
        """See what is there now for each cursor: afterwards it is ready, or at the end.

        Raises UnknownTopic, and Unavailable when the cluster gives no answer for so long.
        """
        cursors = list(cursors)
        ahead = [answer for cursor in cursors if (answer := self._flying.get(cursor)) is not None]
        if ahead:
            await asyncio.wait(ahead)
        # What holds no record for us (marks, aborted transactions) is stepped over, up to a record or the end.
        left = [cursor for cursor in cursors if not cursor.ready]
        while left:
            try:
                await self._once(left)
            except Passing as error:
                await patience.after(error)
            left = [cursor for cursor in left if not cursor.ready and not cursor.at_end]

    def look_ahead(self, cursor: Cursor) -> None:
        """Have the next part fetched while this one is worked on, if the cursor wants it."""
        node = self._core.cluster.leader(cursor.place, cursor.topic_id)
        if node is not None and cursor.wants_more and cursor not in self._flying:
            self._enqueue(node, cursor)

    async def _once(self, cursors: Sequence[Cursor]) -> None:
        answers = []
        for cursor in cursors:
            cursor.at_end = False
            answers.append(self._enqueue(await leader(self._core, cursor), cursor))
        await asyncio.wait(answers)
        for answer in answers:
            answer.result()

    def _enqueue(self, node: Node, cursor: Cursor) -> asyncio.Future[None]:
        waiting = self._waiting.setdefault(node, {})
        answer = waiting.get(cursor)
        if answer is None:
            answer = waiting[cursor] = asyncio.get_running_loop().create_future()
            answer.add_done_callback(_heard)
            lanes = self._lanes.setdefault(node, set(range(_LANES)))
            if lanes:
                task = asyncio.create_task(self._ask(node, lanes.pop()), name="kafka-look")
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        return answer

    async def _ask(self, node: Node, lane: int) -> None:
        """One lane to one node: asks for all that wait, until nobody does."""
        waiting = self._waiting[node]
        try:
            while waiting:
                batch = {cursor: waiting.pop(cursor) for cursor in compatible(waiting)}
                self._flying |= batch
                try:
                    await fetch(self._core, node, ("look", lane), list(batch), 0)
                except Exception as error:  # noqa: BLE001 - whatever it is, those who wait are told
                    self._settle(batch, error)
                except BaseException:
                    self._settle(batch, Unavailable("Kafka: the broker is stopped"))
                    raise
                else:
                    self._settle(batch, None)
        finally:
            self._lanes[node].add(lane)

    def _settle(self, batch: dict[Cursor, asyncio.Future[None]], error: Exception | None) -> None:
        for cursor, answer in batch.items():
            if self._flying.get(cursor) is answer:
                del self._flying[cursor]
            if answer.done():
                continue
            if error is None:
                answer.set_result(None)
            else:
                answer.set_exception(error)


def compatible(cursors: Iterable[Cursor]) -> list[Cursor]:
    """Those that one request can ask for: it has one place per partition."""
    chosen: dict[tuple[bytes, int], int] = {}
    found = []
    for cursor in cursors:
        if chosen.setdefault((cursor.topic_id, cursor.place.partition), cursor.asked) == cursor.asked:
            found.append(cursor)
            if len(found) == _TOGETHER:
                break
    return found


async def leader(core: Core, cursor: Cursor) -> Node:
    """The node to ask. Raises UnknownTopic when the topic is gone, Passing when it has no leader now."""
    topic, partition = cursor.place
    node = core.cluster.leader(cursor.place, cursor.topic_id)
    if node is None:
        await core.cluster.refresh([topic])
        node = core.cluster.leader(cursor.place, cursor.topic_id)
    if node is not None:
        return node
    layout = core.cluster.layout(topic)
    if layout is None or layout.topic_id != cursor.topic_id:
        raise UnknownTopic(f"topic {topic} was deleted while it was read")
    raise Passing(f"Kafka: topic {topic}[{partition}] has no leader now")


async def fetch(core: Core, node: Node, lane: tuple[str, int], cursors: Sequence[Cursor], wait_ms: int) -> None:
    """Ask one node for what comes after each cursor, and lay it in; see `compatible`.

    Raises Passing when it does not answer, or no longer leads one of the partitions.
    """
    asked: dict[tuple[bytes, int], list[tuple[Cursor, int]]] = {}
    wanted: dict[bytes, list[tuple[int, int, int]]] = {}
    for cursor in cursors:
        same = asked.setdefault((cursor.topic_id, cursor.place.partition), [])
        if not same:
            wanted.setdefault(cursor.topic_id, []).append((cursor.place.partition, cursor.asked, cursor.bytes))
        same.append((cursor, cursor.asked))
    request = messages.fetch(wait_ms, _ANSWER_BYTES, list(wanted.items()))
    try:
        answer = await core.connections.ask(node, request, lane=lane, within=core.connections.timeout + wait_ms / 1000)
    except Passing:
        # Whoever is asked next should be who leads by then.
        with contextlib.suppress(Passing):
            await core.cluster.look_up({cursor.place.topic for cursor in cursors})
        raise
    if code := Code.of(answer.error_code):
        raise refusal(code, "fetch", core.security)
    moved: set[str] = set()
    for topic_id, partitions, _ in answer.topics:
        for part in partitions:
            for cursor, offset in asked.get((topic_id, part[0]), ()):
                await _lay_in(core, node, cursor, offset, part, moved)
    if moved:
        await core.cluster.refresh(moved)
        raise Passing(f"Kafka: topic {min(moved)}: {node.address} does not lead it, or does not know it")


async def _lay_in(core: Core, node: Node, cursor: Cursor, offset: int, part: Any, moved: set[str]) -> None:
    partition, error, _, stable, _, aborted, _, records, _ = part
    code = Code.of(error)
    try:
        if code is Code.NONE:
            cursor.lay_in(offset, records or b"", stable, [one[:2] for one in aborted or ()])
        elif code is Code.OFFSET_OUT_OF_RANGE:
            found = await log_ends(core, node, cursor.place.topic, [partition], EARLIEST)
            cursor.out_of_range(offset, found[partition])
        elif code in LEADER_MOVED or code in NO_SUCH_TOPIC:
            moved.add(cursor.place.topic)
        else:
            raise refusal(code, f"topic {cursor.place.topic}: read", core.security)
    except Passing:
        moved.add(cursor.place.topic)
    except BrokerError as failure:
        cursor.failure = failure


async def log_ends(core: Core, node: Node, topic: str, partitions: list[int], which: int) -> dict[int, int]:
    """Per partition that `node` leads, where its log begins (EARLIEST) or where what is committed ends (LATEST).

    Raises Passing when it does not answer or no longer leads one of them.
    """
    request = OffsetRequest(-1, messages.READ_COMMITTED, [(topic, [(number, which) for number in partitions])])
    answer = await core.connections.ask(node, request)
    found = {}
    for _, parts in answer.topics:
        for number, error, _, offset in parts:
            code = Code.of(error)
            if code in NO_SUCH_TOPIC:
                raise Passing(f"Kafka: topic {topic}: {node.address} does not know it")
            if code:
                raise refusal(code, f"topic {topic}: find its ends", core.security)
            found[number] = offset
    return found


async def end_offsets(core: Core, topic: str, patience: Patience) -> dict[int, int]:
    """Per partition, the offset behind what is committed. Raises UnknownTopic, and Passing."""
    layout = await core.cluster.known(topic, patience)
    by_node: dict[Node, list[int]] = {}
    try:
        for number in range(len(layout.leaders)):
            by_node.setdefault(_leader_of(core, TopicPartition(topic, number)), []).append(number)
        parts = await asyncio.gather(
            *(log_ends(core, node, topic, numbers, LATEST) for node, numbers in by_node.items())
        )
    except Passing:
        await core.cluster.refresh([topic])
        raise
    return dict(sorted(one for part in parts for one in part.items()))


def _leader_of(core: Core, place: TopicPartition) -> Node:
    node = core.cluster.leader(place)
    if node is None:
        raise Passing(f"Kafka: topic {place.topic}[{place.partition}] has no leader now")
    return node


def _heard(answer: asyncio.Future[None]) -> None:
    if not answer.cancelled():
        answer.exception()  # a look ahead has nobody who waits for it
