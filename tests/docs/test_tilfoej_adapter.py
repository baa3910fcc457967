"""Whoever follows docs/tilfoej/adapter.md gets an adapter that runs, is found, and whose own test passes."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.docs.side import DOCS, ROD, filer

SIDE = DOCS / "tilfoej" / "adapter.md"


@pytest.fixture
def mappe(tmp_path: Path) -> Path:
    for sti, tekst in filer(SIDE).items():
        (tmp_path / sti).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / sti).write_text(tekst, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n"
    )
    return tmp_path


def test_siden_er_een_pakke_for_sig() -> None:
    assert {Path(sti).parent for sti in filer(SIDE)} == {Path("skoleliste")}
    assert not any("import hub" in tekst or "from hub" in tekst for tekst in filer(SIDE).values())


def test_adapterens_egen_test_bestaar(mappe: Path) -> None:
    udfald = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "skoleliste"],
        cwd=mappe,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert udfald.returncode == 0, udfald.stdout + udfald.stderr
    assert "1 passed" in udfald.stdout


def test_indgangspunktet_er_det_som_sdk_finder_adaptere_ved(mappe: Path) -> None:
    punkter = tomllib.loads((mappe / "skoleliste/pyproject.toml").read_text())["project"]["entry-points"]
    assert punkter == {"faelleshub.adapters": {"skoleliste": "skoleliste.adapter:skoleliste"}}
    vore = tomllib.loads((ROD / "pyproject.toml").read_text())["project"]["entry-points"]
    assert "faelleshub.adapters" in vore
