"""What one instance was told, the next one knows: tokens, configuration, receipts, failures, the way of a message."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hub.api.friskhed import Friskhed
from hub.konfiguration.foelger import Foelger
from tests.hub.instanser.conftest import BEGGE, Bus


@pytest.fixture
def langsom_b(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> Bus:
    """`b` follows the bus with half a second's delay: whoever is not behind by luck must catch up on purpose."""
    aegte = Foelger._laes

    async def laes(self: Any, emne: str) -> Any:
        poster = await aegte(self, emne)
        if poster and self._broker is bus.hubs["b"].broker:
            await asyncio.sleep(0.5)
        return poster

    monkeypatch.setattr(Foelger, "_laes", laes)
    return bus


async def test_et_token_fra_den_ene_gaelder_straks_hos_den_anden(langsom_b: Bus) -> None:
    bus = langsom_b
    for nr in range(3):
        svar = await bus.opret("a", "/adgange", hvem="revisor", navn=f"revisor {nr}")
        bus.tokens["revisor"] = svar["token"]
        assert (await bus.kald("b", "GET", "/mig", "revisor")).status == 200
        assert (await bus.kald("a", "DELETE", f"/adgange/{svar['id']}", headers={"Begrundelse": "ude"})).status == 204
        await bus.hubs["b"].dele.friskhed.indhent()
        assert (await bus.kald("b", "GET", "/mig", "revisor")).status == 401


@BEGGE
async def test_hvad_der_oprettes_hos_den_ene_kan_bruges_straks_hos_den_anden(langsom_b: Bus) -> None:
    bus = langsom_b
    for nr in range(3):
        dueslag = await bus.abonner("a", f"nyt {nr}")
        assert (await bus.hent("b", dueslag, vent=0)).status == 200
        vist = await bus.kald("b", "GET", f"/abonnementer/{dueslag}", "modtager")
        assert (vist.status, vist.krop["navn"]) == (200, f"nyt {nr}")
        liste = await bus.opret("a", "/vaerdilister", "modtager", navn=f"liste {nr}", system=bus.ider["modtager"])
        sti = f"/vaerdilister/{liste['id']}/vaerdier"
        svar = await bus.kald("b", "POST", sti, "modtager", json={"vaerdier": [liste["id"]]})
        assert svar.status in {200, 201}, svar


@BEGGE
async def test_afgoerelsen_kommer_fra_hvilken_instans_der_end_fordeler_den(bus: Bus) -> None:
    svar = await asyncio.gather(*(bus.send("ab"[nr % 2]) for nr in range(16)))
    assert {et.status for et in svar} == {200}
    assert {et.krop["status"] for et in svar} == {"Leveret"}
    for paa in ("a", "b"):
        kvitteringer: list[Any] = []
        efter = ""
        while True:
            side = (await bus.kald(paa, "GET", f"/kvitteringer?max=7{efter}", "afsender")).krop
            if not side["kvitteringer"]:
                break
            kvitteringer += side["kvitteringer"]
            efter = f"&efter={side['naeste']}"
        assert {et["modtagelseId"] for et in kvitteringer} == {et.krop["modtagelseId"] for et in svar}


async def test_en_markoer_fra_den_ene_bruges_hos_den_anden(bus: Bus) -> None:
    await bus.send("a")
    side = (await bus.kald("a", "GET", "/kvitteringer?vent=5", "afsender")).krop
    venter = asyncio.create_task(bus.kald("b", "GET", f"/kvitteringer?vent=30&efter={side['naeste']}", "afsender"))
    ny = await bus.send("a")
    (kvittering,) = (await venter).krop["kvitteringer"]
    assert kvittering["modtagelseId"] == ny.krop["modtagelseId"]


async def test_sporet_er_det_samme_hos_begge(bus: Bus) -> None:
    besked = (await bus.send("a")).krop["beskedId"]
    for dueslag in bus.dueslag:
        hentet = (await bus.hent("b", dueslag)).krop["beskeder"]
        await bus.kvitter("a", dueslag, hentet)
    hos_a, hos_b = [(await bus.kald(paa, "GET", f"/beskeder/{besked}/spor", "afsender")).krop for paa in ("a", "b")]
    assert hos_a == hos_b
    assert [hop["slags"] for hop in hos_a["hop"]].count("kvitteret") == len(bus.dueslag)


@BEGGE
async def test_fejlkoeen_ses_hos_begge_og_genafspilles_een_gang(bus: Bus) -> None:
    dueslag = bus.dueslag[0]
    await bus.send("a")
    (levering,) = (await bus.hent("b", dueslag)).krop["beskeder"]
    svar = [{"leveringId": levering["leveringId"], "status": "afvist", "aarsag": "prøve"}]
    await bus.kald(bus.anden(dueslag), "POST", f"/dueslag/{dueslag}/kvitteringer", "modtager", json=svar)
    poster = [(await bus.kald(paa, "GET", "/fejlkoe")).krop["poster"] for paa in ("a", "b")]
    assert poster[0] == poster[1]
    (fejl,) = poster[0]
    sti, krop = f"/fejlkoe/{fejl['id']}/genafspil", {"begrundelse": "rettet"}
    udfald = await asyncio.gather(*(bus.kald("ab"[nr % 2], "POST", sti, json=krop) for nr in range(6)))
    assert sorted(et.krop["udfald"][0]["udfald"] for et in udfald) == ["allerede"] * 5 + ["genafspillet"]
    igen = (await bus.hent("a", dueslag)).krop["beskeder"]
    assert [et["besked"]["beskedId"] for et in igen] == [levering["besked"]["beskedId"]]


async def test_en_fil_gemt_hos_den_ene_hentes_hos_den_anden(bus: Bus) -> None:
    gemt = await bus.kald(
        "a", "POST", "/filer", "afsender", data=b"tegning" * 1000, headers={"Content-Type": "application/pdf"}
    )
    noegle = {"Fh-Filnoegle": gemt.krop["noegle"]}
    hentet = await bus.kald("b", "GET", f"/filer/{gemt.krop['filId']}", "modtager", headers=noegle)
    assert (hentet.status, hentet.krop) == (200, b"tegning" * 1000)


async def test_mange_der_spoerger_samtidig_deler_et_kig_paa_bussen(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    kig = 0
    dele = bus.hubs["a"].dele

    async def indhent() -> None:
        nonlocal kig
        kig += 1
        await asyncio.sleep(0)

    monkeypatch.setattr(type(dele.konfiguration), "indhent", lambda _: indhent())
    friskhed = Friskhed(dele.konfiguration, dele.adgang)
    await asyncio.gather(*(friskhed.indhent() for _ in range(50)))
    assert kig == 2
    afbrudt = asyncio.create_task(friskhed.indhent())
    await asyncio.sleep(0)
    venter = asyncio.create_task(friskhed.indhent())
    await asyncio.sleep(0)
    afbrudt.cancel()
    await venter
    assert kig == 4
