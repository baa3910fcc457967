"""What every simulator of an outer system has: an HTTP server on its own SQLite, a feed, and faults to switch on.

A simulator knows nothing of the hub. An adapter meets it only over HTTP, as it would meet the system it stands for;
tests and the demo look into it with `tilstand` and `raekker`.
"""

from __future__ import annotations

import argparse
import asyncio
import enum
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Final, Self, TypeVar

import orjson
from aiohttp import web

from adapters.sdk.program import stopsignal

T = TypeVar("T")

KROP_MAKS: Final = 150_000_000
"""The largest body a simulator takes, in bytes: more than Digital Post does, so that it can refuse it itself."""

VENT_MAKS: Final = 30.0
STYRING: Final = "/_styring"

FEED: Final = """
CREATE TABLE IF NOT EXISTS haendelse (nr INTEGER PRIMARY KEY AUTOINCREMENT, slags TEXT NOT NULL, data TEXT NOT NULL);
"""

Svarer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Driftstilstand(enum.StrEnum):
    """How the outer system is doing."""

    NORMAL = "normal"
    LANGSOM = "langsom"
    """Every answer comes after `forsinkelse` seconds."""
    NEDE = "nede"
    """Every connection is cut without an answer."""
    AFVISER = "afviser"
    """Every call is refused with 422."""


class Simulator:
    """An outer system, as an async context manager: serving at `url` inside the block. `data` None: in memory only."""

    navn: ClassVar[str]
    tabeller: ClassVar[str] = ""

    def __init__(self, data: Path | None = None, *, port: int = 0, vaert: str = "127.0.0.1") -> None:
        self.drift = Driftstilstand.NORMAL
        self.forsinkelse = 2.0
        self.kald = 0
        """Calls taken, refused and cut ones too."""
        self._vaert, self._port = vaert, port
        self._nyt = asyncio.Condition()
        self._luk = asyncio.Event()
        if data is not None:
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.db = sqlite3.connect(data / f"{self.navn}.sqlite" if data else ":memory:", isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.executescript(FEED + self.tabeller)
        self._loeber: web.AppRunner

    def ruter(self) -> Iterable[web.RouteDef]:
        """The outer system's own API."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://{self._vaert}:{self._port}"

    def tilstand(self) -> dict[str, Any]:
        """How it is doing, and how many rows each of its tables has."""
        tabeller = [
            raekke[0]
            for raekke in self.db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        antal = {tabel: len(self.raekker(tabel)) for tabel in tabeller}
        return {"navn": self.navn, "drift": self.drift.value, "kald": self.kald, "antal": antal}

    def raekker(self, tabel: str, **lig: Any) -> list[dict[str, Any]]:
        """Rows of one of its tables, those where each named column equals; for inspection."""
        kendte = {raekke["name"] for raekke in self.db.execute("SELECT name FROM pragma_table_info(?)", (tabel,))}
        if not kendte or not lig.keys() <= kendte:
            raise LookupError(f"{self.navn} has no table {tabel} with {', '.join(lig) or 'columns'}")
        hvor = "".join(f' {"AND" if nummer else "WHERE"} "{navn}" IS ?' for nummer, navn in enumerate(lig))
        sql = f'SELECT * FROM "{tabel}"{hvor}'  # noqa: S608 - names of its own tables and columns, checked above
        return [dict(raekke) for raekke in self.db.execute(sql, tuple(lig.values()))]

    async def haendelse(self, slags: str, data: dict[str, Any]) -> None:
        """Tell whoever follows the feed."""
        async with self._nyt:
            self.db.execute("INSERT INTO haendelse (slags, data) VALUES (?, ?)", (slags, orjson.dumps(data).decode()))
            self._nyt.notify_all()

    async def vent_til(self, sandt: Callable[[], T | None], frist: float = 10.0) -> T:
        """Wait until `sandt` gives something true, asked after every call and event. Raises TimeoutError."""
        async with asyncio.timeout(frist), self._nyt:
            while not (fundet := sandt()):
                await self._nyt.wait()
            return fundet

    async def foer_lukning(self) -> None:
        """What a simulator has of its own to end."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=KROP_MAKS, middlewares=[self._mellemled])
        app.add_routes(
            [
                *self.ruter(),
                web.get("/haendelser", self._haendelser),
                web.get(f"{STYRING}/tilstand", self._vis_tilstand),
                web.put(f"{STYRING}/drift", self._saet_drift),
            ]
        )
        # no access log: the real interfaces carry CPR numbers in addresses
        self._loeber = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._loeber.setup()
        sted = web.TCPSite(self._loeber, self._vaert, self._port)
        await sted.start()
        self._port = self._loeber.addresses[0][1]
        return self

    async def __aexit__(
        self, slags: type[BaseException] | None, fejl: BaseException | None, spor: TracebackType | None
    ) -> None:
        self._luk.set()
        async with self._nyt:
            self._nyt.notify_all()
        await self.foer_lukning()
        await self._loeber.cleanup()
        self.db.close()

    @classmethod
    def koer(cls) -> None:
        """Serve as a program until SIGTERM or Ctrl-C: `python -m adapters.simulatorer.<module> --port N --data DIR`."""
        laeser = argparse.ArgumentParser(description=cls.__doc__)
        laeser.add_argument("--port", type=int, default=8090)
        laeser.add_argument("--vaert", default="127.0.0.1", help="address to listen on")
        laeser.add_argument("--data", type=Path, default=None, help="folder for its state; none: in memory")
        valgt = laeser.parse_args()
        asyncio.run(cls._program(valgt.data, valgt.port, valgt.vaert))

    @classmethod
    async def _program(cls, data: Path | None, port: int, vaert: str) -> None:
        stop = stopsignal()
        async with cls(data, port=port, vaert=vaert) as simulator:
            print(f"{simulator.navn} {simulator.url}", flush=True)  # noqa: T201 - a program's own answer
            await stop.wait()

    @web.middleware
    async def _mellemled(self, request: web.Request, handler: Svarer) -> web.StreamResponse:
        if request.path.startswith(STYRING):
            return await handler(request)
        self.kald += 1
        match self.drift:
            case Driftstilstand.NEDE:
                if request.transport is not None:
                    request.transport.close()
                raise web.HTTPServiceUnavailable
            case Driftstilstand.AFVISER:
                raise web.HTTPUnprocessableEntity(text="switched to refusing")
            case Driftstilstand.LANGSOM:
                await asyncio.sleep(self.forsinkelse)
            case Driftstilstand.NORMAL:
                pass
        try:
            return await handler(request)
        finally:
            async with self._nyt:
                self._nyt.notify_all()

    async def _haendelser(self, anmodning: web.Request) -> web.Response:
        efter = int(anmodning.query.get("efter", "0"))
        vent = min(float(anmodning.query.get("vent", "0")), VENT_MAKS)
        try:
            async with asyncio.timeout(vent), self._nyt:
                await self._nyt.wait_for(lambda: self._luk.is_set() or bool(self._efter(efter)))
        except TimeoutError:
            pass
        return svar([{"nr": r["nr"], "slags": r["slags"], "data": orjson.loads(r["data"])} for r in self._efter(efter)])

    def _efter(self, nr: int) -> list[sqlite3.Row]:
        return self.db.execute("SELECT * FROM haendelse WHERE nr > ? ORDER BY nr LIMIT 50", (nr,)).fetchall()

    async def _vis_tilstand(self, _anmodning: web.Request) -> web.Response:
        return svar(self.tilstand())

    async def _saet_drift(self, anmodning: web.Request) -> web.Response:
        oensket = orjson.loads(await anmodning.read())
        self.drift = Driftstilstand(oensket["drift"])
        self.forsinkelse = float(oensket.get("forsinkelse", self.forsinkelse))
        return svar(self.tilstand())


def svar(data: Any, status: int = 200) -> web.Response:
    """JSON out."""
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json")


async def krop(anmodning: web.Request) -> Any:
    """JSON in. Raises 400 when it is none."""
    try:
        return orjson.loads(await anmodning.read())
    except orjson.JSONDecodeError:
        raise web.HTTPBadRequest(text="the body is not JSON") from None
