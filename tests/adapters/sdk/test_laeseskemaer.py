"""An adapter that starts tells the hub which schemas it reads with, whatever happens on the way there."""

from __future__ import annotations

import json
from typing import Any

import pytest
import structlog
from aiohttp import web

from adapters.sdk import Adapter
from adapters.sdk.hubklient import Hubklient
from adapters.sdk.laeseskemaer import fortael
from adapters.sdk.proeve import Proevehub
from schemas.models import Pladssvar
from schemas.regler import standardlager
from tests.adapters.sdk.proeveadapter import Proeveadapter
from tests.adapters.stedfortraeder import Netvaerk, Tab
from tests.adapters.vent import vent_til

PLADSSVAR = "dk.faelleshub.dagtilbud.Pladssvar"


async def fortalt(hub: Proevehub, system: str) -> dict[str, Any]:
    svar: dict[str, Any] = await hub.administrator.json("GET", f"/systemer/{system}/laeseskemaer")
    return svar


async def test_hubben_ved_hvad_en_startet_adapter_laeser(hub: Proevehub) -> None:
    proeve = Proeveadapter()
    async with hub.koerende(proeve.adapter) as (_, koersel):
        system = koersel.indstillinger.system

        async def kendt() -> bool:
            return bool((await fortalt(hub, system))["laeser"])

        await vent_til(kendt)
        svar = await fortalt(hub, system)
    assert svar["adapter"] == proeve.adapter.navn
    assert {"navn": PLADSSVAR, "skemaId": standardlager().nyeste(PLADSSVAR).id} in svar["laeser"]
    assert len(svar["laeser"]) == len(proeve.adapter.handlere)


async def test_et_kald_der_gaar_tabt_gentages(hub: Proevehub) -> None:
    proeve = Proeveadapter()
    async with hub.koerende(proeve.adapter) as (_, koersel), Netvaerk(hub.url) as net:
        rest = [Tab.KALD, Tab.SVAR]
        net.tab = lambda metode, _: rest.pop() if metode == "PUT" and rest else Tab.INTET
        async with Hubklient(net.url, koersel.indstillinger.hemmelighed()) as klient:
            await fortael(klient, koersel.indstillinger.system, proeve.adapter.kontrakt)
        assert rest == []
        assert (await fortalt(hub, koersel.indstillinger.system))["laeser"]


class Gammelhub:
    """A hub that knows none of the ids, and one that knows nothing of reader schemas at all."""

    def __init__(self, *, ukendt: bool) -> None:
        self.ukendt = ukendt
        self.kroppe: list[dict[str, Any]] = []

    async def svar(self, foresporgsel: web.Request) -> web.Response:
        krop = await foresporgsel.json()
        self.kroppe.append(krop)
        if self.ukendt:
            return web.json_response({"title": "Not found", "detail": "nothing at this address"}, status=404)
        status = 422 if any("skemaId" in en for en in krop["laeser"]) else 200
        return web.json_response({"title": "x", "detail": "no such id"}, status=status)


@pytest.mark.parametrize("ukendt", [False, True])
async def test_en_hub_der_ikke_kender_id_faar_skemaet_og_en_aeldre_lades_i_fred(*, ukendt: bool) -> None:
    gammel = Gammelhub(ukendt=ukendt)
    app = web.Application()
    app.router.add_put("/{sti:.*}", gammel.svar)
    loeber = web.AppRunner(app, access_log=None)
    await loeber.setup()
    await web.TCPSite(loeber, "127.0.0.1", 0).start()
    adapter = Adapter("laeser")

    @adapter.modtager(Pladssvar)
    async def modtag(_: Pladssvar, __: Any) -> None:
        raise AssertionError

    try:
        with structlog.testing.capture_logs() as log:
            async with Hubklient(f"http://127.0.0.1:{loeber.addresses[0][1]}", "fh_x") as klient:
                await fortael(klient, "00000000-0000-4000-8000-000000000001", adapter.kontrakt)
    finally:
        await loeber.cleanup()
    if ukendt:
        assert [en["log_level"] for en in log] == ["warning"]
        assert len(gammel.kroppe) == 1
    else:
        assert [en["log_level"] for en in log] == ["info"]
        (laeser,) = gammel.kroppe[-1]["laeser"]
        assert json.loads(laeser["skema"]) == standardlager().nyeste(PLADSSVAR).raa
