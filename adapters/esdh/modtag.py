"""The handlers of every ESDH product: journalise sager and dokumenter, and keep them bound together.

A dokument may come before its sag, since order holds per object only: it is kept at once and bound when the sag is
there. What waits to be bound stands in the adapter's own store.
"""

from __future__ import annotations

from typing import Final

from adapters.esdh.journal import journaldokument, journalsag
from adapters.esdh.produkt import Driver
from adapters.sdk import Adapter, Kontekst
from schemas.models import DokumentRegistreret, SagRegistreret

VENTER: Final = """
CREATE TABLE venter (dokument_id TEXT NOT NULL, sag_id TEXT NOT NULL, PRIMARY KEY (dokument_id, sag_id)) WITHOUT ROWID;
"""

BIND_HVERT: Final = 0.5
"""Seconds between two looks at what waits to be bound."""


def byg_esdh(navn: str, driver: Driver) -> Adapter:
    """The adapter of a product: the contract is here, the product in its driver."""
    esdh = Adapter(
        navn,
        systemtype="esdh",
        kle=("*",),
        foelsomhed="FOELSOMME_PERSONOPLYSNINGER",
        tabeller=[VENTER],
    )

    @esdh.modtager(SagRegistreret)
    async def gem_sag(besked: SagRegistreret, kontekst: Kontekst) -> None:
        await driver(kontekst.ydre).gem_sag(journalsag(besked.beskeddata))

    @esdh.modtager(DokumentRegistreret)
    async def journaliser(besked: DokumentRegistreret, kontekst: Kontekst) -> None:
        produkt, dokument = driver(kontekst.ydre), journaldokument(besked.beskeddata)
        await produkt.gem_dokument(dokument)
        loese = [sag_id for sag_id in dokument.sager if not await produkt.bind(dokument.dokument_id, sag_id)]
        for sag_id in loese:
            await kontekst.lager.skriv("INSERT OR IGNORE INTO venter VALUES (?, ?)", dokument.dokument_id, sag_id)

    @esdh.hver(BIND_HVERT)
    async def bind_ventende(kontekst: Kontekst) -> None:
        produkt = driver(kontekst.ydre)
        bundne = [
            raekke
            for raekke in await kontekst.lager.hent("SELECT dokument_id, sag_id FROM venter")
            if await produkt.bind(raekke["dokument_id"], raekke["sag_id"])
        ]
        for raekke in bundne:
            await kontekst.lager.skriv(
                "DELETE FROM venter WHERE dokument_id = ? AND sag_id = ?", raekke["dokument_id"], raekke["sag_id"]
            )

    return esdh
