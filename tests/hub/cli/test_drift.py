"""`start`, `doctor`, `log verificer`, `skema`, and how every command fails: a sentence, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub.cli.program import app

FAELLESHUB = Path(sys.executable).with_name("faelleshub")

Faelleshub = Callable[..., Any]
Start = Callable[..., Any]

OPSAETNING = """\
organisation:
  - {cvr: "12345678", navn: Kommune}
systemer:
  - {navn: sag, myndighed: Kommune}
"""


def test_en_hub_startes_med_opsaetning_og_siger_hvad_den_aendrede(start_hub: Start, tmp_path: Path) -> None:
    fil = tmp_path / "opsaetning.yaml"
    fil.write_text(OPSAETNING)
    hub = start_hub("--opsaetning", str(fil))
    assert hub.stop() == 0
    assert hub.linjer[:2] == ["opsætning: opret myndighed Kommune", "opsætning: opret system sag"]
    igen = start_hub("--opsaetning", str(fil))
    assert igen.stop() == 0
    assert len(igen.linjer) == 1
    assert (tmp_path / "data/administrator.token").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data/hemmelighed").stat().st_mode & 0o777 == 0o600


def test_en_forkert_opsaetning_standser_starten_med_alle_steder(tmp_path: Path) -> None:
    fil = tmp_path / "opsaetning.yaml"
    fil.write_text(OPSAETNING.replace("myndighed: Kommune", "myndighed: Komune").replace("12345678", "1"))
    svar = subprocess.run(
        [FAELLESHUB, "start", "--data", tmp_path / "data", "--port", "0", "--opsaetning", fil],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert svar.returncode == 2
    assert f"{fil}:2:11: organisation[0].cvr" in svar.stderr
    assert (
        f"{fil}:4:28: systemer[0].myndighed: there is no myndighed named Komune; did you mean Kommune?" in svar.stderr
    )
    assert "Traceback" not in svar.stderr


def test_en_optaget_port_siges_med_raad(tmp_path: Path) -> None:
    with socket.socket() as optaget:
        optaget.bind(("127.0.0.1", 0))
        optaget.listen()
        port = optaget.getsockname()[1]
        svar = subprocess.run(
            [FAELLESHUB, "start", "--data", tmp_path / "data", "--port", str(port)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert svar.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in svar.stderr
    assert "Traceback" not in svar.stderr


def test_sigterm_toemmer_og_slutter_ogsaa_naar_nogen_venter(start_hub: Start) -> None:
    hub = start_hub()
    token = (hub.data / "administrator.token").read_text()
    program = f"""
import asyncio, aiohttp
async def main():
    async with aiohttp.ClientSession("{hub.url}", headers={{"Authorization": "Bearer {token}"}}) as session:
        async def opret(sti, **krop):
            async with session.post("/api/v1/" + sti, json=krop | {{"begrundelse": "prøve"}}) as svar:
                return await svar.json()
        await opret("organisation", cvr="12345678", navn="Kommune")
        system = await opret("systemer", navn="sag", myndighed="12345678")
        token = (await opret("systemer/" + system["id"] + "/token"))["token"]
        print("venter", flush=True)
        async with session.get("/api/v1/kvitteringer?vent=60", headers={{"Authorization": "Bearer " + token}}) as svar:
            await svar.read()
try:
    asyncio.run(main())
except aiohttp.ClientError:
    pass
"""
    venter = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert venter.stdout is not None
    assert venter.stdout.readline() == "venter\n"
    begyndt = time.monotonic()
    assert hub.stop() == 0
    assert time.monotonic() - begyndt < 15
    assert venter.wait(timeout=10) == 0
    venter.stdout.close()


@pytest.mark.parametrize(
    ("miljoe", "ventet"),
    [
        ({"FAELLESHUB_PORT": "99999"}, "port"),
        ({"FAELLESHUB_HEMMELIGHED": "kort"}, "openssl rand"),
        ({"FAELLESHUB_ADMINISTRATOR_TOKEN": "kort"}, "openssl rand"),
        ({"FAELLESHUB_HEMMELIGHED_FIL": "/findes/ikke"}, "FAELLESHUB_HEMMELIGHED_FIL cannot be read"),
        ({"FAELLESHUB_MILJOE": "drift"}, "must be 'test' or 'produktion'"),
    ],
)
def test_en_forkert_indstilling_siges_ved_navn(tmp_path: Path, miljoe: dict[str, str], ventet: str) -> None:
    svar = subprocess.run(
        [FAELLESHUB, "start", "--data", tmp_path / "data"],
        capture_output=True, text=True, check=False, timeout=60, env=os.environ | miljoe,
    )  # fmt: skip
    assert svar.returncode in {1, 2}
    assert ventet in svar.stderr
    assert "Traceback" not in svar.stderr


def test_doctor_ser_en_sund_maskine(faelleshub: Faelleshub, tmp_path: Path) -> None:
    svar = faelleshub("doctor", "--data", tmp_path / "data", "--port", "0", "--json")
    assert svar.kode == 0
    assert {et["tilstand"] for et in svar.json} <= {"ok", "advarsel"}
    assert {"python", "sqlite", "data directory", "disk", "port", "clock", "time zone", "broker"} <= {
        et["hvad"] for et in svar.json
    }


def test_doctor_siger_hvordan_en_laesbar_hemmelighed_mendes(faelleshub: Faelleshub, tmp_path: Path) -> None:
    fil = tmp_path / "administrator.token"
    fil.write_text("x")
    fil.chmod(0o644)
    svar = faelleshub("doctor", "--data", tmp_path)
    assert svar.kode == 1
    assert f"chmod 600 {fil}" in svar.ud


def test_doctor_finder_en_oedelagt_bus(faelleshub: Faelleshub, tmp_path: Path) -> None:
    (tmp_path / "bus").mkdir()
    (tmp_path / "bus/log.sqlite3").write_bytes(b"ikke en database" * 100)
    svar = faelleshub("doctor", "--data", tmp_path, "--json")
    assert svar.kode == 1
    assert [et["tilstand"] for et in svar.json if et["hvad"] == "broker"] == ["fejl"]


def test_loggen_verificeres_og_en_mappe_uden_bus_er_ulaeselig(faelleshub: Faelleshub, start_hub: Start) -> None:
    hub = start_hub()
    assert hub.stop() == 0
    svar = faelleshub("log", "verificer", hub.data, "--json")
    assert (svar.kode, svar.json["iOrden"]) == (0, True)
    shutil.rmtree(hub.data / "bus")
    assert faelleshub("log", "verificer", hub.data).kode == 2


def test_skema_viser_og_linter(faelleshub: Faelleshub, tmp_path: Path) -> None:
    alle = faelleshub("skema", "vis", "--json").json
    assert "dk.faelleshub.sag.SagRegistreret" in {post["navn"] for post in alle}
    sag = faelleshub("skema", "vis", "SagRegistreret").json
    assert sag["skema"]["name"] == "SagRegistreret"
    assert faelleshub("skema", "vis", "FindesIkke").kode == 1
    assert faelleshub("skema", "lint").kode == 0
    (tmp_path / "sag").mkdir()
    skema = {
        "type": "record",
        "name": "Ny",
        "namespace": "dk.faelleshub.sag",
        "fields": [{"name": "beloeb", "type": "double"}],
    }
    (tmp_path / "sag/Ny.avsc").write_text(json.dumps(skema))
    svar = faelleshub("skema", "lint", tmp_path, "--json")
    assert svar.kode == 1
    assert svar.json["fund"]
    assert all(et["linje"] >= 1 and et["regel"] and et["retEn"] for et in svar.json["fund"])
    assert faelleshub("skema", "lint", tmp_path / "mangler").kode == 2


@pytest.mark.parametrize(
    ("argumenter", "ventet"),
    [
        (("findes-ikke",), "No such command"),
        (("system", "vis"), "Missing argument"),
        (("besked", "omsaet", "x", "--til", "word"), "--til"),
        (("fejlkoe", "genafspil", "-b", "prøve", "--data", "."), "no token"),
    ],
)
def test_forkert_brug_giver_kode_2_og_en_saetning(
    faelleshub: Faelleshub, argumenter: tuple[str, ...], ventet: str
) -> None:
    svar = faelleshub(*argumenter)
    assert (svar.kode, ventet in svar.fejl) == (2, True), svar.fejl
    assert "Traceback" not in svar.fejl


def test_uden_hub_siges_hvor_der_blev_ledt(faelleshub: Faelleshub) -> None:
    svar = faelleshub("system", "list", "--hub", "http://127.0.0.1:1", "--token", "x")
    assert svar.kode == 1
    assert "no hub answers at http://127.0.0.1:1" in svar.fejl


def kommandoer() -> list[tuple[str, ...]]:
    egne = [("", kommando) for kommando in app.registered_commands]
    i_grupper = [
        (str(gruppe.name), kommando)
        for gruppe in app.registered_groups
        if gruppe.typer_instance is not None
        for kommando in gruppe.typer_instance.registered_commands
    ]
    navne = (
        (gruppe, kommando.name or getattr(kommando.callback, "__name__", "")) for gruppe, kommando in egne + i_grupper
    )
    return [tuple(filter(None, navn)) for navn in navne]


@pytest.mark.parametrize("kommando", kommandoer(), ids=" ".join)
def test_hver_kommando_har_hjaelp(faelleshub: Faelleshub, kommando: tuple[str, ...]) -> None:
    svar = faelleshub(*kommando, "--help")
    assert svar.kode == 0
    assert svar.ud.startswith("Usage: ")
    assert len(svar.ud.split("\n\n")[1].strip()) > 10


def test_versionen_siges(faelleshub: Faelleshub) -> None:
    assert faelleshub("--version").ud.startswith("faelleshub ")


def test_hjaelpen_kommer_hurtigt_uden_tunge_importer() -> None:
    program = "import sys, hub.cli; print([m for m in ('aiohttp', 'lxml', 'fastavro', 'sqlalchemy', 'pydantic') if m in sys.modules])"
    svar = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert svar.stdout.strip() == "[]"
