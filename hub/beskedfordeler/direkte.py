"""The second door: what systems write to the bus themselves, on `ind.<system>`, goes through the same judge.

Beside `indtag`. Each record is stamped with the system that the topic belongs to (the broker's access rules let no
one else write there), keyed by its object, and moved to `ind.faelles` in one transaction with the progress here. So
there is one input to route, one chain per partition of it, and one order per object whichever way its messages come.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from brokers import Broker, BrokerError, Consumer, Fenced, Producer, StoredRecord, TopicPartition
from hub.beskedfordeler import emner, indpost
from hub.beskedfordeler.fejl import fejlord
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag, selvskrivende

LOG = structlog.get_logger(__name__)

_POLL: Final = 0.2
_PAUSE: Final = 0.5


class Direkteindgang:
    """This instance's part in the group that takes over what systems wrote."""

    def __init__(
        self,
        broker: Broker,
        opslag: Opslag,
        ur: Callable[[], dt.datetime],
        noegle_af: Callable[[bytes], bytes | None],
        maalinger: Maalinger,
    ) -> None:
        self._broker = broker
        self._opslag = opslag
        self._ur = ur
        self._noegle_af = noegle_af
        self._maalinger = maalinger
        self._producenter: dict[TopicPartition, Producer] = {}
        self._laase: dict[TopicPartition, asyncio.Lock] = {}
        self._tilbage: set[TopicPartition] = set()
        self._opgave: asyncio.Task[None] | None = None
        self._stopper = False
        self._aendret = asyncio.Event()

    async def start(self) -> None:
        """Begin; which systems there are is looked up as it goes."""
        self._stopper = False
        self._opgave = asyncio.create_task(self._koer(), name="direkte")

    async def stop(self) -> None:
        """Finish what is under way and leave the group."""
        self._stopper = True
        self._aendret.set()
        if self._opgave is not None:
            await self._opgave
            self._opgave = None

    def opdater(self) -> None:
        """The configuration has changed."""
        self._aendret.set()

    async def _koer(self) -> None:
        while not self._stopper:
            self._aendret.clear()
            systemer = selvskrivende(self._opslag.konfiguration)
            if not systemer:
                await self._aendret.wait()
                continue
            try:
                await self._tag_over(systemer)
            except Exception as fejl:  # noqa: BLE001 - it never ends by itself; what failed is begun anew
                LOG.warning("what systems write themselves waits", error=fejlord(fejl))
                await asyncio.sleep(_PAUSE)

    async def _tag_over(self, systemer: Sequence[str]) -> None:
        """Move what comes, until the systems are others or the instance stops."""
        consumer = await self._broker.consumer(
            *map(emner.direkte, systemer),
            group=emner.GRUPPE_DIREKTE,
            on_assigned=self._tildelt,
            on_revoked=self._frataget,
        )
        try:
            while not self._stopper and selvskrivende(self._opslag.konfiguration) == systemer:
                fundet = await consumer.poll(timeout=_POLL)
                await asyncio.gather(*(self._partition(consumer, sted, poster) for sted, poster in fundet.items()))
                for sted in tuple(self._tilbage):
                    await self._begynd_forfra(consumer, sted)
        finally:
            await consumer.close()

    async def _partition(self, consumer: Consumer, sted: TopicPartition, poster: Sequence[StoredRecord]) -> None:
        async with self._laase.setdefault(sted, asyncio.Lock()):
            producer = self._producenter.get(sted)
            if producer is None or sted in self._tilbage:
                return
            await self._opslag.kend([post.value for post in poster if post.value is not None])
            try:
                async with producer.transaction() as transaktion:
                    for post in poster:
                        transaktion.send(indpost.skriv(self._stempl(post)))
                    transaktion.commit_offset(consumer, sted, poster[-1].offset + 1)
            except BrokerError as fejl:
                LOG.warning("a batch was given up; it is moved again", topic=sted.topic, error=fejlord(fejl))
                self._tilbage.add(sted)
                if not isinstance(fejl, Fenced):
                    await asyncio.sleep(_PAUSE)
            else:
                self._maalinger.modtaget.inc(len(poster))

    def _stempl(self, post: StoredRecord) -> indpost.Indpost:
        besked = post.value or b""
        afsender = post.topic.removeprefix(emner.INDGANG_SYSTEM)
        return indpost.overfoer(post, afsender, self._noegle_af(besked), self._ur())

    async def _begynd_forfra(self, consumer: Consumer, sted: TopicPartition) -> None:
        """Take the partition over anew. First the fence, then the question how far it got: nobody writes in between."""
        async with self._laase.setdefault(sted, asyncio.Lock()):
            self._tilbage.discard(sted)
            if sted not in consumer.assignment:
                return
            try:
                await self._tag(sted)
                naaet = (await self._broker.committed(emner.GRUPPE_DIREKTE, sted.topic)).get(sted.partition, 0)
            except BrokerError:
                self._tilbage.add(sted)
                raise
            consumer.seek(sted, naaet)

    async def _tag(self, sted: TopicPartition) -> None:
        await self._slip(sted)
        self._producenter[sted] = await self._broker.producer(f"direkte-{sted.topic}-{sted.partition}")

    async def _slip(self, sted: TopicPartition) -> None:
        producer = self._producenter.pop(sted, None)
        if producer is not None:
            with contextlib.suppress(BrokerError):
                await producer.close()

    async def _tildelt(self, steder: frozenset[TopicPartition]) -> None:
        await asyncio.gather(*map(self._tag, sorted(steder)))

    async def _frataget(self, steder: frozenset[TopicPartition]) -> None:
        for sted in steder:
            async with self._laase.setdefault(sted, asyncio.Lock()):
                self._tilbage.discard(sted)
                await self._slip(sted)
