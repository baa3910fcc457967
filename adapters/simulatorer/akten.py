"""ESDH product A, «Akten»: mapper that hold akter that hold versions, in tables. An outer system with its own model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import orjson
from aiohttp import web

from adapters.simulatorer.simulator import Simulator, krop, svar


class Akten(Simulator):
    """A mappe has a journalnummer of Akten's own; an akt that waits for a mappe lies in the tray («bakke»)."""

    navn = "akten"
    tabeller: ClassVar[str] = """
    CREATE TABLE IF NOT EXISTS mappe (
        mappenr INTEGER PRIMARY KEY AUTOINCREMENT, fremmed_id TEXT NOT NULL UNIQUE, journalnr TEXT NOT NULL,
        emne TEXT NOT NULL, plannr TEXT NOT NULL, klasse TEXT NOT NULL, trin TEXT NOT NULL, lukket INTEGER NOT NULL,
        ejer TEXT NOT NULL, part TEXT, opdateret TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS akt (
        aktnr INTEGER PRIMARY KEY AUTOINCREMENT, fremmed_id TEXT NOT NULL UNIQUE, akttype TEXT NOT NULL,
        trin TEXT NOT NULL, klasse TEXT NOT NULL, plannr TEXT NOT NULL, vedroerer TEXT NOT NULL, opdateret TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS aktversion (
        aktnr INTEGER NOT NULL, nr INTEGER NOT NULL, titel TEXT NOT NULL, loebenr TEXT NOT NULL, brevdato TEXT,
        filer TEXT NOT NULL, PRIMARY KEY (aktnr, nr)
    );
    CREATE TABLE IF NOT EXISTS laeg (mappenr INTEGER NOT NULL, aktnr INTEGER NOT NULL, PRIMARY KEY (mappenr, aktnr));
    """

    def ruter(self) -> Iterable[web.RouteDef]:
        """Its API."""
        return [
            web.get("/mapper", self._mapper),
            web.get("/mapper/{id}", self._mappe),
            web.put("/mapper/{id}", self._gem_mappe),
            web.get("/bakke", self._bakke),
            web.get("/akter/{id}", self._akt),
            web.put("/akter/{id}", self._gem_akt),
            web.put("/mapper/{id}/akter/{akt}", self._laeg_i),
            web.get("/mapper/{id}/akter", self._akter),
        ]

    def en_mappe(self, fremmed_id: str) -> dict[str, Any]:
        """A mappe by the other side's id. Raises 404."""
        return self._en("mappe", fremmed_id)

    def en_akt(self, fremmed_id: str) -> dict[str, Any]:
        """An akt with its versions, the ids of its mapper, and of those it is about. Raises 404."""
        akt = self._en("akt", fremmed_id)
        mapper = [
            raekke["fremmed_id"]
            for raekke in self.db.execute(
                "SELECT fremmed_id FROM mappe JOIN laeg USING (mappenr) WHERE aktnr = ? ORDER BY mappenr",
                (akt["aktnr"],),
            )
        ]
        versioner = [{**v, "filer": orjson.loads(v["filer"])} for v in self.raekker("aktversion", aktnr=akt["aktnr"])]
        akt["vedroerer"] = orjson.loads(akt["vedroerer"])
        return {**akt, "versioner": sorted(versioner, key=lambda version: version["nr"]), "mapper": mapper}

    def bakke(self) -> list[str]:
        """Akter that do not lie in every mappe they are about."""
        akter = [self.en_akt(akt["fremmed_id"]) for akt in self.raekker("akt")]
        return [akt["fremmed_id"] for akt in akter if set(akt["vedroerer"]) - set(akt["mapper"])]

    def _en(self, tabel: str, fremmed_id: str) -> dict[str, Any]:
        fundne = self.raekker(tabel, fremmed_id=fremmed_id)
        if not fundne:
            raise web.HTTPNotFound
        return fundne[0]

    async def _mapper(self, _anmodning: web.Request) -> web.Response:
        return svar([mappe["fremmed_id"] for mappe in self.raekker("mappe")])

    async def _mappe(self, anmodning: web.Request) -> web.Response:
        return svar(self.en_mappe(anmodning.match_info["id"]))

    async def _gem_mappe(self, anmodning: web.Request) -> web.Response:
        ny = {**await krop(anmodning), "fremmed_id": anmodning.match_info["id"]}
        self.db.execute(
            "INSERT INTO mappe (fremmed_id, journalnr, emne, plannr, klasse, trin, lukket, ejer, part, opdateret)"
            " VALUES (:fremmed_id, :journalnr, :emne, :plannr, :klasse, :trin, :lukket, :ejer, :part, :opdateret)"
            " ON CONFLICT (fremmed_id) DO UPDATE SET journalnr = :journalnr, emne = :emne, plannr = :plannr,"
            " klasse = :klasse, trin = :trin, lukket = :lukket, ejer = :ejer, part = :part, opdateret = :opdateret",
            ny,
        )
        return svar(self.en_mappe(ny["fremmed_id"]))

    async def _akt(self, anmodning: web.Request) -> web.Response:
        return svar(self.en_akt(anmodning.match_info["id"]))

    async def _bakke(self, _anmodning: web.Request) -> web.Response:
        return svar([self.en_akt(ident) for ident in self.bakke()])

    async def _gem_akt(self, anmodning: web.Request) -> web.Response:
        ny = {**await krop(anmodning), "fremmed_id": anmodning.match_info["id"]}
        self.db.execute(
            "INSERT INTO akt (fremmed_id, akttype, trin, klasse, plannr, vedroerer, opdateret)"
            " VALUES (:fremmed_id, :akttype, :trin, :klasse, :plannr, :vedroerer, :opdateret) ON CONFLICT (fremmed_id)"
            " DO UPDATE SET akttype = :akttype, trin = :trin, klasse = :klasse, plannr = :plannr,"
            " vedroerer = :vedroerer, opdateret = :opdateret",
            {**ny, "vedroerer": orjson.dumps(ny["vedroerer"]).decode()},
        )
        aktnr = self._en("akt", ny["fremmed_id"])["aktnr"]
        version = {**ny["version"], "aktnr": aktnr, "filer": orjson.dumps(ny["version"]["filer"]).decode()}
        self.db.execute(
            "INSERT OR REPLACE INTO aktversion VALUES (:aktnr, :nr, :titel, :loebenr, :brevdato, :filer)", version
        )
        return svar(self.en_akt(ny["fremmed_id"]))

    async def _laeg_i(self, anmodning: web.Request) -> web.Response:
        mappe, akt = self.en_mappe(anmodning.match_info["id"]), self._en("akt", anmodning.match_info["akt"])
        self.db.execute("INSERT OR IGNORE INTO laeg VALUES (?, ?)", (mappe["mappenr"], akt["aktnr"]))
        return svar({})

    async def _akter(self, anmodning: web.Request) -> web.Response:
        mappe = self.en_mappe(anmodning.match_info["id"])
        numre = {laeg["aktnr"] for laeg in self.raekker("laeg", mappenr=mappe["mappenr"])}
        return svar([self.en_akt(akt["fremmed_id"]) for akt in self.raekker("akt") if akt["aktnr"] in numre])


if __name__ == "__main__":
    Akten.koer()
