"""A child process that stops in the middle of a transaction: it polls, prints `AABEN`, and commits after a line of input.

Arguments: bus, session timeout in seconds. Prints `SKREVET` or `FENCED`.
"""

from __future__ import annotations

import asyncio
import sys

from brokers import Fenced, Record
from tests.brokers.boern.bus import aabn


async def main(bus: str, session: float) -> None:
    async with aabn(bus, session) as broker:
        producer = await broker.producer("zombie")
        async with await broker.consumer("ind", group="gruppe") as consumer:
            while not (bidder := await consumer.poll(timeout=0.5)):
                pass
            [(plads, bid)] = bidder.items()
            svar = "SKREVET"
            try:
                async with producer.transaction() as transaktion:
                    transaktion.send(Record("ud", b"zombie"))
                    transaktion.commit_offset(consumer, plads, bid[-1].offset + 1)
                    print("AABEN", flush=True)  # noqa: T201 - this is how the parent hears of it
                    await asyncio.to_thread(sys.stdin.readline)
            except Fenced:
                svar = "FENCED"
            print(svar, flush=True)  # noqa: T201 - the same


asyncio.run(main(sys.argv[1], float(sys.argv[2])))
