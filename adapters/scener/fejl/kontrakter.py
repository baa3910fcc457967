"""Kontrakter: messages that break what was agreed are refused with every reason, and do not reach anyone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.sager import AFTALE, BESKEDTYPER, Sagsskriver
from adapters.scener.scene import Scene, Sceneloeb
from schemas.models import SagRegistreret, Tidspunkt

ANDEN_MYNDIGHED: Final = "64942212"
"""Another kommune, on whose behalf this system has no agreement to send."""

_FLYTNING: Final = {
    "anmelder": personer.BYGHERRE.felter(),
    "flyttere": [personer.BYGHERRE.felter()],
    "dato": "2026-03-01",
}


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """One mistake at a time."""
    portal = bus.simulatorer.portal
    formular = await portal.indsend("flytning", {**_FLYTNING, "til": personer.adresse("Nyvej", "1", "9999")})
    await loeb.forvent(
        "en formular med en kommune, der ikke findes, afvises, hvor den fødes, med grund (RA-26)",
        lambda: (portal.status(formular)["status"], len(portal.status(formular)["aarsager"])),
        lig=("Afvist", 1),
    )
    klient = await bus.klient("sjusket fagsystem", afsender=BESKEDTYPER, aftale=AFTALE)
    skriver = Sagsskriver(klient, bus.kommune)
    for tekst, besked, regler in _fejlbeskeder(skriver):
        svar = await klient.send(besked)
        loeb.er(tekst, str(svar), lig=f"Afvist {regler}")

    sag = skriver.ny_sag("FEJL-9")
    god = skriver.besked(sag)
    svar = await klient.send(god)
    loeb.er("en hel og rigtig besked går igennem", str(svar), lig="Leveret")
    gentaget = await klient.send(god)
    loeb.er("den samme igen er en dublet og går ikke videre", str(gentaget), lig="Dublet")

    foraeldet = skriver.skift(sag, "Oplyst")
    foraeldet.registrering.tidspunkt = Tidspunkt(tidsstempel=dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    svar_foraeldet = await klient.send(skriver.besked(foraeldet, "Ret"))
    loeb.er("en registrering, der er ældre end den seneste, afvises", str(svar_foraeldet), lig="Afvist RA-24")
    andet = skriver.besked(skriver.skift(sag, "Oplyst"), "Ret", besked_id=god.besked_id)
    svar_andet = await klient.send(andet)
    loeb.er("et andet indhold under samme BeskedId afvises", str(svar_andet), lig="Afvist BESKEDID")
    await loeb.forvent("ingen af dem nåede ESDH", lambda: _i_esdh(bus, "FEJL-"), lig=["Byggesag FEJL-9"])
    await loeb.forvent(
        "de afviste ligger i fejlkøen hos den, der sendte dem",
        lambda: _i_fejlkoe(bus, klient.tilslutning.system),
        lig=6,
    )


def _fejlbeskeder(skriver: Sagsskriver) -> Iterator[tuple[str, SagRegistreret, str]]:
    """What is expected, the message, and the rule that must refuse it."""
    yield (
        "en besked på vegne af en anden myndighed afvises",
        skriver.besked(skriver.ny_sag("FEJL-1", myndighed=ANDEN_MYNDIGHED), myndighed=ANDEN_MYNDIGHED),
        "MYNDIGHED",
    )
    slettet = skriver.ny_sag("FEJL-2")
    slettet.registrering.livscyklus_kode = "Slettet"
    yield "en sag, der begynder med at være slettet, afvises", skriver.besked(slettet), "OIO-LIVSCYKLUS"
    uden_klasse = skriver.ny_sag("FEJL-3")
    uden_klasse.klasser = [klasse for klasse in uden_klasse.klasser if klasse.rolle != "PrimaerKlasse"]
    yield "en sag uden primær KLE-klasse afvises", skriver.besked(uden_klasse), "OIO-SAG-PRIMAERKLASSE"
    ukendt = skriver.ny_sag("FEJL-4")
    ukendt.egenskaber[0].foelsomhed = "HEMMELIG"
    yield "en kode, der ikke findes i kodelisten, afvises", skriver.besked(ukendt), "RA-11"


def _i_esdh(bus: Bus, begyndelse: str) -> list[str]:
    """Titles of such sager in whichever ESDH runs now."""
    akten = [raekke["emne"] for raekke in bus.simulatorer.akten.raekker("mappe") if begyndelse in raekke["emne"]]
    journal = bus.simulatorer.journalen
    guider = dict.fromkeys(post["guid"] for post in journal.raekker("post", slags="SAG"))
    titler = [str(journal.sag(guid)["overskrift"]) for guid in guider]
    return [*akten, *(titel for titel in titler if begyndelse in titel)]


async def _i_fejlkoe(bus: Bus, system: str) -> int:
    svar = await bus.administrator.json("GET", "/fejlkoe", params={"system": system, "max": "100"})
    return len(svar["poster"])


SCENE = Scene("kontrakter", "Brudte kontrakter", "Messages that break the contracts are refused, with reasons", spil)
