"""ESDH product B, «Journalen»: one journal of entries that are never changed; what holds is read out of them.

An outer system with a model that has nothing in common with Akten's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import orjson
from aiohttp import web

from adapters.simulatorer.simulator import Simulator, krop, svar

SLAGS = frozenset({"SAG", "DOK", "TILKNYT"})


class Journalen(Simulator):
    """Entries: SAG (a sag as it now stands), DOK (a version of a document), TILKNYT (a document into a sag)."""

    navn = "journalen"
    tabeller: ClassVar[str] = """
    CREATE TABLE IF NOT EXISTS post (
        loebenummer INTEGER PRIMARY KEY AUTOINCREMENT, slags TEXT NOT NULL, guid TEXT NOT NULL, indhold TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS post_guid ON post (guid);
    """

    def ruter(self) -> Iterable[web.RouteDef]:
        """Its API."""
        return [
            web.post("/journal", self._tilfoej),
            web.get("/opslag/sager", self._guider),
            web.get("/opslag/loese", self._loese),
            web.get("/opslag/sag/{guid}", self._sag),
            web.get("/opslag/dokument/{guid}", self._dokument),
        ]

    def sag(self, guid: str) -> dict[str, Any]:
        """The sag as its last entry says, with the guids of its documents. Raises 404."""
        return {**self._sidste("SAG", guid), "dokumenter": [d for d, sag in self._tilknytninger() if sag == guid]}

    def dokument(self, guid: str) -> dict[str, Any]:
        """The document with every version, and the guids of its sager. Raises 404."""
        versioner = {post["version"]: post for post in self._poster("DOK", guid)}
        return {
            **self._sidste("DOK", guid),
            "versioner": [versioner[nummer] for nummer in sorted(versioner)],
            "sager": [post["sag"] for post in self._poster("TILKNYT", guid)],
        }

    def loese(self) -> list[str]:
        """Documents that are not in every sag they are about."""
        sager: dict[str, set[str]] = defaultdict(set)
        for dokument, sag in self._tilknytninger():
            sager[dokument].add(sag)
        nyeste: dict[str, dict[str, Any]] = {}
        for post in self.raekker("post", slags="DOK"):
            version = orjson.loads(post["indhold"])
            if post["guid"] not in nyeste or version["version"] >= nyeste[post["guid"]]["version"]:
                nyeste[post["guid"]] = version
        return sorted(guid for guid, version in nyeste.items() if set(version["vedroerer"]) - sager[guid])

    def _poster(self, slags: str, guid: str) -> list[dict[str, Any]]:
        return [orjson.loads(post["indhold"]) for post in self.raekker("post", slags=slags, guid=guid)]

    def _sidste(self, slags: str, guid: str) -> dict[str, Any]:
        poster = self._poster(slags, guid)
        if not poster:
            raise web.HTTPNotFound
        return poster[-1]

    def _tilknytninger(self) -> Iterator[tuple[str, str]]:
        for post in self.raekker("post", slags="TILKNYT"):
            yield post["guid"], orjson.loads(post["indhold"])["sag"]

    async def _tilfoej(self, anmodning: web.Request) -> web.Response:
        """An entry goes last in the journal; the same as the last of its guid is not written again."""
        ny = await krop(anmodning)
        if ny["slags"] not in SLAGS:
            raise web.HTTPUnprocessableEntity(text="unknown kind of entry")
        if ny["slags"] == "TILKNYT":
            self._sidste("SAG", ny["indhold"]["sag"])
            self._sidste("DOK", ny["guid"])
        indhold = orjson.dumps(ny["indhold"], option=orjson.OPT_SORT_KEYS).decode()
        if not any(
            post["indhold"] == indhold for post in self.raekker("post", slags=ny["slags"], guid=ny["guid"])[-1:]
        ):
            self.db.execute(
                "INSERT INTO post (slags, guid, indhold) VALUES (?, ?, ?)", (ny["slags"], ny["guid"], indhold)
            )
        return svar({})

    async def _guider(self, _anmodning: web.Request) -> web.Response:
        return svar(list(dict.fromkeys(post["guid"] for post in self.raekker("post", slags="SAG"))))

    async def _loese(self, _anmodning: web.Request) -> web.Response:
        return svar(self.loese())

    async def _sag(self, anmodning: web.Request) -> web.Response:
        return svar(self.sag(anmodning.match_info["guid"]))

    async def _dokument(self, anmodning: web.Request) -> web.Response:
        return svar(self.dokument(anmodning.match_info["guid"]))


if __name__ == "__main__":
    Journalen.koer()
