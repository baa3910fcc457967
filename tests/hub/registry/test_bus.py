"""The bus obeys the registry: what is registered for a contract can be used by its id, and only where it may."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from brokers.embedded import EmbeddedBroker
from hub.app import koerende
from hub.beskedfordeler.opslag import Opslag
from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.revision import Udoever
from hub.konfiguration.vaerdiopslag import INGEN_VAERDIER
from hub.kontrakter import Miljoe
from hub.registry.forslag import laes_forslag
from hub.registry.kontrakter import Registerkontrakter
from hub.registry.lager import Skemaregister
from hub.registry.registrering import Registrering, registrer
from hub.settings import Indstillinger
from schemas.codec import pak
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager
from schemas.skema import Skema
from tests.hub.api.conftest import Scene

SAG = "dk.faelleshub.sag.SagRegistreret"


def sagskontrakt() -> Skema:
    return standardlager().nyeste(SAG)


def udvidet(felt: str = "supplement") -> dict[str, Any]:
    """The contract with one more field that may be missing, in the content."""
    raa = copy.deepcopy(sagskontrakt().raa)
    data = next(en for en in raa["fields"] if en["name"] == "beskeddata")["type"]
    data["fields"].append({"name": felt, "doc": "Nyt.", "type": ["null", "string"], "default": None})
    return raa


def uden_kuvert() -> dict[str, Any]:
    raa = copy.deepcopy(sagskontrakt().raa)
    raa["fields"].insert(0, {"name": "foerst", "doc": "Foran kuverten.", "type": ["null", "string"], "default": None})
    return raa


@asynccontextmanager
async def scene(data: Path, **indstillinger: Any) -> AsyncIterator[Scene]:
    async with (
        koerende(Indstillinger(data=data, port=0, nedluk_sekunder=5, **indstillinger)) as hub,
        aiohttp.ClientSession(hub.url) as session,
    ):
        scene = Scene(hub, session)
        await scene.opstil()
        yield scene


async def registreret(scene: Scene, raa: Any, hvem: str = "arkitektraad", subject: str = SAG) -> int:
    svar = await scene.kald("POST", f"/registry/subjects/{subject}/versions", hvem, json={"schema": json.dumps(raa)})
    assert svar.status == 200, svar.raa
    return int(svar.json["id"])


async def sendt(scene: Scene, skema_id: int, raa: Any, **data: Any) -> Any:
    """The decision on a fresh sag, written with that schema."""
    indhold = fra_json(json.dumps(scene.besked()).encode(), sagskontrakt())
    indhold["beskeddata"] |= data
    krop = pak(Skema(skema_id, raa), indhold)
    headers = {"Content-Type": "application/vnd.faelleshub.avro"}
    svar = await scene.kald("POST", "/api/v1/beskeder?vent=20", "a", data=krop, headers=headers)
    return svar.json


async def hentet(scene: Scene) -> Any:
    sti = f"/api/v1/dueslag/{scene.ider['dueslag']}/beskeder?max=1&vent=20"
    (levering,) = (await scene.kald("GET", sti, "modtager")).json["beskeder"]
    svar = [{"leveringId": levering["leveringId"], "status": "kvitteret"}]
    await scene.kald("POST", f"/api/v1/dueslag/{scene.ider['dueslag']}/kvitteringer", "modtager", json=svar)
    return levering


async def test_en_ny_version_kan_bruges_straks_i_et_testmiljoe_og_er_maerket(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        id_ = await registreret(s, udvidet())
        assert (await sendt(s, id_, udvidet(), supplement="nyt"))["status"] == "Leveret"
        levering = await hentet(s)
        assert (levering["skemaId"], levering["skematilstand"]) == (id_, "udkast")
        assert levering["besked"]["beskeddata"]["supplement"] == "nyt"
        assert (await s.send()).json["status"] == "Leveret"
        levering = await hentet(s)
        assert (levering["skemaId"], "skematilstand" in levering) == (sagskontrakt().id, False)


async def test_kontraktens_regler_gaelder_ogsaa_den_nye_version(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        id_ = await registreret(s, udvidet())
        svar = await sendt(s, id_, udvidet(), aktoerer=[])
        assert {"OIO-SAG-EJER"} & {aarsag["regel"] for aarsag in svar["aarsager"]}


async def test_i_produktion_passerer_et_udkast_ikke(tmp_path: Path) -> None:
    async with scene(tmp_path, miljoe=Miljoe.PRODUKTION) as s:
        id_ = await registreret(s, udvidet())
        svar = await sendt(s, id_, udvidet())
        assert "SKEMA-TILSTAND" in {aarsag["kode"] for aarsag in svar["aarsager"]}


async def test_en_slettet_version_er_trukket_tilbage(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        id_ = await registreret(s, udvidet())
        assert (await s.kald("DELETE", f"/registry/subjects/{SAG}/versions/2", "arkitektraad")).status == 200
        svar = await sendt(s, id_, udvidet())
        assert {aarsag["kode"] for aarsag in svar["aarsager"]} == {"SKEMA-TILSTAND"}
        assert (
            await s.kald("DELETE", f"/registry/subjects/{SAG}/versions/2?permanent=true", "arkitektraad")
        ).status == 200
        svar = await sendt(s, id_, udvidet())
        assert {aarsag["kode"] for aarsag in svar["aarsager"]} == {"SKEMA_ID"}


async def test_et_skema_uden_husets_kuvert_er_kun_i_registret(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        id_ = await registreret(s, uden_kuvert())
        svar = await sendt(s, id_, uden_kuvert())
        assert {aarsag["kode"] for aarsag in svar["aarsager"]} == {"SKEMA_ID"}


async def test_det_samme_skema_under_et_andet_subject_giver_ingen_ret(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        id_ = await registreret(s, udvidet(), hvem="a", subject="mit-eget")
        svar = await sendt(s, id_, udvidet())
        assert {aarsag["kode"] for aarsag in svar["aarsager"]} == {"SKEMA_ID"}


async def test_en_uforenelig_version_kan_ikke_registreres_og_svaret_naevner_feltet(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        raa = udvidet("kraevet")
        data = next(en for en in raa["fields"] if en["name"] == "beskeddata")["type"]
        data["fields"][-1] = {"name": "kraevet", "doc": "Nyt.", "type": "string"}
        svar = await s.kald("POST", f"/registry/subjects/{SAG}/versions", "a", json={"schema": json.dumps(raa)})
        assert (svar.status, svar.json["error_code"]) == (409, 409)
        assert "beskeddata.kraevet" in svar.json["message"]


async def test_efter_genstart_kendes_versionen_stadig(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        id_ = await registreret(s, udvidet())
        tokens, ider = s.tokens, s.ider
    async with koerende(Indstillinger(data=tmp_path, port=0)) as hub, aiohttp.ClientSession(hub.url) as session:
        igen = Scene(hub, session)
        igen.tokens, igen.ider = tokens, ider
        assert (await sendt(igen, id_, udvidet(), supplement="efter"))["status"] == "Leveret"


async def test_en_anden_instans_kender_et_nyt_skema_foer_den_siger_ukendt(tmp_path: Path) -> None:
    """It does not wait for what it follows: whoever asks for an unknown id makes it look first."""
    async with EmbeddedBroker(tmp_path) as broker:
        her, der = Skemaregister(broker), Skemaregister(broker)
        await her.start()
        await der.start()
        kontrakter = Registerkontrakter(der)
        await kontrakter.start()
        opslag = Opslag(broker, 1, miljoe=Miljoe.TEST, vaerdier=INGEN_VAERDIER, kontrakter=kontrakter)
        await opslag.start(Konfiguration())
        kontrakter.abonner(opslag.skift_kontrakter)
        ny = Registrering(SAG, laes_forslag({"schema": json.dumps(udvidet())}), "a", 1)
        fundet = await her.skriv(lambda tilstand: registrer(tilstand, ny), Udoever("a", "prøve"), SAG)
        besked = b"\0" + fundet.skema.id.to_bytes(4, "big")
        await opslag.kend([besked, b"", b"\0", b"\1xxxx"])
        assert fundet.skema.id in opslag.register.skemaer
        assert opslag.register.tilstande[fundet.skema.id] == "udkast"
        await opslag.kend([b"\0\0\xff\xff\xff"])
        await kontrakter.stop()
        await der.stop()
        await her.stop()
