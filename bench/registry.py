"""What the schema registry costs beside a bare aiohttp handler that gives the same bytes.

A process runs the whole hub, and beside it on the same event loop an application whose handlers return ready bytes and
do nothing else. Another process asks the two in turns, over as many kept-open connections as clients have, with the
same requests: a schema by its id, as every deserialiser asks; and the registering of a schema that is registered
already, as every serialiser asks when it starts. The hub authenticates each request, measures it and answers it from
what it knows; bare aiohttp reads the body and returns. A ratio is taken within a round, of requests a second; beside it
stands the ratio of what the serving process used of a processor, which the asking process cannot disturb.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import logging
import os
import re
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import urlopen

import aiohttp
import uvloop
from aiohttp import web

from bench import billede
from bench.resultat import Forhold, forholdstabel, tabel
from hub import logning
from hub.app import koerende
from hub.settings import Indstillinger

SKEMAER: Final = 200
"""Schemas that are asked for in turn, of the same length."""
FELTER: Final = 24
FORBINDELSER: Final = 16
RUNDER: Final = 11
SEKUNDER: Final = 1.0
"""A round of one of the two."""
GULV: Final = 0.7
"""What the ratio should be at least."""

_LAENGDE: Final = re.compile(rb"\r\nContent-Length: (\d+)\r\n")
_TYPE: Final = "application/vnd.schemaregistry.v1+json"


def skema(nummer: int) -> str:
    """A schema such as teams write: some two dozen fields, each with a sentence."""
    felter = [
        {"name": f"felt{felt:02}", "type": ["null", "string"], "default": None, "doc": "Hvad feltet betyder for fagsystemet."}
        for felt in range(FELTER)
    ]  # fmt: skip
    return json.dumps({"type": "record", "name": f"Maaling{nummer:03}", "namespace": "dk.prove", "fields": felter})


def subject(nummer: int) -> str:
    """The subject of a schema, as the record name strategy has it."""
    return f"dk.prove.Maaling{nummer:03}"


@dataclass(frozen=True)
class Spoergsmaal:
    """What is asked: a request for each schema."""

    navn: str
    anmodninger: tuple[bytes, ...]


# --- the serving process ---------------------------------------------------------------------------------------------


def bar_app(skemaer: Mapping[str, bytes], ider: Mapping[str, bytes]) -> web.Application:
    """The floor: the same bytes from handlers that do nothing for them."""
    headers = {"Content-Type": _TYPE}

    async def vis(foresporgsel: web.Request) -> web.Response:
        return web.Response(body=skemaer[foresporgsel.match_info["id"]], headers=headers)

    async def registrer(foresporgsel: web.Request) -> web.Response:
        await foresporgsel.read()
        return web.Response(body=ider[foresporgsel.match_info["subject"]], headers=headers)

    async def processortid(_: web.Request) -> web.Response:
        return web.Response(text=str(time.thread_time()))

    app = web.Application()
    app.router.add_get("/registry/schemas/ids/{id}", vis)
    app.router.add_post("/registry/subjects/{subject}/versions", registrer)
    app.router.add_get("/processortid", processortid)
    return app


async def _server() -> None:
    """Serve both until standard input ends; say where on standard output."""
    logning.opsaet(niveau="warning")
    with tempfile.TemporaryDirectory() as data:
        async with koerende(Indstillinger(data=Path(data), port=0)) as hub, aiohttp.ClientSession(hub.url) as session:
            hoved = {"Authorization": f"Bearer {hub.administrator_token}"}
            skemaer, ider = {}, {}
            for nummer in range(SKEMAER):
                sti, krop = f"/registry/subjects/{subject(nummer)}/versions", {"schema": skema(nummer)}
                async with session.post(sti, json=krop, headers=hoved) as svar:
                    ider[subject(nummer)] = await svar.read()
                id_ = json.loads(ider[subject(nummer)])["id"]
                async with session.get(f"/registry/schemas/ids/{id_}", headers=hoved) as svar:
                    skemaer[str(id_)] = await svar.read()
            runner = web.AppRunner(bar_app(skemaer, ider), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            sted = {
                "hub": hub.url,
                "bar": "http://127.0.0.1:{1}".format(*runner.addresses[0]),
                "token": hub.administrator_token,
                "ider": list(skemaer),
            }
            print(json.dumps(sted), flush=True)
            await asyncio.to_thread(sys.stdin.read)
            await runner.cleanup()


# --- the asking process ----------------------------------------------------------------------------------------------


class _Forbindelse:
    """One connection, kept open: asks, takes the answer, and asks again."""

    def __init__(self, url: str) -> None:
        sted = urlsplit(url)
        self.sokkel = socket.create_connection((sted.hostname, sted.port))
        self.sokkel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._faaet = b""

    def spoerg(self, anmodning: bytes) -> None:
        """Ask."""
        self.sokkel.sendall(anmodning)

    def svaret(self) -> bool:
        """Take what has come; whether it is a whole answer. Raises AssertionError when the answer is an error."""
        stykke = self.sokkel.recv(1 << 16)
        assert stykke, "the connection ended before the round did"
        faaet = self._faaet = self._faaet + stykke if self._faaet else stykke
        hoved = faaet.find(b"\r\n\r\n")
        laengde = _LAENGDE.search(faaet)
        if hoved < 0 or laengde is None or len(faaet) < hoved + 4 + int(laengde[1]):
            return False
        assert faaet.startswith(b"HTTP/1.1 200 "), faaet
        self._faaet = b""
        return True


def _runde(url: str, spoergsmaal: Spoergsmaal, processortid: Callable[[], float]) -> tuple[float, float]:
    """Answers a second, and answers for each second of the serving process's processor time.

    It never sleeps: to wake it would cost the serving process more than an answer does, and one that is asked by many
    machines wakes none of them.
    """
    anmodninger = itertools.cycle(spoergsmaal.anmodninger)
    with selectors.DefaultSelector() as vaelger, contextlib.ExitStack() as aabne:
        for _ in range(FORBINDELSER):
            ny = _Forbindelse(url)
            aabne.enter_context(ny.sokkel)
            vaelger.register(ny.sokkel, selectors.EVENT_READ, ny)
            ny.spoerg(next(anmodninger))
        antal, foer, begyndt = 0, processortid(), time.perf_counter()
        while time.perf_counter() - begyndt < SEKUNDER:
            for noegle, _ in vaelger.select(0):
                if noegle.data.svaret():
                    antal += 1
                    noegle.data.spoerg(next(anmodninger))
        sekunder, brugt = time.perf_counter() - begyndt, processortid() - foer
    return antal / sekunder, antal / brugt


def spoergsmaal(token: str, ider: list[str]) -> tuple[Spoergsmaal, Spoergsmaal]:
    """By id, and registering again; with what real clients send in headers."""
    basic = base64.b64encode(f"administrator:{token}".encode()).decode()
    hoved = f"Host: registry\r\nAuthorization: Basic {basic}\r\nAccept: {_TYPE}\r\nUser-Agent: bench\r\n"
    hent = tuple(f"GET /registry/schemas/ids/{id_} HTTP/1.1\r\n{hoved}\r\n".encode() for id_ in ider)
    skriv = []
    for nummer in range(SKEMAER):
        krop = json.dumps({"schema": skema(nummer), "schemaType": "AVRO"})
        laengde = f"Content-Type: {_TYPE}\r\nContent-Length: {len(krop.encode())}\r\n"
        skriv.append(
            f"POST /registry/subjects/{subject(nummer)}/versions HTTP/1.1\r\n{hoved}{laengde}\r\n{krop}".encode()
        )
    return Spoergsmaal("a schema by its id", hent), Spoergsmaal("register what is there", tuple(skriv))


Maalt = tuple[tuple[float, float], tuple[float, float]]
"""Hub and bare: answers a second, and for each second of processor time."""


def _maal(sted: Mapping[str, Any], runder: int) -> dict[str, list[Maalt]]:
    def processortid() -> float:
        with urlopen(f"{sted['bar']}/processortid") as svar:  # noqa: S310 - a server of ours
            return float(svar.read())

    ud: dict[str, list[Maalt]] = {}
    for en in spoergsmaal(sted["token"], sted["ider"]):
        for url in (sted["hub"], sted["bar"]):
            _runde(url, en, processortid)  # what is made at first use is made now
        ud[en.navn] = [
            (_runde(sted["hub"], en, processortid), _runde(sted["bar"], en, processortid)) for _ in range(runder)
        ]
    return ud


def maal(runder: int = RUNDER) -> dict[str, list[Maalt]]:
    """Every round of both questions."""
    kommando = [sys.executable, "-m", "bench.registry", "server"]
    with subprocess.Popen(kommando, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ) as proces:  # noqa: S603 - this module
        assert proces.stdin is not None
        assert proces.stdout is not None
        try:
            return _maal(json.loads(proces.stdout.readline()), runder)
        finally:
            proces.stdin.close()
            proces.wait(30)


def main() -> None:
    """Print the table; see `bench/README.md`."""
    if sys.argv[1:] == ["server"]:
        logging.disable()
        uvloop.run(_server())
        return
    maalt = maal()
    forhold, raekker = [], []
    for navn, runder in maalt.items():
        hub, bar = zip(*runder, strict=True)
        for nr, hvad, mindst in ((0, "by the clock", GULV), (1, "by the processor", None)):
            par = ([en[nr] for en in side] for side in (hub, bar))
            forhold.append(Forhold.af(f"{navn}, {hvad}: registry / bare", *par, mindst=mindst))
        raekker.append((navn, *(f"{statistics.median(en[0] for en in side):,.0f}" for side in (hub, bar))))
    billede.forhold("registry", "The schema registry, beside a bare aiohttp handler with the same bytes", forhold)
    print(*tabel(("answers a second", "registry", "bare aiohttp"), raekker), "", *forholdstabel(forhold), sep="\n")


if __name__ == "__main__":
    main()
