"""`faelleshub skema konsekvens` against a running hub: for people, for scripts, and its exit codes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.skema import AVRO_ROD

Faelleshub = Callable[..., Any]

SAG = AVRO_ROD / "sag" / "Sag.avsc"
EKSEMPEL = AVRO_ROD / "sag" / "eksempler" / "SagRegistreret.json"
KOMMUNE = "58271713"


@pytest.fixture
def system(paa_hub: Faelleshub) -> str:
    """A system of its own for the test that may send and receive sager, with a subscription; its name."""
    navn = f"system {uuid.uuid4().hex[:8]}"
    paa_hub("system", "opret", f"{navn} x", "--myndighed", KOMMUNE, "--myndighedsnavn", "Kommune", "-b", "prøve")
    assert paa_hub("system", "opret", navn, "--myndighed", KOMMUNE, "-b", "prøve").kode == 0
    svar = paa_hub(
        "aftale", "opret", f"aftale {navn}", "--system", navn, "--retning", "begge", "--beskedtype", "SagRegistreret",
        "--myndighed", "*", "--kle", "*", "--foelsomhed", "VIP_SAGER", "-b", "prøve",
    )  # fmt: skip
    assert svar.kode == 0, svar.fejl
    assert paa_hub("abonnement", "opret", f"ind {navn}", "--system", navn, "-b", "prøve").kode == 0
    return navn


@pytest.fixture
def skriv(tmp_path: Path) -> Callable[..., Path]:
    def skriv_fil(**felt: Any) -> Path:
        """The shared type Sag with one more field, or as it is."""
        skema = json.loads(SAG.read_bytes())
        skema["fields"] += [{"doc": "Nyt.", **felt}] if felt else []
        fil = tmp_path / "Sag.avsc"
        fil.write_text(json.dumps(skema))
        return fil

    return skriv_fil


def sendt(paa_hub: Faelleshub, system: str, tmp_path: Path) -> None:
    """A sag of the system, decided."""
    token = paa_hub("system", "token", system, "-b", "prøve").ud.strip()
    besked = json.loads(EKSEMPEL.read_bytes())
    besked["beskedId"] = str(uuid.uuid4())
    besked["beskeddata"]["sagId"] = sag = str(uuid.uuid4())
    besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"][0]["objektId"] = sag
    fil = tmp_path / "besked.json"
    fil.write_text(json.dumps(besked))
    svar = paa_hub("besked", "send", fil, "--token", token, "--vent", "20")
    assert svar.kode == 0, svar.fejl


def test_et_kraevet_felt_bryder_afsenderen_og_faar_kode_1(
    paa_hub: Faelleshub, system: str, skriv: Callable[..., Path], tmp_path: Path
) -> None:
    sendt(paa_hub, system, tmp_path)
    fil = skriv(name="kraevet", type="string")
    svar = paa_hub("skema", "konsekvens", fil, "--afspil", "1")
    assert svar.kode == 1, svar.fejl
    linjer = svar.ud.splitlines()
    assert linjer[0] == "dk.faelleshub.sag.SagRegistreret"
    (egen,) = [linje for linje in linjer if linje.startswith("BREAKS") and f"sender        {system}" in linje]
    assert "seen on the bus" in egen
    assert "beskeddata.kraevet [DEFAULT-MANGLER]" in egen
    assert any(linje.startswith("replay of 1 message(s), ") and "1 would be refused" in linje for linje in linjer)
    assert "       1  beskeddata.kraevet [DEFAULT-MANGLER] The new version wants the field kraevet" in svar.ud
    assert linjer[-1].startswith(f"{fil}: ")
    assert system in linjer[-1]


def test_et_nyt_felt_bryder_ingen_og_faar_kode_0(paa_hub: Faelleshub, system: str, skriv: Callable[..., Path]) -> None:
    fil = skriv(name="supplement", type=["null", "string"], default=None)
    svar = paa_hub("skema", "konsekvens", fil)
    assert svar.kode == 0, svar.fejl
    assert svar.ud.splitlines()[-1] == f"{fil}: nobody would break"
    assert [linje for linje in svar.ud.splitlines() if linje.startswith("profits") and f"ind {system}" in linje]


def test_de_uberoerte_vises_naar_man_beder_om_dem(paa_hub: Faelleshub, system: str, skriv: Callable[..., Path]) -> None:
    fil = skriv()
    assert f"ind {system}" not in paa_hub("skema", "konsekvens", fil).ud
    alle = paa_hub("skema", "konsekvens", fil, "--alle").ud.splitlines()
    assert [linje for linje in alle if linje.startswith("untouched") and f"ind {system}" in linje]


@pytest.mark.parametrize("valg", [["--json"], ["--format", "json"]])
def test_scripts_faar_hubbens_svar(
    paa_hub: Faelleshub, system: str, skriv: Callable[..., Path], valg: list[str]
) -> None:
    svar = paa_hub("skema", "konsekvens", skriv(name="kraevet", type="string"), "--afspil", "5", *valg)
    assert svar.kode == 1
    assert system in {en["navn"] for en in svar.json["afsendere"] if en["virkning"] == "brydes"}
    assert svar.json["afspilning"]["oensket"] == 5


def test_en_leverandoer_ser_sit_eget(paa_hub: Faelleshub, system: str, skriv: Callable[..., Path]) -> None:
    token = paa_hub("system", "token", system, "-b", "prøve").ud.strip()
    fil = skriv(name="kraevet", type="string")
    svar = paa_hub("skema", "konsekvens", fil, "--token", token, "--json")
    assert {en["systemnavn"] for en in svar.json["afsendere"]} == {system}


def test_typer_fra_en_egen_mappe_gaar_for_hubbens(paa_hub: Faelleshub, system: str, skriv: Callable[..., Path]) -> None:
    """The contract's own file is as it was; the type that it names, in the folder, is not."""
    mappe = skriv(name="kraevet", type="string").parent
    for fil in AVRO_ROD.rglob("*.avsc"):
        if fil.name != "Sag.avsc":
            (mappe / fil.name).write_bytes(fil.read_bytes())
    fil = mappe / "SagRegistreret.avsc"
    assert paa_hub("skema", "konsekvens", fil).kode == 0
    svar = paa_hub("skema", "konsekvens", fil, "--typer", mappe)
    assert svar.kode == 1
    assert system in svar.ud


def test_et_ukendt_navn_siges_og_er_ingen_fejl(paa_hub: Faelleshub, tmp_path: Path) -> None:
    fil = tmp_path / "nyhed.avsc"
    fil.write_text(json.dumps({"type": "record", "name": "dk.nyt.Nyhed", "fields": []}))
    svar = paa_hub("skema", "konsekvens", fil)
    assert svar.kode == 0
    assert "nothing on this hub's bus knows dk.nyt.Nyhed" in svar.fejl


@pytest.mark.parametrize(
    ("indhold", "ventet"), [("{", "is no JSON"), ('["null"]', "no named type"), (None, "cannot be read")]
)
def test_en_ulaeselig_fil_faar_kode_2(paa_hub: Faelleshub, tmp_path: Path, indhold: str | None, ventet: str) -> None:
    fil = tmp_path / "x.avsc"
    if indhold is not None:
        fil.write_text(indhold)
    svar = paa_hub("skema", "konsekvens", fil)
    assert (svar.kode, ventet in svar.fejl) == (2, True), svar.fejl


def test_uden_hub_siges_det(faelleshub: Faelleshub, skriv: Callable[..., Path]) -> None:
    svar = faelleshub("skema", "konsekvens", skriv(), "--hub", "http://127.0.0.1:9", "--token", "fh_x")
    assert svar.kode == 1
    assert "no hub answers" in svar.fejl
