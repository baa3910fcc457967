"""PostgreSQL is away, hangs or is killed: routing and delivery go on, look-ups say so in words, and all is caught up."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.app import KoerendeHub, koerende
from hub.indeks import database
from hub.settings import Indstillinger
from tests.postgres.server import KODEORD, Postgresserver
from tests.system.vent import vent_til

EKSEMPEL = Path(__file__).parents[2] / "schemas/avro/sag/eksempler/SagRegistreret.json"
CVR = "58271713"
FRIST = 60.0

HELE_VEJEN = ["modtaget", "afgjort", "lagt", "leveret", "kvitteret"]


class Scene:
    """A hub whose read models lie in PostgreSQL, and a system that sends to itself."""

    def __init__(self, hub: KoerendeHub, http: aiohttp.ClientSession) -> None:
        self.hub, self.http = hub, http
        self.token = hub.administrator_token
        self.system = self.dueslag = ""

    async def kald(self, metode: str, sti: str, **resten: Any) -> tuple[int, Any, dict[str, str]]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.http.request(metode, f"{self.hub.url}/api/v1{sti}", headers=headers, **resten) as svar:
            return svar.status, await svar.json(content_type=None), dict(svar.headers)

    async def opret(self, sti: str, **krop: Any) -> Any:
        status, svar, _ = await self.kald("POST", sti, json={**krop, "begrundelse": "prøve"})
        assert status == 201, svar
        return svar

    async def opstil(self) -> None:
        await self.opret("/organisation", cvr=CVR, navn="Kommune")
        self.system = (await self.opret("/systemer", navn="sag", myndighed=CVR))["id"]
        vilkaar: dict[str, Any] = {"beskedtyper": ["*"], "kle": ["*"], "foelsomhed": "VIP_SAGER", "myndigheder": ["*"]}
        await self.opret(
            "/serviceaftaler",
            navn="alt",
            system=self.system,
            retning="begge",
            gyldigFra="2020-01-01T00:00:00Z",
            **vilkaar,
        )
        self.dueslag = (await self.opret("/abonnementer", navn="alt", system=self.system))["id"]
        self.token = (await self.opret(f"/systemer/{self.system}/token"))["token"]

    async def send_og_hent(self) -> str:
        """A message all the way: sent, decided, fetched, acknowledged. Its BeskedId."""
        besked = json.loads(EKSEMPEL.read_bytes())
        sag, besked["beskedId"] = str(uuid.uuid4()), str(uuid.uuid4())
        besked["beskedkuvert"]["leveranceinformation"]["kildesystem"] = self.system
        besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]["objektId"] = sag
        besked["beskeddata"]["sagId"] = sag
        status, svar, _ = await self.kald("POST", "/beskeder?vent=20", json=besked)
        assert (status, svar["status"]) == (200, "Leveret")
        _, hentet, _ = await self.kald("GET", f"/dueslag/{self.dueslag}/beskeder?vent=20")
        kvitteret = [{"leveringId": et["leveringId"], "status": "kvitteret"} for et in hentet["beskeder"]]
        status, svar, _ = await self.kald("POST", f"/dueslag/{self.dueslag}/kvitteringer", json=kvitteret)
        assert [et["udfald"] for et in svar["svar"]] == ["modtaget"]
        return str(besked["beskedId"])

    async def spor(self, besked_id: str) -> tuple[int, Any, dict[str, str]]:
        return await self.kald("GET", f"/beskeder/{besked_id}/spor")

    async def vent_paa_spor(self, besked_id: str) -> list[str]:
        """Every hop, once all five are there."""
        hop: list[str] = []

        async def alle() -> bool:
            status, svar, _ = await self.spor(besked_id)
            hop[:] = [et["slags"] for et in svar["hop"]] if status == 200 else []
            return len(hop) >= len(HELE_VEJEN)

        await vent_til("every hop is in the read models", alle, FRIST)
        return hop

    async def vent_paa_nede(self, besked_id: str) -> None:
        async def nede() -> bool:
            return (await self.spor(besked_id))[0] == 503

        await vent_til("look-ups are refused", nede, FRIST)


@asynccontextmanager
async def hub_paa(server: Postgresserver, data: Path, **flere: Any) -> AsyncIterator[Scene]:
    valg: dict[str, Any] = {"database_url": server.url, **flere}
    indstillinger = Indstillinger(data=data, port=0, nedluk_sekunder=10, **valg)
    async with koerende(indstillinger) as hub, aiohttp.ClientSession() as http:
        scene = Scene(hub, http)
        await scene.opstil()
        yield scene


@pytest.mark.timeout(240)
async def test_hubben_starter_uden_databasen_og_indhenter_naar_den_kommer(
    egen_postgres: Postgresserver, tmp_path: Path
) -> None:
    egen_postgres.stop()
    async with hub_paa(egen_postgres, tmp_path / "hub") as scene:
        besked = await scene.send_og_hent()
        for sti in (f"/beskeder/{besked}/spor", "/fejlkoe"):
            status, svar, headers = await scene.kald("GET", sti)
            assert (status, svar["type"]) == (503, "urn:faelleshub:problem:utilgaengelig")
            assert headers["Retry-After"] == "5"
            assert "messages are taken in and delivered all the same" in svar["detail"]
        async with scene.http.get(f"{scene.hub.url}/readyz") as svar_klar:
            assert svar_klar.status == 200
        await asyncio.to_thread(egen_postgres.start)
        assert await scene.vent_paa_spor(besked) == HELE_VEJEN
        assert (await scene.kald("GET", "/fejlkoe"))[0] == 200


@pytest.mark.timeout(240)
@pytest.mark.parametrize("hvordan", [Postgresserver.stop, Postgresserver.draeb, Postgresserver.frys])
async def test_databasen_gaar_og_kommer_igen_og_intet_mangler_eller_er_dobbelt(
    egen_postgres: Postgresserver,
    tmp_path: Path,
    hvordan: Callable[[Postgresserver], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "_SPOERG_FRIST", 2.0)
    async with hub_paa(egen_postgres, tmp_path / "hub") as scene:
        foer = await scene.send_og_hent()
        assert await scene.vent_paa_spor(foer) == HELE_VEJEN
        hvordan(egen_postgres)
        try:
            imens = [await scene.send_og_hent() for _ in range(5)]
            await scene.vent_paa_nede(foer)
            imens.append(await scene.send_og_hent())
        finally:
            if hvordan is Postgresserver.frys:
                egen_postgres.optoe()
            else:
                await asyncio.to_thread(egen_postgres.start)
        for besked in (foer, *imens):
            assert await scene.vent_paa_spor(besked) == HELE_VEJEN
    antal = egen_postgres.sql("SELECT sum(antal) FROM taeller")
    assert antal == [(7,)]


@pytest.mark.timeout(240)
async def test_kodeordet_kan_staa_i_en_fil_og_et_forkert_siges_i_loggen_uden_at_vises(
    egen_postgres: Postgresserver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = tmp_path / "kodeord"
    fil.write_text("forkert kodeord")
    uden = egen_postgres.url.replace(f":{KODEORD.replace(' ', '%20')}", "").replace("+psycopg", "")
    valg = {"database_url": uden, "database_kodeord_fil": fil}
    async with hub_paa(egen_postgres, tmp_path / "a", **valg) as scene:
        besked = await scene.send_og_hent()
        assert (await scene.spor(besked))[0] == 503
    log = capsys.readouterr().out
    assert "password authentication failed" in log
    assert "forkert kodeord" not in log
    fil.write_text(f"{KODEORD}\n")
    async with hub_paa(egen_postgres, tmp_path / "b", **valg) as scene:
        assert await scene.vent_paa_spor(await scene.send_og_hent()) == HELE_VEJEN
