"""A bare system on the bus, without the SDK's outbox and its check at birth: what another vendor's client may send."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Final, TypeVar

from adapters.scener.udhold import PAUSE, Scenehub
from adapters.sdk import Afvist, Kvittering, Kvitteringsstatus, Levering, Svar, Svarstatus, Utilgaengelig
from adapters.sdk.pakning import besked_af
from adapters.sdk.tilslutning import Tilslutning
from schemas.codec import pak
from schemas.models import Besked
from schemas.regler import standardlager

B = TypeVar("B", bound=Besked)

UAENDRET: Final = 30.0
"""Seconds to wait for a decision."""

MISTET_FRIST: Final = 5.0
"""Seconds in which the receipt for a message comes, if the hub took it in before its answer got lost."""


@dataclass(frozen=True, slots=True)
class Afgjort:
    """What the hub answered: the decision, and the rules that refused it."""

    status: str
    regler: frozenset[str]

    def __str__(self) -> str:
        return f"{self.status} {', '.join(sorted(self.regler))}".strip()


class Klient:
    """One registered system. What it sends is remembered by id and kind, so that its way can be shown."""

    def __init__(self, navn: str, hub: Scenehub, tilslutning: Tilslutning) -> None:
        self.navn, self.hub, self.tilslutning = navn, hub, tilslutning
        self.sendt: dict[str, str] = {}
        self._besvaret: set[str | None] = set()
        """The receptions that the hub has answered for."""
        self._modtaget: set[str] = set()
        """What it has been given; an acknowledgement that got lost makes a message come again."""

    async def send(self, besked: Besked, *, vent: float = UAENDRET) -> Afgjort:
        """Send as it is, however wrong it is; the hub's decision."""
        self.sendt[str(besked.besked_id)] = besked.skema_navn.rpartition(".")[2]
        raa = pak(standardlager().nyeste(besked.skema_navn), besked.til_indhold())
        return await self._send(raa, str(besked.besked_id), vent)

    async def send_raa(self, raa: bytes, *, vent: float = UAENDRET) -> Afgjort:
        """Send these bytes; the hub's decision."""
        return await self._send(raa, None, vent)

    async def _send(self, raa: bytes, besked_id: str | None, vent: float) -> Afgjort:
        """Send until a hub has answered. What was decided on a try whose answer got lost is its answer."""
        slut, mistet = time.monotonic() + self.hub.taalmodighed, False
        while True:
            try:
                kvittering = await self.hub.send(raa, vent=vent)
            except Afvist as fejl:
                return Afgjort("Afvist", frozenset(aarsag.regel for aarsag in fejl.aarsager))
            except Utilgaengelig:
                if time.monotonic() >= slut:
                    raise
                mistet = True
                if besked_id and (fundet := await self._mistet_svar(besked_id, MISTET_FRIST)):
                    return fundet
            else:
                self._besvaret.add(kvittering.modtagelse_id)
                if mistet and besked_id and kvittering.status is Kvitteringsstatus.DUBLET:
                    # the try before was taken in after all, and this one is its duplicate
                    return await self._mistet_svar(besked_id, MISTET_FRIST) or _afgjort(kvittering)
                return _afgjort(kvittering)

    async def _mistet_svar(self, besked_id: str, frist: float) -> Afgjort | None:
        """The decision on a reception of this message that was never answered, if its receipt comes in time."""
        slut = time.monotonic() + frist
        while True:
            markoer: str | None = None
            while (side := await self.hub.kvitteringer(markoer)).kvitteringer:
                markoer = side.naeste
                for kvittering in side.kvitteringer:
                    if kvittering.besked_id == besked_id and kvittering.modtagelse_id not in self._besvaret:
                        self._besvaret.add(kvittering.modtagelse_id)
                        return _afgjort(kvittering)
            if time.monotonic() >= slut:
                return None
            await asyncio.sleep(PAUSE)

    async def hent(self, *, maks: int = 100, vent: float = 0) -> list[Levering]:
        """Fetch from its dueslag, without acknowledging."""
        if self.tilslutning.dueslag is None:
            raise LookupError(f"{self.navn} receives nothing")
        return list(await self.hub.hent(self.tilslutning.dueslag, maks=maks, vent=vent))

    async def kvitter(self, *leveringer: Levering) -> None:
        """Acknowledge these deliveries."""
        if leveringer and self.tilslutning.dueslag is not None:
            svar = [Svar(levering_id=en.levering_id, status=Svarstatus.KVITTERET) for en in leveringer]
            await self.hub.kvitter(self.tilslutning.dueslag, svar)

    async def tag_imod(self, slags: type[B], *, vent: float = 0) -> list[B]:
        """Fetch and acknowledge; those of this kind, in order, each once."""
        slut = time.monotonic() + self.hub.taalmodighed
        while True:
            leveringer = await self.hent(vent=vent)
            await self.kvitter(*leveringer)
            beskeder = [besked for levering in leveringer if isinstance(besked := besked_af(levering.avro), slags)]
            nye = {str(besked.besked_id): besked for besked in beskeder if str(besked.besked_id) not in self._modtaget}
            self._modtaget |= nye.keys()
            if nye or not vent or time.monotonic() >= slut:
                return list(nye.values())


def _afgjort(kvittering: Kvittering) -> Afgjort:
    return Afgjort(kvittering.status.value, frozenset(aarsag.regel for aarsag in kvittering.aarsager))
