"""Peer (d): FastStream as its documentation writes it: a handler a message, a publisher a topic; at least once."""

from __future__ import annotations

from faststream import AckPolicy
from faststream.kafka import KafkaBroker

from bench.sidevaerts.opgave import Opgave, afkod, laes_opgave


async def koer(opgave: Opgave) -> None:
    """Copy until ended."""
    from faststream import FastStream

    # Without a logger: a line a message would cost it a third. With acks=all: as durable as the others.
    broker = KafkaBroker(opgave.bootstrap, logger=None, acks="all")

    async def handle(msg: bytes) -> bytes:
        afkod(msg)
        return msg

    for emne in opgave.emner:
        handle = broker.publisher(emne)(handle)
    broker.subscriber(opgave.ind, group_id=opgave.gruppe, auto_offset_reset="earliest", ack_policy=AckPolicy.ACK)(
        handle
    )
    await FastStream(broker, logger=None).run()


if __name__ == "__main__":
    import uvloop

    uvloop.run(koer(laes_opgave()[0]))
