"""A council on a real hub: three members, one of them from the proposing vendor's authority, a secretary, a driftsrolle."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from hub.app import koerende
from hub.settings import Indstillinger
from schemas.codec import pak
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager
from schemas.skema import Skema
from tests.hub.api.conftest import MYNDIGHED_A, Scene, Svar

SAG = "dk.faelleshub.sag.SagRegistreret"
ROD = "/api/v1/arkitektraad"
MEDLEMMER = ("Anna", "Bo", "Cilla")


def sagskontrakt() -> Skema:
    return standardlager().nyeste(SAG)


def med_felt(felt: str = "supplement", type_: Any = ("null", "string"), **resten: Any) -> dict[str, Any]:
    """The contract with one more field in its content, which may be missing unless `type_` says otherwise.

    Before the vendors' own fields, and documented: the linter has nothing against it.
    """
    raa = copy.deepcopy(sagskontrakt().raa)
    data = next(en for en in raa["fields"] if en["name"] == "beskeddata")["type"]
    standard = {"default": None} if isinstance(type_, tuple) else {}
    doc = "Hvad sagsbehandleren har noteret om forløbet."
    data["fields"].insert(
        -1, {"name": felt, "doc": doc, "type": list(type_) if standard else type_} | standard | resten
    )
    return raa


class Raadsscene(Scene):
    """The scene of the API's tests, with a council."""

    async def opstil_raad(self) -> None:
        await self.opstil()
        for navn in MEDLEMMER:
            bundet = {"myndighed": MYNDIGHED_A} if navn == "Cilla" else {}
            svar = await self.opret("/api/v1/adgange", hvem="arkitektraad", navn=navn, **bundet)
            self.tokens[navn] = svar["token"]
        # the common scene has a member of its own, who would count for the quorum
        alle = (await self.kald("GET", "/api/v1/adgange")).json["poster"]
        overtallig = next(en["id"] for en in alle if en["navn"] == "arkitektraad")
        grund = {"Begrundelse": "kun de tre"}
        assert (await self.kald("DELETE", f"/api/v1/adgange/{overtallig}", headers=grund)).status == 204

    async def post(self, sti: str, hvem: str, **krop: Any) -> Svar:
        return await self.kald("POST", f"{ROD}{sti}", hvem, json=krop)

    async def lykkes(self, sti: str, hvem: str, **krop: Any) -> Any:
        svar = await self.post(sti, hvem, **krop)
        assert svar.status in {200, 201}, svar.raa
        return svar.json

    async def foreslaa(self, skema: Any, hvem: str = "a", udgave: str = "1.2", subject: str = SAG) -> Any:
        return await self.lykkes(
            "/forslag", hvem, subject=subject, skema=skema, udgave=udgave, begrundelse="der mangler et felt"
        )

    async def sag(self, id_: str) -> Any:
        return (await self.kald("GET", f"{ROD}/forslag/{id_}", "a")).json

    async def hoer(self, id_: str, frist: str | None = None) -> None:
        await self.lykkes(f"/forslag/{id_}/hoering", "sekretaer", frist=frist or om(timer=1), begrundelse="til høring")
        for medlem in MEDLEMMER:
            await self.lykkes(f"/forslag/{id_}/svar", medlem, holdning="for", tekst="ingen indvendinger")

    async def stem(self, id_: str, *stemmer: tuple[str, str]) -> None:
        for medlem, stemme in stemmer or (("Anna", "for"), ("Bo", "for")):
            await self.lykkes(f"/forslag/{id_}/stemme", medlem, stemme=stemme, begrundelse="det har jeg set på")

    async def afgoer(self, id_: str) -> Any:
        return await self.lykkes(f"/forslag/{id_}/afgoerelse", "sekretaer", begrundelse="rådet har talt")

    async def blaastempl(self, id_: str) -> Any:
        await self.hoer(id_)
        await self.stem(id_)
        return await self.afgoer(id_)

    async def aktiver(self, id_: str) -> Any:
        return await self.lykkes(f"/forslag/{id_}/aktivering", "driftsrolle", begrundelse="sættes i kraft")

    async def version_1(self) -> str:
        """The case of the contract that ships with the hub."""
        svar = await self.kald("GET", f"{ROD}/forslag?subject=SagRegistreret", "a")
        return str(svar.json["poster"][0]["id"])

    async def naeste_levering(self) -> Any:
        """Fetch one message of the receiver's, and acknowledge it."""
        dueslag = f"/api/v1/dueslag/{self.ider['dueslag']}"
        (levering,) = (await self.kald("GET", f"{dueslag}/beskeder?max=1&vent=20", "modtager")).json["beskeder"]
        svar = [{"leveringId": levering["leveringId"], "status": "kvitteret"}]
        assert (await self.kald("POST", f"{dueslag}/kvitteringer", "modtager", json=svar)).status == 200
        return levering

    async def send_under(self, skema_id: int, raa: Any, **data: Any) -> Any:
        """The decision on a fresh sag that is written with that schema."""
        indhold = fra_json(json.dumps(self.besked()).encode(), sagskontrakt())
        indhold["beskeddata"] |= data
        krop = pak(Skema(skema_id, raa), indhold)
        headers = {"Content-Type": "application/vnd.faelleshub.avro"}
        return (await self.kald("POST", "/api/v1/beskeder?vent=20", "a", data=krop, headers=headers)).json


def om(*, timer: float = 0, sekunder: float = 0) -> str:
    """A time ahead of the machine's clock, as the API takes it."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(hours=timer, seconds=sekunder)).isoformat()


def koder(svar: Any) -> set[str]:
    return {aarsag["kode"] for aarsag in svar.get("aarsager", ())}


class Ur:
    """A clock that a test can move."""

    def __init__(self) -> None:
        self.frem = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.frem


@asynccontextmanager
async def raadsscene(data: Path, ur: Ur | None = None, **indstillinger: Any) -> AsyncIterator[Raadsscene]:
    """A hub of its own with a council."""
    async with (
        koerende(Indstillinger(data=data, port=0, nedluk_sekunder=5, **indstillinger), ur=ur or Ur()) as hub,
        aiohttp.ClientSession(hub.url) as session,
    ):
        scene = Raadsscene(hub, session)
        await scene.opstil_raad()
        yield scene
