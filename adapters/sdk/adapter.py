"""An adapter as its author writes it: a declaration and its handlers. `Koersel` runs it; it holds no state itself."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from pydantic import SecretStr

from adapters.sdk.feed import Haendelseshandler
from adapters.sdk.fejl import FaelleshubFejl
from adapters.sdk.indstillinger import Indstillinger, Indstillingsfejl
from adapters.sdk.koersel import Koersel
from adapters.sdk.kontekst import Kontekst
from adapters.sdk.kontrakt import Adapterkontrakt
from adapters.sdk.program import stopsignal
from adapters.sdk.typer import Kvittering
from schemas.models import Besked

B = TypeVar("B", bound=Besked)

Handler = Callable[[B, Kontekst], Awaitable[None]]
Kvitteringshandler = Callable[[Kvittering, Kontekst], Awaitable[None]]
Job = Callable[[Kontekst], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Periodisk:
    """A job and how long it rests after each run."""

    navn: str
    sekunder: float
    job: Job


class Adapter:
    """One system's way onto the bus.

    `sender` are the messages it may send; left empty, the hub's agreement alone decides. `kle` and `foelsomhed` are
    what its agreement needs. `tabeller` are SQL scripts for its own tables, run once each, in order: only ever add
    to the end. `indstillinger` is its own class of settings, when it has more than every adapter has.
    """

    def __init__(
        self,
        navn: str,
        *,
        systemtype: str = "fagsystem",
        sender: Sequence[type[Besked]] = (),
        kle: Sequence[str] = ("*",),
        foelsomhed: str = "FOELSOMME_PERSONOPLYSNINGER",
        tabeller: Sequence[str] = (),
        indstillinger: type[Indstillinger] = Indstillinger,
    ) -> None:
        self.navn = navn
        self.tabeller = tuple(tabeller)
        self.handlere: dict[str, tuple[type[Besked], Handler[Any]]] = {}
        self.kvitteringshandler: Kvitteringshandler | None = None
        self.afvisningshandler: Kvitteringshandler | None = None
        self.haendelser: dict[str, Haendelseshandler] = {}
        self.jobs: list[Periodisk] = []
        self._systemtype, self._sender = systemtype, tuple(sender)
        self._kle, self._foelsomhed = tuple(kle), foelsomhed
        self._indstillinger = indstillinger

    def modtager(self, slags: type[B]) -> Callable[[Handler[B]], Handler[B]]:
        """Register the handler of one kind of message. Raises ValueError when it has one."""

        def registrer(handler: Handler[B]) -> Handler[B]:
            if slags.skema_navn in self.handlere:
                raise ValueError(f"{self.navn} has two handlers of {slags.__name__}")
            self.handlere[slags.skema_navn] = (slags, handler)
            return handler

        return registrer

    def haendelse(self, slags: str) -> Callable[[Haendelseshandler], Haendelseshandler]:
        """Register the handler of one kind of event in the outer system's feed. Raises ValueError when it has one."""

        def registrer(handler: Haendelseshandler) -> Haendelseshandler:
            if slags in self.haendelser:
                raise ValueError(f"{self.navn} has two handlers of the event {slags}")
            self.haendelser[slags] = handler
            return handler

        return registrer

    def kvittering(self, handler: Kvitteringshandler) -> Kvitteringshandler:
        """Register what is told of every receipt: decided by the hub, acknowledged or refused by a receiver."""
        self.kvitteringshandler = handler
        return handler

    def afvist(self, handler: Kvitteringshandler) -> Kvitteringshandler:
        """Register what is told when the hub refuses a message; without it, the refusal stands in `udbakke`."""
        self.afvisningshandler = handler
        return handler

    def hver(self, sekunder: float) -> Callable[[Job], Job]:
        """Register a job that runs, rests so many seconds, and runs again; each run is a transaction."""

        def registrer(job: Job) -> Job:
            self.jobs.append(Periodisk(getattr(job, "__name__", "job"), sekunder, job))
            return job

        return registrer

    @property
    def kontrakt(self) -> Adapterkontrakt:
        """What this adapter is, sends and receives."""
        modtager = tuple(slags for slags, _ in self.handlere.values())
        return Adapterkontrakt(self.navn, self._systemtype, self._sender, modtager, self._kle, self._foelsomhed)

    @asynccontextmanager
    async def koer_i_proces(
        self,
        *,
        hub_url: str,
        token: str,
        system: str,
        myndighed: str,
        data: Path,
        dueslag: str | None = None,
        ydre: str | None = None,
        **resten: Any,
    ) -> AsyncIterator[Koersel]:
        """Run until the block ends, then finish cleanly. `resten` are further settings."""
        indstillinger = self._indstillinger(
            hub=hub_url,
            token=SecretStr(token),
            system=system,
            myndighed=myndighed,
            data=data,
            dueslag=dueslag,
            ydre=ydre,
            **resten,
        )
        async with Koersel(self, indstillinger) as koersel:
            yield koersel

    def koer(self, argumenter: Sequence[str] | None = None) -> None:
        """Run as a program until SIGTERM or Ctrl-C, with settings from environment and arguments.

        Exits with 0 when it finished cleanly, 1 when it could not go on, 2 when the settings are wrong.
        """
        try:
            indstillinger = self._indstillinger.laes(argumenter)
        except Indstillingsfejl as fejl:
            sys.stderr.write(f"{self.navn} cannot start:\n{fejl}\n")
            raise SystemExit(2) from None
        os.umask(0o077)
        log = structlog.get_logger(adapter=self.navn)
        try:
            asyncio.run(self._program(indstillinger))
        except* FaelleshubFejl as fejl:
            log.error("stopped", fejl=[str(en) for en in fejl.exceptions])  # noqa: TRY400 - the text says what to do; a trace would not
            raise SystemExit(1) from None

    async def _program(self, indstillinger: Indstillinger) -> None:
        stop = stopsignal()
        async with Koersel(self, indstillinger) as koersel:
            await koersel.vent(stop)


def find_adaptere() -> dict[str, Callable[[], Adapter]]:
    """Every installed adapter by name, a vendor's too (entry points `faelleshub.adapters`); each is loaded when called."""
    from importlib.metadata import entry_points

    return {punkt.name: partial(_indlaes, punkt) for punkt in entry_points(group="faelleshub.adapters")}


def _indlaes(punkt: Any) -> Adapter:
    adapter = punkt.load()
    if not isinstance(adapter, Adapter):
        raise TypeError(f"the entry point {punkt.name} is no Adapter")
    return adapter
