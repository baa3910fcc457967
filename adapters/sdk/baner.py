"""Work in order per key and in parallel across keys: how both ends of an adapter keep the order per object."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Arbejde = Callable[[], Awaitable[None]]


class Baner:
    """One lane per key, at most `samtidige` lanes at work at once; a lane that has run dry is forgotten.

    Work that raises ends its lane and is raised by `tomme` and `plads`: whoever lays work here handles what it expects.
    """

    def __init__(self, samtidige: int) -> None:
        self._adgang = asyncio.Semaphore(samtidige)
        self._koeer: dict[str, deque[Arbejde]] = {}
        self._opgaver: set[asyncio.Task[None]] = set()
        self._faerdig = asyncio.Condition()
        self._antal = 0
        self._fejl: BaseException | None = None

    def __len__(self) -> int:
        """Pieces of work that are laid and not finished."""
        return self._antal

    def laeg(self, noegle: str, arbejde: Arbejde) -> None:
        """Put work last in the lane of `noegle`."""
        self._antal += 1
        if noegle in self._koeer:
            self._koeer[noegle].append(arbejde)
            return
        self._koeer[noegle] = deque([arbejde])
        opgave = asyncio.create_task(self._koer(noegle))
        self._opgaver.add(opgave)
        opgave.add_done_callback(self._opgaver.discard)

    async def plads(self, hoejst: int) -> None:
        """Wait until fewer than `hoejst` pieces of work are unfinished."""
        async with self._faerdig:
            await self._faerdig.wait_for(lambda: self._antal < hoejst or self._fejl is not None)
        if self._fejl is not None:
            raise self._fejl

    async def tomme(self) -> None:
        """Wait until everything laid is finished."""
        await self.plads(1)

    async def afbryd(self) -> None:
        """Cancel what runs, forget what waits."""
        for opgave in (opgaver := tuple(self._opgaver)):
            opgave.cancel()
        await asyncio.gather(*opgaver, return_exceptions=True)

    async def _koer(self, noegle: str) -> None:
        koe = self._koeer[noegle]
        try:
            while koe:
                async with self._adgang:
                    await koe[0]()
                koe.popleft()
                await self._faerdige(1)
        except Exception as fejl:  # noqa: BLE001 - raised to whoever waits; a lane must not die unseen
            self._fejl = fejl
        finally:
            del self._koeer[noegle]
            self._antal -= len(koe)
            async with self._faerdig:
                self._faerdig.notify_all()

    async def _faerdige(self, antal: int) -> None:
        async with self._faerdig:
            self._antal -= antal
            self._faerdig.notify_all()
