"""`faelleshub skema dok`: the catalogue as a site, from the contracts that ship, from a reviewed file, from a hub."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.cli.program import koer
from schemas.catalogue import Katalog
from schemas.regler import standardlager

Faelleshub = Callable[..., Any]
OPSAETNING = Path(__file__).parents[3] / "docs" / "eksempler" / "opsaetning.yaml"
ANTAL = len(Katalog.standard())
SAG = "dk.faelleshub.sag.SagRegistreret"


def side(mappe: Path, navn: str = "SagRegistreret") -> str:
    return (mappe / "beskedtyper" / f"{navn}.html").read_text(encoding="utf-8")


def test_siderne_skrives_i_en_ny_mappe_uden_en_hub(faelleshub: Faelleshub, tmp_path: Path) -> None:
    ud = tmp_path / "en" / "ny"
    svar = faelleshub("skema", "dok", "--ud", ud)
    assert svar.kode == 0, svar.fejl
    assert svar.ud.endswith(f"files for {ANTAL} beskedtyper in {ud}; open {ud / 'index.html'}\n")
    assert "Hvem der må sende og modtage, står i serviceaftalerne" in side(ud)
    igen = faelleshub("skema", "dok", "--ud", ud, "--json")
    assert igen.json == {
        "ud": str(ud),
        "filer": sum(fil.is_file() for fil in ud.rglob("*")) - 1,
        "beskedtyper": ANTAL,
    }


def test_en_opsaetningsfil_siger_hvem_der_sender_og_hvor_siden_ligger(faelleshub: Faelleshub, tmp_path: Path) -> None:
    argumenter = ["--opsaetning", OPSAETNING, "--adresse", "https://katalog.example.dk/k/"]
    svar = faelleshub("skema", "dok", "--ud", tmp_path, *argumenter)
    assert svar.kode == 0, svar.fejl
    assert "byggesag" in side(tmp_path)
    portal = json.loads((tmp_path / "katalog.jsonld").read_bytes())
    adresser = {
        distribution["dcat:accessURL"]["@id"]
        for datasaet in portal["dcat:dataset"]
        for distribution in datasaet["dcat:distribution"]
    }
    assert len(adresser) == 4 * ANTAL
    for adresse in adresser:
        assert (tmp_path / adresse.removeprefix("https://katalog.example.dk/k/")).is_file()


async def _registrer(url: str, token: str) -> int:
    raa = copy.deepcopy(standardlager().nyeste(SAG).raa)
    data = next(en for en in raa["fields"] if en["name"] == "beskeddata")["type"]
    data["fields"].append({"name": "bemaerkning", "doc": "A remark.", "type": ["null", "string"], "default": None})
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{url}/registry/subjects/{SAG}/versions", json={"schema": json.dumps(raa)}) as svar,
    ):
        assert svar.status == 200, await svar.text()
        return int((await svar.json())["id"])


async def test_en_hub_fortaeller_om_sine_versioner(hub: Any, tmp_path: Path) -> None:
    token = (hub.data / "administrator.token").read_text().strip()
    skema_id = await _registrer(hub.url, token)
    argumenter = ["skema", "dok", "--ud", str(tmp_path), "--hub", hub.url, "--data", str(hub.data)]
    assert await asyncio.to_thread(koer, argumenter) == 0
    html = side(tmp_path)
    assert "Fra 1.1 til 2" in html
    assert f"{skema_id}</a>" in html
    assert "Ingen har en aftale om det." in html
    asyncapi = json.loads((tmp_path / "asyncapi.json").read_bytes())
    assert f"http://{asyncapi['servers']['http']['host']}" == hub.url
    assert json.loads((tmp_path / "skemaer" / "SagRegistreret-2.avsc").read_bytes())["name"] == SAG


@pytest.mark.parametrize(
    ("argumenter", "kode", "ventet"),
    [
        ([], 2, "--ud"),
        (["--ud", "{mappe}/fil"], 2, "fil is a file; name a folder"),
        (["--ud", "{mappe}/fil/under"], 2, "the site cannot be written"),
        (["--ud", "{mappe}/x", "--opsaetning", "findes-ikke.yaml"], 2, "findes-ikke.yaml"),
        (["--ud", "{mappe}/x", "--opsaetning", "{mappe}/fil"], 2, "cannot be used"),
        (["--ud", "{mappe}/x", "--adresse", "katalog.example.dk"], 2, "https://katalog.example.dk"),
        (["--ud", "{mappe}/x", "--hub", "http://127.0.0.1:9", "--token", "t"], 1, "no hub answers at"),
        (["--ud", "{mappe}/x", "--hub", "http://127.0.0.1:9", "--data", "{mappe}"], 2, "no token"),
        (["--ud", "{mappe}/x", "--hub", "http://127.0.0.1:9", "--opsaetning", "y.yaml"], 2, "not both"),
    ],
)
def test_forkert_brug_siger_hvad_der_er_galt_og_skriver_intet(
    faelleshub: Faelleshub, tmp_path: Path, argumenter: list[str], kode: int, ventet: str
) -> None:
    (tmp_path / "fil").write_text("navn: [")
    svar = faelleshub("skema", "dok", *(en.format(mappe=tmp_path) for en in argumenter))
    assert svar.kode == kode
    assert ventet in svar.fejl.replace("\n", " ")
    assert not (tmp_path / "x").exists()
