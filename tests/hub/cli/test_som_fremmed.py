"""What a stranger tries first on a running hub, and what the program says when it does not work."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub.cli.program import app

Faelleshub = Callable[..., Any]

FREMMED = Path(__file__).parents[3] / "schemas/avro/faelles/eksempler/FremmedHaendelse.json"
SAG = Path(__file__).parents[3] / "schemas/avro/sag/eksempler/SagRegistreret.json"
SKRIVER_EN_BESKED = {("besked", "omsaet")}
"""What it writes is the message."""


def kommandoer() -> list[tuple[str, str]]:
    """Every command of every group."""
    return [
        (str(gruppe.name), str(kommando.name or getattr(kommando.callback, "__name__", "")))
        for gruppe in app.registered_groups
        if gruppe.typer_instance is not None
        for kommando in gruppe.typer_instance.registered_commands
    ]


@pytest.mark.parametrize(("gruppe", "kommando"), [k for k in kommandoer() if k not in SKRIVER_EN_BESKED])
def test_hver_kommando_kan_svare_som_json(faelleshub: Faelleshub, gruppe: str, kommando: str) -> None:
    svar = faelleshub(gruppe, kommando, "--help")
    assert (svar.kode, "--json" in svar.ud) == (0, True), svar.ud


def test_roller_faar_tokens_der_kan_kaldes_tilbage(paa_hub: Faelleshub) -> None:
    udstedt = paa_hub("adgang", "opret", "tilsynet", "--hvem", "revisor", "-b", "prøve", "--json").json
    som_revisor = ("--token", udstedt["token"])
    assert udstedt["id"] in {en["id"] for en in paa_hub("adgang", "list", "--json", *som_revisor).json}
    svar = paa_hub("adgang", "opret", "selv", "--hvem", "revisor", "-b", "prøve", *som_revisor)
    assert svar.kode == 1
    assert "it is for administrator" in svar.fejl
    assert "tilbagekaldt" in paa_hub("adgang", "tilbagekald", udstedt["id"], "-b", "prøve").ud
    igen = paa_hub("adgang", "list", *som_revisor)
    assert (igen.kode, "does not know the token" in igen.fejl) == (2, True)
    assert paa_hub("adgang", "opret", "x", "--hvem", "konge", "-b", "prøve").kode == 1
    myndighed = paa_hub("adgang", "opret", "x", "--hvem", "myndighed", "-b", "prøve")
    assert (myndighed.kode, "myndighed" in myndighed.fejl) == (1, True)


def test_et_token_af_forkert_slags_siges_med_hvad_der_skal_til(paa_hub: Faelleshub) -> None:
    svar = paa_hub("besked", "send", SAG)
    assert svar.kode == 1
    assert "it is for system" in svar.fejl
    assert "faelleshub system token" in svar.fejl


def test_en_fejl_siges_kun_en_gang(paa_hub: Faelleshub) -> None:
    svar = paa_hub("system", "opret", "x", "--myndighed", "99999999", "-b", "prøve")
    assert svar.kode == 1
    assert svar.fejl.count("there is no myndighed 99999999") == 1


def test_en_ukendt_beskedtype_faar_et_forslag(paa_hub: Faelleshub) -> None:
    paa_hub("system", "opret", "gæst", "--myndighed", "11111111", "--myndighedsnavn", "Gæst", "-b", "prøve")
    svar = paa_hub("abonnement", "opret", "x", "--system", "gæst", "--beskedtype", "Sagregistert", "-b", "prøve")
    assert (svar.kode, "did you mean SagRegistreret?" in svar.fejl) == (1, True), svar.fejl


def test_en_toerkoersel_skal_ikke_begrundes_men_en_genafspilning_skal(paa_hub: Faelleshub) -> None:
    valg = ("--filter", "regel=FINDES-IKKE")
    assert paa_hub("fejlkoe", "genafspil", *valg, "--toerkoersel", "--json").json == []
    svar = paa_hub("fejlkoe", "genafspil", *valg)
    assert (svar.kode, "--begrundelse" in svar.fejl) == (2, True)


def test_loggen_eksporteres_og_verificeres_mens_hubben_koerer(paa_hub: Faelleshub, tmp_path: Path) -> None:
    fil = tmp_path / "log.avro"
    antal = paa_hub("log", "eksporter", fil, "--json").json["antal"]
    rapport = paa_hub("log", "verificer", fil, "--json").json
    assert (rapport["iOrden"], rapport["led"] <= antal) == (True, True)
    assert paa_hub("log", "verificer").kode == 0
    fil.write_bytes(fil.read_bytes()[:-10])
    assert paa_hub("log", "verificer", fil).kode != 0
    assert paa_hub("log", "eksporter", fil, "--data", tmp_path / "mangler").kode == 2


def test_en_grund_uden_kolonne_siges_med_sin_linje(faelleshub: Faelleshub, tmp_path: Path) -> None:
    fil = tmp_path / "besked.xml"
    fil.write_text("<a>\n</a>")
    svar = faelleshub("besked", "valider", fil)
    assert ":1 [FORM" in svar.ud
    assert "None" not in svar.ud


@pytest.mark.parametrize("til", ["avro", "json", "xml"])
def test_en_fremmed_besked_omsaettes_til_hver_form(faelleshub: Faelleshub, tmp_path: Path, til: str) -> None:
    fil = tmp_path / f"fremmed.{til}"
    assert faelleshub("besked", "omsaet", FREMMED, "--til", til, "--ud", fil).kode == 0
    assert faelleshub("besked", "omsaet", fil, "--til", "json").json == json.loads(FREMMED.read_bytes())
