"""Receipts reach the adapter's handler once each, through faults and stops."""

from __future__ import annotations

from pathlib import Path

from adapters.sdk import Adapter, Hubklient, Kontekst, Kvittering, Kvitteringsstatus, Utilgaengelig
from adapters.sdk.proeve import MYNDIGHED, Proevehub
from adapters.sdk.udbakke import AF_KVITTERING, FOER, Udstatus
from schemas.models import Pladstilbud, eksempel
from tests.adapters.stedfortraeder import Netvaerk, Tab
from tests.adapters.vent import vent_til


def test_enhver_kvittering_flytter_beskeden_og_intet_gaar_tilbage() -> None:
    assert set(AF_KVITTERING) == set(Kvitteringsstatus) - {Kvitteringsstatus.MODTAGET}
    assert set(FOER) == set(AF_KVITTERING.values())
    assert all(Udstatus.AFVIST not in foer and status not in foer for status, foer in FOER.items())


async def test_hver_kvittering_fortaelles_en_gang_ogsaa_naar_handleren_fejler_undervejs(
    hub: Proevehub, tmp_path: Path
) -> None:
    adapter = Adapter(
        "afsender",
        sender=(Pladstilbud,),
        kle=("28.06.*",),
        tabeller=["CREATE TABLE fortalt (besked_id TEXT NOT NULL, status TEXT NOT NULL)"],
    )
    fejl: list[Exception] = [Utilgaengelig("away"), ZeroDivisionError()]

    @adapter.kvittering
    async def fortaelling(kvittering: Kvittering, kontekst: Kontekst) -> None:
        await kontekst.lager.skriv("INSERT INTO fortalt VALUES (?, ?)", kvittering.besked_id, kvittering.status)
        if fejl:
            raise fejl.pop()

    tilslutning = await hub.administrator.tilslut(adapter.kontrakt, navn=hub.nyt_navn("afsender"), myndighed=MYNDIGHED)
    vaerdier = {**tilslutning.som_argumenter(), "data": tmp_path / "a", "vent": 0.2}

    async def send(antal: int, i_alt: int) -> list[str]:
        async with adapter.koer_i_proces(**vaerdier) as koersel:
            for _ in range(antal):
                data = eksempel(Pladstilbud).beskeddata
                await koersel.send(
                    Pladstilbud.ny(data, myndighed=MYNDIGHED, kildesystem=tilslutning.system, kle="28.06.02")
                )

            async def fortalt() -> list[str]:
                raekker = await koersel.lager.hent("SELECT * FROM fortalt")
                return [raekke["besked_id"] for raekke in raekker] if len(raekker) >= i_alt else []

            return await vent_til(fortalt)

    await send(3, 3)
    alle = await send(3, 6)
    assert len(alle) == len(set(alle)) == 6
    assert fejl == []


async def test_et_stop_midt_i_en_side_fortaeller_ikke_de_foerste_igen(hub: Proevehub, tmp_path: Path) -> None:
    adapter, fortalt = Adapter("afsender", sender=(Pladstilbud,), kle=("28.06.*",)), list[str]()
    graense = 1

    @adapter.kvittering
    async def fortaelling(kvittering: Kvittering, _kontekst: Kontekst) -> None:
        if len(fortalt) >= graense:
            raise Utilgaengelig("away")
        fortalt.append(kvittering.besked_id or "")

    tilslutning = await hub.administrator.tilslut(adapter.kontrakt, navn=hub.nyt_navn("afsender"), myndighed=MYNDIGHED)
    async with Netvaerk(hub.url) as net, Hubklient(hub.url, tilslutning.token) as klient:
        vaerdier = {**tilslutning.som_argumenter(), "hub_url": net.url, "data": tmp_path / "a", "vent": 0.2}
        net.tab = lambda metode, _sti: Tab.KALD if metode == "GET" else Tab.INTET
        async with adapter.koer_i_proces(**vaerdier) as koersel:
            for _ in range(3):
                data = eksempel(Pladstilbud).beskeddata
                await koersel.send(
                    Pladstilbud.ny(data, myndighed=MYNDIGHED, kildesystem=tilslutning.system, kle="28.06.02")
                )

            async def afgjorte() -> bool:
                return len((await klient.kvitteringer(None)).kvitteringer) == 3

            await vent_til(afgjorte)
        net.tab = lambda _metode, _sti: Tab.INTET

        async def naaet() -> bool:
            return len(fortalt) == graense

        for graense in (1, 3):  # noqa: B007 - the handler reads it
            async with adapter.koer_i_proces(**vaerdier):
                await vent_til(naaet)
        assert len(set(fortalt)) == 3
