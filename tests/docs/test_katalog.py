"""What docs/katalog.md tells a reader to type works, and the addresses that it names are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from hub.api.server import OPERATIONER
from hub.cli.program import koer
from tests.docs.side import DOCS, ROD, kommandoer

SIDE = DOCS / "katalog.md"


def test_sidens_kommandoer_skriver_siderne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").symlink_to(ROD / "docs")
    monkeypatch.chdir(tmp_path)
    for kommando in kommandoer(SIDE):
        program, *ord_ = shlex.split(kommando)
        assert program == "faelleshub"
        assert koer(ord_) == 0, kommando
    for navn in ("index.html", "en/index.html", "asyncapi.json", "katalog.json", "katalog.jsonld"):
        assert (tmp_path / "site" / navn).is_file()


def test_hver_adresse_paa_siden_findes() -> None:
    naevnte = {sti.partition("?")[0] for sti in re.findall(r"^\| `GET ([^`]+)`", SIDE.read_text("utf-8"), re.MULTILINE)}
    assert len(naevnte) >= 6
    assert naevnte <= {operation.sti for operation in OPERATIONER}
