"""The whole scene under load: two senders with several hands, two receivers, three dueslag of which one is never fetched."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.system.efterproev import Forventning, Optaelling, efterproev
from tests.system.hubproces import Hubproces
from tests.system.klient import Klient
from tests.system.opstilling import HURTIG_LEVERING, RET, Deltager, deltager, myndighed
from tests.system.regnskab import Afsenderregnskab, Modtagerregnskab
from tests.system.sager import stroem
from tests.system.trafik import PAALIDELIG, Vaner, modtag_til, send_til

HAENDER = 4
"""Senders at a time, of each sending system."""
FORSPRING = 4_000
"""Messages that senders may be ahead of receivers: what is behind must be fetched in the end."""


@dataclass
class Scene:
    """Who takes part, and what each of them knows. `liv` is which life of the hub it is."""

    hub: Hubproces
    afsendere: dict[str, Afsenderregnskab]
    modtagere: tuple[Modtagerregnskab, ...]
    aldrig_hentet: str
    liv: int = 1

    @property
    def sendt(self) -> int:
        return sum(len(regnskab.sendt) for regnskab in self.afsendere.values())

    @property
    def usikre(self) -> int:
        """Sends whose answer never came."""
        return sum(regnskab.usikre for regnskab in self.afsendere.values())

    def maa_sende(self) -> bool:
        return self.sendt - len(self.modtagere[0].kvitteret) < FORSPRING

    def tilbage(self) -> dict[str, set[str]]:
        """Per receiver, the BeskedIds that it wants and has not acknowledged."""
        sendt = [post for regnskab in self.afsendere.values() for post in regnskab.sendt.items()]
        return {
            modtager.dueslag: {besked_id for besked_id, en in sendt if en.nummer >= modtager.foerste}
            - modtager.kvitteret.keys()
            for modtager in self.modtagere
        }

    def alt_er_kvitteret(self) -> bool:
        """Whether the receivers are through with all that was sent."""
        return not any(self.tilbage().values())

    async def efterproev(self, data: Path) -> Optaelling:
        """Check the disk against all accounts; the hub must be down."""
        assert not self.hub.koerer
        forventninger = {m.dueslag: Forventning(m.foerste, m) for m in self.modtagere}
        return await efterproev(data, self.afsendere, forventninger | {self.aldrig_hentet: Forventning()})


@dataclass
class Last:
    """The load on a scene, running."""

    scene: Scene
    _opgaver: asyncio.TaskGroup
    _stop_afsendere: asyncio.Event
    _stop_modtagere: asyncio.Event
    _afsendere: list[asyncio.Task[None]]
    _vaner: Vaner

    def vaner(self) -> Vaner:
        """How the receivers are now."""
        return self._vaner

    async def hold_op_med_at_sende(self) -> None:
        """Each sender brings the message it has in hand to its 202, and ends. The hub must be up."""
        self._stop_afsendere.set()
        await asyncio.gather(*self._afsendere)

    async def toem(self, frist: float) -> None:
        """Have the receivers, reliable from now on, fetch the rest; fails when that takes longer than `frist` seconds."""
        self._vaner = PAALIDELIG
        til = time.monotonic() + frist
        while not self.scene.alt_er_kvitteret():
            assert time.monotonic() < til, self.scene.tilbage()
            await asyncio.sleep(0.05)


async def scene(hub: Hubproces, http: aiohttp.ClientSession) -> tuple[Scene, list[tuple[Deltager, Modtagerregnskab]], list[Deltager]]:
    """Register everyone with a running hub."""
    administrator = Klient(hub, http, hub.token)
    await myndighed(administrator)
    afsendere = [await deltager(administrator, f"fagsystem {nr}", "afsend") for nr in (1, 2)]
    journal = await deltager(administrator, "journal", "modtag")
    arkiv = await deltager(administrator, "arkiv", "modtag")
    alle = Modtagerregnskab(await journal.abonner(administrator, "alt til journalen", levering=HURTIG_LEVERING))
    rettelser = Modtagerregnskab(
        await arkiv.abonner(administrator, "rettelser", filter={"handlinger": [RET]}, levering=HURTIG_LEVERING), foerste=1
    )
    aldrig = await arkiv.abonner(administrator, "hentes aldrig", levering=HURTIG_LEVERING)
    den = Scene(hub, {a.id: Afsenderregnskab() for a in afsendere}, (alle, rettelser), aldrig)
    return den, [(journal, alle), (journal, alle), (arkiv, rettelser)], afsendere


@asynccontextmanager
async def under_last(hub: Hubproces, tilfaeldig: random.Random) -> AsyncIterator[Last]:
    """Set the scene on a running hub, and keep it under load; leaving the block ends the load."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        den, modtagere, afsendere = await scene(hub, http)
        async with asyncio.TaskGroup() as opgaver:
            last = Last(den, opgaver, asyncio.Event(), asyncio.Event(), [], Vaner())
            for afsender in afsendere:
                for _ in range(HAENDER):
                    egen = random.Random(tilfaeldig.random())
                    last._afsendere.append(
                        opgaver.create_task(
                            send_til(
                                last._stop_afsendere,
                                afsender.klient,
                                stroem(egen),
                                den.afsendere[afsender.id],
                                egen,
                                maa_sende=den.maa_sende,
                            )
                        )
                    )
            for modtager, regnskab in modtagere:
                egen = random.Random(tilfaeldig.random())
                opgaver.create_task(
                    modtag_til(last._stop_modtagere, modtager.klient, regnskab, lambda: den.liv, egen, last.vaner)
                )
            try:
                yield last
            finally:
                last._stop_afsendere.set()
                last._stop_modtagere.set()
