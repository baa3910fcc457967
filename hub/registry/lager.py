"""The registry of a running hub: its state, followed on every instance, and the one way to change it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Any, Final, TypeVar

import structlog

from brokers import Broker, BrokerError, StoredRecord
from hub.konfiguration import revision
from hub.konfiguration.foelger import Foelger
from hub.konfiguration.revision import Udoever
from hub.registry.beslutning import Beslut
from hub.registry.medfoelgende import HUSET, manglende
from hub.registry.poster import UlaeseligPost, pak_ud
from hub.registry.skrivekoe import EMNE, Skrivekoe
from hub.registry.tilstand import Tilstand
from schemas.regler import standardlager
from schemas.skema import Skema

LOG = structlog.get_logger(__name__)

T = TypeVar("T")

_FRIST: Final = 5.0
"""Seconds that a look at what others wrote may take before the answer is what this instance knows."""


class Skemaregister:
    """The schemas, under their ids. `tilstand` is read directly, between two waits; it is changed by `skriv` alone."""

    def __init__(
        self,
        broker: Broker,
        ur: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        kontrakter: Iterable[Skema] | None = None,
    ) -> None:
        self.tilstand: Final = Tilstand()
        self.version = 0
        """Grows with every change that is known here."""
        self.kontrakter: Final = tuple(standardlager().values() if kontrakter is None else kontrakter)
        self.faste: Final[Collection[int]] = frozenset(kontrakt.id for kontrakt in self.kontrakter)
        """The ids of the contracts that ship with the hub."""
        self._broker, self._ur = broker, ur
        self._laas = asyncio.Lock()
        self._foelger = Foelger(broker, [EMNE], self._anvend)
        self._skrivekoe = Skrivekoe(broker, self.tilstand, self._laas, self._foelger.indhent, ur)
        self._lyttere: list[Callable[[], Awaitable[None]]] = []
        self._ser_efter: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Restore the registry, see that the hub's own contracts are in it, follow. Raises BrokerError, Idkonflikt."""
        await self._broker.ensure_topics(revision.emne())
        await self._foelger.start()
        if manglende(self.tilstand, self.kontrakter, self.nu()).poster:
            await self.skriv(
                lambda tilstand: manglende(tilstand, self.kontrakter, self.nu()),
                Udoever(HUSET, "contracts that ship with this version of the hub"),
                HUSET,
            )
        LOG.info("schema registry restored", subjects=sum(1 for _ in self.tilstand.subjects()))

    async def stop(self) -> None:
        """Write what waits, and follow no more."""
        await self._skrivekoe.luk()
        if self._ser_efter is not None:
            self._ser_efter.cancel()
            await asyncio.gather(self._ser_efter, return_exceptions=True)
        await self._foelger.stop()

    def nu(self) -> int:
        """The time, in milliseconds since 1970."""
        return int(self._ur().timestamp() * 1000)

    def abonner(self, lytter: Callable[[], Awaitable[None]]) -> Callable[[], None]:
        """Have `lytter` told after every change; whoever wrote it waits for that. The result ends it."""
        self._lyttere.append(lytter)
        return lambda: self._lyttere.remove(lytter)

    async def skriv(self, beslut: Beslut, udoever: Udoever, hvad: str) -> Any:
        """Decide on the newest state and write what was decided; its answer, once it is durable and known here.

        `hvad` names in the audit what was changed. Raises Registerfejl, BrokerError.
        """
        return await self._skrivekoe.skriv(beslut, udoever, hvad)

    async def regn(self, funktion: Callable[[Tilstand], T]) -> T:
        """What `funktion` makes of the state, worked out beside the loop. Raises what it raises."""
        async with self._laas:
            return await asyncio.to_thread(funktion, self.tilstand)

    async def indhent(self) -> bool:
        """See what other instances wrote before the call; whether there was anything new.

        All who ask while a look is under way wait for the one after it. While the broker is away, nothing is new.
        """
        foer = self.version
        if (i_gang := self._ser_efter) is not None and not i_gang.done():
            await asyncio.wait([i_gang])  # it may have looked too early for this call
        if self._ser_efter is i_gang or self._ser_efter is None:
            self._ser_efter = asyncio.create_task(self._foelger.indhent(_FRIST), name="registry catch-up")
        await asyncio.wait([self._ser_efter])
        if not self._ser_efter.cancelled() and (fejl := self._ser_efter.exception()) is not None:
            if not isinstance(fejl, BrokerError):
                raise fejl
            LOG.warning("the registry cannot see what others wrote now", error=type(fejl).__name__)
        return self.version != foer

    async def _anvend(self, poster: Sequence[StoredRecord]) -> None:
        async with self._laas:
            for post in poster:
                try:
                    self.tilstand.anvend(pak_ud(post.key, post.value))
                except UlaeseligPost as fejl:
                    LOG.error("a registry record cannot be used", offset=post.offset, error=str(fejl))  # noqa: TRY400
            self.version += 1
        for lytter in tuple(self._lyttere):
            await lytter()
