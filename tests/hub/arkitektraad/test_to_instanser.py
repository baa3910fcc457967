"""Two instances on one bus: a case goes on at whichever is asked, the row of decisions has no forks, and both obey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from hub.app import koerende
from hub.arkitektraad.afgoerelse import verificer
from hub.kontrakter import Miljoe
from hub.settings import Indstillinger
from tests.hub.arkitektraad.conftest import MEDLEMMER, ROD, Raadsscene, koder, med_felt, om, raadsscene


@asynccontextmanager
async def to_instanser(data: Path) -> AsyncIterator[tuple[Raadsscene, Raadsscene]]:
    indstillinger = Indstillinger(data=data, port=0, miljoe=Miljoe.PRODUKTION, nedluk_sekunder=5)
    async with (
        raadsscene(data, miljoe=Miljoe.PRODUKTION) as her,
        koerende(indstillinger) as hub,
        aiohttp.ClientSession(hub.url) as session,
    ):
        der = Raadsscene(hub, session)
        der.tokens, der.ider = her.tokens, her.ider
        yield her, der


async def test_trinnene_kan_tages_skiftevis_og_begge_adlyder(tmp_path: Path) -> None:
    raa = med_felt()
    async with to_instanser(tmp_path) as (her, der):
        forslag = await her.foreslaa(raa)
        sti = f"/forslag/{forslag['id']}"
        await der.lykkes(f"{sti}/hoering", "sekretaer", frist=om(timer=1), begrundelse="til høring")
        for paa, medlem in zip((her, der, her), MEDLEMMER, strict=True):
            await paa.lykkes(f"{sti}/svar", medlem, holdning="for", tekst="ingen indvendinger")
        await her.stem(forslag["id"], ("Anna", "for"))
        await der.stem(forslag["id"], ("Bo", "for"))
        assert (await her.afgoer(forslag["id"]))["tilstand"] == "blaastemplet"
        await der.aktiver(forslag["id"])
        async with asyncio.timeout(30):
            for paa in (her, der):
                while "SKEMA-TILSTAND" in koder(await paa.send_under(forslag["skemaId"], raa)):
                    await paa.sag(forslag["id"])  # the other one follows the topic


async def test_samtidige_afgoerelser_paa_to_instanser_giver_en_raekke_uden_forgreninger(tmp_path: Path) -> None:
    async with to_instanser(tmp_path) as (her, der):
        sager = [await her.foreslaa(med_felt(f"felt{nr}"), udgave=f"1.{nr}") for nr in range(2, 8)]
        await asyncio.gather(
            *(
                (her, der)[nr % 2].lykkes(f"/forslag/{sag['id']}/tilbagetraekning", "a", begrundelse="fortrudt")
                for nr, sag in enumerate(sager)
            )
        )
        raekker = [(await paa.kald("GET", f"{ROD}/afgoerelser", "b")).json["poster"] for paa in (her, der)]
        lager = der.hub.dele.sekretariat.lager
        assert raekker[0] == raekker[1]
        assert len(raekker[0]) == len(sager)
        assert verificer(lager.nu.afgoerelser, [lager.noegle.public_key()]).i_orden
