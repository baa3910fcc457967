"""The inbox: fetch from the dueslag, handle in order per object, acknowledge; a redelivery is only acknowledged.

The receipt of a message, what its handler wrote and what it sends are one local transaction. Only after it is the
hub told; if that answer is lost, the message comes again, is recognised, and is answered again. What comes again
while it still waits here is not laid behind itself: an adapter slower than its deadline would never catch up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

import structlog
from pydantic import ValidationError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from adapters.sdk.baner import Baner
from adapters.sdk.fejl import Afvist, FaelleshubFejl, IkkeKlar, KanIkkeModtages, Utilgaengelig, YdreAfvisning
from adapters.sdk.hubklient import Hubklient
from adapters.sdk.kontekst import Kontekst, Omgivelser
from adapters.sdk.lager import Lager
from adapters.sdk.pakning import noegle
from adapters.sdk.skemaer import Skemaer
from adapters.sdk.sted import sted
from adapters.sdk.typer import Levering, Svar, Svarstatus
from adapters.sdk.udbakke import Afsender, laeg
from schemas.identifikatorer import maskeret
from schemas.models import Besked

AARSAG_MAKS: Final = 1024
"""Characters of a reason that the hub keeps."""

HENT_MAKS: Final = 50
"""Messages fetched in one call: of the largest size, as many as fit into one answer."""

HVIL_MAKS: Final = 5.0
"""Seconds at most between two tries to reach a hub that is away."""


class Indbakke:
    """One dueslag, emptied until told to stop."""

    def __init__(
        self,
        handlere: Mapping[str, tuple[type[Besked], Any]],
        omgivelser: Omgivelser,
        lager: Lager,
        hub: Hubklient,
        afsender: Afsender,
    ) -> None:
        self._handlere, self._omgivelser = handlere, omgivelser
        self._lager, self._hub, self._afsender = lager, hub, afsender
        self._indstillinger = omgivelser.indstillinger
        self._skemaer = Skemaer(hub)
        self._baner = Baner(self._indstillinger.samtidige)
        self._svar: asyncio.Queue[Svar] = asyncio.Queue()
        self._her: dict[str, list[Levering]] = {}
        """Every delivery of each message that is being handled or waits for it, by BeskedId."""
        self._log = structlog.get_logger(adapter=omgivelser.kontrakt.navn)
        self.haandteret = 0
        """Messages handled to the end."""
        self.genkendt = 0
        """Redeliveries that were only acknowledged."""

    async def hent(self, dueslag: str) -> None:
        """Fetch for ever; cancelled by whoever stops the adapter. Work that is begun goes on (see `faerdig`)."""
        hvil = 0.0
        plads = min(self._indstillinger.samtidige * 2, HENT_MAKS)
        while True:
            # More than can be at work: what waits for its sag must not keep the sag, which comes after it, out.
            await self._baner.plads(plads)
            try:
                leveringer = await self._hub.hent(dueslag, maks=plads, vent=self._indstillinger.vent)
                await self._skemaer.kend(leveringer)
                hvil = 0.0
            except FaelleshubFejl as fejl:
                hvil = min(HVIL_MAKS, max(0.1, hvil * 2))
                self._log.warning("dueslag cannot be fetched", fejl=str(fejl), igen_om=hvil)
                await asyncio.sleep(hvil)
                continue
            for levering in leveringer:
                self._tag_imod(levering)

    async def svar(self, dueslag: str) -> None:
        """Answer for ever what is handled; several answers in one call."""
        while True:
            samling = [await self._svar.get()]
            while not self._svar.empty() and len(samling) < 100:
                samling.append(self._svar.get_nowait())
            async for forsoeg in AsyncRetrying(
                retry=retry_if_exception_type(FaelleshubFejl),
                wait=wait_random_exponential(multiplier=0.1, max=HVIL_MAKS),
                stop=stop_after_attempt(20),
                retry_error_callback=lambda _tilstand: None,  # the hub delivers again, and the inbox recognises it
            ):
                with forsoeg:
                    await self._hub.kvitter(dueslag, samling)
            for _ in samling:
                self._svar.task_done()

    async def faerdig(self) -> None:
        """Wait until everything fetched is handled and answered."""
        await self._baner.tomme()
        await self._svar.join()

    async def afbryd(self) -> None:
        """Cancel what is being handled; it is undone, and comes again."""
        await self._baner.afbryd()

    def _tag_imod(self, levering: Levering) -> None:
        try:
            besked = self._forstaa(levering)
        except KanIkkeModtages as fejl:
            self._svar.put_nowait(_svar(levering, Svarstatus.AFVIST, str(fejl)))
            return
        besked_id = str(besked.besked_id)
        if (her := self._her.get(besked_id)) is not None:
            her.append(levering)
            return
        self._her[besked_id] = [levering]
        self._baner.laeg(noegle(besked), lambda: self._behandl(levering, besked))

    def _forstaa(self, levering: Levering) -> Besked:
        laest = self._skemaer.laes(levering.avro)
        if laest.skema.navn not in self._handlere:
            raise KanIkkeModtages(
                f"{self._omgivelser.kontrakt.navn} does not handle {laest.skema.navn}; mend the filter"
            )
        slags, _ = self._handlere[laest.skema.navn]
        try:
            return slags.fra_indhold(laest.indhold)
        except ValidationError as fejl:
            steder = ", ".join(".".join(map(str, en["loc"])) for en in fejl.errors(include_input=False)[:10])
            raise KanIkkeModtages(f"{laest.skema.navn} does not fit its model at {steder}") from None

    async def _behandl(self, levering: Levering, besked: Besked) -> None:
        genforsoeg = self._indstillinger.genforsoeg
        try:
            async for forsoeg in AsyncRetrying(
                retry=retry_if_exception_type((Utilgaengelig, IkkeKlar)),
                wait=wait_random_exponential(multiplier=genforsoeg.foerste, max=genforsoeg.hoejst),
                stop=stop_after_attempt(genforsoeg.antal),
                reraise=True,
            ):
                with forsoeg:
                    await self._en_gang(levering, besked)
            status, grund = Svarstatus.KVITTERET, None
        except (KanIkkeModtages, Afvist, YdreAfvisning) as fejl:
            self._log.error("refused", skema=besked.skema_navn, fejl=maskeret(str(fejl)))
            status, grund = Svarstatus.AFVIST, str(fejl)
        except (Utilgaengelig, IkkeKlar) as fejl:
            self._log.warning("put off", skema=besked.skema_navn, forsoeg=levering.forsoeg, fejl=str(fejl))
            status, grund = Svarstatus.UDSKUDT, str(fejl)
        except Exception as fejl:  # noqa: BLE001 - a fault in a handler must cost its own message only
            # the text of a stranger's error may hold what it was given, so only its kind and place are told
            self._log.error("handler failed", skema=besked.skema_navn, fejl=type(fejl).__name__, sted=sted(fejl))
            status, grund = Svarstatus.UDSKUDT, f"{type(fejl).__name__} in the handler"
        for en in self._her.pop(str(besked.besked_id)):  # an answer to an outdated delivery changes nothing at the hub
            self._svar.put_nowait(_svar(en, status, grund))

    async def _en_gang(self, levering: Levering, besked: Besked) -> None:
        _, handler = self._handlere[besked.skema_navn]
        besked_id = str(besked.besked_id)
        async with self._lager.enhed() as enhed:
            if await enhed.hent("SELECT 1 FROM sdk_indbakke WHERE besked_id = ?", besked_id):
                self.genkendt += 1
                return
            kontekst = Kontekst(
                self._omgivelser, enhed, transaktions_id=besked.transaktions_id, forsoeg=levering.forsoeg
            )
            await handler(besked, kontekst)
            await laeg(enhed, kontekst.udgaaende)
            await enhed.skriv("INSERT INTO sdk_indbakke VALUES (?, ?)", besked_id, time.time())
        self.haandteret += 1
        if kontekst.udgaaende:
            self._afsender.vaek()


def _svar(levering: Levering, status: Svarstatus, grund: str | None = None) -> Svar:
    aarsag = maskeret(grund)[:AARSAG_MAKS] if grund is not None else None
    return Svar(levering_id=levering.levering_id, status=status, aarsag=aarsag)
