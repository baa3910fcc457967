"""The fejlkø: what failed can be listed, looked at, and sent again once its cause is mended.

Beside the way of a message, and back to its beginning. A redrive is one transaction of the message and the mark that
it was redriven, so that doing it twice sends nothing twice, from whichever instance.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import orjson
import structlog

from brokers import Broker, Fenced, Reader, Record, Unavailable, read_to
from hub.beskedfordeler import emner, fejlposter, indpost
from hub.beskedfordeler.aarsager import maskeret
from hub.beskedfordeler.fejl import UgyldigMarkoer, UkendtFejl
from hub.beskedfordeler.fejlposter import Fejl, Fejldetaljer, Fejlfilter, Fejlpost, Fejlside, Genafspilning
from hub.beskedfordeler.indpost import Genafspil, Indpost
from hub.log.haendelse import us

if TYPE_CHECKING:
    from hub.indeks import Indeks  # the read models are made of this package's records

LOG = structlog.get_logger(__name__)

__all__ = ["Fejldetaljer", "Fejlfilter", "Fejlkoe", "Fejlpost", "Fejlside", "Genafspilning"]

_SIDE: Final = 200
_MANGE: Final = 10_000
"""Entries redriven by one call at most."""
_FORSOEG: Final = 10
_ALT: Final = Fejlfilter()
_SKRIVER: Final = "fejlkoe"
_HVEM_MAKS: Final = 100


class Fejlkoe:
    """What failed. `noegle_af` gives the key under which a message goes in again."""

    def __init__(
        self,
        broker: Broker,
        indeks: Indeks,
        ur: Callable[[], dt.datetime],
        noegle_af: Callable[[bytes], bytes | None],
    ) -> None:
        self._broker = broker
        self._indeks = indeks
        self._ur = ur
        self._noegle_af = noegle_af
        self._genafspillede: set[str] = set()
        self._laeser: Reader | None = None
        self._laas = asyncio.Lock()

    async def start(self) -> None:
        """Begin to follow what has been redriven. Raises BrokerError."""
        self._laeser = await self._broker.reader(emner.FEJLTILSTAND)

    async def stop(self) -> None:
        """Follow no more."""
        if self._laeser is not None:
            await self._laeser.close()
            self._laeser = None

    async def list(self, kriterier: Fejlfilter = _ALT, *, markoer: str | None = None, maks: int = 100) -> Fejlside:
        """Entries, newest first. Raises UgyldigMarkoer."""
        antal = max(1, min(maks, _SIDE))
        poster = await self._indeks.fejl(kriterier, foer=_laes_markoer(markoer), maks=antal + 1)
        side = tuple(poster[:antal])
        return Fejlside(side, _skriv_markoer(side[-1]) if len(poster) > antal else None)

    async def vis(self, id_: str) -> Fejldetaljer:
        """One entry in full, the original bytes included. Raises UkendtFejl."""
        post, fejl, _ = await self._find(id_)
        return Fejldetaljer(post, fejl.aarsager, fejl.besked)

    async def genafspil(self, *ider: str, hvem: str) -> Sequence[Genafspilning]:
        """Send entries again: a refused message through the router, a failed delivery into its dueslag alone.

        `hvem`: who ordered it, for the log. An entry that was redriven before is left as it is. Raises BrokerError.
        """
        ordnet_af = maskeret(hvem.strip())[:_HVEM_MAKS]
        if not ordnet_af.isprintable() or not ordnet_af:
            raise ValueError("hvem: say who orders the redrive, in at most 100 printable characters")
        async with self._laas:
            return [await self._genafspil(id_, ordnet_af) for id_ in dict.fromkeys(ider)]

    async def genafspil_mange(
        self, kriterier: Fejlfilter, *, hvem: str, toerkoersel: bool = False
    ) -> Sequence[Genafspilning]:
        """Send every open entry that meets the criteria again; with `toerkoersel`, only say which. At most 10,000."""
        aabne = replace(kriterier, tilstand="aaben")
        ider: list[str] = []
        markoer = None
        while len(ider) < _MANGE:
            side = await self.list(aabne, markoer=markoer, maks=_SIDE)
            ider.extend(post.id for post in side.poster)
            markoer = side.naeste
            if markoer is None:
                break
        if toerkoersel:
            return [Genafspilning(id_, "ville") for id_ in ider[:_MANGE]]
        # Oldest first: what failed in an order goes in again in that order.
        return await self.genafspil(*reversed(ider[:_MANGE]), hvem=hvem)

    async def _genafspil(self, id_: str, hvem: str) -> Genafspilning:
        try:
            _, fejl, noegle = await self._find(id_)
        except UkendtFejl:
            return Genafspilning(id_, "ukendt")
        for _ in range(_FORSOEG):
            # Whoever takes over the id has seen the end of what others wrote: read it, then decide.
            producer = await self._broker.producer(_SKRIVER)
            try:
                await self._indhent()
                if id_ in self._genafspillede:
                    return Genafspilning(id_, "allerede")
                nu = self._ur()
                maerke = orjson.dumps({"hvem": hvem, "tidspunkt": nu.isoformat()})
                async with producer.transaction() as transaktion:
                    transaktion.send(indpost.skriv(self._ind(fejl, noegle, hvem, nu)))
                    transaktion.send(Record(emner.FEJLTILSTAND, maerke, id_.encode()))
                LOG.info("redriven", entry=id_, by=hvem, dueslag=fejl.dueslag)
                return Genafspilning(id_, "genafspillet")
            except Fenced:
                await asyncio.sleep(0.02)
            finally:
                await producer.close()
        raise Unavailable("others redrive all the time; try again in a moment")

    def _ind(self, fejl: Fejl, noegle: bytes | None, hvem: str, nu: dt.datetime) -> Indpost:
        genafspil = Genafspil(fejl.id, hvem, fejl.dueslag)
        if fejl.dueslag is not None:
            return Indpost(
                fejl.besked, noegle, fejl.afsender, fejl.modtagelse, fejl.modtaget, fejl.sted, genafspil=genafspil
            )
        # A message that could not be read may have a key now that its schema is known.
        noegle = self._noegle_af(fejl.besked)
        modtagelse = fejlposter.genafspillet_modtagelse(fejl.id)
        return Indpost(fejl.besked, noegle, fejl.afsender, modtagelse, nu, fejl.sted, genafspil=genafspil)

    async def _find(self, id_: str) -> tuple[Fejlpost, Fejl, bytes | None]:
        fundet = await self._indeks.fejlsted(id_)
        if fundet is not None:
            post, partition, offset = fundet
            async with await self._broker.reader(emner.FEJLKOE, partition, offset=offset) as laeser:
                poster = [en async for side in read_to(laeser, offset + 1, max_records=1) for en in side]
            if poster and poster[0].value is not None:
                return post, fejlposter.laes(poster[0].value), poster[0].key
        raise UkendtFejl("no entry of this id in the fejlkø; it may be older than what is kept")

    async def _indhent(self) -> None:
        if self._laeser is None:
            raise Unavailable("the fejlkø is closed")
        slut = (await self._broker.end_offsets(emner.FEJLTILSTAND)).get(0, 0)
        async for poster in read_to(self._laeser, slut):
            self._genafspillede.update((post.key or b"").decode() for post in poster if post.value is not None)


def _skriv_markoer(post: Fejlpost) -> str:
    return base64.urlsafe_b64encode(f"{us(post.tidspunkt)}:{post.id}".encode()).decode()


def _laes_markoer(markoer: str | None) -> tuple[int, str] | None:
    if markoer is None:
        return None
    try:
        tid, _, id_ = base64.b64decode(markoer, altchars=b"-_", validate=True).decode().partition(":")
        return int(tid), id_
    except (ValueError, binascii.Error):
        raise UgyldigMarkoer("the cursor was not given by this hub; leave it out to begin from the newest") from None
