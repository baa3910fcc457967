"""Byggesag: an application that lacks something, a letter, the missing piece, a decision; and a listed house.

Drawings travel by claim check. The authority for listed buildings has its own agreement, and must answer before the
kommune can decide.
"""

from __future__ import annotations

from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.opslag import akter, mappe, post_til, sag_om
from adapters.scener.personer import Borger
from adapters.scener.scene import Scene, Sceneloeb
from adapters.scener.udhold import udhold
from adapters.sdk.filer import Filer
from schemas.models import Filreference

TEGNING = b"%PDF-1.7\n" + b"Facade mod syd, 1:100. " * 4_000
PLAN = b"%PDF-1.7\n" + b"Situationsplan, 1:500. " * 4_000


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """An ordinary house first, then a listed one."""
    await _almindelig(bus, loeb)
    await _fredet(bus, loeb)


async def _almindelig(bus: Bus, loeb: Sceneloeb) -> None:
    portal, system = bus.simulatorer.portal, bus.simulatorer.byggesagssystem
    tegning = await _laeg_op(bus, TEGNING, "tegning.pdf")
    loeb.sig("En bygherre søger om en tilbygning, men glemmer situationsplanen.")
    ansoegning = await portal.indsend(
        "byggeansoegning", _felter(personer.BYGHERRE, personer.BYGGEGRUND, "Tilbygning", [tegning])
    )
    await loeb.kraev("byggesagssystemet mangler noget", lambda: _status(bus, ansoegning) == "mangelfuld")
    sag = await loeb.kraev("der er en byggesag", lambda: sag_om(bus, "byggesag", ansoegning))
    await loeb.forvent(
        "bygherren får brev om manglen i Digital Post",
        lambda: post_til(bus, personer.BYGHERRE),
        lig=[("DigitalPost", "Vi mangler oplysninger til din byggesag", "AfleveretDigitalPost")],
    )
    await loeb.forvent("byggesag kan hente tegningen ved siden af bussen", lambda: _hent(bus, tegning), lig=TEGNING[:9])

    loeb.sig("Bygherren sender situationsplanen.")
    plan = await _laeg_op(bus, PLAN, "situationsplan.pdf")
    rettelse = _felter(personer.BYGHERRE, personer.BYGGEGRUND, "Tilbygning", [tegning, plan])
    await portal.indsend("byggeansoegning", {**rettelse, "vedroerer": ansoegning})
    await loeb.kraev("ansøgningen er fuldstændig", lambda: _status(bus, ansoegning) == "klar")
    await system.afgoer(ansoegning, "Imoedekommet", "Tilbygningen overholder lokalplanen.", ["Færdigmelding kræves."])
    await loeb.forvent("bygherren får afgørelsen i Digital Post", lambda: len(post_til(bus, personer.BYGHERRE)), lig=2)
    await loeb.forvent(
        "sagen er afsluttet og lukket i ESDH",
        lambda: (mappe(bus, sag)["trin"], mappe(bus, sag)["lukket"]),
        lig=("Afsluttet", 1),
    )
    await loeb.forvent(
        "ESDH har ansøgningen i to versioner, mangelbrevet og afgørelsen, alle bundet til sagen",
        lambda: akter(bus, sag),
        lig={"Ansøgning om tilbygning": 2, "Mangelmeddelelse": 1, "Afgørelse i byggesag": 1},
    )


async def _fredet(bus: Bus, loeb: Sceneloeb) -> None:
    portal, system = bus.simulatorer.portal, bus.simulatorer.byggesagssystem
    await bus.deltagere["kulturarv"].stop()
    loeb.sig("En ejer af et fredet hus søger om ombygning; fredningsmyndighedens system er nede.")
    tegning = await _laeg_op(bus, TEGNING, "tegning.pdf")
    felter = _felter(personer.EJER_AF_FREDET, personer.FREDET_HUS, "Ombygning", [tegning])
    ansoegning = await portal.indsend("byggeansoegning", {**felter, "fredet": True})
    await loeb.kraev(
        "kommunen kan ikke afgøre sagen: den er i høring hos fredningsmyndigheden",
        lambda: _status(bus, ansoegning) == "i høring",
    )
    await bus.deltagere["kulturarv"].start()
    await loeb.kraev(
        "fredningsmyndigheden, en anden myndighed, fik ansøgningen under sin egen aftale og svarede",
        lambda: _status(bus, ansoegning) == "klar",
    )
    await system.afgoer(ansoegning, "Imoedekommet", "Der er givet tilladelse efter bygningsfredningsloven.")
    sag = await loeb.kraev("der er en byggesag", lambda: sag_om(bus, "byggesag", ansoegning))
    await loeb.forvent("sagen er afgjort og lukket i ESDH", lambda: mappe(bus, sag)["lukket"], lig=1)
    await loeb.forvent(
        "ejeren får afgørelsen",
        lambda: post_til(bus, personer.EJER_AF_FREDET),
        lig=[("DigitalPost", "Afgørelse i din byggesag", "AfleveretDigitalPost")],
    )


def _felter(ansoeger: Borger, bfe: str, slags: str, bilag: list[Filreference]) -> dict[str, object]:
    return {
        "ansoeger": ansoeger.felter(),
        "ejendom": {"bfe": bfe},
        "byggesagstype": slags,
        "beskrivelse": "Udestue på 24 kvadratmeter mod haven.",
        "etageareal": 24,
        "bilag": [fil.model_dump(by_alias=True) for fil in bilag],
    }


async def _laeg_op(bus: Bus, data: bytes, navn: str) -> Filreference:
    """The portal lays an enclosure beside the bus."""
    filer = Filer(bus.koersel("selvbetjening").hub)
    return await udhold(lambda: filer.gem(data, navn, "application/pdf"), bus.taalmodighed)


async def _hent(bus: Bus, fil: Filreference) -> bytes:
    filer = Filer(bus.koersel("byggesag").hub)
    return (await udhold(lambda: filer.hent(fil), bus.taalmodighed))[:9]


def _status(bus: Bus, ansoegning: str) -> str | None:
    fundne = bus.simulatorer.byggesagssystem.raekker("ansoegning", id=ansoegning)
    return str(fundne[0]["status"]) if fundne else None


SCENE = Scene("byggesag", "Byggesag", "An application for building, complete at the second attempt", spil)
