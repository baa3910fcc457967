"""Delivery: which shards this instance owns, and which dueslag are open in them.

Last stop of a message in the hub, and the first of its receiver's answer. One instance serves a dueslag at a time; a
new owner delivers again what was not acknowledged.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from brokers import Broker, BrokerError, Consumer, TopicPartition, partition_for
from hub.beskedfordeler import emner
from hub.beskedfordeler.fejl import AndenInstans, UkendtDueslag
from hub.beskedfordeler.levering.dueslag import Dueslag, Omgivelser
from hub.beskedfordeler.levering.skaar import Skaar, overtag
from hub.beskedfordeler.levering.tilstand import Gemt, Leveringsregler
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag
from hub.beskedfordeler.typer import Fordelerindstillinger, Levering, Svar, Svarresultat
from hub.konfiguration.model import Abonnement, Tilstand
from hub.log.hoveder import Hovedfiler

LOG = structlog.get_logger(__name__)

_HENT_MAKS: Final = 500
_EJERSKAB_VENT: Final = 5.0
"""Seconds that a caller waits while a shard changes hands."""


class Leveringsmotor:
    """This instance's part in the group that delivers."""

    def __init__(
        self,
        broker: Broker,
        opslag: Opslag,
        hemmelighed: bytes,
        ur: Callable[[], dt.datetime],
        indstillinger: Fordelerindstillinger,
        maalinger: Maalinger,
        hovedfiler: Hovedfiler,
    ) -> None:
        self._broker = broker
        self._opslag = opslag
        self._om = Omgivelser(broker, opslag, hemmelighed, ur)
        self._valg = indstillinger
        self._maalinger = maalinger
        self._hovedfiler = hovedfiler
        self._skaar: dict[int, Skaar] = {}
        self._dueslag: OrderedDict[str, Dueslag] = OrderedDict()
        self._ejes: set[int] = set()
        self._afsluttede: set[str] = set()
        self._aendret = asyncio.Event()
        self._laas = asyncio.Lock()
        self._consumer: Consumer | None = None
        self._opgave: asyncio.Task[None] | None = None

    @property
    def antal(self) -> int:
        """How many shards this instance serves."""
        return len(self._skaar)

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
        self._consumer = await self._broker.consumer(
            emner.LEVERING, group=emner.GRUPPE_LEVERING, on_assigned=self._tildelt, on_revoked=self._frataget
        )
        self._opgave = asyncio.create_task(self._koer(self._consumer), name="levering")

    async def stop(self) -> None:
        """Write what has gathered, and leave the group."""
        if self._opgave is not None:
            self._opgave.cancel()
            await asyncio.gather(self._opgave, return_exceptions=True)
            self._opgave = None
        if self._consumer is not None:
            await self._consumer.close()
            self._consumer = None
        async with self._laas:
            for partition in tuple(self._skaar):
                await self._slip(partition)

    async def hent(self, dueslag: str, *, maks: int, vent: float) -> Sequence[Levering]:
        """Messages from a dueslag. Raises UkendtDueslag, AndenInstans, BrokerError."""
        ur = asyncio.get_running_loop().time
        til = ur() + vent
        while self._abonnement(dueslag).tilstand is Tilstand.PAUSE:
            if (rest := til - ur()) <= 0:
                return ()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._aendret.wait(), rest)
        aabent = await self._aabn(dueslag)
        return await aabent.hent(max(1, min(maks, _HENT_MAKS)), max(0.0, til - ur()))

    async def kvitter(self, dueslag: str, svar: Sequence[Svar]) -> Sequence[Svarresultat]:
        """Take a receiver's answers. Raises UkendtDueslag, AndenInstans, BrokerError."""
        self._abonnement(dueslag)
        return await (await self._aabn(dueslag)).kvitter(svar)

    async def opdater(self) -> None:
        """The configuration has changed: new rules, pauses, ended subscriptions."""
        self._skift()
        abonnementer = self._opslag.konfiguration.abonnementer
        for id_, dueslag in tuple(self._dueslag.items()):
            if id_ in abonnementer:
                dueslag.ret(self._regler(abonnementer[id_]))
        afsluttede = {id_ for id_, abonnement in abonnementer.items() if abonnement.tilstand is Tilstand.AFSLUTTET}
        for id_ in sorted(afsluttede - self._afsluttede):
            await self._afslut(id_)
        self._afsluttede = afsluttede

    async def _koer(self, consumer: Consumer) -> None:
        while True:
            try:
                # The records are read by the shards themselves; polling is what keeps the membership going.
                consumer.pause(tuple(consumer.assignment))
                await consumer.poll(timeout=0.5)
                await self._forny()
            except BrokerError as fejl:
                LOG.warning("delivery waits for the broker", error=type(fejl).__name__)
                await asyncio.sleep(0.5)

    async def _forny(self) -> None:
        """Take over anew what is still ours but was interrupted."""
        for partition in tuple(self._ejes):
            skaar = self._skaar.get(partition)
            if skaar is None or skaar.tabt is not None:
                async with self._laas:
                    await self._slip(partition)
                    if partition in self._ejes:
                        await self._tag(partition)

    async def _tildelt(self, steder: frozenset[TopicPartition]) -> None:
        async with self._laas:
            for sted in sorted(steder):
                await self._tag(sted.partition)
                self._ejes.add(sted.partition)

    async def _frataget(self, steder: frozenset[TopicPartition]) -> None:
        async with self._laas:
            for sted in steder:
                self._ejes.discard(sted.partition)
                await self._slip(sted.partition)

    async def _tag(self, partition: int) -> None:
        self._skaar[partition] = await overtag(
            partition, self._broker, self._opslag, self._maalinger, self._hovedfiler.meld
        )
        self._skift()

    async def _slip(self, partition: int) -> None:
        skaar = self._skaar.pop(partition, None)
        if skaar is None:
            return
        mine = [id_ for id_, dueslag in self._dueslag.items() if dueslag.skaar is skaar]
        await skaar.luk()
        for id_ in mine:
            await self._dueslag.pop(id_).luk()
        self._skift()

    async def _aabn(self, id_: str) -> Dueslag:
        partition = partition_for(id_.encode(), self._valg.partitioner)
        skaar = await self._ejet(partition)
        dueslag = self._dueslag.get(id_)
        if dueslag is None or dueslag.skaar is not skaar:
            abonnement = self._abonnement(id_)
            gemt = skaar.gemte.get(id_, Gemt())
            dueslag = Dueslag(id_, abonnement.system, self._regler(abonnement), gemt, skaar, self._om)
            self._dueslag[id_] = dueslag
        self._dueslag.move_to_end(id_)
        await self._slip_ledige()
        return dueslag

    async def _ejet(self, partition: int) -> Skaar:
        til = asyncio.get_running_loop().time() + _EJERSKAB_VENT
        while True:
            aendret = self._aendret
            skaar = self._skaar.get(partition)
            if skaar is not None and skaar.tabt is None:
                return skaar
            rest = til - asyncio.get_running_loop().time()
            if rest <= 0 or self._consumer is None:
                raise AndenInstans("another instance of the hub serves this dueslag now; try again, or ask that one")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(aendret.wait(), rest)

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
        skaar = self._skaar.get(partition_for(id_.encode(), self._valg.partitioner))
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

    def _skift(self) -> None:
        """Tell everyone who waits for ownership or configuration to look again."""
        self._aendret.set()
        self._aendret = asyncio.Event()
