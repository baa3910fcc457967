"""What ships for an adapter's own tests: the real hub, a counterpart on the bus, and patience with a deadline.

The hub is the very program that runs in production, started as a process of its own: nothing of it is imported, its
contracts and agreements are the real ones, and one start serves a whole test run, since every test joins with systems
of its own.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar
from uuid import uuid4

from adapters.sdk.fejl import Afvist, Utilgaengelig
from adapters.sdk.hubklient import Hubklient
from adapters.sdk.koersel import Koersel
from adapters.sdk.pakning import besked_af, pak_besked
from adapters.sdk.tilslutning import Tilslutning, Tilslutter
from adapters.sdk.typer import Kvittering, Kvitteringsstatus, Svar, Svarstatus
from schemas.models import Besked, UnikId

if TYPE_CHECKING:
    from adapters.sdk.adapter import Adapter

B = TypeVar("B", bound=Besked)

MYNDIGHED: Final = "12345678"
"""The authority of every test: a CVR number that is set aside for tests."""

VENT: Final = 1.0
"""Seconds of a long poll in a test: a test is over soon."""

START_FRIST: Final = 30.0
ADRESSE: Final = re.compile(r"http://[0-9a-zA-Z.:\[\]-]+")
TOKENFIL: Final = "administrator.token"


class Modpart:
    """A system on the bus that sends what the adapter receives, and receives what it sends."""

    def __init__(self, hub: Hubklient, tilslutning: Tilslutning) -> None:
        self.hub, self.tilslutning = hub, tilslutning
        self.modtaget: list[Besked] = []
        """Everything received so far, oldest first."""
        self._taget: set[str] = set()

    async def send(self, besked: Besked, *, vent: float = 10.0) -> Kvittering:
        """Send as this system, in the name of its authority; the hub's decision. Raises Afvist with every reason."""
        besked.beskedkuvert.leveranceinformation.kildesystem = UnikId.model_validate(self.tilslutning.system)
        for registrering in besked.beskedkuvert.filtreringsdata.objekt_registrering:
            registrering.objekt_ansvarlig_myndighed = UnikId.model_validate(
                f"urn:oio:cvr-nr:{self.tilslutning.myndighed}"
            )
        kvittering = await self.hub.send(pak_besked(besked), vent=vent)
        if kvittering.aarsager:
            raise Afvist(kvittering.aarsager)
        return kvittering

    async def vent_paa(self, slags: type[B], *, frist: float = 10.0) -> B:
        """The next message of this kind, each once, in the order in which they came. Raises TimeoutError."""
        async with asyncio.timeout(frist):
            while True:
                for besked in self.modtaget:
                    if isinstance(besked, slags) and str(besked.besked_id) not in self._taget:
                        self._taget.add(str(besked.besked_id))
                        return besked
                await self._hent(slags)

    async def vent_til_kvitteret(self, besked: Besked, *, frist: float = 10.0) -> Kvittering:
        """The receipt that says the adapter has handled this message. Raises Afvist when it refused, TimeoutError."""
        async with asyncio.timeout(frist):
            efter: str | None = None
            while True:
                side = await self.hub.kvitteringer(efter, vent=5.0)
                for kvittering in side.kvitteringer:
                    if kvittering.besked_id != str(besked.besked_id):
                        continue
                    if kvittering.status is Kvitteringsstatus.KVITTERET:
                        return kvittering
                    if kvittering.status is Kvitteringsstatus.AFVIST_AF_MODTAGER:
                        raise Afvist(kvittering.aarsager)
                efter = side.naeste

    async def _hent(self, slags: type[Besked]) -> None:
        if self.tilslutning.dueslag is None:
            raise LookupError(f"the adapter declares no {slags.__name__}: add it to Adapter(sender=…)")
        leveringer = await self.hub.hent(self.tilslutning.dueslag, vent=VENT)
        for levering in leveringer:
            self.modtaget.append(besked_af(levering.avro))
        if leveringer:
            svar = [Svar(levering_id=en.levering_id, status=Svarstatus.KVITTERET) for en in leveringer]
            await self.hub.kvitter(self.tilslutning.dueslag, svar)


class Proevehub:
    """A hub to test against: `Proevehub.start()` starts one, `Proevehub(url, token)` joins one that runs."""

    def __init__(self, url: str, administrator_token: str) -> None:
        self.url = url
        self.administrator = Tilslutter(url, administrator_token)
        self._numre = itertools.count(1)
        self._serie = uuid4().hex[:8]
        self._aabne: AsyncExitStack

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stak:
            await stak.enter_async_context(self.administrator)
            await self.administrator.myndighed(MYNDIGHED, "Prøvekommune")
            self._aabne = stak.pop_all()
        return self

    async def __aexit__(
        self, slags: type[BaseException] | None, fejl: BaseException | None, spor: TracebackType | None
    ) -> None:
        await self._aabne.aclose()

    @classmethod
    @asynccontextmanager
    async def start(cls, data: Path | None = None) -> AsyncIterator[Self]:
        """Start `faelleshub start` on a free port, and stop it after. Raises Utilgaengelig when it does not come up."""
        with tempfile.TemporaryDirectory() as midlertidig:
            mappe = data or Path(midlertidig)
            proces = await asyncio.create_subprocess_exec(
                Path(sys.executable).with_name("faelleshub"),
                "start",
                "--port",
                "0",
                "--data",
                mappe,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env={**os.environ, "NO_COLOR": "1"},
            )
            laeser: asyncio.Task[None] | None = None
            try:
                url = await _adresse(proces)
                laeser = asyncio.create_task(_toem(proces))
                token = (mappe / TOKENFIL).read_text("ascii").strip()
                async with cls(url, token) as hub:
                    yield hub
            finally:
                if proces.returncode is None:
                    proces.terminate()
                    await proces.wait()
                if laeser is not None:
                    await laeser

    @asynccontextmanager
    async def med(self, adapter: Adapter, *, data: Path | None = None, **indstillinger: Any) -> AsyncIterator[Modpart]:
        """The adapter runs on the bus, joined as it declares; the block gets its counterpart."""
        async with self.koerende(adapter, data=data, **indstillinger) as (modpart, _koersel):
            yield modpart

    @asynccontextmanager
    async def koerende(
        self, adapter: Adapter, *, data: Path | None = None, **indstillinger: Any
    ) -> AsyncIterator[tuple[Modpart, Koersel]]:
        """As `med`, with the running adapter too: its outbox, and what it has laid aside."""
        async with AsyncExitStack() as stak:
            mappe = data or Path(stak.enter_context(tempfile.TemporaryDirectory()))
            modpart = await stak.enter_async_context(self.modpart(adapter))
            tilslutning = await self.administrator.tilslut(
                adapter.kontrakt, navn=self.nyt_navn(adapter.navn), myndighed=MYNDIGHED
            )
            argumenter = {**tilslutning.som_argumenter(), "data": mappe, "vent": VENT, **indstillinger}
            yield modpart, await stak.enter_async_context(adapter.koer_i_proces(**argumenter))

    @asynccontextmanager
    async def modpart(self, adapter: Adapter) -> AsyncIterator[Modpart]:
        """A counterpart of the adapter alone."""
        kontrakt = adapter.kontrakt
        tilslutning = await self.administrator.tilslut_system(
            self.nyt_navn("modpart"),
            MYNDIGHED,
            afsender=kontrakt.modtager_beskedtyper,
            modtager=kontrakt.afsender_beskedtyper,
        )
        async with Hubklient(self.url, tilslutning.token) as hub:
            yield Modpart(hub, tilslutning)

    def nyt_navn(self, begyndelse: str) -> str:
        """A system name that no test has used."""
        return f"{begyndelse} {self._serie} {next(self._numre)}"


async def _adresse(proces: asyncio.subprocess.Process) -> str:
    """The address that the hub prints when it is up."""
    linjer: list[str] = []
    try:
        async with asyncio.timeout(START_FRIST):
            while raa := await _linje(proces):
                linjer.append(raa.decode(errors="replace").rstrip())
                if fundet := ADRESSE.search(linjer[-1]):
                    return fundet.group()
    except TimeoutError:
        linjer.append(f"(no address within {START_FRIST:g} seconds)")
    raise Utilgaengelig("the hub does not start:\n" + "\n".join(linjer[-20:]))


async def _linje(proces: asyncio.subprocess.Process) -> bytes:
    return await proces.stdout.readline() if proces.stdout is not None else b""


async def _toem(proces: asyncio.subprocess.Process) -> None:
    """Read on, so that a full pipe never stops the hub."""
    while await _linje(proces):
        pass
