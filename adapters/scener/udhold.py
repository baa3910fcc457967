"""A demo that outlives a hub: what is asked of hubs that are away for a moment is asked again, until one answers.

An adapter does so by itself, for it has an outbox and an inbox. The scenes speak to the hub directly too, as its
administrator and as bare systems; a broker or a hub that is killed meanwhile is no reason for a scene to fail.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar
from uuid import uuid4

from adapters.sdk import Afvist, Ukendt, Utilgaengelig
from adapters.sdk.tilslutning import BEGRUNDELSE, Tilslutter

T = TypeVar("T")

Gjort = Callable[[], Awaitable[Any]]
"""Finds what a call has done already, as the hub would have answered it; None where it has not."""

PAUSE: Final = 0.3
"""Seconds between two tries."""


async def udhold(kald: Callable[[], Awaitable[T]], frist: float) -> T:
    """Call until a hub answers, at most `frist` seconds. Raises Utilgaengelig after that.

    Only for what may be done twice: the first call may have been done, and its answer lost.
    """
    slut = time.monotonic() + frist
    while True:
        try:
            return await kald()
        except Utilgaengelig:
            if time.monotonic() >= slut:
                raise
        await asyncio.sleep(PAUSE)


class Scenehub(Tilslutter):
    """A client whose calls outlive a hub that is away for less than `taalmodighed` seconds; none at first."""

    taalmodighed = 0.0

    async def json(self, metode: str, sti: str, *, vent: float = 0, gjort: Gjort | None = None, **resten: Any) -> Any:
        """One call, made again while no hub answers; not a message, whose repetition has a meaning of its own.

        What a hub refuses after a try that was never answered may be done already: `gjort` then finds out, and what it
        finds is the answer.
        """
        frist = 0.0 if (metode, sti) in {("POST", "/beskeder"), ("POST", "/filer")} else self.taalmodighed
        forsoeg = 0

        async def kald() -> Any:
            nonlocal forsoeg
            forsoeg += 1
            return await super(Scenehub, self).json(metode, sti, vent=vent, **resten)

        try:
            return await udhold(kald, frist)
        except Afvist:
            if gjort is None or forsoeg == 1 or (svar := await gjort()) is None:
                raise
            return svar

    async def slet(self, sti: str, begrundelse: str) -> None:
        """End what is at `sti` (after /api/v1); one that is ended already stays so. Raises Ukendt."""
        try:
            await self.json("DELETE", sti, headers={"Begrundelse": begrundelse})
        except Ukendt:
            if not self.taalmodighed:  # else it may have ended at a try whose answer got lost
                raise

    async def _opret(self, sti: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Create under an id of our own, so that one that is there after a lost answer is known again."""
        if sti in {"/systemer", "/serviceaftaler", "/abonnementer"}:
            data = {"id": str(uuid4()), **data}

        async def oprettet() -> Any:
            try:
                return await self.json("GET", f"{sti}/{data['id']}")
            except Ukendt:
                return None

        gjort = oprettet if "id" in data else None
        svar: dict[str, Any] = await self.json("POST", sti, json={**data, "begrundelse": BEGRUNDELSE}, gjort=gjort)
        return svar
