"""A shard of delivery: the dueslag of one partition of `levering`, and the one who writes what happens in them.

Every step of its dueslag goes through `skriv`; what has gathered is written in one transaction: the chain's links,
receipts, fejlkø, and the new state of each dueslag touched. One writer, fenced by its transactional id, so that the
chain never forks.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import structlog

from brokers import Broker, Fenced, Producer, Record, UnknownTopic, read_to
from hub.beskedfordeler import emner
from hub.beskedfordeler.fejl import AndenInstans, fejlord
from hub.beskedfordeler.levering import ejere
from hub.beskedfordeler.levering.ejere import Ejer
from hub.beskedfordeler.levering.skridt import Skridt
from hub.beskedfordeler.levering.tilstand import Gemt
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag
from hub.log import hoveder, kaede
from hub.log.kaede import Hoved

LOG = structlog.get_logger(__name__)

Tilstandskilde = Callable[[], Gemt]


class Skaar:
    """One owned partition of delivery, from take-over until it is given up. Made by `overtag`."""

    def __init__(
        self,
        partition: int,
        producer: Producer,
        hoved: Hoved,
        gemte: dict[str, Gemt],
        opslag: Opslag,
        maalinger: Maalinger,
        meld: Callable[[str, int, Hoved], None],
    ) -> None:
        self.partition = partition
        self.gemte = gemte
        """The durable state of every dueslag that has one."""
        self.tabt: Exception | None = None
        """Why this instance no longer serves the shard."""
        self._producer = producer
        self._hoved = hoved
        self._opslag = opslag
        self._maalinger = maalinger
        self._meld = meld
        self._kilder: dict[str, Tilstandskilde] = {}
        self._koe: list[Skridt] = []
        self._givet = self._skrevet = 0
        self._ventende: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._transaktionslaas = asyncio.Lock()
        self._nyt = asyncio.Event()
        self._opgave = asyncio.create_task(self._koer(), name=f"levering-{partition}")

    def skriv(self, kilde: Tilstandskilde, skridt: Sequence[Skridt]) -> None:
        """Have steps written with the next transaction; `kilde` gives the state of their dueslag at that moment."""
        for et in skridt:
            self._kilder[et.dueslag] = kilde
        self._koe.extend(skridt)
        self._givet += len(skridt)
        self._nyt.set()

    async def skyl(self) -> None:
        """Return when everything given to `skriv` so far is durable. Raises AndenInstans when it never will be."""
        if self.tabt is not None:
            raise _afbrudt()
        if self._skrevet < self._givet:
            faerdig: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._ventende.append((self._givet, faerdig))
            await faerdig

    async def glem(self, dueslag: str) -> None:
        """The subscription has ended: its state goes. Raises AndenInstans, BrokerError."""
        await self.skyl()
        self._kilder.pop(dueslag, None)
        if self.gemte.pop(dueslag, None) is not None:
            await self._transaktion([Record(emner.LEVERING, None, dueslag.encode(), partition=self.partition)])

    async def luk(self) -> None:
        """Write what has gathered, and give up the transactional id."""
        with contextlib.suppress(AndenInstans):
            await self.skyl()
        self._opgave.cancel()
        await asyncio.gather(self._opgave, return_exceptions=True)
        self._mist(Fenced("closed"))
        await self._producer.close()

    async def _koer(self) -> None:
        while self.tabt is None:
            await self._nyt.wait()
            self._nyt.clear()
            skridt, self._koe = self._koe, []
            if not skridt:
                continue
            try:
                await self._skriv(skridt)
            except Exception as fejl:  # noqa: BLE001 - whatever it is, what is in memory is no longer what is durable
                LOG.warning("delivery was interrupted", partition=self.partition, error=fejlord(fejl))
                self._mist(fejl)
                return
            self._skrevet += len(skridt)
            while self._ventende and self._ventende[0][0] <= self._skrevet:
                _, faerdig = self._ventende.popleft()
                if not faerdig.done():
                    faerdig.set_result(None)

    def _mist(self, fejl: Exception) -> None:
        self.tabt = self.tabt or fejl
        while self._ventende:
            _, faerdig = self._ventende.popleft()
            if not faerdig.done():
                faerdig.set_exception(_afbrudt())

    async def _skriv(self, skridt: Sequence[Skridt]) -> None:
        hoved = self._hoved
        poster: list[Record] = []
        for et in skridt:
            hoved, led = kaede.foej(hoved, et.haendelse)
            poster.extend(et.poster)
            poster.append(Record(emner.LEVERINGSLOG, led, partition=self.partition))
        nye = {dueslag: self._kilder[dueslag]() for dueslag in {et.dueslag for et in skridt}}
        for dueslag, gemt in nye.items():
            poster.append(Record(emner.LEVERING, skriv_gemt(gemt), dueslag.encode(), partition=self.partition))
        navn = hoveder.kaedenavn(emner.LEVERINGSLOG, self.partition)
        poster.append(Record(emner.HOVEDER, hoveder.skriv(hoved), navn.encode()))
        try:
            await self._transaktion(poster)
        except UnknownTopic:
            praefiks = emner.kvittering("")
            systemer = {post.topic.removeprefix(praefiks) for post in poster if post.topic.startswith(praefiks)}
            await self._opslag.sikr_igen()
            await self._opslag.sikr_kvittering(sorted(systemer))
            await self._transaktion(poster)
        self._hoved = hoved
        self.gemte |= nye
        self._meld(emner.LEVERINGSLOG, self.partition, hoved)
        for et in skridt:
            self._maalinger.leveringer.labels(et.haendelse.slags.value).inc()

    async def _transaktion(self, poster: Sequence[Record]) -> None:
        async with self._transaktionslaas, self._producer.transaction() as transaktion:
            for post in poster:
                transaktion.send(post)


def _afbrudt() -> AndenInstans:
    return AndenInstans("delivery from this dueslag has moved or was interrupted; fetch again")


async def overtag(
    partition: int,
    broker: Broker,
    opslag: Opslag,
    maalinger: Maalinger,
    meld: Callable[[str, int, Hoved], None],
    jeg: Ejer,
) -> Skaar:
    """Take a shard over: fence whoever had it, restore chain and states, announce the new owner. Raises BrokerError."""
    producer = await broker.producer(f"levering-{partition}")
    try:
        hoved = await hoveder.sidste(broker, emner.LEVERINGSLOG, partition)
        gemte: dict[str, Gemt] = {}
        slut = (await broker.end_offsets(emner.LEVERING)).get(partition, 0)
        async with await broker.reader(emner.LEVERING, partition) as laeser:
            async for poster in read_to(laeser, slut):
                for post in poster:
                    dueslag = (post.key or b"").decode()
                    if post.value is None:
                        gemte.pop(dueslag, None)
                    else:
                        gemte[dueslag] = laes_gemt(post.value)
        async with producer.transaction() as transaktion:
            transaktion.send(ejere.post(partition, jeg))
    except BaseException:
        await producer.close()
        raise
    return Skaar(partition, producer, hoved, gemte, opslag, maalinger, meld)


def skriv_gemt(gemt: Gemt) -> bytes:
    """The state of a dueslag as the value of its record."""
    return orjson.dumps(
        {
            "laesFra": gemt.laes_fra,
            "uafregnede": list(gemt.uafregnede.items()),
            "hvilende": list(gemt.hvilende.items()),
        }
    )


def laes_gemt(vaerdi: bytes) -> Gemt:
    """The state that a record holds."""
    data: Any = orjson.loads(vaerdi)
    return Gemt(data["laesFra"], dict(data["uafregnede"]), dict(data["hvilende"]))
