"""What operators see: alive, ready, measured; and what a caller sees of itself."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.api.graenser import Venteplads
from hub.api.problem import Problem
from hub.app import koerende
from hub.settings import Indstillinger


@pytest.mark.asyncio(loop_scope="module")
async def test_uden_token_ses_kun_at_hubben_er_der(scene: Any) -> None:
    assert (await scene.kald("GET", "/healthz", None)).json == {"tilstand": "i live"}
    assert (await scene.kald("GET", "/readyz", None)).json == {"tilstand": "klar"}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("sti", ["/healthz", "/readyz", "/metrics", "/api/openapi.json"])
async def test_en_overvaagning_kan_noejes_med_hovedet(scene: Any, sti: str) -> None:
    hoved = await scene.kald("HEAD", sti, None)
    assert (hoved.status, hoved.raa) == (200, b"")
    assert hoved.headers["Content-Type"] == (await scene.kald("GET", sti, None)).headers["Content-Type"]


@pytest.mark.asyncio(loop_scope="module")
async def test_hovedet_af_et_dueslag_henter_intet(scene: Any) -> None:
    sti = f"/api/v1/dueslag/{scene.ider['dueslag']}/beskeder"
    svar = await scene.kald("HEAD", sti, "modtager")
    assert (svar.status, svar.headers["Allow"]) == (405, "GET")


@pytest.mark.asyncio(loop_scope="module")
async def test_maalinger_taeller_og_baerer_ingen_ider(scene: Any) -> None:
    besked = (await scene.send()).json
    await scene.kald("GET", f"/api/v1/beskeder/{besked['beskedId']}/spor", "a")
    tekst = (await scene.kald("GET", "/metrics", None)).raa.decode()
    assert re.search(r'^faelleshub_http_svar_total\{operation="sendBesked",status="200"\} [1-9]', tekst, re.MULTILINE)
    assert re.search(r"^faelleshub_modtaget_total [1-9]", tekst, re.MULTILINE)
    assert re.search(r'^faelleshub_stoerrelse\{hvor="', tekst, re.MULTILINE)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", tekst)
    assert "58271713" not in tekst


@pytest.mark.asyncio(loop_scope="module")
async def test_en_kalder_kan_se_hvem_den_er(scene: Any) -> None:
    mig = (await scene.kald("GET", "/api/v1/mig", "modtager")).json
    assert (mig["hvem"], mig["system"], mig["dueslag"]) == ("system", scene.ider["modtager"], [scene.ider["dueslag"]])
    assert (await scene.kald("GET", "/api/v1/mig", "myndighed_a")).json["myndighed"] == "58271713"


async def test_alt_er_der_efter_en_genstart(tmp_path: Path) -> None:
    indstillinger = Indstillinger(data=tmp_path, port=0)
    token = ""
    for runde in range(2):
        async with koerende(indstillinger) as hub, aiohttp.ClientSession(hub.url) as session:
            headers = {"Authorization": f"Bearer {token or hub.administrator_token}"}
            if runde == 0:
                for sti, krop in (
                    ("organisation", {"cvr": "12345678", "navn": "Kommune"}),
                    ("adgange", {"hvem": "myndighed", "navn": "Kommune", "myndighed": "12345678"}),
                ):
                    krop["begrundelse"] = "prøve"
                    async with session.post(f"/api/v1/{sti}", json=krop, headers=headers) as svar:
                        assert svar.status == 201
                        token = (await svar.json()).get("token", "")
            else:
                async with session.get("/api/v1/organisation", headers=headers) as svar:
                    assert [post["navn"] for post in (await svar.json())["poster"]] == ["Kommune"]


async def test_de_der_venter_afbrydes_naar_hubben_lukker(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as session:
        async with koerende(Indstillinger(data=tmp_path, port=0)) as hub:
            headers = {"Authorization": f"Bearer {hub.administrator_token}"}
            for sti, krop in (
                ("organisation", {"cvr": "12345678", "navn": "Kommune"}),
                ("systemer", {"navn": "sag", "myndighed": "12345678"}),
            ):
                async with session.post(
                    f"{hub.url}/api/v1/{sti}", json=krop | {"begrundelse": "prøve"}, headers=headers
                ) as svar:
                    system = await svar.json()
            async with session.post(
                f"{hub.url}/api/v1/systemer/{system['id']}/token", json={"begrundelse": "prøve"}, headers=headers
            ) as svar:
                token = (await svar.json())["token"]
            venter = asyncio.create_task(
                session.get(f"{hub.url}/api/v1/kvitteringer?vent=60", headers={"Authorization": f"Bearer {token}"})
            )
            async with asyncio.timeout(10):
                while hub.dele.venteplads.ventende == 0:  # noqa: ASYNC110 - the API has no event for who waits
                    await asyncio.sleep(0.005)
        with pytest.raises(aiohttp.ClientError):
            await venter


def test_for_mange_der_venter_faar_besked_om_at_komme_igen() -> None:
    plads = Venteplads(pr_bruger=2, i_alt=3)
    with plads.plads("a"), plads.plads("a"):
        with pytest.raises(Problem) as fejl, plads.plads("a"):
            pass
        assert (fejl.value.status, fejl.value.headers["Retry-After"]) == (429, "1")
        with plads.plads("b"), pytest.raises(Problem), plads.plads("c"):
            pass
    assert plads.ventende == 0
