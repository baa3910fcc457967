"""A stand-in for the network between adapter and hub: lets calls through, or loses them on either leg."""

from __future__ import annotations

import enum
import io
from collections.abc import Callable
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web


class Tab(enum.Enum):
    """What is lost of a call."""

    INTET = enum.auto()
    KALD = enum.auto()
    """The call never reaches the hub."""
    SVAR = enum.auto()
    """The hub acts on the call; its answer is lost."""


class Netvaerk:
    """A proxy at `url`. `tab` decides per call, from its method and path."""

    def __init__(self, hub_url: str) -> None:
        self._hub_url = hub_url
        self.tab: Callable[[str, str], Tab] = lambda _metode, _sti: Tab.INTET
        self.tabte = 0
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=200_000_000)
        app.router.add_route("*", "/{sti:.*}", self._videre)
        self._session = aiohttp.ClientSession()
        self._loeber = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._loeber.setup()
        await web.TCPSite(self._loeber, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._loeber.addresses[0][1]}"
        return self

    async def __aexit__(
        self, slags: type[BaseException] | None, fejl: BaseException | None, spor: TracebackType | None
    ) -> None:
        await self._loeber.cleanup()
        await self._session.close()

    async def _videre(self, anmodning: web.Request) -> web.Response:
        tab = self.tab(anmodning.method, anmodning.path)
        if tab is Tab.KALD:
            return self._tab(anmodning)
        krop = await anmodning.read()
        hoveder = {
            k: v
            for k, v in anmodning.headers.items()
            if k.lower() not in {"host", "content-length", "transfer-encoding"}
        }
        async with self._session.request(
            anmodning.method,
            self._hub_url + anmodning.path_qs,
            data=io.BytesIO(krop) if krop else None,
            headers=hoveder,
        ) as svar:
            indhold = await svar.read()
            if tab is Tab.SVAR:
                return self._tab(anmodning)
            return web.Response(body=indhold, status=svar.status, content_type=svar.content_type)

    def _tab(self, anmodning: web.Request) -> web.Response:
        self.tabte += 1
        if anmodning.transport is not None:
            anmodning.transport.close()
        return web.Response(status=502)
