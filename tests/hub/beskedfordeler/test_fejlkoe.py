"""The fejlkø: listed with filters, redriven once and only once, by whoever asks."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest

from brokers import Broker
from hub.beskedfordeler import (
    Beskedfordeler,
    Fejlfilter,
    Kvittering,
    Kvitteringsstatus,
    Levering,
    Svar,
    UgyldigMarkoer,
    UkendtFejl,
    emner,
)
from hub.konfiguration.kilde import FastKonfiguration
from hub.konfiguration.model import Retning


async def send(fordeler: Beskedfordeler, besked: bytes, afsender: str) -> Kvittering:
    modtagelse = await fordeler.modtag(besked, afsender)
    kvittering = await fordeler.vent_paa_afgoerelse(modtagelse.id, 10)
    assert kvittering is not None
    return kvittering


async def hent(fordeler: Beskedfordeler, dueslag: str) -> Levering:
    (levering,) = await fordeler.hent(dueslag, maks=1, vent=10)
    return levering


async def antal_i(bus: Broker, emne: str) -> int:
    return sum((await bus.end_offsets(emne)).values())


async def test_en_afvist_besked_genafspilles_naar_aarsagen_er_rettet(start: Any, verden: Any) -> None:
    kilde = FastKonfiguration(verden.konfiguration())
    fordeler = await start(kilde)
    besked = verden.besked()
    afvist = await send(fordeler, besked, verden.fremmed.id)
    assert afvist.status is Kvitteringsstatus.AFVIST
    (post,) = (await fordeler.fejlkoe.list()).poster
    await kilde.saet(verden.konfiguration(verden.aftale(verden.fremmed, Retning.AFSEND), version=2))
    (udfald,) = await fordeler.fejlkoe.genafspil(post.id, hvem="drift")
    assert (udfald.id, udfald.udfald) == (post.id, "genafspillet")
    levering = await hent(fordeler, verden.ind.id)
    assert levering.besked == besked
    kvitteringer = (await fordeler.kvitteringer(verden.fremmed.id)).kvitteringer
    assert [k.status for k in kvitteringer] == [Kvitteringsstatus.AFVIST, Kvitteringsstatus.LEVERET]
    assert kvitteringer[1].modtagelse_id != afvist.modtagelse_id
    assert kvitteringer[1].besked_id == afvist.besked_id
    assert afvist.besked_id is not None
    hop = await fordeler.spor(afvist.besked_id)
    genafspillet = [et for et in hop if et.slags == "genafspillet"]
    assert [(et.hvem, et.modtagelse_id) for et in genafspillet] == [("drift", kvitteringer[1].modtagelse_id)]
    (efter,) = (await fordeler.fejlkoe.list()).poster
    assert (efter.tilstand, efter.genafspillet_af) == ("genafspillet", "drift")
    assert efter.genafspillet is not None


async def test_genafspilles_den_to_gange_sendes_den_en_gang(fordeler: Beskedfordeler, verden: Any, bus: Broker) -> None:
    await send(fordeler, verden.besked(), verden.fremmed.id)
    (post,) = (await fordeler.fejlkoe.list()).poster
    foer = await antal_i(bus, emner.INDGANG)
    samtidige = await asyncio.gather(*(fordeler.fejlkoe.genafspil(post.id, hvem="a") for _ in range(5)))
    assert sorted(et[0].udfald for et in samtidige) == ["allerede"] * 4 + ["genafspillet"]
    assert (await fordeler.fejlkoe.genafspil(post.id, post.id, hvem="b"))[0].udfald == "allerede"
    assert await antal_i(bus, emner.INDGANG) == foer + 1


async def test_to_instanser_genafspiller_tilsammen_en_gang(
    start: Any, verden: Any, bus: Broker, anden_bus: Broker
) -> None:
    foerste, anden = await start(), await start(data="anden", paa=anden_bus)
    for _ in range(4):
        await send(foerste, verden.besked(), verden.fremmed.id)
    ider = [post.id for post in (await foerste.fejlkoe.list()).poster]
    foer = await antal_i(bus, emner.INDGANG)
    udfald = await asyncio.gather(
        foerste.fejlkoe.genafspil(*ider, hvem="a"), anden.fejlkoe.genafspil(*reversed(ider), hvem="b")
    )
    alle = [(et.id, et.udfald) for del_ in udfald for et in del_]
    assert sorted(alle) == sorted([(id_, "genafspillet") for id_ in ider] + [(id_, "allerede") for id_ in ider])
    assert await antal_i(bus, emner.INDGANG) == foer + 4


async def test_det_huskes_over_en_genstart_at_den_er_genafspillet(start: Any, verden: Any) -> None:
    fordeler = await start()
    await send(fordeler, verden.besked(), verden.fremmed.id)
    (post,) = (await fordeler.fejlkoe.list()).poster
    await fordeler.fejlkoe.genafspil(post.id, hvem="drift")
    await fordeler.stop(frist=10)
    igen = await start()
    assert (await igen.fejlkoe.genafspil(post.id, hvem="drift"))[0].udfald == "allerede"


async def test_en_opgivet_levering_genafspilles_kun_til_sit_eget_dueslag(
    fordeler: Beskedfordeler, verden: Any, bus: Broker
) -> None:
    besked = verden.besked()
    kvittering = await send(fordeler, besked, verden.afsender.id)
    levering = await hent(fordeler, verden.ind.id)
    await fordeler.kvitter(verden.ind.id, [Svar(levering.levering_id, "afvist")])
    (post,) = (await fordeler.fejlkoe.list()).poster
    for _ in range(2):
        await fordeler.fejlkoe.genafspil(post.id, hvem="drift")
    igen = await hent(fordeler, verden.ind.id)
    assert igen.besked == besked
    assert igen.levering_id != levering.levering_id
    await fordeler.kvitter(verden.ind.id, [Svar(igen.levering_id, "kvitteret")])
    assert await antal_i(bus, emner.dueslag(verden.ind.id)) == 2
    assert await antal_i(bus, emner.dueslag(verden.ogsaa.id)) == 1
    sidste = (await fordeler.kvitteringer(verden.afsender.id)).kvitteringer[-1]
    assert (sidste.status, sidste.modtagelse_id) == (Kvitteringsstatus.KVITTERET, kvittering.modtagelse_id)
    hop = [et.slags.value for et in await fordeler.spor(kvittering.modtagelse_id)]
    assert hop == [
        "modtaget", "afgjort", "lagt", "lagt", "leveret", "afvist", "fejlkoe", "genafspillet", "lagt", "leveret", "kvitteret"
    ]  # fmt: skip


async def test_en_levering_genafspilles_ikke_til_den_der_ikke_laengere_maa_faa_den(
    start: Any, verden: Any, bus: Broker
) -> None:
    kilde = FastKonfiguration(verden.konfiguration())
    fordeler = await start(kilde)
    kvittering = await send(fordeler, verden.besked(), verden.afsender.id)
    levering = await hent(fordeler, verden.ind.id)
    await fordeler.kvitter(verden.ind.id, [Svar(levering.levering_id, "afvist")])
    (post,) = (await fordeler.fejlkoe.list()).poster
    udloebet = verden.aftale(verden.modtager, Retning.MODTAG, gyldig_til=dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
    await kilde.saet(verden.konfiguration(udloebet, version=2))
    await fordeler.fejlkoe.genafspil(post.id, hvem="drift")
    await send(fordeler, verden.besked(), verden.afsender.id)
    while len(poster := (await fordeler.fejlkoe.list()).poster) < 2:
        assert await fordeler.kvitteringer(verden.afsender.id)
    assert await antal_i(bus, emner.dueslag(verden.ind.id)) == 1
    (ny,) = [et for et in poster if et.tilstand == "aaben"]
    assert (ny.dueslag, ny.modtagelse_id) == (verden.ind.id, kvittering.modtagelse_id)
    assert [aarsag.kode for aarsag in (await fordeler.fejlkoe.vis(ny.id)).aarsager] == ["IKKE-MODTAGER"]
    hop = [et.slags.value for et in await fordeler.spor(kvittering.modtagelse_id)]
    assert hop[-2:] == ["genafspillet", "fejlkoe"]
    await kilde.saet(verden.konfiguration(version=3))
    await fordeler.fejlkoe.genafspil(ny.id, hvem="drift")
    assert (await hent(fordeler, verden.ind.id)).besked == levering.besked


async def test_en_genafspilning_der_afvises_igen_er_en_ny_post(fordeler: Beskedfordeler, verden: Any) -> None:
    await send(fordeler, verden.besked(), verden.fremmed.id)
    (post,) = (await fordeler.fejlkoe.list()).poster
    await fordeler.fejlkoe.genafspil(post.id, hvem="drift")
    assert (await fordeler.kvitteringer(verden.fremmed.id, efter="k1", vent=10)).kvitteringer
    poster = (await fordeler.fejlkoe.list()).poster
    assert [et.tilstand for et in poster] == ["aaben", "genafspillet"]
    assert poster[0].besked_id == post.besked_id


async def test_listen_filtreres_paa_alt_og_bladres_med_markoer(fordeler: Beskedfordeler, verden: Any) -> None:
    foer = dt.datetime.now(dt.UTC)
    for _ in range(5):
        await send(fordeler, verden.besked(), verden.fremmed.id)
    midt = dt.datetime.now(dt.UTC)
    await send(fordeler, b"ulaeselig", verden.afsender.id)
    await send(fordeler, verden.besked(), verden.afsender.id)
    levering = await hent(fordeler, verden.ind.id)
    await fordeler.kvitter(verden.ind.id, [Svar(levering.levering_id, "afvist")])
    efter = dt.datetime.now(dt.UTC)
    alle = (await fordeler.fejlkoe.list()).poster
    assert len(alle) == 7
    assert [post.tidspunkt for post in alle] == sorted((post.tidspunkt for post in alle), reverse=True)
    await fordeler.fejlkoe.genafspil(alle[-1].id, hvem="drift")
    flytning, regel = alle[-1].beskedtype, alle[-1].regler[0]
    for kriterier, antal in (
        (Fejlfilter(system=verden.fremmed.id, til=midt), 5),
        (Fejlfilter(system=str(uuid.uuid4())), 0),
        (Fejlfilter(dueslag=verden.ind.id), 1),
        (Fejlfilter(beskedtype=flytning, til=efter), 6),
        (Fejlfilter(regel="HUB-LEVERING"), 1),
        (Fejlfilter(regel=regel, system=verden.fremmed.id, til=efter), 5),
        (Fejlfilter(fra=midt, til=efter), 2),
        (Fejlfilter(til=foer), 0),
        (Fejlfilter(tilstand="genafspillet"), 1),
        (Fejlfilter(tilstand="aaben", system=verden.fremmed.id, til=midt), 4),
    ):
        assert len((await fordeler.fejlkoe.list(kriterier)).poster) == antal, kriterier
    bladret: list[str] = []
    markoer = None
    while True:
        side = await fordeler.fejlkoe.list(Fejlfilter(til=efter), markoer=markoer, maks=2)
        bladret += [post.id for post in side.poster]
        markoer = side.naeste
        if markoer is None:
            break
    assert bladret == [post.id for post in alle]


async def test_en_toerkoersel_sender_intet_og_siger_hvilke(fordeler: Beskedfordeler, verden: Any, bus: Broker) -> None:
    for _ in range(3):
        await send(fordeler, verden.besked(), verden.fremmed.id)
    await send(fordeler, b"noget andet", verden.afsender.id)
    foer = await antal_i(bus, emner.INDGANG)
    kriterier = Fejlfilter(system=verden.fremmed.id, til=dt.datetime.now(dt.UTC))
    ville = await fordeler.fejlkoe.genafspil_mange(kriterier, hvem="drift", toerkoersel=True)
    assert [et.udfald for et in ville] == ["ville"] * 3
    assert await antal_i(bus, emner.INDGANG) == foer
    gjorde = await fordeler.fejlkoe.genafspil_mange(kriterier, hvem="drift")
    assert {(et.id, et.udfald) for et in gjorde} == {(et.id, "genafspillet") for et in ville}
    assert await fordeler.fejlkoe.genafspil_mange(kriterier, hvem="drift") == []
    assert await antal_i(bus, emner.INDGANG) == foer + 3


async def test_ukendte_poster_og_fremmede_markoerer_siges_til(fordeler: Beskedfordeler) -> None:
    with pytest.raises(UkendtFejl):
        await fordeler.fejlkoe.vis(str(uuid.uuid4()))
    assert (await fordeler.fejlkoe.genafspil("findes ikke", hvem="drift"))[0].udfald == "ukendt"
    for markoer in ("", "x", "æ", "AAAA", "MTp4!"):
        with pytest.raises(UgyldigMarkoer):
            await fordeler.fejlkoe.list(markoer=markoer)
    for hvem in ("", "  ", "a\nb"):
        with pytest.raises(ValueError, match="hvem"):
            await fordeler.fejlkoe.genafspil("id", hvem=hvem)


async def test_et_cpr_lignende_besked_id_ses_ikke_i_listen_eller_databasen(
    fordeler: Beskedfordeler, verden: Any, tmp_path: Any
) -> None:
    def med_cpr(kuvert: dict[str, Any]) -> None:
        kuvert["filtreringsdata"]["objektRegistrering"][0]["objektId"] = {"urn": "urn:oio:cpr-nr:6101901234"}

    kvittering = await send(fordeler, verden.besked(kuvert=med_cpr), verden.fremmed.id)
    (post,) = (await fordeler.fejlkoe.list()).poster
    assert "6101901234" not in str(dataclasses.asdict(post))
    assert await fordeler.spor(kvittering.modtagelse_id)
    await fordeler.stop(frist=10)
    filer = [fil for fil in (tmp_path / "data").rglob("*") if fil.is_file()]
    assert filer
    for fil in filer:
        assert b"6101901234" not in fil.read_bytes()
