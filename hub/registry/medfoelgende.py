"""The contracts that ship with the hub, as the registry has them: under the ids of the catalogue, in their own subjects.

An id is in messages and in code everywhere, so the registry never gives it to anything else. Each instance sees to it
at its start; the first one writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

import structlog

from hub.hemmeligheder import Indstillingsfejl
from hub.registry import kontekst
from hub.registry.avrotrae import traadform
from hub.registry.beslutning import Beslutning
from hub.registry.forslag import Laest
from hub.registry.indstilling import kontraktniveau
from hub.registry.poster import Post, Skemapost, Udgivelse
from hub.registry.skemaform import laes
from hub.registry.tilstand import Tilstand
from schemas.skema import Skema

LOG = structlog.get_logger(__name__)

HUSET: Final = "hub"
"""Who registered them."""


class Idkonflikt(Indstillingsfejl):
    """A contract of this version of the hub has an id that the registry gave to something else."""


def manglende(tilstand: Tilstand, kontrakter: Iterable[Skema], tid: int) -> Beslutning[None]:
    """What the registry lacks of the contracts; `tid` in milliseconds since 1970. Raises Idkonflikt."""
    kladde = tilstand.kladde()
    poster: list[Post] = []
    for kontrakt in sorted(kontrakter, key=lambda en: en.id):
        nye = tuple(_manglende(kladde, kontrakt, tid))
        kladde.anvend(*nye)
        poster += nye
    return Beslutning(None, tuple(poster))


def _manglende(tilstand: Tilstand, kontrakt: Skema, tid: int) -> Iterator[Post]:
    form = laes(json.dumps(kontrakt.raa, ensure_ascii=False), proevet=True)
    skema = Laest(form, (), None, None).som_post(kontekst.STANDARD, kontrakt.id)
    foer = tilstand.skemaer.get((kontekst.STANDARD, kontrakt.id))
    if foer is not None and foer.lighed != skema.lighed:
        if not _samme_traadform(foer, skema):
            raise Idkonflikt(
                f"schema id {kontrakt.id} of the contract {kontrakt.navn} is taken in this hub's registry by another "
                f"schema; give the contract the id {tilstand.naeste_id(kontekst.STANDARD)} in its catalogue entry"
            )
        LOG.info("a contract's words changed under its id; the registry keeps the earlier ones", kontrakt=kontrakt.navn)
    elif foer is None or foer.tekst is None:
        yield skema
    udgivelser = tilstand.udgivelser(kontrakt.navn)
    if all(en.id != kontrakt.id for en in udgivelser):
        yield from kontraktniveau(tilstand, kontrakt.navn)
        yield Udgivelse(kontrakt.navn, udgivelser[-1].version + 1 if udgivelser else 1, kontrakt.id, tid, HUSET)


def _samme_traadform(en: Skemapost, anden: Skemapost) -> bool:
    """Whether both write the same bytes: they differ in docs and in attributes that Avro does not know."""
    ene, andre = (traadform(laes(skema.tekst or '"null"').trae) for skema in (en, anden))
    return bool(ene == andre)
