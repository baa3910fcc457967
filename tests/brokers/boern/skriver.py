"""A child process that writes until it is killed, and reports each acknowledgement on standard output.

Arguments: directory, first number. Lines: `T <n>` transaction n is committed; `S <n>` send n is durable.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from brokers import Broker, Cleanup, EmbeddedBroker, Record, TopicSpec

EMNER = ("t.a", "t.b", "t.c")
FYLD = b"." * 300


def meld(linje: str) -> None:
    os.write(1, f"{linje}\n".encode())


async def transaktioner(broker: Broker, numre: Iterator[int]) -> None:
    producer = await broker.producer("skriver")
    for n in numre:
        async with producer.transaction() as transaktion:
            for emne in EMNER:
                for del_ in range(3):
                    transaktion.send(Record(emne, b"%d-%d" % (n, del_) + FYLD, key=b"k"))
            transaktion.send(Record("t.pakket", b"%d" % n, key=b"k%d" % (n % 4)))
        meld(f"T {n}")


async def afsendelser(broker: Broker, numre: Iterator[int]) -> None:
    for n in numre:
        await broker.send(*(Record("s", b"%d-%d" % (n, del_) + FYLD) for del_ in range(3)))
        meld(f"S {n}")


async def main(mappe: Path, foerste: int) -> None:
    async with EmbeddedBroker(mappe, upkeep_interval=0.05) as broker, asyncio.TaskGroup() as opgaver:
        await broker.ensure_topics(*(TopicSpec(emne) for emne in (*EMNER, "s")))
        await broker.ensure_topics(TopicSpec("t.pakket", cleanup=Cleanup.COMPACT))
        numre = itertools.count(foerste)
        opgaver.create_task(transaktioner(broker, numre))
        opgaver.create_task(afsendelser(broker, numre))
        opgaver.create_task(afsendelser(broker, numre))
        while True:
            await broker.upkeep()


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
