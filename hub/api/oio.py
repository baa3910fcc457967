"""Sager and dokumenter as OIO JSON: the hub puts the envelope around, and the message goes the ordinary way."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, cast

from pydantic import Field

from hub.api import graenser
from hub.api.beskeder import afgjort_eller_modtaget, omsat
from hub.api.kald import Kald
from hub.api.kvitteringer import Kvitteringsvisning, Vent
from hub.api.modeller import Model
from hub.api.operation import Ruter, Svar
from hub.konfiguration.model import Cvr, Foelsomhed, Uuid
from schemas.codec import pak
from schemas.formater.oiojson import Slags
from schemas.formater.oiojson.besked import Kuvertvalg, besked_fra_oiojson
from schemas.identifikatorer import MOENSTER

ruter = Ruter("Beskeder")

OIO: Final = "application/vnd.faelleshub.oio+json"


class Oiovalg(Model):
    """What the envelope is to say beyond the object; and how to answer."""

    vent: Vent = Field(default=0.0, description="Seconds to wait for the decision; 0 answers as soon as it is durable.")
    myndighed: Annotated[
        Cvr | None, Field(description="CVR number of the authority that answers for the object; the system's own.")
    ] = None
    foelsomhed: Annotated[Foelsomhed | None, Field(description="How sensitive it is; as the contract says.")] = None
    kle: Annotated[
        str | None,
        Field(pattern=MOENSTER["kle-emne"].pattern, description="KLE subject, where primaerklasse is not a KLE URN."),
    ] = None
    facet: Annotated[
        str | None,
        Field(pattern=MOENSTER["kle-facet"].pattern, description="KLE facet, where handlingsklasse is not a URN."),
    ] = None
    handling: Annotated[
        str | None, Field(max_length=40, description="What happened; otherwise what livscykluskode says.")
    ] = None
    transaktions_id: Uuid | None = None
    besked_id: Annotated[Uuid | None, Field(description="Otherwise made from the content.")] = None


@ruter.operation(
    "POST",
    "/api/v1/oio/{slags}",
    id="sendOio",
    da="Send en sag eller et dokument som OIO JSON; hubben lægger kuverten om",
    en="Send a sag or a dokument as OIO JSON; the hub puts the envelope around it",
    svar=Kvitteringsvisning,
    status=202,
    ogsaa={200: Kvitteringsvisning},
    fejl=(404, 408, 413, 415, 422, 429, 503),
    raa=("application/json", OIO),
)
async def send_oio(kald: Kald, soeg: Oiovalg) -> Svar:
    """Take an object in as SagRegistreret or DokumentRegistreret, with the calling system as its master.

    The same object sent again in the same way is the same message, and is answered Dublet.
    """
    kald.kraev_medietype("application/json", OIO)
    krop = await kald.laes(graenser.BESKED_BYTES)
    slags = cast("Slags", kald.sti["slags"])
    system = kald.hub.konfiguration.nu.systemer[kald.system]
    valg = Kuvertvalg(
        system=system.id,
        systemnavn=system.navn,
        **soeg.model_dump(exclude={"vent", "myndighed"}),
        myndighed=soeg.myndighed or system.myndighed,
    )
    return await afgjort_eller_modtaget(kald, await omsat(len(krop), lambda: _pak(kald, krop, slags, valg)), soeg.vent)


def _pak(kald: Kald, krop: bytes, slags: Slags, valg: Kuvertvalg) -> bytes:
    """The message in the wire format. Raises Formatfejl, ValueError."""
    nu = dt.datetime.now(dt.UTC)
    navn, indhold = besked_fra_oiojson(krop, slags, valg, nu=nu, hoejst=graenser.BESKED_BYTES)
    post = kald.hub.skemaer.katalog.efter_navn(navn)
    return pak(kald.hub.skemaer.skemaer[post.id], indhold)
