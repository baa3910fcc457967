"""The adapter's own store: one transaction for the inbox, the outbox and the author's tables."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.sdk.lager import Lager

TABEL = "CREATE TABLE ting (navn TEXT PRIMARY KEY)"


@pytest.fixture
async def lager(tmp_path: Path) -> AsyncIterator[Lager]:
    lager = Lager(tmp_path / "a" / "adapter.sqlite", [TABEL])
    await lager.aabn()
    yield lager
    await lager.luk()


async def navne(lager: Lager) -> list[str]:
    return [raekke["navn"] for raekke in await lager.hent("SELECT navn FROM ting ORDER BY navn")]


async def test_what_a_unit_writes_is_seen_by_itself_first_and_by_others_after(lager: Lager) -> None:
    async with lager.enhed() as enhed:
        await enhed.skriv("INSERT INTO ting VALUES ('a')")
        assert len(await enhed.hent("SELECT * FROM ting")) == 1
        assert await navne(lager) == []
    assert await navne(lager) == ["a"]


async def test_a_unit_that_raises_leaves_nothing(lager: Lager) -> None:
    async def fejler() -> None:
        async with lager.enhed() as enhed:
            await enhed.skriv("INSERT INTO ting VALUES ('a')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fejler()
    assert await navne(lager) == []
    async with lager.enhed() as enhed:
        await enhed.skriv("INSERT INTO ting VALUES ('b')")
    assert await navne(lager) == ["b"]


async def test_a_unit_that_is_cancelled_leaves_nothing_and_holds_no_one_back(lager: Lager) -> None:
    skrevet = asyncio.Event()

    async def aldrig_faerdig() -> None:
        async with lager.enhed() as enhed:
            await enhed.skriv("INSERT INTO ting VALUES ('a')")
            skrevet.set()
            await asyncio.Event().wait()

    opgave = asyncio.create_task(aldrig_faerdig())
    await skrevet.wait()
    opgave.cancel()
    await asyncio.gather(opgave, return_exceptions=True)
    async with asyncio.timeout(5), lager.enhed() as enhed:
        await enhed.skriv("INSERT INTO ting VALUES ('b')")
    assert await navne(lager) == ["b"]


async def test_two_units_write_one_after_the_other(lager: Lager) -> None:
    async def skriv(navn: str) -> None:
        async with lager.enhed() as enhed:
            await enhed.skriv("INSERT INTO ting VALUES (?)", navn)
            await asyncio.sleep(0)

    await asyncio.gather(*(skriv(f"{nummer:02}") for nummer in range(20)))
    assert len(await navne(lager)) == 20


async def test_a_commit_that_fails_leaves_the_store_usable(tmp_path: Path) -> None:
    udskudt = "CREATE TABLE barn (af TEXT REFERENCES ting (navn) DEFERRABLE INITIALLY DEFERRED)"
    lager = Lager(tmp_path / "b.sqlite", [TABEL, udskudt])
    await lager.aabn()
    await lager._udfoer(lambda: lager._skriver.execute("PRAGMA foreign_keys = ON"))

    async def brudt() -> None:
        async with lager.enhed() as enhed:
            await enhed.skriv("INSERT INTO ting VALUES ('a')")
            await enhed.skriv("INSERT INTO barn VALUES ('ingen')")  # found out at the commit alone

    with pytest.raises(sqlite3.IntegrityError):
        await brudt()
    async with lager.enhed() as enhed:
        await enhed.skriv("INSERT INTO ting VALUES ('c')")
    assert await navne(lager) == ["c"]
    await lager.luk()


async def test_migrations_run_once_each_and_only_the_new_ones(tmp_path: Path) -> None:
    fil = tmp_path / "m.sqlite"
    foerste = Lager(fil, [TABEL])
    await foerste.aabn()
    async with foerste.enhed() as enhed:
        await enhed.skriv("INSERT INTO ting VALUES ('gammel')")
    await foerste.luk()
    anden = Lager(fil, [TABEL, "ALTER TABLE ting ADD COLUMN farve TEXT DEFAULT 'blå'"])
    await anden.aabn()
    (raekke,) = await anden.hent("SELECT * FROM ting")
    await anden.luk()
    assert tuple(raekke) == ("gammel", "blå")


async def test_the_file_is_its_owners_alone(lager: Lager, tmp_path: Path) -> None:
    assert await navne(lager) == []
    assert stat.S_IMODE((tmp_path / "a" / "adapter.sqlite").stat().st_mode) == 0o600
