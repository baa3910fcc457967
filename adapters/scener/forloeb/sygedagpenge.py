"""Sygedagpengerefusion: the simple request is granted and paid without a hand, the complex one waits for one."""

from __future__ import annotations

import datetime as dt

import orjson

from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.opslag import mappe, sag_om
from adapters.scener.personer import Borger
from adapters.scener.scene import Scene, Sceneloeb
from adapters.simulatorer.sygedagpengesystem import TIMESATS_OERE

TIMER = 74
LOEN_OERE = 2_500_000


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """An employer asks for refund of twenty days, and of ninety."""
    loeb.sig("En arbejdsgiver melder en medarbejder syg i 20 dage og beder om refusion.")
    enkel = await _anmod(bus, personer.SYGEMELDT, dage=20)
    await loeb.forvent("den enkle anmodning er bevilget uden en hånd", lambda: _refusion(bus, enkel), lig="bevilget")

    loeb.sig("En anden har været syg i 90 dage.")
    svaer = await _anmod(bus, personer.LANGTIDSSYGEMELDT, dage=90)
    await loeb.kraev("den ligger hos en sagsbehandler", lambda: _refusion(bus, svaer) == "opgave")
    await bus.simulatorer.sygedagpengesystem.afgoer(svaer, imoedekom=True)
    await loeb.forvent("sagsbehandleren har bevilget den", lambda: _refusion(bus, svaer), lig="bevilget")

    beloeb = min(LOEN_OERE, TIMER * TIMESATS_OERE)
    await loeb.forvent(
        "ydelsessystemet har planlagt begge udbetalinger med beregnet beløb",
        lambda: _rater(bus, enkel, svaer),
        lig=[("planlagt", beloeb)] * 2,
    )
    await bus.simulatorer.ydelsessystem.udbetal(dt.datetime.now(dt.UTC).date())
    await loeb.forvent("begge er udbetalt", lambda: _rater(bus, enkel, svaer), lig=[("Udbetalt", beloeb)] * 2)
    await loeb.forvent("begge sager er lukket i ESDH", lambda: _lukkede(bus, enkel, svaer), lig=[1, 1])
    await loeb.forvent(
        "arbejdsgiverens anmodninger er kvitteret af fagsystemet",
        lambda: [bus.simulatorer.portal.status(ident)["digital"] for ident in (enkel, svaer)],
        lig=[True, True],
    )


async def _anmod(bus: Bus, sygemeldt: Borger, *, dage: int) -> str:
    """The employer reports the absence and asks for refund; the request's id."""
    slut = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=3)
    periode = {"fra": (slut - dt.timedelta(days=dage)).isoformat(), "til": slut.isoformat()}
    faelles = {"sygemeldt": sygemeldt.felter(), "arbejdsgiver": personer.ARBEJDSGIVER.felter(), "periode": periode}
    portal = bus.simulatorer.portal
    sygemelding = await portal.indsend("sygemelding", {**faelles, "kommune": bus.kommune.kode, "aarsag": "Sygdom"})
    return await portal.indsend(
        "refusion", {**faelles, "sygemelding": sygemelding, "minutter": TIMER * 60, "loen_oere": LOEN_OERE}
    )


def _refusion(bus: Bus, ident: str) -> str:
    return str(bus.simulatorer.sygedagpengesystem.raekker("refusion", id=ident)[0]["status"])


async def _lukkede(bus: Bus, *refusioner: str) -> list[int]:
    sager = [await sag_om(bus, "sygedagpenge", ident) for ident in refusioner]
    return [mappe(bus, str(sag)).get("lukket", 0) for sag in sager]


def _rater(bus: Bus, *refusioner: str) -> list[tuple[str, int]]:
    """Status and amount of what is paid on these requests."""
    feed = bus.simulatorer.sygedagpengesystem.raekker("haendelse", slags="bevilling")
    bevillinger = {data["bevilling"] for post in feed if (data := orjson.loads(post["data"]))["refusion"] in refusioner}
    rater = bus.simulatorer.ydelsessystem.raekker("rate")
    return [(rate["status"], rate["beloeb_oere"]) for rate in rater if rate["bevilling"] in bevillinger]


SCENE = Scene("sygedagpenge", "Sygedagpengerefusion", "An employer is refunded, without a hand where it can be", spil)
