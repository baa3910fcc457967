"""The way back: receipts of what was sent, noted in the outbox and told to the adapter's handlers, once each.

The place in the row of receipts moves in the same transaction as what a handler does, so that a receipt is neither
lost nor told twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import orjson
import structlog

from adapters.sdk.fejl import FaelleshubFejl, Utilgaengelig
from adapters.sdk.hubklient import Hubklient
from adapters.sdk.kontekst import Kontekst, Omgivelser
from adapters.sdk.lager import Enhed, Lager
from adapters.sdk.sted import sted
from adapters.sdk.typer import Kvittering, Kvitteringsside, Kvitteringsstatus
from adapters.sdk.udbakke import bogfoer, laeg

if TYPE_CHECKING:
    from adapters.sdk.adapter import Adapter

Fortael = Callable[[Kvittering, Enhed], Awaitable[None]]

PLADS: Final = "sdk.kvitteringer"
FORSOEG: Final = 5
"""Tries of a receipt handler before the receipt is noted without it."""
HVIL: Final = 0.5
"""Seconds between two tries while the outer system is away."""


@dataclass(frozen=True, slots=True)
class Plads:
    """How far the receipts are followed: the hub's cursor, and how many of the page behind it are done."""

    efter: str | None = None
    sete: int = 0

    async def husk(self, enhed: Enhed) -> None:
        """Remember, in the transaction of `enhed`."""
        await enhed.husk_tilstand(PLADS, orjson.dumps(self).decode())

    @classmethod
    async def laes(cls, lager: Lager) -> Plads:
        """The place remembered, or the beginning."""
        async with lager.enhed() as enhed:
            gemt = await enhed.laes_tilstand(PLADS)
        return cls(**orjson.loads(gemt)) if gemt else cls()


class Kvitteringsfoelger:
    """Follows the receipts of one system until told to stop."""

    def __init__(self, adapter: Adapter, omgivelser: Omgivelser, lager: Lager, hub: Hubklient) -> None:
        self._adapter, self._omgivelser, self._lager, self._hub = adapter, omgivelser, lager, hub
        self._log = structlog.get_logger(adapter=adapter.navn)

    async def koer(self) -> None:
        """Follow for ever; cancelled by whoever stops the adapter."""
        hvil = 0.0
        while True:
            plads = await Plads.laes(self._lager)
            try:
                side = await self._hub.kvitteringer(plads.efter, vent=self._omgivelser.indstillinger.vent)
                hvil = 0.0
            except FaelleshubFejl as fejl:
                hvil = min(5.0, max(0.1, hvil * 2))
                self._log.warning("receipts cannot be fetched", fejl=str(fejl), igen_om=hvil)
                await asyncio.sleep(hvil)
                continue
            await self._tag_side(side, plads)

    async def _tag_side(self, side: Kvitteringsside, plads: Plads) -> None:
        for nummer, kvittering in enumerate(side.kvitteringer[plads.sete :], plads.sete + 1):
            await self.tag_imod(kvittering, Plads(plads.efter, nummer))
        if side.naeste and side.naeste != plads.efter:
            async with self._lager.enhed() as enhed:
                await Plads(side.naeste).husk(enhed)

    async def tag_imod(self, kvittering: Kvittering, plads: Plads | None = None) -> None:
        """Note a receipt and tell the handlers; a handler that goes on failing is left out, the receipt is not.

        While the outer system is away the receipts wait: no one else can tell it what they say.
        """
        forsoeg = 0
        while forsoeg < FORSOEG:
            try:
                await self._en_gang(kvittering, plads, self._fortael)
            except Utilgaengelig as fejl:
                self._log.warning("receipt waits", fejl=str(fejl))
                await asyncio.sleep(HVIL)
            except Exception as fejl:  # noqa: BLE001 - a fault in a handler must not stop the receipts behind it
                forsoeg += 1
                self._log.error("receipt handler failed", fejl=type(fejl).__name__, sted=sted(fejl), forsoeg=forsoeg)
                await asyncio.sleep(0.05 * 2**forsoeg)
            else:
                return
        await self._en_gang(kvittering, plads, _ingen)

    async def _en_gang(self, kvittering: Kvittering, plads: Plads | None, fortael: Fortael) -> None:
        async with self._lager.enhed() as enhed:
            if await bogfoer(enhed, kvittering):
                await fortael(kvittering, enhed)
            if plads is not None:
                await plads.husk(enhed)

    async def _fortael(self, kvittering: Kvittering, enhed: Enhed) -> None:
        kontekst = Kontekst(self._omgivelser, enhed, transaktions_id=kvittering.transaktions_id)
        if kvittering.status is Kvitteringsstatus.AFVIST:
            regler = [aarsag.regel for aarsag in kvittering.aarsager]
            self._log.error("refused by the hub", besked_id=kvittering.besked_id, regler=regler)
            if self._adapter.afvisningshandler is not None:
                await self._adapter.afvisningshandler(kvittering, kontekst)
        if self._adapter.kvitteringshandler is not None:
            await self._adapter.kvitteringshandler(kvittering, kontekst)
        await laeg(enhed, kontekst.udgaaende)


async def _ingen(_kvittering: Kvittering, _enhed: Enhed) -> None:
    """Tell no one."""
