"""A bare system on the bus, without the SDK's outbox and its check at birth: what another vendor's client may send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from adapters.sdk import Afvist, Hubklient, Levering, Svar, Svarstatus
from adapters.sdk.pakning import besked_af
from adapters.sdk.tilslutning import Tilslutning
from schemas.codec import pak
from schemas.models import Besked
from schemas.regler import standardlager

B = TypeVar("B", bound=Besked)

UAENDRET = 30.0
"""Seconds to wait for a decision."""


@dataclass(frozen=True, slots=True)
class Afgjort:
    """What the hub answered: the decision, and the rules that refused it."""

    status: str
    regler: frozenset[str]

    def __str__(self) -> str:
        return f"{self.status} {', '.join(sorted(self.regler))}".strip()


class Klient:
    """One registered system. What it sends is remembered by id and kind, so that its way can be shown."""

    def __init__(self, navn: str, hub: Hubklient, tilslutning: Tilslutning) -> None:
        self.navn, self.hub, self.tilslutning = navn, hub, tilslutning
        self.sendt: dict[str, str] = {}

    async def send(self, besked: Besked, *, vent: float = UAENDRET) -> Afgjort:
        """Send as it is, however wrong it is; the hub's decision."""
        self.sendt[str(besked.besked_id)] = besked.skema_navn.rpartition(".")[2]
        return await self.send_raa(pak(standardlager().nyeste(besked.skema_navn), besked.til_indhold()), vent=vent)

    async def send_raa(self, raa: bytes, *, vent: float = UAENDRET) -> Afgjort:
        """Send these bytes; the hub's decision."""
        try:
            kvittering = await self.hub.send(raa, vent=vent)
        except Afvist as fejl:
            return Afgjort("Afvist", frozenset(aarsag.regel for aarsag in fejl.aarsager))
        return Afgjort(kvittering.status.value, frozenset(aarsag.regel for aarsag in kvittering.aarsager))

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
        """Fetch and acknowledge; those of this kind, in order."""
        leveringer = await self.hent(vent=vent)
        await self.kvitter(*leveringer)
        return [besked for levering in leveringer if isinstance(besked := besked_af(levering.avro), slags)]
