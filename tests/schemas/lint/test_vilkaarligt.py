"""No file makes the linter fall, and every finding points into its file at what it is about."""

from __future__ import annotations

import json
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.lint import Fund, lint
from schemas.lint.proeve import BESKED, DATA, EKSEMPEL, KATALOG, RUM, Proeve
from schemas.lint.steder import Sti, Ulaeselig, laes_json
from schemas.lint.yamlsteder import laes_yaml
from tests.schemas.lint.proev import fund_i

FILER = st.sampled_from([BESKED, DATA, KATALOG, EKSEMPEL])
LED = st.sampled_from(
    ["name", "type", "doc", "default", "kodeliste", "format", "namespace", "fields", "items", "values", "symbols", "size", "logicalType", "aliases"]
)  # fmt: skip
ORD = st.sampled_from(
    [
        "record",
        "array",
        "map",
        "enum",
        "fixed",
        "string",
        "null",
        "int",
        "decimal",
        f"{RUM}.FodbadData",
        "uuid",
        "valuta",
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | ORD,
    lambda indre: st.lists(indre, max_size=3) | st.dictionaries(LED | st.text(max_size=3), indre, max_size=4),
    max_leaves=8,
)


def _peger_rigtigt(fund: Fund, tekst: str, vaerdi: Any) -> bool:
    """Whether the finding's region is the value at its path, or the key that names it, or the start of what it is in."""
    linjer = tekst.removeprefix("\ufeff").split("\n")
    linje, kolonne, slutlinje, slutkolonne = fund.omraade
    if linje != slutlinje:
        return False
    peget = linjer[linje - 1][kolonne - 1 : slutkolonne - 1]
    ved = reduce(lambda inde, led: inde[led], fund.sti, vaerdi)
    if isinstance(ved, dict | list):
        return peget in "{[" if not fund.sti or isinstance(fund.sti[-1], int) else json.loads(peget) == fund.sti[-1]
    return bool(json.loads(peget) == ved)


@settings(max_examples=150, deadline=None)
@given(fil=st.sampled_from([BESKED, DATA]), nummer=st.integers(-1, 3), led=LED, vaerdi=JSON)
def test_en_kontrakt_der_er_gal_faar_fund_paa_det_rigtige_sted_og_aldrig_en_fejl(
    fil: Path, nummer: int, led: str, vaerdi: Any
) -> None:
    proeve = Proeve()
    sted = proeve.filer[fil] if nummer < 0 else proeve.filer[fil]["fields"][nummer]
    uaendret = led in sted and sted[led] == vaerdi and type(sted[led]) is type(vaerdi)
    sted[led] = vaerdi
    fund = fund_i(proeve)
    if led == "name" and not uaendret:
        assert fund
    tekster = proeve.tekster()
    for et in fund:
        if et.fil.suffix != ".yaml" and et.kode != "FIL-LAESES":
            assert _peger_rigtigt(et, tekster[et.fil], json.loads(tekster[et.fil])), et


@settings(max_examples=100, deadline=None)
@given(vaerdi=JSON)
def test_enhver_json_som_kontrakt_giver_fund_og_aldrig_en_fejl(vaerdi: Any) -> None:
    proeve = Proeve()
    proeve.filer[Path("borger/Ny.avsc")] = json.dumps(vaerdi)
    assert [et for et in fund_i(proeve) if et.fil.stem == "Ny"]


@settings(max_examples=60, deadline=None)
@given(
    felter=st.lists(
        st.fixed_dictionaries({"name": st.text(min_size=1, max_size=4), "type": JSON}), min_size=1, max_size=3
    )
)
def test_enhver_post_med_navne_og_typer_lintes(felter: list[dict[str, Any]]) -> None:
    proeve = Proeve()
    proeve.data["fields"][0:0] = felter
    assert fund_i(proeve)


@settings(max_examples=100, deadline=None)
@given(fil=FILER, tekst=st.text(max_size=40) | st.binary(max_size=40))
def test_en_fil_med_hvad_som_helst_giver_fund_og_aldrig_en_fejl(fil: Path, tekst: str | bytes) -> None:
    proeve = Proeve()
    tekster: dict[Path, str | bytes] = {**proeve.tekster(), fil: tekst}
    assert lint(tekster, kodelister=proeve.kodelister, kendte=proeve.kendte)


@settings(max_examples=60, deadline=None)
@given(vaerdi=JSON)
def test_enhver_katalogpost_giver_fund_og_aldrig_en_fejl(vaerdi: Any) -> None:
    proeve = Proeve()
    proeve.filer[KATALOG] = json.dumps(vaerdi)  # JSON is YAML
    assert fund_i(proeve)


@settings(max_examples=60, deadline=None)
@given(felt=st.sampled_from(sorted(Proeve().katalog)), vaerdi=JSON)
def test_ethvert_felt_i_katalogposten_kan_vaere_galt(felt: str, vaerdi: Any) -> None:
    proeve = Proeve()
    proeve.katalog[felt] = vaerdi
    fund_i(proeve)


@pytest.mark.parametrize("fil", [DATA, KATALOG, EKSEMPEL], ids=str)
@pytest.mark.parametrize("tegn", ["[", '{"a":', "- "])
def test_dyb_indlejring_er_et_fund_og_vaelter_intet(fil: Path, tegn: str) -> None:
    proeve = Proeve()
    proeve.filer[fil] = tegn * 100_000
    assert [et.kode for et in fund_i(proeve) if et.fil == fil] == ["FIL-LAESES"]


@pytest.mark.parametrize(
    "tekst", ["NaN", "[Infinity]", "1e999", "9" * 5000, '"\\ud800"', '{"\\udc00": 1}', "{} {}", ""]
)
def test_det_som_andre_laesere_ikke_tager_er_ulaeseligt(tekst: str) -> None:
    with pytest.raises(Ulaeselig):
        laes_json(tekst)


@pytest.mark.parametrize(
    "tekst", ["? [a]\n: b", "a: 1\na: 2", "a: &x 1\nb: *x", "a: 2026-02-31", "a: \x00", "a: [", "\tb: 1"]
)
def test_den_yaml_som_ikke_er_entydig_er_ulaeselig(tekst: str) -> None:
    with pytest.raises(Ulaeselig):
        laes_yaml(tekst)


@settings(max_examples=200, deadline=None)
@given(vaerdi=JSON, indryk=st.none() | st.integers(0, 4), bom=st.booleans())
def test_json_laest_med_steder_er_den_samme_og_hvert_sted_er_rigtigt(
    vaerdi: Any, indryk: int | None, bom: bool
) -> None:
    tekst = json.dumps(vaerdi, indent=indryk, ensure_ascii=False)
    steder = laes_json("\ufeff" * bom + tekst)
    assert steder.vaerdi == vaerdi
    _hvert_sted(steder.vaerdi, (), tekst.split("\n"), steder)


def _hvert_sted(vaerdi: Any, sti: Sti, linjer: list[str], steder: Any) -> None:
    linje, kolonne, slutlinje, slutkolonne = steder.sted(sti)
    assert linje == slutlinje
    peget = linjer[linje - 1][kolonne - 1 : slutkolonne - 1]
    match vaerdi:
        case dict() | list() if not sti or isinstance(sti[-1], int):
            assert peget in {"{", "["}
        case dict() | list():
            assert json.loads(peget) == sti[-1]
        case _:
            assert json.loads(peget) == vaerdi
    under = vaerdi.items() if isinstance(vaerdi, dict) else enumerate(vaerdi) if isinstance(vaerdi, list) else ()
    for led, inde in under:
        _hvert_sted(inde, (*sti, led), linjer, steder)
