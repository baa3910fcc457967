"""What docs/lint.md tells a reader to type works, and so do the hooks that it names."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.cli.program import koer
from tests.docs.side import DOCS, ROD, kommandoer

SIDE = DOCS / "lint.md"
KROGE: list[dict[str, Any]] = yaml.safe_load((ROD / ".pre-commit-hooks.yaml").read_text("utf-8"))


@pytest.fixture
def kopi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's own files, where the page's commands may write; a command is typed there."""
    for mappe in ("schemas", "docs"):
        shutil.copytree(ROD / mappe, tmp_path / mappe, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_sidens_kommandoer_lykkes_og_aendrer_ingen_kontrakt(kopi: Path) -> None:
    for kommando in kommandoer(SIDE):
        program, *ord_ = kommando.split()
        if program == "python":
            udfald = subprocess.run([sys.executable, *ord_], cwd=kopi, capture_output=True, text=True, check=False)
            assert udfald.returncode == 0, udfald.stderr
        else:
            assert koer(ord_) == 0, kommando
    assert (kopi / "gaeld.json").exists()
    assert all(
        fil.read_bytes() == (ROD / fil.relative_to(kopi)).read_bytes() for fil in (kopi / "schemas").rglob("*.avsc")
    )


@pytest.mark.parametrize("krog", KROGE, ids=lambda krog: krog["id"])
def test_hver_krog_er_en_kommando_der_findes(
    krog: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert krog.keys() >= {"id", "name", "entry", "language", "files"}
    assert f"id: {krog['id']}" in SIDE.read_text("utf-8")
    shutil.copytree(ROD / "schemas" / "avro", tmp_path / "kontrakter")
    monkeypatch.chdir(tmp_path)
    program, *ord_ = krog["entry"].split()
    assert (program, krog["language"], krog["pass_filenames"]) == ("faelleshub", "python", False)
    assert koer([*ord_, *krog["args"]]) == 0
    (tmp_path / "kontrakter/sag/Ny.avsc").write_text('{"type": "record", "name": "Ny", "fields": []}', encoding="utf-8")
    assert koer([*ord_, *krog["args"]]) == 1
