"""Programs in other languages that are told where the catalogue is, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from scripts.locked_packages import npm_packages
from scripts.maven_jars import fetch_jars

HER: Final = Path(__file__).parent
AVRO: Final = "1.12.0"
FRIST: Final = 240.0


def pakker() -> Path:
    """The folder of the npm packages: an Avro reader, AsyncAPI's schemas, a JSON-LD processor, a judge of pages."""
    return npm_packages(HER / "node") / "node_modules"


def node(program: str) -> tuple[str, ...]:
    """A program of the folder `node`."""
    return ("env", f"NODE_PATH={pakker()}", "node", str(HER / "node" / program))


def java() -> tuple[str, ...]:
    """The reader around Apache's own Avro."""
    jars = fetch_jars("avro", AVRO, (("org.apache.avro", "avro", AVRO), ("org.slf4j", "slf4j-nop", "2.0.17")))
    return ("java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", f"{jars}/*", str(HER / "java" / "Laes.java"))


LAESERE: Final = {"node": lambda: node("laes.js"), "java": java}


async def laest(sprog: str, hub: str, token: str, poster: Sequence[tuple[str, str]]) -> list[Any]:
    """What the reader of a language makes of records, each a topic and bytes in base64."""
    kommando = await asyncio.to_thread(LAESERE[sprog])
    ind = "".join(json.dumps({"emne": emne, "bytes": bytes_}) + "\n" for emne, bytes_ in poster)
    return [json.loads(linje) for linje in (await koert([*kommando, hub, token], ind.encode())).splitlines()]


async def koert(kommando: Sequence[str], ind: bytes) -> bytes:
    """What a program writes. One that fails, fails the test."""
    proces = await asyncio.create_subprocess_exec(
        *kommando, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(FRIST):
            ud, fejl = await proces.communicate(ind)
    finally:
        if proces.returncode is None:
            proces.kill()
            await proces.wait()
    assert proces.returncode == 0, fejl.decode()[-2_000:]
    return ud
