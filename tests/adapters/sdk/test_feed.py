"""Following an outer system: each event once, in order, whatever stops; and none blocks those behind it."""

from __future__ import annotations

from pathlib import Path

from adapters.sdk import Adapter, IkkeKlar, KanIkkeModtages, Kontekst
from adapters.sdk.feed import Haendelse
from adapters.sdk.proeve import MYNDIGHED, Proevehub
from adapters.simulatorer import Driftstilstand, Portal
from schemas.models import Pladstilbud, eksempel
from tests.adapters.vent import vent_til


class Foelger:
    """Sends an offer per form; does with a form what the form says."""

    def __init__(self) -> None:
        self.forsoeg: list[str] = []
        self.adapter = Adapter(
            "foelger",
            sender=(Pladstilbud,),
            kle=("28.06.*",),
            tabeller=["CREATE TABLE taget (id TEXT PRIMARY KEY)"],
        )
        self.adapter.haendelse("indsendelse")(self._tag)

    async def _tag(self, haendelse: Haendelse, kontekst: Kontekst) -> None:
        navn = haendelse["slags"]
        self.forsoeg.append(navn)
        await kontekst.lager.skriv("INSERT INTO taget VALUES (?)", navn)
        match navn:
            case "giftig":
                raise KanIkkeModtages("the form is of no use, 610190-1234")
            case "fejl":
                raise ZeroDivisionError("6101901234")
            case "senere" if self.forsoeg.count(navn) < 3:
                raise IkkeKlar("not yet")
        data = eksempel(Pladstilbud).beskeddata
        if navn == "brudt":
            data.pladstype = "Ukendt"
        await kontekst.send(kontekst.ny(Pladstilbud, data, kle="28.06.02"))


async def test_giftige_haendelser_laegges_til_side_og_resten_gaar_videre(hub: Proevehub) -> None:
    foelger = Foelger()
    async with Portal() as portal, hub.koerende(foelger.adapter, ydre=portal.url) as (bus, koersel):
        for navn in ("giftig", "en", "brudt", "to", "senere"):
            await portal.indsend(navn, {})
        for _ in range(3):
            await bus.vent_paa(Pladstilbud)
        sidelagte = await koersel.sidelagte()
        assert [(post.nr, post.slags) for post in sidelagte] == [(1, "indsendelse"), (3, "indsendelse")]
        assert "610190-1234" not in sidelagte[0].fejl
        assert "beskeddata.pladstype" in sidelagte[1].fejl
        taget = await koersel.lager.hent("SELECT id FROM taget ORDER BY id")
        assert [raekke["id"] for raekke in taget] == ["en", "senere", "to"]
        assert foelger.forsoeg.count("senere") == 3


async def test_en_fejl_i_handleren_proeves_igen_og_laegges_saa_til_side_uden_sin_tekst(hub: Proevehub) -> None:
    foelger = Foelger()
    async with Portal() as portal, hub.koerende(foelger.adapter, ydre=portal.url) as (bus, koersel):
        await portal.indsend("fejl", {})
        await portal.indsend("efter", {})
        await bus.vent_paa(Pladstilbud, frist=30)
        (sidelagt,) = await koersel.sidelagte()
        assert sidelagt.fejl.startswith("ZeroDivisionError at test_feed.py")


async def test_hver_haendelse_kun_en_gang_gennem_stop_og_et_system_der_er_vaek(hub: Proevehub, tmp_path: Path) -> None:
    foelger = Foelger()
    async with Portal() as portal, hub.modpart(foelger.adapter) as bus:
        tilslutning = await hub.administrator.tilslut(
            foelger.adapter.kontrakt, navn=hub.nyt_navn("foelger"), myndighed=MYNDIGHED
        )
        vaerdier = {**tilslutning.som_argumenter(), "data": tmp_path / "f", "ydre": portal.url, "vent": 0.2}
        for navn in ("a", "b"):
            await portal.indsend(navn, {})
        async with foelger.adapter.koer_i_proces(**vaerdier):
            for _ in range(2):
                await bus.vent_paa(Pladstilbud)
        await portal.indsend("c", {})
        portal.drift = Driftstilstand.NEDE
        async with foelger.adapter.koer_i_proces(**vaerdier):
            kald = portal.kald

            async def proevet() -> bool:
                return portal.kald > kald

            await vent_til(proevet)
            portal.drift = Driftstilstand.NORMAL
            await bus.vent_paa(Pladstilbud)
        assert foelger.forsoeg == ["a", "b", "c"]
