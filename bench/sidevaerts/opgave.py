"""The work that every peer does, and how each tells how long it took.

Consume SagRegistreret from four partitions; decode and check it, where the peer checks; write it to three receivers,
a log and a receipt: five records for each one that came. Exactly once where the peer can. Time runs from the first
records that the peer is given to the commit of the last.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import sys
import time
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import fastavro
from aiokafka import AIOKafkaProducer

from bench.embedded import KONTRAKT, beskeder
from schemas.regler import standardlager

PARTITIONER: Final = 4
UD: Final = ("modtager-1", "modtager-2", "modtager-3", "log", "kvittering")
"""What is written for each message, one topic each."""
BATCH: Final = 500
"""Messages that a peer takes at a time, and commits together, where it is told how many."""


@dataclass(frozen=True)
class Opgave:
    """Where a peer finds its work. `runde` tells groups and transactional ids of different rounds apart."""

    bootstrap: str
    ind: str
    ud: str
    antal: int
    runde: str

    @property
    def emner(self) -> tuple[str, ...]:
        """The five topics."""
        return tuple(f"{self.ud}.{navn}" for navn in UD)


class Stopur:
    """Starts at the first call of `begynd`."""

    def __init__(self) -> None:
        self._fra: float | None = None

    def begynd(self) -> None:
        """The first records are here."""
        if self._fra is None:
            self._fra = time.perf_counter()

    def slut(self, antal: int) -> None:
        """All is committed: tell it."""
        assert self._fra is not None
        print(json.dumps({"beskeder": antal, "sekunder": time.perf_counter() - self._fra}), flush=True)


def laes_opgave() -> tuple[Opgave, list[str]]:
    """The work from the command line, and what else stands there."""
    argumenter = argparse.ArgumentParser()
    for navn in ("bootstrap", "ind", "ud", "runde"):
        argumenter.add_argument(f"--{navn}", required=True)
    argumenter.add_argument("--antal", type=int, required=True)
    kendte, resten = argumenter.parse_known_args(sys.argv[1:])
    return Opgave(kendte.bootstrap, kendte.ind, kendte.ud, kendte.antal, kendte.runde), resten


@cache
def skema() -> Any:
    """The contract, parsed."""
    return fastavro.parse_schema(standardlager().nyeste(KONTRAKT).raa)


def afkod(vaerdi: bytes) -> Any:
    """Decode as a user of fastavro would, and look at two fields, as the simplest of checks."""
    besked: Any = fastavro.schemaless_reader(io.BytesIO(memoryview(vaerdi)[5:]), skema(), None)
    if not besked["beskedId"]["uuid"] or not besked["beskeddata"]["egenskaber"]:
        raise ValueError("not a Sag")
    return besked


async def fyld(bootstrap: str, emne: str, antal: int) -> None:
    """Put the messages into the input that the peers share, keyed by their object."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=20, max_batch_size=262_144)
    await producer.start()
    try:
        for fra in range(0, antal, 5_000):
            sendte = [
                await producer.send(emne, raa, key=uuid.UUID(objekt).bytes)
                for objekt, raa in beskeder(min(5_000, antal - fra))
            ]
            await asyncio.gather(*sendte)
    finally:
        await producer.stop()
