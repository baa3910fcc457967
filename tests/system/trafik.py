"""The load: senders that repeat themselves until they get a 202, and receivers that are as unreliable as real ones."""

from __future__ import annotations

import asyncio
import base64
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tests.system.klient import Klient, Nede
from tests.system.regnskab import Afsenderregnskab, Modtagerregnskab
from tests.system.sager import Udsendelse, laes_udsendelse

FRIST: Final = 20.0
"""Seconds that a patient receiver waits for an answer."""
PAUSE: Final = 0.05
"""Seconds until a caller tries again after the hub did not answer."""


@dataclass(frozen=True)
class Vaner:
    """How unreliable a receiver is: the share of fetches it breaks off, batches it forgets, messages it postpones."""

    afbryder: float = 0.15
    glemmer: float = 0.08
    udskyder: float = 0.05


PAALIDELIG: Final = Vaner(0, 0, 0)


async def send_til(
    stop: asyncio.Event,
    klient: Klient,
    stroem: Iterator[Udsendelse],
    regnskab: Afsenderregnskab,
    tilfaeldig: random.Random,
    *,
    maa_sende: Callable[[], bool] = lambda: True,
) -> None:
    """Send until told to stop; each message until it has its 202, and now and then once more."""
    while not stop.is_set():
        if not maa_sende():
            await asyncio.sleep(PAUSE)
            continue
        udsendelse = next(stroem)
        await _send(klient, udsendelse, regnskab)
        if tilfaeldig.random() < 0.03:
            await _send(klient, udsendelse, regnskab)


async def _send(klient: Klient, udsendelse: Udsendelse, regnskab: Afsenderregnskab) -> None:
    while True:
        if klient.hub.url is None:
            await asyncio.sleep(PAUSE)
            continue
        regnskab.aabne += 1
        try:
            status, krop = await klient.send(udsendelse.raa)
        except Nede:
            regnskab.usikre += 1
            await asyncio.sleep(PAUSE)
        else:
            assert status == 202, (status, krop)
            regnskab.kvitteret(udsendelse, krop["modtagelseId"])
            return
        finally:
            regnskab.aabne -= 1


async def modtag_til(
    stop: asyncio.Event,
    klient: Klient,
    regnskab: Modtagerregnskab,
    tilfaeldig: random.Random,
    vaner: Callable[[], Vaner],
) -> None:
    """Fetch and answer until told to stop."""
    while not stop.is_set():
        regnskab.aabne += 1
        try:
            await _hent_og_svar(klient, regnskab, tilfaeldig, vaner())
        except Nede:
            await asyncio.sleep(PAUSE)
        finally:
            regnskab.aabne -= 1


async def _hent_og_svar(klient: Klient, regnskab: Modtagerregnskab, tilfaeldig: random.Random, vaner: Vaner) -> None:
    hentet = time.monotonic()
    afbryder = tilfaeldig.random() < vaner.afbryder
    status, krop = await klient.kald(
        "GET",
        f"/api/v1/dueslag/{regnskab.dueslag}/beskeder",
        params={"max": "50", "vent": "1", "format": "avro"},
        frist=tilfaeldig.uniform(0.001, 0.1) if afbryder else FRIST,
    )
    assert status == 200, (status, krop)
    leveringer: dict[str, Udsendelse] = {}
    for post in krop["beskeder"]:
        udsendelse = laes_udsendelse(base64.b64decode(post["avro"]))
        regnskab.leveret(udsendelse.besked_id, udsendelse.objekt, udsendelse.nummer, hentet=hentet)
        leveringer[post["leveringId"]] = udsendelse
    if not leveringer or tilfaeldig.random() < vaner.glemmer:
        return
    svar = []
    for levering_id, udsendelse in leveringer.items():
        udskudt = tilfaeldig.random() < vaner.udskyder
        if not udskudt:
            regnskab.svarer(udsendelse.objekt, udsendelse.nummer)
        svar.append({"leveringId": levering_id, "status": "udskudt" if udskudt else "kvitteret"})
    svaret, svaret_ved = await _svar(klient, regnskab.dueslag, svar)
    for sagt, hvad in zip(svar, svaret, strict=True):
        if sagt["status"] == "kvitteret" and hvad["udfald"] in {"modtaget", "gentaget"}:
            regnskab.taget(leveringer[hvad["leveringId"]].besked_id, svaret=svaret_ved)


async def _svar(klient: Klient, dueslag: str, svar: Sequence[dict[str, str]]) -> tuple[Sequence[dict[str, str]], float]:
    """Answer, and repeat the answer until the hub has said what it led to; and when it said so."""
    while True:
        try:
            status, krop = await klient.kald("POST", f"/api/v1/dueslag/{dueslag}/kvitteringer", json=svar)
        except Nede:
            await asyncio.sleep(PAUSE)
            continue
        assert status == 200, (status, krop)
        return krop["svar"], time.monotonic()
