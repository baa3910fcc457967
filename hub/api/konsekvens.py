"""Who breaks: a proposed version of a contract held against the whole bus, and against real messages of the log.

The council and the administrator see all of it, a system and an authority what is their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Collection

from brokers import BrokerError
from hub.api.kald import Kald
from hub.api.konsekvensmodeller import Afspilningsvisning, Konsekvensforslag, Konsekvensvisning
from hub.api.konsekvensvisning import vis_afspilning, vis_konsekvens
from hub.api.operation import Ruter
from hub.api.problem import Problem
from hub.beskedfordeler import IndeksNede
from hub.konsekvens import (
    Forslag,
    Trafik,
    UgyldigtForslag,
    Vej,
    Verden,
    konsekvens,
    kontraktforslag,
    laes_forslag,
    versioner_af,
)
from hub.konsekvens.afspilning import Afspilning, Optaelling
from hub.log.seneste import Accepteret, Graenser, Seneste
from schemas.compatibility import UgyldigtSkema

ruter = Ruter("Skemaer")


@ruter.operation(
    "POST",
    "/api/v1/konsekvens",
    id="beregnKonsekvens",
    da="Se, hvem en foreslået version af en kontrakt ville bryde, gavne eller lade uberørt",
    en="See whom a proposed version of a contract would break, profit or leave untouched",
    svar=Konsekvensvisning,
    fejl=(413, 415, 422, 503),
)
async def beregn_konsekvens(kald: Kald, krop: Konsekvensforslag) -> Konsekvensvisning:
    """Nothing is changed or kept. The replay counts refusals by rule and field; no content leaves the log."""
    with contextlib.suppress(BrokerError, TimeoutError):  # while the broker is away, what is known here has to do
        await kald.hub.friskhed.indhent()
    async with kald.hub.beregner:
        return await _beregn(kald, krop)


async def _beregn(kald: Kald, krop: Konsekvensforslag) -> Konsekvensvisning:
    try:
        forslag = await asyncio.to_thread(laes_forslag, krop.skema)
        trafik = await _trafik(kald)
        verden = _verden(kald, trafik or ())
        fundet = await asyncio.to_thread(konsekvens, forslag, verden)
    except UgyldigtForslag as fejl:
        raise _ugyldigt(fejl.en, fejl.da) from None
    except UgyldigtSkema as fejl:  # nested beyond what can be compared
        raise _ugyldigt(
            f"The proposal cannot be compared: {fejl}.", f"Forslaget kan ikke sammenlignes: {fejl.da}."
        ) from None
    vist = vis_konsekvens(fundet, verden.konfiguration, trafik_kendt=trafik is not None)
    if not krop.afspil or not fundet.kontrakter:
        return vist
    return vist.model_copy(update={"afspilning": await _afspil(kald, forslag, verden, krop.afspil)})


def _verden(kald: Kald, trafik: Collection[Trafik]) -> Verden:
    nu, katalog = kald.hub.konfiguration.nu, kald.hub.skemaer.katalog
    return Verden(
        nu,
        katalog,
        versioner_af(kald.hub.skemaer.kontrakter, katalog),
        dt.datetime.now(dt.UTC),
        tuple(trafik),
        _egne(kald),
    )


def _egne(kald: Kald) -> Collection[str] | None:
    """The systems that the caller may see; None: all."""
    alle = kald.hub.konfiguration.nu.systemer
    egne = frozenset(
        id_
        for id_, system in alle.items()
        if kald.adgang.daekker(kald.bruger, systemer=(id_,), myndigheder=(system.myndighed,))
    )
    return None if kald.adgang.daekker(kald.bruger) else egne


async def _trafik(kald: Kald) -> Collection[Trafik] | None:
    """What was counted; None while the read models cannot be asked: the rest can be answered without."""
    try:
        talt = await kald.hub.fordeler.trafik()
    except IndeksNede:
        return None
    return [Trafik(Vej(vej), hvem, skema_id, antal, senest) for vej, hvem, skema_id, antal, senest in talt]


async def _afspil(kald: Kald, forslag: Forslag, verden: Verden, antal: int) -> Afspilningsvisning:
    afspilning = await asyncio.to_thread(
        lambda: Afspilning(kontraktforslag(forslag, verden.versioner), verden.versioner)
    )

    def vil_have(en: Accepteret) -> bool:
        return afspilning.kender(en.besked) and (verden.kun is None or en.system in verden.kun)

    fundet = await kald.hub.fordeler.seneste_beskeder(vil_have, Graenser(antal))
    talt = await asyncio.to_thread(_tael, afspilning, fundet)
    return vis_afspilning(antal, fundet, talt, verden.konfiguration)


def _tael(afspilning: Afspilning, fundet: Seneste) -> Optaelling:
    talt = Optaelling()
    for en in fundet.beskeder:
        talt.tael(en.system, afspilning.proev(en.besked))
    return talt


def _ugyldigt(en: str, da: str) -> Problem:
    return Problem("ugyldigt-indhold", en, da, felter={"fejl": [{"sti": "skema", "text": en}]})
