"""Any instance answers for any dueslag: fetched, acknowledged and waited for through one that does not serve it."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
import structlog

from brokers import Record
from hub.api.videresending import VIDERESENDT
from hub.beskedfordeler import emner
from hub.beskedfordeler.levering import ejere
from hub.beskedfordeler.levering.ejere import Ejer
from tests.hub.instanser.conftest import BEGGE, Bus, vent_til


@BEGGE
async def test_den_anden_instans_henter_og_kvitterer_hos_ejeren(bus: Bus) -> None:
    afgjort = [await bus.send(paa) for paa in ("a", "b", "a", "b")]
    assert {svar.krop["status"] for svar in afgjort} == {"Leveret"}
    beskeder = {svar.krop["beskedId"] for svar in afgjort}
    for dueslag in bus.dueslag:
        paa = bus.anden(dueslag)
        hentet: list[Any] = []
        while len(hentet) < 4:
            svar = await bus.hent(paa, dueslag)
            assert (svar.status, svar.headers["Content-Type"]) == (200, "application/json")
            assert svar.krop["beskeder"]
            hentet += svar.krop["beskeder"]
        assert {et["besked"]["beskedId"]["uuid"] for et in hentet} == beskeder
        kvitteret = await bus.kvitter(paa, dueslag, hentet)
        assert [et["udfald"] for et in kvitteret.krop["svar"]] == ["modtaget"] * 4
        igen = await bus.kvitter(bus.ejer(dueslag), dueslag, hentet)
        assert [et["udfald"] for et in igen.krop["svar"]] == ["gentaget"] * 4
        assert bus.taller(paa, "besvaret") >= 2


@BEGGE
async def test_den_der_venter_hos_den_anden_vaekkes_naar_beskeden_kommer(bus: Bus) -> None:
    venter = [asyncio.create_task(bus.hent(bus.anden(dueslag), dueslag, vent=30)) for dueslag in bus.dueslag]
    await vent_til(lambda: sum(hub.dele.venteplads.ventende for hub in bus.hubs.values()) == 2 * len(venter))
    assert (await bus.send("a")).krop["status"] == "Leveret"
    svar = await asyncio.gather(*venter)
    assert [len(et.krop["beskeder"]) for et in svar] == [1] * len(venter)


async def test_naar_modtageren_gaar_sin_vej_udleveres_intet_til_den(bus: Bus) -> None:
    dueslag = bus.dueslag[0]
    ejer = bus.hubs[bus.ejer(dueslag)]
    venter = asyncio.create_task(bus.hent(bus.anden(dueslag), dueslag, vent=50))
    await vent_til(lambda: ejer.dele.venteplads.ventende == 1)
    venter.cancel()
    await vent_til(lambda: ejer.dele.venteplads.ventende == 0)
    await bus.send("b")
    (levering,) = (await bus.hent(bus.anden(dueslag), dueslag)).krop["beskeder"]
    assert levering["forsoeg"] == 1


@pytest.mark.parametrize("hvem", ["modtager", "afsender", "ukendt"])
async def test_videresendt_er_kun_et_maerke_og_giver_ingen_ret(bus: Bus, hvem: str) -> None:
    bus.tokens["ukendt"] = "fh_" + "x" * 43
    dueslag = bus.dueslag[0]
    sti = f"/dueslag/{dueslag}/beskeder"
    maerke = {VIDERESENDT: bus.hubs[bus.ejer(dueslag)].dele.fordeler.jeg.instans}
    ventet = {"modtager": (200, 503), "afsender": (404, 404), "ukendt": (401, 401)}[hvem]
    hos_ejeren = await bus.kald(bus.ejer(dueslag), "GET", sti, hvem, headers=maerke)
    hos_den_anden = await bus.kald(bus.anden(dueslag), "GET", sti, hvem, headers=maerke)
    assert (hos_ejeren.status, hos_den_anden.status) == ventet
    if hos_den_anden.status == 503:
        assert hos_den_anden.krop["type"] == "urn:faelleshub:problem:anden-instans"
        assert hos_den_anden.headers["Retry-After"] == "1"


async def test_et_problem_hos_ejeren_naar_kalderen_som_det_er(bus: Bus) -> None:
    dueslag = bus.dueslag[0]
    for paa in ("a", "b"):
        svar = await bus.kald(paa, "POST", f"/dueslag/{dueslag}/kvitteringer", "modtager", json=[])
        assert (svar.status, svar.krop["type"]) == (422, "urn:faelleshub:problem:ugyldigt-indhold")
        svar = await bus.kald(paa, "GET", f"/dueslag/{dueslag}/beskeder?vent=99", "modtager")
        assert svar.status == 400
    svar = await bus.kvitter(bus.anden(dueslag), dueslag, [{"leveringId": "findes-ikke"}])
    assert svar.krop["svar"] == [{"leveringId": "findes-ikke", "udfald": "ukendt"}]


async def test_naar_ejeren_lukker_betjenes_den_der_venter_af_den_nye(bus: Bus) -> None:
    dueslag = next(et for et in bus.dueslag if bus.ejer(et) == "b")
    venter = asyncio.create_task(bus.hent("a", dueslag, vent=40))
    await vent_til(lambda: bus.hubs["b"].dele.venteplads.ventende == 1)
    await bus.stop("b")
    assert not venter.done()
    await bus.send("a")
    svar = await venter
    assert (svar.status, len(svar.krop["beskeder"])) == (200, 1)


@BEGGE
async def test_hvad_den_gamle_ejer_udleverede_leveres_igen_i_orden_og_det_kvitterede_ikke(bus: Bus) -> None:
    dueslag = next(et for et in bus.dueslag if bus.ejer(et) == "b")
    sendt = [(await bus.send("a")).krop["beskedId"] for _ in range(6)]
    hentet = (await bus.hent("a", dueslag)).krop["beskeder"]
    while len(hentet) < 6:
        hentet += (await bus.hent("a", dueslag)).krop["beskeder"]
    assert [et["besked"]["beskedId"]["uuid"] for et in hentet] == sendt
    await bus.kvitter("a", dueslag, hentet[:2])
    await bus.stop("b")
    igen: list[Any] = []
    while len(igen) < 4:
        igen += (await bus.hent("a", dueslag)).krop["beskeder"]
    assert [et["besked"]["beskedId"]["uuid"] for et in igen] == sendt[2:]
    assert [et["forsoeg"] for et in igen] == [2] * 4
    udfald = await bus.kvitter("a", dueslag, [*hentet[:2], *igen])
    assert [et["udfald"] for et in udfald.krop["svar"]] == ["gentaget"] * 2 + ["modtaget"] * 4
    assert (await bus.hent("a", dueslag, vent=0.3)).krop["beskeder"] == []


async def test_en_ejer_der_ikke_svarer_siges_med_503_og_hvornaar_der_skal_proeves_igen(bus: Bus) -> None:
    dueslag = next(et for et in bus.dueslag if bus.ejer(et) == "b")
    partition = bus.hubs["a"].dele.fordeler._motor._partition(dueslag)
    await bus.hubs["a"].broker.send(ejere.post(partition, Ejer("en anden", "http://127.0.0.1:9")))
    await vent_til(lambda: getattr(bus.hubs["a"].dele.fordeler.ejer(dueslag), "instans", None) == "en anden")
    svar = await bus.hent("a", dueslag, vent=0)
    assert (svar.status, svar.krop["type"]) == (503, "urn:faelleshub:problem:anden-instans")
    assert svar.headers["Retry-After"] == "1"
    assert bus.taller("a", "intet svar") >= 2
    assert bus.taller("a", "opgivet") == 1
    venter = asyncio.create_task(bus.hent("a", dueslag, vent=0))
    await bus.hubs["a"].broker.send(ejere.post(partition, bus.hubs["b"].dele.fordeler.jeg))
    assert (await venter).status == 200


async def test_to_instanser_med_samme_adresse_siges_i_loggen(bus: Bus) -> None:
    a = bus.hubs["a"]
    with structlog.testing.capture_logs() as log:
        await a.broker.send(ejere.post(0, Ejer("en anden", a.url)))
        await vent_til(lambda: any("--egen-url" in linje["event"] for linje in log))


async def test_en_ulaeselig_meddelelse_om_ejere_goer_ingen_forskel(bus: Bus) -> None:
    for noegle, vaerdi in ((b"0", b"{"), (b"x", b"{}"), (b"1", b'{"instans": 1, "url": "http://x"}'), (b"2", b"[]")):
        await bus.hubs["a"].broker.send(Record(emner.INSTANSER, vaerdi, noegle))
    await bus.hubs["a"].broker.send(Record(emner.INSTANSER, b'{"instans": "x", "url": "file:///etc"}', b"3"))
    for dueslag in bus.dueslag:
        assert (await bus.hent(bus.anden(dueslag), dueslag, vent=0)).status == 200


async def test_store_svar_gives_videre_stykke_for_stykke(bus: Bus) -> None:
    dueslag = bus.dueslag[0]
    for _ in range(60):
        await bus.send("a")
    hos_ejeren = await bus.hent(bus.ejer(dueslag), dueslag)
    resten = await bus.hent(bus.anden(dueslag), dueslag)
    assert len(hos_ejeren.krop["beskeder"]) + len(resten.krop["beskeder"]) == 60
    assert int(hos_ejeren.headers["Content-Length"]) > 100_000


async def test_en_bruden_forbindelse_midt_i_svaret_ses_som_brudt(bus: Bus, unused_tcp_port: int) -> None:
    """An owner that dies in the middle of its answer: the caller must not take half of it for the whole."""

    async def halvt(laeser: asyncio.StreamReader, skriver: asyncio.StreamWriter) -> None:
        await laeser.readuntil(b"\r\n\r\n")
        skriver.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
        await skriver.drain()
        skriver.close()

    dueslag = next(et for et in bus.dueslag if bus.ejer(et) == "b")
    partition = bus.hubs["a"].dele.fordeler._motor._partition(dueslag)
    async with await asyncio.start_server(halvt, "127.0.0.1", unused_tcp_port):
        await bus.hubs["a"].broker.send(ejere.post(partition, Ejer("doeende", f"http://127.0.0.1:{unused_tcp_port}")))
        await vent_til(lambda: getattr(bus.hubs["a"].dele.fordeler.ejer(dueslag), "instans", None) == "doeende")
        with pytest.raises(aiohttp.ClientError):
            await bus.hent("a", dueslag, vent=0)
    assert bus.taller("a", "afbrudt") == 1
