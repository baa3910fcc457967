"""What an embedded consumer does when its callbacks fail, or its session ends."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from brokers import EmbeddedBroker, Fenced, TopicPartition, TopicSpec

from .kontrakt.grund import poll_til, poster, vaerdier, vent_til

FRIST = 10.0


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[EmbeddedBroker]:
    async with EmbeddedBroker(tmp_path, lock_timeout=0.3, tombstone_delay=0) as broker:
        await broker.ensure_topics(TopicSpec("e"))
        yield broker


@contextlib.contextmanager
def filen(mappe: Path) -> Iterator[sqlite3.Connection]:
    """The file behind the broker's back."""
    with contextlib.closing(sqlite3.connect(mappe / "log.sqlite3", isolation_level=None)) as db:
        yield db


async def test_en_fejl_i_on_revoked_siges_og_holder_ikke_partitionen(broker: EmbeddedBroker) -> None:
    async def frataget(_: frozenset[TopicPartition]) -> None:
        raise LookupError("arbejderens egen fejl")

    await broker.ensure_topics(TopicSpec("to", partitions=2))
    en = await broker.consumer("to", group="g", on_revoked=frataget)
    await en.poll(timeout=0)
    assert len(en.assignment) == 2
    async with await broker.consumer("to", group="g") as to:

        async def flyttet() -> bool:
            await to.poll(timeout=0)
            return len(to.assignment) == 1

        await vent_til(flyttet, frist=FRIST)
        with pytest.raises(LookupError):
            await en.poll(timeout=0)
        await en.poll(timeout=0)
        with pytest.raises(LookupError):
            await en.close()


async def test_en_fejl_i_on_assigned_siges_og_proeves_igen(broker: EmbeddedBroker) -> None:
    forsoeg: list[frozenset[TopicPartition]] = []

    async def tildelt(pladser: frozenset[TopicPartition]) -> None:
        forsoeg.append(pladser)
        if len(forsoeg) == 1:
            raise LookupError("arbejderens egen fejl")

    await broker.send(*poster("e", b"1"))
    async with await broker.consumer("e", group="g", on_assigned=tildelt) as consumer:
        with pytest.raises(LookupError):
            await consumer.poll(timeout=0)
        assert not consumer.assignment
        assert vaerdier(await poll_til(consumer, 1)) == [b"1"]
    assert forsoeg == [{TopicPartition("e", 0)}] * 2


async def test_on_assigned_kan_vaelge_hvor_der_laeses_fra(broker: EmbeddedBroker) -> None:
    pladser = await broker.send(*poster("e", b"1", b"2", b"3"))

    async def tildelt(_: frozenset[TopicPartition]) -> None:
        consumer.seek(TopicPartition("e", 0), pladser[2].offset)

    consumer = await broker.consumer("e", group="g", on_assigned=tildelt)
    assert vaerdier(await poll_til(consumer, 1)) == [b"3"]


async def test_et_medlem_hvis_session_er_slut_kommer_igen_som_ny(broker: EmbeddedBroker, tmp_path: Path) -> None:
    await broker.send(*poster("e", b"1", b"2"))
    fortalt: list[str] = []

    async def frataget(_: frozenset[TopicPartition]) -> None:
        fortalt.append("frataget")

    async with await broker.consumer("e", group="g", on_revoked=frataget) as consumer:
        [foerste, _] = await poll_til(consumer, 2)
        with filen(tmp_path) as db:
            db.execute("UPDATE claim SET owner = NULL")
            db.execute("DELETE FROM member")
        with pytest.raises(Fenced):
            await consumer.commit({foerste.place: 2})
        igen = await poll_til(consumer, 2)
        assert vaerdier(igen) == [b"1", b"2"]
        assert fortalt == ["frataget"]
        await consumer.commit({foerste.place: 2})
