"""An adapter that knows one version of a contract reads a newer one as its own."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest

from adapters.sdk import KanIkkeModtages, Kvitteringsstatus
from adapters.sdk.proeve import Modpart, Proevehub
from adapters.sdk.skemaer import Skemaer
from adapters.sdk.typer import Kvittering, Levering
from schemas.codec import pak
from schemas.models import Pladssvar, Pladstilbud, eksempel
from schemas.regler import standardlager
from schemas.skema import Skema
from tests.adapters.sdk.proeveadapter import Proeveadapter, status_hos_afsender

NAVN = Pladssvar.skema_navn


def nyere() -> dict[str, Any]:
    """The contract with one more field, before the vendors' own."""
    raa = copy.deepcopy(standardlager().nyeste(NAVN).raa)
    data = next(en for en in raa["fields"] if en["name"] == "beskeddata")["type"]
    data["fields"].insert(1, {"name": "foersteDag", "doc": "Nyt.", "type": ["null", "string"], "default": None})
    return raa


async def registrer(hub: Proevehub, raa: Any) -> int:
    sti, krop = f"/registry/subjects/{NAVN}/versions", {"schema": json.dumps(raa)}
    async with hub.administrator.anmod("POST", sti, json=krop) as svar:
        assert svar.status == 200, await svar.text()
        return int((await svar.json())["id"])


async def send_under(bus: Modpart, skema: Skema, svar: Pladssvar, **data: Any) -> Kvittering:
    svar.beskedkuvert.leveranceinformation.kildesystem = bus.tilslutning.system  # type: ignore[assignment] # as text
    registrering = svar.registrering
    assert registrering is not None
    registrering.objekt_ansvarlig_myndighed = f"urn:oio:cvr-nr:{bus.tilslutning.myndighed}"  # type: ignore[assignment] # the same
    indhold = svar.til_indhold()
    indhold["beskeddata"] |= data
    kvittering = await bus.hub.send(pak(skema, indhold), vent=20)
    assert kvittering.status is Kvitteringsstatus.LEVERET
    return kvittering


async def test_en_nyere_version_laeses_som_den_adapteren_kender(hub: Proevehub) -> None:
    proeve = Proeveadapter()
    skema = Skema(await registrer(hub, nyere()), nyere())
    async with hub.koerende(proeve.adapter) as (bus, _koersel):
        svar = eksempel(Pladssvar)
        sendt = await send_under(bus, skema, svar, foersteDag="mandag")
        await bus.vent_paa(Pladstilbud)
        assert proeve.set == [svar.beskeddata.pladssvar_id]
        await status_hos_afsender(bus, str(sendt.besked_id), Kvitteringsstatus.KVITTERET)


async def test_en_version_der_ikke_kan_laeses_som_den_kendte_afvises_uden_at_naevne_indhold(hub: Proevehub) -> None:
    raa = nyere()
    data = next(en for en in raa["fields"] if en["name"] == "beskeddata")["type"]
    next(en for en in data["fields"] if en["name"] == "svar")["type"] = {"type": "array", "items": "string"}
    async with hub.administrator.anmod("PUT", f"/registry/config/{NAVN}", json={"compatibility": "NONE"}) as svar:
        assert svar.status == 200
    skema = Skema(await registrer(hub, raa), raa)
    indhold = eksempel(Pladssvar).til_indhold()
    indhold["beskeddata"]["svar"] = ["hemmeligt"]
    skemaer, levering = Skemaer(hub.administrator), leveret(pak(skema, indhold))
    await skemaer.kend([levering])
    with pytest.raises(KanIkkeModtages) as fanget:
        skemaer.laes(levering.avro)
    assert f"schema id {skema.id}" in str(fanget.value)
    assert "hemmeligt" not in str(fanget.value)


@pytest.mark.parametrize("raa", [b"\0\0\0\x27\x0fxxxx", b"", b"\1abc"])
async def test_et_ukendt_skema_id_og_en_brudt_ramme_er_beskedens_egen_fejl(hub: Proevehub, raa: bytes) -> None:
    skemaer, levering = Skemaer(hub.administrator), leveret(raa)
    await skemaer.kend([levering])
    with pytest.raises(KanIkkeModtages):
        skemaer.laes(levering.avro)


def leveret(raa: bytes) -> Levering:
    return Levering(levering_id="x", forsoeg=1, frist=dt.datetime.now(dt.UTC), avro=raa)
