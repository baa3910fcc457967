"""The servicekatalog: every beskedtype with owner, state, schema, example, and who may send and receive it (RA-02)."""

from __future__ import annotations

import difflib
from importlib.metadata import version as pakkeversion
from typing import Annotated, Final

import orjson
from aiohttp import web
from pydantic import Field

from hub.api.kald import Kald
from hub.api.katalogviden import grundlag, indeks, vis, visninger
from hub.api.modeller import Model
from hub.api.operation import Ruter
from hub.api.problem import Problem
from hub.katalog import asyncapi, dcat
from hub.katalog.emner import emneliste
from hub.katalog.forskel import forskel
from hub.katalog.model import Emneliste, Forskelvisning, Katalogliste, Katalogvisning
from hub.katalog.visning import UkendtVersion, oversigt
from schemas.catalogue import Katalogpost, UkendtBeskedtype

ruter = Ruter("Katalog")

_JSON: Final = "application/json"
_VERSION: Final = Field(max_length=40, pattern=r"^[0-9A-Za-z._-]+$", description="A version, as `versioner` names it.")


class Katalogsoegning(Model):
    """What to look for."""

    soeg: Annotated[
        str, Field(max_length=200, description="Words that must all be found, in names, fields, docs or codes.")
    ] = ""


class Versionsvalg(Model):
    """Which version."""

    version: Annotated[str | None, _VERSION] = None


class Forskelsvalg(Model):
    """Which two versions; left out: the last but one, and the newest."""

    fra: Annotated[str | None, _VERSION] = None
    til: Annotated[str | None, _VERSION] = None


@ruter.operation(
    "GET",
    "/api/v1/katalog",
    id="listKatalog",
    da="List beskedtyperne, eller søg i dem",
    en="List the beskedtyper, or search them",
    svar=Katalogliste,
    giver=(dcat.MEDIETYPE,),
)
async def list_katalog(kald: Kald, soeg: Katalogsoegning) -> Katalogliste | web.Response:
    """Every entry, by schema id; in the answer to a search those found, the best first."""
    if kald.vil_have(dcat.MEDIETYPE, frem_for=_JSON):
        return await _dcatkatalog(kald)
    if soeg.soeg.strip():
        return Katalogliste(poster=(await indeks(kald.hub)).soeg(soeg.soeg))
    nu = grundlag(kald.hub)
    return Katalogliste(poster=[oversigt(nu, post) for post in nu.katalog])


@ruter.operation(
    "GET",
    "/api/v1/katalog/emner",
    id="listEmner",
    da="List bussens emner, og hvordan posterne i hvert er skrevet",
    en="List the topics of the bus, and how the records of each are written",
    svar=Emneliste,
)
async def list_emner(_: Kald) -> Emneliste:
    """The topics, the same on either broker (RA-12)."""
    return emneliste()


@ruter.operation(
    "GET",
    "/api/v1/katalog/{beskedtype}",
    id="visKatalogpost",
    da="Vis en beskedtype: ejer, tilstand, skema, felter, eksempler, versioner, afsendere og modtagere",
    en="Show a beskedtype: owner, state, schema, fields, examples, versions, senders and receivers",
    svar=Katalogvisning,
    giver=(dcat.MEDIETYPE,),
    fejl=(404,),
)
async def vis_katalogpost(kald: Kald, soeg: Versionsvalg) -> Katalogvisning | web.Response:
    """By the beskedtype's UUID, or the record's name."""
    post = _find(kald)
    if kald.vil_have(dcat.MEDIETYPE, frem_for=_JSON):
        return await _dcatpost(kald, post)
    try:
        return await vis(kald.hub, post, soeg.version)
    except UkendtVersion as fejl:
        raise _ukendt_version(fejl) from None


@ruter.operation(
    "GET",
    "/api/v1/katalog/{beskedtype}/forskel",
    id="visForskel",
    da="Vis, hvad der er ændret mellem to versioner, og hvad det betyder for læsere",
    en="Show what was changed between two versions, and what it means to readers",
    svar=Forskelvisning,
    fejl=(404,),
)
async def vis_forskel(kald: Kald, soeg: Forskelsvalg) -> Forskelvisning:
    """From one version to another; of a contract with one version, from it to itself."""
    post, nu = _find(kald), grundlag(kald.hub)
    alle = nu.versioner(post)
    try:
        til = nu.version(post, soeg.til) if soeg.til else alle[-1]
        fra = nu.version(post, soeg.fra) if soeg.fra else alle[max(alle.index(til) - 1, 0)]
    except UkendtVersion as fejl:
        raise _ukendt_version(fejl) from None
    return forskel(fra.skema, til.skema, (fra.navn, til.navn))


@ruter.operation(
    "GET",
    "/api/v1/katalog.jsonld",
    id="hoestKatalog",
    da="Kataloget til en dataportal: DCAT-AP som JSON-LD",
    en="The catalogue for a data portal: DCAT-AP as JSON-LD",
    giver=(dcat.MEDIETYPE,),
)
async def hoest(kald: Kald) -> web.Response:
    """An entry per beskedtype; nothing of who takes part, so that portals may harvest it without a token."""
    return await _dcatkatalog(kald)


@ruter.operation(
    "GET",
    "/api/v1/asyncapi.json",
    id="asyncapi",
    da="Hele bussen som AsyncAPI 3",
    en="The whole bus as AsyncAPI 3",
    svar=dict,
)
async def vis_asyncapi(kald: Kald) -> web.Response:
    """Servers, topics, messages with their contracts, and what the hub does with them."""
    url = kald.foresporgsel.url
    dokument = asyncapi.dokument(await visninger(kald.hub), pakkeversion("faelleshub"), url.authority, url.scheme)
    return _svar(dokument, _JSON)


async def _dcatkatalog(kald: Kald) -> web.Response:
    dokument = dcat.katalog(await visninger(kald.hub), _adresse(kald), f"{_hjemme(kald)}/api/v1/katalog.jsonld")
    return _svar(dokument, dcat.MEDIETYPE)


async def _dcatpost(kald: Kald, post: Katalogpost) -> web.Response:
    vist = next(en for en in await visninger(kald.hub) if en.navn == post.navn)
    return _svar(dcat.post(vist, _adresse(kald)), dcat.MEDIETYPE)


def _hjemme(kald: Kald) -> str:
    return str(kald.foresporgsel.url.origin())


def _adresse(kald: Kald) -> dcat.Adresse:
    """Where a portal's reader finds something of a beskedtype: the entry itself holds schema and examples."""
    hjemme = _hjemme(kald)

    def sted(post: Katalogvisning, slags: str) -> str:
        side = f"{hjemme}/api/v1/katalog/{post.beskedtype}"
        return side if slags == "side" else f"{side}#{slags}"

    return sted


def _svar(dokument: object, medietype: str) -> web.Response:
    return web.Response(body=orjson.dumps(dokument), content_type=medietype)


def _ukendt_version(fejl: UkendtVersion) -> Problem:
    kendte = ", ".join(fejl.kendte)
    return Problem(
        "ikke-fundet",
        f"The contract has no such version; there are: {kendte}.",
        f"Kontrakten har ingen sådan version; der er: {kendte}.",
    )


def _find(kald: Kald) -> Katalogpost:
    katalog, soegt = kald.hub.skemaer.katalog, kald.sti["beskedtype"]
    if post := katalog.find(soegt.lower()):
        return post
    try:
        return katalog.efter_navn(soegt)
    except UkendtBeskedtype:
        kendte = {kendt.kort_navn.lower(): kendt.kort_navn for kendt in katalog}
        naer = [kendte[navn] for navn in difflib.get_close_matches(soegt.rpartition(".")[2].lower(), kendte, n=3)]
        raise Problem(
            "ikke-fundet",
            "No beskedtype has this name or UUID; "
            + (f"did you mean {' or '.join(naer)}?" if naer else "/api/v1/katalog lists them all."),
            "Ingen beskedtype har dette navn eller UUID; "
            + (f"mente du {' eller '.join(naer)}?" if naer else "/api/v1/katalog viser dem alle."),
        ) from None
