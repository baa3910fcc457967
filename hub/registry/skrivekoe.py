"""Writing to the registry: what waits is decided together, in the order in which it came, and written as one transaction.

One instance writes at a time (`skriv_alene`), on the newest state; an instance that was overtaken decides anew. So the
ids are dense and each schema has one, however many instances are asked at once.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import structlog

from brokers import Broker, BrokerError, Record
from hub.konfiguration import revision
from hub.konfiguration.revision import Udoever
from hub.konfiguration.skriver import skriv_alene
from hub.registry.beslutning import Beslut, Beslutning
from hub.registry.fejl import Registerfejl
from hub.registry.poster import Post, pak
from hub.registry.tilstand import Tilstand

LOG = structlog.get_logger(__name__)

EMNE: Final = "konfig.registry"
SKRIVER: Final = "registry"
SLAGS: Final = "registry"
"""What the audit calls a change of the registry."""

SAMMEN: Final = 200
"""Decisions of one transaction."""

S = TypeVar("S")


@dataclass(eq=False, slots=True)
class _Opgave:
    beslut: Beslut
    udoever: Udoever
    hvad: str
    svar: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


Udfald = Beslutning[Any] | Registerfejl


class Skrivekoe:
    """Takes decisions in and writes them. `indhent` brings `tilstand` up to date; `laas` is held while it is read."""

    def __init__(
        self,
        broker: Broker,
        tilstand: Tilstand,
        laas: asyncio.Lock,
        indhent: Callable[[], Awaitable[None]],
        ur: Callable[[], dt.datetime],
    ) -> None:
        self._broker, self._tilstand, self._laas = broker, tilstand, laas
        self._indhent, self._ur = indhent, ur
        self._ventende: list[_Opgave] = []
        self._skriver: asyncio.Task[None] | None = None

    async def skriv(self, beslut: Beslut, udoever: Udoever, hvad: str) -> Any:
        """Decide and write; the decision's answer, once it is durable and known here. `hvad` is for the audit.

        Raises what `beslut` raises, and BrokerError.
        """
        opgave = _Opgave(beslut, udoever, hvad)
        self._ventende.append(opgave)
        if self._skriver is None or self._skriver.done():
            # a task of its own: whoever asked may go away, and others wait for the same transaction
            self._skriver = asyncio.create_task(self._toem(), name="registry writer")
        return await opgave.svar

    async def luk(self) -> None:
        """Return when what waits has been written."""
        if self._skriver is not None:
            await asyncio.gather(self._skriver, return_exceptions=True)

    async def _toem(self) -> None:
        while self._ventende:
            opgaver, self._ventende = self._ventende[:SAMMEN], self._ventende[SAMMEN:]
            try:
                udfald = await self._skriv(opgaver)
            except Exception as fejl:  # noqa: BLE001 - whoever waits is told, and the next ones are tried
                if not isinstance(fejl, BrokerError):
                    LOG.error("the registry failed on a change", error=type(fejl).__name__)  # noqa: TRY400 - values
                for opgave in opgaver:
                    _svar(opgave, fejl)
                continue
            for opgave, et in zip(opgaver, udfald, strict=True):
                _svar(opgave, et if isinstance(et, Registerfejl) else et.svar)

    async def _skriv(self, opgaver: Sequence[_Opgave]) -> Sequence[Udfald]:
        udfald: Sequence[Udfald] = ()

        async def poster() -> Sequence[Record]:
            nonlocal udfald
            await self._indhent()
            async with self._laas:
                # comparing with a long history takes its time; the loop has other things to do meanwhile
                udfald = await asyncio.to_thread(_beslut, self._tilstand, [opgave.beslut for opgave in opgaver])
            return [post for opgave, et in zip(opgaver, udfald, strict=True) for post in self._poster(opgave, et)]

        await skriv_alene(self._broker, SKRIVER, poster)
        await self._indhent()
        return udfald

    def _poster(self, opgave: _Opgave, udfald: Udfald) -> Sequence[Record]:
        if isinstance(udfald, Registerfejl) or not udfald.poster:
            return ()
        skrevet = {"skrevet": [list(post.noegle) for post in udfald.poster]}
        return [
            *map(_record, udfald.poster),
            revision.post(SLAGS, opgave.hvad, opgave.udoever, self._ur(), foer=None, efter=skrevet),
        ]


def _beslut(tilstand: Tilstand, beslutninger: Sequence[Beslut]) -> Sequence[Udfald]:
    """Each decision on what the earlier ones leave."""
    kladde = tilstand.kladde()
    udfald: list[Udfald] = []
    for beslut in beslutninger:
        try:
            beslutning = beslut(kladde)
        except Registerfejl as fejl:
            udfald.append(fejl)
            continue
        kladde.anvend(*beslutning.poster)
        udfald.append(beslutning)
    return udfald


def _record(post: Post) -> Record:
    noegle, vaerdi = pak(post)
    return Record(EMNE, vaerdi, noegle)


def _svar(opgave: _Opgave, svar: Any) -> None:
    if opgave.svar.done():  # whoever asked has gone
        return
    if isinstance(svar, Exception):
        opgave.svar.set_exception(svar)
    else:
        opgave.svar.set_result(svar)
