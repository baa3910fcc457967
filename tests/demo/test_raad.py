"""Scene 7: a version from lint to activation while the old one flows, an incompatible one refused; in both environments."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from adapters.scener import Resultat, spil
from hub.app import KoerendeHub, koerende
from hub.kontrakter import Miljoe
from hub.settings import Indstillinger

pytestmark = pytest.mark.timeout(600)


async def spillet(hub: KoerendeHub, data: Path) -> Resultat:
    resultat = await spil(
        hub_url=hub.url,
        administrator_token=hub.administrator_token,
        data=data,
        konsol=Console(file=io.StringIO()),
        scener=("raad",),
    )
    brudte = [(f.tekst, f.set) for scene in resultat.scener for f in scene.forventninger if not f.holdt]
    assert brudte == []
    return resultat


@pytest.mark.parametrize("miljoe", list(Miljoe))
async def test_scenen_holder_i_begge_miljoeer(tmp_path: Path, miljoe: Miljoe) -> None:
    async with koerende(Indstillinger(data=tmp_path / "hub", port=0, miljoe=miljoe)) as hub:
        resultat = await spillet(hub, tmp_path / "demo")
    udkast = next(vej for vej in resultat.scener[0].veje if vej.afsender == "leverandør med ny version")
    assert udkast.afgoerelse == ("Leveret" if miljoe is Miljoe.TEST else "Afvist")


async def test_anden_gang_er_det_den_naeste_version_og_raadet_er_som_foer(tmp_path: Path) -> None:
    async with koerende(Indstillinger(data=tmp_path / "hub", port=0)) as hub:
        for gang in (1, 2):
            await spillet(hub, tmp_path / f"demo-{gang}")
            assert hub.dele.sekretariat.medlemmer() == ()
        versioner = [sag.tilstand for sag in hub.dele.sekretariat.sager() if sag.subject.endswith(".SagRegistreret")]
    assert versioner == ["blaastemplet"] * 3
