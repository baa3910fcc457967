"""Several hubs of one bus as their clients know them: a list of addresses, tried another way round when one fails."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from tests.system.hubproces import Hubproces

UDE: Final = 2.0
"""Seconds that a client leaves a hub alone after it gave no answer."""


class Hubflok:
    """The hubs, and which of them a client asks now: any that did not fail just now, drawn anew for each call."""

    def __init__(self, hubber: Sequence[Hubproces], tilfaeldig: random.Random) -> None:
        self.hubber = tuple(hubber)
        self._tilfaeldig = tilfaeldig
        self._svigtet: dict[str, float] = {}

    @property
    def url(self) -> str | None:
        """The address to try now; None when no hub is up."""
        oppe = [hub.url for hub in self.hubber if hub.url is not None]
        gode = [url for url in oppe if time.monotonic() - self._svigtet.get(url, -UDE) >= UDE]
        return self._tilfaeldig.choice(gode or oppe) if oppe else None

    @property
    def token(self) -> str:
        """The administrator's token, the same at every hub."""
        return self.hubber[0].token

    def svigtede(self, url: str) -> None:
        """This address gave no answer just now."""
        self._svigtet[url] = time.monotonic()


@asynccontextmanager
async def hubflok(hubber: Sequence[Hubproces], tilfaeldig: random.Random) -> AsyncIterator[Hubflok]:
    """The hubs, all started; none of their lives outlives the block."""
    try:
        await asyncio.gather(*(hub.start() for hub in hubber))
        yield Hubflok(hubber, tilfaeldig)
    finally:
        for hub in hubber:
            await hub.forlad()
