"""Whoever follows docs/tilfoej/beskedtype.md gets a beskedtype that everything knows, from one folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.side import DOCS, ROD, filer, kommandoer

SIDE = DOCS / "tilfoej" / "beskedtype.md"


@pytest.fixture(scope="module")
def kopi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is, and what the page says to add."""
    kopi = tmp_path_factory.mktemp("hus")
    for mappe in ("schemas", "brokers", "hub", "adapters", "docs"):
        shutil.copytree(ROD / mappe, kopi / mappe, ignore=shutil.ignore_patterns("__pycache__"))
    for sti, tekst in filer(SIDE).items():
        (kopi / sti).parent.mkdir(parents=True, exist_ok=True)
        (kopi / sti).write_text(tekst, encoding="utf-8")
    return kopi


def _koer(kopi: Path, *ord_: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *ord_], cwd=kopi, capture_output=True, text=True, timeout=60, check=False)


def test_siden_tilfoejer_kun_filer_i_een_mappe() -> None:
    assert {str(Path(sti).parent).removesuffix("/eksempler") for sti in filer(SIDE)} == {"schemas/avro/skole"}


def test_sidens_kommandoer_lykkes(kopi: Path) -> None:
    for kommando in kommandoer(SIDE):
        program, *resten = kommando.split()
        ord_ = resten if program == "python" else ["-c", "from hub.cli import main; main()", *resten]
        udfald = _koer(kopi, *ord_)
        assert udfald.returncode == 0, f"{kommando}\n{udfald.stdout}{udfald.stderr}"


def test_den_nye_beskedtype_kan_pakkes_dommes_og_bygges_som_model(kopi: Path) -> None:
    _koer(kopi, "-m", "schemas.models.generator")
    udfald = _koer(
        kopi,
        "-c",
        "from schemas.models.skole import Skoleindskrivning\n"
        "from schemas.models import eksempel\n"
        "from schemas.regler import standardlager, valider\n"
        "from schemas.codec import pak, laes\n"
        "skema = standardlager().nyeste('dk.faelleshub.skole.Skoleindskrivning')\n"
        "raa = pak(skema, eksempel(Skoleindskrivning).til_indhold())\n"
        "indhold = laes(raa, standardlager()).indhold\n"
        "assert valider(indhold, skema) == (), valider(indhold, skema)\n"
        "indhold['beskeddata']['barn']['cpr'] = 'ikke et nummer'\n"
        "assert [a.regel for a in valider(indhold, skema)] == ['ID-CPR']\n",
    )
    assert udfald.returncode == 0, udfald.stderr
