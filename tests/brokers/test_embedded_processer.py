"""Several processes on one directory: one consumer group, effectively once, through kill -9 and a frozen process."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from brokers import Broker, EmbeddedBroker, Record, TopicSpec

from .barn import linje, sig, slut, start
from .kontrakt.grund import laes, poll_til, vaerdier, vent_til

FRIST = 30.0


async def frys(barn: asyncio.subprocess.Process, mappe: Path) -> bool:
    """Freeze a process between its writes: one that is frozen inside a commit holds the log's write lock."""
    barn.send_signal(signal.SIGSTOP)
    with contextlib.closing(sqlite3.connect(mappe / "log.sqlite3", isolation_level=None, timeout=0.2)) as db:
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            barn.send_signal(signal.SIGCONT)
            return False
        db.execute("ROLLBACK")
    return True


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    async with EmbeddedBroker(tmp_path, session_timeout=1.0) as broker:
        await broker.ensure_topics(TopicSpec("ind", partitions=8), TopicSpec("ud"))
        yield broker


async def ud(broker: Broker) -> int:
    return (await broker.end_offsets("ud"))[0]


async def test_tre_processer_hvoraf_en_draebes_goer_hver_post_netop_en_gang(broker: Broker, tmp_path: Path) -> None:
    antal = 3_000
    boern = [await start("videresender", tmp_path, f"barn-{n}", 60.0, "medlem") for n in range(3)]
    assert [await linje(barn) for barn in boern] == ["KLAR"] * 3
    sendes = asyncio.create_task(_send(broker, antal))
    await vent_til(lambda: _over(broker, antal // 4), frist=FRIST)
    boern[1].kill()
    # The session lasts a minute: that the others go on at once is the doing of the lock a dead process lets go of.
    await vent_til(lambda: _over(broker, antal - 1), frist=FRIST)
    await sendes
    for barn in boern:
        await slut(barn)
    fundet = await laes(broker, "ud", antal, frist=FRIST)
    assert Counter(vaerdier(fundet)) == Counter(b"%d" % n for n in range(antal))
    for noegle in {post.key for post in fundet}:
        raekke = [int(post.value or b"") for post in fundet if post.key == noegle]
        assert raekke == sorted(raekke)
    assert sum((await broker.committed("gruppe", "ind")).values()) == antal


async def test_en_frossen_proces_mister_sin_partition_og_kan_intet_skrive(broker: Broker, tmp_path: Path) -> None:
    await broker.send(Record("ind", b"post", partition=3))
    barn = await start("zombie", tmp_path, 1.0)
    try:
        assert await linje(barn) == "AABEN"
        await vent_til(lambda: frys(barn, tmp_path), frist=FRIST)
        async with await broker.consumer("ind", group="gruppe") as consumer:
            [post] = await poll_til(consumer, 1, frist=FRIST)
            await consumer.commit({post.place: post.offset + 1})
            barn.send_signal(signal.SIGCONT)
            await sig(barn)
            assert await linje(barn) == "FENCED"
            assert await broker.committed("gruppe", "ind") == {3: post.offset + 1}
    finally:
        await slut(barn)
    assert await ud(broker) == 0


async def test_uden_frost_skriver_den_samme_proces(broker: Broker, tmp_path: Path) -> None:
    await broker.send(Record("ind", b"post", partition=3))
    barn = await start("zombie", tmp_path, 1.0)
    try:
        assert await linje(barn) == "AABEN"
        await sig(barn)
        assert await linje(barn) == "SKREVET"
    finally:
        await slut(barn)
    assert vaerdier(await laes(broker, "ud", 1)) == [b"zombie"]


async def _send(broker: Broker, antal: int) -> None:
    for start_ in range(0, antal, 100):
        await broker.send(*(Record("ind", b"%d" % n, key=b"%d" % (n % 50)) for n in range(start_, start_ + 100)))


async def _over(broker: Broker, antal: int) -> bool:
    return await ud(broker) > antal
