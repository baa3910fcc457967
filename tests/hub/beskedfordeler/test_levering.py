"""Delivery: deadlines, retries, order per object, several fetchers, validity; on a real broker."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import pytest

from brokers import Broker
from hub.beskedfordeler import (
    Beskedfordeler,
    Kvitteringsstatus,
    Levering,
    Svar,
    Svarudfald,
    UkendtDueslag,
    emner,
)
from hub.konfiguration.kilde import FastKonfiguration
from hub.konfiguration.model import Tilstand


def modtagelse(levering: Levering) -> str:
    return dict(levering.headers)[emner.MODTAGELSE].decode()


async def send(fordeler: Beskedfordeler, verden: Any, antal: int = 1, objekt: str | None = None) -> Sequence[str]:
    """Send messages, of one object or of one each; the numbers of their receptions, decided and delivered."""
    ider = [(await fordeler.modtag(verden.besked(objekt=objekt), verden.afsender.id)).id for _ in range(antal)]
    for id_ in ider:
        kvittering = await fordeler.vent_paa_afgoerelse(id_, 10)
        assert kvittering is not None
        assert kvittering.status is Kvitteringsstatus.LEVERET
    return ider


async def kvitter(fordeler: Beskedfordeler, dueslag: str, levering: Levering, status: Any = "kvitteret") -> Svarudfald:
    (resultat,) = await fordeler.kvitter(dueslag, [Svar(levering.levering_id, status)])
    return resultat.udfald


async def statusser(fordeler: Beskedfordeler, verden: Any) -> list[Kvitteringsstatus]:
    return [k.status for k in (await fordeler.kvitteringer(verden.afsender.id)).kvitteringer]


async def test_uden_kvittering_leveres_igen_efter_fristen(start: Any, verden: Any) -> None:
    fordeler = await start(verden.kort_frist())
    await send(fordeler, verden)
    (foerste,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    assert await fordeler.hent(verden.ind.id, maks=1, vent=0.2) == ()
    (anden,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    assert (anden.besked, anden.forsoeg) == (foerste.besked, 2)
    assert anden.levering_id != foerste.levering_id
    assert anden.frist > foerste.frist
    assert await kvitter(fordeler, verden.ind.id, foerste) is Svarudfald.UDLOEBET
    assert await kvitter(fordeler, verden.ind.id, anden) is Svarudfald.MODTAGET
    assert await kvitter(fordeler, verden.ind.id, anden) is Svarudfald.GENTAGET
    assert await kvitter(fordeler, verden.ind.id, anden, "afvist") is Svarudfald.GENTAGET
    assert (await statusser(fordeler, verden)).count(Kvitteringsstatus.KVITTERET) == 1


async def test_en_sen_kvittering_taeller_naar_beskeden_ikke_er_leveret_igen(start: Any, verden: Any) -> None:
    fordeler = await start(verden.kort_frist())
    await send(fordeler, verden)
    (levering,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    await asyncio.sleep(max(0.0, levering.frist.timestamp() - dt.datetime.now(dt.UTC).timestamp()) + 0.02)
    assert await kvitter(fordeler, verden.ind.id, levering) is Svarudfald.MODTAGET
    assert await fordeler.hent(verden.ind.id, maks=1, vent=0.3) == ()


async def test_giften_gaar_i_fejlkoeen_efter_de_aftalte_forsoeg_ogsaa_naar_ingen_henter(
    start: Any, verden: Any
) -> None:
    fordeler = await start(verden.kort_frist())
    (id_,) = await send(fordeler, verden)
    for forsoeg in (1, 2, 3):
        (levering,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
        assert levering.forsoeg == forsoeg
    while Kvitteringsstatus.FEJLKOE not in await statusser(fordeler, verden):
        side = await fordeler.kvitteringer(verden.afsender.id, efter="k1", vent=10)
        assert side.kvitteringer
    (post,) = (await fordeler.fejlkoe.list()).poster
    assert (post.dueslag, post.forsoeg, post.modtagelse_id) == (verden.ind.id, 3, id_)
    assert (post.emne, post.partition, post.offset) == (emner.dueslag(verden.ind.id), 0, 0)
    detaljer = await fordeler.fejlkoe.vis(post.id)
    assert detaljer.besked == levering.besked
    assert detaljer.aarsager[0].kode == "OPGIVET"
    assert await fordeler.hent(verden.ind.id, maks=1, vent=0.1) == ()
    hop = [et.slags.value for et in await fordeler.spor(id_)]
    assert hop[-4:] == ["leveret", "leveret", "leveret", "fejlkoe"]


async def test_afviser_modtageren_faar_afsenderen_det_at_vide_og_den_naeste_kommer(
    fordeler: Beskedfordeler, verden: Any
) -> None:
    objekt = str(uuid.uuid4())
    foerste_id, anden_id = await send(fordeler, verden, 2, objekt)
    (foerste,) = await fordeler.hent(verden.ind.id, maks=9, vent=5)
    svar = Svar(foerste.levering_id, "afvist", "Borger 851261-0001 er ukendt")
    assert (await fordeler.kvitter(verden.ind.id, [svar]))[0].udfald is Svarudfald.MODTAGET
    kvitteringer = (await fordeler.kvitteringer(verden.afsender.id)).kvitteringer
    sidste = kvitteringer[-1]
    assert sidste.status is Kvitteringsstatus.AFVIST_AF_MODTAGER
    assert (sidste.modtagelse_id, sidste.bemaerkning) == (foerste_id, "Borger ******-**** er ukendt")
    (anden,) = await fordeler.hent(verden.ind.id, maks=9, vent=5)
    assert modtagelse(anden) == anden_id
    (post,) = (await fordeler.fejlkoe.list()).poster
    assert post.regler == ("HUB-LEVERING",)


async def test_udskudt_kommer_igen_og_de_senere_af_samme_objekt_venter_mens_andre_gaar(
    fordeler: Beskedfordeler, verden: Any
) -> None:
    objekt = str(uuid.uuid4())
    foerste_id, anden_id = await send(fordeler, verden, 2, objekt)
    (fremmed_id,) = await send(fordeler, verden)
    leveringer = {modtagelse(et): et for et in await fordeler.hent(verden.ind.id, maks=9, vent=5)}
    assert set(leveringer) == {foerste_id, fremmed_id}
    assert await kvitter(fordeler, verden.ind.id, leveringer[foerste_id], "udskudt") is Svarudfald.MODTAGET
    assert await kvitter(fordeler, verden.ind.id, leveringer[fremmed_id]) is Svarudfald.MODTAGET
    (igen,) = await fordeler.hent(verden.ind.id, maks=9, vent=5)
    assert (modtagelse(igen), igen.forsoeg) == (foerste_id, 2)
    await kvitter(fordeler, verden.ind.id, igen)
    (anden,) = await fordeler.hent(verden.ind.id, maks=9, vent=5)
    assert modtagelse(anden) == anden_id


async def test_flere_hentere_faar_aldrig_det_samme_og_raekkefoelgen_pr_objekt_holder(
    fordeler: Beskedfordeler, verden: Any
) -> None:
    """Five fetchers that fail a third of the time: each object's messages are settled in the order they were sent."""
    objekter = [str(uuid.uuid4()) for _ in range(4)]
    sendt = {objekt: [] for objekt in objekter}  # type: dict[str, list[str]]
    for _ in range(6):
        for objekt in objekter:
            sendt[objekt] += await send(fordeler, verden, 1, objekt)
    tilbage = {id_ for ider in sendt.values() for id_ in ider}
    faerdige: list[str] = []
    under_vejs: set[str] = set()
    nummer = 0

    async def hent() -> None:
        nonlocal nummer
        while tilbage - set(faerdige):
            for levering in await fordeler.hent(verden.ind.id, maks=2, vent=0.3):
                id_ = modtagelse(levering)
                assert id_ not in under_vejs, "two fetchers have it at once"
                assert id_ not in faerdige, "it was delivered again after its acknowledgement"
                under_vejs.add(id_)
                nummer += 1
                udskyd = nummer % 3 == 0 and levering.forsoeg == 1
                await asyncio.sleep(0.001 * (nummer % 4))
                under_vejs.discard(id_)
                if not udskyd:
                    faerdige.append(id_)
                udfald = await kvitter(fordeler, verden.ind.id, levering, "udskudt" if udskyd else "kvitteret")
                assert udfald is Svarudfald.MODTAGET

    await asyncio.wait_for(asyncio.gather(*(hent() for _ in range(5))), 60)
    assert sorted(faerdige) == sorted(tilbage)
    for ider in sendt.values():
        assert [id_ for id_ in faerdige if id_ in ider] == ider


async def test_en_langsom_henter_vaekkes_naar_beskeden_kommer(fordeler: Beskedfordeler, verden: Any) -> None:
    henter = asyncio.create_task(fordeler.hent(verden.ind.id, maks=1, vent=20))
    await asyncio.sleep(0.1)
    assert not henter.done()
    (id_,) = await send(fordeler, verden)
    (levering,) = await asyncio.wait_for(henter, 5)
    assert modtagelse(levering) == id_


async def test_leverings_id_gaelder_kun_sit_eget_dueslag_og_kan_ikke_gaettes(
    fordeler: Beskedfordeler, verden: Any
) -> None:
    await send(fordeler, verden)
    (levering,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    (fremmed,) = await fordeler.hent(verden.ogsaa.id, maks=1, vent=5)
    sidste = "A" if levering.levering_id[-1] != "A" else "Q"
    ukendte = [fremmed.levering_id, levering.levering_id[:-4] + "AAA" + sidste, "", "x", "æ", "A" * 5000]
    resultater = await fordeler.kvitter(verden.ind.id, [Svar(id_, "kvitteret") for id_ in ukendte])
    assert [et.udfald for et in resultater] == [Svarudfald.UKENDT] * len(ukendte)
    assert [et.levering_id for et in resultater] == ukendte
    assert await kvitter(fordeler, verden.ind.id, levering) is Svarudfald.MODTAGET


@pytest.mark.parametrize("id_", ["", "..", "5a1c2e9e-8c2d-4b5b-9a64-0d9f1c8b7a11", "dueslag.x"])
async def test_et_ukendt_dueslag_er_ukendt(fordeler: Beskedfordeler, id_: str) -> None:
    with pytest.raises(UkendtDueslag):
        await fordeler.hent(id_, maks=1, vent=0)
    with pytest.raises(UkendtDueslag):
        await fordeler.kvitter(id_, [])


async def test_gyldig_fra_i_fremtiden_holdes_tilbage_og_holder_ingen_anden_op(
    fordeler: Beskedfordeler, verden: Any
) -> None:
    objekt = str(uuid.uuid4())
    fra = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1.5)

    def senere(kuvert: dict[str, Any]) -> None:
        kuvert["gyldighedFra"] = {"tidsstempel": fra.isoformat()}

    hvilende = await fordeler.modtag(verden.besked(objekt=objekt, kuvert=senere), verden.afsender.id)
    (nu_id,) = await send(fordeler, verden, 1, objekt)
    (foerste,) = await fordeler.hent(verden.ind.id, maks=9, vent=5)
    assert modtagelse(foerste) == nu_id
    await kvitter(fordeler, verden.ind.id, foerste)
    assert await fordeler.hent(verden.ind.id, maks=9, vent=0.1) == ()
    (anden,) = await fordeler.hent(verden.ind.id, maks=9, vent=5)
    assert modtagelse(anden) == hvilende.id
    assert dt.datetime.now(dt.UTC) >= fra


async def test_gyldig_til_passeret_leveres_ikke_og_afsenderen_faar_det_at_vide(
    fordeler: Beskedfordeler, verden: Any
) -> None:
    objekt = str(uuid.uuid4())
    til = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=0.6)

    def snart(kuvert: dict[str, Any]) -> None:
        kuvert["gyldighedTil"] = {"tidsstempel": til.isoformat()}

    kort = await fordeler.modtag(verden.besked(objekt=objekt, kuvert=snart), verden.afsender.id)
    (efter_id,) = await send(fordeler, verden, 1, objekt)
    await asyncio.sleep(max(0.0, til.timestamp() - dt.datetime.now(dt.UTC).timestamp()) + 0.02)
    (levering,) = await fordeler.hent(verden.ind.id, maks=9, vent=5)
    assert modtagelse(levering) == efter_id
    await kvitter(fordeler, verden.ind.id, levering)
    udloebne = [
        k
        for k in (await fordeler.kvitteringer(verden.afsender.id)).kvitteringer
        if k.status is Kvitteringsstatus.UDLOEBET
    ]
    assert [(k.modtagelse_id, k.dueslag) for k in udloebne] == [(kort.id, verden.ind.id)]
    assert [et.slags.value for et in await fordeler.spor(kort.id)][-1] == "udloebet"


async def test_et_abonnement_paa_pause_faar_intet_foer_det_er_aktivt_igen(start: Any, verden: Any) -> None:
    pause = verden.ind.model_copy(update={"tilstand": Tilstand.PAUSE})
    kilde = FastKonfiguration(verden.konfiguration(pause))
    fordeler = await start(kilde)
    (id_,) = await send(fordeler, verden)
    assert await fordeler.hent(verden.ind.id, maks=1, vent=0.1) == ()
    henter = asyncio.create_task(fordeler.hent(verden.ind.id, maks=1, vent=10))
    await asyncio.sleep(0.05)
    await kilde.saet(verden.konfiguration(version=2))
    (levering,) = await asyncio.wait_for(henter, 5)
    assert modtagelse(levering) == id_


async def test_et_afsluttet_abonnement_er_ukendt_og_begynder_forfra_hvis_det_aabnes_igen(
    start: Any, verden: Any, bus: Broker
) -> None:
    kilde = FastKonfiguration(verden.konfiguration())
    fordeler = await start(kilde)
    await send(fordeler, verden, 3)
    for levering in await fordeler.hent(verden.ind.id, maks=9, vent=5):
        await kvitter(fordeler, verden.ind.id, levering)
    await kilde.saet(verden.konfiguration(verden.ind.model_copy(update={"tilstand": Tilstand.AFSLUTTET}), version=2))
    assert emner.dueslag(verden.ind.id) not in await bus.topics()
    with pytest.raises(UkendtDueslag):
        await fordeler.hent(verden.ind.id, maks=1, vent=0)
    await kilde.saet(verden.konfiguration(version=3))
    (id_,) = await send(fordeler, verden)
    (levering,) = await fordeler.hent(verden.ind.id, maks=9, vent=5)
    assert modtagelse(levering) == id_


async def test_nye_leveringsregler_gaelder_fra_naeste_udlevering(start: Any, verden: Any) -> None:
    kilde = FastKonfiguration(verden.konfiguration())
    fordeler = await start(kilde)
    await send(fordeler, verden)
    (foerste,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    lang = verden.ind.model_copy(update={"levering": verden.hurtig(frist=600)})
    await kilde.saet(verden.konfiguration(lang, version=2))
    await kvitter(fordeler, verden.ind.id, foerste, "udskudt")
    (anden,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    assert (anden.frist - foerste.frist).total_seconds() > 500


async def test_vinduet_er_begraenset_men_alt_kommer_frem(start: Any, verden: Any) -> None:
    fordeler = await start(vindue_poster=5)
    ider = await send(fordeler, verden, 23)
    fundet: list[str] = []
    while len(fundet) < 23:
        leveringer = await fordeler.hent(verden.ind.id, maks=50, vent=10)
        assert len(leveringer) >= 1
        for levering in leveringer:
            fundet.append(modtagelse(levering))
            await kvitter(fordeler, verden.ind.id, levering)
    assert sorted(fundet) == sorted(ider)


async def test_den_der_aldrig_henter_koster_ingen_hukommelse(start: Any, verden: Any) -> None:
    fordeler = await start()
    await send(fordeler, verden, 50)
    assert fordeler.stoerrelser()["dueslag_bytes"] == 0
    assert fordeler.stoerrelser()["dueslag_aabne"] == 0


async def test_ledige_dueslag_lukkes_og_aabnes_igen_uden_at_glemme(start: Any, verden: Any) -> None:
    fordeler = await start(hvilende=1)
    foerste_id, anden_id = [(await send(fordeler, verden))[0] for _ in range(2)]
    (levering,) = await fordeler.hent(verden.ind.id, maks=1, vent=5)
    assert modtagelse(levering) == foerste_id
    await kvitter(fordeler, verden.ind.id, levering)
    assert len(await fordeler.hent(verden.ogsaa.id, maks=1, vent=5)) == 1
    assert fordeler.stoerrelser()["dueslag_aabne"] == 1
    (levering,) = await fordeler.hent(verden.ind.id, maks=5, vent=5)
    assert modtagelse(levering) == anden_id
