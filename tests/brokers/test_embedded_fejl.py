"""What the embedded broker does when the disk, the file, a lock or a callback fails: a clear text, and nothing lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from brokers import (
    Broker,
    BrokerError,
    Cleanup,
    EmbeddedBroker,
    Record,
    RecordTooLarge,
    TopicMismatch,
    TopicSpec,
    Unavailable,
)

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


async def starter_ikke(mappe: Path, tekst: str) -> None:
    with pytest.raises(Unavailable, match=tekst):
        await EmbeddedBroker(mappe).start()


async def test_en_nyere_udgave_af_filen_afvises(broker: EmbeddedBroker, tmp_path: Path) -> None:
    await broker.stop()
    with filen(tmp_path) as db:
        db.execute("UPDATE meta SET value = value + 1 WHERE name = 'schema_version'")
    await starter_ikke(tmp_path, "newer version")


async def test_et_andet_programs_fil_afvises_og_roeres_ikke(tmp_path: Path) -> None:
    with filen(tmp_path) as db:
        db.execute("CREATE TABLE fremmed (x)")
    foer = (tmp_path / "log.sqlite3").read_bytes()
    await starter_ikke(tmp_path, "another program")
    assert (tmp_path / "log.sqlite3").read_bytes() == foer


async def test_en_fil_der_ikke_er_en_log_afvises(tmp_path: Path) -> None:
    (tmp_path / "log.sqlite3").write_bytes(b"noget helt andet " * 500)
    await starter_ikke(tmp_path, "not a log")


async def test_af_mange_der_begynder_paa_en_ny_mappe_samtidig_kommer_alle_i_gang(tmp_path: Path) -> None:
    for nummer in range(20):
        brokere = [EmbeddedBroker(tmp_path / str(nummer)) for _ in range(4)]
        try:
            await asyncio.gather(*(broker.start() for broker in brokere))
        finally:
            await asyncio.gather(*(broker.stop() for broker in brokere))


async def test_en_mappe_der_er_en_fil_afvises(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"")
    await starter_ikke(tmp_path / "data", "directory")


async def test_kun_ejeren_kan_laese_loggen(broker: EmbeddedBroker, tmp_path: Path) -> None:
    await broker.send(*poster("e", b"1"))
    for navn in ("log.sqlite3", "log.sqlite3-wal", "log.sqlite3-shm"):
        assert stat.S_IMODE(os.stat(tmp_path / navn).st_mode) == 0o600  # noqa: PTH116 - one look in a test


async def test_en_laast_log_siges_og_intet_skrives(broker: EmbeddedBroker, tmp_path: Path) -> None:
    with filen(tmp_path) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="write lock"):
            await broker.send(*poster("e", b"aldrig"))
        assert list(await (await broker.reader("e")).read()) == []
        db.execute("ROLLBACK")
    await broker.send(*poster("e", b"1"))
    assert vaerdier(await laes(broker, "e", 1)) == [b"1"]


async def test_en_fuld_disk_siges_og_det_kvitterede_bliver(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path, max_bytes=2_000_000) as broker:
        await broker.ensure_topics(TopicSpec("e"), TopicSpec("stor"))
        await broker.send(Record("stor", b"x" * 600_000))
        kvitteret = 0
        fejl: Unavailable | None = None
        while fejl is None and kvitteret < 1_000:
            try:
                await broker.send(Record("e", b"indhold" * 1_000))
                kvitteret += 1
            except Unavailable as en:
                fejl = en
        assert "disk is full" in str(fejl)
        assert "indhold" not in str(fejl)
        assert kvitteret > 10
        assert len(await laes(broker, "e", kvitteret)) == kvitteret
        await broker.delete_topic("stor")
        await broker.upkeep()
        await broker.send(*poster("e", b"plads igen"))
        assert (await laes(broker, "e", kvitteret + 1))[-1].value == b"plads igen"


async def test_en_skadet_bid_siges_med_sit_sted_og_uden_sit_indhold(broker: EmbeddedBroker, tmp_path: Path) -> None:
    await broker.send(*poster("e", b"hemmeligt"))
    with filen(tmp_path) as db:
        (body,) = db.execute("SELECT body FROM log_batch").fetchone()
        db.execute("UPDATE log_batch SET body = ?", (body.replace(b"hemmeligt", b"hemmeligX"),))
    async with await broker.reader("e") as laeser:
        with pytest.raises(Unavailable, match=r"topic e, partition 0, offset 0.*damaged") as fejl:
            await laeser.read()
    assert "hemmelig" not in str(fejl.value)


@pytest.mark.parametrize(
    "headers",
    [
        tuple((f"h{n}", b"") for n in range(65)),
        (("h" * 256, b""),),
        (("h", b"x" * 40_000),),
    ],
    ids=["for mange", "for langt navn", "for meget"],
)
async def test_for_mange_eller_store_headere_afvises(
    broker: EmbeddedBroker, headers: tuple[tuple[str, bytes], ...]
) -> None:
    with pytest.raises(RecordTooLarge, match="header"):
        await broker.send(Record("e", b"v", headers=headers))


async def test_af_flere_emner_hvor_et_ikke_passer_laves_ingen(broker: EmbeddedBroker) -> None:
    with pytest.raises(TopicMismatch, match="partitions"):
        await broker.ensure_topics(TopicSpec("nyt"), TopicSpec("e", partitions=3))
    assert "nyt" not in await broker.topics()


@pytest.mark.parametrize("navn", ["", "linje\nskift", "x" * 250])
async def test_daarlige_navne_paa_grupper_og_id_er_afvises(broker: EmbeddedBroker, navn: str) -> None:
    with pytest.raises(BrokerError, match="name"):
        await broker.producer(navn)
    with pytest.raises(BrokerError, match="name"):
        await broker.consumer("e", group=navn)


async def test_samtidige_afsendelser_deler_fsync(broker: EmbeddedBroker, tmp_path: Path) -> None:
    await asyncio.gather(*(broker.send(*poster("e", b"%d" % n)) for n in range(500)))
    with filen(tmp_path) as db:
        (bidder,) = db.execute("SELECT count(*) FROM log_batch").fetchone()
    assert bidder < 50
    assert {post.offset for post in await laes(broker, "e", 500)} == set(range(500))


async def test_en_afsender_der_giver_op_stopper_ikke_de_andre(broker: EmbeddedBroker) -> None:
    opgaver = [asyncio.create_task(broker.send(*poster("e", b"%d" % n))) for n in range(20)]
    await asyncio.sleep(0)
    for opgave in opgaver[::2]:
        opgave.cancel()
    svar = await asyncio.gather(*opgaver, return_exceptions=True)
    assert not any(isinstance(et, BaseException) for et in svar[1::2])
    fundet = [post async for post in _alle(broker)]
    assert {b"%d" % n for n in range(1, 20, 2)} <= set(fundet)


async def test_en_commit_der_afbrydes_er_afgjort_naar_afbrydelsen_gaar_videre(broker: EmbeddedBroker) -> None:
    producer = await broker.producer("p")
    inde = asyncio.Event()

    async def skriv() -> None:
        async with producer.transaction() as transaktion:
            transaktion.send(Record("e", b"1"))
            inde.set()

    opgave = asyncio.create_task(skriv())
    await inde.wait()
    opgave.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opgave
    assert vaerdier(await laes(broker, "e", 1)) == [b"1"]


async def test_den_der_venter_naar_brokeren_stopper_faar_det_at_vide(broker: EmbeddedBroker) -> None:
    laeser = await broker.reader("e")
    consumer = await broker.consumer("e", group="g")
    ventende = [
        asyncio.create_task(_laes(laeser.read(timeout=60))),
        asyncio.create_task(_laes(consumer.poll(timeout=60))),
    ]
    await vent_til(lambda: _venter(consumer), frist=FRIST)
    await broker.stop()
    for opgave in ventende:
        with pytest.raises(Unavailable):
            await asyncio.wait_for(opgave, FRIST)


async def _alle(broker: Broker, emne: str = "e") -> AsyncIterator[bytes | None]:
    async with await broker.reader(emne) as laeser:
        while bid := await laeser.read():
            for post in bid:
                yield post.value


async def _laes(hvad: object) -> object:
    return await hvad  # type: ignore[misc]  # a coroutine of either kind


async def _venter(consumer: object) -> bool:
    await asyncio.sleep(0.05)
    return bool(getattr(consumer, "assignment", None))
