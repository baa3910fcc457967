"""What the cluster itself refuses of a member that the group has gone on without, and that does not know it yet."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest

from brokers import Fenced, Producer, Record, TopicPartition, TopicSpec, Transaction
from brokers.kafka import KafkaBroker
from brokers.kafka.consumer import KafkaConsumer
from tests.kafka.server import Kafkaserver

from .kontrakt.grund import laes, poll_til, poster, vaerdier

FRIST = 60.0


@pytest.fixture
async def broker(kafka: Kafkaserver) -> AsyncIterator[KafkaBroker]:
    async with KafkaBroker(kafka.bootstrap, session_timeout=2.0, request_timeout=40.0) as broker:
        yield broker


@pytest.fixture
async def emne(broker: KafkaBroker) -> str:
    navn = f"gruppe.{uuid.uuid4().hex[:12]}"
    await broker.ensure_topics(TopicSpec(navn), TopicSpec(f"{navn}.ud"))
    return navn


@pytest.fixture
async def doev(broker: KafkaBroker, emne: str) -> AsyncIterator[KafkaConsumer]:
    """A member that has read, and from then on neither speaks to its group nor hears of it: as if it were frozen."""
    await broker.send(*poster(emne, b"1", b"2"))
    doev = await broker.consumer(emne, group=emne)
    assert isinstance(doev, KafkaConsumer)
    await poll_til(doev, 2, frist=FRIST)
    assert doev._membership._running is not None
    doev._membership._running.cancel()
    async with await broker.consumer(emne, group=emne) as ny:
        assert vaerdier(await poll_til(ny, 2, frist=FRIST)) == [b"1", b"2"]
        await ny.commit({TopicPartition(emne, 0): 1})
        assert doev.assignment == {TopicPartition(emne, 0)}, "it must not know of it, or this tries nothing"
        yield doev
    await doev.close()


async def test_dets_transaktion_med_fremdrift_bliver_ikke_til_noget(
    broker: KafkaBroker, doev: KafkaConsumer, emne: str
) -> None:
    # An id that nobody else takes: it is not the id that fences it.
    producer = await broker.producer(emne)

    def videre(transaktion: Transaction) -> None:
        transaktion.send(Record(f"{emne}.ud", b"zombie"))
        transaktion.commit_offset(doev, TopicPartition(emne, 0), 2)

    with pytest.raises(Fenced, match="gone on without this member"):
        await _skriv(producer, videre)
    assert await broker.committed(emne, emne) == {0: 1}
    # The producer itself was not taken over, and what it had begun is undone.
    await _skriv(producer, lambda transaktion: transaktion.send(Record(f"{emne}.ud", b"efter")))
    assert vaerdier(await laes(broker, f"{emne}.ud", 1)) == [b"efter"]


async def test_dets_fremdrift_uden_transaktion_afvises(broker: KafkaBroker, doev: KafkaConsumer, emne: str) -> None:
    with pytest.raises(Fenced, match="gone on without this member"):
        await doev.commit({TopicPartition(emne, 0): 2})
    assert await broker.committed(emne, emne) == {0: 1}


async def test_det_faar_intet_at_laese_naar_dets_tid_er_gaaet(doev: KafkaConsumer) -> None:
    doev.seek(next(iter(doev.assignment)), 0)
    assert await doev.poll(timeout=0.5) == {}


async def _skriv(producer: Producer, hvad: object) -> None:
    assert callable(hvad)
    async with producer.transaction() as transaktion:
        hvad(transaktion)
