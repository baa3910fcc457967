"""Topics on Kafka: what they are made with, and which settings of a topic made by others would break a promise."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping

import pytest
from confluent_kafka import admin
from structlog.testing import capture_logs

from brokers import Cleanup, Record, RecordTooLarge, TopicMismatch, TopicSpec, UnknownTopic
from brokers.kafka import KafkaBroker
from tests.kafka.fremmed import fremmed
from tests.kafka.server import Kafkaserver

from .kontrakt.grund import laes, poster, vaerdier, vent_til

FRIST = 60.0
GOD = {"message.timestamp.type": "LogAppendTime", "max.message.bytes": "3000000"}


@pytest.fixture
async def broker(kafka: Kafkaserver) -> AsyncIterator[KafkaBroker]:
    async with KafkaBroker(kafka.bootstrap) as broker:
        yield broker


@pytest.fixture
def navn() -> str:
    return f"emner.{uuid.uuid4().hex[:12]}"


class Driftsfolk:
    """Somebody else with access to the cluster."""

    def __init__(self, bootstrap: str) -> None:
        self._admin = admin.AdminClient(fremmed(bootstrap))

    async def lav(self, navn: str, indstillinger: Mapping[str, str], *, partitioner: int = 1) -> None:
        nyt = admin.NewTopic(navn, partitioner, 1, config=dict(indstillinger))  # type: ignore[attr-defined]
        await asyncio.to_thread(self._admin.create_topics([nyt])[navn].result, FRIST)
        await vent_til(lambda: self._er_hoert_om(navn), frist=FRIST)

    async def _er_hoert_om(self, navn: str) -> bool:
        return navn in (await asyncio.to_thread(self._admin.list_topics, timeout=FRIST)).topics

    async def se(self, navn: str) -> dict[str, str]:
        emne = admin.ConfigResource(admin.ResourceType.TOPIC, navn)  # type: ignore[attr-defined]
        svar = await asyncio.to_thread(self._admin.describe_configs([emne])[emne].result, FRIST)
        return {navn_: en.value for navn_, en in svar.items()}


@pytest.fixture
def driftsfolk(kafka: Kafkaserver) -> Driftsfolk:
    return Driftsfolk(kafka.bootstrap)


async def test_et_nyt_emne_har_det_der_loeftes(broker: KafkaBroker, driftsfolk: Driftsfolk, navn: str) -> None:
    await broker.ensure_topics(TopicSpec(navn, 3), TopicSpec(f"{navn}.pakket", cleanup=Cleanup.COMPACT))
    fundet = await driftsfolk.se(navn)
    assert {
        "cleanup.policy": "delete",
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "message.timestamp.type": "LogAppendTime",
        "unclean.leader.election.enable": "false",
    }.items() <= fundet.items()
    assert (await driftsfolk.se(f"{navn}.pakket"))["cleanup.policy"] == "compact"


@pytest.mark.parametrize(
    ("indstilling", "naevnt"),
    [
        ({"cleanup.policy": "compact"}, "cleanup is compact, asked for delete"),
        ({"cleanup.policy": "compact,delete"}, "cleanup is compact,delete, asked for delete"),
        ({"retention.ms": "1000"}, "retention_ms is 1000, asked for 60000"),
        ({"retention.ms": "-1"}, "retention_ms is unlimited, asked for 60000"),
        ({"retention.bytes": "1000"}, "retention_bytes is 1000, asked for 5000"),
        ({"max.message.bytes": "1048588"}, "max_record_bytes is 983052, asked for 1500000 or more"),
        ({"message.timestamp.type": "CreateTime"}, "message.timestamp.type is CreateTime"),
        ({"unclean.leader.election.enable": "true"}, "unclean.leader.election.enable is true, asked for false"),
        ({"min.insync.replicas": "1"}, "min.insync.replicas is 1, asked for 2 or more"),
    ],
)
async def test_en_indstilling_der_bryder_et_loefte_naevnes(
    kafka: Kafkaserver, driftsfolk: Driftsfolk, navn: str, indstilling: dict[str, str], naevnt: str
) -> None:
    bedt = TopicSpec(navn, retention_ms=60_000, retention_bytes=5_000)
    god = GOD | {"retention.ms": "60000", "retention.bytes": "5000", "min.insync.replicas": "2"}
    await driftsfolk.lav(navn, god | indstilling)
    await driftsfolk.lav(f"{navn}.godt", god)
    async with KafkaBroker(kafka.bootstrap, min_insync=2) as broker:
        await broker.ensure_topics(TopicSpec(f"{navn}.godt", retention_ms=60_000, retention_bytes=5_000))
        with pytest.raises(TopicMismatch) as fejl:
            await broker.ensure_topics(TopicSpec(f"{navn}.nyt"), bedt)
        assert f"topic {navn} exists with other settings" in str(fejl.value)
        assert naevnt in str(fejl.value)
        assert f"{navn}.nyt" not in await broker.topics()


async def test_alle_afvigelser_naevnes_paa_en_gang(broker: KafkaBroker, driftsfolk: Driftsfolk, navn: str) -> None:
    await driftsfolk.lav(navn, {"unclean.leader.election.enable": "true"}, partitioner=2)
    await driftsfolk.lav(f"{navn}.andet", GOD | {"cleanup.policy": "compact"})
    with pytest.raises(TopicMismatch) as fejl:
        await broker.ensure_topics(TopicSpec(navn, 3), TopicSpec(f"{navn}.andet"))
    for naevnt in ("partitions is 2, asked for 3", "unclean", "max_record_bytes", "LogAppendTime", f"{navn}.andet"):
        assert naevnt in str(fejl.value)


async def test_for_faa_kopier_naevnes(kafka: Kafkaserver, broker: KafkaBroker, navn: str) -> None:
    await broker.ensure_topics(TopicSpec(navn))
    async with KafkaBroker(kafka.bootstrap, replication=3, min_insync=2) as streng:
        with pytest.raises(TopicMismatch, match="replication is 1, asked for 3 or more"):
            await streng.ensure_topics(TopicSpec(navn))
        with pytest.raises(TopicMismatch, match=r"create: invalid replication factor .*3"):
            await streng.ensure_topics(TopicSpec(f"{navn}.nyt"))


async def test_en_frist_der_er_sat_af_andre_advares_der_om(
    broker: KafkaBroker, driftsfolk: Driftsfolk, navn: str
) -> None:
    await driftsfolk.lav(navn, GOD | {"retention.ms": "60000"})
    with capture_logs() as linjer:
        await broker.ensure_topics(TopicSpec(navn))
    assert [(linje["topic"], linje["retention_ms"]) for linje in linjer if linje["log_level"] == "warning"] == [
        (navn, 60_000)
    ]


async def test_to_instanser_der_laver_det_samme_emne_paa_en_gang_er_ingen_fejl(kafka: Kafkaserver, navn: str) -> None:
    brokere = [KafkaBroker(kafka.bootstrap) for _ in range(4)]
    await asyncio.gather(*(broker.start() for broker in brokere))
    specs = [TopicSpec(f"{navn}.{n}") for n in range(10)]
    await asyncio.gather(*(broker.ensure_topics(*specs) for broker in brokere))
    await asyncio.gather(*(broker.send(*poster(specs[n].name, b"1")) for n, broker in enumerate(brokere)))
    await asyncio.gather(*(broker.stop() for broker in brokere))


async def test_klyngens_egne_emner_vises_ikke(broker: KafkaBroker, navn: str) -> None:
    await broker.ensure_topics(TopicSpec(navn))
    async with await broker.consumer(navn, group=navn) as consumer:
        await consumer.poll(timeout=1.0)
    fundet = await broker.topics()
    assert navn in fundet
    assert not [emne for emne in fundet if emne.startswith("__")]


async def test_graensen_gaelder_til_den_sidste_byte(broker: KafkaBroker, navn: str) -> None:
    await broker.ensure_topics(TopicSpec(navn, max_record_bytes=300_000))
    headers = (("traceparent", b"x" * 50),)
    fyld = 300_000 - len(b"noegle") - len("traceparent") - 50
    await broker.send(Record(navn, b"x" * fyld, key=b"noegle", headers=headers))
    with pytest.raises(RecordTooLarge, match="300001 bytes"):
        await broker.send(Record(navn, b"x" * (fyld + 1), key=b"noegle", headers=headers))
    assert len(await laes(broker, navn, 1)) == 1


async def test_mange_smaa_poster_gaar_i_batcher_emnet_kan_tage(broker: KafkaBroker, navn: str) -> None:
    await broker.ensure_topics(TopicSpec(navn, max_record_bytes=1_000))
    antal = 2_000
    await broker.send(*(Record(navn, b"%d" % n + b"." * 900) for n in range(antal)))
    producer = await broker.producer(navn)
    async with producer.transaction() as transaktion:
        for n in range(antal, 2 * antal):
            transaktion.send(Record(navn, b"%d" % n + b"." * 900))
    fundet = vaerdier(await laes(broker, navn, 2 * antal, frist=FRIST))
    assert [int((vaerdi or b"").rstrip(b".")) for vaerdi in fundet] == list(range(2 * antal))


async def test_et_emne_laves_aldrig_af_sig_selv(broker: KafkaBroker, navn: str) -> None:
    # The test's cluster would make it at the first question, if it were allowed to.
    for kald in (broker.send(Record(navn, b"1")), broker.end_offsets(navn), broker.reader(navn)):
        with pytest.raises(UnknownTopic):
            await kald
    producer = await broker.producer(navn)
    with pytest.raises(UnknownTopic):
        async with producer.transaction() as transaktion:
            transaktion.send(Record(navn, b"1"))
    assert navn not in await broker.topics()


async def test_fremdriften_er_vaek_saa_snart_emnet_er_det(broker: KafkaBroker, navn: str) -> None:
    for _ in range(5):
        await broker.ensure_topics(TopicSpec(navn))
        await broker.send(*poster(navn, b"1"))
        async with await broker.consumer(navn, group=navn) as consumer:
            while not (bid := await consumer.poll(timeout=FRIST)):
                pass
            await consumer.commit(dict.fromkeys(bid, 1))
        await broker.delete_topic(navn)
        await broker.ensure_topics(TopicSpec(navn))
        assert await broker.committed(navn, navn) == {}
        await broker.delete_topic(navn)
