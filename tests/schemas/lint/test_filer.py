"""Which files the linter reads: folders whole, single files with what they cannot be judged without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schemas.kodeliste import Kodelistefejl
from schemas.lint import Fund, lint
from schemas.lint.filer import vaelg
from schemas.lint.proeve import Proeve
from schemas.lint.proeve import felt as rent_felt
from schemas.skema import AVRO_ROD
from tests.schemas.lint.proev import Aendring, felt


def laeg(rod: Path, *aendringer: Aendring) -> Path:
    """The pattern contract on disk, as a vendor would have it; the shared types are not there."""
    proeve = Proeve()
    for aendring in aendringer:
        aendring(proeve)
    for fil, tekst in proeve.tekster().items():
        (rod / fil).parent.mkdir(parents=True, exist_ok=True)
        (rod / fil).write_text(tekst, encoding="utf-8")
    return rod / "borger"


def fund_ved(*stier: Path) -> list[Fund]:
    filer, kodelister, kendte, katalog = vaelg(stier)
    return lint(filer, kodelister=kodelister, kendte=kendte, katalog=katalog)


def navne(*stier: Path) -> set[str]:
    return {fil.name for fil in vaelg(stier).filer}


def test_en_leverandoers_mappe_maa_henvise_til_de_faelles_typer(tmp_path: Path) -> None:
    assert fund_ved(laeg(tmp_path)) == []
    assert fund_ved(tmp_path) == []


@pytest.mark.parametrize("fil", ["Fodbad.avsc", "Fodbad.yaml", "eksempler/Fodbad.json"])
def test_een_fil_er_sin_hele_kontrakt(tmp_path: Path, fil: str) -> None:
    mappe = laeg(tmp_path)
    (mappe / "Andet.avsc").write_text("{", encoding="utf-8")
    assert {sti.name for sti in vaelg([mappe / fil]).filer} == {"Fodbad.avsc", "Fodbad.yaml", "Fodbad.json"}
    assert fund_ved(mappe / fil) == []


def test_en_post_proeves_med_de_beskeder_der_rummer_den(tmp_path: Path) -> None:
    mappe = laeg(tmp_path, felt("telefon"))
    assert navne(mappe / "FodbadData.avsc") == {"FodbadData.avsc", "Fodbad.avsc", "Fodbad.yaml", "Fodbad.json"}
    assert {(et.kode, et.fil.name) for et in fund_ved(mappe / "FodbadData.avsc")} == {
        ("PERSON-UMAERKET", "Fodbad.yaml")
    }


def test_en_post_som_ingen_bruger_er_alene(tmp_path: Path) -> None:
    mappe = laeg(tmp_path, lambda proeve: proeve.post("Saebe", rent_felt("duft")))
    assert navne(mappe / "Saebe.avsc") == {"Saebe.avsc"}


def test_en_kontrakt_uden_katalogpost_kan_lintes(tmp_path: Path) -> None:
    mappe = laeg(tmp_path)
    (mappe / "Fodbad.yaml").unlink()
    shutil.rmtree(mappe / "eksempler")
    assert [et.kode for et in fund_ved(mappe / "Fodbad.avsc")] == ["KATALOG-MANGLER"]


def test_et_id_i_kataloget_er_taget(tmp_path: Path) -> None:
    mappe = laeg(tmp_path, lambda proeve: proeve.katalog.update(id=1))
    assert [et.kode for et in fund_ved(mappe)] == ["KATALOG-DELT"]


def test_et_navn_i_kataloget_er_taget(tmp_path: Path) -> None:
    mappe = laeg(tmp_path, lambda proeve: proeve.post("Journalnotat", rent_felt("duft")))
    [fund] = fund_ved(mappe)
    assert (fund.kode, "dk.faelleshub.sag.Journalnotat" in fund.ord.en) == ("BEGREB-NAVN", True)


def test_et_forslag_om_en_ny_version_tager_den_gamles_plads(tmp_path: Path) -> None:
    shutil.copytree(AVRO_ROD / "sag", tmp_path / "sag")
    assert fund_ved(tmp_path) == []


def test_en_leverandoer_kan_have_sin_egen_kodeliste_med(tmp_path: Path) -> None:
    mappe = laeg(tmp_path, felt("duft", vaerdi="ROSE", kodeliste="dufte"))
    assert [et.kode for et in fund_ved(mappe)] == ["KODELISTE-UKENDT"]
    (tmp_path / "kodelister").mkdir()
    liste = tmp_path / "kodelister" / "dufte.yaml"
    liste.write_text(
        'id: dufte\nversion: "1.0"\ntitel: {da: Dufte, en: Scents}\nkilde: egen\nkoder:\n  - {kode: ROSE, da: Rose, en: Rose}\n',
        encoding="utf-8",
    )
    assert fund_ved(mappe) == fund_ved(mappe / "FodbadData.avsc") == []
    liste.write_text("id: dufte\n", encoding="utf-8")
    with pytest.raises(Kodelistefejl, match=r"dufte\.yaml"):
        vaelg([mappe])


def test_andre_filer_i_et_hus_lades_vaere(tmp_path: Path) -> None:
    mappe = laeg(tmp_path)
    for fil in (
        ".venv/x/Andet.avsc",
        "node_modules/y/Andet.avsc",
        ".github/ci.yaml",
        "docs/z.yaml",
        "docs/eksempler/z.json",
    ):
        (tmp_path / fil).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / fil).write_text("{", encoding="utf-8")
    assert len(vaelg([tmp_path]).filer) == 4
    assert fund_ved(tmp_path) == fund_ved(mappe) == []


def test_en_fil_ved_siden_af_uden_kontrakt_siges(tmp_path: Path) -> None:
    mappe = laeg(tmp_path)
    (mappe / "Haandbad.yaml").write_text("beskedtype: 7\n", encoding="utf-8")
    assert [(et.kode, et.fil.name) for et in fund_ved(mappe)] == [("FIL-ALENE", "Haandbad.yaml")]


def test_anden_yaml_ved_siden_af_kontrakter_er_ikke_linterens_sag(tmp_path: Path) -> None:
    mappe = laeg(tmp_path)
    (mappe / "lint.yaml").write_text("kommune: '0151'\n", encoding="utf-8")
    (mappe / "skabelon.yaml").write_text("{{ ikke YAML }}: [\n", encoding="utf-8")
    assert fund_ved(mappe) == []


def test_een_fil_under_to_navne_er_een_fil(tmp_path: Path) -> None:
    mappe = laeg(tmp_path)
    assert fund_ved(mappe, mappe / ".." / "borger" / "Fodbad.avsc") == []


def test_en_fil_der_ikke_er_utf8_er_et_fund(tmp_path: Path) -> None:
    mappe = laeg(tmp_path)
    (mappe / "FodbadData.avsc").write_bytes(
        (mappe / "FodbadData.avsc").read_text("utf-8").replace("booking", "bø").encode("latin-1")
    )
    assert "FIL-LAESES" in {et.kode for et in fund_ved(mappe)}


def test_den_samme_fil_to_gange_lintes_een_gang(tmp_path: Path) -> None:
    mappe = laeg(tmp_path, felt("postnr"))
    alle = fund_ved(tmp_path, mappe, mappe / "Fodbad.avsc", mappe / "FodbadData.avsc")
    assert [et.kode for et in alle] == ["SYNONYM"]
