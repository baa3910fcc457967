"""An adapter that is slower than its deadline: what comes again meanwhile is not done again, and is answered once it is done."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.sdk import Adapter, Kontekst, Kvitteringsstatus
from adapters.sdk.proeve import MYNDIGHED, Proevehub
from schemas.models import Pladssvar, eksempel
from tests.adapters.sdk.proeveadapter import status_hos_afsender
from tests.adapters.vent import vent_til


async def test_det_der_kommer_igen_mens_det_behandles_laegges_ikke_bag_sig_selv(hub: Proevehub, tmp_path: Path) -> None:
    adapter, slip, set_ = Adapter("sen", kle=("28.06.*",)), asyncio.Event(), list[str]()

    @adapter.modtager(Pladssvar)
    async def modtag(svar: Pladssvar, _kontekst: Kontekst) -> None:
        set_.append(str(svar.besked_id))
        await slip.wait()

    async with hub.modpart(adapter) as bus:
        tilslutning = await hub.administrator.tilslut(
            adapter.kontrakt,
            navn=hub.nyt_navn("sen"),
            myndighed=MYNDIGHED,
            levering={"fristSekunder": 1, "pauseSekunder": 0, "forsoeg": 100},
        )
        async with adapter.koer_i_proces(**{**tilslutning.som_argumenter(), "data": tmp_path}) as koersel:
            svar = eksempel(Pladssvar)
            await bus.send(svar)

            async def leveret_tre_gange() -> bool:
                hop = await bus.hub.spor(str(svar.besked_id))
                return sum(1 for et in hop if et["slags"] == "leveret") >= 3

            # the second is here when the third is fetched: the inbox fetches one lot after another
            await vent_til(leveret_tre_gange)
            slip.set()
            await status_hos_afsender(bus, str(svar.besked_id), Kvitteringsstatus.KVITTERET)
            assert set_ == [str(svar.besked_id)]
            # at most the third, which may come a moment after the answer
            assert koersel.indbakke.genkendt <= 1
