"""The API as an aiohttp application: routes, access and problems around the declared operations."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import orjson
import structlog
from aiohttp import web

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

OPERATIONER: Final[Sequence[Operation]] = tuple(
    operation for ruter in (*(modul.ruter for modul in MODULER), _beskrivelse) for operation in ruter.operationer
)
"""Every operation of the API. What the access table does not know cannot be among them."""


def byg_app(hub: Hub) -> web.Application:
    """The application. Raises LookupError when the access table has entries for operations that do not exist."""
    if ukendte := ADGANG.keys() - {operation.id for operation in OPERATIONER}:
        raise LookupError(f"the access table names operations that do not exist: {', '.join(sorted(ukendte))}")
    app = web.Application(middlewares=[_problemer], client_max_size=0)
    for operation in OPERATIONER:
        rute = _rute(hub, operation)
        app.router.add_route(operation.metode, operation.sti, rute)
        if operation.metode == "GET" and operation.adgang.offentlig:
            app.router.add_route("HEAD", operation.sti, rute)  # how load balancers and monitors ask
    registry.monter(app, hub)
    app.on_response_prepare.append(sig_til)
    return app


def _rute(hub: Hub, operation: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
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
            hub.maalinger.svar.labels(operation=operation.id, status=str(status)).inc()
            hub.maalinger.varighed.labels(operation=operation.id).observe(time.perf_counter() - begyndt)
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


@web.middleware
async def _problemer(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Every error becomes a problem; what nobody expected is logged with its place, never with its text."""
    korrelation = _nyt_uuid()
    try:
        svar = await handler(request)
    except Exception as fejl:  # noqa: BLE001 - the last line of defence: no trace and no text reaches the caller
        problem = som_problem(fejl)
        if problem is None:
            LOG.error(  # noqa: TRY400 - a traceback would show values
                "an operation failed",
                operation=request.get(_OPERATION),
                korrelation=korrelation,
                fejl=type(fejl).__name__,
                sted=sted(fejl),
            )
            problem = intern_fejl()
        svar = problem.svar(korrelation)
    if not svar.prepared:
        svar.headers[KORRELATION] = korrelation
        svar.headers.setdefault("X-Content-Type-Options", "nosniff")
        if not request.content.at_eof():
            # The rest of the body is not read: say that the connection ends here, or the client's next call goes into
            # a connection that is being closed, and is lost.
            svar.force_close()
    return svar


def _nyt_uuid() -> str:
    """A random UUID that names a request and guards nothing, so it need not cost a call of the operating system."""
    hex_ = f"{random.getrandbits(128):032x}"
    return f"{hex_[:8]}-{hex_[8:12]}-4{hex_[13:16]}-a{hex_[17:20]}-{hex_[20:]}"


def _openapi_bytes() -> bytes:
    global _openapi  # noqa: PLW0603 - made once, at first use: start-up time is a promise
    if _openapi is None:
        _openapi = orjson.dumps(dokument(OPERATIONER))
    return _openapi


_openapi: bytes | None = None
