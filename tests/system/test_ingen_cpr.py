"""No CPR number outside the messages, no message outside its queues: after a day when everything happened."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import aiohttp

from tests.system.hubproces import Hubproces, hubproces
from tests.system.klient import Klient
from tests.system.rigt_forloeb import PERSONER, TEKSTER, forloeb
from tests.system.soegning import Fund, Soegning, soeg

KENDTE: Final = {
    (
        "value in konfig.abonnement",
        "filter i et abonnement",
    ): "a subscription to a person is configuration by its nature",
    ("value in konfig.aendringer", "filter i et abonnement"): "the audit keeps what was changed, as it was",
    ("value in konfig.vaerdiliste", "note på en liste"): "an owner's own words about its own list",
    ("value in konfig.aendringer", "note på en liste"): "the audit keeps what was changed, as it was",
    (
        "value in kvittering.*",
        "beskedens id",
    ): "a sender that makes a BeskedId of a number gets it back, and nobody else",
    ("value in kvittering.*", "ødelagt xml"): "the same: here the number was put into the BeskedId",
}
"""All there is: record values that hold a number because someone put it in a field of their own choosing. None in a log
of the process, key, header, name of a file, table, measurement or address; what is mended here is taken off the list."""


async def test_efter_en_hel_dag_staar_intet_cpr_nummer_eller_indhold_hvor_det_ikke_maa(tmp_path: Path) -> None:
    hub = Hubproces.som_installeret(tmp_path / "hub", log_format="json", log_niveau="debug")
    async with hubproces(hub), aiohttp.ClientSession() as http:
        administrator = Klient(hub, http, hub.token)
        await forloeb(administrator)
        maalinger = (await administrator.kald("GET", "/metrics")).krop.decode()
        kode, _ = await hub.nedluk()
    assert kode == 0
    fund = await soeg(
        hub.data,
        Soegning(PERSONER.values(), TEKSTER),
        logs=[hub.log, "\n".join(hub.linjer)],
        maalinger=maalinger,
        adresser=administrator.adresser,
    )
    assert set(map(_paa_dansk, fund)) == KENDTE.keys()


def _paa_dansk(fund: Fund) -> tuple[str, str]:
    """The path for the number."""
    slags, _, nummer = fund.hvad.rpartition(" ")
    return fund.hvor, list(PERSONER)[int(nummer)] if slags == "cpr" else fund.hvad
