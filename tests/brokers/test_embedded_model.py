"""The embedded broker against a model of a few dictionaries: any order of sends, transactions, reads, commits,
restarts, compaction and fencing gives what the model gives.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from brokers import (
    Cleanup,
    Consumer,
    EmbeddedBroker,
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
PLADSER = [TopicPartition(emne, n) for emne, antal in EMNER.items() for n in range(antal)]
NOEGLER = st.sampled_from([b"a", b"b", b"c"])
POSTER = st.lists(
    st.builds(Record, topic=st.sampled_from(sorted(EMNER)), key=NOEGLER, value=st.none() | st.binary(max_size=8)),
    min_size=1,
    max_size=6,
)


@dataclass
class Model:
    """What the log holds, and how far the group is."""

    poster: dict[TopicPartition, list[Post]] = field(default_factory=lambda: {plads: [] for plads in PLADSER})
    naeste: dict[TopicPartition, int] = field(default_factory=lambda: dict.fromkeys(PLADSER, 0))
    fremdrift: dict[TopicPartition, int] = field(default_factory=dict)
    laest_til: dict[TopicPartition, int] = field(default_factory=dict)

    def skriv(self, poster: list[Record]) -> list[tuple[str, int, int]]:
        svar = []
        for post in poster:
            plads = TopicPartition(post.topic, partition_for(post.key, EMNER[post.topic]))
            self.poster[plads].append((self.naeste[plads], post.key, post.value))
            svar.append((*plads, self.naeste[plads]))
            self.naeste[plads] += 1
        return svar

    def pak(self, plads: TopicPartition) -> None:
        nyeste = {key: offset for offset, key, _ in self.poster[plads]}
        self.poster[plads] = [post for post in self.poster[plads] if nyeste[post[1]] == post[0]]

    def fra(self, plads: TopicPartition, offset: int) -> list[Post]:
        return [post for post in self.poster[plads] if post[0] >= offset]


class Maskine(RuleBasedStateMachine):
    """Two instances on one directory (`en` is restarted, `to` stays), one consumer, one transactional id."""

    en: EmbeddedBroker
    to: EmbeddedBroker
    consumer: Consumer
    producer: Producer

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.mappe = Path(tempfile.mkdtemp(prefix="broker-model-"))
        self.model = Model()

    def goer(self, noget: Awaitable[T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(noget, 20))

    async def aaben(self) -> None:
        self.en = EmbeddedBroker(self.mappe)
        await self.en.start()
        self.consumer = await self.en.consumer(*EMNER, group="g")
        self.producer = await self.en.producer("p")
        self.model.laest_til = {plads: self.model.fremdrift.get(plads, 0) for plads in PLADSER}
        while self.consumer.assignment != set(PLADSER):
            await self.poll()

    async def poll(self, hoejst: int = 500) -> None:
        """Poll once; what comes is what the model says comes next in each partition."""
        for plads, bid in (await self.consumer.poll(max_records=hoejst, timeout=0)).items():
            venter = self.model.fra(plads, self.model.laest_til[plads])
            assert [(post.offset, post.key, post.value) for post in bid] == venter[: len(bid)]
            self.model.laest_til[plads] = bid[-1].offset + 1

    @initialize()
    def begynd(self) -> None:
        async def begynd() -> None:
            self.to = EmbeddedBroker(self.mappe)
            await self.to.start()
            pakket = TopicSpec("tilstand", 1, Cleanup.COMPACT)
            await self.to.ensure_topics(TopicSpec("log", 2), pakket)
            await self.aaben()

        self.goer(begynd())

    @rule(poster=POSTER, anden=st.booleans())
    def send(self, poster: list[Record], anden: bool) -> None:
        svar = self.goer((self.to if anden else self.en).send(*poster))
        assert list(svar) == self.model.skriv(poster)

    @rule(poster=POSTER, afbryd=st.booleans(), fremdrift=st.booleans())
    def transaktion(self, poster: list[Record], afbryd: bool, fremdrift: bool) -> None:
        async def skriv() -> None:
            async with self.producer.transaction() as transaktion:
                for post in poster:
                    transaktion.send(post)
                if fremdrift:
                    for plads, offset in self.model.laest_til.items():
                        transaktion.commit_offset(self.consumer, plads, offset)
                if afbryd:
                    raise InterruptedError

        if afbryd:
            with pytest.raises(InterruptedError):
                self.goer(skriv())
            return
        self.goer(skriv())
        self.model.skriv(poster)
        if fremdrift:
            self.model.fremdrift |= self.model.laest_til

    @rule(poster=POSTER, anden=st.booleans())
    def overtag(self, poster: list[Record], anden: bool) -> None:
        async def overtag() -> None:
            async with self.producer.transaction() as transaktion:
                for post in poster:
                    transaktion.send(post)
                await (self.to if anden else self.en).producer("p")

        with pytest.raises(Fenced):
            self.goer(overtag())
        self.producer = self.goer(self.en.producer("p"))

    @rule(hoejst=st.integers(1, 8))
    def laes_videre(self, hoejst: int) -> None:
        self.goer(self.poll(hoejst))

    @rule()
    def meld(self) -> None:
        self.goer(self.consumer.commit(self.model.laest_til))
        self.model.fremdrift |= self.model.laest_til

    @rule(plads=st.sampled_from(PLADSER), offset=st.integers(0, 30))
    def soeg(self, plads: TopicPartition, offset: int) -> None:
        self.consumer.seek(plads, offset)
        self.model.laest_til[plads] = offset

    @rule()
    def pak(self) -> None:
        self.goer(self.to.upkeep())
        self.model.pak(TopicPartition("tilstand", 0))
        # What was fetched before may still be handed out; reading on from the same place asks the log anew.
        for plads, offset in self.model.laest_til.items():
            self.consumer.seek(plads, offset)

    @rule()
    def genstart(self) -> None:
        self.goer(self.en.stop())
        self.goer(self.aaben())

    @rule(plads=st.sampled_from(PLADSER), offset=st.integers(0, 30), hoejst=st.integers(1, 5))
    def laes_fra(self, plads: TopicPartition, offset: int, hoejst: int) -> None:
        async def laes() -> list[Post]:
            fundet: list[Post] = []
            async with await self.to.reader(*plads, offset=offset) as laeser:
                while bid := await laeser.read(max_records=hoejst):
                    fundet += [(post.offset, post.key, post.value) for post in bid]
            return fundet

        assert self.goer(laes()) == self.model.fra(plads, offset)

    @precondition(lambda self: hasattr(self, "to"))
    @invariant()
    def enderne_passer(self) -> None:
        for emne, antal in EMNER.items():
            slut = self.goer(self.to.end_offsets(emne))
            assert slut == {n: self.model.naeste[TopicPartition(emne, n)] for n in range(antal)}
            meldt = {n: o for (navn, n), o in self.model.fremdrift.items() if navn == emne}
            assert self.goer(self.to.committed("g", emne)) == meldt

    def teardown(self) -> None:
        if hasattr(self, "to"):
            self.goer(self.en.stop())
            self.goer(self.to.stop())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        shutil.rmtree(self.mappe)


@pytest.mark.parametrize("eksempler", [25, pytest.param(1_000, marks=[pytest.mark.lang, pytest.mark.timeout(1800)])])
def test_brokeren_goer_som_modellen(eksempler: int) -> None:
    run_state_machine_as_test(
        Maskine,
        settings=settings(
            max_examples=eksempler,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
