"""The adapter's own SQLite: its tables, the inbox and the outbox in one file, so that one transaction spans them.

What a handler reads before it writes is what others have committed; its first write opens the transaction, which
stays open until the handler has returned. So: ask the outside world first, then write; while one handler writes, no
other can.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

Raekke = sqlite3.Row

EGNE_TABELLER: Final = """
CREATE TABLE IF NOT EXISTS sdk_indbakke (
    besked_id TEXT PRIMARY KEY,
    modtaget REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sdk_udbakke (
    nr INTEGER PRIMARY KEY AUTOINCREMENT,
    besked_id TEXT NOT NULL UNIQUE,
    skema TEXT NOT NULL,
    noegle TEXT NOT NULL,
    raa BLOB NOT NULL,
    status TEXT NOT NULL DEFAULT 'klar',
    modtagelse_id TEXT,
    transaktions_id TEXT,
    aarsager TEXT NOT NULL DEFAULT '[]',
    oprettet REAL NOT NULL,
    aendret REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS sdk_udbakke_status ON sdk_udbakke (status, nr);
CREATE TABLE IF NOT EXISTS sdk_sidelagt (
    nr INTEGER PRIMARY KEY, slags TEXT NOT NULL, fejl TEXT NOT NULL, tidspunkt REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS sdk_tilstand (navn TEXT PRIMARY KEY, vaerdi TEXT NOT NULL) WITHOUT ROWID;
"""
"""Names beginning with `sdk_` are the SDK's; every other name is the adapter's."""


class Lager:
    """One database file. `migrationer` are the adapter's own scripts, run once each, in order."""

    def __init__(self, fil: Path, migrationer: Sequence[str] = ()) -> None:
        self._fil = fil
        self._migrationer = tuple(migrationer)
        self._traad = ThreadPoolExecutor(1, thread_name_prefix=f"lager-{fil.stem}")
        self._skrivelaas = asyncio.Lock()
        self._skriver: sqlite3.Connection
        self._laeser: sqlite3.Connection

    async def aabn(self) -> None:
        """Open or make the file, mode 0600, and bring its tables up to date."""
        await self._udfoer(self._aabn)

    async def luk(self) -> None:
        """Close; nothing of this store may be used after."""
        await self._udfoer(self._luk)
        self._traad.shutdown()

    @asynccontextmanager
    async def enhed(self) -> AsyncIterator[Enhed]:
        """A unit of work: committed when the block ends, undone when it raises or is cancelled."""
        enhed = Enhed(self)
        try:
            yield enhed
        except BaseException:
            await asyncio.shield(enhed._slut(gem=False))  # noqa: SLF001 - Enhed is this module's other half
            raise
        await asyncio.shield(enhed._slut(gem=True))  # noqa: SLF001 - the same

    async def hent(self, sql: str, *vaerdier: Any) -> list[Raekke]:
        """Rows of committed state."""
        return await self._udfoer(lambda: self._laeser.execute(sql, vaerdier).fetchall())

    async def _udfoer(self, arbejde: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._traad, arbejde)

    def _aabn(self) -> None:
        self._fil.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._fil.touch(mode=0o600)
        self._skriver = self._forbind()
        self._skriver.executescript(EGNE_TABELLER)
        (naaet,) = self._skriver.execute("PRAGMA user_version").fetchone()
        for nummer, script in enumerate(self._migrationer[naaet:], naaet + 1):
            self._skriver.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {nummer}; COMMIT;")
        self._laeser = self._forbind()
        self._laeser.execute("PRAGMA query_only = ON")

    def _forbind(self) -> sqlite3.Connection:
        forbindelse = sqlite3.connect(self._fil, isolation_level=None, timeout=10)
        forbindelse.row_factory = sqlite3.Row
        forbindelse.execute("PRAGMA journal_mode = WAL")
        forbindelse.execute("PRAGMA synchronous = FULL")  # what was committed is acknowledged to the hub next
        return forbindelse

    def _gem(self) -> None:
        try:
            self._skriver.execute("COMMIT")
        except sqlite3.Error:  # a disk that is full, say: nothing of the unit may stay open for the next one
            self._rul_tilbage()
            raise

    def _rul_tilbage(self) -> None:
        if self._skriver.in_transaction:  # a unit that is cancelled may have been so before it had begun
            self._skriver.execute("ROLLBACK")

    def _luk(self) -> None:
        self._laeser.close()
        self._skriver.close()


class Enhed:
    """A unit of work on the store: `hent` reads, `skriv` writes; all writes are one transaction."""

    def __init__(self, lager: Lager) -> None:
        self._lager = lager
        self._skriver = False

    async def hent(self, sql: str, *vaerdier: Any) -> list[Raekke]:
        """Rows; sees this unit's own writes."""
        if not self._skriver:
            return await self._lager.hent(sql, *vaerdier)
        return await self._lager._udfoer(lambda: self._lager._skriver.execute(sql, vaerdier).fetchall())  # noqa: SLF001 - the same module

    async def hent_en(self, sql: str, *vaerdier: Any) -> Raekke | None:
        """The first row, or None."""
        raekker = await self.hent(sql, *vaerdier)
        return raekker[0] if raekker else None

    async def skriv(self, sql: str, *vaerdier: Any) -> int:
        """Change rows; how many were changed. The first call waits for other writers and opens the transaction."""
        if not self._skriver:
            await self._lager._skrivelaas.acquire()  # noqa: SLF001 - the same module
            self._skriver = True
            await self._udfoer("BEGIN IMMEDIATE")
        return await self._udfoer(sql, *vaerdier)

    async def laes_tilstand(self, navn: str) -> str | None:
        """A remembered value, such as how far a feed has been followed."""
        raekke = await self.hent_en("SELECT vaerdi FROM sdk_tilstand WHERE navn = ?", navn)
        return None if raekke is None else str(raekke["vaerdi"])

    async def husk_tilstand(self, navn: str, vaerdi: str) -> None:
        """Remember a value under a name."""
        await self.skriv("INSERT OR REPLACE INTO sdk_tilstand VALUES (?, ?)", navn, vaerdi)

    async def _udfoer(self, sql: str, *vaerdier: Any) -> int:
        lager = self._lager
        return await lager._udfoer(lambda: lager._skriver.execute(sql, vaerdier).rowcount)  # noqa: SLF001 - the same module

    async def _slut(self, *, gem: bool) -> None:
        if not self._skriver:
            return
        lager = self._lager
        try:
            await lager._udfoer(lager._gem if gem else lager._rul_tilbage)  # noqa: SLF001 - the same module
        finally:
            self._skriver = False
            lager._skrivelaas.release()  # noqa: SLF001 - the same module
