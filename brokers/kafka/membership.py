"""One consumer's place in its group: joining, staying, and seeing that the group has changed.

Runs beside the consumer's polls. Taking over happens only inside `poll` (`activate`), so that a worker which still
handles records of an earlier ownership can never commit them under a new one; giving away is in `handover`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import Final

import structlog

from brokers.base import BrokerError, Rebalance, TopicPartition, Unavailable
from brokers.kafka.cluster import Layout
from brokers.kafka.core import Core
from brokers.kafka.cursor import Cursor
from brokers.kafka.failures import Passing, Patience
from brokers.kafka.grouping import Expelled, Group, GroupMoved, LostClaim
from brokers.kafka.handover import Handover
from brokers.kafka.held import Held, Stage
from brokers.kafka.subscription import Subscription, plan

LOG = structlog.get_logger(__name__)

_BEATS_PER_SESSION: Final = 3
_LONGEST_BEAT: Final = 0.5
"""Seconds between heartbeats at most: a change of the group is heard of with the next one."""
_LOOK_FOR_MISSING: Final = 1.0
_LOOK_FOR_CHANGES: Final = 20.0
"""Seconds between looks at the topics: while one of them is not there, and else."""
_GOODBYE: Final = 2.0


class Membership:
    """Keeps `held` true to what the group says. `woken` is set whenever it changes."""

    def __init__(
        self,
        core: Core,
        group: str,
        names: frozenset[str],
        woken: asyncio.Event,
        *,
        on_assigned: Rebalance | None,
        on_revoked: Rebalance | None,
    ) -> None:
        self.group = Group(core, group)
        self._core = core
        self._names = names
        self._rung = asyncio.Event()
        self._handover = Handover(group, woken, self._join_again, on_assigned=on_assigned, on_revoked=on_revoked)
        self._layouts: dict[str, Layout | None] = {}
        self._looked = -_LOOK_FOR_CHANGES
        self._must_join = True
        self._heard = 0.0
        """When the coordinator last said that this member is in."""
        self._clock = asyncio.get_running_loop().time
        self._running: asyncio.Task[None] | None = None

    @property
    def held(self) -> Mapping[TopicPartition, Held]:
        """What this member has."""
        return self._handover.held

    @property
    def sure(self) -> bool:
        """Whether the group was heard within the session; if not, it may have given this member up for dead."""
        return self._clock() - self._heard < self._core.session_timeout

    def enter(self) -> None:
        """Join the group, in the background, and stay in it from now on."""
        self._heard = self._clock()
        self._running = asyncio.create_task(self._run(), name="kafka-membership")

    def nudge(self) -> None:
        """Something does not fit: ask the coordinator, and look at the topics, now."""
        self._looked = -_LOOK_FOR_CHANGES
        self._rung.set()

    async def activate(self) -> None:
        """Begin with newly granted partitions: await `on_assigned`, then find the progress. Called by `poll` alone.

        In this order: there the worker takes over what fences the previous owner, and what that one still committed
        must be seen. Raises what a callback raised, and Unavailable.
        """
        if (failure := self._handover.take_failure()) is not None:
            raise failure
        if not self._granted():
            return
        async with self._handover.telling:
            fresh = self._granted()
            await self._handover.announce(fresh)
            patience = self._core.patience()
            progress = await patience.through(lambda: self._progress([held.place for held in fresh], patience))
            for held in fresh:
                layout = self._core.cluster.layout(held.place.topic)
                if layout is not None and held.stage is not Stage.LOST:
                    start = progress.get(held.place, 0)
                    held.begin(Cursor(held.place, layout.topic_id, start, from_start=True))

    def claim(self, place: TopicPartition) -> Held:
        """The claim to commit under. Raises LostClaim when the partition is not (or no longer) this member's."""
        held = self.held.get(place)
        if held is None or not held.owned:
            raise LostClaim(
                f"group {self.group.name}: {place.topic}[{place.partition}] is not owned by this consumer now"
            )
        return held

    def check(self, claims: Iterable[Held]) -> None:
        """Raise LostClaim when one of the claims does not hold any more."""
        for held in claims:
            if self.claim(held.place) is not held:
                raise LostClaim(
                    f"group {self.group.name}: {held.place.topic}[{held.place.partition}] was given away and came back; "
                    "what was read before does not count"
                )

    async def leave(self) -> None:
        """Give everything away and go out of the group; without the cluster, the session's end does the same."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self._handover.give_all()
        with contextlib.suppress(BrokerError, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await self.group.leave(Patience(_GOODBYE))
        failure = self._handover.take_failure()
        if failure is not None and not isinstance(failure, Unavailable):
            raise failure

    def _granted(self) -> list[Held]:
        return [held for held in self.held.values() if held.stage is Stage.GRANTED]

    async def _progress(self, places: list[TopicPartition], patience: Patience) -> dict[TopicPartition, int]:
        try:
            return await self.group.progress(places, patience)
        except Expelled:
            self.nudge()
            raise Passing(f"Kafka: group {self.group.name}: this member is not in it now") from None

    def _join_again(self) -> None:
        self._must_join = True
        self._rung.set()

    async def _run(self) -> None:
        interval = min(self._core.session_timeout / _BEATS_PER_SESSION, _LONGEST_BEAT)
        while True:
            self._rung.clear()
            try:
                await self._round(Patience(self._core.session_timeout))
            except Expelled:
                LOG.warning("the group has gone on without this member", group=self.group.name)
                self.group.expelled()
                self._handover.lose_all()
                self._must_join = True
                continue
            except GroupMoved:
                self._must_join = True
                continue
            except Exception as error:  # noqa: BLE001 - this must not die in silence: the next poll raises it
                if not isinstance(error, Passing) or not self.sure:
                    self._handover.fail(error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(interval):
                    await self._rung.wait()

    async def _round(self, patience: Patience) -> None:
        if not self._must_join:
            await self.group.beat(patience)
            self._heard = self._clock()
        # Before joining: what appears after this look is seen by the next one, and leads to another joining.
        with contextlib.suppress(Passing):
            await self._look_at_topics()
        if self._must_join:
            await self._join(patience)
            self._heard = self._clock()

    async def _join(self, patience: Patience) -> None:
        self._must_join = False
        try:
            # What is on its way out is still held: nobody else may have it before the worker has been told.
            mine = Subscription(self._names, frozenset(self.held), self.group.generation)
            assigned = await self.group.join(mine, self._plan, patience)
        except BaseException:
            self._must_join = True
            raise
        # Progress is looked up when the worker begins; here a topic must only be known.
        await self._core.cluster.meet(place.topic for place in assigned)
        self._handover.adopt(assigned)

    async def _plan(self, members: Mapping[str, Subscription]) -> Mapping[str, Iterable[TopicPartition]]:
        names = frozenset[str]().union(*(one.topics for one in members.values()))
        await self._core.cluster.refresh(names)
        layouts = {name: layout for name in names if (layout := self._core.cluster.layout(name)) is not None}
        return plan(members, {name: len(layout.leaders) for name, layout in layouts.items()})

    async def _look_at_topics(self) -> None:
        """Join again when a topic has come, gone, or been made anew."""
        missing = None in self._layouts.values() or not self._layouts
        if self._clock() - self._looked < (_LOOK_FOR_MISSING if missing else _LOOK_FOR_CHANGES):
            return
        await self._core.cluster.refresh(self._names)
        self._looked = self._clock()
        before, self._layouts = self._layouts, {name: self._core.cluster.layout(name) for name in self._names}
        changed = {name for name, layout in self._layouts.items() if _shape(layout) != _shape(before.get(name))}
        if changed:
            self._must_join = True
            self._handover.withdraw(name for name in changed if not _same(self._layouts[name], before.get(name)))


def _shape(layout: Layout | None) -> tuple[bytes, int] | None:
    """What a change of the group follows from: leaders may move without one."""
    return None if layout is None else (layout.topic_id, len(layout.leaders))


def _same(now: Layout | None, before: Layout | None) -> bool:
    return now is not None and before is not None and now.topic_id == before.topic_id
