"""A message through the whole routing core, on a real broker."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest

from brokers import Broker, Record
from hub.beskedfordeler import (
    Beskedfordeler,
    ForStor,
    Kvittering,
    Kvitteringsstatus,
    Overbelastet,
    Svar,
    Svarudfald,
    UgyldigMarkoer,
    emner,
)
from hub.beskedfordeler.maalinger import Maalinger
from hub.konfiguration.kilde import FastKonfiguration
from hub.konfiguration.model import Abonnement, Filter, Retning, TilladtModtagerTilstand, Tilstand
from hub.log.hoveder import laes_filer
from hub.log.verificer import eksporter, verificer_bus, verificer_fil

ANDEN_CVR = "12345678"


async def send(fordeler: Beskedfordeler, besked: bytes, afsender: str) -> Kvittering:
    modtagelse = await fordeler.modtag(besked, afsender)
    kvittering = await fordeler.vent_paa_afgoerelse(modtagelse.id, 10)
    assert kvittering is not None
    assert kvittering.modtagelse_id == modtagelse.id
    return kvittering


async def alle(bus: Broker, emne: str) -> list[bytes]:
    fundet = []
    for partition, slut in (await bus.end_offsets(emne)).items():
        async with await bus.reader(emne, partition) as laeser:
            while laeser.offset < slut:
                fundet += [post.value or b"" for post in await laeser.read()]
    return fundet


async def test_en_besked_naar_frem_og_afsenderen_faar_kvittering(fordeler: Beskedfordeler, verden: Any) -> None:
    besked = verden.besked()
    kvittering = await send(fordeler, besked, verden.afsender.id)
    assert kvittering.status is Kvitteringsstatus.LEVERET
    assert kvittering.modtagere == 2
    assert kvittering.transaktions_id is not None
    (levering,) = await fordeler.hent(verden.ind.id, maks=10, vent=5)
    assert levering.besked == besked
    assert levering.forsoeg == 1
    (resultat,) = await fordeler.kvitter(verden.ind.id, [Svar(levering.levering_id, "kvitteret", "tak")])
    assert resultat.udfald is Svarudfald.MODTAGET
    side = await fordeler.kvitteringer(verden.afsender.id)
    assert [k.status for k in side.kvitteringer] == [Kvitteringsstatus.LEVERET, Kvitteringsstatus.KVITTERET]
    fra_modtager = side.kvitteringer[1]
    assert (fra_modtager.modtager, fra_modtager.dueslag) == (verden.modtager.id, verden.ind.id)
    assert (fra_modtager.modtagelse_id, fra_modtager.bemaerkning) == (kvittering.modtagelse_id, "tak")
    assert await fordeler.hent(verden.ind.id, maks=10, vent=0) == ()


async def test_en_afvist_besked_faar_alle_aarsager_og_ligger_i_fejlkoeen(
    fordeler: Beskedfordeler, verden: Any, bus: Broker
) -> None:
    kvittering = await send(fordeler, verden.besked(), verden.fremmed.id)
    assert kvittering.status is Kvitteringsstatus.AFVIST
    assert kvittering.aarsager
    assert not await alle(bus, emner.dueslag(verden.ind.id))
    side = await fordeler.fejlkoe.list()
    assert [post.modtagelse_id for post in side.poster] == [kvittering.modtagelse_id]


@pytest.mark.parametrize("raa", [b"", b"\x00", b"\x00\x00\x00\x00\x03\xff\xff", b"\x01hej", b"\x00\xff\xff\xff\xff"])
async def test_ulaeselige_bytes_afvises_og_stopper_ingen(fordeler: Beskedfordeler, verden: Any, raa: bytes) -> None:
    modtagelse = await fordeler.modtag(raa, verden.afsender.id)
    assert modtagelse.besked_id is None
    kvittering = await fordeler.vent_paa_afgoerelse(modtagelse.id, 10)
    assert kvittering is not None
    assert kvittering.status is Kvitteringsstatus.AFVIST
    assert (await send(fordeler, verden.besked(), verden.afsender.id)).status is Kvitteringsstatus.LEVERET


async def test_samme_besked_to_gange_er_en_dublet_og_leveres_en_gang(
    fordeler: Beskedfordeler, verden: Any, bus: Broker
) -> None:
    besked = verden.besked()
    foerste, anden = await asyncio.gather(
        send(fordeler, besked, verden.afsender.id), send(fordeler, besked, verden.afsender.id)
    )
    assert {foerste.status, anden.status} == {Kvitteringsstatus.LEVERET, Kvitteringsstatus.DUBLET}
    assert (await send(fordeler, besked, verden.afsender.id)).status is Kvitteringsstatus.DUBLET
    assert await alle(bus, emner.dueslag(verden.ind.id)) == [besked]


async def test_samme_besked_id_med_andet_indhold_afvises(fordeler: Beskedfordeler, verden: Any) -> None:
    objekt, besked_id = str(uuid.uuid4()), str(uuid.uuid4())
    assert (
        await send(fordeler, verden.besked(objekt=objekt, besked_id=besked_id), verden.afsender.id)
    ).status is Kvitteringsstatus.LEVERET
    anden = await send(fordeler, verden.besked(objekt=objekt, besked_id=besked_id), verden.afsender.id)
    assert anden.status is Kvitteringsstatus.AFVIST
    assert [aarsag.sti for aarsag in anden.aarsager] == ["beskedId"]


async def test_en_afvist_besked_huskes_ikke_som_set(fordeler: Beskedfordeler, verden: Any) -> None:
    besked = verden.besked()
    assert (await send(fordeler, besked, verden.fremmed.id)).status is Kvitteringsstatus.AFVIST
    assert (await send(fordeler, besked, verden.afsender.id)).status is Kvitteringsstatus.LEVERET


async def test_tilladt_modtager_trimmes_for_den_hvis_aftale_siger_det(start: Any, verden: Any) -> None:
    trim = verden.aftale(
        verden.modtager,
        Retning.MODTAG,
        modtagere=("58271713",),
        tilladt_modtager=TilladtModtagerTilstand.TRIM,
    )
    fordeler = await start(verden.konfiguration(trim))

    def to_modtagere(kuvert: dict[str, Any]) -> None:
        navne = [{"urn": f"urn:oio:cvr-nr:{cvr}"} for cvr in (ANDEN_CVR, "58271713")]
        kuvert["filtreringsdata"]["tilladtModtager"] = navne

    besked = verden.besked(kuvert=to_modtagere)
    assert (await send(fordeler, besked, verden.afsender.id)).modtagere == 2
    (hel,) = await fordeler.hent(verden.ogsaa.id, maks=1, vent=5)
    (trimmet,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    assert hel.besked == besked
    assert ANDEN_CVR.encode() not in trimmet.besked
    assert b"58271713" in trimmet.besked


async def test_hvert_hop_kan_ses_i_spor(fordeler: Beskedfordeler, verden: Any) -> None:
    modtagelse = await fordeler.modtag(verden.besked(), verden.afsender.id)
    (levering,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    await fordeler.kvitter(verden.ind.id, [Svar(levering.levering_id, "kvitteret")])
    assert modtagelse.besked_id is not None
    hop = await fordeler.spor(modtagelse.besked_id)
    assert [et.slags.value for et in hop] == ["modtaget", "afgjort", "lagt", "lagt", "leveret", "kvitteret"]
    assert {et.dueslag for et in hop if et.slags == "lagt"} == {verden.ind.id, verden.ogsaa.id}
    assert [et.system for et in hop] == [verden.afsender.id] * 4 + [verden.modtager.id] * 2
    assert hop[1].udfald == "Leveret"
    assert await fordeler.spor(modtagelse.id) == hop
    assert await fordeler.spor(str(uuid.uuid4())) == []


async def test_et_afslag_kan_ses_i_spor_med_sine_regler(fordeler: Beskedfordeler, verden: Any) -> None:
    modtagelse = await fordeler.modtag(verden.besked(), verden.fremmed.id)
    kvittering = await fordeler.vent_paa_afgoerelse(modtagelse.id, 10)
    assert kvittering is not None
    hop = await fordeler.spor(modtagelse.id)
    assert [et.slags.value for et in hop] == ["modtaget", "afgjort", "fejlkoe"]
    assert set(hop[1].regler) == {aarsag.regel for aarsag in kvittering.aarsager}


async def test_taellerne_er_en_projektion_af_loggen(fordeler: Beskedfordeler, verden: Any) -> None:
    for _ in range(3):
        await send(fordeler, verden.besked(), verden.afsender.id)
    await send(fordeler, b"ulaeselig", verden.afsender.id)
    taellere = await fordeler._indeks.taellere()
    assert {(system, udfald): antal for system, _, udfald, antal in taellere} == {
        (verden.afsender.id, "Leveret"): 3,
        (verden.afsender.id, "Afvist"): 1,
    }


async def test_kvitteringer_kommer_i_raekkefoelge_og_markoeren_gaar_videre(
    fordeler: Beskedfordeler, verden: Any
) -> None:
    ventende = asyncio.create_task(fordeler.kvitteringer(verden.afsender.id, vent=10))
    sendt = [await send(fordeler, verden.besked(), verden.afsender.id) for _ in range(5)]
    foerste = await ventende
    assert foerste.kvitteringer
    samlet, markoer = list(foerste.kvitteringer), foerste.naeste
    while len(samlet) < 5:
        side = await fordeler.kvitteringer(verden.afsender.id, efter=markoer, maks=2, vent=5)
        assert 1 <= len(side.kvitteringer) <= 2
        samlet += side.kvitteringer
        markoer = side.naeste
    assert samlet == sendt
    tom = await fordeler.kvitteringer(verden.afsender.id, efter=markoer)
    assert (tom.kvitteringer, tom.naeste) == ((), markoer)


@pytest.mark.parametrize("markoer", ["", "k", "kx", "x1", "k-1", "k" + "f" * 40, "k1é", "k 1"])
async def test_en_fremmed_markoer_afvises(fordeler: Beskedfordeler, verden: Any, markoer: str) -> None:
    with pytest.raises(UgyldigMarkoer):
        await fordeler.kvitteringer(verden.afsender.id, efter=markoer)


async def test_et_system_der_aldrig_har_sendt_har_ingen_kvitteringer(fordeler: Beskedfordeler) -> None:
    side = await fordeler.kvitteringer(str(uuid.uuid4()))
    assert side.kvitteringer == ()


async def test_for_stort_og_for_meget_afvises_foer_det_fylder(start: Any, verden: Any) -> None:
    fordeler = await start(indtag_beskeder=3)
    with pytest.raises(ForStor):
        await fordeler.modtag(b"x" * (emner.BESKED_MAKS + 1), verden.afsender.id)
    with pytest.raises(ValueError, match="UUID"):
        await fordeler.modtag(b"x", "../konfig.system")
    udfald = await asyncio.gather(
        *(fordeler.modtag(verden.besked(), verden.afsender.id) for _ in range(20)), return_exceptions=True
    )
    afviste = [et for et in udfald if isinstance(et, Overbelastet)]
    assert len(afviste) == 17
    assert all(et.proev_igen_om > 0 for et in afviste)
    assert (await send(fordeler, verden.besked(), verden.afsender.id)).status is Kvitteringsstatus.LEVERET
    assert fordeler.stoerrelser()["indtag_ventende"] == 0


async def test_den_stoerste_besked_kommer_igennem_ogsaa_som_afvist(fordeler: Beskedfordeler, verden: Any) -> None:
    stor = b"\x00\x00\x00\x00\x03" + b"x" * (emner.BESKED_MAKS - 5)
    kvittering = await send(fordeler, stor, verden.afsender.id)
    assert kvittering.status is Kvitteringsstatus.AFVIST
    (post,) = (await fordeler.fejlkoe.list()).poster
    assert (await fordeler.fejlkoe.vis(post.id)).besked == stor


async def test_en_konfigurationsaendring_gaelder_fra_den_er_kvitteret(start: Any, verden: Any) -> None:
    kilde = FastKonfiguration(verden.konfiguration())
    fordeler = await start(kilde)
    assert (await send(fordeler, verden.besked(), verden.afsender.id)).modtagere == 2
    nyt = Abonnement(navn="nyt", system=verden.modtager.id)
    lukket = verden.ogsaa.model_copy(update={"tilstand": Tilstand.AFSLUTTET})
    await kilde.saet(verden.konfiguration(nyt, lukket, version=2))
    assert (await send(fordeler, verden.besked(), verden.afsender.id)).modtagere == 2
    assert len(await fordeler.hent(nyt.id, maks=10, vent=5)) == 1
    ingen = Abonnement(navn="flytninger", system=verden.modtager.id, filter=Filter(kle=("99.*",)))
    await kilde.saet(verden.konfiguration(ingen, lukket, version=3))
    assert (await send(fordeler, verden.besked(), verden.afsender.id)).modtagere == 0


async def test_et_manglende_emne_laves_igen_og_beskeden_kommer_frem(
    fordeler: Beskedfordeler, verden: Any, bus: Broker
) -> None:
    await bus.delete_topic(emner.dueslag(verden.ogsaa.id))
    await bus.delete_topic(emner.kvittering(verden.afsender.id))
    assert (await send(fordeler, verden.besked(), verden.afsender.id)).status is Kvitteringsstatus.LEVERET
    assert len(await fordeler.hent(verden.ogsaa.id, maks=10, vent=5)) == 1


async def test_en_post_uden_stempel_afvises_og_tabes_ikke(fordeler: Beskedfordeler, verden: Any, bus: Broker) -> None:
    await bus.send(Record(emner.INDGANG, verden.besked(), partition=0))
    frist = asyncio.get_running_loop().time() + 10
    while not (side := await fordeler.fejlkoe.list()).poster:
        assert asyncio.get_running_loop().time() < frist
        await asyncio.sleep(0.02)
    assert side.poster[0].afsender == ""


async def test_raekkefoelgen_pr_objekt_holder_gennem_hele_bussen(start: Any, verden: Any) -> None:
    fordeler = await start(partitioner=3)
    objekter = [str(uuid.uuid4()) for _ in range(6)]
    sendt: dict[str, list[str]] = {objekt: [] for objekt in objekter}
    for nummer in range(60):
        objekt = objekter[nummer % 6]
        modtagelse = await fordeler.modtag(verden.besked(objekt=objekt), verden.afsender.id)
        sendt[objekt].append(modtagelse.id)
    modtaget: list[str] = []
    while len(modtaget) < 60:
        leveringer = await fordeler.hent(verden.ind.id, maks=50, vent=10)
        assert leveringer
        modtaget += [dict(levering.headers)[emner.MODTAGELSE].decode() for levering in leveringer]
        await fordeler.kvitter(verden.ind.id, [Svar(levering.levering_id, "kvitteret") for levering in leveringer])
    for ider in sendt.values():
        assert [id_ for id_ in modtaget if id_ in ider] == ider


async def test_loggen_verificeres_mens_hubben_koerer_og_efter(
    start: Any, verden: Any, bus: Broker, tmp_path: Path
) -> None:
    fordeler = await start(hoved_sekunder=0.05)
    for _ in range(20):
        await fordeler.modtag(verden.besked(), verden.afsender.id)
    modtagelse = await fordeler.modtag(b"ulaeselig", verden.afsender.id)
    assert await fordeler.vent_paa_afgoerelse(modtagelse.id, 10)
    leveringer = await fordeler.hent(verden.ind.id, maks=10, vent=5)
    await fordeler.kvitter(verden.ind.id, [Svar(levering.levering_id, "kvitteret") for levering in leveringer])
    assert (await verificer_bus(bus, tmp_path / "data" / "log.hoved")).i_orden
    await fordeler.stop(frist=10)
    rapport = await verificer_bus(bus, tmp_path / "data" / "log.hoved")
    assert rapport.i_orden
    assert rapport.led == 21 + 2 * len(leveringer)
    fil = tmp_path / "eksport.avro"
    await eksporter(bus, fil)
    assert verificer_fil(fil, tmp_path / "data" / "log.hoved") == rapport
    filer = laes_filer(tmp_path / "data" / "log.hoved")
    assert sum(hoved.antal for hoved in filer.values()) == rapport.led


async def test_maalinger_taeller_afgoerelser_og_har_ingen_id_er(fordeler: Beskedfordeler, verden: Any) -> None:
    await send(fordeler, verden.besked(), verden.afsender.id)
    await send(fordeler, verden.besked(), verden.fremmed.id)
    maalinger: Maalinger = fordeler._maalinger
    tekst = generate_latest(maalinger.register).decode()
    assert 'faelleshub_afgjort_total{udfald="Leveret"} 1.0' in tekst
    assert 'faelleshub_afgjort_total{udfald="Afvist"} 1.0' in tekst
    assert "faelleshub_modtaget_total 2.0" in tekst
    assert verden.afsender.id not in tekst


async def test_efter_stop_tages_intet_ind(fordeler: Beskedfordeler, verden: Any) -> None:
    foer = fordeler.klar
    await fordeler.stop(frist=10)
    assert (foer, fordeler.klar) == (True, False)
    with pytest.raises(Overbelastet):
        await fordeler.modtag(verden.besked(), verden.afsender.id)


async def test_gyldighed_i_fortiden_afvises_allerede_af_routeren(fordeler: Beskedfordeler, verden: Any) -> None:
    def udloebet(kuvert: dict[str, Any]) -> None:
        kuvert["gyldighedTil"] = {"tidsstempel": (dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).isoformat()}

    kvittering = await send(fordeler, verden.besked(kuvert=udloebet), verden.afsender.id)
    assert kvittering.status is Kvitteringsstatus.AFVIST
