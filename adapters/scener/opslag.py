"""What several scenes ask of the stage: a sag by what it is about, a shipment by its receiver, how it stands in ESDH."""

from __future__ import annotations

from typing import Any

from adapters.scener.bus import Bus
from adapters.scener.personer import Borger


async def sag_om(bus: Bus, fagsystem: str, emne: str) -> str | None:
    """The id of the sag that a fagsystem has opened about `emne`, an application for instance."""
    raekker = await bus.koersel(fagsystem).lager.hent("SELECT sag_id FROM sag WHERE emne = ?", emne)
    return str(raekker[0]["sag_id"]) if raekker else None


async def trin_paa_min_side(bus: Bus, sag: str) -> list[str]:
    """The steps of a sag as the citizen has seen them (RA-22)."""
    raekker = await bus.koersel("min_side").lager.hent("SELECT fremdrift FROM trin WHERE sag = ? ORDER BY nr", sag)
    return [str(raekke["fremdrift"]) for raekke in raekker]


def mappe(bus: Bus, sag: str) -> dict[str, Any]:
    """The sag as Akten has it; empty while it has not got it."""
    fundne = bus.simulatorer.akten.raekker("mappe", fremmed_id=sag)
    return fundne[0] if fundne else {}


def akter(bus: Bus, sag: str) -> dict[str, int]:
    """The documents that are filed in a sag in Akten: title of each, and how many versions it has."""
    esdh = bus.simulatorer.akten
    fundne = [esdh.en_akt(raekke["fremmed_id"]) for raekke in esdh.raekker("akt")]
    return {akt["versioner"][-1]["titel"]: len(akt["versioner"]) for akt in fundne if sag in akt["mapper"]}


def post_til(bus: Bus, borger: Borger) -> list[tuple[str, str, str]]:
    """What Digital Post has taken in for a citizen: channel, title and step reached, of each shipment."""
    fundne = bus.simulatorer.digital_post.forsendelser(modtager=borger.cpr)
    return [(raekke["kanal"], raekke["titel"], raekke["status"]) for raekke in fundne]
