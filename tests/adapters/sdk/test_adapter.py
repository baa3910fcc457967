"""An adapter on the real hub: what an author writes, and what the SDK promises about it."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from adapters.sdk import Adapter, Kontekst
from adapters.sdk.proeve import Proevehub
from schemas.models import Byggeansoegning, SagRegistreret, eksempel


def byg_byggesag() -> Adapter:
    byggesag = Adapter("byggesag", sender=(SagRegistreret,))

    @byggesag.modtager(Byggeansoegning)
    async def opret_sag(ansoegning: Byggeansoegning, kontekst: Kontekst) -> None:
        sag = eksempel(SagRegistreret).beskeddata
        sag.sag_id = str(uuid5(NAMESPACE_URL, ansoegning.beskeddata.ansoegning_id))
        await kontekst.send(kontekst.ny(SagRegistreret, sag, kle="02.34.02"))

    return byggesag


async def test_en_ansoegning_bliver_til_en_sag(hub: Proevehub) -> None:
    async with hub.med(byg_byggesag()) as bus:
        await bus.send(eksempel(Byggeansoegning))
        sag = await bus.vent_paa(SagRegistreret)
    assert sag.handling == "Opret"
