"""A hub as a process of its own: started on a data directory, waited for, killed or told to stop, and listened to.

What it writes is kept: standard output as lines in memory, the log in a file beside the data directory, over all of
its lives.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp

from brokers import EmbeddedBroker
from hub.settings import HEMMELIGHEDSFIL, TOKENFIL

START_FRIST: Final = 300.0
"""Seconds that a start may take; a busy machine is slow."""
STOP_FRIST: Final = 120.0
_ADRESSE: Final = re.compile(r"http://[0-9a-zA-Z.:\[\]-]+")
_BARN: Final = Path(__file__).parent / "boern" / "hub_med_oprydning.py"


class Hubproces:
    """One hub through all of its lives. `url` is None while it is down."""

    def __init__(self, data: Path, kommando: Sequence[str | Path], **indstillinger: object) -> None:
        self.data = data
        self.log = data.with_name(f"{data.name}.log")
        """What it wrote to standard error, in all of its lives."""
        self.url: str | None = None
        self.linjer: list[str] = []
        """What it wrote to standard output, in all of its lives."""
        self.hurtigste_start = START_FRIST
        """Seconds of the quickest start so far."""
        self._tokenfil = data / TOKENFIL
        self._foedt = 0.0
        self._kommando = kommando
        self._indstillinger = {f"FAELLESHUB_{navn.upper()}": str(vaerdi) for navn, vaerdi in indstillinger.items()}
        self._proces: asyncio.subprocess.Process | None = None
        self._laeser: asyncio.Task[None] | None = None
        self._skrevet = asyncio.Event()

    @classmethod
    def med_oprydning(cls, data: Path) -> Hubproces:
        """A hub that does rounds of upkeep all the time, and tells when."""
        return cls(data, (sys.executable, _BARN, data))

    @classmethod
    def som_installeret(cls, data: Path, **indstillinger: object) -> Hubproces:
        """The command as a user runs it; `indstillinger` as in `hub.settings`, given through the environment."""
        kommando = (Path(sys.executable).with_name("faelleshub"), "start", "--port", "0", "--data", data)
        return cls(data, kommando, **indstillinger)

    @classmethod
    def paa_kafka(cls, data: Path, bootstrap: str, faelles: Path, **indstillinger: object) -> Hubproces:
        """The command as a user runs it on a cluster; hubs of one bus have their secrets in one folder, `faelles`."""
        valg = {
            "broker": "kafka",
            "bootstrap": bootstrap,
            "hemmelighed_fil": _hemmelig(faelles / HEMMELIGHEDSFIL),
            "administrator_token_fil": _hemmelig(faelles / TOKENFIL),
        }
        hub = cls.som_installeret(data, **valg, **indstillinger)
        hub._tokenfil = faelles / TOKENFIL
        return hub

    @property
    def token(self) -> str:
        """The administrator's token."""
        return self._tokenfil.read_text("ascii").strip()

    @property
    def hovedmappe(self) -> Path:
        """Where it keeps the heads of the chains."""
        return self.data / "log.hoved"

    def bus(self) -> EmbeddedBroker:
        """The bus that an embedded hub leaves on the disk; for when it is down."""
        assert not self.koerer
        return EmbeddedBroker(self.data / "bus")

    @property
    def koerer(self) -> bool:
        return self._proces is not None and self._proces.returncode is None

    @property
    def pid(self) -> int:
        assert self._proces is not None
        return self._proces.pid

    async def foed(self) -> None:
        """Start the process, without waiting for it to be ready."""
        assert not self.koerer, "it runs already"
        self._foedt = time.monotonic()
        with self.log.open("ab") as log:
            self._proces = await asyncio.create_subprocess_exec(
                *self._kommando,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=self._miljoe(),
            )
        self._laeser = asyncio.create_task(self._laes(self._proces))

    async def vent_klar(self) -> None:
        """Wait until it says that it takes messages in and routes them. Raises RuntimeError with its last log lines."""
        til = time.monotonic() + START_FRIST
        async with aiohttp.ClientSession() as http:
            while time.monotonic() < til and self.koerer:
                if self.url is not None and await _svarer(http, f"{self.url}/readyz"):
                    self.hurtigste_start = min(self.hurtigste_start, time.monotonic() - self._foedt)
                    return
                await self._vent_linje(0.05)
        hale = self.log.read_text(errors="replace").splitlines()[-15:]
        raise RuntimeError("the hub does not become ready:\n" + "\n".join(hale))

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        await self.foed()
        await self.vent_klar()

    async def vent_paa_linje(self, tekst: str, frist: float) -> bool:
        """Wait for a line that begins with `tekst` from now on; False when none came in time."""
        fra, til = len(self.linjer), time.monotonic() + frist
        while time.monotonic() < til and self.koerer:
            if any(linje.startswith(tekst) for linje in self.linjer[fra:]):
                return True
            await self._vent_linje(max(0.0, til - time.monotonic()))
        return False

    async def draeb(self) -> None:
        """kill -9, at once."""
        assert self._proces is not None
        assert self._proces.returncode is None, f"it ended by itself with {self._proces.returncode}; see {self.log}"
        self._proces.kill()
        assert await self._slut() == -signal.SIGKILL

    async def nedluk(self) -> tuple[int, float]:
        """SIGTERM; its exit code, and the seconds it took. Raises TimeoutError."""
        assert self._proces is not None
        fra = time.monotonic()
        self._proces.terminate()
        async with asyncio.timeout(STOP_FRIST):
            kode = await self._slut()
        return kode, time.monotonic() - fra

    def frys(self) -> None:
        """SIGSTOP: it is there, and says nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def optoe(self) -> None:
        """SIGCONT: it goes on from where it was, as if no time had passed."""
        os.kill(self.pid, signal.SIGCONT)

    def svigtede(self, _: str) -> None:
        """There is no other hub to ask."""

    async def forlad(self) -> None:
        """Leave nothing running, whatever happened."""
        if self.koerer:
            assert self._proces is not None
            with contextlib.suppress(ProcessLookupError):
                self._proces.kill()
            await self._slut()

    def rss_kib(self) -> int:
        """Memory that the process has resident now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(linje.split()[1]) for linje in status.splitlines() if linje.startswith("VmRSS:"))

    def _miljoe(self) -> dict[str, str]:
        # Compiled once, not in each life: what is tested is the hub, and there are many lives.
        return {
            **{navn: vaerdi for navn, vaerdi in os.environ.items() if not navn.startswith("FAELLESHUB_")},
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.data.with_name(f"{self.data.name}.pyc")),
            "NO_COLOR": "1",
            **self._indstillinger,
        }

    async def _slut(self) -> int:
        assert self._proces is not None
        assert self._laeser is not None
        await self._laeser
        self.url = None
        return await self._proces.wait()

    async def _laes(self, proces: asyncio.subprocess.Process) -> None:
        assert proces.stdout is not None
        while linje := await proces.stdout.readline():
            self.linjer.append(linje.decode(errors="replace").rstrip())
            if self.url is None and (fundet := _ADRESSE.search(self.linjer[-1])):
                self.url = fundet.group()
            self._skrevet.set()
            self._skrevet = asyncio.Event()
        self.url = None
        self._skrevet.set()

    async def _vent_linje(self, frist: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._skrevet.wait(), frist)


def _hemmelig(fil: Path) -> Path:
    """A file with a secret in it, made if there is none."""
    if not fil.exists():
        fil.parent.mkdir(parents=True, exist_ok=True)
        fil.touch(0o600)
        fil.write_text(secrets.token_hex(32), "ascii")
    return fil


@asynccontextmanager
async def hubproces(hub: Hubproces) -> AsyncIterator[Hubproces]:
    """The hub, started; none of its lives outlives the block."""
    try:
        await hub.start()
        yield hub
    finally:
        await hub.forlad()


async def _svarer(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url, timeout=aiohttp.ClientTimeout(2)) as svar:
            return svar.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
