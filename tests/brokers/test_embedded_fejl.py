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
    Fenced,
    Record,
    RecordTooLarge,
    TopicMismatch,
    TopicPartition,
    TopicSpec,
    Unavailable,
)

from .kontrakt.grund import laes, poll_til, poster, vaerdier, vent_til

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


async def _laes(hvad: object) -> object:
    return await hvad  # type: ignore[misc]  # a coroutine of either kind


async def _venter(consumer: object) -> bool:
    await asyncio.sleep(0.05)
    return bool(getattr(consumer, "assignment", None))
