"""`faelleshub skema lint` on a vendor's folder: findings, forms, mending, debt, dispensations and exit codes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.lint.proeve import Proeve
from tests.hub.cli.conftest import Kommando

Faelleshub = Callable[..., Kommando]


@pytest.fixture
def mappe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vendor's folder with one error (a synonym) and one thing to mend (four spaces)."""
    proeve = Proeve()
    proeve.felt("postnr")
    for fil, tekst in proeve.tekster().items():
        (tmp_path / fil).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / fil).write_text(
            tekst.replace("  ", "    ") if fil.stem == "FodbadData" else tekst, encoding="utf-8"
        )
    monkeypatch.chdir(tmp_path)
    return tmp_path / "borger"


def koder(svar: Kommando) -> list[str]:
    return sorted(et["kode"] for et in svar.json["fund"])


def test_vore_egne_kontrakter_er_rene(faelleshub: Faelleshub) -> None:
    svar = faelleshub("skema", "lint", "--streng")
    assert (svar.kode, "0 error(s), 0 warning(s)" in svar.ud) == (0, True)


def test_et_fund_vises_med_sted_grund_og_raad_paa_begge_sprog(faelleshub: Faelleshub, mappe: Path) -> None:
    svar = faelleshub("skema", "lint", mappe)
    assert svar.kode == 1
    assert "borger/FodbadData.avsc:" in svar.ud
    assert ": error [RA-32 SYNONYM] The concept is called postnummer." in svar.ud
    assert "    mend: Use the name postnummer" in svar.ud
    assert "1 error(s), 1 warning(s)\n1 can be mended with --ret" in svar.ud
    assert (
        ": fejl [RA-32 SYNONYM] Begrebet hedder postnummer." in faelleshub("skema", "lint", mappe, "--sprog", "da").ud
    )


def test_en_advarsel_er_foerst_en_fejl_naar_man_er_streng(faelleshub: Faelleshub, mappe: Path) -> None:
    tekst = (mappe / "FodbadData.avsc").read_text("utf-8").replace("postnr", "prydelse")
    (mappe / "FodbadData.avsc").write_text(tekst, encoding="utf-8")
    eksempel = (mappe / "eksempler/Fodbad.json").read_text("utf-8").replace("postnr", "prydelse")
    (mappe / "eksempler/Fodbad.json").write_text(eksempel, encoding="utf-8")
    assert faelleshub("skema", "lint", mappe).kode == 0
    assert faelleshub("skema", "lint", mappe, "--streng").kode == 1


def test_de_andre_former(faelleshub: Faelleshub, mappe: Path) -> None:
    assert koder(faelleshub("skema", "lint", mappe, "--json")) == ["SKRIFT-JSON", "SYNONYM"]
    assert faelleshub("skema", "lint", mappe, "--format", "json").ud == faelleshub("skema", "lint", mappe, "--json").ud
    sarif = faelleshub("skema", "lint", mappe, "--format", "sarif").json
    assert sorted(et["ruleId"] for et in sarif["runs"][0]["results"]) == ["SKRIFT-JSON", "SYNONYM"]
    github = faelleshub("skema", "lint", mappe, "--format", "github")
    assert (github.kode, github.ud.count("::error file=borger/FodbadData.avsc,line=")) == (1, 1)


def test_ret_retter_og_toerkoersel_viser_kun(faelleshub: Faelleshub, mappe: Path) -> None:
    fil = mappe / "FodbadData.avsc"
    foer = fil.read_bytes()
    svar = faelleshub("skema", "lint", mappe, "--ret", "--toerkoersel")
    assert (svar.kode, fil.read_bytes() == foer) == (1, True)
    assert '-    "type": "record",\n' in svar.ud.replace("-        ", "-    ")
    svar = faelleshub("skema", "lint", mappe, "--ret", "--json")
    assert (svar.kode, koder(svar)) == (1, ["SYNONYM"])
    efter = fil.read_bytes()
    assert efter != foer
    assert json.loads(efter) == json.loads(foer)
    svar = faelleshub("skema", "lint", mappe, "--ret", "--toerkoersel")
    assert (svar.kode, svar.ud.strip(), fil.read_bytes() == efter) == (0, "", True)


def test_gammel_gaeld_taeller_ikke_imod_og_siges_naar_den_er_vaek(faelleshub: Faelleshub, mappe: Path) -> None:
    gaeld = mappe.parent / "gaeld.json"
    svar = faelleshub("skema", "lint", mappe, "--baseline", gaeld, "--skriv-baseline")
    assert (svar.kode, len(json.loads(gaeld.read_text("utf-8"))["fund"])) == (0, 2)
    svar = faelleshub("skema", "lint", mappe, "--baseline", gaeld, "--streng", "--json")
    assert (svar.kode, koder(svar), len(svar.json["kendte"])) == (0, [], 2)
    faelleshub("skema", "lint", mappe, "--ret")
    svar = faelleshub("skema", "lint", mappe, "--baseline", gaeld)
    assert svar.kode == 0
    assert "1 known in the baseline\nmended, take it out of the baseline: borger/FodbadData.avsc SKRIFT-JSON" in svar.ud
    foer = gaeld.read_bytes()
    faelleshub("skema", "lint", mappe, "--baseline", gaeld, "--skriv-baseline")
    assert [en["kode"] for en in json.loads(gaeld.read_bytes())["fund"]] == ["SYNONYM"]
    assert gaeld.read_bytes() != foer


def test_en_kommune_lemper_en_regel_saa_langt_raadet_har_sagt(faelleshub: Faelleshub, mappe: Path) -> None:
    oenske, lov = mappe.parent / "lint.yaml", mappe.parent / "dispensationer.yaml"
    oenske.write_text(yaml.safe_dump({"kommune": "0151", "regler": {"RA-32": "fra"}}), encoding="utf-8")
    svar = faelleshub("skema", "lint", mappe, "--konfiguration", oenske, "--json")
    assert (svar.kode, koder(svar)) == (1, ["DISPENSATION-MANGLER", "SKRIFT-JSON", "SYNONYM"])
    givet: dict[str, Any] = {
        "kommune": "0151",
        "regel": "RA-32",
        "begrundelse": "Skiftes med det nye system.",
        "afgoerelse": "AR-7",
    }
    for aar, kode, ventet in (
        ("2020", 1, ["DISPENSATION-UDLOEBET", "SKRIFT-JSON", "SYNONYM"]),
        ("9999", 0, ["SKRIFT-JSON"]),
    ):
        tekst = f"dispensationer:\n- {json.dumps(givet)[:-1]}, udloeber: {aar}-12-31}}\n"
        lov.write_text(tekst, encoding="utf-8")
        svar = faelleshub("skema", "lint", mappe, "--konfiguration", oenske, "--dispensationer", lov, "--json")
        assert (svar.kode, koder(svar)) == (kode, ventet)
    tekst = faelleshub("skema", "lint", mappe, "--konfiguration", oenske, "--dispensationer", lov).ud
    assert "1 let go by AR-7 (RA-32, kommune 0151, until 9999-12-31)" in tekst


def test_hvad_der_ikke_kan_laeses_giver_2_og_en_saetning(faelleshub: Faelleshub, mappe: Path, tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    (tmp_path / "gal.json").write_text("[]", encoding="utf-8")
    (tmp_path / "gal.yaml").write_text("kommune: 1\nregler: {RA-99: fra}\n", encoding="utf-8")
    (tmp_path / "latin.yaml").write_bytes(b"\xf8")
    for ord_, ventet in (
        ((tmp_path / "mangler",), "there is no"),
        ((tmp_path / "tom",), "no contract (.avsc) in"),
        ((tmp_path / "latin.yaml",), "no contract (.avsc) in"),
        ((mappe, "--toerkoersel"), "goes with --ret"),
        ((mappe, "--skriv-baseline"), "needs --baseline"),
        ((mappe, "--baseline", tmp_path / "gal.json"), "not a baseline"),
        ((mappe, "--konfiguration", tmp_path / "gal.yaml"), "gal.yaml:1:10: kommune"),
        ((mappe, "--konfiguration", tmp_path / "latin.yaml"), "not UTF-8"),
        ((mappe, "--dispensationer", tmp_path / "gal.yaml"), "give both"),
        ((mappe, "--format", "pdf"), "--format"),
    ):
        svar = faelleshub("skema", "lint", *ord_)
        assert (svar.kode, ventet in svar.fejl) == (2, True), (ord_, svar.fejl)
        assert "Traceback" not in svar.fejl


def test_en_kontrakt_der_ikke_er_json_giver_2_men_de_andre_fund_med(faelleshub: Faelleshub, mappe: Path) -> None:
    (mappe / "Saebe.avsc").write_text("{", encoding="utf-8")
    svar = faelleshub("skema", "lint", mappe, "--json")
    assert (svar.kode, koder(svar)) == (2, ["FIL-LAESES", "SKRIFT-JSON", "SYNONYM"])


def test_en_fil_for_sig_selv(faelleshub: Faelleshub, mappe: Path) -> None:
    shutil.rmtree(mappe / "eksempler")
    (mappe / "Fodbad.yaml").unlink()
    assert koder(faelleshub("skema", "lint", mappe / "Fodbad.avsc", "--json")) == ["KATALOG-MANGLER"]
