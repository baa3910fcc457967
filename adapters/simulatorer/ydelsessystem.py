"""The payment system: grants become a plan of payments, and a run pays those that are due, as an outer system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final
from uuid import NAMESPACE_URL, uuid5

import orjson
from aiohttp import web

from adapters.simulatorer.simulator import Simulator, krop, svar

RATER_MAKS: Final = 12
"""Payments planned ahead."""

SPRING: Final = {"Uge": 7, "FjortenDage": 14}
LOERDAG: Final = 5


class Ydelsessystem(Simulator):
    """`bank_afviser` holds grants whose next payments the bank refuses."""

    navn = "ydelsessystem"
    tabeller: ClassVar[str] = """
    CREATE TABLE IF NOT EXISTS bevilling (id TEXT PRIMARY KEY, data TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS rate (
        id TEXT PRIMARY KEY, bevilling TEXT NOT NULL, fra TEXT NOT NULL, til TEXT NOT NULL, dato TEXT NOT NULL,
        beloeb_oere INTEGER NOT NULL, status TEXT NOT NULL
    );
    """

    def __init__(self, *args: Any, **navngivne: Any) -> None:
        super().__init__(*args, **navngivne)
        self.bank_afviser: set[str] = set()

    def ruter(self) -> Iterable[web.RouteDef]:
        """Its API."""
        return [web.put("/bevillinger/{id}", self._modtag), web.post("/koersler", self._koer)]

    async def udbetal(self, dag: dt.date) -> int:
        """Pay everything planned up to that day; how many payments it was."""
        forfaldne = [r for r in self.raekker("rate", status="planlagt") if r["dato"] <= dag.isoformat()]
        for rate in forfaldne:
            status = "Afvist" if rate["bevilling"] in self.bank_afviser else "Udbetalt"
            self.db.execute("UPDATE rate SET status = ? WHERE id = ?", (status, rate["id"]))
            await self.haendelse("udbetaling", {**self._vis(rate), "status": status})
        return len(forfaldne)

    async def _modtag(self, anmodning: web.Request) -> web.Response:
        """A grant or a changed one: what is planned and not paid is planned anew."""
        data, ident = await krop(anmodning), anmodning.match_info["id"]
        kendte = self.raekker("bevilling", id=ident)
        if not kendte or orjson.loads(kendte[0]["data"]) != data:
            self.db.execute("INSERT OR REPLACE INTO bevilling VALUES (?, ?)", (ident, orjson.dumps(data).decode()))
            planlagte = {rate["id"]: rate for rate in self.raekker("rate", bevilling=ident, status="planlagt")}
            self.db.execute("DELETE FROM rate WHERE bevilling = ? AND status = 'planlagt'", (ident,))
            await self._planlaeg(ident, data, planlagte)
        return svar({"rater": len(self.raekker("rate", bevilling=ident))})

    async def _planlaeg(self, ident: str, data: dict[str, Any], foer: dict[str, Any]) -> None:
        udbetalte = {rate["id"] for rate in self.raekker("rate", bevilling=ident)}
        for fra, til in _perioder(data) if data["imoedekommet"] else ():
            rate = str(uuid5(NAMESPACE_URL, f"rate:{ident}:{fra}"))
            if rate in udbetalte:
                continue
            raekke = {
                "id": rate,
                "bevilling": ident,
                "fra": fra.isoformat(),
                "til": til.isoformat(),
                "dato": _bankdag(til).isoformat(),
                "beloeb_oere": data["beloeb_oere"],
                "status": "planlagt",
            }
            self.db.execute(
                "INSERT INTO rate VALUES (:id, :bevilling, :fra, :til, :dato, :beloeb_oere, :status)", raekke
            )
            if raekke != foer.get(rate):
                await self.haendelse("kommende", {**self._vis(raekke), "aendret": rate in foer})
            foer.pop(rate, None)
        for bortfaldet in foer.values():
            await self.haendelse("bortfaldet", self._vis(bortfaldet))

    def _vis(self, rate: dict[str, Any]) -> dict[str, Any]:
        (bevilling,) = self.raekker("bevilling", id=rate["bevilling"])
        data = orjson.loads(bevilling["data"])
        return {
            "rate": rate["id"],
            "bevilling": rate["bevilling"],
            "periode": {"fra": rate["fra"], "til": rate["til"]},
            "dato": rate["dato"],
            "beloeb_oere": rate["beloeb_oere"],
            "modtager": data["modtager"],
            "ydelsestype": data["ydelsestype"],
            "sag": data["sag"],
        }

    async def _koer(self, anmodning: web.Request) -> web.Response:
        data = await krop(anmodning)
        return svar({"udbetalt": await self.udbetal(dt.date.fromisoformat(data["dato"]))})


def _perioder(data: dict[str, Any]) -> Iterator[tuple[dt.date, dt.date]]:
    """The periods that are paid for, each from inclusive, to exclusive."""
    fra = dt.date.fromisoformat(data["periode"]["fra"])
    slut = dt.date.fromisoformat(data["periode"]["til"]) if data["periode"]["til"] else dt.date.max
    if data["frekvens"] == "Engang":
        yield fra, slut
        return
    for _ in range(RATER_MAKS):
        if fra >= slut:
            return
        spring = SPRING.get(data["frekvens"])
        til = min(slut, fra + dt.timedelta(days=spring) if spring else _naeste_maaned(fra))
        yield fra, til
        fra = til


def _naeste_maaned(dag: dt.date) -> dt.date:
    return (dag.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _bankdag(dag: dt.date) -> dt.date:
    """The last weekday before the period has ended."""
    dag -= dt.timedelta(days=1)
    while dag.weekday() >= LOERDAG:
        dag -= dt.timedelta(days=1)
    return dag


if __name__ == "__main__":
    Ydelsessystem.koer()
