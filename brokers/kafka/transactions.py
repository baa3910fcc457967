"""Transactions: what is gathered in an `async with` and written in one commit, progress of consumers included.

The router's way out: what it decided about a batch goes to dueslag, log and receipts through here, together with how
far it has read. Nothing is sent before the end of the `async with`; then all of it, and the commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

from brokers.base import BrokerError, Consumer, Fenced, Producer, Record, TopicPartition, Transaction
from brokers.kafka.committing import Commit, Progress, Sequences
from brokers.kafka.consumer import KafkaConsumer
from brokers.kafka.core import Core
from brokers.kafka.failures import Patience
from brokers.kafka.gathering import Gathered
from brokers.kafka.grouping import LostClaim
from brokers.kafka.holding import Holding

_CLEAR_UP: Final = 3.0
"""Seconds that a doubt may take to be cleared at once; if it takes longer, the next user of the id clears it."""


class KafkaTransaction(Transaction):
    """Gathers in memory; nothing is written before the commit."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._gathered: Gathered | None = Gathered(core.catalogue)
        self._progress: Progress = {}

    def send(self, record: Record) -> None:
        """Add a record. What is wrong with it is said at once if its topic was met before, else at the end."""
        self._open().add(record)

    def commit_offset(self, consumer: Consumer, place: TopicPartition, next_offset: int) -> None:
        """Add progress. Raises Fenced at once when the consumer does not own the partition now."""
        if not isinstance(consumer, KafkaConsumer) or consumer.core is not self._core:
            raise BrokerError("the consumer belongs to another broker; a transaction takes its own broker's consumers")
        self._open()
        claim = consumer.claim(place)
        self._progress.setdefault(consumer, {})[claim] = next_offset

    def close(self) -> tuple[Gathered, Progress]:
        """Take nothing more; returns what was gathered."""
        gathered = self._open()
        self._gathered = None
        return gathered, self._progress

    def _open(self) -> Gathered:
        if self._gathered is None:
            raise BrokerError("the transaction has ended; begin a new one")
        return self._gathered


class _State(enum.Enum):
    """What can be said of a producer's id."""

    HELD = enum.auto()
    IN_DOUBT = enum.auto()
    """A commit had no answer: what is open must be aborted before the id is used again."""
    FENCED = enum.auto()
    CLOSED = enum.auto()


class KafkaProducer(Producer):
    """A holder of one transactional id."""

    def __init__(self, core: Core, holding: Holding, on_close: Callable[[KafkaProducer], None]) -> None:
        self._core = core
        self._holding = holding
        self._sequences: Sequences = {}
        self._on_close = on_close
        self._open: KafkaTransaction | None = None
        self._state = _State.HELD

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """One transaction; leaving it commits."""
        return self._transaction()

    async def close(self) -> None:
        """Give up the id; an open transaction is aborted. Does not wait long for a cluster that is away."""
        if self._state is _State.CLOSED:
            return
        in_doubt = self._state is _State.IN_DOUBT
        self._state = _State.CLOSED
        self._on_close(self)
        if in_doubt:
            # Progress that is in doubt can be read by nobody until this is cleared.
            with contextlib.suppress(BrokerError):
                await self._holding.renew(Patience(_CLEAR_UP))

    @contextlib.asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        self._check()
        if self._open is not None:
            raise BrokerError(f"{self._name}: a transaction is open; end it before the next")
        transaction = self._open = KafkaTransaction(self._core)
        try:
            if self._state is _State.IN_DOUBT:
                await self._clear_up(self._core.patience())
            yield transaction
            gathered, progress = transaction.close()
            self._check()
            if gathered or progress:
                await self._commit(gathered, progress)
        finally:
            self._open = None

    async def _commit(self, gathered: Gathered, progress: Progress) -> None:
        writing = asyncio.create_task(self._write(gathered, progress), name="kafka-commit")
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # Whoever is cancelled here must not be left in doubt: the commit is under way and takes milliseconds, so
            # it is brought to its end before the cancellation goes on.
            with contextlib.suppress(BrokerError):
                await writing
            raise

    async def _write(self, gathered: Gathered, progress: Progress) -> None:
        commit = Commit(self._core, self._holding, self._sequences)
        try:
            await commit.write(gathered, progress)
        except BaseException as error:
            if commit.begun:
                await self._after(error)
            raise

    async def _after(self, error: BaseException) -> None:
        """Something may lie open in the cluster, unless whoever fenced us has aborted it."""
        if isinstance(error, Fenced) and not isinstance(error, LostClaim):
            self._set(_State.FENCED)
            return
        self._set(_State.IN_DOUBT)
        if isinstance(error, BrokerError):
            with contextlib.suppress(BrokerError):
                await self._clear_up(Patience(_CLEAR_UP))

    async def _clear_up(self, patience: Patience) -> None:
        try:
            await self._holding.renew(patience)
        except Fenced:
            self._set(_State.FENCED)
            raise
        self._sequences.clear()
        self._set(_State.HELD)

    def _set(self, state: _State) -> None:
        if self._state is not _State.CLOSED:
            self._state = state

    def _check(self) -> None:
        if self._state is _State.CLOSED:
            raise Fenced(f"{self._name}: the producer is closed")
        if self._state is _State.FENCED:
            raise Fenced(f"{self._name}: another producer has taken it over")

    @property
    def _name(self) -> str:
        return f"transactional id {self._holding.transactional_id}"
