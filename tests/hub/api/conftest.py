"""A real hub on the embedded broker, with two authorities, three systems and a token of every kind."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from hub.app import KoerendeHub, koerende
from hub.settings import Indstillinger

EKSEMPEL = Path(__file__).parents[3] / "schemas/avro/sag/eksempler/SagRegistreret.json"
MYNDIGHED_A = "58271713"
MYNDIGHED_B = "12345678"
UKENDT_ID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Svar:
    status: int
    headers: Mapping[str, str]
    raa: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raa)

    @property
    def er_problem(self) -> bool:
        if self.headers.get("Content-Type") != "application/problem+json":
            return False
        krop: dict[str, Any] = self.json
        return bool(krop["status"] == self.status) and {"type", "title", "detail", "tekst", "instance"} <= krop.keys()


class Scene:
    """`a` and `modtager` belong to authority A, `b` to authority B; `a` sends, `modtager` has a dueslag."""

    def __init__(self, hub: KoerendeHub, session: aiohttp.ClientSession) -> None:
        self.hub, self.session = hub, session
        self.tokens: dict[str, str] = {"administrator": hub.administrator_token, "forkert": "fh_" + "x" * 43}
        self.ider: dict[str, str] = {}

    async def kald(self, metode: str, sti: str, hvem: str | None = "administrator", **resten: Any) -> Svar:
        headers = dict(resten.pop("headers", {}))
        if hvem is not None:
            headers["Authorization"] = f"Bearer {self.tokens[hvem]}"
        async with self.session.request(metode, sti, headers=headers, **resten) as svar:
            return Svar(svar.status, svar.headers, await svar.read())

    async def opret(self, sti: str, kalder: str = "administrator", /, **krop: Any) -> Any:
        svar = await self.kald("POST", sti, kalder, json=krop | {"begrundelse": "opstilling"})
        assert svar.status == 201, svar.raa
        return svar.json

    async def system(self, navn: str, myndighed: str) -> str:
        system = await self.opret("/api/v1/systemer", navn=navn, myndighed=myndighed)
        self.ider[navn] = system["id"]
        self.tokens[navn] = (await self.opret(f"/api/v1/systemer/{system['id']}/token"))["token"]
        await self.opret(
            "/api/v1/serviceaftaler",
            navn=f"aftale {navn}",
            system=system["id"],
            retning="begge",
            beskedtyper=["*"],
            kle=["*"],
            foelsomhed="VIP_SAGER",
            myndigheder=[myndighed],
            gyldigFra="2020-01-01T00:00:00Z",
        )
        return str(system["id"])

    async def opstil(self) -> None:
        for cvr, navn in ((MYNDIGHED_A, "Kommune A"), (MYNDIGHED_B, "Kommune B")):
            await self.opret("/api/v1/organisation", cvr=cvr, navn=navn)
        for navn, cvr in (("a", MYNDIGHED_A), ("modtager", MYNDIGHED_A), ("b", MYNDIGHED_B)):
            await self.system(navn, cvr)
        abonnement = await self.opret("/api/v1/abonnementer", "modtager", navn="sager", system=self.ider["modtager"])
        self.ider["dueslag"] = abonnement["id"]
        for rolle in ("arkitektraad", "sekretaer", "driftsrolle", "revisor"):
            self.tokens[rolle] = (await self.opret("/api/v1/adgange", hvem=rolle, navn=rolle))["token"]
        for navn, cvr in (("myndighed_a", MYNDIGHED_A), ("myndighed_b", MYNDIGHED_B)):
            svar = await self.opret("/api/v1/adgange", hvem="myndighed", navn=navn, myndighed=cvr)
            self.tokens[navn] = svar["token"]

    def besked(self, **aendringer: Any) -> dict[str, Any]:
        """A fresh SagRegistreret of authority A, sent by `a`."""
        besked: dict[str, Any] = json.loads(EKSEMPEL.read_bytes())
        sag = str(uuid.uuid4())
        besked["beskedId"] = str(uuid.uuid4())
        besked["beskedkuvert"]["leveranceinformation"]["kildesystem"] = self.ider["a"]
        besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]["objektId"] = sag
        besked["beskeddata"]["sagId"] = sag
        return besked | aendringer

    async def send(self, **resten: Any) -> Svar:
        return await self.kald("POST", "/api/v1/beskeder?vent=10", "a", json=self.besked(), **resten)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    indstillinger = Indstillinger(data=tmp_path_factory.mktemp("hub"), port=0, nedluk_sekunder=5)
    async with koerende(indstillinger) as hub, aiohttp.ClientSession(hub.url) as session:
        scene = Scene(hub, session)
        await scene.opstil()
        yield scene
