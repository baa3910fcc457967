"""The demo on a hub that it has been played on before: another kommune, other people, and the same outcome."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from adapters.scener import spil
from hub.app import koerende
from hub.settings import Indstillinger

SCENER = ("flytning", "byggesag", "kontrakter")
"""Those in which the register tells of people, and in which others' registrations stand in the way."""


@pytest.mark.timeout(600)
async def test_anden_gang_holder_ogsaa(tmp_path: Path) -> None:
    async with koerende(Indstillinger(data=tmp_path / "hub", port=0)) as hub:
        for gang in (1, 2):
            resultat = await spil(
                hub_url=hub.url,
                administrator_token=hub.administrator_token,
                data=tmp_path / f"demo-{gang}",
                konsol=Console(file=io.StringIO()),
                scener=SCENER,
            )
            brudte = [
                (gang, scene.scene.navn, forventning.tekst, forventning.set)
                for scene in resultat.scener
                for forventning in scene.forventninger
                if not forventning.holdt
            ]
            assert brudte == []
            assert len(resultat.scener) == len(SCENER) + 1
