"""What upkeep does to the embedded broker's file."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from brokers import Broker, Cleanup, EmbeddedBroker, Record, TopicSpec, read_to

from .kontrakt.grund import laes, poster, vaerdier, vent_til

FRIST = 10.0


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[EmbeddedBroker]:
    async with EmbeddedBroker(tmp_path, lock_timeout=0.3, tombstone_delay=0) as broker:
        await broker.ensure_topics(TopicSpec("e"), TopicSpec("p", cleanup=Cleanup.COMPACT))
        yield broker


@contextlib.contextmanager
def filen(mappe: Path) -> Iterator[sqlite3.Connection]:
    """The file behind the broker's back."""
    with contextlib.closing(sqlite3.connect(mappe / "log.sqlite3", isolation_level=None)) as db:
        yield db


async def test_en_fjernelse_gaar_naar_den_er_gammel_nok(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path, tombstone_delay=3_600) as taalmodig:
        await taalmodig.ensure_topics(TopicSpec("p", cleanup=Cleanup.COMPACT))
        await taalmodig.send(*poster("p", b"1"), Record("p", None, key=b"n"))
        await taalmodig.upkeep()
        assert vaerdier(await laes(taalmodig, "p", 1)) == [None]
    async with EmbeddedBroker(tmp_path, tombstone_delay=0) as rask:

        async def er_vaek() -> bool:
            await rask.upkeep()
            return not [post async for post in _alle(rask, "p")]

        await vent_til(er_vaek, frist=FRIST)
        async with await rask.reader("p") as laeser:
            assert [bid async for bid in read_to(laeser, 2, patience=FRIST)] == []
            assert laeser.offset == 2
        [plads] = await rask.send(*poster("p", b"2"))
        assert plads.offset == 2


async def test_to_oprydninger_paa_en_gang_goer_ingen_skade(broker: EmbeddedBroker, tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as anden:
        for n in range(30):
            await broker.send(Record("p", b"%d" % n, key=b"k%d" % (n % 3)))
            await asyncio.gather(broker.upkeep(), anden.upkeep())
    assert {post.key: post.value for post in await laes(broker, "p", 3)} == {b"k0": b"27", b"k1": b"28", b"k2": b"29"}
    with filen(tmp_path) as db:
        (regnet, talt) = db.execute(
            "SELECT (SELECT sum(bytes) FROM log_partition), (SELECT sum(length(body)) FROM log_batch)"
        ).fetchone()
    assert regnet == talt


async def test_oprydningen_gaar_af_sig_selv(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path, upkeep_interval=0.05) as broker:
        await broker.ensure_topics(TopicSpec("e", retention_ms=1))
        await broker.send(*poster("e", b"1"))

        async def er_vaek() -> bool:
            return not [post async for post in _alle(broker)]

        await vent_til(er_vaek, frist=FRIST)


async def test_et_slettet_emnes_plads_frigives(broker: EmbeddedBroker, tmp_path: Path) -> None:
    for _ in range(450):
        await broker.send(*poster("e", b"x" * 100))
    await broker.delete_topic("e")
    await broker.upkeep()
    with filen(tmp_path) as db:
        assert db.execute("SELECT count(*) FROM log_batch").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM dropped_partition").fetchone() == (0,)


async def test_det_slettede_er_overskrevet_i_filen(broker: EmbeddedBroker, tmp_path: Path) -> None:
    await broker.send(*poster("p", b"et-helt-genkendeligt-indhold" * 1_000), *poster("p", b"nyt"))
    await broker.upkeep()
    await broker.stop()
    fil = (tmp_path / "log.sqlite3").read_bytes()
    assert b"genkendeligt" not in fil
    assert b"nyt" in fil


async def test_store_afsendelser_deles_i_bidder_og_laeses_i_raekkefoelge(
    broker: EmbeddedBroker, tmp_path: Path
) -> None:
    sendt = [b"%06d" % n + b"." * 2_000 for n in range(2_500)]
    await broker.send(*poster("e", *sendt))
    with filen(tmp_path) as db:
        (bidder, stoerst) = db.execute("SELECT count(*), max(bytes) FROM log_batch").fetchone()
    assert bidder >= 5
    assert stoerst < 1_200_000
    assert vaerdier(await laes(broker, "e", 2_500)) == sendt


async def _alle(broker: Broker, emne: str = "e") -> AsyncIterator[bytes | None]:
    async with await broker.reader(emne) as laeser:
        while bid := await laeser.read():
            for post in bid:
                yield post.value
