"""Programs around registry clients that no one here wrote: each takes a request a line and gives an answer a line."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

from scripts.locked_packages import npm_packages, pip_packages
from scripts.maven_jars import fetch_jars

HER: Final = Path(__file__).parent
FRIST: Final = 60.0


def python() -> tuple[str, ...]:
    """confluent-kafka, in an environment of its own."""
    return (str(pip_packages(HER / "python" / "requirements.txt")), str(HER / "python" / "klient.py"))


def node() -> tuple[str, ...]:
    """kafkajs' registry client."""
    pakker = npm_packages(HER / "node") / "node_modules"
    return ("env", f"NODE_PATH={pakker}", "node", str(HER / "node" / "klient.js"))


def java() -> tuple[str, ...]:
    """Confluent's own Java client, as Flink's serde carries it."""
    jars = fetch_jars(
        "registry-klient",
        "1",
        [("org.apache.flink", "flink-sql-avro-confluent-registry", "2.1.0"), ("org.slf4j", "slf4j-nop", "1.7.36")],
    )
    return ("java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", f"{jars}/*", str(HER / "java" / "Klient.java"))


KLIENTER: Final = {"python": python, "node": node, "java": java}


class Fremmed:
    """A running client program."""

    def __init__(self, proces: asyncio.subprocess.Process) -> None:
        self._proces = proces

    @classmethod
    async def start(cls, sprog: str, url: str, bruger: str, token: str) -> Self:
        """Start the client of a language against a registry, with HTTP Basic."""
        kommando = await asyncio.to_thread(KLIENTER[sprog])
        proces = await asyncio.create_subprocess_exec(
            *kommando, url, bruger, token, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24
        )
        return cls(proces)

    async def spoerg(self, goer: str, **felter: Any) -> Mapping[str, Any]:
        """Ask it to do something. An error of the client fails the test."""
        assert self._proces.stdin is not None
        assert self._proces.stdout is not None
        self._proces.stdin.write(json.dumps({"goer": goer} | felter).encode() + b"\n")
        async with asyncio.timeout(FRIST):
            await self._proces.stdin.drain()
            linje = await self._proces.stdout.readline()
        assert linje, "the client ended"
        svar: dict[str, Any] = json.loads(linje)
        assert "fejl" not in svar, svar
        return svar

    async def skriv(self, subject: str, skema: Any, vaerdi: Any) -> bytes:
        """Serialise, and register the schema on the way."""
        svar = await self.spoerg("skriv", subject=subject, skema=json.dumps(skema), vaerdi=vaerdi)
        return base64.b64decode(svar["avro"])

    async def laes(self, avro: bytes) -> Any:
        """Deserialise, with what the registry says of the id in it."""
        return (await self.spoerg("laes", avro=base64.b64encode(avro).decode()))["vaerdi"]

    async def omskriv(self, avro: bytes, aendr: Mapping[str, str]) -> bytes:
        """Deserialise, change some texts, serialise."""
        svar = await self.spoerg("omskriv", avro=base64.b64encode(avro).decode(), aendr=dict(aendr))
        return base64.b64decode(svar["avro"])

    async def luk(self) -> None:
        """End it."""
        if self._proces.stdin is not None:
            self._proces.stdin.close()
        try:
            async with asyncio.timeout(10):
                await self._proces.wait()
        except TimeoutError:
            self._proces.kill()
            await self._proces.wait()
