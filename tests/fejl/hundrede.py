"""A hundred dueslag that all get everything, each with a receiver that waits over HTTP; one of them may be slow."""

from __future__ import annotations

import asyncio
import base64
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from tests.system.klient import Klient, Nede
from tests.system.opstilling import Deltager, deltager, myndighed

SYSTEMER: Final = 5
PR_SYSTEM: Final = 20
_VENT: Final = "5"
_LANGSOM: Final = {"fristSekunder": 600, "forsoeg": 1000, "pauseSekunder": 0}


@dataclass
class Modtager:
    """One dueslag, and what came out of it: each message and when, in order."""

    dueslag: str
    klient: Klient
    fik: list[tuple[str, float]] = field(default_factory=list)
    """Messages in base64, and the time on the caller's clock."""
    ubesvarede: list[str] = field(default_factory=list)
    """Deliveries that a slow receiver has in hand."""

    async def modtag_til(self, stop: asyncio.Event, svarer: asyncio.Event) -> None:
        """Fetch until told to stop; answer at once while `svarer` is set, else keep what came in hand."""
        while not stop.is_set():
            try:
                status, krop = await self.klient.kald(
                    "GET",
                    f"/api/v1/dueslag/{self.dueslag}/beskeder",
                    params={"max": "100", "vent": _VENT, "format": "avro"},
                )
                assert status == 200, krop
                nu = time.monotonic()
                self.fik += [(post["avro"], nu) for post in krop["beskeder"]]
                self.ubesvarede += [post["leveringId"] for post in krop["beskeder"]]
                if self.ubesvarede and svarer.is_set():
                    await self._svar()
            except Nede:
                await asyncio.sleep(0.05)

    async def _svar(self) -> None:
        svar = [{"leveringId": en, "status": "kvitteret"} for en in self.ubesvarede]
        status, krop = await self.klient.kald("POST", f"/api/v1/dueslag/{self.dueslag}/kvitteringer", json=svar)
        assert status == 200, krop
        self.ubesvarede.clear()


@dataclass
class Hundrede:
    """The sender and the receivers; the first receiver is the one that may be slow."""

    afsender: Deltager
    modtagere: list[Modtager]
    sendt: dict[str, float] = field(default_factory=dict)
    """Messages in base64, and when each was sent."""

    async def send(self, raa: bytes) -> None:
        """Send a message; it counts from before the call."""
        self.sendt[base64.b64encode(raa).decode()] = time.monotonic()
        status, krop = await self.afsender.klient.send(raa)
        assert status == 202, krop

    def naaet(self, modtagere: list[Modtager]) -> bool:
        """Whether these receivers have had all that was sent."""
        return all(len(modtager.fik) >= len(self.sendt) for modtager in modtagere)

    def ventetider(self, fra: int = 0) -> list[float]:
        """Seconds from sending to receiving, of every receiver but the first, of messages sent from number `fra` on."""
        pladser = {besked: nr for nr, besked in enumerate(self.sendt)}
        return [
            kom - self.sendt[besked]
            for modtager in self.modtagere[1:]
            for besked, kom in modtager.fik
            if pladser[besked] >= fra
        ]


async def opstil(administrator: Klient) -> Hundrede:
    """Register a sender, and the receivers with a subscription to everything each."""
    await myndighed(administrator)
    afsender = await deltager(administrator, "fagsystem", "afsend")
    systemer = [await deltager(administrator, f"modtager {nr}", "modtag") for nr in range(SYSTEMER)]
    modtagere = [
        Modtager(await system.abonner(administrator, f"{nr} {en}", levering=_LANGSOM), system.klient)
        for nr, system in enumerate(systemer)
        for en in range(PR_SYSTEM)
    ]
    return Hundrede(afsender, modtagere)


def pr_objekt(modtager: Modtager, objekter: dict[str, str]) -> dict[str, list[str]]:
    """What came, by the object that each message is about, in order."""
    fundet: dict[str, list[str]] = defaultdict(list)
    for besked, _ in modtager.fik:
        fundet[objekter[besked]].append(besked)
    return fundet
