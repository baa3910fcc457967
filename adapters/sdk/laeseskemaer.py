"""Telling the hub which schemas the adapter reads with, so that a change is weighed against it before it comes.

Told at each start, beside the work: an adapter runs whether or not the hub could be told.
"""

from __future__ import annotations

import json
from typing import Any, Final

import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from adapters.sdk.fejl import Afvist, FaelleshubFejl, Utilgaengelig
from adapters.sdk.hubklient import Hubklient
from adapters.sdk.kontrakt import Adapterkontrakt
from schemas.regler import standardlager
from schemas.skema import Skema

HVIL_MAKS: Final = 30.0
"""Seconds at most between two tries while the hub is away."""


async def fortael(hub: Hubklient, system: str, kontrakt: Adapterkontrakt) -> None:
    """Tell the hub the schemas of what the adapter receives; tried until the hub answers.

    By their ids; where the hub does not know one, as from an adapter that is newer than it, by the schemas themselves.
    What the hub will not have is logged and left: nothing is routed by it.
    """
    log = structlog.get_logger(adapter=kontrakt.navn)
    skemaer = [standardlager().nyeste(slags.skema_navn) for slags in kontrakt.modtager]
    try:
        async for forsoeg in AsyncRetrying(
            retry=retry_if_exception_type(Utilgaengelig), wait=wait_random_exponential(multiplier=0.2, max=HVIL_MAKS)
        ):
            with forsoeg:
                try:
                    await _saet(hub, system, kontrakt.navn, [_ved_id(skema) for skema in skemaer])
                except Afvist:
                    await _saet(hub, system, kontrakt.navn, [_som_tekst(skema) for skema in skemaer])
    except FaelleshubFejl as fejl:
        log.warning("the hub was not told which schemas are read here; a change is weighed without it", fejl=str(fejl))
    else:
        log.info("the hub knows which schemas are read here", antal=len(skemaer))


async def _saet(hub: Hubklient, system: str, adapter: str, laeser: list[dict[str, Any]]) -> None:
    await hub.json("PUT", f"/systemer/{system}/laeseskemaer", json={"adapter": adapter, "laeser": laeser})


def _ved_id(skema: Skema) -> dict[str, Any]:
    return {"navn": skema.navn, "skemaId": skema.id}


def _som_tekst(skema: Skema) -> dict[str, Any]:
    return {"navn": skema.navn, "skema": json.dumps(skema.raa, ensure_ascii=False, separators=(",", ":"))}
