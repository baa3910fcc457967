"""The routing core put together: what API, CLI and demo call.

In at `modtag`, out at `hent` and `kvitter`; between them the router and delivery run as tasks of this object.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import structlog

from brokers import Broker
from hub.beskedfordeler import emner, kvitteringer
from hub.beskedfordeler.direkte import Direkteindgang
from hub.beskedfordeler.fejlkoe import Fejlkoe
from hub.beskedfordeler.gaeldende import Gaeldende
from hub.beskedfordeler.indtag import Indtag
from hub.beskedfordeler.kvitteringer import Afgoerelsesventer
from hub.beskedfordeler.levering.ejere import Ejer
from hub.beskedfordeler.levering.motor import Leveringsmotor
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag
from hub.beskedfordeler.rettigheder import Rettighedsvogter
from hub.beskedfordeler.router import Router
from hub.beskedfordeler.typer import (
    Fordelerindstillinger,
    Hop,
    Kvittering,
    Kvitteringsside,
    Levering,
    Modtagelse,
    Svar,
    Svarresultat,
)
from hub.konfiguration.kilde import Konfiguration, Konfigurationskilde
from hub.konfiguration.vaerdiopslag import INGEN_VAERDIER, Vaerdiopslag
from hub.kontrakter import Miljoe
from hub.kontrakter.kontraktsaet import MEDFOELGENDE, Kontraktkilde
from hub.log.hoveder import Hovedfiler
from hub.log.seneste import Accepteret, Graenser, Seneste, find_seneste

LOG = structlog.get_logger(__name__)

_OVERALT: Final = 20.0
"""Seconds that a change may take to be in force everywhere: a dead instance's session ends, another takes over."""


def _nu() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Beskedfordeler:
    """A routing core on a started broker, for one event loop.

    `hemmelighed` is the key of the keyed hashes under which ids are kept; all instances on one broker share it.
    `data` is the directory of what this instance keeps beside the bus: the read models and the heads of the log.
    `kontrakter` are the contracts that messages may be under; left out: those that ship with the hub.
    `vaerdier` answers which value lists hold an id; left out: none does. `egen_url` is where other instances reach
    this one; `database_url` the PostgreSQL of the read models, which lie in `data` without it.
    """

    def __init__(
        self,
        broker: Broker,
        konfiguration: Konfigurationskilde,
        *,
        hemmelighed: bytes,
        data: Path,
        ur: Callable[[], dt.datetime] = _nu,
        indstillinger: Fordelerindstillinger | None = None,
        vaerdier: Vaerdiopslag = INGEN_VAERDIER,
        miljoe: Miljoe = Miljoe.TEST,
        maalinger: Maalinger | None = None,
        egen_url: str | None = None,
        kontrakter: Kontraktkilde = MEDFOELGENDE,
        database_url: str | None = None,
    ) -> None:
        from hub.indeks import Indeks  # the read models are made of this package's records, so they import it first

        valg = indstillinger or Fordelerindstillinger()
        self._broker = broker
        self._kilde = konfiguration
        self._maalinger = maalinger or Maalinger()
        self._kontrakter = kontrakter
        self._opslag = Opslag(
            broker,
            valg.partitioner,
            miljoe=miljoe,
            vaerdier=vaerdier,
            kontrakter=kontrakter,
            indhent=konfiguration.indhent,
        )
        self._gaeldende = Gaeldende(broker)
        self._hoveder = Hovedfiler(data / "log.hoved", valg.hoved_sekunder)
        self._venter = Afgoerelsesventer()
        self._router = Router(
            broker,
            self._opslag,
            hemmelighed,
            ur,
            valg,
            self._maalinger,
            self._hoveder,
            self._venter.meld,
            data / "historik",
        )
        self._indtag = Indtag(broker, self._opslag, hemmelighed, ur, valg, self._maalinger, self._router.ejer)
        self._direkte = Direkteindgang(broker, self._opslag, ur, self._indtag.noegle, self._maalinger)
        self._rettigheder = Rettighedsvogter(broker, self._opslag, ur)
        self._motor = Leveringsmotor(
            broker, self._opslag, hemmelighed, ur, valg, self._maalinger, self._hoveder, egen_url
        )
        self._indeks = Indeks(broker, data / "indeks.sqlite", hemmelighed, url=database_url)
        self.fejlkoe = Fejlkoe(broker, self._indeks, ur, self._indtag.noegle)
        """What failed, and its redrive."""
        self._soegning = asyncio.Lock()
        self._afmeld: list[Callable[[], None]] = []
        self.klar = False
        """Whether messages are taken in and routed."""

    async def start(self) -> None:
        """Make the topics, restore what is remembered, and begin. Raises BrokerError."""
        await self._opslag.start(self._kilde.nu)
        self._afmeld += [self._kilde.abonner(self.opdater), self._kontrakter.abonner(self.skift_kontrakter)]
        if self._kilde.nu.version != self._opslag.konfiguration.version:  # it changed while it was compiled
            await self._opslag.opdater(self._kilde.nu)
        await self._gaeldende.start()
        await self._hoveder.start()
        await self._indeks.start()
        await self.fejlkoe.start()
        await self._motor.start()
        await self._router.start()
        await self._direkte.start()
        await self._rettigheder.start()
        self.klar = True
        LOG.info("routing core ready", partitions=self._opslag.partitioner, configuration=self._kilde.nu.version)

    async def aflever(self, *, frist: float = 5.0) -> None:
        """Before the API closes: leave every dueslag to the other instances, so that they serve them meanwhile."""
        self.klar = False
        try:
            async with asyncio.timeout(frist):
                await self._motor.aflever()
        except TimeoutError:
            LOG.warning("the dueslag were not handed over in time; others take them when this instance has ended")

    async def stop(self, *, frist: float = 20.0) -> None:
        """Take nothing more in, finish what is open, close.

        What `frist` seconds do not suffice for is left as it is; nothing acknowledged is lost by that.
        """
        self.klar = False
        while self._afmeld:
            self._afmeld.pop()()
        try:
            async with asyncio.timeout(frist):
                await self._rettigheder.stop()
                await self._indtag.luk()
                await self._direkte.stop()
                await self._router.stop()
                await self._motor.stop()
                await self.fejlkoe.stop()
                await self._indeks.stop()
                await self._hoveder.stop()
                await self._gaeldende.stop()
        except TimeoutError:
            LOG.warning("the routing core did not finish in time; what is open is taken up at the next start")

    def stoerrelser(self) -> Mapping[str, float]:
        """How much is waiting where, for the operator's gauges."""
        return {
            "indtag_ventende": self._indtag.ventende,
            "indtag_bytes": self._indtag.fylde,
            "router_partitioner": self._router.antal,
            "levering_partitioner": self._motor.antal,
            "dueslag_aabne": self._motor.aabne,
            "dueslag_bytes": self._motor.fylde,
            "laesemodeller_klar": float(self._indeks.klar),
        }

    async def modtag(self, besked: bytes, afsender: str, *, traceparent: str | None = None) -> Modtagelse:
        """Take a message in; it is durable when this returns. `afsender` is the authenticated system's id.

        Raises Overbelastet, ForStor, BrokerError. What is wrong with the message itself is said in its receipt.
        """
        return await self._indtag.modtag(besked, afsender, traceparent)

    async def vent_paa_afgoerelse(self, modtagelse_id: str, timeout: float) -> Kvittering | None:  # noqa: ASYNC109 - running out of time is an answer here, not an error
        """The router's decision about a reception of this instance; None when it did not come in time."""
        fjern = self._indtag.fjern(modtagelse_id)
        if fjern is None or self._venter.kendt(modtagelse_id):
            return await self._venter.vent(modtagelse_id, timeout)
        afsender, fra = fjern
        return await kvitteringer.find_afgoerelse(self._broker, afsender, modtagelse_id, fra=fra, frist=timeout)

    async def kvitteringer(
        self, system: str, *, efter: str | None = None, maks: int = 100, vent: float = 0.0
    ) -> Kvitteringsside:
        """A sender's receipts after a cursor, oldest first; waits up to `vent` seconds. Raises UgyldigMarkoer."""
        return await kvitteringer.side(self._broker, system, efter=efter, maks=maks, vent=vent)

    async def hent(self, dueslag: str, *, maks: int = 1, vent: float = 0.0) -> Sequence[Levering]:
        """Messages from a dueslag, each to be answered before its deadline; waits up to `vent` seconds for the first.

        Raises UkendtDueslag, AndenInstans, BrokerError.
        """
        return await self._motor.hent(dueslag, maks=maks, vent=vent)

    async def kvitter(self, dueslag: str, svar: Sequence[Svar]) -> Sequence[Svarresultat]:
        """Take a receiver's answers; what is reported as taken is durable. Repeating an answer changes nothing.

        Raises UkendtDueslag, AndenInstans, BrokerError.
        """
        return await self._motor.kvitter(dueslag, svar)

    @property
    def jeg(self) -> Ejer:
        """This instance, as it announces itself to the others."""
        return self._motor.jeg

    @property
    def ejerskifte(self) -> asyncio.Event:
        """Is set when dueslag change hands, here or elsewhere. Taken before a look at `ejer`, it misses none."""
        return self._motor.ejerskifte

    def ejer(self, dueslag: str) -> Ejer | None:
        """The other instance that serves a dueslag, as far as was announced; None: this one, or nobody."""
        return self._motor.ejer(dueslag)

    async def spor(self, besked_id: str) -> Sequence[Hop]:
        """Every hop of every reception of this BeskedId, in order of time; empty when there is none."""
        return await self._indeks.spor(besked_id)

    async def trafik(self) -> Sequence[tuple[str, str, int, int, dt.datetime]]:
        """What was counted per schema version (see `Indeks.trafik`). Raises IndeksNede, BrokerError."""
        return await self._indeks.trafik()

    async def seneste_beskeder(self, vil_have: Callable[[Accepteret], bool], graenser: Graenser) -> Seneste:
        """The newest accepted messages that are wanted, from the log; one search at a time. Raises BrokerError."""
        async with self._soegning:
            return await find_seneste(self._broker, emner.LOG, vil_have, graenser)

    async def skift_kontrakter(self) -> None:
        """Go over to the newest contracts. When it returns, every later decision of this instance knows them."""
        await self._opslag.skift_kontrakter()
        await self._router.batchgraense()

    async def gaelder_overalt(self, *, frist: float = _OVERALT) -> bool:
        """Return when what this instance routes by is what every instance routes by; False: not within `frist` seconds.

        After True, every message that is taken in is decided by it, whichever instance decides.
        """
        return await self._gaeldende.vent(self._opslag.konfiguration.naaet, frist)

    async def opdater(self, konfiguration: Konfiguration) -> None:
        """Go over to a new configuration. When it returns, every later decision of this instance is made by it."""
        if await self._opslag.opdater(konfiguration):
            await self._router.batchgraense()
            await self._motor.opdater()
            self._direkte.opdater()
            await self._rettigheder.opdater()
