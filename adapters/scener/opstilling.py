"""Setting the stage: a kommune and another authority, outer systems with invented people, and every adapter joined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

from adapters.digital_post import digital_post
from adapters.esdh import akten
from adapters.fagsystem.byggesag import byggesag
from adapters.fagsystem.pladsanvisning import pladsanvisning
from adapters.fagsystem.sygedagpenge import sygedagpenge
from adapters.fagsystem.ydelse import ydelse
from adapters.grunddata import Grunddataopslag, grunddata
from adapters.scener import personer
from adapters.scener.bus import LEVERING, Bus, Kommune, Simulatorer
from adapters.scener.deltagere import byg_borgerservice, byg_kulturarv, byg_min_side
from adapters.scener.udhold import Scenehub
from adapters.sdk import YdreSystem
from adapters.selvbetjening import selvbetjening
from adapters.simulatorer import (
    Akten,
    Byggesagssystem,
    Datafordeler,
    DigitalPost,
    Journalen,
    Pladssystem,
    Portal,
    Sygedagpengesystem,
    Ydelsessystem,
)
from schemas.kodeliste import Kodelister

FOERSTE_KOMMUNE: Final = "0710"
"""Where the demo is played when nobody at the hub uses this kommune; otherwise in the next one that nobody uses."""

KULTURARV: Final = ("99999999", "Myndigheden for fredede bygninger")
"""The second authority: invented, with a CVR number that no one has."""


@asynccontextmanager
async def opstil(administrator: Scenehub, data: Path) -> AsyncIterator[Bus]:
    """The stage, ready to play on. Raises what the SDK raises when the hub does not take part."""
    async with AsyncExitStack() as aabne:
        simulatorer = Simulatorer(
            portal=await aabne.enter_async_context(Portal()),
            datafordeler=await aabne.enter_async_context(Datafordeler()),
            pladssystem=await aabne.enter_async_context(Pladssystem()),
            byggesagssystem=await aabne.enter_async_context(Byggesagssystem()),
            sygedagpengesystem=await aabne.enter_async_context(Sygedagpengesystem()),
            ydelsessystem=await aabne.enter_async_context(Ydelsessystem()),
            digital_post=await aabne.enter_async_context(DigitalPost()),
            akten=await aabne.enter_async_context(Akten()),
            journalen=await aabne.enter_async_context(Journalen()),
        )
        kommune = await vaelg_kommune(administrator)
        # The hub knows who is master of each person and property: whoever plays again has people of his own.
        simulatorer.datafordeler.navnerum = uuid4()
        fyld(simulatorer, kommune)
        bus = await aabne.enter_async_context(Bus(administrator, kommune, data, simulatorer))
        await _tilslut(bus, aabne)
        yield bus


async def vaelg_kommune(administrator: Scenehub) -> Kommune:
    """A kommune of the code list that the hub does not know yet, registered now; so that a hub in use is not disturbed."""
    alle = Kodelister.standard()["kommune"].koder
    koder = sorted(alle, key=lambda kode: (kode < FOERSTE_KOMMUNE, kode))
    kendte = {
        post["cvr"] for post in (await administrator.json("GET", "/organisation", params={"max": "500"}))["poster"]
    }
    fri = next((kode for kode in koder if _cvr(kode) not in kendte), koder[-1])
    kommune = Kommune(fri, Kodelister.standard()["kommune"][fri].da, _cvr(fri))
    await administrator.myndighed(kommune.cvr, kommune.navn)
    await administrator.myndighed(*KULTURARV)
    return kommune


def fyld(simulatorer: Simulatorer, kommune: Kommune) -> None:
    """Put the invented people, properties and institutions into the outer systems."""
    hjem = personer.adresse("Prøvevej", "1", kommune.kode)
    for borger in personer.BORGERE:
        simulatorer.datafordeler.opret_person(borger.cpr, borger.navn, hjem)
    for bfe, ejer, fredet in (
        (personer.BYGGEGRUND, personer.BYGHERRE, False),
        (personer.FREDET_HUS, personer.EJER_AF_FREDET, True),
    ):
        simulatorer.datafordeler.opret_ejendom(
            bfe,
            personer.adresse("Tegnestien", bfe[-2:], kommune.kode),
            ejere=[{"person": ejer.felter()}],
            fredet=fredet,
        )
    for sted in personer.INSTITUTIONER:
        simulatorer.pladssystem.opret_institution(sted.id, sted.navn, sted.pladser)
    simulatorer.digital_post.fritagede.add(personer.FRITAGET.cpr)


async def _tilslut(bus: Bus, aabne: AsyncExitStack) -> None:
    """Join every adapter; the portal last, since it is told which systems' receipts count."""
    ydre = bus.simulatorer
    register = await aabne.enter_async_context(YdreSystem("datafordeler", ydre.datafordeler.url))
    bus.opslag = Grunddataopslag(register)
    fagsystemer = [
        await bus.tilslut(grunddata, ydre=ydre.datafordeler),
        await bus.tilslut(pladsanvisning, ydre=ydre.pladssystem),
        await bus.tilslut(byggesag, ydre=ydre.byggesagssystem),
        await bus.tilslut(sygedagpenge, ydre=ydre.sygedagpengesystem),
    ]
    await bus.tilslut(ydelse, ydre=ydre.ydelsessystem)
    await bus.tilslut(digital_post, ydre=ydre.digital_post, indstillinger={"afsendernavn": bus.kommune.navn})
    await bus.tilslut(akten, ydre=ydre.akten)
    await bus.tilslut(byg_min_side())
    await bus.tilslut(byg_borgerservice(bus.opslag))
    await bus.tilslut(
        byg_kulturarv(),
        ydre=ydre.byggesagssystem,
        myndighed=KULTURARV[0],
        levering={**LEVERING, "fristSekunder": 1},
    )
    await bus.tilslut(
        selvbetjening,
        ydre=ydre.portal,
        indstillinger={"fagsystemer": tuple(deltager.tilslutning.system for deltager in fagsystemer)},
    )


def _cvr(kode: str) -> str:
    return Kodelister.standard()["kommune"][kode].egenskaber["cvr"]
