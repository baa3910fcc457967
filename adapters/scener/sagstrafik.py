"""Sager that flow while a contract changes: those of the old version, one of the new, and a receiver that looks on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from adapters.scener.klient import Afgjort, Klient
from adapters.scener.sager import Sagsskriver
from adapters.scener.trafik import Trafik
from schemas.codec import pak
from schemas.skema import Skema


@dataclass(slots=True, kw_only=True)
class Sagstrafik(Trafik):
    """What flows all the time, written with the old version."""

    sager: list[str] = field(default_factory=list)

    async def en_sag(self) -> None:
        """Open one, and wait for the decision."""
        sag = self.skriver.ny_sag(f"RAAD-{len(self.sager) + 1:04}")
        svar = await self.skriver.klient.send(self.skriver.besked(sag))
        self.afviste += svar.status != "Leveret"
        self.sager.append(str(sag.sag_id))


@dataclass(slots=True)
class Udkig:
    """A receiver that looks at how messages are marked in its dueslag."""

    klient: Klient
    antal: int = 0
    """Messages that it has acknowledged."""
    maerker: dict[int, str] = field(default_factory=dict)
    """By schema id, the state that the newest message was marked with; `intet` for none."""

    async def se(self) -> None:
        """Fetch and acknowledge what lies there now."""
        sti = f"/dueslag/{self.klient.tilslutning.dueslag}"
        poster = (await self.klient.hub.json("GET", f"{sti}/beskeder", params={"max": "100"}))["beskeder"]
        if poster:
            svar = [{"leveringId": post["leveringId"], "status": "kvitteret"} for post in poster]
            await self.klient.hub.json("POST", f"{sti}/kvitteringer", json=svar)
        self.antal += len(poster)
        self.maerker |= {post["skemaId"]: post.get("skematilstand", "intet") for post in poster}

    async def maerke(self, skema_id: int) -> str | None:
        """How the newest message under a schema was marked."""
        await self.se()
        return self.maerker.get(skema_id)

    async def naaet(self, antal: int) -> bool:
        """Whether it has acknowledged so many by now."""
        await self.se()
        return self.antal >= antal


@dataclass(slots=True)
class Leverandoer:
    """Writes sager with the new version."""

    skriver: Sagsskriver
    skema: Skema
    felt: str
    leveret: int = 0

    async def send(self, nummer: str) -> tuple[Afgjort, str]:
        """Send one; the decision, and the sag's id."""
        sag = self.skriver.ny_sag(nummer)
        besked = self.skriver.besked(sag)
        indhold = besked.til_indhold()
        indhold["beskeddata"][self.felt] = dt.date(2030, 1, 1)
        klient = self.skriver.klient
        klient.sendt[str(besked.besked_id)] = "SagRegistreret"
        svar = await klient.send_raa(pak(self.skema, indhold))
        self.leveret += svar.status == "Leveret"
        return svar, str(sag.sag_id)
