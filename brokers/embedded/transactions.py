"""Transactions: what is gathered in an `async with` and written in one commit, progress of consumers included.

The router's way out: what it decided about a batch goes to dueslag, log and receipts through here, together with how
far it has read.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from brokers.base import (
    BrokerError,
    Consumer,
    Fenced,
    Producer,
    Record,
    TopicPartition,
    Transaction,
    UnknownTopic,
)
from brokers.embedded.append import Append
from brokers.embedded.consumer import EmbeddedConsumer
from brokers.embedded.core import Core
from brokers.embedded.writer import Ledger


class EmbeddedTransaction(Transaction):
    """Gathers in memory; nothing is written before the commit."""

    def __init__(self, core: Core, holder: tuple[str, int]) -> None:
        self._core = core
        self._append: Append | None = Append(core.catalogue, holder)

    def send(self, record: Record) -> None:
        """Add a record."""
        self._open().add(record)

    def commit_offset(self, consumer: Consumer, place: TopicPartition, next_offset: int) -> None:
        """Add progress. Raises Fenced at once when the consumer does not own the partition now."""
        if not isinstance(consumer, EmbeddedConsumer) or consumer.core is not self._core:
            raise BrokerError("the consumer belongs to another broker; a transaction takes its own broker's consumers")
        self._open().progress(consumer.claim(place), next_offset)

    def close(self) -> Append:
        """Take nothing more; returns what was gathered."""
        append, self._append = self._open(), None
        return append

    def _open(self) -> Append:
        if self._append is None:
            raise BrokerError("the transaction has ended; begin a new one")
        return self._append


class EmbeddedProducer(Producer):
    """A holder of one transactional id, known by the epoch it was given."""

    def __init__(
        self,
        core: Core,
        transactional_id: str,
        epoch: int,
        on_close: Callable[[EmbeddedProducer], None],
    ) -> None:
        self._core = core
        self._id = transactional_id
        self._epoch = epoch
        self._on_close = on_close
        self._open: EmbeddedTransaction | None = None
        self._closed = False

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """One transaction; leaving it commits."""
        return self._transaction()

    @contextlib.asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        if self._closed:
            raise Fenced(f"transactional id {self._id}: the producer is closed")
        if self._open is not None:
            raise BrokerError(f"transactional id {self._id}: a transaction is open; end it before the next")
        transaction = self._open = EmbeddedTransaction(self._core, (self._id, self._epoch))
        try:
            yield transaction
            append = transaction.close()
            if self._closed:
                raise Fenced(f"transactional id {self._id}: the producer was closed; nothing was written")
            await self._commit(append)
        finally:
            self._open = None

    async def close(self) -> None:
        """Give up the id; what is open is aborted."""
        self._closed = True
        self._on_close(self)

    async def _commit(self, append: Append) -> None:
        writing = asyncio.ensure_future(self._core.writer.append(append, len(append)))
        try:
            await asyncio.shield(writing)
        except UnknownTopic:
            append.forget_topics()
            raise
        except asyncio.CancelledError:
            # Whoever is cancelled here must not be left in doubt for long: the commit is under way and takes
            # milliseconds, so it is brought to its end before the cancellation goes on.
            with contextlib.suppress(BrokerError):
                await writing
            raise


async def take_over(
    core: Core, transactional_id: str, on_close: Callable[[EmbeddedProducer], None]
) -> EmbeddedProducer:
    """Become the holder of a transactional id: from this commit on, older holders are fenced."""

    def raise_epoch(ledger: Ledger) -> int:
        (epoch,) = ledger.db.execute(
            "INSERT INTO producer VALUES (?, 1) ON CONFLICT DO UPDATE SET epoch = epoch + 1 RETURNING epoch",
            (transactional_id,),
        ).fetchone()
        return int(epoch)

    return EmbeddedProducer(core, transactional_id, await core.writer.change(raise_epoch), on_close)
