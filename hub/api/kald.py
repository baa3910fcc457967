"""One call: what the hub has to offer an operation, who calls, and with what."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from hub.adgang import Adgang, Adgangslager, Bruger
from hub.api import graenser
from hub.api.fillager import Fillager
from hub.api.friskhed import Friskhed
from hub.api.graenser import Venteplads
from hub.api.maalinger import Apimaalinger
from hub.api.problem import Problem, ikke_fundet
from hub.api.sider import Sider
from hub.api.skemaer import Skemaopslag
from hub.api.soeskende import Soeskende
from hub.api.videresending import KROP, Videresender
from hub.arkitektraad.sekretariat import Sekretariat
from hub.beskedfordeler import Beskedfordeler
from hub.konfiguration.lager import Konfigurationslager
from hub.konfiguration.revision import Udoever
from hub.konfiguration.vaerdilister import Vaerdilistelager
from hub.kontrakter import Miljoe
from hub.registry.lager import Skemaregister
from schemas.formater.fejl import Formatfejl
from schemas.formater.jsonform.dokument import laes_dokument
from schemas.identifikatorer import maskeret


@dataclass(frozen=True, slots=True)
class Hub:
    """What the operations work on."""

    konfiguration: Konfigurationslager
    adgang: Adgangslager
    fordeler: Beskedfordeler
    vaerdier: Vaerdilistelager
    skemaer: Skemaopslag
    filer: Fillager
    sider: Sider
    maalinger: Apimaalinger
    videresender: Videresender
    friskhed: Friskhed
    soeskende: Soeskende
    skemaregister: Skemaregister
    sekretariat: Sekretariat
    miljoe: Miljoe
    venteplads: Venteplads = field(default_factory=Venteplads)
    beregner: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever works something long out: one at a time, so that messages are not kept waiting for answers."""


@dataclass(frozen=True, slots=True)
class Kald:
    """One call of one operation."""

    hub: Hub
    adgang: Adgang
    kalder: Bruger | None
    sti: Mapping[str, str]
    foresporgsel: web.Request

    @property
    def bruger(self) -> Bruger:
        """The authenticated caller; only public operations have none."""
        if self.kalder is None:
            raise TypeError("a public operation has no caller")
        return self.kalder

    @property
    def system(self) -> str:
        """The calling system's id, for operations that only systems may call."""
        if self.bruger.system is None:
            raise TypeError("the access table lets only systems call this operation")
        return self.bruger.system

    def kraev(self, *, systemer: Collection[str] = (), myndigheder: Collection[str] = ()) -> None:
        """Refuse, as if it did not exist, what belongs to others. Raises Problem."""
        if not self.adgang.daekker(self.bruger, systemer=systemer, myndigheder=myndigheder):
            raise ikke_fundet()

    def udoever(self, begrundelse: str | None = None) -> Udoever:
        """Who makes a change and why: the reason stands in the body, or in the header Begrundelse. Raises Problem."""
        hvorfor = begrundelse or self._header("Begrundelse")
        if not hvorfor or not 3 <= len(hvorfor.strip()) <= 1_000:
            raise Problem(
                "ugyldigt-indhold",
                "Say why: add the field begrundelse, or the header Begrundelse, of 3 to 1000 characters.",
                "Sig hvorfor: tilføj feltet begrundelse, eller headeren Begrundelse, på 3 til 1000 tegn.",
                felter={"fejl": [{"sti": "begrundelse", "text": "is missing; add it"}]},
            )
        return Udoever(str(self.bruger), maskeret(hvorfor.strip()), self.foresporgsel.remote)

    async def laes(self, hoejst: int = graenser.BESKED_BYTES) -> bytes:
        """The body. Raises Problem when it is too large, or too slow."""
        if (self.foresporgsel.content_length or 0) > hoejst:
            raise for_stor(hoejst)
        if KROP in self.foresporgsel:
            return self.foresporgsel[KROP]
        indhold = self.foresporgsel.content
        if indhold.is_eof():
            # It all came with the headers, as small bodies do: there is nothing to wait for.
            kommet = self.foresporgsel[KROP] = indhold.read_nowait()
            if len(kommet) > hoejst:
                raise for_stor(hoejst)
            return kommet
        krop = bytearray()
        try:
            async with asyncio.timeout(graenser.LAESETID):
                async for stykke in indhold.iter_any():
                    krop += stykke
                    if len(krop) > hoejst:
                        raise for_stor(hoejst)
        except TimeoutError:
            raise Problem(
                "for-langsom",
                f"The body did not arrive within {graenser.LAESETID:g} seconds.",
                f"Kroppen kom ikke inden for {graenser.LAESETID:g} sekunder.",
            ) from None
        self.foresporgsel[KROP] = laest = bytes(krop)
        return laest

    async def laes_json(self) -> Any:
        """The body as JSON, read strictly. Raises Problem."""
        self.kraev_medietype("application/json")
        try:
            return laes_dokument(await self.laes(graenser.KROP_BYTES))
        except Formatfejl as fejl:
            raise Problem(
                "ugyldig-foresporgsel",
                f"The body is not usable JSON: {fejl}",
                f"Kroppen er ikke brugbar JSON: {fejl.da}",
            ) from None

    def kraev_medietype(self, *medietyper: str) -> str:
        """The body's content type, when it is one of these. Raises Problem."""
        medietype = self.foresporgsel.content_type.lower()
        if medietype not in medietyper:
            raise Problem(
                "medietype",
                f"Send one of these, and say so in Content-Type: {', '.join(medietyper)}.",
                f"Send en af disse, og sig det i Content-Type: {', '.join(medietyper)}.",
                headers={"Accept-Post": ", ".join(medietyper)},
            )
        return medietype

    def vil_have(self, *medietyper: str, frem_for: str) -> bool:
        """Whether the caller asks for one of these forms of the answer, and not for the ordinary one too."""
        accept = self.foresporgsel.headers.get("Accept", "")
        oensket = {del_.partition(";")[0].strip().lower() for del_ in accept.split(",")}
        return not oensket.isdisjoint(medietyper) and frem_for not in oensket

    def _header(self, navn: str) -> str | None:
        """A header as text; HTTP libraries give UTF-8 bytes as surrogates."""
        vaerdi = self.foresporgsel.headers.get(navn)
        return None if vaerdi is None else vaerdi.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def for_stor(hoejst: int) -> Problem:
    """A body over its limit."""
    return Problem(
        "for-stor",
        f"At most {hoejst} bytes are taken here; send large content by claim check (POST /api/v1/filer).",
        f"Der tages højst {hoejst} bytes her; send stort indhold som fil (POST /api/v1/filer).",
    )
