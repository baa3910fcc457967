"""Following the feed of the outer system: each event is handled once, in order, through stops and failures.

The way in from the other side. The outer system lists its changes: `GET /haendelser?efter=N&vent=S` answers
`[{nr, slags, data}]`, waiting for the first. An adapter of a system without such a list uses `Adapter.hver` instead.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

from adapters.sdk.fejl import Afvist, FaelleshubFejl, IkkeKlar, KanIkkeModtages, Utilgaengelig, YdreAfvisning
from adapters.sdk.kontekst import Kontekst, Omgivelser
from adapters.sdk.lager import Lager
from adapters.sdk.sted import sted
from adapters.sdk.udbakke import Afsender, laeg
from adapters.sdk.ydre import YdreSystem
from schemas.identifikatorer import maskeret

Haendelse = Mapping[str, Any]
"""An event's data, as the outer system tells it."""

Haendelseshandler = Callable[[Haendelse, Kontekst], Awaitable[None]]

PLADS: Final = "sdk.feed"
FORSOEG: Final = 8
"""Tries of a handler that is not ready, or fails by a fault of its own, before the event is laid aside."""


@dataclass(frozen=True, slots=True)
class Sidelagt:
    """An event of the outer system that became no message; `nr` is its number in the feed."""

    nr: int
    slags: str
    fejl: str


async def sidelagte(lager: Lager) -> list[Sidelagt]:
    """Every event laid aside, oldest first: an operator mends the cause and lets the outer system tell it again."""
    raekker = await lager.hent("SELECT nr, slags, fejl FROM sdk_sidelagt ORDER BY nr")
    return [Sidelagt(raekke["nr"], raekke["slags"], raekke["fejl"]) for raekke in raekker]


class Feedfoelger:
    """Follows one outer system until told to stop. Events without a handler are passed over."""

    def __init__(
        self, handlere: Mapping[str, Haendelseshandler], omgivelser: Omgivelser, lager: Lager, afsender: Afsender
    ) -> None:
        self._handlere, self._omgivelser, self._lager, self._afsender = handlere, omgivelser, lager, afsender
        self._log = structlog.get_logger(adapter=omgivelser.kontrakt.navn)

    async def koer(self, ydre: YdreSystem) -> None:
        """Follow for ever; cancelled by whoever stops the adapter."""
        hvil = 0.0
        vent = self._omgivelser.indstillinger.vent
        while True:
            async with self._lager.enhed() as enhed:
                plads = await enhed.laes_tilstand(PLADS) or "0"
            try:
                for post in await ydre.hent("/haendelser", efter=plads, vent=f"{vent:g}", ventetid=vent):
                    await self._tag(post["nr"], post["slags"], post["data"])
                hvil = 0.0
            except FaelleshubFejl as fejl:
                hvil = min(5.0, max(0.1, hvil * 2))
                self._log.warning("outer system cannot be followed", fejl=str(fejl), igen_om=hvil)
                await asyncio.sleep(hvil)

    async def _tag(self, nr: int, slags: str, data: Haendelse) -> None:
        """Handle one event, or lay it aside with the reason. Raises Utilgaengelig: then it is told again."""
        for forsoeg in range(1, FORSOEG + 1):
            try:
                await self._en_gang(nr, slags, data)
            except Utilgaengelig:
                raise
            except (Afvist, KanIkkeModtages, YdreAfvisning) as fejl:
                await self._laeg_til_side(nr, slags, maskeret(str(fejl)))
                return
            except Exception as fejl:  # noqa: BLE001 - a fault in one event's handler must not stop those behind it
                # not ready is everyday: the feed is often ahead of the bus; a stranger's text may hold personal data
                klar = not isinstance(fejl, IkkeKlar)
                tekst = f"{type(fejl).__name__} at {sted(fejl)}" if klar else str(fejl)
                if forsoeg == FORSOEG:
                    await self._laeg_til_side(nr, slags, tekst)
                else:
                    log = self._log.warning if klar else self._log.debug
                    log("event is handled again", slags=slags, nr=nr, fejl=tekst, forsoeg=forsoeg)
                    await asyncio.sleep(0.025 * 2**forsoeg)
            else:
                return

    async def _en_gang(self, nr: int, slags: str, data: Haendelse) -> None:
        async with self._lager.enhed() as enhed:
            kontekst = Kontekst(self._omgivelser, enhed)
            if (handler := self._handlere.get(slags)) is not None:
                await handler(data, kontekst)
            await laeg(enhed, kontekst.udgaaende)
            await enhed.husk_tilstand(PLADS, str(nr))
        if kontekst.udgaaende:
            self._afsender.vaek()

    async def _laeg_til_side(self, nr: int, slags: str, tekst: str) -> None:
        self._log.error("event laid aside", slags=slags, nr=nr, fejl=tekst)
        async with self._lager.enhed() as enhed:
            await enhed.skriv("INSERT OR REPLACE INTO sdk_sidelagt VALUES (?, ?, ?, ?)", nr, slags, tekst, time.time())
            await enhed.husk_tilstand(PLADS, str(nr))
