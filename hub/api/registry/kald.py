"""One call of the registry: who calls, what the address and the query say, and the body; read as leniently as clients write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

import orjson
from aiohttp import web

from hub.adgang import Bruger, Hvem
from hub.api.kald import Hub, Kald
from hub.api.registry.medietyper import kraev_kroptype
from hub.api.registry.ruter import INTET, Ret
from hub.api.registry.sti import Sti
from hub.api.registry.svar import vil_have_mere
from hub.konfiguration.revision import Udoever
from hub.kontrakter import Miljoe
from hub.registry import kontekst
from hub.registry.beslutning import Beslut, Beslutning
from hub.registry.fejl import IkkeTilladt, UgyldigAnmodning, ugyldig_version
from hub.registry.forslag import NYESTE
from hub.registry.lager import Skemaregister
from hub.registry.tilstand import Tilstand
from schemas.identifikatorer import maskeret
from schemas.skema import PRAEFIKS

KROP_BYTES: Final = 2_000_000

T = TypeVar("T")


@dataclass
class Registerkald:
    """What an operation of the registry works on."""

    hub: Hub
    bruger: Bruger
    foresporgsel: web.Request
    sti: Sti
    vaerdier: Mapping[str, str]
    gentages: bool = False
    """Whether the same body would be answered the same as long as nothing in the registry changes."""

    @property
    def register(self) -> Skemaregister:
        """The registry."""
        return self.hub.skemaregister

    @property
    def tilstand(self) -> Tilstand:
        """What the registry knows now."""
        return self.hub.skemaregister.tilstand

    @cached_property
    def subject(self) -> str:
        """The subject in the address."""
        return self.vaerdier["subject"]

    @property
    def version(self) -> int:
        """The version in the address; -1 is the newest. Raises UgyldigAnmodning."""
        tekst = self.vaerdier["version"].strip()
        if tekst.lower() == "latest":
            return NYESTE
        try:
            nummer = int(tekst)
        except ValueError:
            raise ugyldig_version(tekst) from None
        if nummer != NYESTE and not 0 < nummer < 2**31:
            raise ugyldig_version(tekst)
        return nummer

    @property
    def id(self) -> int:
        """The schema id in the address. Raises Stifejl: what is no number is no address."""
        tekst = self.vaerdier["id"]
        if not tekst.isascii() or not tekst.lstrip("-").isdigit() or len(tekst) > 11:
            raise INTET
        return int(tekst)

    @property
    def mere(self) -> bool:
        """Whether the caller takes the properties that newer servers give."""
        return vil_have_mere(self.foresporgsel)

    def tekst(self, navn: str) -> str | None:
        """A parameter of the query; what is empty is not there."""
        return self.foresporgsel.query.get(navn) or None

    def tekster(self, navn: str) -> list[str]:
        """Every value of a parameter."""
        return list(self.foresporgsel.query.getall(navn, []))

    def flag(self, *navne: str) -> bool:
        """Whether one of these parameters is true, in any case; some clients write a name their own way."""
        query = self.foresporgsel.query
        return bool(query) and any(query.get(navn, "").lower() == "true" for navn in navne)

    def tal(self, navn: str, ellers: int) -> int:
        """A number in the query; what is none counts as left out."""
        try:
            return int(self.foresporgsel.query.get(navn, ellers))
        except ValueError:
            return ellers

    async def krop(self) -> Any:
        """The body's JSON. Raises UgyldigAnmodning, Medietypefejl, Problem."""
        tegnsaet = kraev_kroptype(self.foresporgsel)
        raa = await Kald(self.hub, Ret.LAES.value, self.bruger, {}, self.foresporgsel).laes(KROP_BYTES)
        try:
            if tegnsaet.lower() not in {"utf-8", "utf8"}:
                raa = raa.decode(tegnsaet).encode()
            return orjson.loads(raa)
        except (orjson.JSONDecodeError, UnicodeError):
            raise UgyldigAnmodning(400, "The body is not JSON.") from None

    async def felter(self) -> dict[str, Any]:
        """The body as an object. Raises UgyldigAnmodning, Medietypefejl, Problem."""
        krop = await self.krop()
        if not isinstance(krop, dict):
            raise UgyldigAnmodning(422, "The body is not an object.")
        return krop

    async def skriv(self, beslut: Beslut, hvad: str) -> Any:
        """Change the registry. Raises Registerfejl, BrokerError."""
        hvorfor = self.foresporgsel.headers.get("Begrundelse") or "asked of the schema registry"
        udoever = Udoever(
            str(self.bruger),
            maskeret(hvorfor.encode("utf-8", "surrogateescape").decode("utf-8", "replace")[:1_000]),
            self.foresporgsel.remote,
        )
        return await self.register.skriv(beslut, udoever, hvad)

    async def regn(self, funktion: Callable[[Tilstand], T], stoerrelse: int = 0) -> T:
        """Work something out of the state; what may take long does so beside the loop. Raises what it raises."""
        if stoerrelse and stoerrelse <= _STORT:
            return funktion(self.tilstand)
        return await self.register.regn(funktion)

    def kraev_maa_foreslaa(self, subject: str, *, import_eller_tving: bool) -> None:
        """A system proposes: nothing under the hub's own contracts in production, no ids, and never by force.

        Raises IkkeTilladt.
        """
        if self.bruger.hvem is not Hvem.SYSTEM:
            return
        navn = kontekst.del_op(subject).navn
        if import_eller_tving or (self.hub.miljoe is Miljoe.PRODUKTION and navn.startswith(PRAEFIKS)):
            raise IkkeTilladt(
                40301,
                "A system may not do this; under the hub's contracts in production it proposes to the architecture council "
                "(POST /api/v1/arkitektraad/forslag), which alone gives ids and overrides compatibility.",
            )

    def eget(self, subject: str, beslut: Beslut) -> Beslut:
        """The decision, for a system only where the subject is its own: outside the hub's contracts, and nobody else's.

        Some clients set a level before they register anything, so a subject without versions is anybody's. The decision
        raises IkkeTilladt.
        """
        if self.bruger.hvem is not Hvem.SYSTEM:
            return beslut

        def med_ret(tilstand: Tilstand) -> Beslutning[Any]:
            navn = kontekst.del_op(subject).navn
            andres = any(en.hvem != self.hvem for en in tilstand.udgivelser(subject))
            if not navn or navn.startswith(PRAEFIKS) or andres:
                raise IkkeTilladt(40301, "A system may only change subjects in which it alone has registered schemas.")
            return beslut(tilstand)

        return med_ret

    @property
    def hvem(self) -> str:
        """Who the caller is, whichever of its tokens it used."""
        return str(self.bruger).partition(" (")[0]


_STORT: Final = 50_000
"""Characters of a schema that is read beside the loop."""
