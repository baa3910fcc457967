"""What an ESDH product must be able to do to take part: the port that each product's driver implements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from adapters.esdh.journal import Journaldokument, Journalsag
from adapters.sdk import YdreSystem


class Esdhprodukt(Protocol):
    """A product over its own API. Doing the same twice does no harm; an older registration never undoes a newer one."""

    async def gem_sag(self, sag: Journalsag) -> None:
        """Open the sag, or bring it up to date."""
        ...

    async def gem_dokument(self, dokument: Journaldokument) -> None:
        """Keep this version of the document; `bind` puts it into its sager."""
        ...

    async def bind(self, dokument_id: str, sag_id: str) -> bool:
        """Put a document into a sag; false when the product does not know the sag yet."""
        ...

    async def hent_sag(self, sag_id: str) -> Journalsag | None:
        """The sag as the product has it."""
        ...

    async def hent_dokumenter(self, sag_id: str) -> list[Journaldokument]:
        """Every version of every document in the sag, ordered by id and version."""
        ...

    async def hent_loese(self) -> list[Journaldokument]:
        """Every version of the documents that are not yet in every sag they belong to."""
        ...

    async def sager(self) -> list[str]:
        """The ids of all its sager."""
        ...


Driver = Callable[[YdreSystem], Esdhprodukt]


async def bind_loese(produkt: Esdhprodukt) -> None:
    """Put documents that came before their sag into it, now that it may be there."""
    for dokument_id, sag_id in {(dok.dokument_id, sag) for dok in await produkt.hent_loese() for sag in dok.sager}:
        await produkt.bind(dokument_id, sag_id)


async def overfoer(fra: Esdhprodukt, til: Esdhprodukt) -> int:
    """Take every sag with its documents over to another vendor's product (RA-05), and compare; how many sager it was.

    Documents that wait for their sag go along. Raises ValueError when what arrived is not what was sent. It may be
    run again: the newer registration stands.
    """
    sager = await fra.sager()
    for sag_id in sager:
        sag, dokumenter = await fra.hent_sag(sag_id), await fra.hent_dokumenter(sag_id)
        if sag is None:
            raise ValueError("a sag vanished while it was taken over; run it again")
        await til.gem_sag(sag)
        await _overfoer_dokumenter(dokumenter, til)
        naaet = {(kopi.dokument_id, kopi.version) for kopi in await til.hent_dokumenter(sag_id)}
        if await til.hent_sag(sag_id) is None or not naaet >= {(d.dokument_id, d.version) for d in dokumenter}:
            raise ValueError("a sag did not arrive whole; nothing is taken away from the old product, run it again")
    await _overfoer_dokumenter(await fra.hent_loese(), til)
    return len(sager)


async def _overfoer_dokumenter(dokumenter: Iterable[Journaldokument], til: Esdhprodukt) -> None:
    for dokument in dokumenter:
        await til.gem_dokument(dokument)
        for sag_id in dokument.sager:
            await til.bind(dokument.dokument_id, sag_id)
