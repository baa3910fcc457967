"""For operators: is the hub alive, is it ready, and its measurements; and for any caller: who am I."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from hub.api.kald import Kald
from hub.api.modeller import Model
from hub.api.operation import Ruter, Svar
from hub.api.videresending import VIDERESENDT

ruter = Ruter("Drift")


class Driftstilstand(Model):
    """How the hub is."""

    tilstand: str


@ruter.operation(
    "GET", "/healthz", id="erILive", da="Er processen i live", en="Whether the process is alive", svar=Driftstilstand
)
async def er_i_live(_: Kald) -> Driftstilstand:
    """Alive as long as it answers."""
    return Driftstilstand(tilstand="i live")


@ruter.operation(
    "GET",
    "/readyz",
    id="erKlar",
    da="Tager hubben imod og fordeler",
    en="Whether the hub takes messages in and routes them",
    svar=Driftstilstand,
    fejl=(503,),
    ogsaa={503: Driftstilstand},
)
async def er_klar(kald: Kald) -> Svar:
    """503 while starting and while draining, so that traffic goes elsewhere."""
    klar = kald.hub.fordeler.klar
    return Svar(Driftstilstand(tilstand="klar" if klar else "ikke klar"), 200 if klar else 503)


@ruter.operation(
    "GET",
    "/metrics",
    id="maalinger",
    da="Målinger i Prometheus' format",
    en="Measurements in the Prometheus format",
    svar=str,
    giver=("text/plain",),
)
async def maalinger(kald: Kald) -> web.Response:
    """Counters, histograms and gauges; no label holds an id. Of several worker processes, all of theirs."""
    maal = kald.hub.maalinger
    maal.ventende.set(kald.hub.venteplads.ventende)
    for navn, vaerdi in kald.hub.fordeler.stoerrelser().items():
        maal.stoerrelser.labels(hvor=navn).set(vaerdi)
    tekst = generate_latest(maal.register)
    if VIDERESENDT not in kald.foresporgsel.headers:
        tekst = await kald.hub.soeskende.maalinger(tekst)
    return web.Response(body=tekst, headers={"Content-Type": CONTENT_TYPE_LATEST})


class Migvisning(Model):
    """Who the caller is, and for a system: the agreements it has and the dueslag it may fetch from."""

    hvem: str
    navn: str
    system: str | None = None
    myndighed: str | None = None
    serviceaftaler: Sequence[str] | None = None
    dueslag: Sequence[str] | None = None


@ruter.operation(
    "GET",
    "/api/v1/mig",
    id="visMig",
    da="Hvem er jeg, og hvad har jeg",
    en="Who am I, and what have I",
    svar=Migvisning,
)
async def vis_mig(kald: Kald) -> Migvisning:
    """The caller as the hub knows it."""
    bruger, nu = kald.bruger, kald.hub.konfiguration.nu
    if bruger.system is None:
        return Migvisning(hvem=bruger.hvem, navn=bruger.navn, myndighed=bruger.myndighed)
    system = nu.systemer[bruger.system]
    return Migvisning(
        hvem=bruger.hvem,
        navn=system.navn,
        system=system.id,
        myndighed=system.myndighed,
        serviceaftaler=[a.id for a in nu.serviceaftaler.values() if a.system == system.id],
        dueslag=[a.id for a in nu.abonnementer.values() if a.system == system.id],
    )
