"""The ground of the contract suite: what a backend gives, and how a test waits.

A backend subclasses every contract together with its own set-up class, which overrides the fixture `aaben` and
`ryd_op`. Nothing here may assume more than `brokers.base` promises: offsets may have holes, a rebalance may take
seconds, several tests may share one cluster.
"""

from __future__ import annotations

import asyncio
import inspect
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence

import pytest

from brokers import Broker, Consumer, Record, StoredRecord, TopicSpec

Aaben = Callable[[], Awaitable[Broker]]


class Brokerkontrakt:
    """Fixtures of every contract. `frist`: seconds a promise may take to come true before the test fails."""

    frist = 10.0

    @pytest.fixture
    def aaben(self) -> Aaben:
        """Opens a started broker on the test's log; each call is a further instance. All are stopped at the end."""
        raise NotImplementedError

    @pytest.fixture
    async def broker(self, aaben: Aaben) -> Broker:
        return await aaben()

    @pytest.fixture
    def navn(self) -> str:
        """A name no other test uses, for topics, groups and transactional ids."""
        return f"proeve.{uuid.uuid4().hex[:12]}"

    @pytest.fixture
    async def emne(self, broker: Broker, navn: str) -> str:
        """A topic of one partition."""
        await broker.ensure_topics(TopicSpec(navn))
        return navn

    async def ryd_op(self, broker: Broker, emne: str) -> None:
        """Have the backend clean `emne` as far as it can."""
        raise NotImplementedError


async def vent_til(betingelse: Callable[[], object], *, frist: float) -> None:
    """Wait until the condition (plain or async) is true; fail after `frist` seconds."""
    slut = time.monotonic() + frist
    while True:
        svar = betingelse()
        if inspect.isawaitable(svar):
            svar = await svar
        if svar:
            return
        assert time.monotonic() < slut, f"did not come true within {frist} s"
        await asyncio.sleep(0.02)


async def laes(broker: Broker, emne: str, antal: int, *, partition: int = 0, frist: float = 10.0) -> list[StoredRecord]:
    """Exactly `antal` records from the beginning of a partition: fails when fewer come, or more."""
    fundet: list[StoredRecord] = []
    slut = time.monotonic() + frist
    async with await broker.reader(emne, partition) as laeser:
        while len(fundet) < antal and time.monotonic() < slut:
            fundet += await laeser.read(timeout=0.2)
        fundet += await laeser.read(timeout=0.05)
    assert len(fundet) == antal
    return fundet


async def poll_til(consumer: Consumer, antal: int, *, frist: float = 10.0) -> list[StoredRecord]:
    """At least `antal` records from a consumer, in the order they came."""
    fundet: list[StoredRecord] = []
    slut = time.monotonic() + frist
    while len(fundet) < antal:
        assert time.monotonic() < slut, f"{len(fundet)} of {antal} records within {frist} s"
        for poster in (await consumer.poll(timeout=0.2)).values():
            fundet += poster
    return fundet


def poster(emne: str, *vaerdier: bytes, key: bytes | None = b"n") -> list[Record]:
    """A record per value, all with one key."""
    return [Record(emne, vaerdi, key=key) for vaerdi in vaerdier]


def vaerdier(fundet: Sequence[StoredRecord]) -> list[bytes | None]:
    """The values, in order."""
    return [post.value for post in fundet]
