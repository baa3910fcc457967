"""Partitions that come and go: what this member holds, and how its worker is told before anything leaves.

Giving away happens in the background: `on_revoked` is awaited, commits that are under way come to their end, and only
then is the partition let go of. Until then it counts as held, so the group gives it to nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from brokers.base import BrokerError, Rebalance, TopicPartition
from brokers.kafka.held import Held, Stage

_REVOKE_LIMIT: Final = 30.0
"""Seconds `on_revoked` may take; then the partition is released all the same, and late commits are refused."""


class Handover:
    """`held` is what this member has. `woken` is set whenever that changes; `released` is called when it let go."""

    def __init__(
        self,
        group: str,
        woken: asyncio.Event,
        released: Callable[[], None],
        *,
        on_assigned: Rebalance | None,
        on_revoked: Rebalance | None,
    ) -> None:
        self.held: dict[TopicPartition, Held] = {}
        self.telling = asyncio.Lock()
        """Held while the worker is told something: one thing at a time, in order."""
        self._group = group
        self._woken = woken
        self._released = released
        self._on_assigned = on_assigned
        self._on_revoked = on_revoked
        self._lost: list[Held] = []
        """Claims that are no more, and whose worker has not been told yet."""
        self._failure: Exception | None = None
        self._giving: asyncio.Task[None] | None = None

    def fail(self, error: Exception) -> None:
        """Have the next poll raise this."""
        self._failure = error
        self._woken.set()

    def take_failure(self) -> Exception | None:
        """What the next poll is to raise."""
        failure, self._failure = self._failure, None
        return failure

    def adopt(self, assigned: frozenset[TopicPartition]) -> None:
        """The group gives this member these partitions, and no others."""
        for place in assigned:
            held = self.held.get(place)
            if held is None:
                self.held[place] = Held(place)
            elif held.stage is Stage.LEAVING:
                held.comes_again = True
        self._withdraw(held for place, held in self.held.items() if place not in assigned)

    def withdraw(self, topics: Iterable[str]) -> None:
        """Let go of every partition of these topics."""
        names = set(topics)
        self._withdraw(held for place, held in self.held.items() if place.topic in names)

    def lose_all(self) -> None:
        """The group has gone on without this member: whatever it holds is somebody else's by now."""
        for held in self.held.values():
            held.stage = Stage.LOST
        self._lost += self.held.values()
        self.held.clear()
        self._give()

    async def announce(self, fresh: Iterable[Held]) -> None:
        """Await `on_assigned` for those the worker does not know of. Raises what it raises."""
        new = [held for held in fresh if not held.announced]
        # From here on the worker may know: what is asked back meanwhile waits until it can be told of that too.
        for held in new:
            held.announced = True
        try:
            if new and self._on_assigned is not None:
                await self._on_assigned(frozenset(held.place for held in new))
        except BaseException:
            for held in new:
                held.announced = False
            raise

    async def give_all(self) -> None:
        """Let go of everything, at the end."""
        if self._giving is not None:
            await asyncio.gather(self._giving, return_exceptions=True)
        async with self.telling:
            going = [*self.held.values(), *self._lost]
            await self._tell(going)
            for held in going:
                await held.quiet()
                held.stage = Stage.LOST
            self.held.clear()
            self._lost.clear()

    def _withdraw(self, going: Iterable[Held]) -> None:
        for held in list(going):
            if held.announced:
                held.stage = Stage.LEAVING
            else:
                held.stage = Stage.LOST  # the worker never heard of it
                del self.held[held.place]
                self._released()
        self._give()

    def _give(self) -> None:
        if self._going() and (self._giving is None or self._giving.done()):
            self._giving = asyncio.create_task(self._give_away(), name="kafka-hand-over")
        self._woken.set()

    def _going(self) -> list[Held]:
        return [*self._lost, *(held for held in self.held.values() if held.stage is Stage.LEAVING)]

    async def _give_away(self) -> None:
        """Tell the worker, then release; the heartbeat goes on meanwhile."""
        while going := self._going():
            async with self.telling:
                await self._tell(going)
                for held in going:
                    await held.quiet()
                    self._release(held)
        self._woken.set()
        self._released()

    def _release(self, held: Held) -> None:
        if held in self._lost:
            self._lost.remove(held)
            return
        held.stage = Stage.LOST
        if self.held.get(held.place) is held:
            del self.held[held.place]
            if held.comes_again:
                self.held[held.place] = Held(held.place)

    async def _tell(self, going: Iterable[Held]) -> None:
        places = frozenset(held.place for held in going if held.announced)
        if not places or self._on_revoked is None:
            return
        try:
            async with asyncio.timeout(_REVOKE_LIMIT):
                await self._on_revoked(places)
        except TimeoutError:
            self._failure = BrokerError(
                f"group {self._group}: on_revoked took more than {_REVOKE_LIMIT:.0f} seconds; "
                "the partitions were given away, and what was not committed is handled again by their new owner",
            )
        except Exception as error:  # noqa: BLE001 - the worker's own error goes to the worker, from its next poll
            self._failure = error
