"""The claim check: files too large for a message, stored encrypted beside the bus, fetched by who read the message."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncIterator
from typing import Final

from aiohttp import web

from hub.api import graenser
from hub.api.fillager import Beskadiget, ForStorFil, IngenPlads, UkendtFil
from hub.api.kald import Kald, for_stor
from hub.api.modeller import Model
from hub.api.operation import Ruter, Svar
from hub.api.problem import Problem, ikke_fundet

ruter = Ruter("Filer")

NOEGLEHEADER: Final = "Fh-Filnoegle"
"""The header in which a receiver shows the key that it read in the message."""

_MEDIETYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")


class Filreference(Model):
    """What goes into the message's Filreference, to which the sender adds `filnavn`. The key is shown this once."""

    fil_id: str
    mimetype: str
    stoerrelse: int
    sha256: str
    noegle: str


@ruter.operation(
    "POST",
    "/api/v1/filer",
    id="gemFil",
    da="Gem en fil krypteret; svaret er den filreference, som beskeden skal bære",
    en="Store a file encrypted; the answer is the file reference that the message must carry",
    svar=Filreference,
    status=201,
    fejl=(408, 413, 415, 507),
    raa=("*/*",),
)
async def gem_fil(kald: Kald) -> Svar:
    """Stream a file to the store; the content type is kept with it."""
    mimetype = kald.foresporgsel.content_type.lower()
    if not _MEDIETYPE.fullmatch(mimetype):
        kald.kraev_medietype("application/octet-stream")
    if (kald.foresporgsel.content_length or 0) > graenser.FIL_BYTES:
        raise for_stor(graenser.FIL_BYTES)
    try:
        async with asyncio.timeout(graenser.FIL_LAESETID):
            oplysninger, noegle = await kald.hub.filer.gem(_stykker(kald), system=kald.system, mimetype=mimetype)
    except ForStorFil:
        raise for_stor(graenser.FIL_BYTES) from None
    except TimeoutError:
        raise Problem("for-langsom", "The file did not arrive in time.", "Filen kom ikke i tide.") from None
    except IngenPlads:
        raise Problem(
            "diskplads",
            "The hub has no room for files now; tell its operator, and try again later.",
            "Hubben har ikke plads til filer nu; sig det til driften, og prøv igen senere.",
            headers={"Retry-After": "600"},
        ) from None
    return Svar(
        Filreference(
            fil_id=oplysninger.id,
            mimetype=oplysninger.mimetype,
            stoerrelse=oplysninger.stoerrelse,
            sha256=oplysninger.sha256,
            noegle=base64.b64encode(noegle).decode(),
        ),
        201,
        {"Location": f"/api/v1/filer/{oplysninger.id}", "Cache-Control": "no-store"},
    )


async def _stykker(kald: Kald) -> AsyncIterator[bytes]:
    async for stykke in kald.foresporgsel.content.iter_any():
        yield stykke


@ruter.operation(
    "GET",
    "/api/v1/filer/{fil}",
    id="hentFil",
    da=f"Hent en fil; headeren {NOEGLEHEADER} viser nøglen fra beskedens filreference",
    en=f"Fetch a file; the header {NOEGLEHEADER} shows the key from the message's file reference",
    svar=bytes,
    fejl=(404,),
    giver=("application/octet-stream",),
)
async def hent_fil(kald: Kald) -> web.StreamResponse:
    """A file in the clear, to whoever shows its key."""
    try:
        oplysninger, stykker = await kald.hub.filer.aabn(kald.sti["fil"], _noegle(kald))
    except UkendtFil:
        raise ikke_fundet() from None
    svar = web.StreamResponse(
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Length": str(oplysninger.stoerrelse),
            "Content-Disposition": "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(oplysninger.sha256)).decode()}:",
        }
    )
    foerste = await _foerste(stykker)
    await svar.prepare(kald.foresporgsel)
    await svar.write(foerste)
    async for stykke in stykker:
        await svar.write(stykke)
    await svar.write_eof()
    return svar


async def _foerste(stykker: AsyncIterator[bytes]) -> bytes:
    """The first chunk, before the status is sent: a damaged file is then an error, not a short answer."""
    try:
        return await anext(stykker)
    except (Beskadiget, FileNotFoundError, StopAsyncIteration):
        raise ikke_fundet() from None


def _noegle(kald: Kald) -> bytes:
    try:
        return base64.b64decode(kald.foresporgsel.headers.get(NOEGLEHEADER, ""), validate=True)
    except (binascii.Error, ValueError):
        raise ikke_fundet() from None
