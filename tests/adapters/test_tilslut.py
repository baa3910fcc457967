"""Adapters joined by a program: each gets a file that is all it needs, and a second run finishes or leaves alone."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from adapters.sdk import Hubklient, Indstillinger
from adapters.sdk.adapter import find_adaptere
from adapters.sdk.indstillinger import Indstillingsfejl
from adapters.sdk.proeve import Proevehub
from adapters.tilslut import KOMMUNE, main, tilslut


def _skrevet(ud: Path, navn: str) -> dict[str, Any]:
    tilslutning: dict[str, Any] = json.loads((ud / navn / "tilslutning.json").read_text())
    return tilslutning


@pytest.fixture
async def token(hub: Proevehub) -> str:
    return hub.administrator._hoveder["Authorization"].removeprefix("Bearer ")


async def test_hver_adapter_faar_sin_egen_fil_som_kun_ejeren_kan_laese(
    hub: Proevehub, token: str, tmp_path: Path
) -> None:
    await tilslut(hub.url, token, tmp_path, ["byggesag", "akten"])
    for navn in ("byggesag", "akten"):
        tilslutning = _skrevet(tmp_path, navn)
        assert (tmp_path / navn / "tilslutning.json").stat().st_mode & 0o777 == 0o600
        assert tilslutning["hub"] == hub.url
        async with Hubklient(hub.url, tilslutning["token"]) as klient:
            mig = await klient.json("GET", "/mig")
        assert (mig["system"], mig["navn"], mig["myndighed"]) == (tilslutning["system"], navn, KOMMUNE[0])
        kontrakt = find_adaptere()[navn]().kontrakt
        assert bool(mig["serviceaftaler"]) == bool(kontrakt.afsender_beskedtyper or kontrakt.modtager_beskedtyper)
        assert mig["dueslag"] == [tilslutning["dueslag"]]


async def test_anden_gang_aendrer_intet_af_det_der_gaelder(hub: Proevehub, token: str, tmp_path: Path) -> None:
    await tilslut(hub.url, token, tmp_path, ["byggesag"])
    foer = _skrevet(tmp_path, "byggesag")
    await tilslut(hub.url, token, tmp_path, ["byggesag", "ydelse"])
    assert _skrevet(tmp_path, "byggesag") == foer
    assert _skrevet(tmp_path, "ydelse")["system"] != foer["system"]


async def test_et_token_der_er_tabt_udstedes_igen_til_samme_system(hub: Proevehub, token: str, tmp_path: Path) -> None:
    await tilslut(hub.url, token, tmp_path, ["byggesag"])
    foer = _skrevet(tmp_path, "byggesag")
    (tmp_path / "byggesag" / "tilslutning.json").unlink()
    await tilslut(hub.url, token, tmp_path, ["byggesag"])
    efter = _skrevet(tmp_path, "byggesag")
    assert efter["token"] != foer["token"]
    assert {navn: efter[navn] for navn in ("system", "dueslag")} == {navn: foer[navn] for navn in ("system", "dueslag")}


async def test_en_tilslutning_der_blev_afbrudt_goeres_faerdig(hub: Proevehub, token: str, tmp_path: Path) -> None:
    await hub.administrator.myndighed(*KOMMUNE)
    halv = await hub.administrator.tilslut_system("byggesag", KOMMUNE[0])
    await tilslut(hub.url, token, tmp_path, ["byggesag"])
    tilslutning = _skrevet(tmp_path, "byggesag")
    assert tilslutning["system"] == halv.system
    async with Hubklient(hub.url, tilslutning["token"]) as klient:
        mig = await klient.json("GET", "/mig")
    assert len(mig["serviceaftaler"]) == 2
    assert mig["dueslag"] == [tilslutning["dueslag"]]


async def test_et_navn_der_ikke_er_installeret_siges_med_dem_der_er(hub: Proevehub, token: str, tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"byggesak.*byggesag"):
        await tilslut(hub.url, token, tmp_path, ["byggesak"])


def test_programmet_siger_hvad_der_mangler(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as slut:
        main(["--hub", "http://127.0.0.1:9", "--token-fil", str(tmp_path / "intet"), "--ud", str(tmp_path)])
    assert slut.value.code == 2
    assert "--token-fil cannot be read" in capsys.readouterr().err


async def test_adapteren_koerer_paa_filen_alene_og_ender_rent_paa_sigterm(
    hub: Proevehub, token: str, tmp_path: Path
) -> None:
    await tilslut(hub.url, token, tmp_path / "ud", ["ydelse"])
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters.fagsystem.ydelse",
        "--data",
        tmp_path / "data",
        "--ydre",
        "http://127.0.0.1:9",
        env={**os.environ, "FAELLESHUB_ADAPTER_TILSLUTNING": str(tmp_path / "ud" / "ydelse" / "tilslutning.json")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        assert program.stdout is not None
        async with asyncio.timeout(60):
            while b"adapter runs" not in (linje := await program.stdout.readline()):
                assert linje, "it ended before it ran"
            program.send_signal(signal.SIGTERM)
            await program.stdout.read()
            assert await program.wait() == 0
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


def _fil(mappe: Path) -> Path:
    fil = mappe / "tilslutning.json"
    felter = {"hub": "http://a:1", "system": "73a232b6-b9d5-4f7e-b932-dfb27c6c89ea", "myndighed": "12345678"}
    fil.write_text(json.dumps({**felter, "dueslag": None, "token": "fra-filen"}))
    return fil


def test_miljoeet_gaar_over_filen_og_argumenter_over_miljoeet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAELLESHUB_ADAPTER_HUB", "http://miljoe:1,http://miljoe:2")
    laest = Indstillinger.laes(
        ["--tilslutning", str(_fil(tmp_path)), "--data", str(tmp_path), "--myndighed", "87654321"]
    )
    assert (laest.hub, laest.myndighed) == ("http://miljoe:1,http://miljoe:2", "87654321")
    assert (laest.hemmelighed(), laest.dueslag) == ("fra-filen", None)


def test_en_fil_der_ikke_kan_laeses_siges_med_navn_og_raad(tmp_path: Path) -> None:
    with pytest.raises(Indstillingsfejl, match=r"tilslutning: .*intet.* cannot be read .*adapters\.tilslut"):
        Indstillinger.laes(["--tilslutning", str(tmp_path / "intet"), "--data", str(tmp_path)])
