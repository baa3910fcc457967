"""`faelleshub besked valider|omsaet`: offline, with exit codes that scripts rely on."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

EKSEMPLER = sorted((Path(__file__).parents[3] / "schemas/avro").glob("*/eksempler/*.json"))
SAG = next(fil for fil in EKSEMPLER if fil.stem == "SagRegistreret")

Faelleshub = Callable[..., Any]


@pytest.fixture
def sag() -> dict[str, Any]:
    besked: dict[str, Any] = json.loads(SAG.read_bytes())
    return besked


def test_hvert_eksempel_i_kataloget_er_gyldigt(faelleshub: Faelleshub) -> None:
    svar = faelleshub("besked", "valider", *EKSEMPLER, "--json")
    assert svar.kode == 0
    assert {et["udfald"] for et in svar.json} == {"gyldig"}
    assert len(svar.json) == len(EKSEMPLER) > 10


@pytest.mark.parametrize("form", ["avro", "xml", "json"])
def test_en_besked_omsaettes_frem_og_tilbage_uden_tab(faelleshub: Faelleshub, tmp_path: Path, form: str) -> None:
    avro, anden, igen = (tmp_path / navn for navn in ("a.avro", f"b.{form}", "c.avro"))
    assert faelleshub("besked", "omsaet", SAG, "--til", "avro", "--ud", avro).kode == 0
    assert faelleshub("besked", "omsaet", avro, "--til", form, "--ud", anden).kode == 0
    assert faelleshub("besked", "omsaet", anden, "--til", "avro", "--ud", igen).kode == 0
    assert igen.read_bytes() == avro.read_bytes()
    assert faelleshub("besked", "valider", avro, anden).kode == 0


def test_en_ugyldig_besked_giver_en_linje_pr_aarsag_og_kode_1(
    faelleshub: Faelleshub, tmp_path: Path, sag: dict[str, Any]
) -> None:
    sag["beskeddata"]["egenskaber"][0]["titel"] = ""
    sag["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]["objektAnsvarligMyndighed"] = "urn:oio:cvr-nr:1"
    fil = tmp_path / "ugyldig.json"
    fil.write_text(json.dumps(sag))
    svar = faelleshub("besked", "valider", fil)
    assert svar.kode == 1
    linjer = svar.ud.splitlines()
    assert len(linjer) >= 2
    assert all(linje.startswith(f"{fil}: ") and "[" in linje for linje in linjer)
    som_json = faelleshub("besked", "valider", fil, "--json")
    assert som_json.kode == 1
    assert [et["udfald"] for et in som_json.json] == ["ugyldig"]
    assert all(en["regel"] and en["text"] and en["tekst"] for en in som_json.json[0]["aarsager"])


def test_et_ukendt_felt_er_ugyldigt_og_naevnes(faelleshub: Faelleshub, tmp_path: Path, sag: dict[str, Any]) -> None:
    sag["beskeddata"]["egenskabr"] = []
    fil = tmp_path / "ukendt.json"
    fil.write_text(json.dumps(sag))
    svar = faelleshub("besked", "valider", fil)
    assert svar.kode == 1
    assert "egenskab" in svar.ud


@pytest.mark.parametrize(
    ("indhold", "ventet"),
    [
        (b"hverken eller", "is no message"),
        (b"", "is no message"),
        (b"{\n ikke json", ":2:"),
        (b"<a><b></a>", "FORM"),
        (b"\0\0\0\0\1\x7f\x7f", "AVRO"),
        (b"\0\0\0\xff\xff", "SKEMA_ID"),
        (b"\0\0", "RAMME"),
    ],
)
def test_en_ulaeselig_fil_giver_kode_2(faelleshub: Faelleshub, tmp_path: Path, indhold: bytes, ventet: str) -> None:
    fil = tmp_path / "fil"
    fil.write_bytes(indhold)
    svar = faelleshub("besked", "valider", fil)
    assert (svar.kode, ventet in svar.ud) == (2, True), svar.ud
    assert faelleshub("besked", "valider", fil, SAG).kode == 2
    assert faelleshub("besked", "valider", fil, "--json").json[0]["udfald"] == "ulaeselig"


def test_en_fil_der_ikke_findes_siges(faelleshub: Faelleshub, tmp_path: Path) -> None:
    svar = faelleshub("besked", "valider", tmp_path / "mangler")
    assert svar.kode == 2
    assert "cannot be read" in svar.ud


def test_den_ventede_beskedtype_kan_angives(faelleshub: Faelleshub) -> None:
    assert faelleshub("besked", "valider", SAG, "--beskedtype", "SagRegistreret").kode == 0
    svar = faelleshub("besked", "valider", SAG, "--beskedtype", "Flytning")
    assert svar.kode == 1
    assert "Flytning was asked for" in svar.ud


def test_stdin_kan_laeses(faelleshub: Faelleshub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SAG.read_bytes())))
    assert faelleshub("besked", "valider", "-").kode == 0


def test_en_fremmed_beskedtype_kendes_fra_opsaetningen(faelleshub: Faelleshub, tmp_path: Path) -> None:
    fremmed = next(fil for fil in EKSEMPLER if fil.stem == "FremmedHaendelse")
    besked = json.loads(fremmed.read_bytes())
    besked["beskedkuvert"]["filtreringsdata"]["beskedtype"] = "aaaaaaaa-0000-4000-8000-000000000001"
    fil, opsaetning = tmp_path / "fremmed.json", tmp_path / "opsaetning.yaml"
    fil.write_text(json.dumps(besked))
    opsaetning.write_text("beskedtyper:\n  - {id: aaaaaaaa-0000-4000-8000-000000000001, navn: fremmed}\n")
    assert faelleshub("besked", "valider", fil).kode == 1
    assert faelleshub("besked", "valider", fil, "--opsaetning", opsaetning).kode == 0
