"""Whether a schema could be registered: against every version as registering does, or against one alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.api.registry.kald import Registerkald
from hub.api.registry.ruter import Ret, Ruter
from hub.registry.fejl import UgyldigAnmodning, ukendt_version
from hub.registry.forslag import NYESTE, laes_forslag, laes_i
from hub.registry.indstilling import config_for
from hub.registry.kompatibilitet import brud
from hub.registry.poster import Udgivelse
from hub.registry.tilstand import Tilstand

ruter = Ruter()


@ruter.rute("POST", "compatibility/subjects/{subject}/versions/{version}", "testCompatibility", Ret.LAES)
async def proev_mod_en(kald: Registerkald) -> Any:
    """Against one version, whatever the level says of earlier ones; the newest of an unknown subject is compatible."""
    nummer = kald.version

    def mod(tilstand: Tilstand) -> Sequence[Udgivelse]:
        fundet = tilstand.nyeste(kald.subject) if nummer == NYESTE else tilstand.udgivelse(kald.subject, nummer)
        if nummer != NYESTE and (fundet is None or fundet.slettet):
            raise ukendt_version(nummer)
        return () if fundet is None else (fundet,)

    return await _proev(kald, mod)


@ruter.rute("POST", "compatibility/subjects/{subject}/versions", "testCompatibilityWithAll", Ret.LAES)
async def proev_mod_alle(kald: Registerkald) -> Any:
    """As registering would."""
    return await _proev(kald, lambda tilstand: tilstand.levende(kald.subject))


async def _proev(kald: Registerkald, mod: Any) -> Any:
    krop, verbose, normaliser = await kald.krop(), kald.flag("verbose"), kald.flag("normalize")
    forslag = laes_forslag(krop)

    def grunde(tilstand: Tilstand) -> list[str]:
        tidligere = mod(tilstand)
        config = config_for(tilstand, kald.subject)
        ogsaa = normaliser or config.get("normalize") is True
        try:
            laest = laes_i(tilstand, kald.subject, forslag, normaliser=ogsaa, slettede=False)
        except UgyldigAnmodning as fejl:
            if not verbose:
                raise
            return [fejl.tekst]
        return brud(tilstand, config, laest, tidligere)

    kald.gentages = True
    fundne = await kald.regn(grunde)
    return {"is_compatible": not fundne} | ({"messages": fundne} if verbose else {})
