"""A hub as a child process: `hub.app.koer` as it is, and rounds of upkeep far more often than anyone would want.

Argument: the data directory. On standard output a line each: `url <address>` when it listens, `oprydning` when a round
of upkeep begins, `hvile` when it has ended. So whoever kills it can choose a moment inside one.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from pathlib import Path

from brokers import BrokerError, EmbeddedBroker
from hub import logning
from hub.app import KoerendeHub, koer
from hub.loekke import ny_loekke
from hub.settings import Indstillinger

PAUSE = 0.05
"""Seconds between rounds, and at least twice what a round takes: the rest of the hub must get on."""


def meld(linje: str) -> None:
    os.write(1, f"{linje}\n".encode())


async def ryd_op(broker: EmbeddedBroker) -> None:
    with contextlib.suppress(BrokerError):  # the bus is closed when the hub has drained
        while True:
            begyndt = time.monotonic()
            meld("oprydning")
            await broker.upkeep()
            meld("hvile")
            await asyncio.sleep(max(PAUSE, 2 * (time.monotonic() - begyndt)))


async def main(data: Path) -> None:
    opgaver: list[asyncio.Task[None]] = []

    def klar(hub: KoerendeHub) -> None:
        meld(f"url {hub.url}")
        assert isinstance(hub.broker, EmbeddedBroker)
        opgaver.append(asyncio.create_task(ryd_op(hub.broker)))

    await koer(Indstillinger(data=data, port=0), klar=klar)
    await asyncio.gather(*opgaver)


logning.opsaet("json")
with asyncio.Runner(loop_factory=ny_loekke()) as runner:
    runner.run(main(Path(sys.argv[1])))
