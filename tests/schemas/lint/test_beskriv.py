"""The page of the linter shows the rules as they are declared."""

from __future__ import annotations

import pytest

from schemas.lint import REGLER
from schemas.lint.beskriv import SIDE, side


def test_siden_viser_reglerne_som_de_er() -> None:
    tekst = SIDE.read_text(encoding="utf-8")
    assert tekst == side(tekst), "run: python -m schemas.lint.beskriv"
    assert [regel.kode for regel in REGLER if tekst.count(f"| `{regel.kode}` |") != 1] == []


def test_en_side_uden_plads_til_reglerne_siger_det() -> None:
    with pytest.raises(ValueError, match="lost the lines"):
        side("# The linter\n")
