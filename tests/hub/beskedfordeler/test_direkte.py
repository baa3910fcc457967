"""The second door: what a system writes on its own topic is stamped, judged and delivered like everything else."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

from brokers import Broker, Record, TopicPartition
from hub.beskedfordeler import Beskedfordeler, Kvittering, Kvitteringsstatus, emner
from hub.beskedfordeler.kvitteringer import fra_json
from hub.konfiguration.kilde import FastKonfiguration
from hub.log.verificer import verificer_bus

STATUS = Kvitteringsstatus


def selv(verden: Any) -> Any:
    """The sender, as one that writes to Kafka itself."""
    return verden.afsender.model_copy(update={"kafkabruger": "selvbetjening"})


async def kvitteringer(fordeler: Beskedfordeler, system: str, antal: int) -> list[Kvittering]:
    """The first `antal` receipts of a system, within a deadline."""
    fundet: list[Kvittering] = []
    efter = None
    async with asyncio.timeout(20):
        while len(fundet) < antal:
            side = await fordeler.kvitteringer(system, efter=efter, vent=5)
            fundet += side.kvitteringer
            efter = side.naeste
    return fundet


async def alt_i(bus: Broker, emne: str) -> list[Any]:
    async with await bus.reader(emne) as laeser:
        fundet: list[Any] = []
        while poster := await laeser.read():
            fundet += poster
        return fundet


async def test_det_et_system_selv_skriver_afgoeres_og_leveres(start: Any, verden: Any, bus: Broker) -> None:
    fordeler = await start(verden.konfiguration(selv(verden)))
    gode = [verden.besked() for _ in range(5)]
    emne = emner.direkte(verden.afsender.id)
    await bus.send(*(Record(emne, besked, key=b"hvad som helst") for besked in gode))
    fundet = await kvitteringer(fordeler, verden.afsender.id, 5)
    assert [k.status for k in fundet] == [STATUS.LEVERET] * 5
    assert sorted(post.value for post in await alt_i(bus, emner.dueslag(verden.ind.id))) == sorted(gode)


async def test_hvad_afsenderen_selv_stempler_taeller_ikke(start: Any, verden: Any, bus: Broker) -> None:
    """Only the topic says who sent: headers, key and partition are the writer's to invent."""
    fordeler = await start(verden.konfiguration(selv(verden)))
    falsk = (
        (emner.AFSENDER, verden.fremmed.id.encode()),
        (emner.MODTAGELSE, b"1"),
        (emner.MODTAGET, b"1999-01-01T00:00:00+00:00"),
        (emner.GENAFSPILLET, b"fejl"),
        (emner.GENAFSPIL_TIL, verden.ogsaa.id.encode()),
        ("traceparent", b"ikke et spor"),
    )
    objekt = str(uuid.uuid4())
    beskeder = [verden.besked(objekt=objekt) for _ in range(2)]
    emne = emner.direkte(verden.afsender.id)
    await bus.send(*(Record(emne, besked, headers=falsk, partition=0) for besked in beskeder))
    for kvittering in await kvitteringer(fordeler, verden.afsender.id, 2):
        assert kvittering.status is STATUS.LEVERET
        assert kvittering.modtagere == 2
        assert uuid.UUID(kvittering.modtagelse_id).version == 5
    ind = [post for n in range(2) for post in await alt_i_partition(bus, emner.INDGANG, n)]
    assert {post.header(emner.AFSENDER) for post in ind} == {verden.afsender.id.encode()}
    assert {post.key for post in ind} == {fordeler._indtag.noegle(beskeder[0])}
    assert {post.header(emner.TRACEPARENT) for post in ind} == {None}
    assert {post.header(emner.GENAFSPILLET) for post in ind} == {None}


async def alt_i_partition(bus: Broker, emne: str, partition: int) -> list[Any]:
    async with await bus.reader(emne, partition) as laeser:
        return list(await laeser.read())


async def test_det_der_ikke_kan_laeses_afvises_med_aarsag_og_stopper_ingen(
    start: Any, verden: Any, bus: Broker
) -> None:
    fordeler = await start(verden.konfiguration(selv(verden)))
    emne = emner.direkte(verden.afsender.id)
    daarlige = [b"", b"\x00\x00\x00\x00\x01", b"sludder", None]
    await bus.send(*(Record(emne, v, key=b"k") for v in daarlige), Record(emne, verden.besked(), key=b"k"))
    fundet = await kvitteringer(fordeler, verden.afsender.id, 5)
    assert sorted(k.status.value for k in fundet) == ["Afvist"] * 4 + ["Leveret"]
    assert all(k.aarsager for k in fundet if k.status is STATUS.AFVIST)


async def test_hver_post_tages_over_en_gang_ogsaa_naar_instanser_kommer_og_gaar(
    start: Any, verden: Any, bus: Broker, anden_bus: Broker
) -> None:
    konfiguration = verden.konfiguration(selv(verden))
    emne = emner.direkte(verden.afsender.id)
    en = await start(konfiguration)
    sendt = []
    for runde in range(6):
        beskeder = [verden.besked() for _ in range(20)]
        sendt += beskeder
        await bus.send(*(Record(emne, besked, partition=n % 2) for n, besked in enumerate(beskeder)))
        if runde == 1:
            to = await start(konfiguration, data="anden", paa=anden_bus)
        if runde == 3:
            await en.stop(frist=10)
    fundet = await kvitteringer(to, verden.afsender.id, len(sendt))
    assert [k.status for k in fundet] == [STATUS.LEVERET] * len(sendt)
    await to.stop(frist=10)
    lagt = [post.value for post in await alt_i(bus, emner.dueslag(verden.ind.id))]
    assert sorted(lagt) == sorted(sendt)
    assert (await verificer_bus(bus)).led == len(sendt)


async def test_en_overhalet_instans_flytter_intet_to_gange(start: Any, verden: Any, bus: Broker) -> None:
    """Its transactional id is taken by another: it begins again from what is committed."""
    fordeler = await start(verden.konfiguration(selv(verden)), partitioner=1)
    emne = emner.direkte(verden.afsender.id)
    await bus.send(Record(emne, verden.besked()))
    await kvitteringer(fordeler, verden.afsender.id, 1)
    for n in range(3):
        await (await bus.producer(f"direkte-{emne}-0")).close()
        await bus.send(Record(emne, verden.besked()))
        await kvitteringer(fordeler, verden.afsender.id, n + 2)
    assert len(await alt_i(bus, emner.INDGANG)) == 4
    assert (await bus.committed(emner.GRUPPE_DIREKTE, emne)) == {0: 4}


async def test_et_system_der_faar_en_kafkabruger_kan_skrive_straks_og_et_uden_har_intet_emne(
    start: Any, verden: Any, bus: Broker
) -> None:
    kilde = FastKonfiguration(verden.konfiguration())
    fordeler = await start(kilde)
    emne = emner.direkte(verden.afsender.id)
    assert emne not in await bus.topics()
    await kilde.saet(verden.konfiguration(selv(verden), version=2))
    await bus.send(Record(emne, verden.besked()))
    (kvittering,) = await kvitteringer(fordeler, verden.afsender.id, 1)
    assert kvittering.status is STATUS.LEVERET
    assert emner.direkte(verden.modtager.id) not in await bus.topics()


async def test_beskeder_om_et_objekt_holder_orden_ad_begge_doere(start: Any, verden: Any, bus: Broker) -> None:
    fordeler = await start(verden.konfiguration(selv(verden)), partitioner=4)
    objekt = str(uuid.uuid4())
    emne = emner.direkte(verden.afsender.id)
    beskeder = [verden.besked(objekt=objekt) for _ in range(10)]
    for nr, besked in enumerate(beskeder):
        if nr % 2:
            await bus.send(Record(emne, besked, partition=nr % 4))
        else:
            await fordeler.modtag(besked, verden.afsender.id)
        await kvitteringer(fordeler, verden.afsender.id, nr + 1)
    lagt = await alt_i(bus, emner.dueslag(verden.ind.id))
    assert [post.value for post in lagt] == beskeder
    assert len({TopicPartition(post.topic, post.partition) for post in lagt}) == 1


def test_kvitteringer_kan_laeses_af_enhver() -> None:
    """A system on Kafka reads its receipts as JSON."""
    assert (
        fra_json(
            b'{"modtagelseId":"m","status":"Leveret","tidspunkt":"2026-03-01T00:00:00+00:00","beskedId":null,'
            b'"transaktionsId":null,"modtager":null,"dueslag":null,"modtagere":1,"aarsager":[],"bemaerkning":null}'
        ).status
        is STATUS.LEVERET
    )
