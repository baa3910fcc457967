"""What a Kafka log holds beside records, and how the backend reads past it: marks, aborted transactions, open ones."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import confluent_kafka
import pytest

from brokers import Broker, Record, TopicPartition, TopicSpec, UnknownTopic, read_to
from brokers.kafka import KafkaBroker
from tests.kafka.fremmed import fremmed
from tests.kafka.server import Kafkaserver

from .kontrakt.grund import laes, poll_til, poster, vaerdier, vent_til

FRIST = 60.0


@pytest.fixture
async def broker(kafka: Kafkaserver) -> AsyncIterator[KafkaBroker]:
    async with KafkaBroker(kafka.bootstrap, session_timeout=3.0, request_timeout=40.0) as broker:
        yield broker


@pytest.fixture
async def emne(broker: Broker) -> str:
    navn = f"log.{uuid.uuid4().hex[:12]}"
    await broker.ensure_topics(TopicSpec(navn, partitions=3))
    return navn


@pytest.fixture
def anden(kafka: Kafkaserver) -> Iterator[confluent_kafka.Producer]:
    """Another client's transactional producer, of which the test holds the steps."""
    yield (producer := _producer(kafka, f"fremmed.{uuid.uuid4().hex}"))
    producer.flush(FRIST)


def _producer(kafka: Kafkaserver, id_: str) -> confluent_kafka.Producer:
    producer = confluent_kafka.Producer(fremmed(kafka.bootstrap, transactional_id=id_))
    producer.init_transactions(FRIST)
    return producer


def _skriv(anden: confluent_kafka.Producer, emne: str, antal: int, *, behold: bool, bytes_: int = 10) -> None:
    anden.begin_transaction()
    for _ in range(antal):
        anden.produce(emne, b"." * bytes_, partition=0)
        anden.poll(0)
    anden.flush(FRIST)
    if behold:
        anden.commit_transaction(FRIST)
    else:
        anden.abort_transaction(FRIST)


async def test_en_laesning_til_enden_slutter_ogsaa_hvor_der_staar_fortrudte_poster(
    broker: Broker, emne: str, anden: confluent_kafka.Producer
) -> None:
    await broker.send(*poster(emne, b"1", key=None))
    # More than one fetch brings, so that whole fetches hold nothing for us.
    await asyncio.to_thread(_skriv, anden, emne, 600, behold=False, bytes_=10_000)
    await broker.send(*poster(emne, b"2", key=None))
    await asyncio.to_thread(_skriv, anden, emne, 3, behold=True)
    await asyncio.to_thread(_skriv, anden, emne, 3, behold=False)
    slut = 2 + 600 + 3 + 3 + 3  # the records of both, and a mark for each transaction
    # The other client is told before its marks are written.
    await vent_til(lambda: _er_enden(broker, emne, slut), frist=FRIST)
    async with asyncio.timeout(FRIST), await broker.reader(emne) as laeser:
        fundet: list[bytes | None] = []
        while laeser.offset < slut:
            fundet += vaerdier(await laeser.read(max_records=2))
        assert laeser.offset == slut
    assert fundet == [b"1", b"2", *[b"." * 10] * 3]
    async with asyncio.timeout(FRIST), await broker.reader(emne) as laeser:
        assert [v async for bid in read_to(laeser, slut) for v in vaerdier(bid)] == fundet


async def _er_enden(broker: Broker, emne: str, slut: int) -> bool:
    return (await broker.end_offsets(emne))[0] == slut


async def test_en_aaben_transaktion_holder_laeseren_ved_dens_begyndelse(
    broker: Broker, emne: str, anden: confluent_kafka.Producer
) -> None:
    await broker.send(*poster(emne, b"1", key=None))
    anden.begin_transaction()
    anden.produce(emne, b"aaben", partition=0)
    await asyncio.to_thread(anden.flush, FRIST)
    await broker.send(*poster(emne, b"2", key=None))
    assert (await broker.end_offsets(emne))[0] == 1
    assert vaerdier(await laes(broker, emne, 1)) == [b"1"]
    await asyncio.to_thread(anden.commit_transaction, FRIST)
    assert vaerdier(await laes(broker, emne, 3, frist=FRIST)) == [b"1", b"aaben", b"2"]


async def test_fremdrift_i_en_aaben_transaktion_ventes_der_paa(
    broker: Broker, emne: str, kafka: Kafkaserver, anden: confluent_kafka.Producer
) -> None:
    plads = TopicPartition(emne, 0)
    await broker.send(*poster(emne, b"1", b"2", b"3", key=None))
    async with await broker.consumer(emne, group=emne) as consumer:
        await poll_til(consumer, 3, frist=FRIST)
        await consumer.commit({plads: 1})
    await asyncio.to_thread(_flyt_fremdrift, kafka, anden, emne, 2)
    # The progress is written, and nobody can know yet whether it will count: neither 1 nor 2 is the answer.
    spurgt = asyncio.create_task(broker.committed(emne, emne))
    consumer = await broker.consumer(emne, group=emne)
    laest = asyncio.create_task(poll_til(consumer, 1, frist=FRIST))
    faerdige, _ = await asyncio.wait([spurgt, laest], timeout=2.0)
    assert not faerdige
    await asyncio.to_thread(anden.commit_transaction, FRIST)
    assert await spurgt == {0: 2}
    assert vaerdier(await laest) == [b"3"]
    await consumer.close()


async def test_den_der_overtager_lukker_foerst_den_gamle_ude_og_laeser_saa_hvor_den_naaede(
    broker: Broker, emne: str, kafka: Kafkaserver
) -> None:
    navn = f"router-{emne}"
    await broker.send(*poster(emne, b"1", b"2", key=None))
    async with await broker.consumer(emne, group=emne) as consumer:
        await poll_til(consumer, 2, frist=FRIST)
        await consumer.commit({TopicPartition(emne, 0): 1})
    gammel = await asyncio.to_thread(_producer, kafka, navn)
    await asyncio.to_thread(_flyt_fremdrift, kafka, gammel, emne, 2)

    async def tildelt(_: object) -> None:
        await broker.producer(navn)

    async with await broker.consumer(emne, group=emne, on_assigned=tildelt) as consumer:
        # The old holder's open transaction, progress included, was aborted by the take-over: reading goes on from 1.
        assert vaerdier(await poll_til(consumer, 1, frist=FRIST)) == [b"2"]
    with pytest.raises(confluent_kafka.KafkaException):
        await asyncio.to_thread(gammel.commit_transaction, FRIST)


def _flyt_fremdrift(kafka: Kafkaserver, producer: confluent_kafka.Producer, emne: str, til: int) -> None:
    """Write progress in a transaction that stays open."""
    consumer = confluent_kafka.Consumer(fremmed(kafka.bootstrap, group_id=emne))
    producer.begin_transaction()
    flyttet = [confluent_kafka.TopicPartition(emne, 0, til)]
    producer.send_offsets_to_transaction(flyttet, consumer.consumer_group_metadata(), FRIST)
    consumer.close()


async def test_poster_stoerre_end_en_hentning_kommer_frem_fra_flere_partitioner(broker: Broker, emne: str) -> None:
    stor = b"x" * 1_400_000
    for nr in range(3):
        await broker.send(*(Record(emne, b"%d%d" % (nr, n) + stor, partition=nr) for n in range(3)))
    async with await broker.consumer(emne, group=emne) as consumer:
        fundet = await poll_til(consumer, 9, frist=FRIST)
    for nr in range(3):
        raekke = [(post.value or b"")[:2] for post in fundet if post.partition == nr]
        assert raekke == [b"%d%d" % (nr, n) for n in range(3)]
    laesere = [await broker.reader(emne, nr) for nr in range(3)]
    for bidder in await asyncio.gather(*(laeser.read(max_records=1, timeout=FRIST) for laeser in laesere)):
        assert len(bidder) == 1


async def test_en_laeser_af_et_emne_der_er_lavet_om_faar_det_at_vide(broker: Broker, emne: str) -> None:
    await broker.send(*poster(emne, b"gammel", key=None))
    async with await broker.reader(emne) as laeser:
        assert vaerdier(await laeser.read(timeout=FRIST)) == [b"gammel"]
        await broker.delete_topic(emne)
        await broker.ensure_topics(TopicSpec(emne))
        # Two records, so that the old place is inside the new log: what is there is of another topic.
        await broker.send(*poster(emne, b"ny", b"ny", key=None))
        with pytest.raises(UnknownTopic, match=emne):
            await laeser.read(timeout=FRIST)


async def test_et_medlem_laeser_det_emne_der_er_lavet_om_forfra(broker: Broker, emne: str) -> None:
    await broker.send(*poster(emne, b"gammel", key=None))
    async with await broker.consumer(emne, group=emne) as consumer:
        [post] = await poll_til(consumer, 1, frist=FRIST)
        await consumer.commit({post.place: post.offset + 1})
        await broker.delete_topic(emne)
        await broker.ensure_topics(TopicSpec(emne))
        await broker.send(*poster(emne, b"ny", key=None))
        assert vaerdier(await poll_til(consumer, 1, frist=FRIST)) == [b"ny"]


async def test_mange_laesere_der_venter_faar_hver_sit(broker: Broker) -> None:
    antal = 150
    emner = [f"mange.{uuid.uuid4().hex[:8]}.{n}" for n in range(antal)]
    await broker.ensure_topics(*(TopicSpec(emne) for emne in emner))
    laesere = [await broker.reader(emne) for emne in emner]
    venter = [asyncio.create_task(laeser.read(timeout=FRIST)) for laeser in laesere]
    await broker.send(*(Record(emne, emne.encode()) for emne in emner))
    for emne, fundet in zip(emner, await asyncio.gather(*venter), strict=True):
        assert vaerdier(fundet) == [emne.encode()]


async def test_fremmede_headers_uden_indhold_er_tomme(broker: Broker, emne: str, kafka: Kafkaserver) -> None:
    producer = confluent_kafka.Producer(fremmed(kafka.bootstrap))
    producer.produce(emne, b"v", partition=0, headers=[("a", None), ("b", b"1")])
    await asyncio.to_thread(producer.flush, FRIST)
    [post] = await laes(broker, emne, 1)
    assert post.headers == (("a", b""), ("b", b"1"))
