"""A broker against a model of a few dictionaries: any order of sends, transactions, reads, commits, restarts and fencing
gives what the model gives. A backend subclasses `Maskine`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from brokers import (
    Broker,
    Cleanup,
    Consumer,
    Fenced,
    Producer,
    Record,
    TopicPartition,
    TopicSpec,
    partition_for,
)

T = TypeVar("T")
Post = tuple[int, bytes | None, bytes | None]
"""Offset, key, value."""

EMNER = {"log": 2, "tilstand": 1}
"""Topics and their partitions; a backend where many tests share a cluster gives them a name of their own in front."""
PLADSER = [TopicPartition(emne, n) for emne, antal in EMNER.items() for n in range(antal)]
NOEGLER = st.sampled_from([b"a", b"b", b"c"])
POSTER = st.lists(
    st.builds(Record, topic=st.sampled_from(sorted(EMNER)), key=NOEGLER, value=st.none() | st.binary(max_size=8)),
    min_size=1,
    max_size=6,
)


def saa_mange(eksempler: int, skridt: int) -> settings:
    """So many examples of so many steps."""
    return settings(
        max_examples=eksempler,
        stateful_step_count=skridt,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


@dataclass
class Model:
    """What the log holds, and how far the group is."""

    poster: dict[TopicPartition, list[Post]] = field(default_factory=lambda: {plads: [] for plads in PLADSER})
    naeste: dict[TopicPartition, int] = field(default_factory=lambda: dict.fromkeys(PLADSER, 0))
    fremdrift: dict[TopicPartition, int] = field(default_factory=dict)
    laest_til: dict[TopicPartition, int] = field(default_factory=dict)

    def skriv(self, poster: list[Record], maerke: int = 0) -> list[tuple[str, int, int]]:
        """Where the records are; a transaction's mark takes `maerke` places behind them in each partition."""
        svar = []
        for post in poster:
            plads = TopicPartition(post.topic, partition_for(post.key, EMNER[post.topic]))
            self.poster[plads].append((self.naeste[plads], post.key, post.value))
            svar.append((*plads, self.naeste[plads]))
            self.naeste[plads] += 1
        for plads in {TopicPartition(emne, nr) for emne, nr, _ in svar}:
            self.naeste[plads] += maerke
        return svar

    def til_at_melde(self) -> dict[TopicPartition, int]:
        """How far the consumer has come; a place it sought that the log has not come to is no progress."""
        return {plads: min(offset, self.naeste[plads]) for plads, offset in self.laest_til.items()}

    def pak(self, plads: TopicPartition) -> None:
        nyeste = {key: offset for offset, key, _ in self.poster[plads]}
        self.poster[plads] = [post for post in self.poster[plads] if nyeste[post[1]] == post[0]]

    def fra(self, plads: TopicPartition, offset: int) -> list[Post]:
        return [post for post in self.poster[plads] if post[0] >= offset]


class Maskine(RuleBasedStateMachine):
    """Two instances on one log (`en` is restarted, `to` stays), one consumer, one transactional id."""

    en: Broker
    to: Broker
    consumer: Consumer
    producer: Producer
    navn = ""
    """What stands in front of every name in the log."""
    maerke = 0
    """Offsets that the end of a transaction takes in each partition it wrote to."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.model = Model()

    def ny(self) -> Broker:
        """A further instance, not started."""
        raise NotImplementedError

    def goer(self, noget: Awaitable[T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(noget, 60))

    def ud(self, post: Record) -> Record:
        """As it is sent: with the topic's whole name."""
        return Record(self.navn + post.topic, post.value, post.key)

    def plads(self, plads: TopicPartition) -> TopicPartition:
        return TopicPartition(self.navn + plads.topic, plads.partition)

    async def aaben(self) -> None:
        self.en = self.ny()
        await self.en.start()
        self.consumer = await self.en.consumer(*(self.navn + emne for emne in EMNER), group=f"{self.navn}g")
        self.producer = await self.en.producer(f"{self.navn}p")
        self.model.laest_til = {plads: self.model.fremdrift.get(plads, 0) for plads in PLADSER}
        while self.consumer.assignment != {self.plads(plads) for plads in PLADSER}:
            await self.poll()

    async def poll(self, hoejst: int = 500) -> None:
        """Poll once; what comes is what the model says comes next in each partition."""
        for emne, bid in (await self.consumer.poll(max_records=hoejst, timeout=0)).items():
            plads = TopicPartition(emne.topic.removeprefix(self.navn), emne.partition)
            venter = self.model.fra(plads, self.model.laest_til[plads])
            assert [(post.offset, post.key, post.value) for post in bid] == venter[: len(bid)]
            self.model.laest_til[plads] = bid[-1].offset + 1

    @initialize()
    def begynd(self) -> None:
        async def begynd() -> None:
            self.to = self.ny()
            await self.to.start()
            pakket = TopicSpec(f"{self.navn}tilstand", 1, Cleanup.COMPACT)
            await self.to.ensure_topics(TopicSpec(f"{self.navn}log", 2), pakket)
            await self.aaben()

        self.goer(begynd())

    @rule(poster=POSTER, anden=st.booleans())
    def send(self, poster: list[Record], anden: bool) -> None:
        svar = self.goer((self.to if anden else self.en).send(*map(self.ud, poster)))
        assert [(emne.removeprefix(self.navn), nr, offset) for emne, nr, offset in svar] == self.model.skriv(poster)

    @rule(poster=POSTER, afbryd=st.booleans(), fremdrift=st.booleans())
    def transaktion(self, poster: list[Record], afbryd: bool, fremdrift: bool) -> None:
        meldes = self.model.til_at_melde()

        async def skriv() -> None:
            async with self.producer.transaction() as transaktion:
                for post in poster:
                    transaktion.send(self.ud(post))
                if fremdrift:
                    for plads, offset in meldes.items():
                        transaktion.commit_offset(self.consumer, self.plads(plads), offset)
                if afbryd:
                    raise InterruptedError

        if afbryd:
            with pytest.raises(InterruptedError):
                self.goer(skriv())
            return
        self.goer(skriv())
        self.model.skriv(poster, self.maerke)
        if fremdrift:
            self.model.fremdrift |= meldes

    @rule(poster=POSTER, anden=st.booleans())
    def overtag(self, poster: list[Record], anden: bool) -> None:
        async def overtag() -> None:
            async with self.producer.transaction() as transaktion:
                for post in poster:
                    transaktion.send(self.ud(post))
                await (self.to if anden else self.en).producer(f"{self.navn}p")

        with pytest.raises(Fenced):
            self.goer(overtag())
        self.producer = self.goer(self.en.producer(f"{self.navn}p"))

    @rule(hoejst=st.integers(1, 8))
    def laes_videre(self, hoejst: int) -> None:
        self.goer(self.poll(hoejst))

    @rule()
    def meld(self) -> None:
        meldes = self.model.til_at_melde()
        self.goer(self.consumer.commit({self.plads(plads): offset for plads, offset in meldes.items()}))
        self.model.fremdrift |= meldes

    @rule(plads=st.sampled_from(PLADSER), offset=st.integers(0, 30))
    def soeg(self, plads: TopicPartition, offset: int) -> None:
        self.consumer.seek(self.plads(plads), offset)
        self.model.laest_til[plads] = offset

    @rule()
    def genstart(self) -> None:
        self.goer(self.en.stop())
        self.goer(self.aaben())

    @rule(plads=st.sampled_from(PLADSER), offset=st.integers(0, 30), hoejst=st.integers(1, 5))
    def laes_fra(self, plads: TopicPartition, offset: int, hoejst: int) -> None:
        async def laes() -> list[Post]:
            fundet: list[Post] = []
            async with await self.to.reader(*self.plads(plads), offset=offset) as laeser:
                while bid := await laeser.read(max_records=hoejst):
                    fundet += [(post.offset, post.key, post.value) for post in bid]
            return fundet

        assert self.goer(laes()) == self.model.fra(plads, offset)

    @precondition(lambda self: hasattr(self, "to"))
    @invariant()
    def enderne_passer(self) -> None:
        for emne, antal in EMNER.items():
            slut = self.goer(self.to.end_offsets(self.navn + emne))
            assert slut == {n: self.model.naeste[TopicPartition(emne, n)] for n in range(antal)}
            meldt = {n: o for (navn, n), o in self.model.fremdrift.items() if navn == emne}
            assert self.goer(self.to.committed(f"{self.navn}g", self.navn + emne)) == meldt

    def teardown(self) -> None:
        if hasattr(self, "to"):
            self.goer(self.en.stop())
            self.goer(self.to.stop())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
