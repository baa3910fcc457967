"""The database of the read models: a SQLite file, or PostgreSQL. Threads of its own, and words for when it is away.

Nothing that routes or delivers ever waits here: a database that hangs holds these threads and no others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from hub.beskedfordeler.fejl import IndeksNede
from hub.hemmeligheder import Indstillingsfejl

T = TypeVar("T")

_TRAADE: Final = 4
"""Questions and the one writer at the same time; also the connections to PostgreSQL of one instance."""
_SPOERG_FRIST: Final = 10.0
"""Seconds that a question may take."""
_LUK_FRIST: Final = 3.0
_POSTGRES: Final = {
    "connect_timeout": 3,
    "application_name": "faelleshub",
    # A server that is gone without a word is noticed within seconds, not after the system's two hours.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": "-c statement_timeout=60s -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s",
}
_PRAGMAER: Final = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000")
"""Readers beside the writer; what a crash loses is read from the log again."""


class Database:
    """Runs work on connections. `url` None: the SQLite file."""

    def __init__(self, fil: Path, url: str | None) -> None:
        self._fil = None if url is not None else fil
        self._motor = sa.create_engine(f"sqlite:///{fil}") if url is None else _postgres(url)
        self.er_postgres = self._motor.dialect.name == "postgresql"
        if not self.er_postgres:
            sa.event.listen(self._motor, "connect", _sqlite)
            sa.event.listen(self._motor, "begin", _begynd)
        self._skrivemotor = self._motor.execution_options(skriver=True)
        self._traade = ThreadPoolExecutor(_TRAADE, thread_name_prefix="indeks")
        self._i_gang: set[Future[Any]] = set()

    async def spoerg(self, arbejde: Callable[[sa.Connection], T]) -> T:
        """What `arbejde` reads. Raises IndeksNede when the database does not answer in time."""

        def koer() -> T:
            with self._motor.connect() as forbindelse:
                return arbejde(forbindelse)

        try:
            async with asyncio.timeout(_SPOERG_FRIST):
                return await self._i_traad(koer)
        except (TimeoutError, sa.exc.SQLAlchemyError):
            raise nede() from None

    async def skriv(self, arbejde: Callable[[sa.Connection], T]) -> T:
        """Run `arbejde` in one transaction. Raises SQLAlchemyError and what it raises; then nothing has changed."""

        def koer() -> T:
            with self._skrivemotor.begin() as forbindelse:
                return arbejde(forbindelse)

        return await self._i_traad(koer)

    async def forbind(self) -> None:
        """See whether it answers. Raises ConnectionError with the driver's words, which hold no data."""
        if self._fil is not None:
            self._fil.parent.mkdir(parents=True, exist_ok=True)

        def koer() -> None:
            try:
                with self._motor.connect() as forbindelse:
                    forbindelse.execute(sa.select(1))
            except sa.exc.SQLAlchemyError as fejl:
                aarsag = fejl.orig if isinstance(fejl, sa.exc.DBAPIError) else None
                raise ConnectionError(" ".join(str(aarsag or type(fejl).__name__).split())) from None

        await self._i_traad(koer)

    async def luk(self) -> None:
        """Finish what is under way, and let go; what hangs in a thread is left to its own timeouts."""
        self._traade.shutdown(wait=False, cancel_futures=True)
        if self._i_gang:
            await asyncio.wait([asyncio.wrap_future(arbejde) for arbejde in self._i_gang], timeout=_LUK_FRIST)
        self._motor.dispose()

    async def _i_traad(self, arbejde: Callable[[], T]) -> T:
        i_gang = self._traade.submit(arbejde)
        self._i_gang.add(i_gang)
        i_gang.add_done_callback(self._i_gang.discard)
        return await asyncio.wrap_future(i_gang)


def nede() -> IndeksNede:
    """What a caller is told while the database is away."""
    return IndeksNede("the database of the read models does not answer now; messages are routed all the same")


def med_kodeord(url: str, kodeord: str | None) -> str:
    """The address of a PostgreSQL database as SQLAlchemy takes it, with the password put in. Raises Indstillingsfejl."""
    try:
        laest = sa.make_url(url).set(drivername="postgresql+psycopg")
    except sa.exc.ArgumentError:
        raise Indstillingsfejl("database_url must be postgresql+psycopg://user@host:port/database") from None
    if kodeord is not None:
        laest = laest.set(password=kodeord)
    return laest.render_as_string(hide_password=False)


def _postgres(url: str) -> sa.Engine:
    try:
        return sa.create_engine(
            url,
            pool_size=_TRAADE,
            max_overflow=0,
            pool_timeout=5.0,
            pool_pre_ping=True,
            pool_recycle=1_800,
            connect_args=_POSTGRES,
        )
    except ModuleNotFoundError:
        raise Indstillingsfejl(
            "database_url needs PostgreSQL's driver; install it with: pip install 'faelleshub[postgres]'"
        ) from None


def _sqlite(forbindelse: Any, _post: Any) -> None:
    forbindelse.isolation_level = None  # transactions begin where `_begynd` says, not where the module guesses
    for pragma in _PRAGMAER:
        forbindelse.execute(f"PRAGMA {pragma}").close()


def _begynd(forbindelse: sa.Connection) -> None:
    """Whoever will write takes the lock at once: two that read first would stand in each other's way."""
    skriver = forbindelse.get_execution_options().get("skriver", False)
    forbindelse.exec_driver_sql("BEGIN IMMEDIATE" if skriver else "BEGIN")
