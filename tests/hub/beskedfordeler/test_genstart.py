"""What survives: a clean stop, a takeover by another instance, a fenced or failed transaction."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from typing import Any

import pytest

from brokers import Broker, Fenced, Record, TopicPartition, Unavailable
from hub import kontrakter
from hub.beskedfordeler import Beskedfordeler, Kvittering, Kvitteringsstatus, Levering, Svar, Svarudfald, emner
from hub.beskedfordeler.historiklager import Historiklager
from hub.log.verificer import verificer, verificer_bus


async def send(fordeler: Beskedfordeler, besked: bytes, afsender: str) -> Kvittering:
    modtagelse = await fordeler.modtag(besked, afsender)
    kvittering = await fordeler.vent_paa_afgoerelse(modtagelse.id, 20)
    assert kvittering is not None
    return kvittering


async def beskeder_i(bus: Broker, emne: str) -> list[bytes]:
    async with await bus.reader(emne) as laeser:
        fundet: list[bytes] = []
        while poster := await laeser.read():
            fundet += [post.value or b"" for post in poster]
        return fundet


async def hent_alle(fordeler: Beskedfordeler, dueslag: str, antal: int) -> list[Levering]:
    """So many messages from a dueslag: a fetch gives what is there, which may be the first of them."""
    fundet: list[Levering] = []
    while len(fundet) < antal:
        nye = await fordeler.hent(dueslag, maks=9, vent=20)
        assert nye, f"only {len(fundet)} came"
        fundet += nye
    return fundet


async def vent_paa_poster(bus: Broker, emne: str, antal: int) -> None:
    """Until so many records are durable in a topic of one partition."""
    async with asyncio.timeout(20), await bus.reader(emne) as laeser:
        while laeser.offset < antal:
            await laeser.read(timeout=1)


async def test_historikken_overlever_en_genstart(start: Any, verden: Any) -> None:
    fordeler = await start()
    objekt, besked_id = str(uuid.uuid4()), str(uuid.uuid4())
    foerste = verden.besked(objekt=objekt, besked_id=besked_id)
    assert (await send(fordeler, foerste, verden.afsender.id)).status is Kvitteringsstatus.LEVERET
    await fordeler.stop(frist=10)
    igen = await start()
    assert (await send(igen, foerste, verden.afsender.id)).status is Kvitteringsstatus.DUBLET
    anden = await send(igen, verden.besked(objekt=objekt, besked_id=besked_id), verden.afsender.id)
    assert anden.status is Kvitteringsstatus.AFVIST


async def test_hvad_der_er_modtaget_men_ikke_afgjort_afgoeres_efter_genstarten(
    start: Any, verden: Any, bus: Broker
) -> None:
    fordeler = await start()
    await fordeler._router.stop()
    beskeder = [verden.besked() for _ in range(10)]
    ider = [(await fordeler.modtag(besked, verden.afsender.id)).id for besked in beskeder]
    await fordeler.stop(frist=10)
    assert await beskeder_i(bus, emner.dueslag(verden.ind.id)) == []
    igen = await start()
    for id_ in ider:
        kvittering = await igen.vent_paa_afgoerelse(id_, 10)
        assert kvittering is not None
        assert kvittering.status is Kvitteringsstatus.LEVERET
    assert sorted(await beskeder_i(bus, emner.dueslag(verden.ind.id))) == sorted(beskeder)


async def test_ikke_kvitteret_leveres_igen_og_kvitteret_ikke(start: Any, verden: Any, bus: Broker) -> None:
    fordeler = await start()
    for _ in range(3):
        await send(fordeler, verden.besked(), verden.afsender.id)
    foerste, anden, tredje = await fordeler.hent(verden.ind.id, maks=3, vent=5)
    await fordeler.kvitter(verden.ind.id, [Svar(anden.levering_id, "kvitteret")])
    await fordeler.stop(frist=10)
    igen = await start()
    leveringer = await hent_alle(igen, verden.ind.id, 2)
    assert [et.besked for et in leveringer] == [foerste.besked, tredje.besked]
    assert [et.forsoeg for et in leveringer] == [2, 2]
    udfald = await igen.kvitter(
        verden.ind.id,
        [Svar(anden.levering_id, "kvitteret"), Svar(foerste.levering_id, "kvitteret")],
    )
    assert [et.udfald for et in udfald] == [Svarudfald.GENTAGET, Svarudfald.UDLOEBET]
    await igen.stop(frist=10)
    assert (await verificer_bus(bus)).i_orden


async def test_en_kvittering_paa_en_levering_fra_foer_genstarten_taeller(start: Any, verden: Any) -> None:
    fordeler = await start()
    await send(fordeler, verden.besked(), verden.afsender.id)
    (levering,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    await fordeler.stop(frist=10)
    igen = await start()
    (resultat,) = await igen.kvitter(verden.ind.id, [Svar(levering.levering_id, "kvitteret")])
    assert resultat.udfald is Svarudfald.MODTAGET
    assert await igen.hent(verden.ind.id, maks=1, vent=0.2) == ()


async def test_en_afbrudt_transaktion_efterlader_intet_hverken_paa_bussen_eller_i_hukommelsen(
    start: Any, verden: Any, bus: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit fails three times in different ways; the message is routed once, and is no Dublet of itself."""
    fordeler: Beskedfordeler = await start(partitioner=1)
    await send(fordeler, verden.besked(), verden.afsender.id)
    fejl: list[BaseException] = [Fenced("prøve"), Unavailable("prøve"), Unavailable("prøve igen")]
    aegte = Historiklager.aendringer

    def fejler(self: Any, nu: Any) -> Any:
        if fejl:
            raise fejl.pop(0)
        return aegte(self, nu)

    monkeypatch.setattr(Historiklager, "aendringer", fejler)
    besked = verden.besked()
    kvittering = await send(fordeler, besked, verden.afsender.id)
    assert not fejl
    assert kvittering.status is Kvitteringsstatus.LEVERET
    assert (await beskeder_i(bus, emner.dueslag(verden.ind.id))).count(besked) == 1
    side = await fordeler.kvitteringer(verden.afsender.id)
    assert [k.status for k in side.kvitteringer] == [Kvitteringsstatus.LEVERET] * 2
    assert (await verificer_bus(bus)).led == 2


async def test_en_fejl_i_motoren_selv_sender_beskeden_i_fejlkoeen_og_de_andre_videre(
    start: Any, verden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fordeler: Beskedfordeler = await start(partitioner=1)
    giftig = verden.besked()
    aegte = kontrakter.afgoer

    def fejler(besked: bytes, *args: Any, **kw: Any) -> Any:
        if besked == giftig:
            raise ZeroDivisionError("6101901234")
        return aegte(besked, *args, **kw)

    monkeypatch.setattr("hub.beskedfordeler.partition.afgoer", fejler)
    foer, ramt, efter = await asyncio.gather(
        *(send(fordeler, besked, verden.afsender.id) for besked in (verden.besked(), giftig, verden.besked()))
    )
    assert (foer.status, ramt.status, efter.status) == (
        Kvitteringsstatus.LEVERET,
        Kvitteringsstatus.AFVIST,
        Kvitteringsstatus.LEVERET,
    )
    assert [aarsag.kode for aarsag in ramt.aarsager] == ["INTERN"]
    assert "6101901234" not in str(ramt)
    monkeypatch.setattr("hub.beskedfordeler.partition.afgoer", aegte)
    (post,) = (await fordeler.fejlkoe.list()).poster
    await fordeler.fejlkoe.genafspil(post.id, hvem="drift")
    side = await fordeler.kvitteringer(verden.afsender.id, efter="k3", vent=10)
    assert [k.status for k in side.kvitteringer] == [Kvitteringsstatus.LEVERET]


async def test_en_besked_der_faar_hele_batchen_til_at_fejle_findes_og_afvises_alene(
    start: Any, verden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault outside the engine: whatever batch holds the message fails, until it is refused unseen."""
    fordeler: Beskedfordeler = await start(partitioner=1)
    await fordeler._router.stop()
    beskeder = [verden.besked() for _ in range(6)]
    aegte = Historiklager.husk

    def husk(self: Any, spor: Any, nu: Any) -> None:
        if spor.besked_id == giftig_id:
            raise RuntimeError("uventet")
        aegte(self, spor, nu)

    modtagelser = [await fordeler.modtag(besked, verden.afsender.id) for besked in beskeder]
    giftig_id = modtagelser[3].besked_id
    monkeypatch.setattr(Historiklager, "husk", husk)
    await fordeler._router.start()
    kvitteringer = [await fordeler.vent_paa_afgoerelse(et.id, 20) for et in modtagelser]
    assert [k.status.value for k in kvitteringer if k] == ["Leveret"] * 3 + ["Afvist"] + ["Leveret"] * 2


async def test_to_instanser_deler_arbejdet_og_den_anden_overtager_det_hele(
    start: Any, verden: Any, bus: Broker, anden_bus: Broker
) -> None:
    foerste = await start(partitioner=4)
    anden = await start(data="anden", partitioner=4, paa=anden_bus)
    frist = asyncio.get_running_loop().time() + 20
    while (foerste.stoerrelser()["router_partitioner"], anden.stoerrelser()["router_partitioner"]) != (2, 2):
        assert asyncio.get_running_loop().time() < frist
        await asyncio.sleep(0.02)
    for afsendende in (foerste, anden):
        kvitteringer = await asyncio.gather(*(send(afsendende, verden.besked(), verden.afsender.id) for _ in range(12)))
        assert {k.status for k in kvitteringer} == {Kvitteringsstatus.LEVERET}
    objekt, besked_id = str(uuid.uuid4()), str(uuid.uuid4())
    besked = verden.besked(objekt=objekt, besked_id=besked_id)
    await send(foerste, besked, verden.afsender.id)
    await foerste.stop(frist=10)
    assert (await send(anden, besked, verden.afsender.id)).status is Kvitteringsstatus.DUBLET
    fundet: set[bytes] = set()
    while len(fundet) < 25:
        leveringer = await anden.hent(verden.ind.id, maks=50, vent=10)
        assert leveringer
        fundet |= {levering.besked for levering in leveringer}
        await anden.kvitter(verden.ind.id, [Svar(levering.levering_id, "kvitteret") for levering in leveringer])
    assert len(await beskeder_i(bus, emner.dueslag(verden.ind.id))) == 25
    await anden.stop(frist=10)
    assert (await verificer_bus(bus)).i_orden


async def test_en_instans_der_er_overhalet_kan_ikke_skrive(start: Any, verden: Any, bus: Broker) -> None:
    """Its ids are taken by another: it notices at its next commit, takes over anew, and nothing is written twice."""
    fordeler: Beskedfordeler = await start(partitioner=1)
    await send(fordeler, verden.besked(), verden.afsender.id)
    (levering,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    await vent_paa_poster(bus, emner.LEVERINGSLOG, 1)  # else it would notice when it writes that it delivered
    for id_ in ("router-ind.faelles-0", "levering-0"):
        await (await bus.producer(id_)).close()
    besked = verden.besked()
    assert (await send(fordeler, besked, verden.afsender.id)).status is Kvitteringsstatus.LEVERET
    with pytest.raises(ConnectionError):
        await fordeler.kvitter(verden.ind.id, [Svar(levering.levering_id, "kvitteret")])
    leveringer = await hent_alle(fordeler, verden.ind.id, 2)
    assert [et.besked for et in leveringer] == [levering.besked, besked]
    assert (await beskeder_i(bus, emner.dueslag(verden.ind.id))).count(besked) == 1
    assert (await verificer_bus(bus)).i_orden


async def test_laesemodellerne_kan_slettes_og_bygges_igen(start: Any, verden: Any, tmp_path: Path) -> None:
    fordeler = await start()
    kvittering = await send(fordeler, verden.besked(), verden.afsender.id)
    await send(fordeler, b"ulaeselig", verden.afsender.id)
    foer = (await fordeler.spor(kvittering.modtagelse_id), (await fordeler.fejlkoe.list()).poster)
    await fordeler.stop(frist=10)
    for fil in (tmp_path / "data").glob("indeks.sqlite*"):
        fil.unlink()
    igen = await start()
    assert (await igen.spor(kvittering.modtagelse_id), (await igen.fejlkoe.list()).poster) == foer
    assert foer[0]
    assert foer[1]


async def test_verificer_paa_en_datamappe_finder_en_aendret_log(
    tmp_path: Path, verden: Any, start: Any, bus: Broker
) -> None:
    fordeler = await start(partitioner=1)
    await send(fordeler, verden.besked(), verden.afsender.id)
    await fordeler.stop(frist=10)
    (tmp_path / "data" / "bus").symlink_to(tmp_path / "bus")
    assert (await asyncio.to_thread(verificer, tmp_path / "data")).i_orden
    producer = await bus.producer("en der ikke er hubben")
    async with await bus.reader(emner.LOG) as laeser:
        (post,) = await laeser.read()
    async with producer.transaction() as transaktion:
        transaktion.send(_kopi(post))
    await producer.close()
    rapport = await asyncio.to_thread(verificer, tmp_path / "data")
    assert not rapport.i_orden
    (brud,) = [kaede for kaede in rapport.kaeder if kaede.brud is not None]
    assert TopicPartition(brud.emne, brud.partition) == TopicPartition(emner.LOG, 0)
    assert brud.brud is not None
    assert brud.brud.offset == 1


def _kopi(post: Any) -> Any:
    return Record(post.topic, post.value, post.key, partition=post.partition)
