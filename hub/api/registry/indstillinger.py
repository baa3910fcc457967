"""Configuration and mode: of everything, of a context, of a subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from hub.api.registry.kald import Registerkald
from hub.api.registry.ruter import Ret, Ruter
from hub.registry import kontekst
from hub.registry.fejl import ingen_tilstand, intet_niveau, ugyldigt_subject
from hub.registry.indstilling import NIVEAUFELT, config_for, egen_config, egen_mode, laes_mode, mode_for
from hub.registry.poster import Mode
from hub.registry.styring import saet_config, saet_mode, slet_config, slet_mode
from schemas.identifikatorer import maskeret

LOG = structlog.get_logger(__name__)

ruter = Ruter()


def _sted(kald: Registerkald) -> str:
    """What the configuration or mode is of; the empty name is the default context. Raises UgyldigAnmodning."""
    subject = kald.vaerdier.get("subject", "")
    if kald.foresporgsel.method == "PUT" and (
        not kontekst.er_gyldigt(subject, kun_indstilling=True) or maskeret(subject) != subject
    ):
        raise ugyldigt_subject(maskeret(subject))
    return subject


@ruter.rute("GET", "config", "getConfig", Ret.LAES)
@ruter.rute("GET", "config/{subject}", "getConfig", Ret.LAES)
async def vis_config(kald: Registerkald) -> Any:
    """What is set there, or with `defaultToGlobal` what holds there."""
    sted = _sted(kald)
    fundet = (config_for if kald.flag("defaultToGlobal") else egen_config)(kald.tilstand, sted)
    if fundet is None:
        raise intet_niveau(sted)
    return fundet


@ruter.rute("PUT", "config", "setConfig", Ret.STYR, skriver=True)
@ruter.rute("PUT", "config/{subject}", "setConfig", Ret.EGET, skriver=True)
async def saet(kald: Registerkald) -> Any:
    """Change what is sent; the answer is all that is set, with the level under the name it is written by."""
    sted, sendt = _sted(kald), await kald.felter()
    beslut = kald.eget(sted, lambda tilstand: saet_config(tilstand, sted, sendt))
    sat: Mapping[str, Any] = await kald.skriv(beslut, sted or "config")
    LOG.info("registry configuration set", subject=maskeret(sted), level=sat.get(NIVEAUFELT), by=str(kald.bruger))
    return {"compatibility" if felt == NIVEAUFELT else felt: vaerdi for felt, vaerdi in sat.items()}


@ruter.rute("DELETE", "config", "deleteConfig", Ret.STYR, skriver=True)
@ruter.rute("DELETE", "config/{subject}", "deleteConfig", Ret.EGET, skriver=True)
async def fjern(kald: Registerkald) -> Any:
    """Take it away; the answer is what it was."""
    sted = _sted(kald)
    foer = await kald.skriv(kald.eget(sted, lambda tilstand: slet_config(tilstand, sted)), sted or "config")
    LOG.info("registry configuration deleted", subject=maskeret(sted), by=str(kald.bruger))
    return foer


@ruter.rute("GET", "mode", "getMode", Ret.LAES)
@ruter.rute("GET", "mode/{subject}", "getMode", Ret.LAES)
async def vis_mode(kald: Registerkald) -> Any:
    """What is set there, or with `defaultToGlobal` what holds there."""
    sted = _sted(kald)
    fundet = (mode_for if kald.flag("defaultToGlobal") else egen_mode)(kald.tilstand, sted)
    if fundet is None:
        raise ingen_tilstand(sted)
    return {"mode": fundet}


@ruter.rute("PUT", "mode", "setMode", Ret.STYR, skriver=True)
@ruter.rute("PUT", "mode/{subject}", "setMode", Ret.STYR, skriver=True)
async def saet_en_mode(kald: Registerkald) -> Any:
    """Set the mode; the answer is what was sent."""
    sted, sendt = _sted(kald), await kald.felter()
    mode = None if sendt.get("mode") is None else laes_mode(sendt["mode"])
    tving, faste = kald.flag("force"), kald.register.faste
    await kald.skriv(lambda tilstand: saet_mode(tilstand, sted, mode, tving=tving, faste=faste), sted or "mode")
    LOG.info("registry mode set", subject=maskeret(sted), mode=mode, by=str(kald.bruger))
    return {} if mode is None else {"mode": mode}


@ruter.rute("DELETE", "mode", "deleteMode", Ret.STYR, skriver=True)
@ruter.rute("DELETE", "mode/{subject}", "deleteMode", Ret.STYR, skriver=True)
async def fjern_mode(kald: Registerkald) -> Any:
    """Take it away, with `recursive` from the subjects of the context too; the answer is what it was."""
    sted, ogsaa_under = _sted(kald), kald.flag("recursive")
    foer: Mode | None = await kald.skriv(
        lambda tilstand: slet_mode(tilstand, sted, ogsaa_under=ogsaa_under), sted or "mode"
    )
    LOG.info("registry mode deleted", subject=maskeret(sted), recursive=ogsaa_under, by=str(kald.bruger))
    return {} if foer is None else {"mode": foer}
