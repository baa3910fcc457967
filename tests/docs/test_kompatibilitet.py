"""The page about compatibility: its commands say what it shows, its code runs, its table is the rules'."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.compatibility import Niveau
from schemas.compatibility.beskriv import tabel
from tests.docs.side import DOCS, filer, kommandoer

SIDE = DOCS / "kompatibilitet.md"
TEKST = SIDE.read_text(encoding="utf-8")
SVAR = re.findall(r"^```text\n(.*?)^```$", TEKST, re.MULTILINE | re.DOTALL)
KOMMANDOER = kommandoer(SIDE)


@pytest.mark.parametrize(("kommando", "svar"), list(zip(KOMMANDOER, SVAR, strict=True)), ids=["kompatibel", "diff"])
def test_sidens_kommandoer_svarer_som_den_viser(tmp_path: Path, kommando: str, svar: str) -> None:
    for navn, indhold in filer(SIDE).items():
        (tmp_path / navn).write_text(indhold, encoding="utf-8")
    program, *argumenter = kommando.split()
    assert program == "faelleshub"
    koert = subprocess.run(
        [Path(sys.executable).with_name(program), *argumenter],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert koert.stdout == svar
    assert koert.stderr == ""


def test_sidens_python_koerer_og_navngiver_stedet() -> None:
    (kode,) = re.findall(r"^```python\n(.*?)^```$", TEKST, re.MULTILINE | re.DOTALL)
    koert = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, check=True, cwd=DOCS.parent)
    assert "ENUM-SYMBOL" in koert.stdout
    assert "MISSING_ENUM_SYMBOLS" in koert.stdout


def test_sidens_tabel_er_reglernes_egen() -> None:
    assert tabel() in TEKST


def test_siden_naevner_hvert_niveau() -> None:
    assert [niveau.value for niveau in Niveau if niveau.value not in TEKST] == []
