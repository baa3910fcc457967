"""Which schemas a system reads with: told by its adapter when it starts, and by whoever knows better.

Nothing is routed by it; the council sees by it whom a new version would break (`hub.api.konsekvens`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field, ValidationError

from hub.api.kald import Kald
from hub.api.modeller import Begrundelse, Model
from hub.api.operation import Ruter
from hub.api.problem import Problem, ikke_fundet, ugyldige_felter
from hub.api.systemer import SYSTEMER
from hub.konfiguration.laeseskemaer import LAESERE, SKEMATEGN, Laeseskema, Laeseskemaer
from hub.konfiguration.lager import Skrivning
from hub.konfiguration.model import Navn
from hub.konsekvens import UgyldigtForslag, laes_forslag

ruter = Ruter("Systemer")

_GRUND: Final = "læseskemaer oplyst af systemet"
"""Why, where the caller does not say: an adapter tells it each time that it starts."""


class Laeseskemaoplysning(Model):
    """One reader schema: the id of a schema that the hub has, or the reader's own schema as text."""

    navn: Annotated[str, Field(max_length=300, description="The contract, by its record's full name.")]
    skema_id: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    skema: Annotated[str | None, Field(max_length=SKEMATEGN)] = None


class Laeseskemaoplysninger(Model):
    """Every reader schema of a system; they replace the earlier ones."""

    adapter: Annotated[Navn | None, Field(description="What reads, such as the adapter's name.")] = None
    laeser: Annotated[Sequence[Laeseskemaoplysning], Field(max_length=LAESERE)]
    begrundelse: Begrundelse | None = None


class Laeseskemavisning(Model):
    """What a system has told."""

    system: str
    adapter: str | None = None
    laeser: Sequence[Laeseskemaoplysning]


@ruter.operation(
    "GET",
    "/api/v1/systemer/{id}/laeseskemaer",
    id="visLaeseskemaer",
    da="Vis, hvilke skemaer et system læser med",
    en="Show which schemas a system reads with",
    svar=Laeseskemavisning,
    fejl=(404,),
)
async def vis_laeseskemaer(kald: Kald) -> Laeseskemavisning:
    """Empty when it has told nothing."""
    system = _system(kald)
    fundet = kald.hub.konfiguration.nu.laeseskemaer.get(system)
    return _vis(fundet or Laeseskemaer(system=system, laeser=()))


@ruter.operation(
    "PUT",
    "/api/v1/systemer/{id}/laeseskemaer",
    id="saetLaeseskemaer",
    da="Sig, hvilke skemaer et system læser med; de erstatter de tidligere",
    en="Tell which schemas a system reads with; they replace the earlier ones",
    svar=Laeseskemavisning,
    fejl=(404, 413, 415, 422),
)
async def saet_laeseskemaer(kald: Kald, krop: Laeseskemaoplysninger) -> Laeseskemavisning:
    """The same again changes nothing. A schema given as text is kept with every type that it names written out."""
    system = _system(kald)
    laeser = [await _laest(kald, nummer, en) for nummer, en in enumerate(krop.laeser)]
    try:
        nye = Laeseskemaer(system=system, adapter=krop.adapter, laeser=tuple(laeser))
    except ValidationError as fejl:
        raise ugyldige_felter(fejl) from None
    await kald.hub.konfiguration.skriv([Skrivning.af(nye)], kald.udoever(krop.begrundelse or _GRUND))
    return _vis(nye)


def _system(kald: Kald) -> str:
    """The system that the path names, when it is the caller's. Raises Problem."""
    nu = kald.hub.konfiguration.nu
    system = nu.systemer.get(kald.sti["id"].lower())
    if system is None:
        raise ikke_fundet()
    ejere = SYSTEMER.ser(nu, system)
    kald.kraev(systemer=ejere.systemer, myndigheder=ejere.myndigheder)
    return system.id


async def _laest(kald: Kald, nummer: int, en: Laeseskemaoplysning) -> Laeseskema:
    """The reader schema as it is kept. Raises Problem with the place of what is wrong."""
    try:
        laeser = Laeseskema(navn=en.navn, skema_id=en.skema_id, skema=en.skema)
    except ValidationError as fejl:
        raise ugyldige_felter(fejl, hvor=f"body's laeser[{nummer}]") from None
    if laeser.skema_id is not None:
        await kald.hub.skemaer.kend([laeser.skema_id.to_bytes(5, "big")])
        skema = kald.hub.skemaer.skemaer.get(laeser.skema_id)
        if skema is None or skema.navn != laeser.navn:
            raise _forkert(
                f"laeser[{nummer}].skemaId",
                f"no schema of {laeser.navn} has the id {laeser.skema_id}; see /api/v1/katalog, or give the schema as text",
                f"intet skema for {laeser.navn} har id {laeser.skema_id}; se /api/v1/katalog, eller giv skemaet som tekst",
            )
        return laeser
    try:
        forslag = await asyncio.to_thread(laes_forslag, laeser.skema)
    except UgyldigtForslag as fejl:
        raise _forkert(f"laeser[{nummer}].skema", fejl.en, fejl.da) from None
    if forslag.navn != laeser.navn:
        raise _forkert(
            f"laeser[{nummer}].navn",
            f"the schema is of {forslag.navn}; give that name",
            f"skemaet er af {forslag.navn}; giv det navn",
        )
    return Laeseskema(navn=laeser.navn, skema=json.dumps(forslag.trae, ensure_ascii=False, separators=(",", ":")))


def _forkert(sti: str, text: str, tekst: str) -> Problem:
    return Problem(
        "ugyldigt-indhold", f"{sti}: {text}", f"{sti}: {tekst}", felter={"fejl": [{"sti": sti, "text": text}]}
    )


def _vis(fundet: Laeseskemaer) -> Laeseskemavisning:
    return Laeseskemavisning(
        system=fundet.system,
        adapter=fundet.adapter,
        laeser=[Laeseskemaoplysning(navn=en.navn, skema_id=en.skema_id, skema=en.skema) for en in fundet.laeser],
    )
