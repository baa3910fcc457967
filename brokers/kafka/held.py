"""A partition on its way through one member of a group."""

from __future__ import annotations

import asyncio
import enum

from brokers.base import TopicPartition
from brokers.kafka.cursor import Cursor


class Stage(enum.Enum):
    """How far it has come."""

    GRANTED = enum.auto()
    """The group gave it to this member; the next `poll` begins with it."""
    ACTIVE = enum.auto()
    LEAVING = enum.auto()
    """To be given back, once the worker has been told and its commits have ended."""
    LOST = enum.auto()
    """Somebody else's by now: whatever is committed for it is refused."""


class Held:
    """One claim on one partition. A partition that is lost and comes again is another claim."""

    def __init__(self, place: TopicPartition) -> None:
        self.place = place
        self.stage = Stage.GRANTED
        self.announced = False
        """Whether the worker was told that it has it."""
        self.paused = False
        self.sought: int | None = None
        """Where the worker wants to begin, when it said so before the first poll."""
        self.comes_again = False
        """Given to this member again while it was on its way out."""
        self._cursor: Cursor | None = None
        self._commits = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def cursor(self) -> Cursor:
        """Where it is read. Only when it has been begun with."""
        if self._cursor is None:
            raise RuntimeError("a partition is read only when its progress is known")
        return self._cursor

    @property
    def owned(self) -> bool:
        """Whether the worker may commit for it."""
        return self.stage in {Stage.ACTIVE, Stage.LEAVING}

    @property
    def readable(self) -> bool:
        """Whether the worker gets records of it."""
        return self.stage is Stage.ACTIVE and not self.paused

    def begin(self, cursor: Cursor) -> None:
        """Its progress is known: reading begins, if it was not asked back meanwhile."""
        self._cursor = cursor
        if self.sought is not None:
            cursor.seek(self.sought)
        if self.stage is Stage.GRANTED:
            self.stage = Stage.ACTIVE

    def seek(self, offset: int) -> None:
        """Read on from `offset`."""
        if self._cursor is None:
            self.sought = offset
        else:
            self._cursor.seek(offset)

    def commit_begins(self) -> None:
        """A commit for it is under way: it is not given away before `commit_ended`."""
        self._commits += 1
        self._quiet.clear()

    def commit_ended(self) -> None:
        """That commit has ended, one way or the other."""
        self._commits -= 1
        if not self._commits:
            self._quiet.set()

    async def quiet(self) -> None:
        """Return when no commit for it is under way."""
        await self._quiet.wait()
