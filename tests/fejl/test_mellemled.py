"""The network of the tests does what it is told: passes on, hangs in silence, resets, and heals."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.fejl.mellemled import Mellemled

STOR = b"x" * 3_000_000


@asynccontextmanager
async def vej() -> AsyncIterator[Mellemled]:
    """A way to a server that sends back what it gets; left when all its connections have ended."""
    svarende: set[asyncio.Task[None]] = set()

    async def ekko(laeser: asyncio.StreamReader, skriver: asyncio.StreamWriter) -> None:
        opgave = asyncio.current_task()
        assert opgave is not None
        svarende.add(opgave)
        with contextlib.suppress(ConnectionError):
            while data := await laeser.read(65_536):
                skriver.write(data)
                await skriver.drain()
        await luk(skriver)

    server = await asyncio.start_server(ekko, "127.0.0.1", 0)
    async with server, asyncio.timeout(60):
        async with Mellemled({"vej": f"127.0.0.1:{server.sockets[0].getsockname()[1]}"}) as led:
            yield led
        await asyncio.gather(*svarende)


class Ende:
    """A client's end of a connection."""

    def __init__(self, laeser: asyncio.StreamReader, skriver: asyncio.StreamWriter) -> None:
        self._laeser = laeser
        self._skriver = skriver

    async def svar(self, data: bytes) -> bytes:
        self._skriver.write(data)
        return await self._laeser.readexactly(len(data))


@asynccontextmanager
async def forbundet(led: Mellemled) -> AsyncIterator[Ende]:
    laeser, skriver = await asyncio.open_connection("127.0.0.1", led.porte["vej"])
    try:
        yield Ende(laeser, skriver)
    finally:
        await luk(skriver)


async def luk(skriver: asyncio.StreamWriter) -> None:
    skriver.close()
    with contextlib.suppress(ConnectionError):
        await skriver.wait_closed()


async def test_alt_kommer_igennem() -> None:
    async with vej() as led, forbundet(led) as ende:
        assert await ende.svar(STOR) == STOR


async def test_en_haengende_vej_tier_og_gaar_videre_naar_den_heles() -> None:
    async with vej() as led, forbundet(led) as gammel:
        assert await gammel.svar(b"foer") == b"foer"
        await led.bryd("vej", "haeng")
        async with forbundet(led) as ny:
            venter = [asyncio.create_task(ende.svar(b"under")) for ende in (gammel, ny)]
            assert (await asyncio.wait(venter, timeout=0.3))[0] == set()
            await led.hel("vej")
            assert await asyncio.gather(*venter) == [b"under", b"under"]


async def test_en_nulstillet_vej_afbryder_baade_aabne_og_nye() -> None:
    async with vej() as led, forbundet(led) as gammel:
        assert await gammel.svar(b"foer") == b"foer"
        await led.bryd("vej", "nulstil")
        async with forbundet(led) as ny:
            for ende in (gammel, ny):
                with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                    await ende.svar(b"under")
        await led.hel("vej")
        async with forbundet(led) as efter:
            assert await efter.svar(b"efter") == b"efter"
