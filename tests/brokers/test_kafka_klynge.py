"""Three Kafka nodes of which one after another is killed or frozen: copied effectively once, in order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import pytest

from brokers import Broker, Reader, Record, StoredRecord, TopicSpec, Unavailable, read_to
from brokers.kafka import KafkaBroker
from tests.kafka.klynge import Kafkaklynge

from .barn import linje, slut, start
from .kontrakt.grund import laes, poster, vaerdier, vent_til

pytestmark = [pytest.mark.xdist_group("kafka-klynge"), pytest.mark.timeout(900)]

FRIST = 300.0
PARTITIONER = 4


@pytest.fixture(scope="module")
def klynge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafkaklynge]:
    klynge = Kafkaklynge(tmp_path_factory.mktemp("klynge"))
    try:
        yield klynge.start()
    finally:
        klynge.stop()


@pytest.fixture
async def broker(klynge: Kafkaklynge) -> AsyncIterator[Broker]:
    await asyncio.to_thread(klynge.start)
    async with KafkaBroker(klynge.bootstrap, replication=3, min_insync=2, request_timeout=90.0) as broker:
        yield broker


async def test_noder_der_doer_og_fryser_koster_ingen_post(broker: Broker, klynge: Kafkaklynge) -> None:
    antal = 4_000
    await broker.ensure_topics(TopicSpec("ind", PARTITIONER), TopicSpec("ud", PARTITIONER))
    boern = [await start("videresender", klynge.bootstrap, f"barn-{n}", 10.0, "partition") for n in range(2)]
    try:
        assert [await linje(barn) for barn in boern] == ["KLAR"] * 2
        sendes = asyncio.create_task(_send(broker, antal))
        await vent_til(lambda: _over(broker, antal // 8), frist=FRIST)
        await asyncio.to_thread(klynge.noder[0].draeb)
        await vent_til(lambda: _over(broker, antal // 4), frist=FRIST)
        await asyncio.to_thread(klynge.start)
        klynge.noder[1].frys()
        await vent_til(lambda: _over(broker, antal // 2), frist=FRIST)
        klynge.noder[1].optoe()
        await asyncio.to_thread(klynge.noder[2].stop)
        await vent_til(lambda: _over(broker, 3 * antal // 4), frist=FRIST)
        await asyncio.to_thread(klynge.start)
        await sendes
        await vent_til(lambda: _over(broker, antal - 1), frist=FRIST)
    finally:
        klynge.noder[1].optoe()
        for barn in boern:
            await slut(barn)
    slut_ = await broker.end_offsets("ud")
    fundet = [post for nr in slut_ for post in await _alt(broker, nr)]
    assert Counter(vaerdier(fundet)) == Counter(b"%d" % n for n in range(antal))
    for noegle in {post.key for post in fundet}:
        raekke = [int(post.value or b"") for post in fundet if post.key == noegle]
        assert raekke == sorted(raekke)


async def test_en_ventende_laeser_flytter_med_lederen(broker: Broker, klynge: Kafkaklynge) -> None:
    await broker.ensure_topics(TopicSpec("flytter"))
    # A broker object of its own: nothing but its waiting tells it that the leader has moved.
    async with KafkaBroker(klynge.bootstrap, request_timeout=90.0) as anden, await anden.reader("flytter") as laeser:
        for node in klynge.noder:
            venter = asyncio.create_task(_foerste(laeser))
            await asyncio.to_thread(node.draeb)
            await broker.send(*poster("flytter", b"%d" % node.node))
            assert await venter == b"%d" % node.node
            await asyncio.to_thread(klynge.start)
    assert vaerdier(await laes(broker, "flytter", 3, frist=FRIST)) == [b"1", b"2", b"3"]


async def _foerste(laeser: Reader) -> bytes | None:
    while not (bid := await laeser.read(timeout=FRIST)):
        pass
    [post] = bid
    return post.value


async def _alt(broker: Broker, partition: int) -> list[StoredRecord]:
    slut_ = (await broker.end_offsets("ud"))[partition]
    async with await broker.reader("ud", partition) as laeser:
        return [post async for bid in read_to(laeser, slut_) for post in bid]


async def _send(broker: Broker, antal: int) -> None:
    for start_ in range(0, antal, 50):
        await broker.send(*(Record("ind", b"%d" % n, key=b"%d" % (n % 50)) for n in range(start_, start_ + 50)))
        await asyncio.sleep(0.02)  # a stream rather than a heap, so that the faults fall into it


async def _over(broker: Broker, antal: int) -> bool:
    try:
        return sum((await broker.committed("gruppe", "ind")).values()) > antal
    except Unavailable:
        return False
