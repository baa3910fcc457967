"""The command line where several hubs share a bus: their addresses with commas between, and the first that listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Faelleshub = Callable[..., Any]

LUKKET = "http://127.0.0.1:9"
"""Where nobody listens."""


@pytest.fixture
def adresser(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAELLESHUB_HUB", f"{LUKKET},{hub.url}/")


def test_den_naeste_spoerges_hvor_ingen_lytter(paa_hub: Faelleshub, adresser: None) -> None:  # noqa: ARG001 - set last
    assert paa_hub("system", "list", "--json").kode == 0
    opret = ("system", "opret", "kø", "--myndighed", "58271713", "--myndighedsnavn", "Kommune", "-b", "prøve")
    assert paa_hub(*opret).kode == 0
    assert [post["navn"] for post in paa_hub("system", "list", "--json").json] == ["kø"]


def test_svarer_ingen_af_dem_siges_det_med_dem_alle(faelleshub: Faelleshub) -> None:
    svar = faelleshub("system", "list", "--hub", f"{LUKKET},{LUKKET}", "--token", "t")
    assert svar.kode == 1
    assert f"no hub answers at {LUKKET},{LUKKET}" in svar.fejl
