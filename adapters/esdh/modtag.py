"""The handlers of every ESDH product: journalise sager and dokumenter, and keep them bound together.

A dokument may come before its sag, since order holds per object only: the product keeps it with the ids of its sager,
and it is bound when the sag is there.
"""

from __future__ import annotations

from typing import Final

from adapters.esdh.journal import journaldokument, journalsag
from adapters.esdh.produkt import Driver, bind_loese
from adapters.sdk import Adapter, Kontekst
from schemas.models import DokumentRegistreret, SagRegistreret

BIND_HVERT: Final = 1.0
"""Seconds between two looks at what waits to be bound."""


def byg_esdh(navn: str, driver: Driver) -> Adapter:
    """The adapter of a product: the contract is here, the product in its driver."""
    esdh = Adapter(navn, systemtype="esdh", kle=("*",), foelsomhed="FOELSOMME_PERSONOPLYSNINGER")

    @esdh.modtager(SagRegistreret)
    async def gem_sag(besked: SagRegistreret, kontekst: Kontekst) -> None:
        await driver(kontekst.ydre).gem_sag(journalsag(besked.beskeddata))

    @esdh.modtager(DokumentRegistreret)
    async def journaliser(besked: DokumentRegistreret, kontekst: Kontekst) -> None:
        produkt, dokument = driver(kontekst.ydre), journaldokument(besked.beskeddata)
        await produkt.gem_dokument(dokument)
        for sag_id in dokument.sager:
            await produkt.bind(dokument.dokument_id, sag_id)

    @esdh.hver(BIND_HVERT)
    async def bind(kontekst: Kontekst) -> None:
        await bind_loese(driver(kontekst.ydre))

    return esdh
