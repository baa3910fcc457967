"""A plain Kafka client that reads the dueslag while everything happens: it must see each record once, and in order.

It reads what is committed and nothing else, from a cluster whose nodes come and go. What it saw is compared with what
is there in the end, so that a record which was seen and then was not there after all is found too.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from brokers import StoredRecord
from hub.beskedfordeler import emner
from tests.system.sager import laes_udsendelse


class Set(NamedTuple):
    """One record, as it was seen."""

    offset: int
    besked_id: str


class Tilskuer:
    """Reads some dueslag. `foerste`: by dueslag, the lowest number of an object in it."""

    def __init__(self, bootstrap: str, foerste: Mapping[str, int]) -> None:
        self.set: dict[str, list[Set]] = {dueslag: [] for dueslag in foerste}
        """By dueslag, every record in the order in which it came."""
        self.brud: list[str] = []
        """What must never be seen, in words."""
        self._bootstrap = bootstrap
        self._foerste = foerste
        self._kendte: set[tuple[str, str]] = set()
        self._numre: dict[tuple[str, str], int] = {}

    async def laes(self) -> None:
        """Read until cancelled."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            request_timeout_ms=5_000,
            metadata_max_age_ms=2_000,
        )
        consumer.assign([TopicPartition(emner.dueslag(dueslag), 0) for dueslag in self._foerste])
        await consumer.start()
        try:
            while True:
                try:
                    fundet = await consumer.getmany(timeout_ms=500)
                except KafkaError:  # a node is away; the client looks for the next one
                    await asyncio.sleep(0.2)
                    continue
                for sted, poster in fundet.items():
                    for post in poster:
                        self._tag(sted.topic.removeprefix(emner.dueslag("")), post.offset, post.value)
        finally:
            await consumer.stop()

    def naaet(self, dueslag: str, antal: int) -> bool:
        """Whether it has seen so many records of a dueslag."""
        return len(self.set[dueslag]) >= antal

    def sammenlign(self, dueslag: str, poster: Iterable[StoredRecord]) -> None:
        """Hold what was seen against what is there. Raises AssertionError."""
        efter = [Set(post.offset, laes_udsendelse(post.value or b"").besked_id) for post in poster]
        assert self.set[dueslag] == efter[: len(self.set[dueslag])], "what was seen is not what is there"

    def _tag(self, dueslag: str, offset: int, vaerdi: bytes) -> None:
        udsendelse = laes_udsendelse(vaerdi)
        if self.set[dueslag] and offset <= self.set[dueslag][-1].offset:
            self.brud.append(f"{dueslag}: offset {offset} after {self.set[dueslag][-1].offset}")
        if (dueslag, udsendelse.besked_id) in self._kendte:
            self.brud.append(f"{dueslag}: {udsendelse.besked_id} twice")
        naeste = self._numre.get((dueslag, udsendelse.objekt), self._foerste[dueslag])
        if udsendelse.nummer != naeste:
            self.brud.append(f"{dueslag}: {udsendelse.objekt} number {udsendelse.nummer}, not {naeste}")
        self._numre[dueslag, udsendelse.objekt] = udsendelse.nummer + 1
        self._kendte.add((dueslag, udsendelse.besked_id))
        self.set[dueslag].append(Set(offset, udsendelse.besked_id))


@asynccontextmanager
async def tilskuende(tilskuer: Tilskuer) -> AsyncIterator[Tilskuer]:
    """The spectator reads within the block. Raises what it raised."""
    opgave = asyncio.create_task(tilskuer.laes(), name="tilskuer")
    try:
        yield tilskuer
    finally:
        opgave.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await opgave
