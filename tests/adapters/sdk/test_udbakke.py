"""Between adapter and hub: what is lost on the way is sent or answered again, and counts once."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sdk import (
    Kontekst,
    Kvittering,
    Udstatus,
)
from adapters.sdk.proeve import MYNDIGHED, Proevehub
from schemas.models import (
    Pladssvar,
    Pladstilbud,
    eksempel,
)
from tests.adapters.sdk.proeveadapter import KLE, Proeveadapter, tilbud
from tests.adapters.stedfortraeder import Netvaerk, Tab
from tests.adapters.vent import vent_til


async def test_et_tabt_svar_til_hubben_giver_genlevering_der_kun_kvitteres(hub: Proevehub, tmp_path: Path) -> None:
    proeve = Proeveadapter()
    async with Netvaerk(hub.url) as net, hub.modpart(proeve.adapter) as bus:
        tilslutning = await hub.administrator.tilslut(
            proeve.adapter.kontrakt,
            navn=hub.nyt_navn("proeve"),
            myndighed=MYNDIGHED,
            levering={"fristSekunder": 1, "pauseSekunder": 0},
        )
        vaerdier = {**tilslutning.som_argumenter(), "hub_url": net.url, "data": tmp_path / "a", "frist": 0.2}
        net.tab = lambda metode, sti: Tab.KALD if metode == "POST" and sti.endswith("/kvitteringer") else Tab.INTET
        async with proeve.adapter.koer_i_proces(**vaerdier) as koersel:
            await bus.send(eksempel(Pladssvar))
            await bus.vent_paa(Pladstilbud)
            assert koersel.indbakke.haandteret == 1
        assert net.tabte > 0
        net.tab = lambda _metode, _sti: Tab.INTET
        async with proeve.adapter.koer_i_proces(**vaerdier) as koersel:

            async def genkendt() -> bool:
                return koersel.indbakke.genkendt >= 1

            await vent_til(genkendt)
        assert len(proeve.set) == 1
        assert len([besked for besked in bus.modtaget if isinstance(besked, Pladstilbud)]) == 1


async def test_et_tabt_202_giver_gensending_men_kun_en_levering(hub: Proevehub) -> None:
    proeve = Proeveadapter()
    async with Netvaerk(hub.url) as net:
        net.tab = lambda metode, sti: (
            Tab.SVAR if metode == "POST" and sti.endswith("/beskeder") and net.tabte < 2 else Tab.INTET
        )
        async with hub.koerende(proeve.adapter, hub_url=net.url) as (bus, koersel):
            await bus.send(eksempel(Pladssvar))
            await bus.vent_paa(Pladstilbud)

            async def afgjort() -> bool:
                return [post.status for post in await koersel.udbakke()] == [Udstatus.KVITTERET]

            await vent_til(afgjort)
            assert net.tabte >= 1
            with pytest.raises(TimeoutError):
                await bus.vent_paa(Pladstilbud, frist=0.5)


async def test_udbakken_venter_paa_en_hub_der_er_vaek_og_holder_ordenen(hub: Proevehub) -> None:
    proeve = Proeveadapter()
    async with Netvaerk(hub.url) as net, hub.koerende(proeve.adapter, hub_url=net.url) as (bus, koersel):
        net.tab = lambda metode, sti: Tab.KALD if metode == "POST" and sti.endswith("/beskeder") else Tab.INTET
        objekt = tilbud()
        beskeder = []
        for nummer in range(5):
            objekt.maanedlig_betaling.oere = nummer
            beskeder.append(
                Pladstilbud.ny(
                    objekt.model_copy(deep=True),
                    myndighed=MYNDIGHED,
                    kildesystem=koersel.indstillinger.system,
                    kle=KLE,
                    handling="Opret" if nummer == 0 else "Ret",
                )
            )
        await koersel.send(*beskeder)

        async def proevet() -> bool:
            return net.tabte > 1

        await vent_til(proevet)
        assert {post.status for post in await koersel.udbakke()} == {Udstatus.KLAR}
        net.tab = lambda _metode, _sti: Tab.INTET
        kom = [(await bus.vent_paa(Pladstilbud)).beskeddata.maanedlig_betaling.oere for _ in range(5)]
        assert kom == [0, 1, 2, 3, 4]


async def test_en_afvisning_fra_hubben_fortaelles_og_bliver_staaende(hub: Proevehub) -> None:
    proeve, afviste = Proeveadapter(), list[Kvittering]()

    @proeve.adapter.afvist
    async def afvist(kvittering: Kvittering, _kontekst: Kontekst) -> None:
        afviste.append(kvittering)

    async with hub.koerende(proeve.adapter) as (_bus, koersel):
        fremmed = Pladstilbud.ny(tilbud(), myndighed="99999999", kildesystem=koersel.indstillinger.system, kle=KLE)
        await koersel.send(fremmed)

        async def staar() -> bool:
            return [post.status for post in await koersel.udbakke()] == [Udstatus.AFVIST]

        await vent_til(staar)
        (post,) = await koersel.udbakke()
        assert [kvittering.besked_id for kvittering in afviste] == [str(fremmed.besked_id)]
        assert post.aarsager == afviste[0].aarsager
        assert post.aarsager


async def test_stop_goer_det_begyndte_faerdigt_og_toemmer_udbakken(hub: Proevehub, tmp_path: Path) -> None:
    proeve = Proeveadapter()
    async with hub.modpart(proeve.adapter) as bus:
        tilslutning = await hub.administrator.tilslut(
            proeve.adapter.kontrakt, navn=hub.nyt_navn("proeve"), myndighed=MYNDIGHED
        )
        async with proeve.adapter.koer_i_proces(**tilslutning.som_argumenter(), data=tmp_path / "a") as koersel:
            await koersel.send(
                *(
                    Pladstilbud.ny(tilbud(), myndighed=MYNDIGHED, kildesystem=tilslutning.system, kle=KLE)
                    for _ in range(20)
                )
            )
        for _ in range(20):
            await bus.vent_paa(Pladstilbud)
