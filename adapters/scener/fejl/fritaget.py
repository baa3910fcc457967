"""Fritaget: whoever Digital Post does not reach gets the same letter on paper (RA-21); so does whom it fails to reach."""

from __future__ import annotations

from uuid import uuid4

from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.klient import Klient
from adapters.scener.opslag import post_til
from adapters.scener.personer import Borger
from adapters.scener.scene import Scene, Sceneloeb
from schemas.models import DigitalPostAfsendt, Part, Person, PostAnmodning, PostAnmodningData, Postdokument

TITEL = "Dit årlige brev"


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """One citizen is exempt, another one's digital post box fails."""
    brevsystem = await bus.klient(
        "brevsystem", afsender=[PostAnmodning.beskedtype], modtager=[DigitalPostAfsendt.beskedtype]
    )
    loeb.sig("Et fagsystem beder om et brev, uden at vide, hvordan borgeren kan nås (RA-20).")
    await _bed(bus, loeb, brevsystem, personer.FRITAGET)
    await loeb.forvent(
        "den fritagede borger får det på papir",
        lambda: post_til(bus, personer.FRITAGET),
        lig=[("FysiskPost", TITEL, "ModtagetPostDanmark")],
    )
    await loeb.forvent("fjernprint har trykt det", lambda: _trykt(bus, personer.FRITAGET))
    afsendt: list[tuple[str, bool]] = []
    await loeb.forvent(
        "fagsystemet får at vide, at det blev papir, fordi borgeren er fritaget",
        lambda: _modtag(brevsystem, afsendt),
        lig=[("FysiskPost", True)],
    )

    post = bus.simulatorer.digital_post
    post.fejler[personer.UDEN_POSTKASSE.cpr] = ("5000", "Postkassen er lukket")
    loeb.sig("En anden borgers digitale postkasse fejler.")
    await _bed(bus, loeb, brevsystem, personer.UDEN_POSTKASSE)
    await loeb.forvent(
        "brevet fejler digitalt og går på papir i stedet",
        lambda: [(kanal, status) for kanal, _, status in post_til(bus, personer.UDEN_POSTKASSE)],
        lig=[("DigitalPost", "Fejlet"), ("FysiskPost", "ModtagetPostDanmark")],
    )
    await loeb.forvent("fjernprint har trykt det", lambda: _trykt(bus, personer.UDEN_POSTKASSE))
    await loeb.forvent(
        "og fagsystemet får begge dele at vide",
        lambda: _modtag(brevsystem, afsendt),
        lig=[("DigitalPost", False), ("FysiskPost", False), ("FysiskPost", True)],
    )


async def _bed(bus: Bus, loeb: Sceneloeb, brevsystem: Klient, borger: Borger) -> None:
    data = PostAnmodningData(
        post_anmodning_id=str(uuid4()),
        modtager=Part(person=Person(cpr=borger.cpr, navn=borger.navn)),
        posttype="Brev",
        titel=TITEL,
        hoveddokument=Postdokument(titel=TITEL, tekst="Her er dit årlige brev fra kommunen."),
        obligatorisk=False,
        forkyndelse=False,
        svar_muligt=False,
    )
    besked = PostAnmodning.ny(data, myndighed=bus.kommune.cvr, kildesystem=brevsystem.tilslutning.system)
    loeb.er("anmodningen er leveret", str(await brevsystem.send(besked)), lig="Leveret")


async def _modtag(brevsystem: Klient, afsendt: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Everything told of shipments so far: by which channel, and whether because the receiver is exempt.

    Sorted: between two shipments there is no order.
    """
    beskeder = await brevsystem.tag_imod(DigitalPostAfsendt, vent=1)
    afsendt += [(besked.beskeddata.postkanal, besked.beskeddata.fritaget) for besked in beskeder]
    return sorted(afsendt)


def _trykt(bus: Bus, borger: Borger) -> bool:
    post = bus.simulatorer.digital_post
    papir = post.forsendelser(modtager=borger.cpr, kanal="FysiskPost")
    return [forsendelse["meddelelse"] in post.fjernprint.trykte() for forsendelse in papir] == [True]


SCENE = Scene("fritaget", "Fritaget borger", "The exempt citizen gets a letter on paper", spil)
