"""Dagtilbud: a child on the waiting list, an offer by Digital Post, the parent's answer, a closed and journalised sag."""

from __future__ import annotations

import datetime as dt

from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.opslag import mappe, post_til, sag_om, trin_paa_min_side
from adapters.scener.scene import Scene, Sceneloeb

TITEL = "Tilbud om plads i dagtilbud"


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """From opskrivning to an accepted place."""
    portal, pladssystem = bus.simulatorer.portal, bus.simulatorer.pladssystem
    loeb.sig("En forælder skriver sit barn op til to institutioner.")
    opskrivning = await portal.indsend("opskrivning", _opskrivning(bus))
    tilbud = await loeb.kraev(
        "pladssystemet finder en plads i den institution, der står øverst",
        lambda: pladssystem.raekker("tilbud", opskrivning=opskrivning, institution=personer.BOERNEHUS.id),
    )
    sag = await loeb.kraev("pladsanvisningen har en sag", lambda: sag_om(bus, "pladsanvisning", opskrivning))
    await loeb.forvent(
        "tilbuddet er afleveret i Digital Post som MeMo",
        lambda: post_til(bus, personer.FORAELDER),
        lig=[("DigitalPost", TITEL, "AfleveretDigitalPost")],
    )
    await loeb.forvent("postens trin er kommet tilbage på bussen (PostStatus)", lambda: _posttrin(bus, sag), lig=3)
    await loeb.forvent("ESDH har sagen, og den er oplyst", lambda: mappe(bus, sag).get("trin"), lig="Oplyst")

    loeb.sig("Forælderen tager imod.")
    svar = await portal.indsend("pladssvar", _svar(tilbud[0]["id"], opskrivning))
    await loeb.forvent(
        "barnet er optaget", lambda: pladssystem.raekker("opskrivning", id=opskrivning)[0]["status"], lig="optaget"
    )
    await loeb.forvent(
        "sagen er lukket i ESDH", lambda: (mappe(bus, sag)["trin"], mappe(bus, sag)["lukket"]), lig=("Afsluttet", 1)
    )
    await loeb.forvent(
        "Min Side har vist hvert trin (RA-22)",
        lambda: trin_paa_min_side(bus, sag),
        lig=["Opstaaet", "Oplyst", "Afgjort", "Afsluttet"],
    )
    await loeb.forvent(
        "opskrivning og svar er begge kvitteret af fagsystemet",
        lambda: [portal.status(ident)["digital"] for ident in (opskrivning, svar)],
        lig=[True, True],
    )


def _opskrivning(bus: Bus) -> dict[str, object]:
    return {
        "barn": personer.BARN.felter(),
        "ansoeger": personer.FORAELDER.felter(),
        "kommune": bus.kommune.kode,
        "pladstype": "Boernehave",
        "startdato": (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=90)).isoformat(),
        "institutioner": [personer.BOERNEHUS.felter(), personer.SKOVBOERN.felter()],
    }


def _svar(tilbud: str, opskrivning: str) -> dict[str, object]:
    return {
        "tilbud": tilbud,
        "opskrivning": opskrivning,
        "svarer": personer.FORAELDER.felter(),
        "accepteret": True,
    }


async def _posttrin(bus: Bus, sag: str) -> int:
    return len(await bus.koersel("min_side").lager.hent("SELECT 1 FROM posttrin WHERE sag = ?", sag))


SCENE = Scene("dagtilbud", "Dagtilbudsopskrivning", "A child is offered a place in day care", spil)
