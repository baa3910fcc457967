"""One consumer's place in its group: the heartbeat, and the partitions that come and go with it.

Runs beside the consumer's polls. Giving away happens here, in the background: `on_revoked` is awaited, then the
partition is released. Taking over happens only inside `poll` (`activate`), so that a worker which still handles records
of an earlier ownership can never commit them under a new one.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from brokers.base import BrokerError, Fenced, Rebalance, StoredRecord, TopicPartition, Unavailable
from brokers.embedded import groups, topics
from brokers.embedded.core import Core
from brokers.embedded.groups import Claim, Member, Standing
from brokers.embedded.reading import committed

BEATS_PER_SESSION = 3
LONGEST_BEAT = 1.0
"""Seconds between heartbeats at most: each one also looks for members whose process has died."""
REVOKE_LIMIT = 30.0
"""Seconds `on_revoked` may take; then the partition is released all the same, and late commits are fenced."""


class Stage(enum.Enum):
    """How far a partition is on its way through this member."""

    GRANTED = enum.auto()
    ACTIVE = enum.auto()
    LEAVING = enum.auto()
    LOST = enum.auto()


@dataclass(slots=True)
class Held:
    """A partition this member owns: its claim, where it reads, and what it has fetched but not handed out."""

    claim: Claim
    place: TopicPartition
    stage: Stage = Stage.GRANTED
    announced: bool = False
    paused: bool = False
    offset: int = 0
    left: deque[StoredRecord] = field(default_factory=deque)


class Membership:
    """Keeps `held` true to what the group says. `woken` is set whenever `held` changes."""

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
        self.held: dict[TopicPartition, Held] = {}
        self._core = core
        self._group = group
        self._names = names
        self._on_assigned = on_assigned
        self._on_revoked = on_revoked
        self._woken = woken
        self._rung = asyncio.Event()
        self._member = self._new_member()
        self._telling = asyncio.Lock()
        self._failure: Exception | None = None
        self._alive_until = 0.0
        self._beating: asyncio.Task[None] | None = None
        self._giving: asyncio.Task[None] | None = None

    async def enter(self) -> None:
        """Join the group and keep the session alive from now on."""
        await self._adopt(await self._join())
        self._alive_until = asyncio.get_running_loop().time() + self._core.session_ms / 1000
        self._beating = asyncio.create_task(self._run(), name="embedded-membership")

    async def activate(self) -> None:
        """Begin with newly granted partitions: find the progress, await `on_assigned`. Called by `poll` alone.

        Raises what a callback raised, and Unavailable when the session has ended because the log was away.
        """
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        if not any(held.stage is Stage.GRANTED for held in self.held.values()):
            return
        async with self._telling:
            fresh = [held for held in self.held.values() if held.stage is Stage.GRANTED]
            partitions = [held.claim.partition for held in fresh]
            progress = await self._core.reads.run(partial(committed, group=self._group, partitions=partitions))
            for held in fresh:
                held.offset = progress.get(held.claim.partition, 0)
            if fresh and self._on_assigned is not None:
                await self._on_assigned(frozenset(held.place for held in fresh))
            for held in fresh:
                held.announced = True
                if held.stage is Stage.GRANTED:  # and was not asked back meanwhile
                    held.stage = Stage.ACTIVE

    def claim(self, place: TopicPartition) -> Claim:
        """The claim to commit under. Raises Fenced when the partition is not (or no longer) this member's."""
        held = self.held.get(place)
        if held is None or held.stage in {Stage.GRANTED, Stage.LOST}:
            raise Fenced(f"group {self._group}: {place.topic}[{place.partition}] is not owned by this consumer now")
        return held.claim

    async def leave(self) -> None:
        """Give everything away and go out of the group; without the log, the session's end does the same."""
        for task in (self._beating, self._giving):
            if task is not None:
                if task is self._beating:
                    task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        async with self._telling:
            await self._tell_revoked(self.held.values())
            self.held.clear()
        with contextlib.suppress(Unavailable):
            await self._core.writer.change(partial(groups.leave, member=self._member))
        if self._failure is not None and not isinstance(self._failure, Unavailable):
            raise self._failure

    async def _join(self) -> Standing:
        return await self._core.writer.change(partial(groups.join, member=self._member, topics=self._names))

    def _new_member(self) -> Member:
        # A new name each time: claims of an ended session are never confused with those of the next.
        return Member(self._group, uuid.uuid4().hex, self._core.liveness, self._core.session_ms)

    async def _run(self) -> None:
        interval = min(self._core.session_ms / 1000 / BEATS_PER_SESSION, LONGEST_BEAT)
        with self._core.bell.listen([self._group], self._rung):
            while True:
                self._rung.clear()
                await self._beat()
                # Not `wait_for`: in Python 3.11 it swallows a cancellation that comes together with the ring.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(interval):
                        await self._rung.wait()

    async def _beat(self) -> None:
        now = asyncio.get_running_loop().time()
        try:
            standing = await self._core.writer.change(partial(groups.beat, member=self._member))
            if standing is None:
                for held in self.held.values():
                    held.stage = Stage.LOST
                self._member = self._new_member()
                standing = await self._join()
            await self._adopt(standing)
            self._alive_until = now + self._core.session_ms / 1000
        except Unavailable as error:
            if now > self._alive_until:
                self._fail(error)
        except Exception as error:  # noqa: BLE001 - the heartbeat must not die in silence: the next poll raises it
            self._fail(error)

    async def _adopt(self, standing: Standing) -> None:
        owned = standing.keep | standing.give_up
        for held in self.held.values():
            if held.claim not in owned:
                held.stage = Stage.LOST
            elif held.claim in standing.give_up:
                held.stage = Stage.LEAVING
        known = {held.claim.partition for held in self.held.values()}
        fresh = {claim.partition: claim for claim in owned if claim.partition not in known}
        if fresh:
            names = await self._core.reads.run(partial(topics.places, partitions=list(fresh)))
            for partition, place in names.items():
                leaving = fresh[partition] in standing.give_up
                stage = Stage.LEAVING if leaving else Stage.GRANTED
                self.held[place] = Held(fresh[partition], place, stage)
        if self._going() and (self._giving is None or self._giving.done()):
            self._giving = asyncio.create_task(self._give_away(), name="embedded-hand-over")
        self._woken.set()

    def _fail(self, error: Exception) -> None:
        self._failure = error
        self._woken.set()

    def _going(self) -> list[Held]:
        return [held for held in self.held.values() if held.stage in {Stage.LEAVING, Stage.LOST}]

    async def _give_away(self) -> None:
        """Tell the worker, then release; the heartbeat goes on meanwhile."""
        while going := self._going():
            async with self._telling:
                await self._tell_revoked(going)
            claims = [held.claim for held in going if held.stage is Stage.LEAVING]
            try:
                if claims:
                    await self._core.writer.change(partial(groups.release, claims=claims))
            except Unavailable:
                # The group still counts them as ours, and the next heartbeat says so: it starts this over.
                for held in going:
                    held.announced = False
                return
            for held in going:
                del self.held[held.place]
        self._woken.set()
        self._rung.set()

    async def _tell_revoked(self, going: Iterable[Held]) -> None:
        places = frozenset(held.place for held in going if held.announced)
        if not places or self._on_revoked is None:
            return
        try:
            async with asyncio.timeout(REVOKE_LIMIT):
                await self._on_revoked(places)
        except TimeoutError:
            self._failure = BrokerError(
                f"group {self._group}: on_revoked took more than {REVOKE_LIMIT:.0f} seconds; "
                "the partitions were given away, and what was not committed is handled again by their new owner",
            )
        except Exception as error:  # noqa: BLE001 - the worker's own error goes to the worker, from its next poll
            self._failure = error
