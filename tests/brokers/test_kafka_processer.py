"""Several processes in one group on a real Kafka: effectively once, through kill -9 and processes that freeze."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import pytest

from brokers import Broker, Record, TopicSpec, Unavailable
from brokers.kafka import KafkaBroker
from tests.kafka.server import Kafkaserver

from .barn import linje, sig, slut, start
from .kontrakt.grund import laes, poll_til, vaerdier, vent_til

pytestmark = [pytest.mark.xdist_group("kafka-processer"), pytest.mark.timeout(600)]

FRIST = 200.0
SESSION = 4.0


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafkaserver]:
    server = Kafkaserver(tmp_path_factory.mktemp("kafka-processer"))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
async def broker(server: Kafkaserver) -> AsyncIterator[Broker]:
    async with KafkaBroker(server.bootstrap, session_timeout=SESSION) as broker:
        await broker.ensure_topics(TopicSpec("ind", partitions=8), TopicSpec("ud"))
        yield broker


@pytest.mark.parametrize("ids", ["medlem", "partition"])
async def test_tre_processer_hvoraf_en_draebes_og_en_fryser_goer_hver_post_netop_en_gang(
    broker: Broker, server: Kafkaserver, ids: str
) -> None:
    antal = 3_000
    boern = [await start("videresender", server.bootstrap, f"barn-{n}", SESSION, ids) for n in range(3)]
    try:
        assert [await linje(barn) for barn in boern] == ["KLAR"] * 3
        sendes = asyncio.create_task(_send(broker, antal))
        await vent_til(lambda: _over(broker, antal // 6), frist=FRIST)
        boern[0].kill()
        os.kill(boern[1].pid, signal.SIGSTOP)
        # The third takes over everything, once the sessions of the others have ended; then a zombie wakes.
        await vent_til(lambda: _over(broker, antal // 2), frist=FRIST)
        os.kill(boern[1].pid, signal.SIGCONT)
        await sendes
        await vent_til(lambda: _over(broker, antal - 1), frist=FRIST)
    finally:
        for barn in boern:
            await slut(barn)
    fundet = await laes(broker, "ud", antal, frist=FRIST)
    assert Counter(vaerdier(fundet)) == Counter(b"%d" % n for n in range(antal))
    for noegle in {post.key for post in fundet}:
        raekke = [int(post.value or b"") for post in fundet if post.key == noegle]
        assert raekke == sorted(raekke)


async def test_en_frossen_proces_mister_sin_partition_og_kan_intet_skrive(broker: Broker, server: Kafkaserver) -> None:
    await broker.send(Record("ind", b"post", partition=3))
    barn = await start("zombie", server.bootstrap, SESSION)
    try:
        assert await linje(barn) == "AABEN"
        os.kill(barn.pid, signal.SIGSTOP)
        async with await broker.consumer("ind", group="gruppe") as consumer:
            [post] = await poll_til(consumer, 1, frist=FRIST)
            await consumer.commit({post.place: post.offset + 1})
            os.kill(barn.pid, signal.SIGCONT)
            await sig(barn)
            # Nobody has taken its transactional id: it is the group's generation that its transaction breaks on.
            assert await linje(barn) == "FENCED"
            assert await broker.committed("gruppe", "ind") == {3: post.offset + 1}
    finally:
        await slut(barn)
    await laes(broker, "ud", 0)


async def test_uden_frost_skriver_den_samme_proces(broker: Broker, server: Kafkaserver) -> None:
    await broker.send(Record("ind", b"post", partition=3))
    barn = await start("zombie", server.bootstrap, SESSION)
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
    """Whether more than so many have been copied: what the group has stored counts the records of `ind`, dense here."""
    try:
        return sum((await broker.committed("gruppe", "ind")).values()) > antal
    except Unavailable:
        return False  # a frozen process has progress in an open transaction: nobody knows yet
