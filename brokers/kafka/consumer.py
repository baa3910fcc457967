"""A member of a group: polls the partitions it owns, and commits its progress under its claims."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from brokers.base import Consumer, Rebalance, StoredRecord, TopicPartition, Unavailable, UnknownTopic
from brokers.kafka.core import Core
from brokers.kafka.failures import Patience
from brokers.kafka.fetching import Fetching
from brokers.kafka.grouping import Expelled, GroupMoved, LostClaim
from brokers.kafka.held import Held
from brokers.kafka.holding import Holding
from brokers.kafka.membership import Membership
from brokers.kafka.reader import check_offset
from brokers.kafka.watching import Watching


class KafkaConsumer(Consumer):
    """One poll at a time. New partitions begin, after `on_assigned`, inside `poll`."""

    def __init__(
        self,
        core: Core,
        fetching: Fetching,
        watching: Watching,
        group: str,
        names: frozenset[str],
        *,
        on_assigned: Rebalance | None,
        on_revoked: Rebalance | None,
        on_close: Callable[[KafkaConsumer], None],
    ) -> None:
        self.core = core
        self.group = group
        self._fetching = fetching
        self._watching = watching
        self._woken = asyncio.Event()
        self._membership = Membership(core, group, names, self._woken, on_assigned=on_assigned, on_revoked=on_revoked)
        self._on_close = on_close
        self._turn = 0
        self._closed = False

    def enter(self) -> None:
        """Join the group."""
        self._membership.enter()

    @property
    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions this member owns now, as far as `poll` has begun with them."""
        return frozenset(place for place, held in self._membership.held.items() if held.owned)

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
                raise Unavailable(f"group {self.group}: the consumer is closed")
            self._woken.clear()
            await self._membership.activate()
            ready = self._ready()
            found = self._deliver(ready, max_records)
            if not found and ready:
                await self._look(ready)
                found = self._deliver(ready, max_records)
            left = deadline - clock()
            if found:
                return found
            if left <= 0:
                await asyncio.sleep(0)  # who polls in a ring without waiting lets the membership go on too
                return found
            await self._watching.wait([held.cursor for held in ready], self._woken, left)

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Store progress. Raises Fenced when one of the partitions is not owned; then none is stored."""
        claims = {self.claim(place): offset for place, offset in offsets.items()}
        if not claims:
            return
        patience = self.core.patience()
        with self.hold(claims):
            await patience.through(lambda: self._store(claims, patience))

    def claim(self, place: TopicPartition) -> Held:
        """What a commit for this partition must still hold when it is written. Raises Fenced."""
        return self._membership.claim(place)

    @contextlib.contextmanager
    def hold(self, claims: Iterable[Held]) -> Iterator[None]:
        """Keep the partitions from being given away while a commit is under way. Raises Fenced when one is gone."""
        claims = list(claims)
        self._membership.check(claims)
        for held in claims:
            held.commit_begins()
        try:
            yield
        finally:
            for held in claims:
                held.commit_ended()

    async def commit_in(self, holding: Holding, claims: Mapping[Held, int], patience: Patience) -> None:
        """Have progress in a transaction. Raises Fenced, Unavailable."""
        await patience.through(lambda: self._store(claims, patience, holding))

    def seek(self, place: TopicPartition, offset: int) -> None:
        """Read on from `offset`. A partition that has been given away is left alone: its new owner reads it."""
        check_offset(place, offset)
        for held in self._of([place]):
            held.seek(offset)
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
            cursors = [held.cursor for held in self._membership.held.values() if held.owned]
            try:
                await self._membership.leave()
            finally:
                for cursor in cursors:
                    self._watching.forget(cursor)

    async def _store(self, claims: Mapping[Held, int], patience: Patience, holding: Holding | None = None) -> None:
        """One attempt, under the generation as it is now."""
        self._membership.check(claims)
        offsets = {held.place: offset for held, offset in claims.items()}
        group = self._membership.group
        try:
            if holding is None:
                await group.commit(offsets, patience)
            else:
                await group.commit_in(holding, offsets, patience)
        except GroupMoved:
            # If what is claimed is still ours when the group has settled, it is stored under the new generation.
            self._membership.nudge()
            raise
        except Expelled:
            self._membership.nudge()
            raise LostClaim(f"group {self.group}: it has gone on without this member; nothing was stored") from None

    async def _look(self, ready: Sequence[Held]) -> None:
        cursors = [held.cursor for held in ready if not self._watching.covers(held.cursor)]
        with contextlib.suppress(UnknownTopic):
            await self._fetching.look(cursors, self.core.patience())
            return
        self._membership.nudge()  # one of the topics was deleted: the group is about to hear of it

    def _of(self, places: Sequence[TopicPartition]) -> Iterable[Held]:
        return [held for place in places if (held := self._membership.held.get(place)) is not None]

    def _ready(self) -> list[Held]:
        """Partitions to read from; each poll begins with another one, so that none starves."""
        if not self._membership.sure:
            return []  # given up for dead, perhaps: what is read now may be somebody else's
        ready = sorted((held for held in self._membership.held.values() if held.readable), key=lambda one: one.place)
        self._turn += 1
        turn = self._turn % max(len(ready), 1)
        return ready[turn:] + ready[:turn]

    def _deliver(self, ready: Sequence[Held], max_records: int) -> dict[TopicPartition, list[StoredRecord]]:
        """What is there, at most `max_records`: each partition its share, and then what the others left over."""
        waiting = [held for held in ready if held.cursor.ready]
        found: dict[TopicPartition, list[StoredRecord]] = {}
        share = max(1, max_records // max(1, len(waiting)))
        for most in (share, max_records):
            for held in waiting:
                if (room := min(most, max_records)) > 0 and held.readable:
                    records = self._take(held, room)
                    max_records -= len(records)
                    if records:
                        found.setdefault(held.place, []).extend(records)
        return found

    def _take(self, held: Held, max_records: int) -> list[StoredRecord]:
        held.cursor.want(max_records)
        try:
            records = held.cursor.take(max_records)
        except UnknownTopic:
            self._membership.nudge()
            return []
        if records:
            self._fetching.look_ahead(held.cursor)
        return records
