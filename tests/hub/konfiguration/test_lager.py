"""The configuration's store: durable, audited, the same on every instance, and never half a change."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from brokers import Record
from brokers.embedded import EmbeddedBroker
from hub.konfiguration.kilde import Konfiguration, Slags
from hub.konfiguration.lager import Konfigurationslager, Sammenhaengsfejl, Skrivning
from hub.konfiguration.model import Abonnement, Filter, Myndighed, System, Vaerdiliste
from hub.konfiguration.revision import Udoever

KOMMUNE = Myndighed(cvr="12345678", navn="Kommune")
NU = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DIG = Udoever("prøve", "for prøvens skyld", "127.0.0.1")


def system(navn: str, **felter: str) -> System:
    return System(navn=navn, myndighed=KOMMUNE.cvr, **felter)


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[EmbeddedBroker]:
    async with EmbeddedBroker(tmp_path) as broker:
        yield broker


@pytest.fixture
async def lager(broker: EmbeddedBroker) -> AsyncIterator[Konfigurationslager]:
    lager = Konfigurationslager(broker, lambda: NU)
    await lager.start()
    yield lager
    await lager.stop()


async def vent_til(lager: Konfigurationslager, version: int) -> None:
    async with asyncio.timeout(10):
        while lager.nu.version < version:  # noqa: ASYNC110 - the store has no event for what others write
            await asyncio.sleep(0.005)


async def test_en_aendring_ses_paa_retur_og_efter_genstart(broker: EmbeddedBroker, lager: Konfigurationslager) -> None:
    await lager.gem(Slags.MYNDIGHED, KOMMUNE, hvem="prøve", hvorfor="ny")
    await lager.gem(Slags.SYSTEM, system("sag"), hvem="prøve", hvorfor="ny")
    await lager.gem(Slags.SYSTEM, system("esdh"), hvem="prøve", hvorfor="ny")
    await lager.fjern(Slags.SYSTEM, system("esdh").id, hvem="prøve", hvorfor="fortrød")
    assert lager.nu.systemer == {system("sag").id: system("sag")}
    nyt = Konfigurationslager(broker)
    await nyt.start()
    assert nyt.nu == lager.nu
    await nyt.stop()


async def test_et_oejebliksbillede_aendrer_sig_ikke(lager: Konfigurationslager) -> None:
    foer = lager.nu
    await lager.gem(Slags.MYNDIGHED, KOMMUNE, hvem="prøve", hvorfor="ny")
    assert foer.myndigheder == {}
    assert lager.nu is not foer
    assert lager.nu.version > foer.version


async def test_hver_aendring_staar_i_revisionen(lager: Konfigurationslager) -> None:
    await lager.skriv([Skrivning.af(KOMMUNE)], DIG)
    await lager.skriv([Skrivning.af(KOMMUNE.model_copy(update={"navn": "Byen"}))], Udoever("anden", "omdøbt"))
    await lager.skriv([Skrivning(Slags.MYNDIGHED, KOMMUNE.cvr, None)], DIG)
    opret, ret, fjern = await lager.aendringer()
    assert (opret.foer, opret.efter, opret.udoever, opret.tidspunkt) == (None, KOMMUNE.model_dump(mode="json"), DIG, NU)
    assert ret.foer == opret.efter
    assert ret.efter is not None
    assert (ret.efter["navn"], ret.udoever.hvem, ret.udoever.hvorfor) == ("Byen", "anden", "omdøbt")
    assert (fjern.foer, fjern.efter) == (ret.efter, None)
    assert [en.nr for en in await lager.aendringer(efter=opret.nr)] == [ret.nr, fjern.nr]
    assert [en.nr for en in await lager.aendringer(maks=1)] == [opret.nr]


async def test_det_der_allerede_er_saa_skrives_ikke_igen(lager: Konfigurationslager) -> None:
    assert len(await lager.skriv([Skrivning.af(KOMMUNE), Skrivning.af(system("sag"))], DIG)) == 2
    version = lager.nu.version
    assert len(await lager.skriv([Skrivning.af(KOMMUNE), Skrivning.af(system("sag"))], DIG)) == 0
    assert lager.nu.version == version
    assert len(await lager.aendringer()) == 2


async def test_en_aendring_med_brud_skriver_intet(lager: Konfigurationslager) -> None:
    with pytest.raises(Sammenhaengsfejl) as fejl:
        await lager.skriv([Skrivning.af(KOMMUNE), Skrivning.af(System(navn="x", myndighed="87654321"))], DIG)
    assert [(brud.slags, brud.sti) for brud in fejl.value.brud] == [(Slags.SYSTEM, "myndighed")]
    assert lager.nu == Konfiguration()
    assert await lager.aendringer() == []


async def test_det_der_bruges_kan_ikke_fjernes(lager: Konfigurationslager) -> None:
    await lager.skriv([Skrivning.af(KOMMUNE), Skrivning.af(system("sag"))], DIG)
    with pytest.raises(Sammenhaengsfejl, match="still used by system"):
        await lager.fjern(Slags.MYNDIGHED, KOMMUNE.cvr, hvem="prøve", hvorfor="væk")
    await lager.skriv(
        [Skrivning(Slags.SYSTEM, system("sag").id, None), Skrivning(Slags.MYNDIGHED, KOMMUNE.cvr, None)], DIG
    )
    assert lager.nu.myndigheder == {}


async def test_et_abonnement_filtrerer_kun_med_sit_eget_systems_lister(lager: Konfigurationslager) -> None:
    egen, fremmed = system("egen"), system("fremmed")
    liste = Vaerdiliste(navn="personer", system=fremmed.id)
    await lager.skriv([Skrivning.af(r) for r in (KOMMUNE, egen, fremmed, liste)], DIG)
    abonnement = Abonnement(navn="snage", system=egen.id, filter=Filter(vaerdilister=(liste.id,)))
    with pytest.raises(Sammenhaengsfejl) as fejl:
        await lager.gem(Slags.ABONNEMENT, abonnement, hvem="prøve", hvorfor="snage")
    assert fejl.value.brud[0].sti == "filter.vaerdilister[0]"


async def test_to_med_samme_navn_afvises(lager: Konfigurationslager) -> None:
    await lager.skriv([Skrivning.af(KOMMUNE), Skrivning.af(system("sag"))], DIG)
    with pytest.raises(Sammenhaengsfejl, match="has this name"):
        await lager.gem(
            Slags.SYSTEM, system("sag", id="00000000-0000-4000-8000-000000000001"), hvem="prøve", hvorfor="ny"
        )


async def test_en_anden_instans_foelger_med_og_melder_hvert_billede(
    broker: EmbeddedBroker, lager: Konfigurationslager
) -> None:
    anden = Konfigurationslager(broker)
    await anden.start()
    set_: list[Konfiguration] = []

    async def lyt(konfiguration: Konfiguration) -> None:
        set_.append(konfiguration)

    afmeld = anden.abonner(lyt)
    await lager.skriv([Skrivning.af(KOMMUNE)], DIG)
    await vent_til(anden, lager.nu.version)
    assert anden.nu == lager.nu
    assert set_[-1] == lager.nu
    afmeld()
    antal = len(set_)
    await lager.skriv([Skrivning.af(system("sag"))], DIG)
    await vent_til(anden, lager.nu.version)
    assert len(set_) == antal
    await anden.stop()


async def test_lytteren_er_kaldt_naar_aendringen_er_gemt_ogsaa_hvis_en_anden_lytter_fejler(
    lager: Konfigurationslager,
) -> None:
    set_: list[int] = []

    async def fejl(_: Konfiguration) -> None:
        raise RuntimeError("lytteren fejler")

    async def lyt(konfiguration: Konfiguration) -> None:
        await asyncio.sleep(0.02)
        set_.append(len(konfiguration.myndigheder))

    lager.abonner(fejl)
    lager.abonner(lyt)
    await lager.skriv([Skrivning.af(KOMMUNE)], DIG)
    assert set_ == [1]


async def test_samtidige_skrivere_paa_to_instanser_taber_intet_og_bryder_intet(
    broker: EmbeddedBroker, lager: Konfigurationslager
) -> None:
    anden = Konfigurationslager(broker)
    await anden.start()
    await lager.skriv([Skrivning.af(KOMMUNE)], DIG)
    navne = [f"system {nr}" for nr in range(40)]
    await asyncio.gather(
        *((lager, anden)[nr % 2].skriv([Skrivning.af(system(navn))], DIG) for nr, navn in enumerate(navne))
    )
    await vent_til(anden, lager.nu.version)
    await vent_til(lager, anden.nu.version)
    assert {s.navn for s in lager.nu.systemer.values()} == set(navne)
    assert lager.nu == anden.nu
    assert len(await lager.aendringer()) == 41
    await anden.stop()


async def test_af_to_modstridende_aendringer_paa_to_instanser_vinder_hoejst_en(
    broker: EmbeddedBroker, lager: Konfigurationslager
) -> None:
    """One takes the authority away while the other gives it a system: never both."""
    anden = Konfigurationslager(broker)
    await anden.start()
    for _ in range(10):
        await lager.skriv([Skrivning.af(KOMMUNE)], DIG)
        udfald = await asyncio.gather(
            lager.skriv([Skrivning(Slags.MYNDIGHED, KOMMUNE.cvr, None)], DIG),
            anden.skriv([Skrivning.af(system("sag"))], DIG),
            return_exceptions=True,
        )
        assert sum(isinstance(et, Sammenhaengsfejl) for et in udfald) == 1
        await vent_til(lager, anden.nu.version)
        if lager.nu.systemer:
            await lager.skriv([Skrivning(Slags.SYSTEM, system("sag").id, None)], DIG)
    await anden.stop()


async def test_den_der_er_bagud_indhenter_foer_den_skriver(broker: EmbeddedBroker, lager: Konfigurationslager) -> None:
    anden = Konfigurationslager(broker)
    await anden.start()
    hindring = asyncio.Event()

    async def langsom(_: Konfiguration) -> None:
        await hindring.wait()

    anden.abonner(langsom)
    await lager.skriv([Skrivning.af(KOMMUNE)], DIG)
    await vent_til(anden, lager.nu.version)
    await lager.skriv([Skrivning(Slags.MYNDIGHED, KOMMUNE.cvr, None)], DIG)
    skriver = asyncio.create_task(anden.skriv([Skrivning.af(system("sag"))], DIG))
    await asyncio.wait([skriver], timeout=0.2)
    assert anden.nu.myndigheder, "the second instance has not seen the removal yet"
    hindring.set()
    with pytest.raises(Sammenhaengsfejl):
        await skriver
    await anden.stop()


async def test_forudsaetningen_ser_det_nyeste_og_kan_standse(lager: Konfigurationslager) -> None:
    def naegt(nu: Konfiguration) -> None:
        raise PermissionError(len(nu.myndigheder))

    with pytest.raises(PermissionError):
        await lager.skriv([Skrivning.af(KOMMUNE)], DIG, forudsat=naegt)
    assert lager.nu.myndigheder == {}


async def test_en_post_fra_en_nyere_version_standser_ikke_hubben(
    broker: EmbeddedBroker, lager: Konfigurationslager
) -> None:
    await lager.skriv([Skrivning.af(KOMMUNE)], DIG)
    await broker.send(Record("konfig.system", b'{"navn":"x","nyt_felt":1}', b"00000000-0000-4000-8000-000000000009"))
    await broker.send(Record("konfig.system", b"ikke json", b"00000000-0000-4000-8000-000000000008"))
    await lager.skriv([Skrivning.af(system("sag"))], DIG)
    assert set(lager.nu.systemer) == {system("sag").id}
