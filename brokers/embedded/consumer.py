"""A member of a group: polls the partitions it owns, and commits its progress under its claims."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from brokers.base import Consumer, Rebalance, StoredRecord, TopicPartition, Unavailable
from brokers.embedded.append import Append
from brokers.embedded.core import Core
from brokers.embedded.groups import Claim
from brokers.embedded.membership import Held, Membership, Stage
from brokers.embedded.reading import Span, fetch


class EmbeddedConsumer(Consumer):
    """One poll at a time. New partitions begin, after `on_assigned`, inside `poll`."""

    def __init__(
        self,
        core: Core,
        group: str,
        names: frozenset[str],
        *,
        on_assigned: Rebalance | None,
        on_revoked: Rebalance | None,
        on_close: Callable[[EmbeddedConsumer], None],
    ) -> None:
        self.core = core
        self._group = group
        self._woken = asyncio.Event()
        self._membership = Membership(core, group, names, self._woken, on_assigned=on_assigned, on_revoked=on_revoked)
        self._on_close = on_close
        self._turn = 0
        self._closed = False

    async def enter(self) -> None:
        """Join the group."""
        await self._membership.enter()

    @property
    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions this member owns now, as far as `poll` has begun with them."""
        held = self._membership.held.values()
        return frozenset(one.place for one in held if one.stage in {Stage.ACTIVE, Stage.LEAVING})

    async def poll(
        self,
        *,
        max_records: int = 500,
        timeout: float = 1.0,  # noqa: ASYNC109 - the port's way: an empty answer, no exception
    ) -> Mapping[TopicPartition, Sequence[StoredRecord]]:
        """The next committed records. Raises Unavailable, and what a callback raised."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + timeout
        while True:
            if self._closed:
                raise Unavailable(f"group {self._group}: the consumer is closed")
            self._woken.clear()
            await self._membership.activate()
            ready = self._ready()
            with self.core.bell.listen([held.claim.partition for held in ready], self._woken):
                await self._fetch(ready, max_records)
                found = _deliver(ready, max_records)
                left = deadline - clock()
                if found or left <= 0:
                    return found
                try:
                    async with asyncio.timeout(left):
                        await self._woken.wait()
                except TimeoutError:
                    return {}

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Store progress. Raises Fenced when one of the partitions is not owned; then none is stored."""
        append = Append(self.core.catalogue)
        for place, next_offset in offsets.items():
            append.progress(self.claim(place), next_offset)
        if not append.empty:
            await self.core.writer.append(append, 1)

    def claim(self, place: TopicPartition) -> Claim:
        """What a commit for this partition must still hold when it is written. Raises Fenced."""
        return self._membership.claim(place)

    def seek(self, place: TopicPartition, offset: int) -> None:
        """Read on from `offset`. A partition that has been given away is left alone: its new owner reads it."""
        if offset < 0:
            raise ValueError(f"{place.topic}: offset {offset}; offsets begin at 0")
        for held in self._of([place]):
            held.offset = offset
            held.left.clear()
        self._woken.set()

    def pause(self, places: Sequence[TopicPartition]) -> None:
        """Leave these partitions out of `poll`; those not owned are left alone."""
        for held in self._of(places):
            held.paused = True

    def resume(self, places: Sequence[TopicPartition]) -> None:
        """Take these partitions back into `poll`."""
        for held in self._of(places):
            held.paused = False
        self._woken.set()

    async def close(self) -> None:
        """Await `on_revoked`, leave the group; raises what `on_revoked` raised."""
        if not self._closed:
            self._closed = True
            self._woken.set()
            self._on_close(self)
            await self._membership.leave()

    def _of(self, places: Sequence[TopicPartition]) -> Iterable[Held]:
        return [held for place in places if (held := self._membership.held.get(place)) is not None]

    def _ready(self) -> list[Held]:
        """Partitions to read from; each poll begins with another one, so that none starves."""
        ready = sorted((held for held in self._membership.held.values() if _readable(held)), key=lambda one: one.place)
        self._turn += 1
        turn = self._turn % max(len(ready), 1)
        return ready[turn:] + ready[:turn]

    async def _fetch(self, ready: Sequence[Held], max_records: int) -> None:
        wanted = max_records - sum(len(held.left) for held in ready)
        spans = [Span(held.claim.partition, held.place, held.offset) for held in ready if not held.left]
        if wanted <= 0 or not spans:
            return
        pages = await self.core.reads.run(partial(fetch, spans=spans, max_records=wanted))
        asked = {span.partition: span.offset for span in spans}
        for held in ready:
            # Meanwhile the partition may have been asked back, or the worker may have sought another place.
            if held.offset == asked.get(held.claim.partition) and not held.left:
                held.left.extend(pages.records.get(held.claim.partition, ()))


def _readable(held: Held) -> bool:
    return held.stage is Stage.ACTIVE and not held.paused


def _deliver(ready: Sequence[Held], max_records: int) -> dict[TopicPartition, list[StoredRecord]]:
    found = {}
    for held in ready:
        count = min(max_records, len(held.left)) if _readable(held) else 0
        if count > 0:
            records = found[held.place] = [held.left.popleft() for _ in range(count)]
            held.offset = records[-1].offset + 1
            max_records -= count
    return found
