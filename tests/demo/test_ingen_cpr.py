"""After the demo, none of its people stands anywhere in what the hub left, but in the messages themselves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from adapters.scener.personer import BORGERE
from tests.demo.conftest import FRIST, PROGRAM
from tests.system.soegning import Soegning, soeg


@pytest.mark.timeout(FRIST + 30)
async def test_efter_demoen_staar_ingen_af_dens_personer_uden_for_beskederne(tmp_path: Path) -> None:
    data = tmp_path / "demo"
    proces = subprocess.run(  # noqa: ASYNC221 - nothing else runs in this loop
        [PROGRAM, "demo", "--json", "--data", data], capture_output=True, text=True, timeout=FRIST, check=False
    )
    assert proces.returncode == 0, proces.stderr[-2000:]
    # the adapters' own stores are the fagsystemer's, who hold their citizens as a fagsystem does
    (data / "adaptere").rename(tmp_path / "adaptere")
    navne = [borger.navn for borger in BORGERE]
    soegning = Soegning([borger.cpr for borger in BORGERE], navne)
    logs: list[Path | str] = [data / "demo.log", proces.stdout, proces.stderr]
    assert await soeg(data, soegning, logs=logs) == []
    # and the search can find: what the fagsystemer hold, it sees
    assert await soeg(tmp_path / "adaptere" / "byggesag", soegning) != []
