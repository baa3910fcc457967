"""What the Kafka backend does when its broker is killed, frozen, away, or answers late."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping

import pytest
from structlog.testing import capture_logs

from brokers import Broker, BrokerError, Consumer, Record, TopicPartition, TopicSpec, Unavailable
from brokers.kafka import KafkaBroker
from tests.kafka.server import Kafkaserver

from .kontrakt.grund import laes, poll_til, poster, vaerdier, vent_til

pytestmark = pytest.mark.xdist_group("kafka-fejl")

FRIST = 60.0
RIMELIGT = 15.0
"""Seconds after which something that has to end soon hangs."""


@pytest.fixture(scope="module")
def modul_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafkaserver]:
    server = Kafkaserver(tmp_path_factory.mktemp("kafka-fejl"))
    yield server
    server.stop()


@pytest.fixture
async def server(modul_server: Kafkaserver) -> Kafkaserver:
    """A Kafka that runs when the test begins, and that it may do anything to."""
    if not modul_server.koerer:
        await asyncio.to_thread(modul_server.start)
    return modul_server


@pytest.fixture
async def broker(server: Kafkaserver, request: pytest.FixtureRequest) -> AsyncIterator[KafkaBroker]:
    broker = KafkaBroker(server.bootstrap, session_timeout=3.0, request_timeout=getattr(request, "param", 40.0))
    await broker.start()
    yield broker
    if server.koerer:
        server.optoe()
    await broker.stop()


@pytest.fixture
async def emne(broker: Broker, request: pytest.FixtureRequest) -> str:
    navn = f"{request.node.originalname}"[-200:]
    await broker.ensure_topics(TopicSpec(navn))
    return navn


async def er_alene() -> bool:
    return asyncio.all_tasks() == {asyncio.current_task()}


async def test_intet_kvitteret_gaar_tabt_naar_brokeren_draebes_under_afsendelse(
    broker: KafkaBroker, server: Kafkaserver, emne: str
) -> None:
    kvitteret: list[bytes] = []
    stop = asyncio.Event()

    async def send(nr: int) -> None:
        n = 0
        while not stop.is_set():
            vaerdi = b"%d-%d" % (nr, n)
            await broker.send(*poster(emne, vaerdi))
            kvitteret.append(vaerdi)
            n += 1

    afsendere = [asyncio.create_task(send(nr)) for nr in range(20)]

    async def flere() -> None:
        naaet = len(kvitteret)
        await vent_til(lambda: len(kvitteret) > naaet + 200, frist=FRIST)

    for _ in range(2):
        await flere()
        await asyncio.to_thread(server.draeb)
        await asyncio.to_thread(server.start)
    await flere()
    stop.set()
    await asyncio.gather(*afsendere)
    fundet = vaerdier(await laes(broker, emne, len(kvitteret), frist=FRIST))
    assert Counter(fundet) == Counter(kvitteret)
    for nr in range(20):
        raekke = [int((v or b"").partition(b"-")[2]) for v in fundet if (v or b"").startswith(b"%d-" % nr)]
        assert raekke == sorted(raekke)


@pytest.mark.parametrize("broker", [2.0], indirect=True)
async def test_en_frossen_broker_siges_og_naar_den_toer_gaar_alt_videre(
    broker: KafkaBroker, server: Kafkaserver, emne: str
) -> None:
    await broker.send(*poster(emne, b"foer"))
    async with await broker.reader(emne) as laeser:
        assert vaerdier(await laeser.read(timeout=FRIST)) == [b"foer"]
        with capture_logs() as linjer:
            server.frys()
            for _ in range(2):
                with pytest.raises(Unavailable, match=r"no answer|tried for 2 seconds"):
                    await broker.send(*poster(emne, b"for sent"))
            with pytest.raises(Unavailable):
                await laeser.read(timeout=FRIST)
            await vent_til(lambda: _tavs(linjer), frist=FRIST)
            server.optoe()
        assert _tavs(linjer) == 1
        await vent_til(lambda: _proev(broker, emne, b"sendt"), frist=FRIST)
        # What could not be confirmed may have been written all the same; what was confirmed is there.
        fundet: list[bytes | None] = []
        while b"sendt" not in fundet:
            fundet += vaerdier(await laeser.read(timeout=FRIST))


@pytest.mark.parametrize("broker", [2.0], indirect=True)
async def test_et_uvist_udfald_siges_og_samme_producer_kan_bruges_igen(
    broker: KafkaBroker, server: Kafkaserver, emne: str
) -> None:
    producer = await broker.producer(emne)
    async with producer.transaction() as transaktion:
        transaktion.send(Record(emne, b"foerst"))
    with pytest.raises(Unavailable):  # noqa: PT012 - leaving the transaction is what raises
        async with producer.transaction() as transaktion:
            transaktion.send(Record(emne, b"uvis"))
            server.frys()
    server.optoe()

    async def skriv() -> bool:
        try:
            async with producer.transaction() as transaktion:
                transaktion.send(Record(emne, b"sidst"))
        except Unavailable:
            return False
        return True

    await vent_til(skriv, frist=FRIST)
    async with await broker.reader(emne) as laeser:
        fundet: list[bytes | None] = []
        while b"sidst" not in fundet:
            fundet += vaerdier(await laeser.read(timeout=FRIST))
    assert fundet[0] == b"foerst"
    assert Counter(fundet)[b"uvis"] <= 1
    assert Counter(fundet)[b"sidst"] == 1


def _tavs(linjer: Iterable[Mapping[str, object]]) -> int:
    return sum("no answer" in str(linje["event"]) for linje in linjer)


async def _proev(broker: Broker, emne: str, vaerdi: bytes) -> bool:
    try:
        await broker.send(*poster(emne, vaerdi))
    except Unavailable:
        return False
    return True


@pytest.mark.parametrize("tilstand", ["draebt", "frossen"])
async def test_stop_haenger_ikke_mens_brokeren_er_vaek(server: Kafkaserver, tilstand: str) -> None:
    broker = KafkaBroker(server.bootstrap, session_timeout=3.0)
    await broker.start()
    emne = f"stop.{tilstand}"
    await broker.ensure_topics(TopicSpec(emne))
    producer = await broker.producer(emne)
    consumer = await broker.consumer(emne, group=emne)
    await vent_til(lambda: _har(consumer), frist=FRIST)
    laeser = await broker.reader(emne)
    i_gang: list[asyncio.Task[object]] = [
        asyncio.create_task(laeser.read(timeout=FRIST)),
        asyncio.create_task(consumer.poll(timeout=FRIST)),
    ]
    await asyncio.sleep(0.1)
    if tilstand == "draebt":
        await asyncio.to_thread(server.draeb)
    else:
        server.frys()

    async def transaktion() -> None:
        async with producer.transaction() as en:
            en.send(Record(emne, b"naar aldrig frem"))
            en.commit_offset(consumer, TopicPartition(emne, 0), 0)

    i_gang += [asyncio.create_task(transaktion()), asyncio.create_task(broker.send(*poster(emne, b"heller ikke")))]
    await asyncio.sleep(0.5)
    async with asyncio.timeout(RIMELIGT):
        await broker.stop()
        for udfald in await asyncio.gather(*i_gang, return_exceptions=True):
            assert isinstance(udfald, BrokerError)
    await vent_til(er_alene, frist=RIMELIGT)
    server.optoe()


async def test_start_mens_brokeren_er_vaek_siger_hvad_der_er_galt(server: Kafkaserver) -> None:
    await asyncio.to_thread(server.draeb)
    broker = KafkaBroker(server.bootstrap)
    with pytest.raises(Unavailable, match="nothing listens there"):
        await broker.start()
    await broker.stop()
    await asyncio.to_thread(server.start)
    async with broker:
        assert await broker.topics() is not None


@pytest.mark.parametrize("broker", [2.0], indirect=True)
async def test_et_medlem_hoerer_at_klyngen_er_vaek_og_gaar_videre_naar_den_er_der(
    broker: KafkaBroker, server: Kafkaserver, emne: str
) -> None:
    await broker.send(*poster(emne, b"1"))
    async with await broker.consumer(emne, group=emne) as consumer:
        [post] = await poll_til(consumer, 1, frist=FRIST)
        await consumer.commit({post.place: post.offset + 1})
        await asyncio.to_thread(server.draeb)
        with pytest.raises(Unavailable):
            await _poll_stadig(consumer)
        await asyncio.to_thread(server.start)
        await vent_til(lambda: _proev(broker, emne, b"2"), frist=FRIST)
        fundet: list[bytes | None] = []
        while b"2" not in fundet:
            with contextlib.suppress(Unavailable):
                fundet += vaerdier([post for bid in (await consumer.poll(timeout=0.5)).values() for post in bid])
        assert set(fundet) == {b"2"}


async def _poll_stadig(consumer: Consumer) -> None:
    async with asyncio.timeout(FRIST):
        while True:
            await consumer.poll(timeout=0.2)


async def _har(consumer: Consumer) -> bool:
    await consumer.poll(timeout=0.1)
    return bool(consumer.assignment)
