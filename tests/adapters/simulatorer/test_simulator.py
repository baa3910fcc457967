"""What every simulator can: keep its state, tell its changes, and be slow, down or refusing when told to."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import aiohttp
import pytest

from adapters.sdk import Utilgaengelig, YdreAfvisning, YdreSystem
from adapters.simulatorer import (
    Akten,
    Byggesagssystem,
    Datafordeler,
    DigitalPost,
    Driftstilstand,
    Journalen,
    Pladssystem,
    Portal,
    Simulator,
    Sygedagpengesystem,
    Ydelsessystem,
)

ALLE = [
    Akten,
    Byggesagssystem,
    Datafordeler,
    DigitalPost,
    Journalen,
    Pladssystem,
    Portal,
    Sygedagpengesystem,
    Ydelsessystem,
]


@pytest.mark.parametrize("slags", ALLE, ids=lambda slags: slags.navn)
async def test_enhver_simulator_kan_vaere_nede_afvise_og_komme_igen(slags: type[Simulator]) -> None:
    async with slags() as simulator, YdreSystem(slags.navn, simulator.url) as ydre:
        assert await ydre.hent("/haendelser") == []
        simulator.drift = Driftstilstand.NEDE
        with pytest.raises(Utilgaengelig, match="does not answer"):
            await ydre.hent("/haendelser")
        simulator.drift = Driftstilstand.AFVISER
        with pytest.raises(YdreAfvisning) as fejl:
            await ydre.hent("/haendelser")
        assert fejl.value.status == 422
        simulator.drift = Driftstilstand.NORMAL
        assert await ydre.hent("/haendelser") == []
        assert simulator.tilstand()["kald"] >= 4  # a client may ask once more when its connection is cut
        assert set(simulator.tilstand()["antal"].values()) == {0}


async def test_en_langsom_simulator_svarer_efter_sin_forsinkelse() -> None:
    async with Portal() as portal, YdreSystem("portal", portal.url) as ydre:
        portal.drift, portal.forsinkelse = Driftstilstand.LANGSOM, 0.2
        foer = asyncio.get_running_loop().time()
        await ydre.hent("/haendelser")
        assert asyncio.get_running_loop().time() - foer >= 0.2


async def test_driften_kan_styres_og_ses_over_http_ogsaa_mens_den_er_nede() -> None:
    async with Portal() as portal, aiohttp.ClientSession(portal.url) as klient:
        async with klient.put("/_styring/drift", json={"drift": "nede"}) as svar:
            assert (await svar.json())["drift"] == "nede"
        async with klient.get("/_styring/tilstand") as svar:
            assert (await svar.json())["drift"] == "nede"


async def test_tilstanden_er_der_endnu_efter_en_genstart(tmp_path: Path) -> None:
    async with Portal(tmp_path) as portal:
        ident = await portal.indsend("flytning", {})
    async with Portal(tmp_path) as portal:
        assert portal.status(ident)["status"] == "Indsendt"


async def test_den_der_venter_paa_en_haendelse_faar_den_straks() -> None:
    async with Portal() as portal, YdreSystem("portal", portal.url) as ydre:
        venter = asyncio.create_task(ydre.hent("/haendelser", vent="20", ventetid=20))
        ident = await portal.indsend("flytning", {"a": 1})
        async with asyncio.timeout(5):
            (haendelse,) = await venter
        assert (haendelse["nr"], haendelse["slags"], haendelse["data"]["id"]) == (1, "indsendelse", ident)
        assert await ydre.hent("/haendelser", efter=1) == []


async def test_en_raekke_der_ikke_findes_siges_med_navn() -> None:
    async with Portal() as portal:
        with pytest.raises(LookupError, match="no table indsendelser"):
            portal.raekker("indsendelser")


async def test_digital_post_afviser_det_den_ikke_kan_laese_og_siger_hvorfor() -> None:
    async with DigitalPost() as post, YdreSystem("post", post.url) as ydre:
        for krop in (b"<kombi_request/>", b"ikke xml", b"<!DOCTYPE a><kombi_request/>"):
            svar = await ydre.send_raa("/service/KombiPostAfsend_1/memos", krop, {})
            assert b"<FejlId>" in svar
        assert post.forsendelser() == []


@pytest.mark.parametrize(
    ("frekvens", "datoer"),
    [
        ("Engang", ["2026-03-30"]),
        ("Uge", ["2026-03-06", "2026-03-13", "2026-03-20", "2026-03-27", "2026-03-30"]),
        ("Maaned", ["2026-03-30"]),
    ],
)
async def test_udbetalinger_planlaegges_til_hverdage_og_planlaegges_om(frekvens: str, datoer: list[str]) -> None:
    bevilling = {
        "imoedekommet": True,
        "periode": {"fra": "2026-02-28", "til": "2026-03-31"} if frekvens == "Uge" else {"fra": "2026-03-01", "til": "2026-03-31"},
        "frekvens": frekvens,
        "beloeb_oere": 100,
        "modtager": {},
        "ydelsestype": "Sygedagpenge",
        "sag": "s",
    }  # fmt: skip
    async with Ydelsessystem() as system, YdreSystem("ydelse", system.url) as ydre:
        for _ in range(2):  # the same grant again plans nothing twice
            await ydre.saet("/bevillinger/b", bevilling)
        assert [rate["dato"] for rate in system.raekker("rate")] == datoer
        assert await system.udbetal(dt.date(2026, 3, 13)) == len([dato for dato in datoer if dato <= "2026-03-13"])
        await ydre.saet("/bevillinger/b", {**bevilling, "imoedekommet": False})
        assert not system.raekker("rate", status="planlagt")
        slags = [haendelse["slags"] for haendelse in await ydre.hent("/haendelser")]
        udbetalt = len([dato for dato in datoer if dato <= "2026-03-13"])
        assert slags.count("kommende") == len(datoer)
        assert slags.count("udbetaling") == udbetalt
        assert slags.count("bortfaldet") == len(datoer) - udbetalt
