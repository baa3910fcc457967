"""The parent of the workers: starts them, begins those anew that die, and has all of them drain when it is told to.

A worker that cannot start the first time ends the whole, with its error; one that fails later is tried again after a
pause that grows.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import structlog
from pydantic import SecretStr

from hub.arbejdere.barn import Barn, Klar, Startfejl
from hub.arbejdere.plads import Arbejder, reserveret
from hub.settings import Indstillinger

LOG = structlog.get_logger(__name__)

_PAUSE, _PAUSE_MAKS = 0.5, 30.0
"""Seconds until a worker is begun anew; doubled each time."""
_LAENGE: Final = 60.0
"""Seconds after which a life was no failed start."""
_SLUT: Final = 12.0
"""Seconds that a worker gets to end, beside those in which it drains."""


class Arbejderfejl(Exception):
    """A worker could not start; `fejl` says why."""

    def __init__(self, fejl: Startfejl) -> None:
        super().__init__(fejl.tekst)
        self.fejl = fejl


class Flok:
    """The workers of one hub."""

    def __init__(self, indstillinger: Indstillinger) -> None:
        self._valg = indstillinger
        self._boern: dict[int, Barn] = {}
        self._klare: dict[int, asyncio.Future[Klar]] = {}
        self._stop = asyncio.Event()
        self._opsaetning = indstillinger.opsaetning

    async def koer(self, klar: Callable[[str, Sequence[str]], None]) -> bool:
        """Run until SIGTERM or SIGINT; whether every worker ended in time and well.

        `klar` is told the address, and what was changed of the configuration, once all workers answer. Raises
        Indstillingsfejl, Arbejderfejl.
        """
        loop = asyncio.get_running_loop()
        for signal_ in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_, self._stop.set)
        with reserveret(self._valg.vaert, self._valg.port, self._valg.arbejdere) as (port, porte):
            numre = range(1, len(porte) + 1)
            self._klare = {nummer: loop.create_future() for nummer in numre}
            besked = self._besked(port)
            vagter = [asyncio.create_task(self._vogt(Arbejder(nummer, porte), besked)) for nummer in numre]
            try:
                await self._indtil_stop(vagter, klar)
            finally:
                gik_godt = await self._luk(vagter)
        LOG.info("all workers have stopped")
        return gik_godt

    async def _indtil_stop(
        self, vagter: Sequence[asyncio.Task[int]], klar: Callable[[str, Sequence[str]], None]
    ) -> None:
        stop = asyncio.create_task(self._stop.wait())
        alle = asyncio.gather(*self._klare.values())
        slutter: list[asyncio.Future[Any]] = [stop, *vagter]
        try:
            await asyncio.wait([alle, *slutter], return_when=asyncio.FIRST_COMPLETED)
            if alle.done():
                klar(alle.result()[0].url, alle.result()[0].aendret)
                await asyncio.wait(slutter, return_when=asyncio.FIRST_COMPLETED)
            for vagt in vagter:
                if vagt.done():
                    vagt.result()
        finally:
            stop.cancel()
            alle.cancel()
            await asyncio.gather(stop, alle, return_exceptions=True)

    async def _vogt(self, arbejder: Arbejder, besked: dict[str, Any]) -> int:
        """Keep one worker going, life after life; how the last one ended. Raises Arbejderfejl when there was no first."""
        pause, nummer = _PAUSE, arbejder.nummer
        ur = asyncio.get_running_loop().time
        while not self._stop.is_set():
            begyndt = ur()
            barn = self._boern[nummer] = await Barn.foed(self._egen_besked(arbejder, besked))
            barn.klar.add_done_callback(partial(self._meld_klar, nummer))
            kode = await barn.slut()
            if self._stop.is_set():
                return kode
            if not self._klare[nummer].done():
                raise Arbejderfejl(barn.fejl or _uden_ord(nummer, kode))
            pause = _PAUSE if ur() - begyndt > _LAENGE else pause
            LOG.error("a worker has ended; it is begun anew", arbejder=nummer, exit_code=kode, pause=pause)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stop.wait()
            pause = min(2 * pause, _PAUSE_MAKS)
        return 0

    def _meld_klar(self, nummer: int, klar: asyncio.Future[Klar]) -> None:
        if klar.cancelled():
            return
        LOG.info("a worker answers", arbejder=nummer, pid=self._boern[nummer].pid)
        if not self._klare[nummer].done():
            self._klare[nummer].set_result(klar.result())

    async def _luk(self, vagter: Sequence[asyncio.Task[int]]) -> bool:
        """Have all drain; whoever has not ended in time is ended."""
        self._stop.set()
        for barn in self._boern.values():
            barn.luk()
        faerdige, haengende = await asyncio.wait(vagter, timeout=self._valg.nedluk_sekunder + _SLUT)
        if haengende:
            LOG.error("workers did not end in time; what is open is taken up at the next start", antal=len(haengende))
            for barn in self._boern.values():
                barn.draeb()
            await asyncio.wait(haengende)
        # One that was told to stop before it had begun to listen for that has ended by the signal.
        return not haengende and all(not et.exception() and et.result() in {0, -signal.SIGTERM} for et in faerdige)

    def _besked(self, port: int) -> dict[str, Any]:
        """The settings for every worker, with the secrets that the parent found or made."""
        valg = self._valg.model_copy(
            update={
                "port": port,
                "opsaetning": None,
                "hemmelighed": SecretStr(self._valg.laes_hemmelighed().decode()),
                "hemmelighed_fil": None,
                "administrator_token": SecretStr(self._valg.laes_administrator_token()),
                "administrator_token_fil": None,
            }
        )
        felter = {navn: getattr(valg, navn) for navn in type(valg).model_fields}
        aabnet = {navn: v.get_secret_value() if isinstance(v, SecretStr) else v for navn, v in felter.items()}
        return {navn: v if v is None or isinstance(v, int | float) else str(v) for navn, v in aabnet.items()}

    def _egen_besked(self, arbejder: Arbejder, besked: dict[str, Any]) -> dict[str, Any]:
        """For the first worker of all the reviewed file too: it is applied once."""
        valg = besked
        if arbejder.nummer == 1 and self._opsaetning is not None:
            valg, self._opsaetning = {**besked, "opsaetning": str(self._opsaetning)}, None
        return {"indstillinger": valg, "nummer": arbejder.nummer, "porte": arbejder.porte}


def _uden_ord(nummer: int, kode: int) -> Startfejl:
    return Startfejl(f"the hub cannot start: worker {nummer} ended with {kode} before it was ready", (), 1)
