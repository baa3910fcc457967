"""ESDH-skift: one vendor's ESDH takes over from another's while messages flow; none is lost, and the core is not touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from adapters.esdh import journalen, overfoer
from adapters.esdh.akten import Aktendriver
from adapters.esdh.journalen import Journalendriver
from adapters.scener.bus import Bus
from adapters.scener.sager import AFTALE, BESKEDTYPER, Sagsskriver
from adapters.scener.scene import Afbrudt, Scene, Sceneloeb
from adapters.scener.trafik import Trafik, under
from adapters.scener.vej import VENTER
from adapters.sdk import YdreSystem
from adapters.sdk.tilslutning import Tilslutning

MINDST: Final = 5
"""Sager sent before the swap begins, and again after it."""


@dataclass(slots=True, kw_only=True)
class Skiftetrafik(Trafik):
    """What flows while the systems are swapped: each sag is opened, gets a document, and is closed."""

    sager: dict[str, str] = field(default_factory=dict)
    """Sag id to the id of its document, for those sent whole."""
    sendt: list[str] = field(default_factory=list)
    """The BeskedId of every message."""

    async def en_sag(self) -> None:
        """Open one, give it a document, and close it."""
        sag = self.skriver.ny_sag(f"SKIFT-{len(self.sager) + 1:04}")
        dokument = self.skriver.nyt_dokument(sag)
        lukket = self.skriver.skift(sag, "Afsluttet")
        for besked in (
            self.skriver.besked(sag),
            self.skriver.dokumentbesked(dokument, sag),
            self.skriver.besked(lukket, "Afslut"),
        ):
            self.sendt.append(str(besked.besked_id))  # before: it may be decided before the answer is here
            svar = await self.skriver.klient.send(besked, vent=0)
            self.afviste += svar.status == "Afvist"
        self.sager[str(sag.sag_id)] = str(dokument.dokument_id)


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """Akten goes, Journalen comes."""
    klient = await bus.klient("byggesag fra anden leverandør", afsender=BESKEDTYPER, aftale=AFTALE)
    trafik, akten = Skiftetrafik(skriver=Sagsskriver(klient, bus.kommune)), bus.deltagere["akten"]
    andre = await _andres_abonnementer(bus, akten.tilslutning)
    async with under(trafik):
        await loeb.kraev("trafikken løber, og Akten journaliserer", lambda: _i_akten(bus, trafik) >= MINDST)
        loeb.sig("Journalen fra en anden leverandør kobles på, med samme kontrakt som Akten.")
        ny = await bus.tilslut(journalen, ydre=bus.simulatorer.journalen)
        await bus.afloes(akten, ny)
        begge = len(trafik.sager)
        await loeb.kraev("en tid får begge alle beskeder", lambda: len(trafik.sager) > begge)
        await bus.luk_for_nyt(akten.tilslutning)
        loeb.sig("Akten får ikke mere; det, den har, gør den færdig.")
        til_akten = list(trafik.sendt)
        tekst = "Akten har kvitteret for alt, den fik"
        if not await loeb.forvent(tekst, lambda: _ubesvaret(bus, til_akten), lig=0):
            raise Afbrudt(tekst)
        await akten.stop()
        await bus.afslut_abonnement(akten.tilslutning)
        loeb.sig("Akten er frakoblet; dens sager og dokumenter flyttes over.")
        antal = await _flyt(bus)
        await loeb.forvent("alle Aktens sager er flyttet, og intet mangler", lambda: _mangler(bus), lig=[])
        loeb.sig(f"{antal} sager er flyttet.")
        ved_flytning = len(trafik.sager)
        await loeb.kraev("trafikken løber videre", lambda: len(trafik.sager) >= ved_flytning + MINDST)
    await loeb.forvent("hubben afviste ingen af beskederne", lambda: trafik.afviste, lig=0)
    await loeb.forvent(
        f"hver sag, der blev sendt før, under og efter skiftet, er lukket i Journalen med sit dokument ({len(trafik.sager)})",
        lambda: _tabte(bus, trafik),
        lig=[],
    )
    nu = await _andres_abonnementer(bus, akten.tilslutning, ny.tilslutning)
    await loeb.forvent("intet andet system er rørt", lambda: nu == andre)


def _i_akten(bus: Bus, trafik: Skiftetrafik) -> int:
    kendte = {raekke["fremmed_id"] for raekke in bus.simulatorer.akten.raekker("mappe", lukket=1)}
    return sum(sag in kendte for sag in trafik.sager)


async def _ubesvaret(bus: Bus, beskeder: list[str]) -> int:
    """How many of these Akten has not answered for, of those laid in its dueslag, or has not filed; at least that."""
    while beskeder:
        veje = await bus.foelger.vej(beskeder[0], "")
        hos_akten = [modtager for vej in veje for modtager in vej.modtagere if modtager.navn == "akten"]
        afgjort = bool(veje) and all(vej.afgoerelse for vej in veje)
        if not afgjort or any(modtager.udfald == VENTER for modtager in hos_akten):
            return len(beskeder)
        beskeder.pop(0)
    return len(bus.simulatorer.akten.bakke())


async def _flyt(bus: Bus) -> int:
    ydre = bus.simulatorer
    async with YdreSystem("akten", ydre.akten.url) as gammel, YdreSystem("journalen", ydre.journalen.url) as ny:
        return await overfoer(Aktendriver(gammel), Journalendriver(ny))


def _mangler(bus: Bus) -> list[str]:
    """Sager that Akten has and Journalen has not."""
    kendte = {post["guid"] for post in bus.simulatorer.journalen.raekker("post", slags="SAG")}
    return [
        raekke["fremmed_id"] for raekke in bus.simulatorer.akten.raekker("mappe") if raekke["fremmed_id"] not in kendte
    ]


def _tabte(bus: Bus, trafik: Skiftetrafik) -> list[str]:
    """Sager of the traffic that are not closed in Journalen, or lack their document."""
    journal = bus.simulatorer.journalen
    sager = {sag: journal.sag(sag) for sag in trafik.sager}
    return [
        sag
        for sag, dokument in trafik.sager.items()
        if not sager[sag]["afsluttet"] or dokument not in sager[sag]["dokumenter"]
    ]


async def _andres_abonnementer(bus: Bus, *undtagen: Tilslutning) -> list[object]:
    svar = await bus.administrator.json("GET", "/abonnementer", params={"max": "500"})
    egne = {tilslutning.dueslag for tilslutning in undtagen}
    return [post for post in svar["poster"] if post["id"] not in egne]


SCENE = Scene("esdh-skift", "ESDH-skift under trafik", "One vendor's ESDH replaces another's while messages flow", spil)
