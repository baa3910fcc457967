"""The system of the building department: applications, what they lack, and decisions, as an outer system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar

import orjson
from aiohttp import web

from adapters.simulatorer.simulator import Simulator, krop, svar

KRAEVER: dict[str, tuple[tuple[str, str], ...]] = {
    "Nybyggeri": (("situationsplan", "Situationsplan"), ("statik", "Statik")),
    "Tilbygning": (("situationsplan", "Situationsplan"),),
    "Ombygning": (("tegning", "Tegning"),),
}
"""Per kind of work: a word that an enclosure's file name must hold, and the kind of thing lacking without it."""

SVARFRIST = dt.timedelta(days=30)
KLAGEFRIST = dt.timedelta(days=28)


class Byggesagssystem(Simulator):
    """An application that lacks something is answered at once; one that is complete waits for a sagsbehandler."""

    navn = "byggesagssystem"
    tabeller: ClassVar[str] = """
    CREATE TABLE IF NOT EXISTS ansoegning (
        id TEXT PRIMARY KEY, nr INTEGER NOT NULL, data TEXT NOT NULL, status TEXT NOT NULL
    );
    """

    def ruter(self) -> Iterable[web.RouteDef]:
        """Its API."""
        return [
            web.put("/ansoegninger/{id}", self._ansoeg),
            web.post("/ansoegninger/{id}/hoeringssvar", self._hoeringssvar),
            web.post("/ansoegninger/{id}/afgoerelse", self._afgoer),
        ]

    async def afgoer(self, ansoegning: str, afgoerelse: str, begrundelse: str, vilkaar: Iterable[str] = ()) -> None:
        """A sagsbehandler decides. Raises ValueError when the application is not ready for it."""
        (raekke,) = self.raekker("ansoegning", id=ansoegning)
        if raekke["status"] != "klar":
            raise ValueError(f"the application is {raekke['status']}, not ready to be decided")
        self._saet(ansoegning, "afgjort")
        dag = dt.datetime.now(dt.UTC).date()
        imoedekommet = afgoerelse == "Imoedekommet"
        await self.haendelse(
            "afgoerelse",
            {
                "ansoegning": ansoegning,
                "afgoerelse": afgoerelse,
                "begrundelse": begrundelse,
                "vilkaar": list(vilkaar),
                "dato": dag.isoformat(),
                "klagefrist": None if imoedekommet else (dag + KLAGEFRIST).isoformat(),
            },
        )

    async def hoeringssvar(self, ansoegning: str, *, tilladt: bool) -> None:
        """Slots- og Kulturstyrelsen has decided on a listed building; without their leave the kommune must refuse."""
        (raekke,) = self.raekker("ansoegning", id=ansoegning)
        if raekke["status"] != "i høring":
            raise ValueError(f"the application is {raekke['status']}, not being heard")
        self._saet(ansoegning, "klar")
        if not tilladt:
            await self.afgoer(ansoegning, "Afslag", "Slots- og Kulturstyrelsen har ikke givet tilladelse.")

    def _saet(self, ansoegning: str, status: str) -> None:
        self.db.execute("UPDATE ansoegning SET status = ? WHERE id = ?", (status, ansoegning))

    async def _ansoeg(self, anmodning: web.Request) -> web.Response:
        data, ident = await krop(anmodning), anmodning.match_info["id"]
        kendte = self.raekker("ansoegning", id=ident)
        nr = kendte[0]["nr"] if kendte else len(self.raekker("ansoegning")) + 1
        if kendte and (kendte[0]["status"] == "afgjort" or orjson.loads(kendte[0]["data"]) == data):
            return svar(self._kvittering(ident, nr))
        mangler = self._mangler(data)
        status = "mangelfuld" if mangler else "i høring" if data["fredet"] else "klar"
        self.db.execute(
            "INSERT OR REPLACE INTO ansoegning VALUES (?, ?, ?, ?)", (ident, nr, orjson.dumps(data).decode(), status)
        )
        if mangler:
            frist = dt.datetime.now(dt.UTC).date() + SVARFRIST
            await self.haendelse("mangel", {"ansoegning": ident, "mangler": mangler, "svarfrist": frist.isoformat()})
        return svar(self._kvittering(ident, nr))

    @staticmethod
    def _mangler(data: dict[str, Any]) -> list[dict[str, str]]:
        navne = [navn.lower() for navn in data["bilag"]]
        return [
            {"mangeltype": slags, "beskrivelse": f"Ansøgningen mangler bilaget {ord_}."}
            for ord_, slags in KRAEVER.get(data["byggesagstype"], ())
            if not any(ord_ in navn for navn in navne)
        ]

    @staticmethod
    def _kvittering(ident: str, nr: int) -> dict[str, Any]:
        return {"ansoegning": ident, "sagsnummer": f"BYG-{nr:06}"}

    async def _hoeringssvar(self, anmodning: web.Request) -> web.Response:
        data = await krop(anmodning)
        await self.hoeringssvar(anmodning.match_info["id"], tilladt=bool(data["tilladt"]))
        return svar({})

    async def _afgoer(self, anmodning: web.Request) -> web.Response:
        data = await krop(anmodning)
        await self.afgoer(anmodning.match_info["id"], data["afgoerelse"], data["begrundelse"], data.get("vilkaar", ()))
        return svar({})


if __name__ == "__main__":
    Byggesagssystem.koer()
