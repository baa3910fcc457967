"""Writing so that of several instances only one writes at a time, and each on the newest state.

Whoever writes takes over a transactional id that all instances share, then looks at the state, then commits; an
instance that was overtaken between look and commit is fenced, and begins again.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from brokers import Broker, Fenced, Record, Unavailable

FORSOEG: Final = 30
"""Attempts before giving up; the waits between them add up to some 25 seconds."""

LAENGSTE_PAUSE: Final = 1.0


async def skriv_alene(broker: Broker, id_: str, poster: Callable[[], Awaitable[Sequence[Record]]]) -> None:
    """Commit what `poster` gives, unless someone else has written meanwhile: then ask it again.

    Raises what `poster` raises, and Unavailable when others are always quicker.
    """
    for forsoeg in range(FORSOEG):
        producer = await broker.producer(id_)
        try:
            if nye := await poster():
                async with producer.transaction() as transaktion:
                    for post in nye:
                        transaktion.send(post)
        except Fenced:
            await asyncio.sleep(random.uniform(0, min(LAENGSTE_PAUSE, 0.01 * 2**forsoeg)))  # noqa: S311 - spreads writers
        else:
            return
        finally:
            await producer.close()
    raise Unavailable(f"{id_} is being changed by others all the time; gave up after {FORSOEG} attempts")
