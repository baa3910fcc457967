"""A real hub with a sender for some authorities, and one receiver that has a dueslag per form of a message."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from hub.app import KoerendeHub

KLIENTTEST = "c8673551-981e-4be1-b1a6-180cf6fa61f0"
"""The beskedtype of the minimal sample, which the catalogue does not know; bound here as an operator would."""

FORMER = ("xml", "json", "avro", "oio")


@dataclass(frozen=True)
class Svar:
    status: int
    raa: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raa)

    @property
    def grunde(self) -> list[tuple[str, str]]:
        """Each reason of a refusal: its code and path."""
        return [(en["kode"], en["sti"]) for en in self.json["aarsager"]]


@dataclass
class Scene:
    hub: KoerendeHub
    session: aiohttp.ClientSession
    system: str = ""
    token: str = ""
    dueslag: dict[str, str] = field(default_factory=dict)

    async def kald(self, metode: str, sti: str, *, token: str | None = None, **resten: Any) -> Svar:
        hoveder = resten.pop("headers", {}) | {"Authorization": f"Bearer {token or self.token}"}
        async with self.session.request(metode, sti, headers=hoveder, **resten) as svar:
            return Svar(svar.status, await svar.read())

    async def _opret(self, sti: str, **krop: Any) -> Any:
        krop["begrundelse"] = "prøve med fremmede filer"
        svar = await self.kald("POST", sti, token=self.hub.administrator_token, json=krop)
        assert svar.status == 201, svar.raa
        return svar.json

    async def opstil(self, *cvr: str) -> None:
        for nummer in cvr:
            await self._opret("/api/v1/organisation", cvr=nummer, navn=f"Kommune {nummer}")
        self.system = (await self._opret("/api/v1/systemer", navn="Prøvesystem", myndighed=cvr[0]))["id"]
        self.token = (await self._opret(f"/api/v1/systemer/{self.system}/token"))["token"]
        await self._opret("/api/v1/beskedtypebindinger", id=KLIENTTEST, navn="klienttest")
        await self._opret(
            "/api/v1/serviceaftaler",
            navn="alt", system=self.system, retning="begge", beskedtyper=["*"], kle=["*"], foelsomhed="VIP_SAGER",
            myndigheder=cvr, gyldigFra="2000-01-01T00:00:00Z",
        )  # fmt: skip
        for form in FORMER:
            abonnement = await self._opret("/api/v1/abonnementer", navn=f"som {form}", system=self.system)
            self.dueslag[form] = abonnement["id"]

    async def send(self, xml: bytes) -> Svar:
        return await self.kald(
            "POST", "/api/v1/beskeder?vent=10", data=xml, headers={"Content-Type": "application/xml"}
        )

    async def hent(self, form: str) -> Any:
        """The one message in the dueslag of this form, acknowledged."""
        sti = f"/api/v1/dueslag/{self.dueslag[form]}"
        (levering,) = (await self.kald("GET", f"{sti}/beskeder?vent=10&format={form}")).json["beskeder"]
        svar = [{"leveringId": levering["leveringId"], "status": "kvitteret"}]
        assert (await self.kald("POST", f"{sti}/kvitteringer", json=svar)).status == 200
        return levering


def fil(mappe: Path, navn: str) -> bytes:
    return (mappe / navn).read_bytes()
