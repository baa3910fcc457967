"""The catalogue over HTTP: fields, versions, differences, search, topics, and what anyone may fetch."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

import pytest
import pytest_asyncio

from schemas.catalogue import Katalog
from schemas.codec import laes
from schemas.regler import standardlager
from tests.hub.api.conftest import Scene

pytestmark = pytest.mark.asyncio(loop_scope="module")

DOKUMENT = "dk.faelleshub.dokument.DokumentRegistreret"
LD = {"Accept": "application/ld+json"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ny_version(scene: Scene) -> int:
    """The id of a further version of the contract DokumentRegistreret, a draft."""
    raa = copy.deepcopy(standardlager().nyeste(DOKUMENT).raa)
    data = next(en for en in raa["fields"] if en["name"] == "beskeddata")["type"]
    data["fields"].append({"name": "bemaerkning", "doc": "A remark.", "type": ["null", "string"], "default": None})
    krop = {"schema": json.dumps(raa)}
    svar = await scene.kald("POST", f"/registry/subjects/{DOKUMENT}/versions", "arkitektraad", json=krop)
    assert svar.status == 200, svar.raa
    return int(svar.json["id"])


async def hent(scene: Scene, sti: str, hvem: str | None = "b", **resten: Any) -> Any:
    svar = await scene.kald("GET", sti, hvem, **resten)
    assert svar.status == 200, svar.raa
    return svar.json


async def test_felttabellen_siger_sti_type_krav_kodeliste_og_personoplysning(scene: Scene) -> None:
    post = await hent(scene, "/api/v1/katalog/SagRegistreret")
    felter = {felt["sti"]: felt for felt in post["felter"]}
    assert felter["beskeddata.egenskaber[].titel"] == {
        "sti": "beskeddata.egenskaber[].titel",
        "type": "string?",
        "post": "dk.faelleshub.sag.SagEgenskaber",
        "kraevet": False,
        "doc": "The sag's public title, 1-255 characters.",
        "standardvaerdi": "null",
        "personoplysninger": "fritekst",
    }
    assert felter["beskeddata.registrering.livscyklusKode"]["kodeliste"] == "livscyklus"
    assert felter["beskeddata.sagId"]["format"] == "uuid"
    assert felter["beskeddata"]["kraevet"] is True
    assert felter["beskedkuvert.filtreringsdata.objektRegistrering[].objektType"]["kodeliste"] == "objekttype"
    brugte = {felt.get("kodeliste") for felt in post["felter"]} - {None}
    assert {liste["id"] for liste in post["kodelister"]} == brugte
    (livscyklus,) = [liste for liste in post["kodelister"] if liste["id"] == "livscyklus"]
    assert {"kode": "Opstaaet", "da": "Opstået", "en": "Came into being"}.keys() <= livscyklus["koder"][0].keys()


@pytest.mark.parametrize("post", list(Katalog.standard()), ids=lambda post: post.kort_navn)
async def test_eksemplet_er_det_samme_i_hver_form(scene: Scene, post: Any) -> None:
    vist = await hent(scene, f"/api/v1/katalog/{post.beskedtype}")
    laest = laes(base64.b64decode(vist["eksempler"]["avro"]), standardlager())
    assert laest.skema.id == post.id == vist["versioner"][0]["skemaId"]
    assert vist["eksempler"]["avroJson"]["beskedId"]["uuid"]["string"] == laest.indhold["beskedId"]["uuid"]
    assert laest.indhold["beskedId"]["uuid"] in vist["eksempler"]["xml"]
    svar = await scene.kald(
        "POST", "/api/v1/beskeder", "a", data=vist["eksempler"]["xml"], headers={"Content-Type": "application/xml"}
    )
    assert svar.status == 202, svar.raa


async def test_en_ny_version_staar_i_kataloget_med_sit_skema_og_sin_forskel(scene: Scene, ny_version: int) -> None:
    post = await hent(scene, "/api/v1/katalog/DokumentRegistreret")
    assert (post["version"], post["skemaId"], post["tilstand"]) == ("1.1", 2, "blaastemplet")
    assert post["skemaIder"] == [2, ny_version]
    foerst, ny = post["versioner"]
    assert (foerst["version"], foerst["skemaId"], "skema" in foerst, "registreret" in foerst) == (
        "1.1",
        2,
        False,
        False,
    )
    assert (ny["version"], ny["skemaId"], ny["tilstand"]) == ("2", ny_version, "udkast")
    assert ny["skema"]["fields"][3]["type"]["fields"][-1]["name"] == "bemaerkning"
    assert ny["registreret"] > "2026"
    (forskel,) = post["forskelle"]
    assert (forskel["fra"], forskel["til"]) == ("1.1", "2")
    assert forskel["forenelig"] == {"BACKWARD": True, "FORWARD": True}
    (aendring,) = forskel["aendringer"]
    assert (aendring["slags"], aendring["sti"], aendring["ny"]) == (
        "felt-tilfoejet",
        "beskeddata.bemaerkning",
        "null | string",
    )
    assert {(et["retning"], et["regel"]) for et in aendring["foelger"]} == {
        ("BACKWARD", "DEFAULT-BRUGT"),
        ("FORWARD", "FELT-UDELADT"),
    }
    udkast = await hent(scene, "/api/v1/katalog/DokumentRegistreret?version=2")
    assert (udkast["version"], udkast["skemaId"], udkast["tilstand"]) == ("2", ny_version, "udkast")
    assert "beskeddata.bemaerkning" in {felt["sti"] for felt in udkast["felter"]}
    assert "beskeddata.bemaerkning" not in {felt["sti"] for felt in post["felter"]}
    liste = await hent(scene, "/api/v1/katalog")
    assert {en["navn"]: en["skemaIder"] for en in liste["poster"]}[DOKUMENT] == [2, ny_version]


async def test_forskellen_kan_spoerges_begge_veje(scene: Scene, ny_version: int) -> None:
    assert ny_version
    sti = "/api/v1/katalog/DokumentRegistreret/forskel"
    frem = await hent(scene, sti)
    assert (frem["fra"], frem["til"]) == ("1.1", "2")
    assert frem == await hent(scene, f"{sti}?fra=1.1&til=2")
    tilbage = await hent(scene, f"{sti}?fra=2&til=1.1")
    assert [et["slags"] for et in tilbage["aendringer"]] == ["felt-fjernet"]
    uaendret = await hent(scene, "/api/v1/katalog/Flytning/forskel")
    assert (uaendret["fra"], uaendret["til"], uaendret["aendringer"]) == ("1.0", "1.0", [])


@pytest.mark.parametrize(
    ("sti", "status", "ventet"),
    [
        ("DokumentRegistreret?version=9", 404, "there are: 1.1"),
        ("DokumentRegistreret/forskel?fra=9", 404, "there are: 1.1"),
        ("DokumentRegistreret/forskel?til=../x", 400, "til"),
        ("Findesikke/forskel", 404, "lists them all"),
        ("DokumentRegistreret?versjon=1", 400, "versjon"),
    ],
)
async def test_en_ukendt_version_faar_dem_der_er(scene: Scene, sti: str, status: int, ventet: str) -> None:
    svar = await scene.kald("GET", f"/api/v1/katalog/{sti}", "b")
    assert (svar.status, svar.er_problem) == (status, True)
    assert ventet in svar.raa.decode()


@pytest.mark.parametrize(
    ("ord_", "foerst", "hvor"),
    [
        ("byggeansøgning", "Byggeansoegning", "titel"),
        ("BYGGEANSOEGNING", "Byggeansoegning", "navn"),
        ("9af5b53a-d8f5-4408-b1fd-9893f1d0c548", "SagRegistreret", "beskedtype"),
        ("sag titel", "SagRegistreret", "navn"),
        ("opstaaet", "SagRegistreret", "kode"),
    ],
)
async def test_soegning_finder_det_rette_foerst(scene: Scene, ord_: str, foerst: str, hvor: str) -> None:
    fundne = (await hent(scene, "/api/v1/katalog", params={"soeg": ord_}))["poster"]
    assert fundne[0]["navn"].endswith(f".{foerst}")
    assert hvor in {traef["hvor"] for traef in fundne[0]["traef"]}


async def test_soegning_kraever_hvert_ord_og_en_tom_soegning_er_hele_listen(scene: Scene) -> None:
    assert (await hent(scene, "/api/v1/katalog", params={"soeg": "sag findesikkekvak"}))["poster"] == []
    alle = await hent(scene, "/api/v1/katalog")
    assert await hent(scene, "/api/v1/katalog", params={"soeg": "  "}) == alle
    assert [post["skemaId"] for post in alle["poster"]] == [post.id for post in Katalog.standard()]
    assert "traef" not in alle["poster"][0]
    for_lang = await scene.kald("GET", "/api/v1/katalog", "b", params={"soeg": "x" * 201})
    assert (for_lang.status, for_lang.er_problem) == (400, True)


async def test_enhver_kan_hente_det_der_intet_siger_om_nogen(scene: Scene) -> None:
    asyncapi = await hent(scene, "/api/v1/asyncapi.json", None)
    assert asyncapi["asyncapi"] == "3.0.0"
    assert f"http://{asyncapi['servers']['http']['host']}" == scene.hub.url
    dcat = await hent(scene, "/api/v1/katalog.jsonld", None)
    assert len(dcat["dcat:dataset"]) == len(Katalog.standard())
    for system in ("a", "b", "modtager"):
        for dokument in (asyncapi, dcat):
            assert scene.ider[system] not in json.dumps(dokument)
    assert (await scene.kald("GET", "/api/v1/katalog", None)).status == 401


async def test_kataloget_giver_json_ld_til_den_der_beder_om_det(scene: Scene) -> None:
    for sti in ("/api/v1/katalog.jsonld", "/api/v1/katalog", "/api/v1/katalog/Flytning"):
        svar = await scene.kald("GET", sti, "b", headers=LD)
        assert (svar.status, svar.headers["Content-Type"]) == (200, "application/ld+json")
    post = svar.json
    assert post["@type"] == "dcat:Dataset"
    for distribution in post["dcat:distribution"]:
        sti = distribution["dcat:accessURL"]["@id"].removeprefix(scene.hub.url)
        assert (await scene.kald("GET", sti, "b")).status == 200
    begge = await scene.kald("GET", "/api/v1/katalog", "b", headers={"Accept": "application/json, application/ld+json"})
    assert begge.headers["Content-Type"].startswith("application/json")


async def test_emnerne_siger_hvordan_hver_post_er_skrevet(scene: Scene) -> None:
    emner = {emne["navn"]: emne for emne in (await hent(scene, "/api/v1/katalog/emner"))["poster"]}
    assert emner["dueslag.{abonnement}"]["indhold"] == "besked"
    assert emner["besked.log"]["skema"]["name"] == "Logled"
    assert emner["fejlkoe"]["skema"]["name"] == "Fejlpost"
    assert emner["kvittering.{system}"]["skema"]["type"] == "object"
