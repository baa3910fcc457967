"""Whether messages could be under a proposal at all: what the bus itself asks before it takes a version in use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from hub.konsekvens.forslag import FORSLAG_ID, NY, Kontraktforslag
from hub.konsekvens.kontrakter import Kontraktversion
from hub.konsekvens.svar import Hindring
from hub.registry.fejl import Registerfejl
from hub.registry.kontrakter import Ubrugelig, proev_kontrakt
from hub.registry.skemaform import laes
from schemas.regler import Dommer
from schemas.skema import Skema


def som_kontrakt(forslag: Kontraktforslag) -> tuple[Skema, Dommer]:
    """The proposal as messages would be under it, with its judge. Raises Ubrugelig."""
    try:
        form = laes(json.dumps(forslag.skema.raa, ensure_ascii=False), proevet=True)
    except Registerfejl as fejl:
        raise Ubrugelig(fejl.tekst, fejl.tekst) from None
    return proev_kontrakt(form, forslag.navn, FORSLAG_ID, NY)


def hindringer(forslag: Kontraktforslag, versioner: Sequence[Kontraktversion]) -> tuple[Hindring, ...]:
    """Why messages could not be under the proposal; empty when they could."""
    return tuple(_hindringer(forslag, versioner))


def _hindringer(forslag: Kontraktforslag, versioner: Sequence[Kontraktversion]) -> Iterator[Hindring]:
    try:
        som_kontrakt(forslag)
    except Ubrugelig as fejl:
        yield Hindring(
            f"Beskeder kan ikke sendes under forslaget: {fejl.da}.",
            f"Messages cannot be under the proposal: {fejl.en}.",
        )
    if not versioner:
        yield Hindring("Kontrakten har ingen version på bussen.", "The contract has no version on the bus.")
