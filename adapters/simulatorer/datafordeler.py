"""The base registers behind Datafordeleren: persons and properties, looked up and changed, as an outer system."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Literal
from uuid import NAMESPACE_URL, uuid5

import orjson
from aiohttp import web

from adapters.simulatorer.simulator import Simulator, krop, svar

Register = Literal["person", "ejendom"]


class Datafordeler(Simulator):
    """Two registers. `vaek` holds those that do not answer; `opslag` counts what is looked up, which costs."""

    navn = "datafordeler"
    tabeller: ClassVar[str] = """
    CREATE TABLE IF NOT EXISTS person (
        id TEXT PRIMARY KEY, cpr TEXT NOT NULL UNIQUE, navn TEXT NOT NULL, adresse TEXT, civilstand TEXT NOT NULL,
        status TEXT NOT NULL, beskyttet INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS ejendom (
        id TEXT PRIMARY KEY, bfe TEXT NOT NULL UNIQUE, adresse TEXT NOT NULL, kommune TEXT NOT NULL,
        ejere TEXT NOT NULL, fredet INTEGER NOT NULL, grundareal INTEGER
    );
    """

    navnerum = NAMESPACE_URL
    """What ids are made in; another one makes a register whose people nobody has heard of under these ids."""

    def __init__(self, *args: Any, **navngivne: Any) -> None:
        super().__init__(*args, **navngivne)
        self.vaek: set[Register] = set()
        self.opslag: dict[Register, int] = {"person": 0, "ejendom": 0}

    def ruter(self) -> Iterable[web.RouteDef]:
        """Its API."""
        return [
            web.post("/person/opslag", self._slaa_person_op),
            web.post("/person/flyt", self._flyt_personer),
            web.post("/ejendom/opslag", self._slaa_ejendom_op),
        ]

    def opret_person(
        self,
        cpr: str,
        navn: str,
        adresse: dict[str, Any] | None = None,
        *,
        civilstand: str = "U",
        status: str = "01",
        beskyttet: bool = False,
    ) -> str:
        """Register a (synthetic) person; the person's id."""
        ident = str(uuid5(self.navnerum, f"person:{cpr}"))
        self.db.execute(
            "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?, ?, ?)",
            (ident, cpr, navn, orjson.dumps(adresse).decode(), civilstand, status, int(beskyttet)),
        )
        return ident

    def opret_ejendom(
        self,
        bfe: str,
        adresse: dict[str, Any],
        *,
        ejere: Iterable[dict[str, Any]] = (),
        fredet: bool = False,
        grundareal: int | None = None,
    ) -> str:
        """Register a property; its id."""
        ident = str(uuid5(self.navnerum, f"ejendom:{bfe}"))
        self.db.execute(
            "INSERT OR REPLACE INTO ejendom VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                ident,
                bfe,
                orjson.dumps(adresse).decode(),
                adresse["kommunekode"],
                orjson.dumps(list(ejere)).decode(),
                int(fredet),
                grundareal,
            ),
        )
        return ident

    async def skift_navn(self, cpr: str, navn: str) -> None:
        """A person takes another name."""
        foer = self._person(cpr)
        self.db.execute("UPDATE person SET navn = ? WHERE cpr = ?", (navn, cpr))
        await self._meld_person(foer, ["Navn"], None)

    async def skift_ejer(self, bfe: str, ejere: Iterable[dict[str, Any]], dato: str) -> None:
        """A property is sold."""
        self.db.execute("UPDATE ejendom SET ejere = ? WHERE bfe = ?", (orjson.dumps(list(ejere)).decode(), bfe))
        await self.haendelse("ejendom_aendret", {"ejendom": self._ejendom(bfe), "aendringer": ["Ejer"], "dato": dato})

    def _person(self, cpr: str) -> dict[str, Any]:
        fundne = self.raekker("person", cpr=cpr)
        if not fundne:
            raise web.HTTPNotFound
        return {**fundne[0], "adresse": orjson.loads(fundne[0]["adresse"]), "beskyttet": bool(fundne[0]["beskyttet"])}

    def _ejendom(self, bfe: str) -> dict[str, Any]:
        fundne = self.raekker("ejendom", bfe=bfe)
        if not fundne:
            raise web.HTTPNotFound
        raa = fundne[0]
        udpakket = {navn: orjson.loads(raa[navn]) for navn in ("adresse", "ejere")}
        return {**raa, **udpakket, "fredet": bool(raa["fredet"])}

    async def _meld_person(self, foer: dict[str, Any], aendringer: list[str], dato: str | None) -> None:
        data = {"person": self._person(foer["cpr"]), "foer": foer, "aendringer": aendringer, "dato": dato}
        await self.haendelse("person_aendret", data)

    def _slaa_op(self, register: Register) -> None:
        if register in self.vaek:
            raise web.HTTPServiceUnavailable
        self.opslag[register] += 1

    async def _slaa_person_op(self, anmodning: web.Request) -> web.Response:
        self._slaa_op("person")
        return svar(self._person((await krop(anmodning))["cpr"]))

    async def _slaa_ejendom_op(self, anmodning: web.Request) -> web.Response:
        self._slaa_op("ejendom")
        return svar(self._ejendom((await krop(anmodning))["bfe"]))

    async def _flyt_personer(self, anmodning: web.Request) -> web.Response:
        """A reported move: whoever is known moves; whoever lives there already is left as they are."""
        if "person" in self.vaek:
            raise web.HTTPServiceUnavailable
        data = await krop(anmodning)
        flyttede = 0
        for cpr in data["cpr"]:
            if not self.raekker("person", cpr=cpr):
                continue
            foer = self._person(cpr)
            if foer["adresse"] != data["adresse"]:
                self.db.execute(
                    "UPDATE person SET adresse = ? WHERE cpr = ?", (orjson.dumps(data["adresse"]).decode(), cpr)
                )
                await self._meld_person(foer, ["Adresse"], data["dato"])
                flyttede += 1
        return svar({"flyttede": flyttede})


if __name__ == "__main__":
    Datafordeler.koer()
