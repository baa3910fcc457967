"""The intake: a message is stamped, keyed by its object, and made durable on `ind.faelles`.

First stop of a message in the hub. Only the envelope is read here, to find the key; judging is the router's.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from brokers import Broker, UnknownTopic, partition_for
from hub.beskedfordeler import emner, indpost
from hub.beskedfordeler.fejl import ForStor, Overbelastet
from hub.beskedfordeler.indpost import Indpost
from hub.beskedfordeler.maalinger import Maalinger
from hub.beskedfordeler.opslag import Opslag, er_system_id
from hub.beskedfordeler.typer import Fordelerindstillinger, Modtagelse
from hub.kontrakter.afgoerelse import Rutefelter
from hub.kontrakter.historik import noegle
from hub.kontrakter.ruter import rutefelter
from hub.log.haendelse import Sted
from schemas.codec import Ulaeselig, laes_kuvert
from schemas.skema import Skema

_FJERNE_HUSKES: Final = 10_000
PROEV_IGEN: Final = 1.0
"""Seconds after which a sender that was refused for lack of room should try again."""


class Indtag:
    """Takes messages in, as long as no more wait to become durable than the settings allow."""

    def __init__(
        self,
        broker: Broker,
        opslag: Opslag,
        hemmelighed: bytes,
        ur: Callable[[], dt.datetime],
        indstillinger: Fordelerindstillinger,
        maalinger: Maalinger,
        ejes: Callable[[int], bool],
    ) -> None:
        self.ventende = 0
        """Messages that are not durable yet."""
        self.fylde = 0
        """Their bytes."""
        self._broker = broker
        self._opslag = opslag
        self._hemmelighed = hemmelighed
        self._ur = ur
        self._indstillinger = indstillinger
        self._maalinger = maalinger
        self._ejes = ejes
        self._fjerne: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._lukket = False
        self._tomt = asyncio.Event()
        self._tomt.set()

    async def modtag(self, besked: bytes, afsender: str, traceparent: str | None) -> Modtagelse:
        """Make a message durable. Raises Overbelastet, ForStor, ValueError (no system id), BrokerError."""
        if not er_system_id(afsender):
            raise ValueError("afsender: the id of a system is a UUID in lower case")
        if len(besked) > emner.BESKED_MAKS:
            raise ForStor(
                f"the message has {len(besked)} bytes; the limit is {emner.BESKED_MAKS}. Send large content by claim check"
            )
        self._plads(len(besked))
        self.ventende += 1
        self.fylde += len(besked)
        self._tomt.clear()
        try:
            await self._opslag.kend((besked,))
            ind, besked_id = self._stempl(besked, afsender, traceparent)
            await self._opslag.sikr_kvittering((afsender,))
            await self._maerk_fjern(ind)
            await self._broker.send(indpost.skriv(ind))
        finally:
            self.ventende -= 1
            self.fylde -= len(besked)
            if not self.ventende:
                self._tomt.set()
        self._maalinger.modtaget.inc()
        return Modtagelse(ind.modtagelse, besked_id, ind.modtaget)

    def fjern(self, modtagelse: str) -> tuple[str, int] | None:
        """For a reception that another instance routes: its sender, and from which offset its receipt is to be sought."""
        return self._fjerne.get(modtagelse)

    def noegle(self, besked: bytes) -> bytes | None:
        """The record key of a message: keyed hash of its first object id, else of its BeskedId; None: unreadable."""
        return self._hashet(laes_ruter(besked, self._opslag.register.skemaer))

    async def luk(self) -> None:
        """Take nothing more in; returns when what was begun is durable."""
        self._lukket = True
        await self._tomt.wait()

    async def _maerk_fjern(self, ind: Indpost) -> None:
        if self._ejes(partition_for(ind.noegle, self._indstillinger.partitioner)):
            return
        emne = emner.kvittering(ind.afsender)
        try:
            slut = await self._broker.end_offsets(emne)
        except UnknownTopic:  # someone deleted it behind the hub's back
            self._opslag.glem(emne)
            await self._opslag.sikr_kvittering((ind.afsender,))
            slut = {}
        self._fjerne[ind.modtagelse] = (ind.afsender, slut.get(0, 0))
        while len(self._fjerne) > _FJERNE_HUSKES:
            self._fjerne.popitem(last=False)

    def _plads(self, stoerrelse: int) -> None:
        if self._lukket:
            raise Overbelastet("the hub is closing; try again when it has restarted", PROEV_IGEN)
        graenser = self._indstillinger
        if self.ventende >= graenser.indtag_beskeder or self.fylde + stoerrelse > graenser.indtag_bytes:
            self._maalinger.afvist_indtag.inc()
            raise Overbelastet(f"{self.ventende} messages wait to be written; try again in a moment", PROEV_IGEN)

    def _hashet(self, ruter: Rutefelter | None) -> bytes | None:
        if ruter is None:
            return None
        return noegle(self._hemmelighed, ruter.objekter[0] if ruter.objekter else ruter.besked_id)

    def _stempl(self, besked: bytes, afsender: str, traceparent: str | None) -> tuple[Indpost, str | None]:
        ruter = laes_ruter(besked, self._opslag.register.skemaer)
        sporing = traceparent.encode(errors="replace") if traceparent else None
        ind = Indpost(
            besked=besked,
            noegle=self._hashet(ruter),
            afsender=afsender,
            modtagelse=str(uuid.uuid4()),
            modtaget=self._ur(),
            sted=Sted(emner.INDGANG, -1, -1),
            traceparent=sporing if sporing and indpost.SPORINGSFORM.fullmatch(sporing) else None,
        )
        return ind, ruter.besked_id if ruter else None


def laes_ruter(besked: bytes, skemaer: Mapping[int, Skema]) -> Rutefelter | None:
    """The routing fields of a message; None when its envelope cannot be read."""
    try:
        laest = laes_kuvert(besked, skemaer)
    except Ulaeselig:
        return None
    return rutefelter(laest.indhold) if laest.skema.er_besked else None
