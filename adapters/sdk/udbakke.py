"""The outbox: what is to be sent stands in the adapter's own SQLite until the hub has it, and until it is decided.

Written in the transaction of the handling that sends; from there in order per object to the hub, again and again
until it answers 202. A refused message stays, with its reasons.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

import orjson
import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from adapters.sdk.baner import Baner
from adapters.sdk.fejl import Afvist, IngenAdgang, Utilgaengelig
from adapters.sdk.hubklient import Hubklient
from adapters.sdk.kontekst import Udgaaende
from adapters.sdk.lager import Enhed, Lager, Raekke
from adapters.sdk.typer import Kvittering, Kvitteringsstatus
from schemas.regler.regel import Aarsag

HENT: Final = 200
"""Rows taken up at once."""


class Udstatus(enum.StrEnum):
    """How far a message has come."""

    KLAR = "klar"
    """Not with the hub yet."""
    AFSENDT = "afsendt"
    """With the hub, durable, not decided."""
    LEVERET = "leveret"
    """Accepted by the hub (or seen there before)."""
    KVITTERET = "kvitteret"
    """Acknowledged by at least one receiver."""
    AFVIST = "afvist"
    """Refused by the hub; it stays here with its reasons."""
    UAFLEVERET = "uafleveret"
    """Refused by a receiver, expired, or given up: it stands in the hub's fejlkø."""


FOER: Final = {
    Udstatus.LEVERET: (Udstatus.KLAR, Udstatus.AFSENDT),
    Udstatus.KVITTERET: (Udstatus.KLAR, Udstatus.AFSENDT, Udstatus.LEVERET),
    Udstatus.AFVIST: (Udstatus.KLAR, Udstatus.AFSENDT),
    Udstatus.UAFLEVERET: (Udstatus.KLAR, Udstatus.AFSENDT, Udstatus.LEVERET, Udstatus.KVITTERET),
}
"""From which statuses each may follow; a receipt may come before the answer to the sending."""

AF_KVITTERING: Final = {
    Kvitteringsstatus.LEVERET: Udstatus.LEVERET,
    Kvitteringsstatus.DUBLET: Udstatus.LEVERET,
    Kvitteringsstatus.KVITTERET: Udstatus.KVITTERET,
    Kvitteringsstatus.AFVIST: Udstatus.AFVIST,
    Kvitteringsstatus.AFVIST_AF_MODTAGER: Udstatus.UAFLEVERET,
    Kvitteringsstatus.UDLOEBET: Udstatus.UAFLEVERET,
    Kvitteringsstatus.FEJLKOE: Udstatus.UAFLEVERET,
}


@dataclass(frozen=True, slots=True)
class Udpost:
    """One message of the outbox, for whoever looks after the adapter."""

    nr: int
    besked_id: str
    skema: str
    status: Udstatus
    transaktions_id: str | None
    aarsager: tuple[Aarsag, ...]


async def laeg(enhed: Enhed, beskeder: Iterable[Udgaaende]) -> None:
    """Put messages into the outbox, in the transaction of `enhed`."""
    nu = time.time()
    for besked in beskeder:
        await enhed.skriv(
            "INSERT INTO sdk_udbakke (besked_id, skema, noegle, raa, transaktions_id, oprettet, aendret)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            besked.besked_id,
            besked.skema,
            besked.noegle,
            besked.raa,
            besked.transaktions_id,
            nu,
            nu,
        )


async def bogfoer(enhed: Enhed, kvittering: Kvittering) -> bool:
    """Note what a receipt says; false when it is about no message of this outbox."""
    if kvittering.besked_id is None:
        return False
    status = AF_KVITTERING.get(kvittering.status)
    if status is not None:
        await enhed.skriv(
            "UPDATE sdk_udbakke SET status = ?, aarsager = ?, aendret = ?"
            " WHERE besked_id = ? AND status IN (SELECT value FROM json_each(?))",
            status,
            _json(kvittering.aarsager),
            time.time(),
            kvittering.besked_id,
            orjson.dumps(FOER[status]).decode(),
        )
    return bool(await enhed.hent("SELECT 1 FROM sdk_udbakke WHERE besked_id = ?", kvittering.besked_id))


async def poster(lager: Lager) -> list[Udpost]:
    """The whole outbox, oldest first."""
    return [_post(raekke) for raekke in await lager.hent("SELECT * FROM sdk_udbakke ORDER BY nr")]


def _post(raekke: Raekke) -> Udpost:
    aarsager = tuple(Aarsag(**post) for post in orjson.loads(raekke["aarsager"]))
    return Udpost(
        raekke["nr"],
        raekke["besked_id"],
        raekke["skema"],
        Udstatus(raekke["status"]),
        raekke["transaktions_id"],
        aarsager,
    )


def _json(aarsager: Iterable[Aarsag]) -> str:
    return orjson.dumps(list(aarsager)).decode()


class Afsender:
    """Empties the outbox into the hub: in order per object, objects beside each other, until told to stop."""

    def __init__(
        self,
        navn: str,
        lager: Lager,
        hub: Hubklient,
        samtidige: int,
        afgjort: Callable[[Kvittering], Awaitable[None]],
    ) -> None:
        self._lager, self._hub, self._afgjort = lager, hub, afgjort
        self._baner = Baner(samtidige)
        self._naaet = 0
        self._noget = asyncio.Event()
        self._log = structlog.get_logger(adapter=navn)
        self._noget.set()

    def vaek(self) -> None:
        """There is something new in the outbox."""
        self._noget.set()

    async def koer(self) -> None:
        """Send for ever; cancelled by whoever stops the adapter."""
        try:
            while True:
                await self._noget.wait()
                self._noget.clear()
                await self._tag_op()
        finally:
            await self._baner.afbryd()

    async def toem(self) -> None:
        """Wait until everything in the outbox is with the hub."""
        while await self._lager.hent("SELECT 1 FROM sdk_udbakke WHERE status = 'klar' LIMIT 1"):
            self.vaek()
            await self._baner.tomme()
            await asyncio.sleep(0)

    async def _tag_op(self) -> None:
        while raekker := await self._lager.hent(
            "SELECT nr, besked_id, noegle, raa FROM sdk_udbakke WHERE status = 'klar' AND nr > ? ORDER BY nr LIMIT ?",
            self._naaet,
            HENT,
        ):
            for raekke in raekker:
                self._baner.laeg(raekke["noegle"], partial(self._send, raekke))
            self._naaet = raekker[-1]["nr"]
            await self._baner.plads(HENT)

    async def _send(self, raekke: Raekke) -> None:
        """Send one message until the hub has it or refuses it; then note which."""
        try:
            async for forsoeg in AsyncRetrying(
                retry=retry_if_exception_type((Utilgaengelig, IngenAdgang)),
                wait=wait_random_exponential(multiplier=0.1, max=5.0),
                before_sleep=lambda tilstand: self._log.warning(
                    "outbox waits", nr=raekke["nr"], forsoeg=tilstand.attempt_number, fejl=_kort(tilstand.outcome)
                ),
            ):
                with forsoeg:
                    if not await self._klar(raekke["nr"]):
                        return  # its receipt came, though the answer to the sending was lost
                    kvittering = await self._hub.send(raekke["raa"])
        except Afvist as fejl:
            # refused at the door: what a receipt says of those that are refused inside
            await self._afgjort(
                Kvittering(
                    besked_id=raekke["besked_id"],
                    status=Kvitteringsstatus.AFVIST,
                    aarsager=fejl.aarsager,
                    tidspunkt=dt.datetime.now(dt.UTC),
                )
            )
        else:
            async with self._lager.enhed() as enhed:
                await enhed.skriv(
                    "UPDATE sdk_udbakke SET status = 'afsendt', modtagelse_id = ?, aendret = ?"
                    " WHERE nr = ? AND status = 'klar'",
                    kvittering.modtagelse_id,
                    time.time(),
                    raekke["nr"],
                )

    async def _klar(self, nr: int) -> bool:
        return bool(await self._lager.hent("SELECT 1 FROM sdk_udbakke WHERE nr = ? AND status = 'klar'", nr))


def _kort(udfald: object) -> str:
    fejl = getattr(udfald, "exception", lambda: None)()
    return str(fejl) if fejl is not None else ""
