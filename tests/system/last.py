"""The whole scene under load: two senders with several hands, two receivers, three dueslag of which one is never fetched."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import aiohttp

from brokers import Broker
from tests.system.efterproev import Forventning, Optaelling, efterproev
from tests.system.klient import Indgang, Klient
from tests.system.opstilling import HURTIG_LEVERING, RET, Deltager, deltager, myndighed
from tests.system.regnskab import Afsenderregnskab, Modtagerregnskab
from tests.system.sager import stroem
from tests.system.trafik import PAALIDELIG, Vaner, modtag_til, send_til
from tests.system.vent import vent_til

HAENDER = 4
"""Senders at a time, of each sending system."""
FORSPRING = 4_000
"""Messages that senders may be ahead of receivers: what is behind must be fetched in the end."""


class Hubindgang(Indgang, Protocol):
    """One hub, or several, with the token that opens them."""

    @property
    def token(self) -> str:
        """The administrator's token."""
        ...


@dataclass
class Scene:
    """Who takes part, and what each of them knows."""

    afsendere: dict[str, Afsenderregnskab]
    modtagere: tuple[Modtagerregnskab, ...]
    aldrig_hentet: str

    @property
    def sendt(self) -> int:
        return sum(len(regnskab.sendt) for regnskab in self.afsendere.values())

    @property
    def usikre(self) -> int:
        """Sends whose answer never came."""
        return sum(regnskab.usikre for regnskab in self.afsendere.values())

    @property
    def undervejs(self) -> int:
        """Sends that wait for their answer now."""
        return sum(regnskab.aabne for regnskab in self.afsendere.values())

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
        """Whether the receivers are through with all that was sent. Asked often: sets are made only at the end."""
        sendt = [en.nummer for regnskab in self.afsendere.values() for en in regnskab.sendt.values()]
        taget = all(len(m.kvitteret) >= sum(nummer >= m.foerste for nummer in sendt) for m in self.modtagere)
        return taget and not any(self.tilbage().values())

    async def efterproev(self, broker: Broker, hovedmapper: Iterable[Path]) -> Optaelling:
        """Check what the topics hold against all accounts; no hub may run."""
        forventninger = {m.dueslag: Forventning(m.foerste, m) for m in self.modtagere}
        alle = forventninger | {self.aldrig_hentet: Forventning()}
        return await efterproev(broker, hovedmapper, self.afsendere, alle)


class Last:
    """The load on a scene: begun in a group of tasks, ended by `stop`."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._vaner = Vaner()
        self._stop_afsendere = asyncio.Event()
        self._stop_modtagere = asyncio.Event()
        self._afsendere: list[asyncio.Task[None]] = []

    def begynd(self, opgaver: asyncio.TaskGroup, deltagere: Deltagere, tilfaeldig: random.Random) -> None:
        """Have everyone begin."""
        for afsender in deltagere.afsendere:
            for _ in range(HAENDER):
                egen = random.Random(tilfaeldig.random())
                regnskab = self.scene.afsendere[afsender.id]
                arbejde = send_til(
                    self._stop_afsendere,
                    afsender.klient,
                    stroem(egen),
                    regnskab,
                    egen,
                    maa_sende=self.scene.maa_sende,
                )
                self._afsendere.append(opgaver.create_task(arbejde))
        for modtager, hentet in deltagere.modtagere:
            egen = random.Random(tilfaeldig.random())
            opgaver.create_task(modtag_til(self._stop_modtagere, modtager.klient, hentet, egen, lambda: self._vaner))

    def haand(
        self, opgaver: asyncio.TaskGroup, arbejde: Callable[[asyncio.Event], Coroutine[None, None, None]]
    ) -> None:
        """One more who sends, in a way of its own, until the event that it is given."""
        self._afsendere.append(opgaver.create_task(arbejde(self._stop_afsendere)))

    async def hold_op_med_at_sende(self) -> None:
        """Each sender brings the message it has in hand to its 202, and ends. The hub must be up."""
        self._stop_afsendere.set()
        await asyncio.gather(*self._afsendere)

    async def toem(self, frist: float) -> None:
        """Have the receivers, reliable from now on, fetch the rest; at most `frist` seconds.

        What they did not get by then, `efterproev` finds, and says where it is missing.
        """
        self._vaner = PAALIDELIG
        with contextlib.suppress(TimeoutError):
            await vent_til("every message is acknowledged", self.scene.alt_er_kvitteret, frist)

    def stop(self) -> None:
        """Everyone ends after what they have in hand."""
        self._stop_afsendere.set()
        self._stop_modtagere.set()


class Deltagere(NamedTuple):
    """Who sends, and who fetches what: a receiver stands as often as it has hands."""

    afsendere: Sequence[Deltager]
    modtagere: Sequence[tuple[Deltager, Modtagerregnskab]]


async def saet_scenen(hub: Hubindgang, http: aiohttp.ClientSession) -> tuple[Scene, Deltagere]:
    """Register everyone with a running hub."""
    administrator = Klient(hub, http, hub.token)
    await myndighed(administrator)
    afsendere = [await deltager(administrator, f"fagsystem {nr}", "afsend") for nr in (1, 2)]
    journal = await deltager(administrator, "journal", "modtag")
    arkiv = await deltager(administrator, "arkiv", "modtag")
    alle = await journal.abonner(administrator, "alt til journalen", levering=HURTIG_LEVERING)
    rettelser = await arkiv.abonner(administrator, "rettelser", filter={"handlinger": [RET]}, levering=HURTIG_LEVERING)
    aldrig = await arkiv.abonner(administrator, "hentes aldrig", levering=HURTIG_LEVERING)
    hentet = Modtagerregnskab(alle), Modtagerregnskab(rettelser, foerste=1)
    scene = Scene({afsender.id: Afsenderregnskab() for afsender in afsendere}, hentet, aldrig)
    return scene, Deltagere(afsendere, [(journal, hentet[0]), (journal, hentet[0]), (arkiv, hentet[1])])


@asynccontextmanager
async def under_last(hub: Hubindgang, tilfaeldig: random.Random) -> AsyncIterator[Last]:
    """Set the scene on a running hub, and keep it under load; leaving the block ends the load."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        scene, deltagere = await saet_scenen(hub, http)
        last = Last(scene)
        async with asyncio.TaskGroup() as opgaver:
            last.begynd(opgaver, deltagere, tilfaeldig)
            try:
                yield last
            finally:
                last.stop()
