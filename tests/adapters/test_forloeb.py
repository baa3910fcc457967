"""The flows of the spine from form to ESDH and post, each fagsystem's part on its own, on the real hub."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest

from adapters.fagsystem.byggesag import byggesag
from adapters.fagsystem.pladsanvisning import pladsanvisning
from adapters.fagsystem.sygedagpenge import sygedagpenge
from adapters.fagsystem.ydelse import ydelse
from adapters.grunddata import grunddata
from adapters.sdk import Adapter, Hubklient, Koersel, Udstatus
from adapters.sdk.proeve import MYNDIGHED, VENT, Modpart, Proevehub
from adapters.selvbetjening import selvbetjening
from adapters.simulatorer import (
    Byggesagssystem,
    Datafordeler,
    Driftstilstand,
    Pladssystem,
    Portal,
    Simulator,
    Sygedagpengesystem,
    Ydelsessystem,
)
from schemas.models import (
    Bevilling,
    Byggeafgoerelse,
    DokumentRegistreret,
    EjendomAendret,
    KommendeUdbetaling,
    Mangelmeddelelse,
    PersonAendret,
    Pladstilbud,
    PostAnmodning,
    SagRegistreret,
    Udbetaling,
)
from tests.adapters.personer import BO, FIRMA, GAMMEL_ADRESSE, KAREN, NY_ADRESSE
from tests.adapters.vent import vent_til

S = TypeVar("S", bound=Simulator)
INSTITUTION = "7b6f0f4e-8a43-4b1a-9a5e-0f4d9a3a1c01"
ANDEN_INSTITUTION = "7b6f0f4e-8a43-4b1a-9a5e-0f4d9a3a1c02"


class Bus:
    """A hub with as many adapters and simulators as a test wants, and someone who hears everything."""

    def __init__(self, hub: Proevehub, data: Path, stak: AsyncExitStack) -> None:
        self._hub, self._data, self._stak = hub, data, stak
        self.koersler: dict[str, Koersel] = {}
        self.lytter: Modpart

    async def start(self) -> None:
        tilslutning = await self._hub.administrator.tilslut_system("lytter", MYNDIGHED, modtager=["*"])
        klient = await self._stak.enter_async_context(Hubklient(tilslutning.hub_url, tilslutning.token))
        self.lytter = Modpart(klient, tilslutning)

    async def med(self, adapter: Adapter, simulator: type[S], **resten: Any) -> S:
        system = simulator()
        await self._stak.enter_async_context(system)
        tilslutning = await self._hub.administrator.tilslut(adapter.kontrakt, navn=adapter.navn, myndighed=MYNDIGHED)
        vaerdier = {**tilslutning.som_argumenter(), "data": self._data / adapter.navn, "vent": VENT, **resten}
        koersel = adapter.koer_i_proces(**vaerdier, ydre=system.url)
        self.koersler[adapter.navn] = await self._stak.enter_async_context(koersel)
        return system


@pytest.fixture
async def bus(hub: Proevehub, tmp_path: Path) -> AsyncIterator[Bus]:
    async with AsyncExitStack() as stak:
        bus = Bus(hub, tmp_path, stak)
        await bus.start()
        yield bus
        for navn, koersel in bus.koersler.items():
            assert await koersel.sidelagte() == [], navn
            assert Udstatus.AFVIST not in {post.status for post in await koersel.udbakke()}, navn


def status(sag: SagRegistreret) -> str:
    return sag.beskeddata.fremdrift[-1].status


async def test_flytning_bliver_til_en_ny_adresse_og_er_foerst_digital_naar_registret_har_svaret(bus: Bus) -> None:
    portal = await bus.med(selvbetjening, Portal)
    register = await bus.med(grunddata, Datafordeler)
    register.opret_person(KAREN["cpr"], KAREN["navn"], GAMMEL_ADRESSE)
    register.drift = Driftstilstand.NEDE
    formular = {"anmelder": KAREN, "flyttere": [KAREN], "til": NY_ADRESSE, "dato": "2026-12-01"}
    flytning = await portal.indsend("flytning", formular)
    await portal.vent_til(lambda: portal.status(flytning)["status"] == "Modtaget")
    assert portal.status(flytning)["digital"] is False
    register.drift = Driftstilstand.NORMAL
    aendret = await bus.lytter.vent_paa(PersonAendret, frist=20)
    assert aendret.beskeddata.adresse is not None
    assert aendret.beskeddata.tidligere_adresse is not None
    assert aendret.beskeddata.adresse.vejnavn == "Strandvejen"
    assert aendret.beskeddata.tidligere_adresse.vejnavn == "Havnegade"
    await portal.vent_til(lambda: portal.status(flytning)["digital"])
    assert portal.status(flytning)["status"] == "Registreret"


async def test_en_tilskuers_kvittering_goer_ingenting_digitalt(bus: Bus) -> None:
    portal = await bus.med(selvbetjening, Portal, fagsystemer=("kun et andet system",))
    register = await bus.med(grunddata, Datafordeler)
    register.opret_person(KAREN["cpr"], KAREN["navn"], GAMMEL_ADRESSE)
    formular = {"anmelder": KAREN, "flyttere": [KAREN], "til": NY_ADRESSE, "dato": "2026-12-01"}
    flytning = await portal.indsend("flytning", formular)
    await bus.lytter.vent_paa(PersonAendret)

    async def kvitteret() -> bool:
        return [post.status for post in await bus.koersler["selvbetjening"].udbakke()] == [Udstatus.KVITTERET]

    await vent_til(kvitteret)
    assert portal.status(flytning)["digital"] is False


@pytest.mark.parametrize(
    ("slags", "formular", "grund"),
    [
        ("flytning", {"anmelder": KAREN, "flyttere": [], "til": NY_ADRESSE, "dato": "2026-12-01"}, "mindst én"),
        ("flytning", {"anmelder": KAREN, "dato": "i morgen"}, "ikke udfyldt rigtigt"),
        ("ukendt", {}, "ukendt"),
    ],
)
async def test_en_formular_der_bryder_reglerne_kommer_tilbage_med_grunden(
    bus: Bus, slags: str, formular: dict[str, Any], grund: str
) -> None:
    portal = await bus.med(selvbetjening, Portal)
    indsendelse = await portal.indsend(slags, formular)
    await portal.vent_til(lambda: portal.status(indsendelse)["status"] == "Afvist")
    vist = portal.status(indsendelse)
    assert any(grund in tekst for tekst in vist["aarsager"])
    assert vist["digital"] is False


async def test_en_beskyttet_adresse_fortaelles_til_ingen(bus: Bus) -> None:
    register = await bus.med(grunddata, Datafordeler)
    register.opret_person(KAREN["cpr"], KAREN["navn"], GAMMEL_ADRESSE, beskyttet=True)
    register.opret_ejendom("5012345", GAMMEL_ADRESSE, fredet=True)
    await register.skift_navn(KAREN["cpr"], "Karen Holm")
    aendret = (await bus.lytter.vent_paa(PersonAendret)).beskeddata
    assert (aendret.adresse, aendret.tidligere_adresse, aendret.adressebeskyttet) == (None, None, True)
    assert (aendret.person.navn, aendret.tidligere_navn) == ("Karen Holm", KAREN["navn"])
    await register.skift_ejer("5012345", [{"virksomhed": FIRMA}], "2026-05-01")
    ejendom = (await bus.lytter.vent_paa(EjendomAendret)).beskeddata
    assert (ejendom.aendringer, ejendom.fredet) == (["Ejer"], True)


async def test_opskrivning_tilbud_svar_og_en_sag_der_lukkes(bus: Bus) -> None:
    portal = await bus.med(selvbetjening, Portal)
    plads = await bus.med(pladsanvisning, Pladssystem)
    plads.opret_institution(INSTITUTION, "Solsikken", 0)
    plads.opret_institution(ANDEN_INSTITUTION, "Mælkebøtten", 1)
    opskrivning = await portal.indsend(
        "opskrivning",
        {
            "barn": BO,
            "ansoeger": KAREN,
            "kommune": "0851",
            "pladstype": "Boernehave",
            "startdato": "2027-03-01",
            "institutioner": [
                {"institutionId": INSTITUTION, "navn": "Solsikken"},
                {"institutionId": ANDEN_INSTITUTION, "navn": "Mælkebøtten"},
            ],
        },
    )
    tilbud = (await bus.lytter.vent_paa(Pladstilbud)).beskeddata
    assert tilbud.institution.navn == "Mælkebøtten"
    brev = (await bus.lytter.vent_paa(PostAnmodning)).beskeddata
    assert "Mælkebøtten" in (brev.hoveddokument.tekst or "")
    assert brev.sag_id == tilbud.sag_id
    svar = {
        "tilbud": tilbud.pladstilbud_id,
        "opskrivning": opskrivning,
        "svarer": KAREN,
        "accepteret": False,
        "bevar": True,
    }
    await portal.indsend("pladssvar", svar)
    await plads.vent_til(lambda: plads.raekker("opskrivning", status="venter"))
    plads.opret_institution(INSTITUTION, "Solsikken", 1)
    await plads.tildel()
    andet = (await bus.lytter.vent_paa(Pladstilbud)).beskeddata
    assert andet.institution.navn == "Solsikken"
    await portal.indsend("pladssvar", {**svar, "tilbud": andet.pladstilbud_id, "accepteret": True})
    await plads.vent_til(lambda: plads.raekker("opskrivning", status="optaget"))
    fremdrift = [status(await bus.lytter.vent_paa(SagRegistreret)) for _ in range(4)]
    assert fremdrift == ["Opstaaet", "Oplyst", "Afgjort", "Afsluttet"]


async def test_byggesag_mangel_hoering_og_afgoerelse(bus: Bus) -> None:
    portal = await bus.med(selvbetjening, Portal)
    byg = await bus.med(byggesag, Byggesagssystem)
    formular = {
        "ansoeger": KAREN,
        "ejendom": {"bfe": "5012345", "adresse": NY_ADRESSE},
        "byggesagstype": "Tilbygning",
        "beskrivelse": "En stue",
        "fredet": True,
    }
    ansoegning = await portal.indsend("byggeansoegning", formular)
    mangel = (await bus.lytter.vent_paa(Mangelmeddelelse)).beskeddata
    assert [en.mangeltype for en in mangel.mangler] == ["Situationsplan"]
    bilag = {
        "filId": "0b6f0721-7df5-4ea9-84fc-8eaacb8c3cca",
        "filnavn": "situationsplan.pdf",
        "mimetype": "application/pdf",
        "stoerrelse": 3,
        "sha256": "0" * 64,
    }
    await portal.indsend("byggeansoegning", {**formular, "vedroerer": ansoegning, "bilag": [bilag]})
    await byg.vent_til(lambda: byg.raekker("ansoegning", status="i høring"))
    with pytest.raises(ValueError, match="i høring"):
        await byg.afgoer(ansoegning, "Imoedekommet", "For tidligt")
    await byg.hoeringssvar(ansoegning, tilladt=True)
    await byg.afgoer(ansoegning, "Afslag", "Bygger for tæt på skel.")
    afgoerelse = (await bus.lytter.vent_paa(Byggeafgoerelse)).beskeddata
    assert afgoerelse.afgoerelse == "Afslag"
    assert afgoerelse.klagefrist == afgoerelse.afgoerelsesdato + dt.timedelta(days=28)
    breve = [(await bus.lytter.vent_paa(PostAnmodning)).beskeddata for _ in range(2)]
    assert {brev.sag_id for brev in breve} == {afgoerelse.sag_id}

    async def lukket() -> SagRegistreret | None:
        sag = await bus.lytter.vent_paa(SagRegistreret)
        return sag if status(sag) == "Afsluttet" else None

    sag = await vent_til(lukket)
    dokumenter = {post.reference.uuid for post in sag.beskeddata.journalposter if post.reference}
    versioner = [(await bus.lytter.vent_paa(DokumentRegistreret)).beskeddata for _ in range(4)]
    assert dokumenter == {dokument.dokument_id for dokument in versioner}
    assert len(dokumenter) == 3
    assert afgoerelse.dokument_id in dokumenter


async def test_refusion_den_enkle_sag_gaar_selv_og_den_anden_venter_paa_en_haand(bus: Bus) -> None:
    portal = await bus.med(selvbetjening, Portal)
    syge = await bus.med(sygedagpenge, Sygedagpengesystem)
    udbetaler = await bus.med(ydelse, Ydelsessystem)
    periode = {"fra": "2026-10-01", "til": "2026-10-20"}
    faelles = {"sygemeldt": KAREN, "arbejdsgiver": FIRMA}
    for delvis in (False, True):
        melding = await portal.indsend(
            "sygemelding", {**faelles, "kommune": "0851", "periode": periode, "aarsag": "Sygdom", "delvis": delvis}
        )
        await portal.indsend(
            "refusion",
            {**faelles, "sygemelding": melding, "periode": periode, "minutter": 6_000, "loen_oere": 2_500_000},
        )
    bevilling = (await bus.lytter.vent_paa(Bevilling)).beskeddata
    assert (bevilling.automatisk_afgjort, bevilling.afgoerelse) == (True, "Imoedekommet")
    assert bevilling.beloeb is not None
    assert bevilling.beloeb.oere == 100 * 13_514
    kommende = (await bus.lytter.vent_paa(KommendeUdbetaling)).beskeddata
    assert kommende.forventet_dispositionsdato.weekday() < 5
    (opgave,) = await syge.vent_til(syge.opgaver)
    assert opgave["grund"] == "delvis sygemeldt"
    await syge.afgoer(opgave["refusion"], imoedekom=False)
    afslag = (await bus.lytter.vent_paa(Bevilling)).beskeddata
    assert (afslag.automatisk_afgjort, afslag.afgoerelse, afslag.beloeb) == (False, "Afslag", None)
    udbetaler.bank_afviser.add(bevilling.bevilling_id)
    assert await udbetaler.udbetal(kommende.forventet_dispositionsdato) == 1
    udbetaling = (await bus.lytter.vent_paa(Udbetaling)).beskeddata
    assert (udbetaling.udbetalingsstatus, udbetaling.bevilling_id) == ("Afvist", bevilling.bevilling_id)
