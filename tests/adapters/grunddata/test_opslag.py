"""The cache in front of the registers: what is known is not paid for twice, and an absent register is said so."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from adapters.grunddata import Grunddataopslag, Svarkilde
from adapters.sdk import YdreSystem
from adapters.simulatorer import Datafordeler, Driftstilstand

CPR = "6101901234"
ADRESSE = {
    "vejnavn": "Strandvejen",
    "husnummer": "12",
    "postnummer": "9000",
    "postdistrikt": "Aalborg",
    "kommunekode": "0851",
}


class Tid:
    def __init__(self) -> None:
        self.nu = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.nu


@pytest.fixture
async def datafordeler() -> AsyncIterator[Datafordeler]:
    async with Datafordeler() as simulator:
        simulator.opret_person(CPR, "Karen Nørgaard", ADRESSE)
        simulator.opret_ejendom("5012345", ADRESSE, fredet=True)
        yield simulator


@pytest.fixture
def tid() -> Tid:
    return Tid()


@pytest.fixture
async def opslag(datafordeler: Datafordeler, tid: Tid) -> AsyncIterator[Grunddataopslag]:
    async with YdreSystem("Datafordeler", datafordeler.url) as ydre:
        yield Grunddataopslag(ydre, levetid=dt.timedelta(hours=1), ur=tid)


async def test_det_andet_opslag_koster_ingenting(datafordeler: Datafordeler, opslag: Grunddataopslag) -> None:
    foerste, andet = await opslag.person(CPR), await opslag.person(CPR)
    assert (foerste.kilde, andet.kilde) == (Svarkilde.REGISTER, Svarkilde.CACHE)
    assert foerste.data == andet.data
    assert (opslag.tal["person"].spurgt, opslag.tal["person"].sparet) == (2, 1)
    assert datafordeler.opslag == {"person": 1, "ejendom": 0}


async def test_et_gammelt_svar_hentes_igen(opslag: Grunddataopslag, tid: Tid) -> None:
    await opslag.ejendom("5012345")
    tid.nu += dt.timedelta(hours=1)
    assert (await opslag.ejendom("5012345")).kilde is Svarkilde.REGISTER
    assert opslag.tal["ejendom"].sparet == 0


async def test_en_aendring_glemmer_det_gamle(opslag: Grunddataopslag, datafordeler: Datafordeler) -> None:
    await opslag.person(CPR)
    await datafordeler.skift_navn(CPR, "Karen Holm")
    opslag.glem_person(CPR)
    svar = await opslag.person(CPR)
    assert svar.data is not None
    assert svar.data["navn"] == "Karen Holm"


async def test_et_register_der_er_vaek_taales_og_siges(
    opslag: Grunddataopslag, datafordeler: Datafordeler, tid: Tid
) -> None:
    await opslag.person(CPR)
    tid.nu += dt.timedelta(days=1)
    datafordeler.drift = Driftstilstand.NEDE
    gammelt, ukendt = await opslag.person(CPR), await opslag.ejendom("5012345")
    assert (gammelt.kilde, gammelt.hentet) == (Svarkilde.FORAELDET, tid.nu - dt.timedelta(days=1))
    assert gammelt.data is not None
    assert (ukendt.kilde, ukendt.data, ukendt.hentet) == (Svarkilde.UTILGAENGELIG, None, None)
    assert opslag.tal["person"].sparet == 0


async def test_det_ene_register_kan_vaere_vaek_uden_det_andet(
    opslag: Grunddataopslag, datafordeler: Datafordeler
) -> None:
    datafordeler.vaek.add("ejendom")
    assert (await opslag.ejendom("5012345")).kilde is Svarkilde.UTILGAENGELIG
    assert (await opslag.person(CPR)).kilde is Svarkilde.REGISTER


async def test_at_der_ingen_er_er_ogsaa_et_svar(opslag: Grunddataopslag) -> None:
    svar = await opslag.person("6202900002")
    assert (svar.kilde, svar.data) == (Svarkilde.REGISTER, None)
    assert (await opslag.person("6202900002")).kilde is Svarkilde.CACHE


async def test_intet_svar_viser_sit_indhold_i_en_log(opslag: Grunddataopslag) -> None:
    assert CPR not in repr(await opslag.person(CPR))
