"""One vendor's ESDH is replaced by another's while messages flow: none is lost, none doubled, nothing else changes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.esdh import akten, journalen, overfoer
from adapters.esdh.akten import Aktendriver
from adapters.esdh.journalen import Journalendriver
from adapters.sdk import YdreSystem
from adapters.sdk.proeve import MYNDIGHED, Proevehub
from adapters.simulatorer import Akten, Journalen
from schemas.models import Sag
from tests.adapters.esdh.kontrakt import Fagsystem
from tests.adapters.vent import vent_til


async def test_esdh_skiftes_under_trafik_uden_at_en_besked_gaar_tabt(hub: Proevehub, tmp_path: Path) -> None:
    sager, stop = list[Sag](), asyncio.Event()

    async def trafik(fagsystem: Fagsystem) -> None:
        while not stop.is_set():
            sag = fagsystem.sag(f"2026-{len(sager)}")
            sager.append(sag)
            await fagsystem.send(sag, fagsystem.dokument(sag))

    tilslutning = await hub.administrator.tilslut(
        akten.kontrakt, navn=hub.nyt_navn("esdh"), myndighed=MYNDIGHED, levering={"fristSekunder": 2}
    )
    vaerdier = {**tilslutning.som_argumenter(), "vent": 0.2}
    async with Akten() as gammel, Journalen() as ny, hub.modpart(akten) as bus:
        sender = asyncio.create_task(trafik(Fagsystem(bus)))

        async def mindst(antal: int) -> bool:
            return len(sager) >= antal

        async with akten.koer_i_proces(**vaerdier, data=tmp_path / "akten", ydre=gammel.url):
            await vent_til(lambda: mindst(10))
        async with (
            YdreSystem("Akten", gammel.url) as fra,
            YdreSystem("Journalen", ny.url) as til,
            journalen.koer_i_proces(**vaerdier, data=tmp_path / "journalen", ydre=ny.url),
        ):
            overfoert = await overfoer(Aktendriver(fra), Journalendriver(til))
            naaet = len(sager)
            await vent_til(lambda: mindst(naaet + 10))
            stop.set()
            await sender

            produkt = Journalendriver(til)

            async def alle() -> bool:
                return all([len(await produkt.hent_dokumenter(str(sag.sag_id))) == 1 for sag in sager])

            await vent_til(alle, frist=30)
            assert ny.loese() == []
            for sag in sager:
                (dokument,) = await produkt.hent_dokumenter(str(sag.sag_id))
                assert dokument.sager == (sag.sag_id,)
        assert 0 < overfoert < len(sager)
        assert len(gammel.raekker("mappe")) == overfoert
