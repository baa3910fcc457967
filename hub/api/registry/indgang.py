"""The way in: who is it, may it, which route; and every error as the registry's clients read errors."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any, Final

import orjson
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from brokers import BrokerError
from hub.adgang import Bruger
from hub.api.kald import Hub
from hub.api.oversaettelse import som_problem, sted
from hub.api.registry import indstillinger, kompatibilitet, oevrige, skemaer, subjects
from hub.api.registry.kald import Registerkald
from hub.api.registry.medietyper import V1, Medietypefejl, svartype
from hub.api.registry.ruter import Rute, Ruter, Stifejl
from hub.api.registry.sti import laes_sti
from hub.api.registry.svar import Gensvar, Spoergsmaal, fejlsvar, vil_have_mere
from hub.api.videresending import KROP
from hub.registry.fejl import Findesikke, IkkeTilladt, Registerfejl

LOG = structlog.get_logger(__name__)

ROD: Final = "/registry"

RUTER: Final = Ruter()
RUTER.tag(*(modul.ruter for modul in (skemaer, subjects, kompatibilitet, indstillinger, oevrige)))

_UKENDT: Final = "registry.unknown"
_UDFORDRING: Final = 'Basic realm="faelleshub", Bearer realm="faelleshub"'


class Ukendt(Registerfejl):
    """401: no token, a wrong one, an expired one."""


def monter(app: web.Application, hub: Hub, om: Callable[[Handler], Handler]) -> None:
    """Put the registry into the application, with `om` around its route."""
    svar = om(Indgang(hub).svar)
    app.router.add_route("*", ROD + r"/{resten:[\s\S]*}", svar)  # first: it is tried for nearly every request
    app.router.add_route("*", ROD, svar)


class Indgang:
    """Answers every request below `/registry`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._gensvar = Gensvar()

    async def svar(self, foresporgsel: web.Request) -> web.StreamResponse:
        """One request. Raises nothing that a client can bring about."""
        begyndt = time.perf_counter()
        navn, type_ = _UKENDT, V1
        try:
            type_ = svartype(foresporgsel.headers.get("Accept"))
            autorisation = foresporgsel.headers.get("Authorization")
            bruger = self._hub.adgang.kend(autorisation) or await self._se_efter(autorisation)
            noegle, version = _noegle(foresporgsel, bruger), self._hub.skemaregister.version
            if noegle is not None and (gemt := self._gensvar.hent(noegle, version)):
                navn, krop = gemt
            else:
                sti = laes_sti(foresporgsel.rel_url.raw_path[len(ROD) :], self._hub.skemaregister.tilstand)
                rute = RUTER.find(foresporgsel.method, sti.dele)
                navn = rute.navn
                _kraev_ret(bruger, rute)
                kald = Registerkald(self._hub, bruger, foresporgsel, sti, rute.vaerdier(sti.dele))
                krop = _bytes(await self._kald(rute, kald))
                if noegle is not None and (kald.gentages or rute.metode == "GET"):
                    self._gensvar.gem(noegle, version, navn, krop)
            svar = web.Response(body=krop, headers={"Content-Type": type_}) if krop else web.Response(status=204)
        except Exception as fejl:  # noqa: BLE001 - the last line of defence: no trace and no text reaches the caller
            svar = _fejl(fejl, navn, type_)
        self._hub.maalinger.svar.tael(navn, svar.status, time.perf_counter() - begyndt)
        return svar

    async def _kald(self, rute: Rute, kald: Registerkald) -> Any:
        """The operation; what this instance does not know, another may have been told just before."""
        try:
            return await rute.haandter(kald)
        except Findesikke:
            if rute.skriver or not await self._hub.skemaregister.indhent():
                raise
        return await rute.haandter(kald)

    async def _se_efter(self, autorisation: str | None) -> Bruger:
        """Who it is whom this instance does not know: another may have been told just before. Raises Ukendt."""
        bruger = None
        if autorisation is not None:
            with contextlib.suppress(BrokerError, TimeoutError):
                await self._hub.friskhed.indhent()
            bruger = self._hub.adgang.kend(autorisation)
        if bruger is None:
            raise Ukendt(40101, "Unauthorized: send a system's id and token as Basic, or a token as Bearer")
        return bruger


def _noegle(foresporgsel: web.Request, bruger: Bruger) -> Spoergsmaal | None:
    """All that an answer can depend on, beside what is known here; None for changes, and for bodies still on their way."""
    metode, type_, krop = foresporgsel.method, None, b""
    if metode == "POST" and foresporgsel.content.is_eof():
        type_, krop = foresporgsel.headers.get("Content-Type"), foresporgsel.content.read_nowait()
        foresporgsel[KROP] = krop
    elif metode != "GET":
        return None
    return metode, foresporgsel.raw_path, bruger.hvem, vil_have_mere(foresporgsel), type_, krop


def _kraev_ret(bruger: Bruger, rute: Rute) -> None:
    if not rute.ret.value.tillader(bruger):
        raise IkkeTilladt(
            40301, f"Callers of the kind {bruger.hvem} may not do this; it is for {rute.ret.value.hvem()}"
        )


def _bytes(indhold: Any) -> bytes:
    return indhold if isinstance(indhold, bytes) else orjson.dumps(indhold)


def _fejl(fejl: Exception, navn: str, type_: str) -> web.Response:
    match fejl:
        case Registerfejl():
            status, kode, tekst = fejl.status, fejl.kode, fejl.tekst
        case BrokerError():
            status, kode, tekst = 500, 50001, "The registry cannot reach its store now; nothing was changed. Try again."
        case _:
            problem = som_problem(fejl)
            if problem is None:
                LOG.error("an operation failed", operation=navn, fejl=type(fejl).__name__, sted=sted(fejl))
                status, kode, tekst = 500, 500, "The hub failed; nothing was changed. Try again, or tell the operator."
            else:
                status, kode, tekst = problem.status, problem.status, problem.detail
    headers = {"Content-Type": V1 if isinstance(fejl, Medietypefejl) else type_}
    if isinstance(fejl, Ukendt):
        headers["WWW-Authenticate"] = _UDFORDRING
    if isinstance(fejl, Stifejl) and fejl.metoder:
        headers["Allow"] = ", ".join(sorted(set(fejl.metoder)))
    return web.Response(status=status, body=fejlsvar(kode, tekst), headers=headers)
