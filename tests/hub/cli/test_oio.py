"""OIO JSON on the command line: recognised, checked, converted and sent; and what it cannot say is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.schemas.formater.oioobjekter import dokument, sag

Faelleshub = Callable[..., Any]

SYSTEM = "73a232b6-b9d5-4f7e-b932-dfb27c6c89ea"
KUVERT = ("--myndighed", "58271713", "--kildesystem", SYSTEM, "--systemnavn", "Byggesag")


@pytest.fixture(params=[sag, dokument], ids=["sag", "dokument"])
def objekt(request: pytest.FixtureRequest) -> dict[str, Any]:
    fundet: dict[str, Any] = request.param()
    return fundet


@pytest.fixture
def fil(tmp_path: Path, objekt: dict[str, Any]) -> Path:
    fil = tmp_path / "objekt.json"
    fil.write_text(json.dumps(objekt))
    return fil


def test_et_helt_objekt_er_gyldigt_uden_kuvert(faelleshub: Faelleshub, fil: Path) -> None:
    assert faelleshub("besked", "valider", fil).kode == 0


def test_kun_objektets_egne_fejl_siges(faelleshub: Faelleshub, fil: Path, objekt: dict[str, Any]) -> None:
    del objekt["livscykluskode"], objekt["relationer"]["primaerklasse"]
    fil.write_text(json.dumps(objekt))
    svar = faelleshub("besked", "valider", fil, "--json")
    assert svar.kode == 1
    assert {grund["sti"] for grund in svar.json[0]["aarsager"]} == {
        "beskeddata.registrering.livscyklusKode",
        "beskeddata.klasser",
    }


@pytest.mark.parametrize("form", ["avro", "json", "xml"])
def test_objektet_kommer_i_kuvert_og_ud_igen(
    faelleshub: Faelleshub, fil: Path, tmp_path: Path, objekt: dict[str, Any], form: str
) -> None:
    besked = tmp_path / f"besked.{form}"
    assert faelleshub("besked", "omsaet", fil, "--til", form, "--ud", besked, *KUVERT).kode == 0
    assert faelleshub("besked", "valider", besked).kode == 0
    ud = faelleshub("besked", "omsaet", besked, "--til", "oio")
    assert ud.kode == 0
    assert ud.json == objekt
    assert "OIO JSON has no place for: itSystemer" in ud.fejl


def test_den_samme_fil_giver_den_samme_besked(faelleshub: Faelleshub, fil: Path) -> None:
    foerste, anden = (faelleshub("besked", "omsaet", fil, "--til", "json", *KUVERT).json for _ in range(2))
    assert foerste == anden


@pytest.mark.parametrize(
    ("valg", "ventet"),
    [
        ((), "--myndighed"),
        (("--myndighed", "58271713"), "--kildesystem"),
        (("--myndighed", "58271713", "--kildesystem", "Byggesag"), "--kildesystem"),
        ((*KUVERT, "--foelsomhed", "HEMMELIG"), "VIP_SAGER"),
    ],
)
def test_hvad_kuverten_mangler_siges(faelleshub: Faelleshub, fil: Path, valg: tuple[str, ...], ventet: str) -> None:
    svar = faelleshub("besked", "omsaet", fil, "--til", "json", *valg)
    assert svar.kode == 2
    assert ventet in svar.fejl


def test_kun_sager_og_dokumenter_findes_som_oio_json(faelleshub: Faelleshub) -> None:
    flytning = Path(__file__).parents[3] / "schemas/avro/borger/eksempler/Flytning.json"
    svar = faelleshub("besked", "omsaet", flytning, "--til", "oio")
    assert svar.kode == 2
    assert "SagRegistreret" in svar.fejl


def test_hubben_laegger_kuverten_om(paa_hub: Faelleshub, tmp_path: Path) -> None:
    paa_hub("system", "opret", "lora", "--myndighed", "11111111", "--myndighedsnavn", "LoRa", "-b", "prøve")
    paa_hub(
        "aftale", "opret", "lora", "--system", "lora", "--retning", "afsend", "--beskedtype", "SagRegistreret",
        "--myndighed", "11111111", "--kle", "*", "-b", "prøve",
    )  # fmt: skip
    token = paa_hub("system", "token", "lora", "-b", "prøve").ud.strip()
    fil = tmp_path / "sag.json"
    fil.write_text(json.dumps(sag(ejer="11111111")))
    svar = paa_hub("besked", "send", fil, "--token", token)
    assert (svar.kode, "Leveret" in svar.ud) == (0, True), svar.ud + svar.fejl
    assert "Dublet" in paa_hub("besked", "send", fil, "--token", token).ud
