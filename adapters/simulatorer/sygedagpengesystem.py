"""The system of the sickness benefit office: absences, requests for refund and their decision, as an outer system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, Final
from uuid import NAMESPACE_URL, uuid5

import orjson
from aiohttp import web

from adapters.simulatorer.simulator import Simulator, krop, svar

TIMESATS_OERE: Final = 13_514
"""The most that is refunded for an hour of absence, in øre; invented."""

ENKEL_DAGE: Final = 31
"""A request that covers more days goes to a sagsbehandler."""


class Sygedagpengesystem(Simulator):
    """The simple case is granted without a hand; what does not fit becomes a task for a sagsbehandler.

    A request may come before the absence it is about: it waits for it.
    """

    navn = "sygedagpengesystem"
    tabeller: ClassVar[str] = """
    CREATE TABLE IF NOT EXISTS sygemelding (id TEXT PRIMARY KEY, data TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS refusion (
        id TEXT PRIMARY KEY, nr INTEGER NOT NULL, sygemelding TEXT NOT NULL, data TEXT NOT NULL, status TEXT NOT NULL,
        grund TEXT
    );
    """

    def ruter(self) -> Iterable[web.RouteDef]:
        """Its API."""
        return [
            web.put("/sygemeldinger/{id}", self._sygemeld),
            web.put("/refusioner/{id}", self._refunder),
            web.get("/opgaver", self._opgaver),
            web.post("/opgaver/{id}/afgoerelse", self._afgoer),
        ]

    def opgaver(self) -> list[dict[str, Any]]:
        """What waits for a sagsbehandler: the request's id and why it needs a hand."""
        return [{"refusion": r["id"], "grund": r["grund"]} for r in self.raekker("refusion", status="opgave")]

    async def afgoer(self, refusion: str, *, imoedekom: bool) -> None:
        """A sagsbehandler decides. Raises ValueError when the request is not a task."""
        (raekke,) = self.raekker("refusion", id=refusion)
        if raekke["status"] != "opgave":
            raise ValueError(f"the request is {raekke['status']}, not a task")
        await self._bevil(raekke, imoedekom=imoedekom, automatisk=False)

    async def _sygemeld(self, anmodning: web.Request) -> web.Response:
        ident = anmodning.match_info["id"]
        self.db.execute("INSERT OR REPLACE INTO sygemelding VALUES (?, ?)", (ident, await anmodning.text()))
        for raekke in self.raekker("refusion", sygemelding=ident, status="venter"):
            await self._behandl(raekke["id"])
        return svar({})

    async def _refunder(self, anmodning: web.Request) -> web.Response:
        data, ident = await krop(anmodning), anmodning.match_info["id"]
        kendte = self.raekker("refusion", id=ident)
        if not kendte:
            nr = len(self.raekker("refusion")) + 1
            self.db.execute(
                "INSERT INTO refusion VALUES (?, ?, ?, ?, 'venter', NULL)",
                (ident, nr, data["sygemelding"], orjson.dumps(data).decode()),
            )
            await self._behandl(ident)
        (raekke,) = self.raekker("refusion", id=ident)
        return svar({"sagsnummer": f"SYG-{raekke['nr']:06}", "status": raekke["status"]})

    async def _behandl(self, refusion: str) -> None:
        (raekke,) = self.raekker("refusion", id=refusion)
        meldinger = self.raekker("sygemelding", id=raekke["sygemelding"])
        if not meldinger:
            return
        grund = self._kraever_haand(orjson.loads(meldinger[0]["data"]), orjson.loads(raekke["data"]))
        if grund is None:
            await self._bevil(raekke, imoedekom=True, automatisk=True)
        else:
            self.db.execute("UPDATE refusion SET status = 'opgave', grund = ? WHERE id = ?", (grund, refusion))

    @staticmethod
    def _kraever_haand(melding: dict[str, Any], data: dict[str, Any]) -> str | None:
        fra, til = (dt.date.fromisoformat(data["periode"][navn]) for navn in ("fra", "til"))
        fravaer_fra = dt.date.fromisoformat(melding["periode"]["fra"])
        fravaer_til = melding["periode"]["til"]
        if melding["delvis"]:
            return "delvis sygemeldt"
        if melding["aarsag"] != "Sygdom":
            return f"årsagen er {melding['aarsag']}"
        if (til - fra).days > ENKEL_DAGE:
            return f"perioden er over {ENKEL_DAGE} dage"
        if fra < fravaer_fra or (fravaer_til is not None and til > dt.date.fromisoformat(fravaer_til)):
            return "perioden ligger uden for fraværet"
        return None

    async def _bevil(self, raekke: dict[str, Any], *, imoedekom: bool, automatisk: bool) -> None:
        data = orjson.loads(raekke["data"])
        beloeb = min(data["loen_oere"], data["minutter"] * TIMESATS_OERE // 60) if imoedekom else None
        self.db.execute(
            "UPDATE refusion SET status = ? WHERE id = ?", ("bevilget" if imoedekom else "afslået", raekke["id"])
        )
        await self.haendelse(
            "bevilling",
            {
                "bevilling": str(uuid5(NAMESPACE_URL, f"bevilling:{raekke['id']}")),
                "refusion": raekke["id"],
                "imoedekommet": imoedekom,
                "automatisk": automatisk,
                "beloeb_oere": beloeb,
                "periode": data["periode"],
                "arbejdsgiver": data["arbejdsgiver"],
                "sygemeldt": data["sygemeldt"],
                "dato": dt.datetime.now(dt.UTC).date().isoformat(),
            },
        )

    async def _opgaver(self, _anmodning: web.Request) -> web.Response:
        return svar(self.opgaver())

    async def _afgoer(self, anmodning: web.Request) -> web.Response:
        data = await krop(anmodning)
        await self.afgoer(anmodning.match_info["id"], imoedekom=bool(data["imoedekom"]))
        return svar({})


if __name__ == "__main__":
    Sygedagpengesystem.koer()
