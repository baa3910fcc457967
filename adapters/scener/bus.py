"""What a scene plays on: the hub over HTTP, the adapters that run on it, and the outer systems behind them."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID, uuid4

from adapters.grunddata import Grunddataopslag
from adapters.scener.foelger import Foelger
from adapters.scener.klient import Klient
from adapters.scener.udhold import Scenehub
from adapters.sdk import Adapter, Koersel
from adapters.sdk.feed import PLADS
from adapters.sdk.tilslutning import Tilslutning
from adapters.simulatorer import (
    Akten,
    Byggesagssystem,
    Datafordeler,
    DigitalPost,
    Journalen,
    Pladssystem,
    Portal,
    Simulator,
    Sygedagpengesystem,
    Ydelsessystem,
)

VENT: Final = 5.0
"""Seconds of the adapters' long polls in the demo."""


LEVERING: Final = {"fristSekunder": 15, "pauseSekunder": 0.2, "forsoeg": 50}
"""How dueslag are served in the demo: what a system took with it when it stopped comes again soon."""


@dataclass(frozen=True, slots=True)
class Kommune:
    """The kommune that the demo is played in."""

    kode: str
    navn: str
    cvr: str


@dataclass(frozen=True, slots=True)
class Simulatorer:
    """The outer systems, each with its own state."""

    portal: Portal
    datafordeler: Datafordeler
    pladssystem: Pladssystem
    byggesagssystem: Byggesagssystem
    sygedagpengesystem: Sygedagpengesystem
    ydelsessystem: Ydelsessystem
    digital_post: DigitalPost
    akten: Akten
    journalen: Journalen

    def adresser(self) -> dict[str, str]:
        """Where each serves."""
        return {navn: getattr(self, navn).url for navn in self.__slots__}


@dataclass(slots=True)
class Deltager:
    """An adapter on the bus; it can be stopped and started again, as a system is."""

    navn: str
    adapter: Adapter
    tilslutning: Tilslutning
    argumenter: dict[str, Any]
    ydre: Simulator | None = None
    koersel: Koersel | None = None
    _aaben: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> Koersel:
        """Run; what lies in its dueslag is fetched."""
        self.koersel = await self._aaben.enter_async_context(self.adapter.koer_i_proces(**self.argumenter))
        return self.koersel

    async def indhentet(self) -> bool:
        """Whether it has handled everything that its outer system has told of so far."""
        if self.koersel is None or self.ydre is None or not self.adapter.haendelser:
            return True
        raekker = await self.koersel.lager.hent("SELECT vaerdi FROM sdk_tilstand WHERE navn = ?", PLADS)
        fulgt = int(raekker[0]["vaerdi"]) if raekker else 0
        return all(post["nr"] <= fulgt for post in self.ydre.raekker("haendelse"))

    async def stop(self) -> None:
        """Stop cleanly; what comes meanwhile waits in its dueslag."""
        self.koersel = None
        await self._aaben.aclose()


class Bus:
    """The stage, as an async context manager: whatever is put on it is taken down at the end."""

    def __init__(self, administrator: Scenehub, kommune: Kommune, data: Path, simulatorer: Simulatorer) -> None:
        self.administrator, self.kommune, self.simulatorer = administrator, kommune, simulatorer
        self.deltagere: dict[str, Deltager] = {}
        self.klienter: dict[str, Klient] = {}
        self.navne: dict[str, str] = {}
        """Names by the ids of systems and dueslag."""
        self.opslag: Grunddataopslag
        """Borgerservice's look-ups."""
        self.foelger = Foelger(self)
        self._data = data
        self._aabne = AsyncExitStack()

    @property
    def url(self) -> str:
        """The hub's address, or its instances' addresses."""
        return self.administrator.url

    @property
    def taalmodighed(self) -> float:
        """Seconds that a hub may be away."""
        return self.administrator.taalmodighed

    def koersel(self, navn: str) -> Koersel:
        """The running adapter of this name. Raises LookupError when it does not run."""
        koersel = self.deltagere[navn].koersel
        if koersel is None:
            raise LookupError(f"{navn} does not run")
        return koersel

    async def tilslut(
        self,
        adapter: Adapter,
        *,
        ydre: Simulator | None = None,
        myndighed: str | None = None,
        indstillinger: dict[str, Any] | None = None,
        **abonnement: Any,
    ) -> Deltager:
        """Join an adapter as it declares, for the kommune's messages, and run it. `myndighed`: whose system it is."""
        kontrakt = adapter.kontrakt
        tilslutning = await self.administrator.tilslut_system(
            self._systemnavn(adapter.navn),
            myndighed or self.kommune.cvr,
            systemtype=kontrakt.systemtype,
            afsender=kontrakt.afsender_beskedtyper,
            modtager=kontrakt.modtager_beskedtyper,
            aftale={"kle": kontrakt.kle, "foelsomhed": kontrakt.foelsomhed, "myndigheder": [self.kommune.cvr]},
            abonnement={"levering": LEVERING, **abonnement},
        )
        self._husk(adapter.navn, tilslutning)
        argumenter = {
            **tilslutning.som_argumenter(),
            "data": self._data / "adaptere" / adapter.navn,
            "ydre": ydre.url if ydre is not None else None,
            "vent": VENT,
            **(indstillinger or {}),
        }
        deltager = self.deltagere[adapter.navn] = Deltager(adapter.navn, adapter, tilslutning, argumenter, ydre)
        await deltager.start()
        return deltager

    async def klient(self, navn: str, **resten: Any) -> Klient:
        """Join a bare system of the kommune's; `resten` as for `Tilslutter.tilslut_system`."""
        tilslutning = await self.administrator.tilslut_system(self._systemnavn(navn), self.kommune.cvr, **resten)
        self._husk(navn, tilslutning)
        hub = await self._aabne.enter_async_context(Scenehub(self.url, tilslutning.token))
        hub.taalmodighed = self.administrator.taalmodighed
        klient = self.klienter[navn] = Klient(navn, hub, tilslutning)
        return klient

    async def afloes(self, gammel: Deltager, ny: Deltager) -> None:
        """Register that `ny` has taken over what `gammel` was master of (RA-05)."""
        sti = f"/systemer/{ny.tilslutning.system}"
        system = await self.administrator.json("GET", sti)
        aendring = {"afloeser": [gammel.tilslutning.system], "begrundelse": "Nyt ESDH-system"}
        await self.administrator.json("PUT", sti, json={**system, **aendring})

    async def luk_for_nyt(self, tilslutning: Tilslutning) -> None:
        """Let nothing more into a dueslag, while what is in it is still delivered: its filter fits no object."""
        sti = f"/abonnementer/{tilslutning.dueslag}"
        abonnement = await self.administrator.json("GET", sti)
        aendring = {"filter": {"objekter": [str(uuid4())]}, "begrundelse": "Systemet skal afløses"}
        await self.administrator.json("PUT", sti, json={**abonnement, **aendring})

    async def afslut_abonnement(self, tilslutning: Tilslutning) -> None:
        """End a subscription: nothing is kept for it any more."""
        await self.administrator.slet(f"/abonnementer/{tilslutning.dueslag}", "Fungerer ikke mere")

    async def slip_klienter(self) -> None:
        """End the bare systems of the scene that is over: nothing more is to wait for them."""
        for klient in self.klienter.values():
            if klient.tilslutning.dueslag is not None:
                await self.afslut_abonnement(klient.tilslutning)
        self.klienter.clear()

    async def stop(self) -> None:
        """Stop every adapter, those first that were joined last."""
        for deltager in reversed(self.deltagere.values()):
            await deltager.stop()

    async def ryd_op(self) -> None:
        """Stop, and end the subscriptions, so that a hub that lives on keeps nothing for systems that do not."""
        await self.stop()
        await self.slip_klienter()
        for deltager in self.deltagere.values():
            if deltager.tilslutning.dueslag is not None:
                await self.afslut_abonnement(deltager.tilslutning)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *grund: object) -> None:
        await self.stop()
        await self._aabne.aclose()

    def _systemnavn(self, navn: str) -> str:
        return f"{navn} {self.kommune.kode}"

    def _husk(self, navn: str, tilslutning: Tilslutning) -> None:
        self.navne[tilslutning.system] = navn
        if tilslutning.dueslag is not None:
            self.navne[str(UUID(tilslutning.dueslag))] = navn
