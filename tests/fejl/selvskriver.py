"""A system that writes to the bus itself, with a client no one here wrote: its account is what the cluster reported.

Each object has one message under way at a time, which is sent again until it was reported as written: so the order in
which an object's were sent is known.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from brokers import StoredRecord
from hub.beskedfordeler import emner, indpost
from tests.system.klient import Nede
from tests.system.regnskab import Afsenderregnskab
from tests.system.sager import Udsendelse
from tests.system.trafik import PAUSE

_OPGIVES: Final = 15_000
"""Milliseconds after which the client reports that a message was not written, as far as it knows."""


class Selvskriver:
    """The client of one system, open within `aaben`."""

    def __init__(self, bootstrap: str, system: str) -> None:
        self.emne = emner.direkte(system)
        self._opsaetning = {
            "bootstrap.servers": bootstrap,
            "broker.address.family": "v4",
            "enable.idempotence": True,
            "linger.ms": 5,
            "message.timeout.ms": _OPGIVES,
            "log_level": 0,
        }
        self._producer = Producer(self._opsaetning)
        self._slut = threading.Event()

    async def send(self, udsendelse: Udsendelse) -> str | None:
        """Write a message; the number of its reception, None where the client was told that it is written but not where.

        So it is when an answer was lost, and the cluster knew the message when it was sent again. Raises Nede when the
        client does not know that it is written.
        """
        loop = asyncio.get_running_loop()
        faerdig: asyncio.Future[str | None] = loop.create_future()

        def meld(fejl: KafkaError | None, besked: Message) -> None:
            loop.call_soon_threadsafe(_afslut, faerdig, besked, fejl)

        try:
            self._producer.produce(self.emne, udsendelse.raa, udsendelse.objekt.encode(), on_delivery=meld)
        except KafkaException:  # this client has given up for good, as it does after some failures: a new one goes on
            self._producer = Producer(self._opsaetning)
            raise Nede("the client gave up") from None
        return await faerdig

    def _koer(self) -> None:
        while not self._slut.is_set():
            self._producer.poll(0.1)
        self._producer.flush(1)

    @asynccontextmanager
    async def aaben(self) -> AsyncIterator[Selvskriver]:
        """Reports come in within the block."""
        opgave = asyncio.create_task(asyncio.to_thread(self._koer))
        try:
            yield self
        finally:
            self._slut.set()
            await opgave


async def skriv_til(
    stop: asyncio.Event,
    skriver: Selvskriver,
    stroem: Iterator[Udsendelse],
    regnskab: Afsenderregnskab,
    *,
    maa_sende: Callable[[], bool],
) -> None:
    """One hand: write until told to stop, each message until it was reported as written."""
    while not stop.is_set():
        if not maa_sende():
            await asyncio.sleep(PAUSE)
            continue
        udsendelse = next(stroem)
        while True:
            try:
                regnskab.kvitteret(udsendelse, await skriver.send(udsendelse))
                break
            except Nede:
                regnskab.usikre += 1
                await asyncio.sleep(PAUSE)


def _modtagelse(besked: Message) -> str | None:
    """The number that the hub gives to what lies at this place; None without a place."""
    emne, partition, offset = besked.topic(), besked.partition(), besked.offset()
    if emne is None or partition is None or offset is None or offset < 0:
        return None
    return indpost.laes(StoredRecord(emne, partition, offset, 0, None, b"")).modtagelse


def _afslut(faerdig: asyncio.Future[str | None], besked: Message, fejl: KafkaError | None) -> None:
    with contextlib.suppress(asyncio.InvalidStateError):
        if fejl is not None:
            faerdig.set_exception(Nede("not written, as far as the client knows"))
        else:
            faerdig.set_result(_modtagelse(besked))
