"""The page of promises points at tests that exist."""

from __future__ import annotations

import re

from tests.docs.side import DOCS, ROD


def test_hvert_loefte_peger_paa_noget_der_findes() -> None:
    stier = re.findall(r"`(tests/[^`]+)`", (DOCS / "loefter.md").read_text("utf-8"))
    assert len(stier) >= 12
    assert [sti for sti in stier if not (ROD / sti).exists()] == []
