"""A group as its coordinator knows it: joining, staying, leaving, and the group's progress."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final

from aiokafka.protocol.commit import OffsetCommitRequest
from aiokafka.protocol.group import HeartbeatRequest, JoinGroupRequest, LeaveGroupRequest, SyncGroupRequest

from brokers.base import BrokerError, Fenced, TopicPartition
from brokers.kafka import messages
from brokers.kafka.codes import COORDINATOR_MOVED, REPLACED, Code
from brokers.kafka.core import Core
from brokers.kafka.failures import Passing, Patience, refusal
from brokers.kafka.holding import Holding, txn_refusal
from brokers.kafka.subscription import (
    STRATEGY,
    Subscription,
    read_assignment,
    read_subscription,
    write_assignment,
    write_subscription,
)

Plan = Callable[[Mapping[str, Subscription]], Any]

_LANES: Final = itertools.count()
_CONSUMER: Final = "consumer"
_NOBODY: Final = ""
_NO_GENERATION: Final = -1
_NO_RETENTION: Final = -1


class LostClaim(Fenced):
    """A partition is no longer this member's."""


class Expelled(Exception):
    """The group has gone on without this member."""


class GroupMoved(Passing):
    """The group is changing, or has changed, its generation: what is still owned goes on under the new one."""


class Group:
    """One member's dealings with its group. Its name and generation are the coordinator's to give."""

    def __init__(self, core: Core, name: str) -> None:
        self.name = name
        self.generation = _NO_GENERATION
        self.member = _NOBODY
        self._core = core
        # To join is to wait until all have come, and a connection answers in order: each member needs its own.
        self._lane = ("group", next(_LANES))

    async def join(self, mine: Subscription, plan: Plan, patience: Patience) -> frozenset[TopicPartition]:
        """Come in, or come again, and be given partitions. Raises Expelled, Passing, BrokerError."""
        session = round(self._core.session_timeout * 1000)
        protocols = [(STRATEGY, write_subscription(mine))]
        request = JoinGroupRequest(self.name, session, session, self.member, None, _CONSUMER, protocols)
        # The coordinator answers when every member has come, or has been silent for too long.
        within = self._core.session_timeout + self._core.connections.timeout
        answer = await self._ask(request, patience, lane=self._lane, within=within)
        code = Code.of(answer.error_code)
        if code is Code.MEMBER_ID_REQUIRED:
            self.member = answer.member_id
            return await self.join(mine, plan, patience)
        self._check(code, "join")
        self.member, self.generation = answer.member_id, answer.generation_id
        given: list[tuple[str, bytes]] = []
        if answer.leader_id == self.member:
            members = {member: read_subscription(data) for member, _, data in answer.members}
            given = [(member, write_assignment(places)) for member, places in (await plan(members)).items()]
        sync = SyncGroupRequest(self.name, self.generation, self.member, None, given)
        answer = await self._ask(sync, patience, lane=self._lane, within=within)
        self._check(Code.of(answer.error_code), "join")
        return read_assignment(answer.member_assignment)

    async def beat(self, patience: Patience) -> None:
        """Say that this member is alive. Raises GroupMoved when it must join again; Expelled, Passing, BrokerError."""
        request = HeartbeatRequest(self.name, self.generation, self.member)
        # Shorter than usual: a coordinator that hangs must be given up while there is time to find the next one.
        within = min(self._core.connections.timeout, max(1.0, self._core.session_timeout / 2))
        answer = await self._ask(request, patience, lane=self._lane, within=within)
        self._check(Code.of(answer.error_code), "stay")

    async def leave(self, patience: Patience) -> None:
        """Go, so that others need not wait for the session to end. Raises Passing, BrokerError."""
        member, self.member = self.member, _NOBODY
        self._core.connections.release(self._lane)
        if member:
            await self._ask(LeaveGroupRequest(self.name, member), patience)

    def expelled(self) -> None:
        """Come in as a new member the next time."""
        self.member, self.generation = _NOBODY, _NO_GENERATION

    async def commit(self, offsets: Mapping[TopicPartition, int], patience: Patience) -> None:
        """Store progress. Raises LostClaim, GroupMoved, Passing, BrokerError."""
        topics = [
            (topic, [(n, offset, "") for n, offset in parts]) for topic, parts in _by_topic(offsets.items()).items()
        ]
        request = OffsetCommitRequest(self.name, self.generation, self.member, _NO_RETENTION, topics)
        answer = await self._ask(request, patience)
        self._check_progress(code for _, parts in answer.topics for _, code in parts)

    async def commit_in(self, holding: Holding, offsets: Mapping[TopicPartition, int], patience: Patience) -> None:
        """Have progress in a transaction. Raises Fenced, GroupMoved, Passing, BrokerError."""
        request = messages.txn_offset_commit(
            holding.transactional_id,
            holding.holder,
            self.name,
            (self.generation, self.member),
            list(_by_topic(offsets.items()).items()),
        )
        answer = await self._ask(request, patience, lane=holding.lane)
        codes = [code for _, parts, _ in answer.topics for _, code, _ in parts]
        for code in map(Code.of, codes):
            if code in REPLACED:
                raise txn_refusal(self._core, holding.transactional_id, code, "add progress")
        self._check_progress(codes)

    async def progress(self, places: Iterable[TopicPartition], patience: Patience) -> dict[TopicPartition, int]:
        """The group's progress; partitions without any are absent. Raises Passing while a transaction moves it."""
        topics = _by_topic((place, 0) for place in places)
        request = messages.offset_fetch(self.name, [(topic, [n for n, _ in parts]) for topic, parts in topics.items()])
        answer = await self._ask(request, patience)
        self._check(Code.of(answer.error_code), "read its progress")
        found = {}
        for topic, parts, _ in answer.topics:
            for number, offset, _, _, error, _ in parts:
                code = Code.of(error)
                if code and code is not Code.UNKNOWN_TOPIC_OR_PARTITION:
                    self._check(code, "read its progress")
                if offset >= 0:
                    found[TopicPartition(topic, number)] = offset
        return found

    async def _ask(self, request: Any, patience: Patience, *, lane: Hashable = "", within: float | None = None) -> Any:
        cluster = self._core.cluster
        node = await cluster.coordinator("group", self.name, patience)
        try:
            return await self._core.connections.ask(node, request, lane=lane, within=within)
        except Passing:
            cluster.forget_coordinator("group", self.name)
            raise

    def _check_progress(self, codes: Iterable[int]) -> None:
        for code in map(Code.of, codes):
            if code is Code.UNKNOWN_MEMBER_ID:
                raise LostClaim(f"group {self.name}: it has gone on without this member; nothing was stored")
            self._check(code, "store progress")

    def _check(self, code: Code, what: str) -> None:
        if code is Code.NONE:
            return
        if code in COORDINATOR_MOVED:
            self._core.cluster.forget_coordinator("group", self.name)
        if code in {Code.UNKNOWN_MEMBER_ID, Code.FENCED_INSTANCE_ID}:
            raise Expelled
        if code in {Code.REBALANCE_IN_PROGRESS, Code.ILLEGAL_GENERATION}:
            raise GroupMoved(f"Kafka: group {self.name}: {what}: the group is changing")
        raise self._refusal(code, what)

    def _refusal(self, code: Code, what: str) -> BrokerError:
        if code is Code.INCONSISTENT_GROUP_PROTOCOL:
            return BrokerError(f"Kafka: group {self.name} is used by clients of another kind; stop them, or rename it")
        if code is Code.INVALID_SESSION_TIMEOUT:
            return BrokerError(
                f"Kafka: group {self.name}: the cluster does not allow a session of {self._core.session_timeout:g} "
                "seconds; see group.min.session.timeout.ms and group.max.session.timeout.ms"
            )
        return refusal(code, f"group {self.name}: {what}", self._core.security)


def _by_topic(offsets: Iterable[tuple[TopicPartition, int]]) -> dict[str, list[tuple[int, int]]]:
    topics: dict[str, list[tuple[int, int]]] = {}
    for place, offset in offsets:
        topics.setdefault(place.topic, []).append((place.partition, offset))
    return topics
