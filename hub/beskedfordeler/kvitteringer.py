"""Receipts: their form on `kvittering.<system>`, a sender's page of them, and the wait for a decision.

Last step back to the sender. Stored as JSON with the names that the API shows, since a receipt must also tell of
messages that could not be read, which the contract Kvittering cannot.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import orjson

from brokers import Broker, Record, UnknownTopic
from hub.beskedfordeler import emner
from hub.beskedfordeler.fejl import UgyldigMarkoer
from hub.beskedfordeler.typer import AFGOERENDE, Kvittering, Kvitteringsside, Kvitteringsstatus
from schemas.regler.regel import Aarsag

_HUSKES: Final = 10_000
"""Decisions remembered for those who ask a little late."""
_HEADERS: Final = (("content-type", b"application/json"),)
_KORT: Final = (
    b'{"modtagelseId":%b,"status":"%b","tidspunkt":"%b","beskedId":%b,"transaktionsId":%b,"modtager":null,'
    b'"dueslag":null,"modtagere":%d,"aarsager":[],"bemaerkning":null}'
)
_SIDE: Final = 500
_SIDE_VENT: Final = 5.0


def til_json(kvittering: Kvittering) -> dict[str, Any]:
    """A receipt with the names of the API; what is None stands as null."""
    return {
        "modtagelseId": kvittering.modtagelse_id,
        "status": kvittering.status.value,
        "tidspunkt": kvittering.tidspunkt.isoformat(),
        "beskedId": kvittering.besked_id,
        "transaktionsId": kvittering.transaktions_id,
        "modtager": kvittering.modtager,
        "dueslag": kvittering.dueslag,
        "modtagere": kvittering.modtagere,
        "aarsager": [dataclasses.asdict(aarsag) for aarsag in kvittering.aarsager],
        "bemaerkning": kvittering.bemaerkning,
    }


def skriv(kvittering: Kvittering) -> bytes:
    """The bytes of a receipt; as those of `til_json`, without the dictionary where all there is to tell is short."""
    k = kvittering
    if k.aarsager or k.modtager is not None or k.dueslag is not None or k.bemaerkning is not None:
        return orjson.dumps(til_json(k))
    return _KORT % (
        orjson.dumps(k.modtagelse_id),
        k.status.value.encode(),
        _tid(k.tidspunkt),
        orjson.dumps(k.besked_id),
        orjson.dumps(k.transaktions_id),
        k.modtagere,
    )


@lru_cache(maxsize=256)
def _tid(tidspunkt: dt.datetime) -> bytes:
    """A time that the receipts of a batch share."""
    return tidspunkt.isoformat().encode()


def fra_json(vaerdi: bytes) -> Kvittering:
    """The receipt that a record holds."""
    data = orjson.loads(vaerdi)
    return Kvittering(
        modtagelse_id=data["modtagelseId"],
        status=Kvitteringsstatus(data["status"]),
        tidspunkt=dt.datetime.fromisoformat(data["tidspunkt"]),
        besked_id=data["beskedId"],
        transaktions_id=data["transaktionsId"],
        modtager=data["modtager"],
        dueslag=data["dueslag"],
        modtagere=data["modtagere"],
        aarsager=tuple(Aarsag(**aarsag) for aarsag in data["aarsager"]),
        bemaerkning=data["bemaerkning"],
    )


def som_post(kvittering: Kvittering, til: str) -> Record:
    """The receipt as a record to the system `til`."""
    return Record(emner.kvittering(til), skriv(kvittering), headers=_HEADERS)


async def side(broker: Broker, system: str, *, efter: str | None, maks: int, vent: float) -> Kvitteringsside:
    """A system's receipts after a cursor, waiting up to `vent` seconds for the first. Raises UgyldigMarkoer."""
    fra = laes_markoer(efter)
    try:
        laeser = await broker.reader(emner.kvittering(system), offset=fra)
    except UnknownTopic:  # it never sent anything
        return Kvitteringsside((), skriv_markoer(fra))
    async with laeser:
        poster = await laeser.read(max_records=max(1, min(maks, _SIDE)), timeout=vent)
        return Kvitteringsside(
            tuple(fra_json(post.value) for post in poster if post.value is not None), skriv_markoer(laeser.offset)
        )


async def find_afgoerelse(broker: Broker, system: str, modtagelse: str, *, fra: int, frist: float) -> Kvittering | None:
    """The decision about a reception that another instance routes: read from the sender's receipts as they come."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(frist), await broker.reader(emner.kvittering(system), offset=fra) as laeser:
            while True:
                for post in await laeser.read(timeout=_SIDE_VENT):
                    kvittering = fra_json(post.value or b"{}")
                    if kvittering.modtagelse_id == modtagelse and kvittering.status in AFGOERENDE:
                        return kvittering
    return None


def skriv_markoer(offset: int) -> str:
    """The cursor after everything before `offset`."""
    return f"k{offset:x}"


def laes_markoer(markoer: str | None) -> int:
    """The offset that a cursor stands for; 0 for None. Raises UgyldigMarkoer."""
    if markoer is None:
        return 0
    with contextlib.suppress(ValueError):
        if markoer[:1] == "k" and len(markoer) <= 16 and markoer[1:].isalnum():
            return int(markoer[1:], 16)
    raise UgyldigMarkoer("the cursor was not given by this hub; leave it out to begin from the first receipt")


class Afgoerelsesventer:
    """Wakes whoever waits for the decision about a reception, within this process and without polling."""

    def __init__(self) -> None:
        self._nylige: OrderedDict[str, Kvittering] = OrderedDict()
        self._ventende: dict[str, set[asyncio.Future[Kvittering]]] = {}

    def meld(self, kvitteringer: Iterable[Kvittering]) -> None:
        """Tell of receipts that are durable now; only decisions count."""
        for kvittering in kvitteringer:
            if kvittering.status not in AFGOERENDE:
                continue
            self._nylige[kvittering.modtagelse_id] = kvittering
            for venter in self._ventende.pop(kvittering.modtagelse_id, ()):
                if not venter.done():
                    venter.set_result(kvittering)
        while len(self._nylige) > _HUSKES:
            self._nylige.popitem(last=False)

    def kendt(self, modtagelse: str) -> bool:
        """Whether the decision was made in this process, lately."""
        return modtagelse in self._nylige

    async def vent(self, modtagelse: str, timeout: float) -> Kvittering | None:  # noqa: ASYNC109 - running out of time is an answer here, not an error
        """The decision about a reception, or None when it did not come within `timeout` seconds."""
        if modtagelse in self._nylige:
            return self._nylige[modtagelse]
        venter: asyncio.Future[Kvittering] = asyncio.get_running_loop().create_future()
        self._ventende.setdefault(modtagelse, set()).add(venter)
        try:
            async with asyncio.timeout(timeout):
                return await venter
        except TimeoutError:
            return None
        finally:
            blandt = self._ventende.get(modtagelse)
            if blandt is not None:
                blandt.discard(venter)
                if not blandt:
                    del self._ventende[modtagelse]
