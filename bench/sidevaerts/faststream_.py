"""Peer (d): FastStream as its documentation writes it: a handler a message, a publisher a topic; at least once."""

from __future__ import annotations

import asyncio

from faststream import AckPolicy
from faststream.kafka import KafkaBroker

from bench.sidevaerts.opgave import Opgave, Stopur, afkod, laes_opgave


async def koer(opgave: Opgave) -> None:
    """Copy until everything has been handled."""
    broker = KafkaBroker(opgave.bootstrap, logger=None)  # a line a message would cost it a third
    ur, faerdig = Stopur(), asyncio.Event()
    antal = 0

    async def handle(msg: bytes) -> bytes:
        nonlocal antal
        ur.begynd()
        afkod(msg)
        antal += 1
        if antal >= opgave.antal:
            faerdig.set()
        return msg

    haandtag = broker.subscriber(
        opgave.ind, group_id=opgave.runde, auto_offset_reset="earliest", ack_policy=AckPolicy.ACK
    )
    for emne in opgave.emner:
        handle = broker.publisher(emne)(handle)
    haandtag(handle)
    async with broker:
        await broker.start()
        await faerdig.wait()
        ur.slut(antal)


if __name__ == "__main__":
    import uvloop

    uvloop.run(koer(laes_opgave()[0]))
