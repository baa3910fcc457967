"""The way back: receipts of what was sent, noted in the outbox and told to the adapter's handlers, once each.

The cursor moves in the same transaction as what a handler does, so a receipt is neither lost nor told twice.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from adapters.sdk.fejl import FaelleshubFejl
from adapters.sdk.hubklient import Hubklient
from adapters.sdk.kontekst import Kontekst, Omgivelser
from adapters.sdk.lager import Enhed, Lager
from adapters.sdk.sted import sted
from adapters.sdk.typer import Kvittering, Kvitteringsside, Kvitteringsstatus
from adapters.sdk.udbakke import bogfoer, laeg

if TYPE_CHECKING:
    from adapters.sdk.adapter import Adapter

MARKOER: Final = "sdk.kvitteringer"
FORSOEG: Final = 5
"""Tries of a receipt handler before the receipt is noted without it."""


class Kvitteringsfoelger:
    """Follows the receipts of one system until told to stop."""

    def __init__(self, adapter: Adapter, omgivelser: Omgivelser, lager: Lager, hub: Hubklient) -> None:
        self._adapter, self._omgivelser, self._lager, self._hub = adapter, omgivelser, lager, hub
        self._log = structlog.get_logger(adapter=adapter.navn)

    async def koer(self) -> None:
        """Follow for ever; cancelled by whoever stops the adapter."""
        hvil = 0.0
        while True:
            async with self._lager.enhed() as enhed:
                efter = await enhed.laes_tilstand(MARKOER)
            try:
                side = await self._hub.kvitteringer(efter, vent=self._omgivelser.indstillinger.vent)
                hvil = 0.0
            except FaelleshubFejl as fejl:
                hvil = min(5.0, max(0.1, hvil * 2))
                self._log.warning("receipts cannot be fetched", fejl=str(fejl), igen_om=hvil)
                await asyncio.sleep(hvil)
                continue
            await self._tag_side(side, efter)

    async def _tag_side(self, side: Kvitteringsside, efter: str | None) -> None:
        for kvittering in side.kvitteringer:
            await self.tag_imod(kvittering)
        if side.naeste and side.naeste != efter:
            async with self._lager.enhed() as enhed:
                await enhed.husk_tilstand(MARKOER, side.naeste)

    async def tag_imod(self, kvittering: Kvittering) -> None:
        """Note a receipt and tell the handlers; a handler that fails is tried again, and then left out."""
        for forsoeg in range(1, FORSOEG + 1):
            try:
                async with self._lager.enhed() as enhed:
                    await self._en_gang(kvittering, enhed)
            except Exception as fejl:  # noqa: BLE001 - a fault in a handler must not stop the receipts behind it
                self._log.error("receipt handler failed", fejl=type(fejl).__name__, sted=sted(fejl), forsoeg=forsoeg)  # noqa: TRY400 - an error's text may hold personal data
                await asyncio.sleep(0.1 * 2**forsoeg)
            else:
                return
        async with self._lager.enhed() as enhed:
            await bogfoer(enhed, kvittering)

    async def _en_gang(self, kvittering: Kvittering, enhed: Enhed) -> None:
        if not await bogfoer(enhed, kvittering):
            return
        kontekst = Kontekst(self._omgivelser, enhed, transaktions_id=kvittering.transaktions_id)
        if kvittering.status is Kvitteringsstatus.AFVIST:
            regler = [aarsag.regel for aarsag in kvittering.aarsager]
            self._log.error("refused by the hub", besked_id=kvittering.besked_id, regler=regler)
            if self._adapter.afvisningshandler is not None:
                await self._adapter.afvisningshandler(kvittering, kontekst)
        if self._adapter.kvitteringshandler is not None:
            await self._adapter.kvitteringshandler(kvittering, kontekst)
        await laeg(enhed, kontekst.udgaaende)
