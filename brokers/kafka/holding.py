"""One holder of a transactional id, as the transaction coordinator knows it: taking the id over, and what it is asked.

Every request is repeated until it is answered or time is up: the coordinator takes each of them twice without harm.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterable
from typing import Any, Final

from aiokafka.protocol.transaction import AddOffsetsToTxnRequest, AddPartitionsToTxnRequest, EndTxnRequest

from brokers.base import BrokerError, Fenced, TopicPartition
from brokers.kafka import messages
from brokers.kafka.batches import Holder
from brokers.kafka.codes import COORDINATOR_MOVED, REPLACED, Code
from brokers.kafka.core import Core
from brokers.kafka.failures import Passing, Patience, refusal

_MARKING: Final = "PrepareCommit"
_LANES: Final = 8
"""Connections to each node that all transactions share."""


class Holding:
    """`transactional_id` in the hands of `holder`."""

    def __init__(self, core: Core, transactional_id: str, holder: Holder) -> None:
        self.transactional_id = transactional_id
        self.holder = holder
        self.lane = ("transaction", zlib.crc32(transactional_id.encode()) % _LANES)
        self._core = core

    async def add_partitions(self, places: Iterable[TopicPartition], patience: Patience) -> None:
        """Begin the transaction, or widen it. Raises Fenced, Unavailable."""
        topics: dict[str, list[int]] = {}
        for place in places:
            topics.setdefault(place.topic, []).append(place.partition)
        request = AddPartitionsToTxnRequest(self.transactional_id, *self.holder, list(topics.items()))

        async def attempt() -> None:
            answer = await self._ask(request, patience)
            codes = {Code.of(error) for _, partitions in answer.errors for _, error in partitions}
            # One partition that may not be written stops the others: they say "not attempted".
            for code in sorted(codes - {Code.NONE, Code.OPERATION_NOT_ATTEMPTED}):
                raise self._refusal(code, "begin a transaction")

        await patience.through(attempt)

    async def add_group(self, group: str, patience: Patience) -> None:
        """Have a group's progress in the transaction. Raises Fenced, Unavailable."""
        await self._checked(
            AddOffsetsToTxnRequest(self.transactional_id, *self.holder, group), "add progress", patience
        )

    async def end(self, patience: Patience, *, commit: bool) -> None:
        """Commit, or abort. Raises Fenced, Unavailable; then it may or may not have happened."""
        request = EndTxnRequest(self.transactional_id, *self.holder, commit)
        what = "commit" if commit else "abort"
        tries = 0

        async def attempt() -> None:
            nonlocal tries
            tries += 1
            await self._checked_once(request, what, patience)

        try:
            await patience.through(attempt)
        except Fenced as error:
            if not commit or tries == 1:
                raise
            # An earlier word may have arrived, and been answered to nobody.
            raise Fenced(
                f"transactional id {self.transactional_id}: taken over while it committed; the log says whether it counts"
            ) from error

    async def seen(self, patience: Patience) -> None:
        """After a commit: return when every reader sees it. It counts already, whether or not this gets an answer."""
        with contextlib.suppress(BrokerError):
            await patience.through(self._until_seen)

    async def renew(self, patience: Patience) -> None:
        """After a doubt: abort what is open, and go on under a new epoch. Raises Fenced when it was taken over."""
        try:
            await self.end(patience, commit=False)
        except Fenced as error:
            if not isinstance(error, NothingOpen):
                raise
        self.holder = await _init(self._core, self.transactional_id, self.holder, patience)

    async def _until_seen(self) -> None:
        request = messages.describe_transaction(self.transactional_id)
        answer = await self._ask(request, Patience(self._core.connections.timeout))
        [(error, _, state, *_)] = answer.transactions
        if code := Code.of(error):
            raise self._refusal(code, "see it committed")
        if state == _MARKING:
            raise Passing(f"transactional id {self.transactional_id}: the marks of its commit are being written")

    async def _checked(self, request: Any, what: str, patience: Patience) -> None:
        await patience.through(lambda: self._checked_once(request, what, patience))

    async def _checked_once(self, request: Any, what: str, patience: Patience) -> None:
        answer = await self._ask(request, patience)
        if code := Code.of(answer.error_code):
            raise self._refusal(code, what)

    async def _ask(self, request: Any, patience: Patience) -> Any:
        cluster = self._core.cluster
        node = await cluster.coordinator("transactional id", self.transactional_id, patience)
        try:
            return await self._core.connections.ask(node, request, lane=self.lane)
        except Passing:
            cluster.forget_coordinator("transactional id", self.transactional_id)
            raise

    def _refusal(self, code: Code, what: str) -> BrokerError:
        if code in COORDINATOR_MOVED:
            self._core.cluster.forget_coordinator("transactional id", self.transactional_id)
        return txn_refusal(self._core, self.transactional_id, code, what)


class NothingOpen(Fenced):
    """The coordinator knows of no open transaction: there was none, or it has been ended."""


def txn_refusal(core: Core, transactional_id: str, code: Code, what: str) -> BrokerError:
    """The error for an answer about a transaction."""
    if code is Code.INVALID_TXN_STATE:
        return NothingOpen(f"transactional id {transactional_id}: the transaction was ended by the cluster")
    if code in REPLACED:
        return Fenced(f"transactional id {transactional_id}: another producer has taken it over; nothing was written")
    if code is Code.UNKNOWN:
        # What a coordinator says while it is just giving the id to another: in a moment it says who has it.
        return Passing(
            f"transactional id {transactional_id}: {what}: the coordinator is in the middle of something else"
        )
    return refusal(code, f"transactional id {transactional_id}: {what}", core.security)


async def take_over(core: Core, transactional_id: str) -> Holding:
    """Become the holder: from now on older ones are fenced, and what they had open is aborted. Raises Unavailable."""
    return Holding(core, transactional_id, await _init(core, transactional_id, Holder(-1, -1), core.patience()))


async def _init(core: Core, transactional_id: str, holder: Holder, patience: Patience) -> Holder:
    request = messages.init_producer_id(transactional_id, round(core.transaction_timeout * 1000), holder)
    holding = Holding(core, transactional_id, holder)

    async def attempt() -> Holder:
        answer = await holding._ask(request, patience)  # noqa: SLF001 - the same module's
        if code := Code.of(answer.error_code):
            raise holding._refusal(code, "take over")  # noqa: SLF001
        return Holder(answer.producer_id, answer.producer_epoch)

    return await patience.through(attempt)
