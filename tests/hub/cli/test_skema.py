"""`faelleshub skema kompatibel|diff`: offline on files, with exit codes that scripts rely on."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.compatibility import Niveau
from schemas.skema import AVRO_ROD

Faelleshub = Callable[..., Any]
SAG = AVRO_ROD / "sag" / "SagEgenskaber.avsc"


@pytest.fixture
def skriv(tmp_path: Path) -> Callable[[str, Any], Path]:
    def skriv_fil(navn: str, skema: Any) -> Path:
        fil = tmp_path / navn
        fil.write_text(json.dumps(skema), encoding="utf-8")
        return fil

    return skriv_fil


@pytest.fixture
def egenskaber() -> dict[str, Any]:
    skema: dict[str, Any] = json.loads(SAG.read_bytes())
    return skema


def felt(skema: dict[str, Any], navn: str) -> dict[str, Any]:
    fundet: dict[str, Any] = next(et for et in skema["fields"] if et["name"] == navn)
    return fundet


Skriv = Callable[[str, Any], Path]


def test_en_kontrakt_er_forenelig_med_sig_selv_paa_hvert_niveau(faelleshub: Faelleshub) -> None:
    sag = AVRO_ROD / "sag" / "SagRegistreret.avsc"
    for niveau in Niveau:
        svar = faelleshub("skema", "kompatibel", sag, sag, "--niveau", niveau.value.lower())
        assert svar.kode == 0, svar.fejl
        assert svar.ud == f"{sag}: compatible ({niveau.value}); incompatible: 0, meaning changed: 0, notes: 0\n"


def test_en_uforenelig_version_faar_kode_1_sti_regel_begge_vaerdier_og_en_besked(
    faelleshub: Faelleshub, skriv: Skriv, egenskaber: dict[str, Any]
) -> None:
    felt(egenskaber, "titel")["type"] = ["null", "int"]
    ny = skriv("ny.avsc", egenskaber)
    svar = faelleshub("skema", "kompatibel", ny, SAG)
    assert svar.kode == 1
    foerste, steder, besked, *_ = svar.ud.splitlines()
    assert foerste.startswith(f"{ny}: incompatible [UNION-GREN] titel: Version {SAG} may write string")
    assert '/type = "null | int"' in steder
    assert '/type/1 = "string"' in steder
    assert json.loads(besked.partition(": ")[2])["titel"] == {"string": ""}
    assert svar.ud.splitlines()[-1].startswith(f"{ny}: incompatible (BACKWARD); incompatible: 1, ")

    som_json = faelleshub("skema", "kompatibel", ny, SAG, "--json")
    assert som_json.kode == 1
    assert som_json.json["forenelig"] is False
    fund = [en for en in som_json.json["forskelle"] if en["alvor"] == "uforenelig"]
    assert [(en["regel"], en["sti"], en["laeser"]["vaerdi"], en["skriver"]["vaerdi"]) for en in fund] == [
        ("UNION-GREN", "titel", "null | int", "string")
    ]
    assert all(en["da"] and en["en"] and en["retDa"] and en["retEn"] and en["vidne"]["hex"] for en in fund)


def test_en_aendret_betydning_er_en_fejl_naar_man_er_streng(faelleshub: Faelleshub, skriv: Skriv) -> None:
    def dag(**logisk: str) -> dict[str, Any]:
        return {"type": "record", "name": "R", "fields": [{"name": "dag", "type": {"type": "int", **logisk}}]}

    ny, gammel = skriv("ny.avsc", dag()), skriv("gammel.avsc", dag(logicalType="date"))
    mild = faelleshub("skema", "kompatibel", ny, gammel)
    assert mild.kode == 0
    assert f"{ny}: meaning changed [LOGISK-TYPE] dag: " in mild.ud
    for valg in (["--streng"], ["--skaerp", "LOGISK-TYPE"]):
        svar = faelleshub("skema", "kompatibel", ny, gammel, *valg)
        assert svar.kode == 1
        assert f"{ny}: incompatible [LOGISK-TYPE] dag: " in svar.ud
    assert faelleshub("skema", "kompatibel", ny, gammel, "--skaerp", "DECIMAL").kode == 0


def test_et_transitivt_niveau_spoerger_alle_og_et_andet_siger_at_det_ikke_goer(
    faelleshub: Faelleshub, skriv: Skriv
) -> None:
    def post(*felter: dict[str, Any]) -> dict[str, Any]:
        return {"type": "record", "name": "R", "fields": list(felter)}

    foerste = skriv("1.avsc", post())
    anden = skriv("2.avsc", post({"name": "a", "type": "int", "default": 0}))
    ny = skriv("3.avsc", post({"name": "a", "type": "int"}))
    svar = faelleshub("skema", "kompatibel", ny, foerste, anden)
    assert svar.kode == 0
    assert "BACKWARD asks the last of the earlier versions alone" in svar.fejl
    transitiv = faelleshub("skema", "kompatibel", ny, foerste, anden, "--niveau", "BACKWARD_TRANSITIVE")
    assert transitiv.kode == 1
    assert f"which version {foerste} does not write" in transitiv.ud
    assert not transitiv.fejl


@pytest.mark.parametrize(
    ("indhold", "ventet"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ('{"type": "record", "name": "R", "fields": [{"name": "a", "type": "x.Y"}]}', "/fields/0/type: no type x.Y"),
        ('"strng"', "at the top: no type strng"),
    ],
)
def test_en_ulaeselig_fil_faar_kode_2_og_siger_hvor(
    faelleshub: Faelleshub, tmp_path: Path, indhold: str, ventet: str
) -> None:
    fil = tmp_path / "forkert.avsc"
    fil.write_text(indhold)
    for argumenter in (["kompatibel", fil, SAG], ["kompatibel", SAG, fil], ["diff", fil, SAG]):
        svar = faelleshub("skema", *argumenter)
        assert svar.kode == 2
        assert str(fil) in svar.fejl.replace("\n", "")
        assert ventet in svar.fejl


@pytest.mark.parametrize(
    ("argumenter", "ventet"),
    [
        (["kompatibel", SAG, "findes-ikke.avsc"], "findes-ikke.avsc cannot be read"),
        (["kompatibel", SAG, SAG, "--niveau", "SIDELAENS"], "no level named SIDELAENS; there are: NONE, BACKWARD,"),
        (["kompatibel", SAG, SAG, "--skaerp", "ALT"], "no rule named ALT; there are: TYPE,"),
        (["kompatibel", SAG, SAG, "--typer", "ingen-mappe"], "ingen-mappe is no folder"),
        (["kompatibel", SAG], "GAMMEL"),
    ],
)
def test_forkert_brug_faar_kode_2_og_siger_hvad_der_findes(
    faelleshub: Faelleshub, argumenter: list[Any], ventet: str
) -> None:
    svar = faelleshub("skema", *argumenter)
    assert svar.kode == 2
    assert ventet in svar.fejl


def test_delte_typer_slaas_op_i_hver_sin_mappe(faelleshub: Faelleshub, tmp_path: Path) -> None:
    def mappe(navn: str, type_: str) -> Path:
        rod = tmp_path / navn / "x"
        rod.mkdir(parents=True)
        delt = {"type": "record", "name": "Delt", "namespace": "x", "fields": [{"name": "b", "type": type_}]}
        (rod / "Delt.avsc").write_text(json.dumps(delt))
        post = {"type": "record", "name": "R", "namespace": "x", "fields": [{"name": "a", "type": "x.Delt"}]}
        (rod / "R.avsc").write_text(json.dumps(post))
        return tmp_path / navn

    ny, gammel = mappe("ny", "int"), mappe("gammel", "string")
    filer = ny / "x" / "R.avsc", gammel / "x" / "R.avsc"
    svar = faelleshub("skema", "kompatibel", *filer, "--typer", ny, "--gamle-typer", gammel)
    assert svar.kode == 1
    assert "[TYPE] a.b: " in svar.ud
    assert "x.Delt#/fields/0/type" in svar.ud
    assert faelleshub("skema", "kompatibel", *filer, "--typer", ny).kode == 0


def test_diff_viser_hvert_felt_og_hvad_det_betyder(
    faelleshub: Faelleshub, skriv: Skriv, egenskaber: dict[str, Any]
) -> None:
    ny = copy.deepcopy(egenskaber)
    felt(ny, "titel")["doc"] = "Another title."
    felt(ny, "beskrivelse")["type"] = "string"
    del felt(ny, "beskrivelse")["default"]
    ny["fields"] = [et for et in ny["fields"] if et["name"] != "sagsnummer"]
    ny["fields"].append({"name": "frist", "type": "int", "doc": "When."})
    fil = skriv("ny.avsc", ny)
    svar = faelleshub("skema", "diff", SAG, fil)
    assert svar.kode == 0
    linjer = svar.ud.splitlines()
    assert "~ titel  doc: The sag's public title, 1-255 characters. → Another title." in linjer
    assert "~ beskrivelse  type: null | string → string  [BACKWARD incompatible TYPE]" in linjer
    assert "~ beskrivelse  default: null → none" in linjer
    assert "+ frist  int  [BACKWARD incompatible DEFAULT-MANGLER; FORWARD note FELT-UDELADT]" in linjer
    assert "- sagsnummer  null | string  [BACKWARD note FELT-UDELADT; FORWARD note DEFAULT-BRUGT]" in linjer
    assert linjer[-2:] == [
        "BACKWARD (the new version reads the old): incompatible (2)",
        "FORWARD (the old version reads the new): compatible",
    ]
    som_json = faelleshub("skema", "diff", SAG, fil, "--json").json
    assert som_json["forenelig"] == {"BACKWARD": False, "FORWARD": True}
    tilfoejet = next(en for en in som_json["aendringer"] if en["slags"] == "felt-tilfoejet")
    assert (tilfoejet["gammel"], tilfoejet["ny"]["sti"], tilfoejet["ny"]["vaerdi"]) == (None, "frist", "int")
    assert [en["regel"] for en in tilfoejet["foelger"]] == ["DEFAULT-MANGLER", "FELT-UDELADT"]


def test_diff_af_ens_filer_siger_intet_andet_end_dommen(faelleshub: Faelleshub) -> None:
    svar = faelleshub("skema", "diff", SAG, SAG)
    assert svar.kode == 0
    assert len(svar.ud.splitlines()) == 2
    assert faelleshub("skema", "diff", SAG, SAG, "--json").json["aendringer"] == []
