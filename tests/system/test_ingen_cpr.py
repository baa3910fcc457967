"""No CPR number outside the messages, no message outside its queues: after a day when everything happened."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from tests.system.hubproces import Hubproces, hubproces
from tests.system.klient import Klient
from tests.system.rigt_forloeb import PERSONER, TEKSTER, forloeb
from tests.system.soegning import Soegning, soeg


async def test_efter_en_hel_dag_staar_intet_cpr_nummer_eller_indhold_hvor_det_ikke_maa(tmp_path: Path) -> None:
    hub = Hubproces.som_installeret(tmp_path / "hub", log_format="json", log_niveau="debug")
    async with hubproces(hub), aiohttp.ClientSession() as http:
        administrator = Klient(hub, http, hub.token)
        await forloeb(administrator)
        maalinger = (await administrator.kald("GET", "/metrics")).krop.decode()
        kode, _ = await hub.nedluk()
    assert kode == 0
    assert "faelleshub_afgjort" in maalinger
    veje = list(PERSONER)
    fund = await soeg(
        hub.data,
        Soegning(PERSONER.values(), TEKSTER),
        logs=[hub.log, "\n".join(hub.linjer)],
        maalinger=maalinger,
        adresser=administrator.adresser,
    )
    assert [(et.hvor, veje[int(et.hvad.split()[-1])] if "cpr" in et.hvad else et.hvad) for et in fund] == []
