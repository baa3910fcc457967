"""Stor fil: too large for Digital Post, so it lies encrypted beside the bus; only who reads the message can fetch it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

from adapters.digital_post.adapter import UDELADTE
from adapters.scener import personer
from adapters.scener.bus import Bus
from adapters.scener.opslag import post_til
from adapters.scener.scene import Scene, Sceneloeb
from adapters.scener.udhold import Scenehub, udhold
from adapters.sdk import FaelleshubFejl
from adapters.sdk.filer import Filer
from schemas.formater.memo import HOEJST_BYTES
from schemas.models import (
    DigitalPostAfsendt,
    Filreference,
    Part,
    Person,
    PostAnmodning,
    PostAnmodningData,
    Postdokument,
)

STYKKE = bytes(range(256)) * 4_096
STYKKER = HOEJST_BYTES * 3 // 4 // len(STYKKE) + 1
"""Enough that the file alone is more than Digital Post takes, once it is written as base64."""

TITEL = "Røntgenbilleder"


async def spil(bus: Bus, loeb: Sceneloeb) -> None:
    """A letter with an enclosure that does not fit."""
    arkiv = await bus.klient(
        "billedarkiv", afsender=[PostAnmodning.beskedtype], modtager=[DigitalPostAfsendt.beskedtype]
    )
    aftalt = await bus.klient("sundhedssystem", modtager=[PostAnmodning.beskedtype])
    uden = await bus.klient("nysgerrigt system")
    fil = await udhold(lambda: Filer(arkiv.hub).gem(_indhold(), "billeder.zip", "application/zip"), bus.taalmodighed)
    loeb.er(
        f"en fil på {fil.stoerrelse // 1_000_000} MB er gemt ved siden af bussen, krypteret, med nøglen i beskeden",
        fil.noegle is not None and fil.stoerrelse == len(STYKKE) * STYKKER,
    )
    besked = PostAnmodning.ny(_anmodning(fil), myndighed=bus.kommune.cvr, kildesystem=arkiv.tilslutning.system)
    loeb.er("brevet med filen er leveret", str(await arkiv.send(besked)), lig="Leveret")
    await loeb.forvent(
        "Digital Post får brevet uden den store fil",
        lambda: [(kanal, titel) for kanal, titel, _ in post_til(bus, personer.MODTAGER_AF_FIL)],
        lig=[("DigitalPost", TITEL)],
    )
    udeladt = [b.beskeddata.udvidelser.get(UDELADTE) for b in await arkiv.tag_imod(DigitalPostAfsendt, vent=5)]
    loeb.er("og siger til afsenderen, hvilken fil der er udeladt", udeladt == [fil.fil_id])

    modtaget = await aftalt.tag_imod(PostAnmodning, vent=5)
    reference = modtaget[0].beskeddata.bilag[0].fil if modtaget else None
    if loeb.er("den aftalte modtager har læst beskeden", reference is not None) and reference is not None:
        loeb.er("og henter filen, hel og uændret", await _hent(aftalt.hub, reference), lig=fil.stoerrelse)
    gaettet = fil.model_copy(update={"noegle": None})
    loeb.er("et andet system, som ikke har læst beskeden, får den ikke", await _hent(uden.hub, gaettet), lig="Ukendt")


async def _indhold() -> AsyncIterator[bytes]:
    for _ in range(STYKKER):
        yield STYKKE


def _anmodning(fil: Filreference) -> PostAnmodningData:
    borger = personer.MODTAGER_AF_FIL
    return PostAnmodningData(
        post_anmodning_id=str(uuid4()),
        modtager=Part(person=Person(cpr=borger.cpr, navn=borger.navn)),
        posttype="Brev",
        titel=TITEL,
        hoveddokument=Postdokument(titel=TITEL, tekst="Her er de billeder, du har bedt om."),
        bilag=[Postdokument(titel="Billeder", fil=fil)],
        obligatorisk=False,
        forkyndelse=False,
        svar_muligt=False,
    )


async def _hent(hub: Scenehub, fil: Filreference) -> int | str:
    """Bytes fetched, checked against what the message promises; or the kind of refusal."""

    async def hent() -> int:
        return sum([len(stykke) async for stykke in Filer(hub).hent_stroem(fil)])

    try:
        return await udhold(hent, hub.taalmodighed)
    except FaelleshubFejl as fejl:
        return type(fejl).__name__


SCENE = Scene("stor-fil", "En fil for stor til Digital Post", "A file too large for Digital Post, by claim check", spil)
