"""An adapter as a program, and as a vendor tests it: settings, signals, and the hub as its own process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.sdk import Adapter, Indstillinger, Indstillingsfejl, Kontekst, find_adaptere
from adapters.sdk.proeve import Proevehub
from schemas.models import Pladssvar, Pladstilbud, eksempel

RIGTIGE = {
    "hub": "http://localhost:8080",
    "token": "fh_hemmeligt",
    "system": "73a232b6-b9d5-4f7e-b932-dfb27c6c89ea",
    "myndighed": "12345678",
}


def test_indstillinger_fra_miljoe_og_argumenter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for navn, vaerdi in RIGTIGE.items():
        monkeypatch.setenv(f"FAELLESHUB_ADAPTER_{navn.upper()}", vaerdi)
    laest = Indstillinger.laes(["--data", str(tmp_path), "--hub", "https://hub.eksempel.dk"])
    assert (laest.hub, laest.data) == ("https://hub.eksempel.dk", tmp_path)
    assert laest.hemmelighed() == "fh_hemmeligt"
    assert "fh_hemmeligt" not in repr(laest)


def test_token_fra_en_fil(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("fh_fra_fil\n")
    vaerdier = {navn: vaerdi for navn, vaerdi in RIGTIGE.items() if navn != "token"}
    laest = Indstillinger.laes([], **vaerdier, token_fil=tmp_path / "token", data=tmp_path)
    assert laest.hemmelighed() == "fh_fra_fil"
    vaek = Indstillinger.laes([], **vaerdier, token_fil=tmp_path / "vaek", data=tmp_path)
    with pytest.raises(Indstillingsfejl, match="token_fil cannot be read"):
        vaek.hemmelighed()


@pytest.mark.parametrize(
    ("navn", "vaerdi"),
    [("hub", "localhost"), ("system", "ikke et uuid"), ("myndighed", "1234"), ("hub", "http://bruger:kode@hub")],
)
def test_en_forkert_indstilling_siges_med_navn_og_uden_vaerdi(navn: str, vaerdi: str, tmp_path: Path) -> None:
    with pytest.raises(Indstillingsfejl) as fejl:
        Indstillinger.laes([], **{**RIGTIGE, navn: vaerdi}, data=tmp_path)
    assert f"FAELLESHUB_ADAPTER_{navn.upper()}" in str(fejl.value)
    assert vaerdi not in str(fejl.value)


def test_uden_token_siges_det() -> None:
    with pytest.raises(Indstillingsfejl, match="token"):
        Indstillinger.laes([], **{k: v for k, v in RIGTIGE.items() if k != "token"}, data=Path())


def test_et_program_uden_indstillinger_slutter_med_2_og_uden_spor() -> None:
    miljoe = {navn: vaerdi for navn, vaerdi in os.environ.items() if not navn.startswith("FAELLESHUB_")}
    resultat = subprocess.run(
        [sys.executable, "-m", "adapters.grunddata"], capture_output=True, text=True, check=False, env=miljoe
    )
    assert resultat.returncode == 2
    assert "FAELLESHUB_ADAPTER_HUB" in resultat.stderr
    assert "Traceback" not in resultat.stderr


def test_et_program_slutter_rent_ved_sigterm_ogsaa_uden_en_hub(tmp_path: Path) -> None:
    miljoe = {**os.environ, **{f"FAELLESHUB_ADAPTER_{navn.upper()}": vaerdi for navn, vaerdi in RIGTIGE.items()}}
    miljoe |= {"FAELLESHUB_ADAPTER_HUB": "http://127.0.0.1:9", "PYTHONUNBUFFERED": "1"}
    kommando = [sys.executable, "-m", "adapters.grunddata", "--data", str(tmp_path)]
    with subprocess.Popen(kommando, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=miljoe) as proces:
        assert proces.stdout is not None
        linje = next(linje for linje in proces.stdout if "receipts cannot be fetched" in linje)
        assert "fh_hemmeligt" not in linje
        proces.send_signal(signal.SIGTERM)
        resten = proces.stdout.read()
        assert proces.wait(timeout=20) == 0
    assert "Traceback" not in resten


def test_to_handlere_af_det_samme_opdages_naar_de_skrives() -> None:
    adapter = Adapter("dobbelt")

    async def handler(_besked: Pladssvar, _kontekst: Kontekst) -> None: ...

    adapter.modtager(Pladssvar)(handler)
    with pytest.raises(ValueError, match="two handlers of Pladssvar"):
        adapter.modtager(Pladssvar)(handler)


def test_en_adapters_kontrakt_kan_blive_til_en_opsaetning() -> None:
    adapter = Adapter("byg", systemtype="fagsystem", sender=(Pladstilbud,), kle=("28.06.*",))
    adapter.modtager(Pladssvar)(lambda _besked, _kontekst: None)  # type: ignore[arg-type,return-value] # never called
    opsaetning = adapter.kontrakt.opsaetning(
        system="Plads", myndighed="12345678", gyldig_fra="2026-01-01T00:00:00+01:00"
    )
    assert [aftale["beskedtyper"] for aftale in opsaetning["serviceaftaler"]] == [["Pladstilbud"], ["Pladssvar"]]
    assert opsaetning["abonnementer"][0]["filter"] == {"beskedtyper": ["Pladssvar"]}


def test_enhver_adapter_der_er_anmeldt_kan_findes_og_indlaeses() -> None:
    fundne = find_adaptere()
    assert {"selvbetjening", "byggesag", "akten", "journalen"} <= set(fundne)
    assert {navn: indlaes().navn for navn, indlaes in fundne.items()} == {navn: navn for navn in fundne}


async def test_en_leverandoers_proeve_mod_hubben_som_egen_proces() -> None:
    ekko = Adapter("ekko", sender=(Pladstilbud,), kle=("28.06.*",))

    @ekko.modtager(Pladssvar)
    async def svar(_besked: Pladssvar, kontekst: Kontekst) -> None:
        await kontekst.send(kontekst.ny(Pladstilbud, eksempel(Pladstilbud).beskeddata, kle="28.06.02"))

    async with Proevehub.start() as hub, hub.med(ekko) as bus:
        await bus.send(eksempel(Pladssvar))
        tilbud = await bus.vent_paa(Pladstilbud)
    assert tilbud.handling == "Opret"
