"""Whoever follows docs/tilfoej/abonnementsfilter.md gets a filter that everything knows, from one field."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.side import DOCS, ROD, filer

SIDE = DOCS / "tilfoej" / "abonnementsfilter.md"
MODEL = "hub/konfiguration/model.py"
NABO = "    handlinger: Annotated["

BRUG = """
import datetime as dt, json
from hub.api.server import OPERATIONER
from hub.api.openapi import dokument
from hub.beskedfordeler.register import byg_register
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import Abonnement, Myndighed, Serviceaftale, System
from hub.kontrakter.ruter import rutefelter
from schemas.catalogue import Katalog
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager

PROCES = "4f2c3b1e-7d1a-4a55-9f0e-0d6a5b3c2e11"
esdh = System(navn="esdh", myndighed="58271713")
aftale = Serviceaftale(
    navn="a", system=esdh.id, retning="modtag", beskedtyper=["*"], kle=["*"], foelsomhed="VIP_SAGER",
    myndigheder=["*"], gyldig_fra=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
)
valgt = Abonnement(navn="valgt", system=esdh.id, filter={"processer": [PROCES]})
alle = Abonnement(navn="alle", system=esdh.id)
register = byg_register(Konfiguration.af(Myndighed(cvr="58271713", navn="Ballerup"), esdh, aftale, valgt, alle))

def modtagere(processer):
    data = json.loads(Katalog.standard().efter_navn("SagRegistreret").eksempelfil.read_bytes())
    data["beskedkuvert"]["filtreringsdata"]["tvaergaaendeProces"] = processer
    indhold = fra_json(json.dumps(data).encode(), standardlager()[1])
    fundne = register.abonnementer.modtagere(rutefelter(indhold), dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    return {modtager.dueslag for modtager in fundne}

assert modtagere([]) == {alle.id}
assert modtagere(["7c1d9d0e-6b1f-4a7e-9a55-5a7a31a0c001"]) == {alle.id}
assert modtagere(["7c1d9d0e-6b1f-4a7e-9a55-5a7a31a0c001", PROCES]) == {alle.id, valgt.id}
assert "processer" in json.dumps(dokument(OPERATIONER))
"""


@pytest.fixture
def kopi(tmp_path: Path) -> Path:
    """The project with the page's field put beside its neighbour."""
    for mappe in ("schemas", "brokers", "hub", "adapters"):
        shutil.copytree(ROD / mappe, tmp_path / mappe, ignore=shutil.ignore_patterns("__pycache__"))
    model = tmp_path / MODEL
    tekst = model.read_text("utf-8")
    assert tekst.count(NABO) == 1
    model.write_text(tekst.replace(NABO, filer(SIDE)[MODEL] + NABO), encoding="utf-8")
    return tmp_path


def test_siden_roerer_eet_sted() -> None:
    assert list(filer(SIDE)) == [MODEL]


def test_det_nye_filter_virker_i_indeks_og_api(kopi: Path) -> None:
    udfald = subprocess.run(
        [sys.executable, "-c", BRUG], cwd=kopi, capture_output=True, text=True, timeout=60, check=False
    )
    assert udfald.returncode == 0, udfald.stderr
