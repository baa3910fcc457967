"""Delivery: which shards this instance owns, and which dueslag are open in them.

Last stop of a message in the hub, and the first of its receiver's answer. One instance serves a dueslag at a time; a
new owner delivers again what was not acknowledged.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from brokers import Broker, partition_for
from hub.beskedfordeler import emner
from hub.beskedfordeler.fejl import AndenInstans, UkendtDueslag
from hub.beskedfordeler.levering.dueslag import Dueslag, Omgivelser
from hub.beskedfordeler.levering.ejere import Ejer
from hub.beskedfordeler.levering.ejerskab import Ejerskab
from hub.beskedfordeler.levering.skaar import Skaar, overtag
from hub.beskedfordeler.levering.tilstand import Gemt, Leveringsregler
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag
from hub.beskedfordeler.typer import Fordelerindstillinger, Levering, Svar, Svarresultat
from hub.konfiguration.model import Abonnement, Tilstand
from hub.log.hoveder import Hovedfiler

_HENT_MAKS: Final = 500


class Leveringsmotor:
    """This instance's part in the group that delivers. `egen_url` is where the other instances reach it."""

    def __init__(
        self,
        broker: Broker,
        opslag: Opslag,
        hemmelighed: bytes,
        ur: Callable[[], dt.datetime],
        indstillinger: Fordelerindstillinger,
        maalinger: Maalinger,
        hovedfiler: Hovedfiler,
        egen_url: str | None = None,
    ) -> None:
        self.jeg = Ejer(str(uuid.uuid4()), egen_url)
        """This life of this instance, as it announces itself."""
        self._broker = broker
        self._opslag = opslag
        self._om = Omgivelser(broker, opslag, hemmelighed, ur)
        self._valg = indstillinger
        self._maalinger = maalinger
        self._hovedfiler = hovedfiler
        self._dueslag: OrderedDict[str, Dueslag] = OrderedDict()
        self._afsluttede: set[str] = set()
        self._ejerskab = Ejerskab(broker, self.jeg, self._tag, self._slip)

    @property
    def antal(self) -> int:
        """How many shards this instance serves."""
        return self._ejerskab.antal

    @property
    def aabne(self) -> int:
        """How many dueslag are open."""
        return len(self._dueslag)

    @property
    def fylde(self) -> int:
        """Bytes of messages held in memory."""
        return sum(dueslag.fylde for dueslag in self._dueslag.values())

    async def start(self) -> None:
        """Join the group and begin. Raises BrokerError."""
        await self._ejerskab.start()

    async def aflever(self) -> None:
        """Write what has gathered, and leave every dueslag to the other instances; who owns it now is still known."""
        await self._ejerskab.aflever()

    async def stop(self) -> None:
        """Write what has gathered, leave the group, and end."""
        await self._ejerskab.stop()

    async def hent(self, dueslag: str, *, maks: int, vent: float) -> Sequence[Levering]:
        """Messages from a dueslag. Raises UkendtDueslag, AndenInstans, BrokerError."""
        ur = asyncio.get_running_loop().time
        til = ur() + vent
        while self._abonnement(dueslag).tilstand is Tilstand.PAUSE:
            if (rest := til - ur()) <= 0:
                return ()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._ejerskab.skift.wait()
        aabent = await self._aabn(dueslag)
        return await aabent.hent(max(1, min(maks, _HENT_MAKS)), max(0.0, til - ur()))

    async def kvitter(self, dueslag: str, svar: Sequence[Svar]) -> Sequence[Svarresultat]:
        """Take a receiver's answers. Raises UkendtDueslag, AndenInstans, BrokerError."""
        self._abonnement(dueslag)
        return await (await self._aabn(dueslag)).kvitter(svar)

    @property
    def ejerskifte(self) -> asyncio.Event:
        """Is set when a shard changes hands, here or elsewhere. Taken before a look at the owners, it misses none."""
        return self._ejerskab.skift

    def ejer(self, dueslag: str) -> Ejer | None:
        """The other instance that serves this dueslag, as far as was announced; None: this one, or nobody."""
        return self._ejerskab.anden(self._partition(dueslag))

    async def opdater(self) -> None:
        """The configuration has changed: new rules, pauses, ended subscriptions."""
        self._ejerskab.meld()
        abonnementer = self._opslag.konfiguration.abonnementer
        for id_, dueslag in tuple(self._dueslag.items()):
            if id_ in abonnementer:
                dueslag.ret(self._regler(abonnementer[id_]))
        afsluttede = {id_ for id_, abonnement in abonnementer.items() if abonnement.tilstand is Tilstand.AFSLUTTET}
        for id_ in sorted(afsluttede - self._afsluttede):
            await self._afslut(id_)
        self._afsluttede = afsluttede

    async def _tag(self, partition: int) -> Skaar:
        return await overtag(partition, self._broker, self._opslag, self._maalinger, self._hovedfiler.meld, self.jeg)

    async def _slip(self, skaar: Skaar) -> None:
        for dueslag in [dueslag for dueslag in self._dueslag.values() if dueslag.skaar is skaar]:
            if self._dueslag.get(dueslag.id) is dueslag:
                del self._dueslag[dueslag.id]
            await dueslag.luk()

    async def _aabn(self, id_: str) -> Dueslag:
        skaar = await self._ejerskab.skaar(self._partition(id_))
        dueslag = self._dueslag.get(id_)
        if dueslag is None or dueslag.skaar is not skaar:
            abonnement = self._abonnement(id_)
            gemt = skaar.gemte.get(id_, Gemt())
            dueslag = Dueslag(id_, abonnement.system, self._regler(abonnement), gemt, skaar, self._om)
            self._dueslag[id_] = dueslag
        self._dueslag.move_to_end(id_)
        await self._slip_ledige()
        return dueslag

    def _partition(self, dueslag: str) -> int:
        return partition_for(dueslag.encode(), self._valg.partitioner)

    async def _slip_ledige(self) -> None:
        """Let the longest idle dueslag go when many are open."""
        tilovers = len(self._dueslag) - self._valg.hvilende
        if tilovers <= 0:
            return
        ledige = [dueslag for dueslag in list(self._dueslag.values())[:-1] if dueslag.ledig]
        for dueslag in ledige[:tilovers]:
            # What is durable is what it is opened from again, so that must be all of it.
            await dueslag.skaar.skyl()
            if dueslag.ledig and self._dueslag.get(dueslag.id) is dueslag:
                del self._dueslag[dueslag.id]
                await dueslag.luk()

    async def _afslut(self, id_: str) -> None:
        """An ended subscription: nothing is kept for it."""
        dueslag = self._dueslag.pop(id_, None)
        if dueslag is not None:
            await dueslag.luk()
        skaar = self._ejerskab.har(self._partition(id_))
        with contextlib.suppress(AndenInstans):
            if skaar is not None:
                await skaar.glem(id_)
        await self._broker.delete_topic(emner.dueslag(id_))
        self._opslag.glem(emner.dueslag(id_))

    def _abonnement(self, id_: str) -> Abonnement:
        abonnement = self._opslag.konfiguration.abonnementer.get(id_)
        if abonnement is None or abonnement.tilstand is Tilstand.AFSLUTTET:
            raise UkendtDueslag("no subscription of this id takes part; see the list of your subscriptions")
        return abonnement

    def _regler(self, abonnement: Abonnement) -> Leveringsregler:
        levering = abonnement.levering
        return Leveringsregler(
            frist=levering.frist_sekunder,
            forsoeg=levering.forsoeg,
            pause=levering.pause_sekunder,
            vindue_poster=self._valg.vindue_poster,
            vindue_bytes=self._valg.vindue_bytes,
        )
