"""A child process in a consumer group: copies `ind` to `ud`, each batch and its progress in one transaction.

Arguments: directory, name, session timeout in seconds. Prints `KLAR` when it owns something, and runs until killed.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from brokers import EmbeddedBroker, Fenced, Record


async def main(mappe: Path, navn: str, session: float) -> None:
    meldt = False
    async with EmbeddedBroker(mappe, session_timeout=session) as broker:
        producer = await broker.producer(navn)
        async with await broker.consumer("ind", group="gruppe") as consumer:
            while True:
                bidder = await consumer.poll(max_records=20, timeout=0.5)
                if consumer.assignment and not meldt:
                    meldt = True
                    print("KLAR", flush=True)  # noqa: T201 - this is how the parent hears of it
                for plads, bid in bidder.items():
                    try:
                        async with producer.transaction() as transaktion:
                            for post in bid:
                                transaktion.send(Record("ud", post.value, key=post.key))
                            transaktion.commit_offset(consumer, plads, bid[-1].offset + 1)
                            await asyncio.sleep(0.005)  # the work: long enough for a kill to hit it
                    except Fenced:
                        continue


asyncio.run(main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
