"""A running adapter: opens its store and its connections, keeps its loops going, and ends them in the right order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import structlog

from adapters.sdk.feed import Feedfoelger, Sidelagt, sidelagte
from adapters.sdk.fejl import FaelleshubFejl
from adapters.sdk.filer import Filer
from adapters.sdk.hubklient import Hubklient
from adapters.sdk.indbakke import Indbakke
from adapters.sdk.indstillinger import Indstillinger
from adapters.sdk.kontekst import Kontekst, Omgivelser
from adapters.sdk.kvitteringer import Kvitteringsfoelger
from adapters.sdk.laeseskemaer import fortael
from adapters.sdk.lager import Lager
from adapters.sdk.sted import sted
from adapters.sdk.udbakke import Afsender, Udpost, laeg, poster
from adapters.sdk.ydre import YdreSystem
from schemas.models import Besked

if TYPE_CHECKING:
    from adapters.sdk.adapter import Adapter, Periodisk

OPRYDNING: Final = 3600.0
"""Seconds between two prunings of inbox and outbox."""

HVIL_MAKS: Final = 5.0
"""Seconds at most between two tries of a job that fails."""


class Koersel:
    """One run of an adapter, as an async context manager: running inside the block, cleanly ended after it."""

    def __init__(self, adapter: Adapter, indstillinger: Indstillinger) -> None:
        self.adapter, self.indstillinger = adapter, indstillinger
        self._log = structlog.get_logger(adapter=adapter.navn)
        self.lager = Lager(indstillinger.data / f"{adapter.navn}.sqlite", adapter.tabeller)
        self.hub = Hubklient(indstillinger.hub, indstillinger.hemmelighed())
        self._ydre = YdreSystem(f"{adapter.navn}'s outer system", indstillinger.ydre) if indstillinger.ydre else None
        self._omgivelser = Omgivelser(adapter.kontrakt, indstillinger, Filer(self.hub), self._ydre)
        self._foelger = Kvitteringsfoelger(adapter, self._omgivelser, self.lager, self.hub)
        self._afsender = Afsender(adapter.navn, self.lager, self.hub, indstillinger.samtidige, self._foelger.tag_imod)
        self.indbakke = Indbakke(adapter.handlere, self._omgivelser, self.lager, self.hub, self._afsender)
        self._henter: list[asyncio.Task[None]] = []
        self._baerer: list[asyncio.Task[None]] = []
        self._fejl: FaelleshubFejl | None = None
        self._doed = asyncio.Event()

    async def send(self, *beskeder: Besked) -> None:
        """Send from outside a handler: durable in the outbox when this returns. Raises Afvist."""
        async with self.lager.enhed() as enhed:
            kontekst = Kontekst(self._omgivelser, enhed)
            await kontekst.send(*beskeder)
            await laeg(enhed, kontekst.udgaaende)
        self._afsender.vaek()

    async def udbakke(self) -> list[Udpost]:
        """Everything sent and how far it has come; what was refused stands here with its reasons."""
        return await poster(self.lager)

    async def sidelagte(self) -> list[Sidelagt]:
        """Events of the outer system that became no message, with the reason."""
        return await sidelagte(self.lager)

    async def vent(self, stop: asyncio.Event) -> None:
        """Return when `stop` is set, or when the adapter can not go on."""
        opgaver = [asyncio.create_task(stop.wait()), asyncio.create_task(self._doed.wait())]
        _, venter = await asyncio.wait(opgaver, return_when=asyncio.FIRST_COMPLETED)
        for opgave in venter:
            opgave.cancel()

    async def __aenter__(self) -> Self:
        await self.lager.aabn()
        await self.hub.__aenter__()
        if self._ydre is not None:
            await self._ydre.__aenter__()
        dueslag = self.indstillinger.dueslag
        self._start(self._baerer, self._afsender.koer())
        self._start(self._henter, self._foelger.koer())
        self._start(self._henter, self._ryd_op())
        if self.adapter.handlere:
            self._start(self._henter, fortael(self.hub, self.indstillinger.system, self.adapter.kontrakt))
        if dueslag is not None:
            self._start(self._baerer, self.indbakke.svar(dueslag))
            self._start(self._henter, self.indbakke.hent(dueslag))
        if self.adapter.haendelser and self._ydre is not None:
            feed = Feedfoelger(self.adapter.haendelser, self._omgivelser, self.lager, self._afsender)
            self._start(self._henter, feed.koer(self._ydre))
        for periodisk in self.adapter.jobs:
            self._start(self._henter, self._gentag(periodisk))
        self._log.info("adapter runs", hub=self.indstillinger.hub, dueslag=dueslag)
        return self

    async def __aexit__(
        self, slags: type[BaseException] | None, fejl: BaseException | None, spor: TracebackType | None
    ) -> None:
        """Take nothing new in, finish what is begun, empty the outbox; at most `frist` seconds. Nothing is lost either way."""
        await _afbryd(self._henter)
        try:
            async with asyncio.timeout(self.indstillinger.frist):
                if self._fejl is None:
                    await self.indbakke.faerdig()
                    await self._afsender.toem()
        except TimeoutError:
            self._log.warning(
                "not finished in time; the rest is done at the next start", frist=self.indstillinger.frist
            )
        await self.indbakke.afbryd()
        await _afbryd(self._baerer)
        if self._ydre is not None:
            await self._ydre.__aexit__(None, None, None)
        await self.hub.__aexit__(None, None, None)
        await self.lager.luk()
        self._log.info("adapter has stopped")
        if self._fejl is not None and fejl is None:
            raise self._fejl

    def _start(self, gruppe: list[asyncio.Task[None]], arbejde: Coroutine[Any, Any, None]) -> None:
        opgave = asyncio.create_task(arbejde)
        opgave.add_done_callback(self._slut)
        gruppe.append(opgave)

    def _slut(self, opgave: asyncio.Task[None]) -> None:
        if not opgave.cancelled() and (fejl := opgave.exception()) is not None:
            self._fejl = FaelleshubFejl(f"{self.adapter.navn} cannot go on: {type(fejl).__name__} at {sted(fejl)}")
            self._doed.set()

    async def _gentag(self, periodisk: Periodisk) -> None:
        hvil = 0.0
        while True:
            try:
                async with self.lager.enhed() as enhed:
                    kontekst = Kontekst(self._omgivelser, enhed)
                    await periodisk.job(kontekst)
                    await laeg(enhed, kontekst.udgaaende)
                if kontekst.udgaaende:
                    self._afsender.vaek()
                hvil = 0.0
            except FaelleshubFejl as fejl:
                hvil = min(HVIL_MAKS, max(0.2, hvil * 2))
                self._log.warning("job failed", job=periodisk.navn, fejl=str(fejl), igen_om=hvil)
            except Exception as fejl:  # noqa: BLE001 - a fault in one job must not end the adapter
                hvil = min(HVIL_MAKS, max(0.2, hvil * 2))
                self._log.error("job failed", job=periodisk.navn, fejl=type(fejl).__name__, sted=sted(fejl))
            await asyncio.sleep(max(hvil, periodisk.sekunder))

    async def _ryd_op(self) -> None:
        while True:
            graense = time.time() - self.indstillinger.behold_dage * 86_400
            async with self.lager.enhed() as enhed:
                await enhed.skriv("DELETE FROM sdk_indbakke WHERE modtaget < ?", graense)
                await enhed.skriv(
                    "DELETE FROM sdk_udbakke WHERE aendret < ? AND status IN ('leveret', 'kvitteret')", graense
                )
            await asyncio.sleep(OPRYDNING)


async def _afbryd(opgaver: list[asyncio.Task[None]]) -> None:
    for opgave in opgaver:
        opgave.cancel()
    await asyncio.gather(*opgaver, return_exceptions=True)
