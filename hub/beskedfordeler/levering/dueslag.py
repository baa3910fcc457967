"""One open dueslag: reads its topic into a bounded window, hands out, takes answers.

The shell around `tilstand`. Opened when somebody fetches, and let go when it has been idle long enough; a
receiver that never fetches costs nothing but disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from brokers import Broker, BrokerError, Reader, StoredRecord, read_to
from hub.beskedfordeler import emner
from hub.beskedfordeler.aarsager import bemaerkning
from hub.beskedfordeler.fejl import fejlord
from hub.beskedfordeler.indpost import laes_tid
from hub.beskedfordeler.indtag import laes_ruter
from hub.beskedfordeler.levering import nummer as numre
from hub.beskedfordeler.levering import skridt as trin
from hub.beskedfordeler.levering.nummer import Nummer
from hub.beskedfordeler.levering.skaar import Skaar
from hub.beskedfordeler.levering.skridt import Sag, Skridt
from hub.beskedfordeler.levering.tilstand import Gemt, Leveringsregler, Leveringstilstand, Udfald
from hub.beskedfordeler.opslag import Opslag
from hub.beskedfordeler.typer import Levering, Svar, Svarresultat, Svarudfald

LOG = structlog.get_logger(__name__)

_LAES_MAKS: Final = 100
"""Records read at once. A broker bounds a read in bytes too; by so much a window may exceed its own."""
_PUMPE_VENT: Final = 1.0
_UDFALD: Final = {
    Udfald.GENTAGET: Svarudfald.GENTAGET,
    Udfald.FORAELDET: Svarudfald.UDLOEBET,
    Udfald.UKENDT: Svarudfald.UKENDT,
}


@dataclass(frozen=True, slots=True)
class Omgivelser:
    """What every dueslag of an instance works with."""

    broker: Broker
    opslag: Opslag
    hemmelighed: bytes
    ur: Callable[[], dt.datetime]


class Dueslag:
    """A dueslag as its owner holds it. `modtager` is the receiving system's id."""

    def __init__(
        self, id_: str, modtager: str, regler: Leveringsregler, gemt: Gemt, skaar: Skaar, omgivelser: Omgivelser
    ) -> None:
        self.id = id_
        self.skaar = skaar
        self._modtager = modtager
        self._om = omgivelser
        self._tilstand = Leveringstilstand.fra(regler, gemt)
        self._sager: dict[int, Sag] = {}
        self._laeser: Reader | None = None
        self._laas = asyncio.Lock()
        self._signal = asyncio.Event()
        self._ventende = 0
        self._lukket = False
        self._pumpe: asyncio.Task[None] | None = None
        self._ur_haandtag: asyncio.TimerHandle | None = None

    @property
    def fylde(self) -> int:
        """Bytes of the messages it holds in memory."""
        return self._tilstand.fylde

    @property
    def ledig(self) -> bool:
        """Whether it may be let go: nobody waits, nothing is handed out, and it is not being read."""
        return not self._ventende and not self._tilstand.under_vejs and not self._laas.locked()

    def ret(self, regler: Leveringsregler) -> None:
        """Serve it by other rules from now on."""
        self._tilstand.regler = regler
        self._vaek()

    async def hent(self, maks: int, vent: float) -> Sequence[Levering]:
        """Hand out at most `maks` messages; waits up to `vent` seconds for the first. Raises AndenInstans, BrokerError."""
        ur = asyncio.get_running_loop().time
        til = ur() + vent
        self._ventende += 1
        try:
            if self._pumpe is None:
                async with self._laas:
                    await self._fyld(0.0)
            while True:
                signal = self._signal
                if self.skaar.tabt is not None:
                    await self.skaar.skyl()
                self._efterse()
                if leveringer := self._udtag(maks):
                    return leveringer
                rest = til - ur()
                if rest <= 0 or self._lukket:
                    return ()
                self._pump()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(rest):
                        await signal.wait()
        finally:
            self._ventende -= 1

    async def kvitter(self, svar: Sequence[Svar]) -> Sequence[Svarresultat]:
        """Take answers; durable when it returns. Raises AndenInstans, BrokerError."""
        if self._tilstand.mangler:
            async with self._laas:
                await self._fyld(0.0)
        resultater = [Svarresultat(et.levering_id, self._svar(et)) for et in svar]
        self._vaek()
        await self.skaar.skyl()
        return resultater

    async def luk(self) -> None:
        """Let go of everything; whoever waits comes back empty-handed."""
        self._lukket = True
        if self._pumpe is not None:
            self._pumpe.cancel()
            await asyncio.gather(self._pumpe, return_exceptions=True)
        if self._ur_haandtag is not None:
            self._ur_haandtag.cancel()
        if self._laeser is not None:
            await self._laeser.close()
        self._vaek()

    def _udtag(self, maks: int) -> Sequence[Levering]:
        nu = self._om.ur()
        udleverede, udloebne = self._tilstand.udtag(maks, nu.timestamp())
        skridt = [trin.udloebet(self._sager.pop(offset), nu) for offset in udloebne]
        leveringer = []
        for offset, forsoeg, frist in udleverede:
            sag = self._sager[offset]
            skridt.append(trin.leveret(sag, forsoeg, nu))
            levering_id = numre.skriv(self._om.hemmelighed, self.id, Nummer(offset, forsoeg))
            tid = dt.datetime.fromtimestamp(frist, dt.UTC)
            leveringer.append(Levering(levering_id, sag.post.value or b"", forsoeg, tid, sag.post.headers))
        self._skriv(skridt)
        self._stil_ur()
        return leveringer

    def _svar(self, svar: Svar) -> Svarudfald:
        nummer = numre.laes(self._om.hemmelighed, self.id, svar.levering_id)
        if nummer is None:
            return Svarudfald.UKENDT
        offset, forsoeg = nummer
        udfald = self._tilstand.besvar(offset, forsoeg)
        if udfald is not Udfald.TAGET:
            return _UDFALD[udfald]
        nu = self._om.ur()
        if svar.status == "udskudt":
            self._udskyd(offset, forsoeg, nu)
            return Svarudfald.MODTAGET
        self._tilstand.afregn(offset)
        sag = self._sager.pop(offset)
        byg = trin.kvitteret if svar.status == "kvitteret" else trin.afvist
        self._skriv([byg(sag, forsoeg, nu, bemaerkning(svar.aarsag))])
        return Svarudfald.MODTAGET

    def _udskyd(self, offset: int, forsoeg: int, nu: dt.datetime) -> None:
        if self._tilstand.udskyd(offset, nu.timestamp()):
            self._skriv([trin.udskudt(self._sager[offset], forsoeg, nu)])
        else:
            self._opgiv(offset, forsoeg, nu)
        self._stil_ur()

    def _opgiv(self, offset: int, forsoeg: int, nu: dt.datetime) -> None:
        self._tilstand.afregn(offset)
        self._skriv([trin.opgivet(self._sager.pop(offset), forsoeg, nu)])
        LOG.warning("a delivery was given up; it is in the fejlkø", dueslag=self.id, attempts=forsoeg)

    def _efterse(self) -> None:
        """Let time pass: deadlines and pauses that have ended."""
        nu = self._om.ur()
        for offset in self._tilstand.puls(nu.timestamp()):
            self._opgiv(offset, self._tilstand.regler.forsoeg, nu)

    def _tid_gaar(self) -> None:
        self._ur_haandtag = None
        self._efterse()
        self._vaek()
        self._stil_ur()

    def _stil_ur(self) -> None:
        """Have `_tid_gaar` called at the next deadline, also when nobody fetches: giving up does not wait for that."""
        if self._ur_haandtag is not None:
            self._ur_haandtag.cancel()
            self._ur_haandtag = None
        naeste = self._tilstand.naeste()
        if naeste is not None and self.skaar.tabt is None and not self._lukket:
            om = max(0.005, naeste - self._om.ur().timestamp())
            self._ur_haandtag = asyncio.get_running_loop().call_later(om, self._tid_gaar)

    def _skriv(self, skridt: Sequence[Skridt]) -> None:
        if skridt:
            self.skaar.skriv(self._tilstand.gemt, skridt)

    def _vaek(self) -> None:
        """Wake everyone who waits; each looks for itself."""
        self._signal.set()
        self._signal = asyncio.Event()

    def _pump(self) -> None:
        if self._pumpe is None and self._tilstand.har_plads:
            self._pumpe = asyncio.create_task(self._koer_pumpe(), name=f"dueslag-{self.id}")

    async def _koer_pumpe(self) -> None:
        """Read on while somebody waits: one reader for all fetchers of the dueslag."""
        try:
            while self._ventende and self._tilstand.har_plads and self.skaar.tabt is None and not self._lukket:
                async with self._laas:
                    await self._fyld(self._pumpevent())
                self._vaek()
        except BrokerError as fejl:
            LOG.warning("a dueslag cannot be read now", dueslag=self.id, error=fejlord(fejl))
            await asyncio.sleep(_PUMPE_VENT)
        finally:
            self._pumpe = None
            self._vaek()

    def _pumpevent(self) -> float:
        naeste = self._tilstand.naeste()
        return _PUMPE_VENT if naeste is None else min(_PUMPE_VENT, max(0.0, naeste - self._om.ur().timestamp()))

    async def _fyld(self, vent: float) -> None:
        """Read into the window: first what a restart left, then what has become valid, then what is new."""
        if self._laeser is None:
            await self._aabn()
        for offset in self._tilstand.mangler:
            await self._genlaes(offset)
        for offset in self._tilstand.forfaldne(self._om.ur().timestamp()):
            await self._genlaes(offset)
        if self._laeser is not None and self._tilstand.har_plads:
            for post in await self._laeser.read(max_records=_LAES_MAKS, timeout=vent):
                self._tag_ind(post)
        self._stil_ur()

    async def _aabn(self) -> None:
        emne = emner.dueslag(self.id)
        slut = (await self._om.broker.end_offsets(emne)).get(0, 0)
        if self._tilstand.laes_fra > slut:
            # The dueslag was ended and made anew; its offsets begin again, and what was remembered is of the old one.
            self._tilstand = Leveringstilstand.fra(self._tilstand.regler, Gemt())
        self._laeser = await self._om.broker.reader(emne, offset=self._tilstand.laes_fra)

    async def _genlaes(self, offset: int) -> None:
        async with await self._om.broker.reader(emner.dueslag(self.id), offset=offset) as laeser:
            # An empty answer is no proof that it is gone; only a reader that has come past its place is.
            fundet = [post async for poster in read_to(laeser, offset + 1, max_records=1) for post in poster]
        if fundet:
            self._tag_ind(fundet[0])
        else:
            self._tilstand.glem(offset)

    def _tag_ind(self, post: StoredRecord) -> None:
        besked = post.value or b""
        fra, til = laes_tid(post.header(emner.GYLDIG_FRA)), laes_tid(post.header(emner.GYLDIG_TIL))
        taget = self._tilstand.tag_ind(
            post.offset,
            post.key,
            len(besked),
            nu=self._om.ur().timestamp(),
            fra=None if fra is None else fra.timestamp(),
            til=None if til is None else til.timestamp(),
        )
        if taget:
            self._sager[post.offset] = Sag(
                post, laes_ruter(besked, self._om.opslag.register.skemaer), self.id, self._modtager
            )
