"""The linter's findings: where they point, how they weigh, and that no file makes it fall."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.lint import Alvor
from schemas.lint.koder import SYNONYMER
from schemas.skema import laes_filer
from tests.schemas.lintkontrakt import (
    BESKED,
    DATA,
    EKSEMPEL,
    KATALOG,
    RUM,
    data,
    erstat,
    felt,
    proev,
    rigtige,
    saet,
    som_tekst,
)


def test_et_fund_peger_paa_linje_og_kolonne() -> None:
    filer = rigtige()
    data(navn="postnr")(filer)
    [fund] = [f for f in proev(filer) if f.regel == "RA-32"]
    linjer = som_tekst(filer)[DATA].splitlines()
    assert linjer[fund.linje - 1][fund.kolonne - 1 :].startswith('"postnr"')
    assert fund.sti == "dk.faelleshub.borger.FodbadData.postnr"
    assert "postnummer" in fund.ord.da


def test_et_fund_i_eksemplet_peger_paa_koden() -> None:
    filer = rigtige()
    saet(EKSEMPEL, "beskeddata", "pris", "valuta", vaerdi="GYLDEN")(filer)
    [fund] = proev(filer)
    assert som_tekst(filer)[EKSEMPEL].splitlines()[fund.linje - 1][fund.kolonne - 1 :].startswith('"GYLDEN"')


def test_to_kontrakter_kan_ikke_dele_id_eller_beskedtype() -> None:
    filer = rigtige()
    filer |= {fil.with_name(fil.name.replace("Fodbad", "Haandbad")): copy.deepcopy(v) for fil, v in rigtige().items()}
    for fil in (Path("borger/Haandbad.avsc"), Path("borger/HaandbadData.avsc")):
        filer[fil]["name"] = fil.stem
    filer[Path("borger/Haandbad.avsc")]["fields"][3]["type"] = f"{RUM}.HaandbadData"
    filer[Path("borger/HaandbadData.avsc")]["fields"].insert(0, felt("saebe", ["null", "string"], default=None))
    filer[Path("borger/Haandbad.yaml")] = filer[KATALOG].replace("eksempler/Fodbad", "eksempler/Haandbad")
    assert {fund.regel for fund in proev(filer)} == {"RA-02"}
    assert {fund.ord.en.partition(": ")[2].split()[0] for fund in proev(filer)} == {"id", "beskedtype"}


def test_en_advarsel_er_ingen_fejl() -> None:
    filer = rigtige()
    data(navn="antalPladser", doc="The antal pladser.")(filer)
    assert {fund.alvor for fund in proev(filer)} == {Alvor.ADVARSEL, Alvor.FEJL}
    assert [fund.regel for fund in proev(filer) if fund.alvor is Alvor.ADVARSEL] == ["RA-10"]


def test_intet_synonym_er_selv_et_navn_i_kontrakterne() -> None:
    navne = {f["name"].lower() for raa in laes_filer().values() for f in raa["fields"]}
    assert SYNONYMER.keys() & navne == set()


def test_fund_kommer_i_filens_orden() -> None:
    filer = rigtige()
    for navn in ("postnr", "gebyr", "svarfrist"):
        data(navn=navn)(filer)
    fund = proev(filer)
    assert [(f.fil, f.linje) for f in fund] == sorted((f.fil, f.linje) for f in fund)


@pytest.mark.parametrize("fil", [DATA, KATALOG, EKSEMPEL])
@pytest.mark.parametrize("tegn", ["[", '{"a":', "- "])
def test_dyb_indlejring_er_et_fund_og_vaelter_intet(fil: Path, tegn: str) -> None:
    filer = rigtige()
    filer[fil] = tegn * 100_000
    assert [fund.regel for fund in proev(filer) if fund.fil == fil] == ["FIL"]


def test_kolonnen_er_rigtig_efter_danske_bogstaver() -> None:
    filer = rigtige()
    erstat("handlinger: [Opret, Ret", "handlinger: [Opret, Røt")(filer)
    [fund] = proev(filer)
    assert som_tekst(filer)[KATALOG].splitlines()[fund.linje - 1][fund.kolonne - 1 :].startswith("Røt")


STEDER = st.sampled_from(["name", "type", "doc", "default", "kodeliste", "format", "namespace", "fields"])
VAERDIER = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["record", "array", "string", "null", f"{RUM}.FodbadData"]),
    lambda indre: st.lists(indre, max_size=3) | st.dictionaries(STEDER | st.sampled_from(["items", "values", "symbols"]), indre, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(fil=st.sampled_from([BESKED, DATA]), felt_=st.integers(-1, 3), led=STEDER, vaerdi=VAERDIER)
def test_en_kontrakt_der_er_gal_faar_fund_og_aldrig_en_fejl(fil: Path, felt_: int, led: str, vaerdi: Any) -> None:
    filer = rigtige()
    sted = filer[fil] if felt_ < 0 else filer[fil]["fields"][felt_]
    uaendret = led in sted and sted[led] == vaerdi and type(sted[led]) is type(vaerdi)
    sted[led] = vaerdi
    fund = proev(filer)
    assert all(f.linje >= 1 and f.kolonne >= 1 for f in fund)
    if led == "name" and not uaendret:
        assert fund


@settings(max_examples=100, deadline=None)
@given(fil=st.sampled_from([BESKED, DATA, KATALOG, EKSEMPEL]), tekst=st.text(max_size=40))
def test_en_fil_med_hvad_som_helst_giver_fund_og_aldrig_en_fejl(fil: Path, tekst: str) -> None:
    filer = rigtige()
    filer[fil] = tekst
    assert proev(filer)
