"""The API as an aiohttp application: routes, access and problems around the declared operations."""

from __future__ import annotations

import contextlib
import itertools
import random
import time
import uuid
from collections.abc import Sequence
from typing import Final

import orjson
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from brokers import BrokerError
from hub.adgang import ADGANG
from hub.api import (
    abonnementer,
    adgange,
    aendringer,
    arkitektraad,
    arkitektraad_afgoerelser,
    arkitektraad_dispensationer,
    arkitektraad_lint,
    arkitektraad_varsler,
    beskeder,
    beskedtyper,
    drift,
    dueslag,
    fejlkoe,
    filer,
    katalog,
    klassifikation,
    konsekvens,
    kvitteringer,
    laeseskemaer,
    oio,
    organisation,
    registry,
    serviceaftaler,
    systemer,
    vaerdilister,
)
from hub.api.kald import Hub, Kald
from hub.api.openapi import dokument
from hub.api.operation import Operation, Ruter
from hub.api.oversaettelse import intern_fejl, som_problem, sted
from hub.api.problem import Problem, ikke_genkendt
from hub.api.virkning import sig_til

LOG = structlog.get_logger(__name__)

KORRELATION: Final = "Fh-Korrelation"
"""Header of every answer: what an operator finds the request by in the log."""

_OPERATION: Final = web.RequestKey("operation", str)

_beskrivelse = Ruter("Drift")


@_beskrivelse.operation(
    "GET",
    "/api/openapi.json",
    id="openapi",
    da="Denne beskrivelse",
    en="This description",
    svar=dict,
)
async def openapi(_: Kald) -> web.Response:
    """The OpenAPI document of everything that is mounted."""
    return web.Response(body=_openapi_bytes(), content_type="application/json")


MODULER: Final = (
    beskeder,
    oio,
    kvitteringer,
    dueslag,
    filer,
    systemer,
    laeseskemaer,
    adgange,
    serviceaftaler,
    abonnementer,
    vaerdilister,
    organisation,
    klassifikation,
    katalog,
    konsekvens,
    beskedtyper,
    arkitektraad,
    arkitektraad_afgoerelser,
    arkitektraad_dispensationer,
    arkitektraad_lint,
    arkitektraad_varsler,
    fejlkoe,
    aendringer,
    drift,
)

_ALT_ANDET: Final = "/{resten}"
"""Every address that no route has, as aiohttp names it without its pattern."""

OPERATIONER: Final[Sequence[Operation]] = tuple(
    operation for ruter in (*(modul.ruter for modul in MODULER), _beskrivelse) for operation in ruter.operationer
)
"""Every operation of the API. What the access table does not know cannot be among them."""


def byg_app(hub: Hub) -> web.Application:
    """The application. Raises LookupError when the access table has entries for operations that do not exist."""
    if ukendte := ADGANG.keys() - {operation.id for operation in OPERATIONER}:
        raise LookupError(f"the access table names operations that do not exist: {', '.join(sorted(ukendte))}")
    app = web.Application(client_max_size=0)
    for operation in OPERATIONER:
        rute = _med_problemer(_rute(hub, operation))
        app.router.add_route(operation.metode, operation.sti, rute)
        if operation.metode == "GET" and operation.adgang.offentlig:
            app.router.add_route("HEAD", operation.sti, rute)  # how load balancers and monitors ask
    registry.monter(app, hub, _med_problemer)
    app.router.add_route("*", r"/{resten:[\s\S]*}", _med_problemer(_ingen_rute))
    return app


async def _ingen_rute(foresporgsel: web.Request) -> web.StreamResponse:
    """An address that is nobody's, or that takes other methods. Raises HTTPNotFound, HTTPMethodNotAllowed."""
    metoder: set[str] = set()
    for sted_ in foresporgsel.app.router.resources():
        if sted_.canonical != _ALT_ANDET:
            metoder |= (await sted_.resolve(foresporgsel))[1]
    raise web.HTTPMethodNotAllowed(foresporgsel.method, metoder) if metoder else web.HTTPNotFound


def _rute(hub: Hub, operation: Operation) -> Handler:
    async def rute(foresporgsel: web.Request) -> web.StreamResponse:
        begyndt = time.perf_counter()
        status = 500
        try:
            svar = await _kald(hub, operation, foresporgsel)
            status = svar.status
        except Exception as fejl:
            problem = som_problem(fejl)
            status = problem.status if problem else 500
            raise
        finally:
            hub.maalinger.svar.tael(operation.id, status, time.perf_counter() - begyndt)
        return svar

    return rute


async def _kald(hub: Hub, operation: Operation, foresporgsel: web.Request) -> web.StreamResponse:
    """Who is it, may it, is it well formed: in this order, so that a stranger learns nothing of what is there."""
    foresporgsel[_OPERATION] = operation.id
    autorisation = foresporgsel.headers.get("Authorization")
    kalder = hub.adgang.kend(autorisation)
    if not operation.adgang.offentlig:
        if kalder is None and autorisation is not None:
            await _indhent(hub)
            kalder = hub.adgang.kend(autorisation)
        if kalder is None:
            raise ikke_genkendt()
        if not operation.adgang.tillader(kalder):
            raise Problem(
                "ingen-adgang",
                f"Callers of the kind {kalder.hvem} may not do this; it is for {operation.adgang.hvem()}.",
                f"Kaldere af slagsen {kalder.hvem} må ikke dette; det er for {operation.adgang.hvem()}.",
            )
    kald = Kald(hub, operation.adgang, kalder, foresporgsel.match_info, foresporgsel)
    try:
        return await operation.kald(kald)
    except Exception as fejl:
        problem = som_problem(fejl)
        if problem is None or problem.slags != "ikke-fundet" or not operation.stidele:
            raise
    await _indhent(hub)
    return await operation.kald(kald)


async def _indhent(hub: Hub) -> None:
    """See what other instances have written. While the broker is away, what is known here has to do."""
    with contextlib.suppress(BrokerError, TimeoutError):
        await hub.friskhed.indhent()


def _med_problemer(rute: Handler) -> Handler:
    """The route, with every error as a problem; what nobody expected is logged with its place, never with its text.

    Around each route and not a middleware, which costs a cached look-up in the schema registry a tenth of its time.
    """

    async def med_problemer(request: web.Request) -> web.StreamResponse:
        korrelation = _nyt_uuid()
        try:
            svar = await rute(request)
        except Exception as fejl:  # noqa: BLE001 - the last line of defence: no trace and no text reaches the caller
            svar = _problem(fejl, request, korrelation).svar(korrelation)
        if not svar.prepared:
            svar.headers[KORRELATION] = korrelation
            svar.headers.setdefault("X-Content-Type-Options", "nosniff")
            sig_til(request, svar)
            if not request.content.at_eof():
                # The rest of the body is not read: say that the connection ends here, or the client's next call goes
                # into a connection that is being closed, and is lost.
                svar.force_close()
        return svar

    return med_problemer


def _problem(fejl: Exception, request: web.Request, korrelation: str) -> Problem:
    problem = som_problem(fejl)
    if problem is None:
        LOG.error(
            "an operation failed",
            operation=request.get(_OPERATION),
            korrelation=korrelation,
            fejl=type(fejl).__name__,
            sted=sted(fejl),
        )
        return intern_fejl()
    return problem


def _nyt_uuid() -> str:
    """A UUID that names a request and guards nothing: drawn once for the process, but for the number at its end."""
    return f"{_PROCES}{next(_NUMRE):012x}"


_PROCES: Final = str(uuid.uuid4())[:-12]
_NUMRE: Final = itertools.count(random.getrandbits(47))


def _openapi_bytes() -> bytes:
    global _openapi  # noqa: PLW0603 - made once, at first use: start-up time is a promise
    if _openapi is None:
        _openapi = orjson.dumps(dokument(OPERATIONER))
    return _openapi


_openapi: bytes | None = None
