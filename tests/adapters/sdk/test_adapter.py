"""An adapter on the real hub: what an author writes, and what the SDK promises about it."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from adapters.sdk import (
    Adapter,
    Afvist,
    Genforsoeg,
    KanIkkeModtages,
    Kontekst,
    Kvitteringsstatus,
    Utilgaengelig,
)
from adapters.sdk.proeve import MYNDIGHED, Proevehub
from schemas.models import (
    Mangelmeddelelse,
    MangelmeddelelseData,
    Pladssvar,
    Pladstilbud,
    UnikId,
    eksempel,
)
from tests.adapters.sdk.proeveadapter import HURTIGT, KLE, Proeveadapter, status_hos_afsender, tilbud
from tests.adapters.vent import vent_til


async def test_en_besked_bliver_handlet_og_besvaret_under_samme_transaktion(hub: Proevehub) -> None:
    proeve = Proeveadapter()
    async with hub.koerende(proeve.adapter) as (bus, koersel):
        svar = eksempel(Pladssvar)
        await bus.send(svar)
        modtaget = await bus.vent_paa(Pladstilbud)
        assert modtaget.beskeddata.opskrivning_id == svar.beskeddata.pladssvar_id
        assert modtaget.transaktions_id == svar.transaktions_id
        assert modtaget.kildesystem == koersel.indstillinger.system
        assert modtaget.myndighed == MYNDIGHED
        kvittering = await status_hos_afsender(bus, str(svar.besked_id), Kvitteringsstatus.KVITTERET)
        assert kvittering.modtager == koersel.indstillinger.system
        assert kvittering.transaktions_id == svar.transaktions_id


async def test_en_fejl_i_handleren_goer_alt_om_intet_og_beskeden_kommer_igen(hub: Proevehub) -> None:
    proeve = Proeveadapter()
    proeve.fejl = [ZeroDivisionError("6101901234")]
    async with hub.koerende(proeve.adapter) as (bus, koersel):
        await bus.send(eksempel(Pladssvar))
        await bus.vent_paa(Pladstilbud)
        assert len(proeve.set) == 2
        assert len(await koersel.lager.hent("SELECT * FROM set_")) == 1
        assert len(await koersel.udbakke()) == 1


async def test_et_ydre_system_der_er_vaek_proeves_igen_med_det_samme(hub: Proevehub) -> None:
    proeve = Proeveadapter()
    proeve.fejl = [Utilgaengelig("away"), Utilgaengelig("away")]
    async with hub.koerende(proeve.adapter, genforsoeg=Genforsoeg(antal=5, foerste=0.01, hoejst=0.02)) as (bus, _):
        await bus.send(eksempel(Pladssvar))
        await bus.vent_paa(Pladstilbud)
    assert len(proeve.set) == 3


async def test_en_besked_der_aldrig_kan_modtages_staar_i_fejlkoeen_og_afsenderen_faar_det_at_vide(
    hub: Proevehub,
) -> None:
    proeve = Proeveadapter()
    proeve.fejl = [KanIkkeModtages("Tilbuddet for 610190-1234 er trukket tilbage")]
    async with hub.koerende(proeve.adapter) as (bus, koersel):
        svar = eksempel(Pladssvar)
        await bus.send(svar)
        kvittering = await status_hos_afsender(bus, str(svar.besked_id), Kvitteringsstatus.AFVIST_AF_MODTAGER)
        assert "trukket tilbage" in (kvittering.bemaerkning or "")
        assert "610190" not in (kvittering.bemaerkning or "")
        assert await koersel.udbakke() == []
        assert await koersel.lager.hent("SELECT * FROM set_") == []


async def test_kontrakten_proeves_ved_foedslen_med_alle_grunde_og_uden_vaerdier(hub: Proevehub) -> None:
    async with hub.koerende(Proeveadapter().adapter) as (_bus, koersel):
        data = tilbud()
        data.pladstype = "Ukendt-6101901234"
        data.barn.cpr = "9999999999"
        besked = Pladstilbud.ny(data, myndighed=MYNDIGHED, kildesystem=koersel.indstillinger.system, kle=KLE)
        with pytest.raises(Afvist) as fejl:
            await koersel.send(besked)
        steder = {aarsag.sti for aarsag in fejl.value.aarsager}
        assert {"beskeddata.pladstype", "beskeddata.barn.cpr"} <= steder
        assert "6101901234" not in str(fejl.value)
        assert "9999999999" not in str(fejl.value)
        assert await koersel.udbakke() == []


async def test_det_der_ikke_er_anmeldt_sendes_ikke(hub: Proevehub) -> None:
    async with hub.koerende(Proeveadapter().adapter) as (_bus, koersel):
        data: MangelmeddelelseData = eksempel(Mangelmeddelelse).beskeddata
        besked = Mangelmeddelelse.ny(data, myndighed=MYNDIGHED, kildesystem=str(uuid4()), kle="02.34.02")
        with pytest.raises(Afvist, match="Adapter\\(sender"):
            await koersel.send(besked)


async def test_orden_pr_objekt_men_et_langsomt_objekt_standser_ingen_andre(hub: Proevehub) -> None:
    slip, rakkefoelge = asyncio.Event(), list[tuple[str, bool]]()
    langsom, hurtig = str(uuid4()), str(uuid4())
    adapter = Adapter("langsom", kle=("28.06.*",))

    @adapter.modtager(Pladssvar)
    async def modtag(svar: Pladssvar, _kontekst: Kontekst) -> None:
        if svar.beskeddata.pladssvar_id == langsom and not slip.is_set():
            await slip.wait()
        rakkefoelge.append((svar.beskeddata.pladssvar_id, svar.beskeddata.bevar_opskrivning))

    def svar(objekt: str, *, bevar: bool) -> Pladssvar:
        besked = eksempel(Pladssvar)
        besked.beskeddata.pladssvar_id = objekt
        besked.beskeddata.bevar_opskrivning = bevar
        assert besked.registrering is not None
        besked.registrering.objekt_id = UnikId.model_validate(objekt)
        return besked

    async with hub.koerende(adapter) as (bus, _):
        for objekt in (langsom, hurtig):
            await bus.send(svar(objekt, bevar=False))

        async def hurtig_er_naaet() -> bool:
            return (hurtig, False) in rakkefoelge

        await vent_til(hurtig_er_naaet)
        assert (langsom, False) not in rakkefoelge
        slip.set()

        async def begge() -> bool:
            return len(rakkefoelge) == 2

        await vent_til(begge)


async def test_et_job_gentages_ogsaa_efter_en_fejl(hub: Proevehub) -> None:
    adapter, gange = Adapter("ur", sender=(Pladstilbud,), kle=("28.06.*",)), list[int]()

    @adapter.hver(0.01)
    async def job(kontekst: Kontekst) -> None:
        gange.append(1)
        if len(gange) == 1:
            raise RuntimeError
        if len(gange) == 2:
            await kontekst.send(kontekst.ny(Pladstilbud, tilbud(), kle=KLE))

    async with hub.koerende(adapter) as (bus, _):
        await bus.vent_paa(Pladstilbud)


async def test_en_fil_gaar_ved_siden_af_bussen_til_den_der_laeste_beskeden(hub: Proevehub) -> None:
    fundet = asyncio.get_running_loop().create_future()
    adapter = Adapter("henter", kle=("28.06.*",))
    fil = b"tegning" * 50_000

    @adapter.modtager(Pladssvar)
    async def hent(_svar: Pladssvar, kontekst: Kontekst) -> None:
        reference = await kontekst.gem_fil(fil, "tegning.pdf", "application/pdf")
        assert (reference.stoerrelse, reference.filnavn) == (len(fil), "tegning.pdf")
        hentet = await kontekst.hent_fil(reference)
        reference.sha256 = "0" * 64
        with pytest.raises(KanIkkeModtages, match="SHA-256"):
            await kontekst.hent_fil(reference)
        fundet.set_result(hentet)

    async with hub.koerende(adapter) as (bus, _):
        await bus.send(eksempel(Pladssvar))
        async with asyncio.timeout(10):
            assert await fundet == fil


async def test_intet_cpr_nummer_og_intet_indhold_i_loggen(hub: Proevehub, capsys: pytest.CaptureFixture[str]) -> None:
    proeve = Proeveadapter()
    proeve.fejl = [ZeroDivisionError("6101901234 Karen Nørgaard"), KanIkkeModtages("barnet 610190-1234")]
    async with hub.koerende(proeve.adapter, genforsoeg=HURTIGT) as (bus, _):
        svar = eksempel(Pladssvar)
        await bus.send(svar)
        await status_hos_afsender(bus, str(svar.besked_id), Kvitteringsstatus.AFVIST_AF_MODTAGER)
    log = capsys.readouterr()
    assert "handler failed" in log.out + log.err
    for hemmeligt in ("6101901234", "610190-1234", "Nørgaard"):
        assert hemmeligt not in log.out + log.err
