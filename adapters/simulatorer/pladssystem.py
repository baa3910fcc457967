"""The system of pladsanvisningen: institutions, waiting list, offers and answers, as an outer system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import uuid4

import orjson
from aiohttp import web

from adapters.simulatorer.simulator import Simulator, krop, svar

SVARFRIST = dt.timedelta(days=14)


class Pladssystem(Simulator):
    """A child on the list is offered a place as soon as a wished institution has one, the dearest wish first."""

    navn = "pladssystem"
    tabeller: ClassVar[str] = """
    CREATE TABLE IF NOT EXISTS institution (
        id TEXT PRIMARY KEY, navn TEXT NOT NULL, pladser INTEGER NOT NULL, takst_oere INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS opskrivning (
        id TEXT PRIMARY KEY, nr INTEGER NOT NULL, data TEXT NOT NULL, status TEXT NOT NULL, kommune TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS tilbud (
        id TEXT PRIMARY KEY, opskrivning TEXT NOT NULL, institution TEXT NOT NULL, status TEXT NOT NULL
    );
    """

    def ruter(self) -> Iterable[web.RouteDef]:
        """Its API."""
        return [
            web.put("/opskrivninger/{id}", self._opskriv),
            web.put("/tilbud/{id}/svar", self._besvar),
            web.post("/flytninger", self._flyt),
        ]

    def opret_institution(self, institution: str, navn: str, pladser: int, takst_oere: int = 312_500) -> None:
        """Open an institution, or change how many places it has."""
        self.db.execute(
            "INSERT OR REPLACE INTO institution VALUES (?, ?, ?, ?)", (institution, navn, pladser, takst_oere)
        )

    async def tildel(self) -> None:
        """Offer free places to those who wait, in the order in which they came."""
        for opskrivning in self.db.execute("SELECT * FROM opskrivning WHERE status = 'venter' ORDER BY nr").fetchall():
            data = orjson.loads(opskrivning["data"])
            afslaaede = {r["institution"] for r in self.raekker("tilbud", opskrivning=opskrivning["id"])}
            for oenske in sorted(data["oensker"], key=lambda oenske: oenske["prioritet"]):
                institution = oenske["institution"]
                if institution not in afslaaede and self._ledige(institution) > 0:
                    await self._tilbyd(opskrivning["id"], data, institution)
                    break

    def _ledige(self, institution: str) -> int:
        kendte = self.raekker("institution", id=institution)
        holdt = [r for r in self.raekker("tilbud", institution=institution) if r["status"] != "afslaaet"]
        return kendte[0]["pladser"] - len(holdt) if kendte else 0

    async def _tilbyd(self, opskrivning: str, data: dict[str, Any], institution: str) -> None:
        tilbud = str(uuid4())
        self.db.execute("INSERT INTO tilbud VALUES (?, ?, ?, 'afgivet')", (tilbud, opskrivning, institution))
        self.db.execute("UPDATE opskrivning SET status = 'tilbudt' WHERE id = ?", (opskrivning,))
        (sted,) = self.raekker("institution", id=institution)
        start = dt.date.fromisoformat(data["startdato"])
        frist = min(dt.datetime.now(dt.UTC).date() + SVARFRIST, start)
        await self.haendelse(
            "tilbud",
            {
                "tilbud": tilbud,
                "opskrivning": opskrivning,
                "barn": data["barn"],
                "ansoeger": data["ansoeger"],
                "institution": {"institutionId": institution, "navn": sted["navn"]},
                "pladstype": data["pladstype"],
                "startdato": data["startdato"],
                "takst_oere": sted["takst_oere"],
                "svarfrist": frist.isoformat(),
            },
        )

    async def _opskriv(self, anmodning: web.Request) -> web.Response:
        data, ident = await krop(anmodning), anmodning.match_info["id"]
        kendte = self.raekker("opskrivning", id=ident)
        nr = kendte[0]["nr"] if kendte else len(self.raekker("opskrivning")) + 1
        status = kendte[0]["status"] if kendte else "venter"
        self.db.execute(
            "INSERT OR REPLACE INTO opskrivning VALUES (?, ?, ?, ?, ?)",
            (ident, nr, orjson.dumps(data).decode(), status, data["kommune"]),
        )
        await self.tildel()
        return svar({"sagsnummer": f"PL-{nr:06}"})

    async def _besvar(self, anmodning: web.Request) -> web.Response:
        """An answer counts once; the same again changes nothing."""
        data = await krop(anmodning)
        fundne = self.raekker("tilbud", id=anmodning.match_info["id"])
        if not fundne:
            raise web.HTTPNotFound
        tilbud = fundne[0]
        if tilbud["status"] == "afgivet":
            status, videre = ("accepteret", "optaget") if data["accepteret"] else ("afslaaet", "venter")
            if not data["accepteret"] and not data["bevar"]:
                videre = "slettet"
            self.db.execute("UPDATE tilbud SET status = ? WHERE id = ?", (status, tilbud["id"]))
            self.db.execute("UPDATE opskrivning SET status = ? WHERE id = ?", (videre, tilbud["opskrivning"]))
            await self.tildel()
        (opskrivning,) = self.raekker("opskrivning", id=tilbud["opskrivning"])
        return svar({"opskrivning": opskrivning["id"], "status": opskrivning["status"]})

    async def _flyt(self, anmodning: web.Request) -> web.Response:
        data = await krop(anmodning)
        flyttet = 0
        for raekke in self.raekker("opskrivning"):
            if orjson.loads(raekke["data"])["barn"]["cpr"] in data["cpr"]:
                self.db.execute("UPDATE opskrivning SET kommune = ? WHERE id = ?", (data["kommune"], raekke["id"]))
                flyttet += 1
        return svar({"flyttet": flyttet})


if __name__ == "__main__":
    Pladssystem.koer()
