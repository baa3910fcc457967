"""Who breaks, asked of a running hub: by the council, by an authority and by a vendor's system."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.hub.api.conftest import MYNDIGHED_A, UKENDT_ID, Scene, scene
from tests.hub.konsekvens.opstilling import SAG, kraevet, med, sag
from tests.hub.registry.test_bus import registreret, sendt, udvidet
from tests.hub.registry.test_bus import scene as bus_scene

__all__ = ["scene"]

pytestmark = pytest.mark.asyncio(loop_scope="module")

STI = "/api/v1/konsekvens"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trafik(scene: Scene) -> list[str]:
    """Three sager on the bus, sent by `a` and laid in the dueslag of `modtager`."""
    svarene = [await scene.send() for _ in range(3)]
    assert {svar.json["status"] for svar in svarene} == {"Leveret"}
    return [svar.json["beskedId"] for svar in svarene]


async def spurgt(scene: Scene, raa: Any, hvem: str = "arkitektraad", **mere: Any) -> Any:
    svar = await scene.kald("POST", STI, hvem, json={"skema": raa} | mere)
    assert svar.status == 200, svar.raa
    return svar.json


async def test_raadet_ser_alle_og_hvem_der_brydes(scene: Scene, trafik: list[str]) -> None:
    assert trafik
    svar = await spurgt(scene, sag(kraevet))
    assert {en["navn"]: en["virkning"] for en in svar["afsendere"]} == {
        "a": "brydes",
        "modtager": "brydes",
        "b": "brydes",
    }
    a = next(en for en in svar["afsendere"] if en["navn"] == "a")
    assert (a["grundlag"], a["versioner"]) == ("trafik", ["1.1 (id 1)"])
    (grund,) = a["grunde"]
    assert (grund["regel"], grund["sti"]) == ("DEFAULT-MANGLER", "beskeddata.kraevet")
    assert "kraevet" in grund["text"]
    assert "kraevet" in grund["tekst"]
    assert [en["id"] for en in svar["abonnementer"]] == [scene.ider["dueslag"]]
    assert svar["sammenfatning"]["afsendere"] == {"brydes": 3, "betydning": 0, "gavner": 0, "uberoert": 0}
    assert {en["navn"] for en in svar["myndigheder"]} == {"Kommune A", "Kommune B"}
    assert {en["virkning"] for en in svar["serviceaftaler"]} == {"brydes"}
    assert "afspilning" not in svar


@pytest.mark.parametrize("rolle", ["sekretaer", "driftsrolle", "administrator"])
async def test_de_der_arbejder_for_raadet_ser_hvad_det_ser(scene: Scene, trafik: list[str], rolle: str) -> None:
    assert trafik
    navne = ("afsendere", "abonnementer", "myndigheder", "serviceaftaler", "sammenfatning")
    raadets, deres = await spurgt(scene, sag(kraevet)), await spurgt(scene, sag(kraevet), rolle)
    assert [deres[navn] for navn in navne] == [raadets[navn] for navn in navne]
    assert raadets["sammenfatning"]["afsendere"]["brydes"] == 3


async def test_trafikken_er_talt_pr_version_og_system(scene: Scene, trafik: list[str]) -> None:
    svar = await spurgt(scene, sag())
    assert svar["trafikKendt"] is True
    fundet = {(en["vej"], en["systemnavn"]): en for en in svar["trafik"]}
    assert fundet.keys() == {("sendt", "a"), ("modtaget", "modtager")}
    for en in fundet.values():
        assert (en["skemaId"], en["version"]) == (1, "1.1")
        assert en["antal"] >= len(trafik)
        assert en["senest"].startswith("20")
    assert fundet["modtaget", "modtager"]["dueslag"] == scene.ider["dueslag"]


async def test_afspilningen_taeller_hvad_der_ville_blive_afvist_og_hvorfor(scene: Scene, trafik: list[str]) -> None:
    svar = (await spurgt(scene, sag(kraevet), afspil=2))["afspilning"]
    assert (svar["oensket"], svar["proevet"], svar["afvist"], svar["passerer"], svar["hele"]) == (2, 2, 2, 0, True)
    (aarsag,) = svar["aarsager"]
    assert (aarsag["regel"], aarsag["sti"], aarsag["antal"]) == ("DEFAULT-MANGLER", "beskeddata.kraevet", 2)
    assert [(en["systemnavn"], en["afvist"]) for en in svar["systemer"]] == [("a", 2)]
    fin = (await spurgt(scene, sag(med()), afspil=10_000))["afspilning"]
    assert fin["proevet"] >= len(trafik)
    assert (fin["afvist"], fin["aarsager"]) == (0, [])
    assert fin["fra"] <= fin["til"]


async def test_en_leverandoer_og_en_myndighed_ser_kun_deres_eget(scene: Scene, trafik: list[str]) -> None:
    assert trafik
    b = await spurgt(scene, sag(kraevet), "b", afspil=10)
    assert {en["system"] for en in b["afsendere"]} == {scene.ider["b"]}
    assert (b["abonnementer"], b["trafik"]) == ([], [])
    assert b["afspilning"]["proevet"] == 0
    for navn in ("a", "modtager"):
        assert scene.ider[navn] not in json.dumps(b)
    kommune = await spurgt(scene, sag(kraevet), "myndighed_a", afspil=10)
    assert {en["myndighed"] for en in kommune["afsendere"]} == {MYNDIGHED_A}
    assert kommune["afspilning"]["proevet"] > 0
    assert scene.ider["b"] not in json.dumps(kommune)


async def test_en_adapter_der_har_sagt_hvad_den_laeser_er_med_og_kun_den_brydes(scene: Scene) -> None:
    sti = f"/api/v1/systemer/{scene.ider['modtager']}/laeseskemaer"
    egen = json.dumps(sag(med("noegle", type="string")))
    krop = {"adapter": "journalen", "laeser": [{"navn": SAG, "skema": egen}]}
    svar = await scene.kald("PUT", sti, "modtager", json=krop)
    assert svar.status == 200, svar.raa
    assert (await scene.kald("GET", sti, "arkitektraad")).json == svar.json
    fundet = await spurgt(scene, sag(med()))
    (adapter,) = [en for en in fundet["adaptere"] if en["system"] == scene.ider["modtager"]]
    assert (adapter["navn"], adapter["virkning"], adapter["grundlag"]) == ("journalen", "brydes", "registreret")
    assert adapter["grunde"][0]["sti"] == "beskeddata.noegle"
    assert [en["virkning"] for en in fundet["abonnementer"]] == ["brydes"]
    husets = {"laeser": [{"navn": SAG, "skemaId": 1}]}
    assert (await scene.kald("PUT", sti, "modtager", json=husets)).status == 200
    fundet = await spurgt(scene, sag(med()))
    (adapter,) = [en for en in fundet["adaptere"] if en["system"] == scene.ider["modtager"]]
    assert (adapter["navn"], adapter["virkning"], adapter["versioner"]) == ("modtager", "uberoert", ["1.1 (id 1)"])


async def test_det_samme_igen_er_ingen_aendring(scene: Scene) -> None:
    sti = f"/api/v1/systemer/{scene.ider['a']}/laeseskemaer"
    for _ in range(3):
        assert (await scene.kald("PUT", sti, "a", json={"laeser": [{"navn": SAG, "skemaId": 1}]})).status == 200
    efter = (await scene.kald("GET", "/api/v1/aendringer?max=500")).json["poster"]
    egne = [en for en in efter if (en["slags"], en["id"]) == ("laeseskemaer", scene.ider["a"])]
    assert len(egne) == 1


@pytest.mark.parametrize(
    ("laeser", "sti"),
    [
        ({"navn": SAG}, "laeser[0]"),
        ({"navn": SAG, "skemaId": 1, "skema": '"string"'}, "laeser[0]"),
        ({"navn": SAG, "skemaId": 999}, "laeser[0].skemaId"),
        ({"navn": "dk.faelleshub.x.Y", "skemaId": 1}, "laeser[0].skemaId"),
        ({"navn": SAG, "skema": "{"}, "laeser[0].skema"),
        ({"navn": "dk.x.Y", "skema": json.dumps(sag())}, "laeser[0].navn"),
        ({"navn": "ikke et navn", "skemaId": 1}, "laeser[0]"),
    ],
)
async def test_et_laeseskema_der_ikke_passer_afvises_med_sted(scene: Scene, laeser: dict[str, Any], sti: str) -> None:
    vej = f"/api/v1/systemer/{scene.ider['b']}/laeseskemaer"
    svar = await scene.kald("PUT", vej, "b", json={"laeser": [laeser]})
    assert (svar.status, svar.er_problem) == (422, True)
    assert sti in svar.json["detail"]
    assert (await scene.kald("GET", vej, "b")).json == {"system": scene.ider["b"], "laeser": []}


async def test_et_andet_systems_laeseskemaer_findes_ikke(scene: Scene) -> None:
    krop = {"laeser": [{"navn": SAG, "skemaId": 1}]}
    for id_ in (scene.ider["a"], UKENDT_ID):
        assert (await scene.kald("PUT", f"/api/v1/systemer/{id_}/laeseskemaer", "b", json=krop)).status == 404
        assert (await scene.kald("GET", f"/api/v1/systemer/{id_}/laeseskemaer", "b")).status == 404


@pytest.mark.parametrize(
    ("krop", "status", "sted"),
    [
        ({}, 422, "skema"),
        ({"skema": "{"}, 422, "skema"),
        ({"skema": ["null"]}, 422, "skema"),
        ({"skema": {"type": "record"}}, 422, "skema"),
        ({"skema": sag(), "afspil": -1}, 422, "afspil"),
        ({"skema": sag(), "afspil": 10_001}, 422, "afspil"),
        ({"skema": sag(), "afspild": 1}, 422, "afspil"),
    ],
)
async def test_et_ubrugeligt_forslag_siger_hvad_der_er_galt(
    scene: Scene, krop: dict[str, Any], status: int, sted: str
) -> None:
    svar = await scene.kald("POST", STI, "arkitektraad", json=krop)
    assert (svar.status, svar.er_problem) == (status, True)
    assert sted in json.dumps(svar.json["fejl"])


async def test_et_for_stort_forslag_tages_ikke(scene: Scene) -> None:
    krop = io.BytesIO(json.dumps({"skema": sag() | {"doc": "x" * 2_000_001}}).encode())
    svar = await scene.kald("POST", STI, data=krop, headers={"Content-Type": "application/json"})
    assert svar.status == 413
    svar = await scene.kald("POST", STI, json={"skema": sag() | {"doc": "x" * 600_000}})
    assert svar.status == 422


async def test_et_ukendt_navn_roerer_ingen_og_er_ingen_fejl(scene: Scene) -> None:
    svar = await spurgt(scene, {"type": "record", "name": "dk.nyt.Nyhed", "fields": []}, afspil=5)
    assert (svar["navn"], svar["kontrakter"], svar["afsendere"]) == ("dk.nyt.Nyhed", [], [])


async def test_hver_version_taelles_for_sig_og_afsenderen_maales_paa_den_den_bruger(tmp_path: Path) -> None:
    """A draft in the registry is a version as any other: what was sent under it is counted, held against and replayed."""
    async with bus_scene(tmp_path) as s:
        ny = await registreret(s, udvidet())
        assert (await sendt(s, ny, udvidet(), supplement="nyt"))["status"] == "Leveret"
        assert (await s.send()).json["status"] == "Leveret"
        svar = await spurgt(s, sag(), afspil=10)
        assert {(en["vej"], en["skemaId"], en["antal"]) for en in svar["trafik"]} == {
            ("sendt", 1, 1),
            ("sendt", ny, 1),
            ("modtaget", 1, 1),
            ("modtaget", ny, 1),
        }
        (kontrakt,) = svar["kontrakter"]
        assert [(en["skemaId"], en["tilstand"]) for en in kontrakt["versioner"]] == [
            (1, "blaastemplet"),
            (ny, "udkast"),
        ]
        a = next(en for en in svar["afsendere"] if en["navn"] == "a")
        assert (a["virkning"], [(en["regel"], en["sti"]) for en in a["grunde"]]) == (
            "betydning",
            [("FELT-UDGAAR", "beskeddata.supplement")],
        )
        b = next(en for en in svar["afsendere"] if en["navn"] == "b")
        assert (b["virkning"], b["grundlag"]) == ("uberoert", "antaget")
        assert (svar["afspilning"]["proevet"], svar["afspilning"]["afvist"]) == (2, 0)
        haard = await spurgt(s, udvidet_med("supplement", "long"), afspil=10)
        assert [(en["regel"], en["sti"], en["antal"]) for en in haard["afspilning"]["aarsager"]] == [
            ("UNION-GREN", "beskeddata.supplement", 1)
        ]


def udvidet_med(felt: str, type_: str) -> dict[str, Any]:
    return sag(med(felt, type=["null", type_], default=None))
