"""Messages in: three content types, one way on. And `spor`: every hop of a message."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Final

from pydantic import Field

from hub.api import graenser
from hub.api.kald import Kald
from hub.api.kvitteringer import Kvitteringsvisning, Vent
from hub.api.modeller import Model
from hub.api.operation import Ruter, Svar
from hub.api.problem import Problem, formbrud, ikke_fundet, som_json
from hub.beskedfordeler import Hop, Hopslags, Kvittering, Kvitteringsstatus
from schemas.codec import Indhold, pak
from schemas.formater.fejl import Formatfejl
from schemas.formater.jsonform import fra_json_besked
from schemas.formater.xml import fra_xml
from schemas.skema import Skema

ruter = Ruter("Beskeder")

AVRO: Final = "application/vnd.faelleshub.avro"
JSON: Final = "application/json"
XML: Final = ("application/xml", "text/xml")

_STOR: Final = 64_000
"""Bytes from which a conversion runs in a thread, so that the others need not wait for it."""

_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Sendevalg(Model):
    """How to answer."""

    vent: Vent = Field(default=0.0, description="Seconds to wait for the decision; 0 answers as soon as it is durable.")


@ruter.operation(
    "POST",
    "/api/v1/beskeder",
    id="sendBesked",
    da="Send en besked; 202 med kvittering, når den er gemt sikkert; med `vent` afgørelsen",
    en="Send a message; 202 with a receipt once it is durable; with `vent` the decision",
    svar=Kvitteringsvisning,
    status=202,
    ogsaa={200: Kvitteringsvisning},
    fejl=(408, 413, 415, 422, 429, 503),
    raa=(AVRO, JSON, *XML),
)
async def send_besked(kald: Kald, soeg: Sendevalg) -> Svar:
    """Take a message in, on behalf of the calling system."""
    return await afgjort_eller_modtaget(kald, await _besked(kald), soeg.vent)


async def afgjort_eller_modtaget(kald: Kald, besked: bytes, vent: float) -> Svar:
    """Take a message in the wire format in: its decision when it comes within `vent` seconds, else that it is durable.

    Raises Problem when the decision is a refusal.
    """
    traceparent = kald.foresporgsel.headers.get("traceparent", "")
    modtagelse = await kald.hub.fordeler.modtag(
        besked, kald.system, traceparent=traceparent if _TRACEPARENT.fullmatch(traceparent) else None
    )
    if vent:
        with kald.hub.venteplads.plads(kald.system):
            kvittering = await kald.hub.fordeler.vent_paa_afgoerelse(modtagelse.id, vent)
        if kvittering is not None:
            return _afgjort(kvittering)
    return Svar(Kvitteringsvisning.modtaget(modtagelse), 202)


async def _besked(kald: Kald) -> bytes:
    """The message in the wire format. Raises Problem with every reason when it cannot be converted."""
    medietype = kald.kraev_medietype(AVRO, JSON, *XML)
    krop = await kald.laes(graenser.BESKED_BYTES)
    if medietype == AVRO:
        return krop
    laeser = _fra_json if medietype == JSON else fra_xml
    return await omsat(len(krop), lambda: pak(*laeser(krop, kald.hub.skemaer.find)))


async def omsat(stoerrelse: int, arbejde: Callable[[], bytes]) -> bytes:
    """What a conversion of so many bytes gives. Raises Problem with every reason when it cannot be done."""
    try:
        return await asyncio.to_thread(arbejde) if stoerrelse > _STOR else arbejde()
    except Formatfejl as fejl:
        raise formbrud(fejl) from None
    except ValueError:
        raise Problem(
            "ugyldigt-indhold",
            "The message does not fit its contract; compare it with the example in /api/v1/katalog.",
            "Beskeden passer ikke til sin kontrakt; sammenlign med eksemplet i /api/v1/katalog.",
        ) from None


Find = Callable[[str], Skema]


def _fra_json(krop: bytes, find: Find) -> tuple[Skema, Indhold]:
    return fra_json_besked(krop, find, hoejst=graenser.BESKED_BYTES)


def _afgjort(kvittering: Kvittering) -> Svar:
    if kvittering.status is not Kvitteringsstatus.AFVIST:
        return Svar(Kvitteringsvisning.af(kvittering))
    antal = len(kvittering.aarsager)
    felter = {
        "aarsager": som_json(kvittering.aarsager),
        "modtagelseId": kvittering.modtagelse_id,
        "beskedId": kvittering.besked_id,
        "transaktionsId": kvittering.transaktions_id,
        "tidspunkt": kvittering.tidspunkt.isoformat(),
    }
    raise Problem(
        "afvist",
        f"The contracts refuse the message for {antal} reason(s), each in aarsager with its rule and field.",
        f"Kontrakterne afviser beskeden af {antal} grund(e); hver står i aarsager med regel og felt.",
        felter={navn: vaerdi for navn, vaerdi in felter.items() if vaerdi is not None},
    )


class Hopvisning(Model):
    """One step of a message."""

    tidspunkt: dt.datetime
    slags: str
    modtagelse_id: str
    system: str | None = None
    dueslag: str | None = None
    udfald: str | None = None
    regler: Sequence[str] | None = None
    forsoeg: int | None = None
    hvem: str | None = None

    @classmethod
    def af(cls, hop: Hop) -> Hopvisning:
        """A hop of the routing core."""
        return cls(
            tidspunkt=hop.tidspunkt,
            slags=hop.slags.value,
            modtagelse_id=hop.modtagelse_id,
            system=hop.system,
            dueslag=hop.dueslag,
            udfald=hop.udfald,
            regler=hop.regler or None,
            forsoeg=hop.forsoeg or None,
            hvem=hop.hvem,
        )


class Sporvisning(Model):
    """A message's way, in order of time."""

    besked_id: str
    hop: Sequence[Hopvisning]


@ruter.operation(
    "GET",
    "/api/v1/beskeder/{besked}/spor",
    id="visSpor",
    da="Følg en besked gennem hvert hop: modtaget, afgjort, leveret, kvitteret",
    en="Follow a message through every hop: received, decided, delivered, acknowledged",
    svar=Sporvisning,
    fejl=(404,),
)
async def vis_spor(kald: Kald) -> Sporvisning:
    """Every hop of a message that the caller sent or received; a receiver sees no other receiver."""
    hop = _synlige(kald, await kald.hub.fordeler.spor(kald.sti["besked"]))
    if not hop:
        raise ikke_fundet()
    return Sporvisning(besked_id=kald.sti["besked"], hop=[Hopvisning.af(et) for et in hop])


def _synlige(kald: Kald, hop: Sequence[Hop]) -> Sequence[Hop]:
    """What the caller may see: of a reception of its own everything, of another's what led to its own dueslag.

    Each reception stands alone: whoever sends under a BeskedId that is in use learns nothing of the other message.
    """
    egne = {et.modtagelse_id for et in hop if et.slags is Hopslags.MODTAGET and _er_egen(kald, et.system)}
    modtagne = {et.modtagelse_id for et in hop if _er_egen(kald, _modtager(kald, et))}
    return [
        et
        for et in hop
        if et.modtagelse_id in egne
        or (et.modtagelse_id in modtagne and (et.dueslag is None or _er_egen(kald, _modtager(kald, et))))
    ]


def _er_egen(kald: Kald, system: str | None) -> bool:
    fundet = kald.hub.konfiguration.nu.systemer.get(system or "")
    return fundet is not None and kald.adgang.daekker(
        kald.bruger, systemer=(fundet.id,), myndigheder=(fundet.myndighed,)
    )


def _modtager(kald: Kald, hop: Hop) -> str | None:
    """The system whose dueslag the hop is about."""
    abonnement = kald.hub.konfiguration.nu.abonnementer.get(hop.dueslag or "")
    return abonnement.system if abonnement else None
