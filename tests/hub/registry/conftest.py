"""A real hub on the embedded broker, asked as foreign clients ask its registry."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from hub.app import KoerendeHub, koerende
from hub.settings import Indstillinger


@dataclass(frozen=True)
class Svar:
    status: int
    headers: Mapping[str, str]
    raa: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raa)

    @property
    def fejl(self) -> tuple[int, int]:
        """Status and error code, of an error as clients read it."""
        assert self.json.keys() == {"error_code", "message"}, self.raa
        assert isinstance(self.json["message"], str)
        return self.status, self.json["error_code"]


class Klient:
    """Asks one hub's registry."""

    def __init__(self, session: aiohttp.ClientSession, hub: KoerendeHub) -> None:
        self.session, self.hub = session, hub
        self.token = hub.administrator_token

    async def __call__(self, metode: str, sti: str, krop: Any = None, **resten: Any) -> Svar:
        headers = {"Authorization": f"Bearer {self.token}"} | resten.pop("headers", {})
        if krop is not None:
            resten["data"] = json.dumps(krop)
            headers.setdefault("Content-Type", "application/vnd.schemaregistry.v1+json")
        async with self.session.request(metode, f"/registry{sti}", headers=headers, **resten) as svar:
            return Svar(svar.status, svar.headers, await svar.read())

    async def registrer(self, subject: str, skema: Any, **felter: Any) -> int:
        svar = await self("POST", f"/subjects/{subject}/versions", {"schema": json.dumps(skema)} | felter)
        assert svar.status == 200, svar.raa
        return int(svar.json["id"])

    async def versioner(self, subject: str, foresporgsel: str = "") -> Any:
        return (await self("GET", f"/subjects/{subject}/versions{foresporgsel}")).json

    async def niveau(self, subject: str, niveau: str) -> None:
        assert (await self("PUT", f"/config/{subject}", {"compatibility": niveau})).status == 200


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def klient(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Klient]:
    data = tmp_path_factory.mktemp("register")
    async with (
        koerende(Indstillinger(data=data, port=0)) as hub,
        aiohttp.ClientSession(hub.url) as session,
    ):
        yield Klient(session, hub)


@pytest.fixture
def subject() -> str:
    """A name that no other test has."""
    return f"prove-{uuid.uuid4()}"


def post(navn: str, *felter: Any) -> dict[str, Any]:
    """A record schema; a field is its name (a string then), or a whole field."""
    return {
        "type": "record",
        "name": navn,
        "fields": [{"name": felt, "type": "string"} if isinstance(felt, str) else felt for felt in felter],
    }


def valgfrit(navn: str) -> dict[str, Any]:
    return {"name": navn, "type": ["null", "string"], "default": None}
