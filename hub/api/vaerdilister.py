"""Value lists: the object ids that subscriptions filter by. Values are people; only the owner reads or changes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from aiohttp import web
from pydantic import Field, ValidationError

from hub.api import graenser
from hub.api.kald import Kald
from hub.api.modeller import AENDRINGER, Model, Sidevalg, Vaerdilisteressource
from hub.api.operation import Ruter, Svar
from hub.api.opretinput import fra_oensket, som_xml
from hub.api.problem import Problem, formbrud, ugyldige_felter
from hub.api.ressourcer import Ejere, Ressourcetype, erklaer, find, fjern, opret, vist
from hub.konfiguration.kilde import Konfiguration, Slags, id_for
from hub.konfiguration.model import Vaerdiliste
from hub.konfiguration.vaerdilister import PR_KALD, SIDE_MAKS
from schemas.formater.fejl import Formatfejl
from schemas.formater.xml.vaerdiliste import fra_opret_input

ruter = Ruter("Vaerdilister")

_XML: Final = ("application/xml", "text/xml")


def _ejere(_: Konfiguration, liste: Vaerdiliste) -> Ejere:
    return Ejere((liste.system,))


VAERDILISTER = Ressourcetype(
    Slags.VAERDILISTE,
    "/api/v1/vaerdilister",
    "Vaerdiliste",
    "Vaerdilister",
    "værdilisterne",
    "value lists",
    _ejere,
    _ejere,
)

erklaer(ruter, VAERDILISTER, opret=False, fjern=False)


@ruter.operation(
    "POST",
    "/api/v1/vaerdilister",
    id="opretVaerdiliste",
    da="Opret en værdiliste, som JSON eller som platformens OpretInput (XML) med værdier",
    en="Create a value list, as JSON or as the platform's OpretInput (XML) with its values",
    svar=Vaerdilisteressource,
    status=201,
    fejl=(404, 409, 413, 415, 422),
    raa=("application/json", *_XML),
)
async def opret_vaerdiliste(kald: Kald) -> Svar:
    """Create a list; the XML form makes it for the calling system, and puts its values in."""
    model: Any = AENDRINGER[Slags.VAERDILISTE]
    vaerdier: Sequence[str] = ()
    if kald.kraev_medietype("application/json", *_XML) == "application/json":
        data = await kald.laes_json()
    else:
        try:
            oensket = fra_opret_input(await kald.laes(graenser.KROP_BYTES))
        except Formatfejl as fejl:
            raise formbrud(fejl) from None
        data, vaerdier = fra_oensket(oensket, kald.system)
    try:
        krop = model.model_validate(data)
    except ValidationError as fejl:
        raise ugyldige_felter(fejl, model=model) from None
    liste = await opret(kald, VAERDILISTER, krop)
    id_ = id_for(liste)
    if vaerdier:
        await kald.hub.vaerdier.tilfoej(id_, vaerdier)
    return vist(liste, 201, {"Location": f"{VAERDILISTER.sti}/{id_}"})


@ruter.operation(
    "DELETE",
    "/api/v1/vaerdilister/{id}",
    id="sletVaerdiliste",
    da="Slet en værdiliste med dens værdier; grunden står i headeren Begrundelse",
    en="Take a value list away with its values; the reason stands in the header Begrundelse",
    status=204,
    fejl=(404, 409, 412, 422),
)
async def slet_vaerdiliste(kald: Kald) -> Svar:
    """First the list, so that nothing filters by it any more, then its values."""
    await fjern(kald, VAERDILISTER)
    await kald.hub.vaerdier.slet(kald.sti["id"])
    return Svar(status=204)


class Vaerdier(Model):
    """Values: UUIDs or URNs of objects, CPR numbers as `urn:oio:cpr-nr:`."""

    vaerdier: Annotated[list[str], Field(min_length=1, max_length=PR_KALD)]


class Vaerdiantal(Model):
    """How many values the call changed, and how many the list holds."""

    aendret: int
    antal: int


@ruter.operation(
    "POST",
    "/api/v1/vaerdilister/{id}/vaerdier",
    id="tilfoejVaerdier",
    da="Tilføj værdier; gælder for hver besked, der afgøres, når svaret er kommet",
    en="Add values; holds for every message decided after the answer",
    svar=Vaerdiantal,
    fejl=(404, 422),
)
async def tilfoej_vaerdier(kald: Kald, krop: Vaerdier) -> Vaerdiantal:
    """Put values in; those that were in already are no error."""
    id_ = _egen_liste(kald)
    return Vaerdiantal(aendret=await kald.hub.vaerdier.tilfoej(id_, krop.vaerdier), antal=kald.hub.vaerdier.antal(id_))


@ruter.operation(
    "POST",
    "/api/v1/vaerdilister/{id}/vaerdier/fjern",
    id="fjernVaerdier",
    da="Fjern værdier; gælder for hver besked, der afgøres, når svaret er kommet",
    en="Take values out; holds for every message decided after the answer",
    svar=Vaerdiantal,
    fejl=(404, 422),
)
async def fjern_vaerdier(kald: Kald, krop: Vaerdier) -> Vaerdiantal:
    """Take values out; those that were not in are no error."""
    id_ = _egen_liste(kald)
    return Vaerdiantal(aendret=await kald.hub.vaerdier.fjern(id_, krop.vaerdier), antal=kald.hub.vaerdier.antal(id_))


class Vaerdisoegning(Model):
    """The value to look for; in the body, so that it stands in no address and no log of addresses."""

    vaerdi: Annotated[str, Field(min_length=1, max_length=255)]


class Vaerdifund(Model):
    """Whether the list holds the value."""

    findes: bool


@ruter.operation(
    "POST",
    "/api/v1/vaerdilister/{id}/vaerdier/soeg",
    id="soegVaerdi",
    da="Står værdien i listen",
    en="Whether the list holds the value",
    svar=Vaerdifund,
    fejl=(404, 422),
)
async def soeg_vaerdi(kald: Kald, krop: Vaerdisoegning) -> Vaerdifund:
    """Look for one value."""
    return Vaerdifund(findes=kald.hub.vaerdier.soeg(_egen_liste(kald), krop.vaerdi))


class Vaerdisidevisning(Model):
    """Values of a list, in the order in which they were put in."""

    vaerdier: Sequence[str]
    naeste: str | None = None


@ruter.operation(
    "GET",
    "/api/v1/vaerdilister/{id}/vaerdier",
    id="laesVaerdier",
    da="Læs listens værdier; kun ejeren",
    en="Read the list's values; the owner alone",
    svar=Vaerdisidevisning,
    fejl=(404, 406),
    giver=_XML,
)
async def laes_vaerdier(kald: Kald, soeg: Sidevalg) -> Vaerdisidevisning | web.Response:
    """The values in the clear; a page before the last may be short.

    With `Accept: application/xml` the whole list at once, as the platform's OpretInput that would make it.
    """
    liste = find(kald, VAERDILISTER, VAERDILISTER.retter)
    id_ = id_for(liste)
    if isinstance(liste, Vaerdiliste) and kald.vil_have(*_XML, frem_for="application/json"):
        return web.Response(body=som_xml(liste, await _alle(kald, id_)), content_type=_XML[0])
    navn = f"vaerdier {id_}"
    efter = str(kald.hub.sider.laes(navn, soeg.efter)) if soeg.efter else None
    side = await kald.hub.vaerdier.laes(id_, efter, soeg.maks)
    return Vaerdisidevisning(
        vaerdier=side.vaerdier, naeste=kald.hub.sider.pak(navn, side.naeste) if side.naeste else None
    )


async def _alle(kald: Kald, id_: str) -> Sequence[str]:
    if kald.hub.vaerdier.antal(id_) > PR_KALD:
        raise Problem(
            "ikke-acceptabel",
            f"As XML a list of at most {PR_KALD} values is given; read this one in pages, as application/json.",
            f"Som XML gives en liste på højst {PR_KALD} værdier; læs denne sidevis, som application/json.",
        )
    vaerdier: list[str] = []
    efter = None
    while True:
        side = await kald.hub.vaerdier.laes(id_, efter, SIDE_MAKS)
        vaerdier += side.vaerdier
        if (efter := side.naeste) is None:
            return vaerdier


def _egen_liste(kald: Kald) -> str:
    return id_for(find(kald, VAERDILISTER, VAERDILISTER.retter))
