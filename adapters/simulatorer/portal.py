"""The self-service portal where citizens and companies fill in forms (borger.dk, virk.dk), as an outer system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import uuid4

import orjson
from aiohttp import web

from adapters.simulatorer.simulator import Simulator, krop, svar


class Portal(Simulator):
    """Forms go in by `indsend` or `POST /indsendelser/{slags}`; each shows its sender how far it has come."""

    navn = "portal"
    tabeller: ClassVar[str] = """
    CREATE TABLE IF NOT EXISTS indsendelse (
        id TEXT PRIMARY KEY, slags TEXT NOT NULL, data TEXT NOT NULL, indsendt TEXT NOT NULL,
        status TEXT NOT NULL, digital INTEGER NOT NULL DEFAULT 0, aarsager TEXT NOT NULL DEFAULT '[]'
    );
    """

    def ruter(self) -> Iterable[web.RouteDef]:
        """Its API."""
        return [
            web.post("/indsendelser/{slags}", self._indsend),
            web.get("/indsendelser/{id}", self._vis),
            web.put("/indsendelser/{id}/status", self._saet_status),
        ]

    async def indsend(self, slags: str, data: dict[str, Any]) -> str:
        """A form is sent; the id on the citizen's receipt."""
        indsendelse, nu = str(uuid4()), dt.datetime.now(dt.UTC).isoformat()
        self.db.execute(
            "INSERT INTO indsendelse (id, slags, data, indsendt, status) VALUES (?, ?, ?, ?, 'Indsendt')",
            (indsendelse, slags, orjson.dumps(data).decode(), nu),
        )
        await self.haendelse("indsendelse", {"id": indsendelse, "slags": slags, "indsendt": nu, "data": data})
        return indsendelse

    def status(self, indsendelse: str) -> dict[str, Any]:
        """What the citizen is shown: `status`, whether it is `digital` (RA-19), and reasons when it was refused."""
        (raekke,) = self.raekker("indsendelse", id=indsendelse)
        return {
            "id": indsendelse,
            "slags": raekke["slags"],
            "status": raekke["status"],
            "digital": bool(raekke["digital"]),
            "aarsager": orjson.loads(raekke["aarsager"]),
        }

    async def _indsend(self, anmodning: web.Request) -> web.Response:
        return svar({"id": await self.indsend(anmodning.match_info["slags"], await krop(anmodning))}, 201)

    async def _vis(self, anmodning: web.Request) -> web.Response:
        if not self.raekker("indsendelse", id=anmodning.match_info["id"]):
            raise web.HTTPNotFound
        return svar(self.status(anmodning.match_info["id"]))

    async def _saet_status(self, anmodning: web.Request) -> web.Response:
        ny = await krop(anmodning)
        # what is digital stays so: a late receipt of an earlier step takes nothing back
        self.db.execute(
            "UPDATE indsendelse SET status = CASE WHEN digital THEN status ELSE ? END,"
            " digital = max(digital, ?), aarsager = ? WHERE id = ?",
            (ny["status"], int(ny["digital"]), orjson.dumps(ny["aarsager"]).decode(), anmodning.match_info["id"]),
        )
        return svar({})


if __name__ == "__main__":
    Portal.koer()
