"""Keeps the cluster's own access rules equal to what agreements and subscriptions say, now and as time passes.

Beside the way of a message, for systems that read and write Kafka themselves. Every instance does it, to the same end.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Final

import structlog

from brokers import Broker, BrokerError, Right
from hub.adgang.kafkarettigheder import STYRET, naeste_skift, rettigheder
from hub.beskedfordeler.fejl import fejlord
from hub.beskedfordeler.opslag import Opslag

LOG = structlog.get_logger(__name__)

_EFTERSYN: Final = 300.0
"""Seconds after which the rules are looked over, should somebody else have changed them."""
_PAUSE: Final = 5.0


class Rettighedsvogter:
    """Applies the rights of the running configuration."""

    def __init__(self, broker: Broker, opslag: Opslag, ur: Callable[[], dt.datetime]) -> None:
        self._broker = broker
        self._opslag = opslag
        self._ur = ur
        self._givne: frozenset[Right] | None = None
        self._aendret = asyncio.Event()
        self._opgave: asyncio.Task[None] | None = None
        self._advaret = False
        self._laas = asyncio.Lock()

    async def start(self) -> None:
        """Give the rights of today, and watch on. Raises BrokerError when there are some that cannot be given."""
        try:
            await self._giv()
        except BrokerError:
            if self._skal():
                raise
            LOG.info("access rules could not be looked over; no system has a Kafka user")
        self._opgave = asyncio.create_task(self._koer(), name="rettigheder")

    async def stop(self) -> None:
        """Watch no more; what was given stands."""
        if self._opgave is not None:
            self._opgave.cancel()
            await asyncio.gather(self._opgave, return_exceptions=True)
            self._opgave = None

    async def opdater(self) -> None:
        """The configuration has changed: when this returns, the cluster is in line with it, or it was tried.

        What could not be done is tried again until it is.
        """
        if self._skal() == self._givne:
            self._aendret.set()  # the next change by time alone may be another
            return
        try:
            await self._giv()
        except BrokerError as fejl:
            self._givne = None
            LOG.warning("access rules are not in line yet; trying again", error=fejlord(fejl))
        self._aendret.set()

    def _skal(self) -> frozenset[Right]:
        return rettigheder(self._opslag.konfiguration, self._ur())

    async def _giv(self) -> None:
        async with self._laas:
            skal = self._skal()
            haandhaevet = await self._broker.set_rights(skal, managed=STYRET)
            self._givne = skal
        if skal and not haandhaevet and not self._advaret:
            self._advaret = True
            LOG.warning(
                "the cluster enforces no access rules: whoever reaches it may read and write everything; "
                "set authorizer.class.name on its brokers"
            )

    async def _koer(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._vent()):
                    await self._aendret.wait()
            if self._aendret.is_set():
                # What changed has been done, or tried: the time of the next change or attempt may be another.
                self._aendret.clear()
                continue
            try:
                await self._giv()
            except BrokerError as fejl:
                self._givne = None
                LOG.warning("access rules could not be brought in line now", error=fejlord(fejl))

    def _vent(self) -> float:
        if self._givne is None:
            return _PAUSE
        skift = naeste_skift(self._opslag.konfiguration, self._ur())
        return _EFTERSYN if skift is None else min(_EFTERSYN, max(0.05, (skift - self._ur()).total_seconds()))
