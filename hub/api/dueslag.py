"""A receiver's end of the way: fetch from one's own dueslag, and answer for each message."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Literal

import orjson
from aiohttp import web
from pydantic import Field

from hub.api import graenser
from hub.api.kald import Kald
from hub.api.kvitteringer import Vent
from hub.api.modeller import Model
from hub.api.operation import Ruter, json_svar
from hub.beskedfordeler import Levering, Svar, emner
from schemas.codec import Laest, Ulaeselig, laes
from schemas.formater.fejl import Formatfejl
from schemas.formater.jsonform import til_json
from schemas.formater.oiojson.besked import oiojson_fra_besked
from schemas.formater.xml import til_xml

ruter = Ruter("Dueslag")

_AD_GANGEN: Final = 25
"""Messages written out before others get the event loop."""


class Hentevalg(Model):
    """How much to fetch, how long to wait, and in which form."""

    maks: Annotated[int, Field(alias="max", ge=1, le=graenser.ANTAL_HOEJST, description="Messages at most.")] = 50
    vent: Vent = 0.0
    format: Literal["json", "avro", "xml", "oio"] = "json"


class Leveret(Model):
    """One message from a dueslag. It is delivered again when no answer comes before `frist`.

    The message stands in `besked` (JSON form), `xml` (Haendelsesbesked), `oio` (the sag or dokument as OIO JSON) or
    `avro` (base64 of the bytes as sent), as asked for; where it cannot be written in that form, it comes as `avro`.
    `oioUdeladt` names the fields that OIO JSON has no place for. `skematilstand` stands where the council has not
    approved the schema: in a test environment such messages pass too.
    """

    levering_id: str
    forsoeg: int
    frist: dt.datetime
    beskedtype: str | None = None
    skema_id: int | None = None
    skema: str | None = None
    skematilstand: str | None = None
    afsender: str | None = None
    besked: dict[str, Any] | None = None
    xml: str | None = None
    oio: dict[str, Any] | None = None
    oio_udeladt: Sequence[str] | None = None
    avro: str | None = None


class Leverancer(Model):
    """What was fetched, in order; empty when nothing came in time."""

    beskeder: Sequence[Leveret]


@ruter.operation(
    "GET",
    "/api/v1/dueslag/{dueslag}/beskeder",
    id="hentBeskeder",
    da="Hent beskeder fra eget dueslag; venter op til `vent` sekunder på den første",
    en="Fetch messages from your own dueslag; waits up to `vent` seconds for the first",
    svar=Leverancer,
    fejl=(404, 429, 503),
)
async def hent_beskeder(kald: Kald, soeg: Hentevalg) -> web.StreamResponse:
    """Messages of a dueslag of the calling system, each under a leveringId to answer with."""
    _kraev_eget(kald)
    dueslag = kald.sti["dueslag"]

    async def her(vent: float) -> web.Response:
        leveringer = await kald.hub.fordeler.hent(dueslag, maks=soeg.maks, vent=vent)
        return await _vis_alle(kald, leveringer, _SKRIVERE[soeg.format])

    with kald.hub.venteplads.plads(kald.system):
        return await kald.hub.videresender.hos_ejeren(kald.foresporgsel, dueslag, her, soeg.vent)


class Svarpost(Model):
    """A receiver's answer to one delivery; `udskudt`: not now, deliver it again after the pause."""

    levering_id: Annotated[str, Field(min_length=1, max_length=200)]
    status: Literal["kvitteret", "afvist", "udskudt"]
    aarsag: (
        Annotated[str, Field(max_length=1_024, description="Why, without personal data; the sender sees it.")] | None
    ) = None


class Svarudfaldet(Model):
    """What one answer led to: `modtaget`, `gentaget`, `udloebet` (delivered again since) or `ukendt`."""

    levering_id: str
    udfald: str


class Svarliste(Model):
    """What each answer led to, in the order in which they were given."""

    svar: Sequence[Svarudfaldet]


Svarposter = Annotated[list[Svarpost], Field(min_length=1, max_length=graenser.ANTAL_HOEJST)]


@ruter.operation(
    "POST",
    "/api/v1/dueslag/{dueslag}/kvitteringer",
    id="kvitterBeskeder",
    da="Kvittér for, afvis eller udskyd leverede beskeder; gentagelse er uskadelig",
    en="Acknowledge, reject or postpone delivered messages; repeating does no harm",
    svar=Svarliste,
    fejl=(404, 422, 503),
)
async def kvitter_beskeder(kald: Kald, krop: Svarposter) -> web.StreamResponse:
    """Take the answers; what is reported as taken is durable."""
    _kraev_eget(kald)
    svar = [Svar(post.levering_id, post.status, post.aarsag) for post in krop]
    dueslag = kald.sti["dueslag"]

    async def her(_: float) -> web.Response:
        resultater = await kald.hub.fordeler.kvitter(dueslag, svar)
        liste = Svarliste(svar=[Svarudfaldet(levering_id=r.levering_id, udfald=str(r.udfald)) for r in resultater])
        return json_svar(liste)

    return await kald.hub.videresender.hos_ejeren(kald.foresporgsel, dueslag, her)


def _kraev_eget(kald: Kald) -> None:
    abonnement = kald.hub.konfiguration.nu.abonnementer.get(kald.sti["dueslag"])
    kald.kraev(systemer=(abonnement.system,) if abonnement else ())


Skriver = Callable[[Laest], dict[str, Any]]


def _oio(laest: Laest) -> dict[str, Any]:
    skrevet = oiojson_fra_besked(laest.indhold, laest.skema)
    return {"oio": orjson.Fragment(skrevet.data), "oioUdeladt": skrevet.udeladt}


_SKRIVERE: Final[dict[str, Skriver]] = {
    "json": lambda laest: {"besked": orjson.Fragment(til_json(laest.indhold, laest.skema))},
    "xml": lambda laest: {"xml": til_xml(laest.indhold, laest.skema).decode()},
    "oio": _oio,
    "avro": lambda laest: {"avro": base64.b64encode(laest.raa).decode()},
}


async def _vis_alle(kald: Kald, leveringer: Sequence[Levering], skriver: Skriver) -> web.Response:
    poster = []
    await kald.hub.skemaer.kend(levering.besked for levering in leveringer)
    for nr, levering in enumerate(leveringer):
        if nr and nr % _AD_GANGEN == 0:
            await asyncio.sleep(0)
        poster.append(_vis(kald, levering, skriver))
    krop = orjson.dumps({"beskeder": poster}, option=orjson.OPT_UTC_Z)
    return web.Response(body=krop, content_type="application/json")


def _vis(kald: Kald, levering: Levering, skriver: Skriver) -> dict[str, Any]:
    headers = dict(levering.headers)
    vist: dict[str, Any] = {
        "leveringId": levering.levering_id,
        "forsoeg": levering.forsoeg,
        "frist": levering.frist,
        "afsender": headers.get("fh-afsender", b"").decode(errors="replace") or None,
    }
    if maerke := headers.get(emner.SKEMATILSTAND):
        vist["skematilstand"] = maerke.decode(errors="replace")
    try:
        laest = laes(levering.besked, kald.hub.skemaer.skemaer)
        vist |= skriver(laest)
    except (Ulaeselig, Formatfejl):
        return vist | {"avro": base64.b64encode(levering.besked).decode()}
    beskedtype = laest.indhold["beskedkuvert"]["filtreringsdata"]["beskedtype"]
    return vist | {
        "beskedtype": beskedtype["uuid"] or beskedtype["urn"],
        "skemaId": laest.skema.id,
        "skema": laest.skema.navn,
    }
