"""A message's way through the API: in, decided, fetched, acknowledged, and the receipt back."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest

from schemas.codec import laes, pak
from schemas.formater.jsonform import fra_json_besked
from schemas.formater.xml import fra_xml, til_xml
from schemas.regler import standardlager

pytestmark = pytest.mark.asyncio(loop_scope="module")

AVRO = "application/vnd.faelleshub.avro"


def som_avro(scene: Any, besked: dict[str, Any]) -> bytes:
    return pak(*fra_json_besked(json.dumps(besked).encode(), scene.hub.dele.skemaer.find))


def som_xml(scene: Any, besked: dict[str, Any]) -> bytes:
    skema, indhold = fra_json_besked(json.dumps(besked).encode(), scene.hub.dele.skemaer.find)
    return til_xml(indhold, skema)


async def toem(scene: Any, format_: str = "json", vent: float = 0) -> list[dict[str, Any]]:
    """Fetch and acknowledge what is in the dueslag."""
    sti = f"/api/v1/dueslag/{scene.ider['dueslag']}"
    svar = await scene.kald("GET", f"{sti}/beskeder?max=500&vent={vent}&format={format_}", "modtager")
    assert svar.status == 200
    poster: list[dict[str, Any]] = svar.json["beskeder"]
    svarene = [{"leveringId": post["leveringId"], "status": "kvitteret"} for post in poster]
    if svarene:
        kvitteret = await scene.kald("POST", f"{sti}/kvitteringer", "modtager", json=svarene)
        assert {et["udfald"] for et in kvitteret.json["svar"]} == {"modtaget"}
    return poster


async def hent(scene: Any, besked_id: str, format_: str = "json") -> dict[str, Any]:
    """The delivery of one message; earlier ones are acknowledged on the way."""
    for _ in range(20):
        for post in await toem(scene, format_, vent=5):
            if json.dumps(post).find(besked_id) >= 0 or "avro" in post or "xml" in post:
                return post
    raise AssertionError("the message was not delivered")


async def test_uden_vent_svares_202_naar_beskeden_er_gemt(scene: Any) -> None:
    besked = scene.besked()
    svar = await scene.kald("POST", "/api/v1/beskeder", "a", json=besked)
    assert svar.status == 202
    assert svar.json["status"] == "Modtaget"
    assert svar.json["beskedId"] == besked["beskedId"]
    assert (await hent(scene, besked["beskedId"]))["beskedtype"]


@pytest.mark.parametrize("form", ["json", "avro", "xml"])
async def test_en_besked_leveres_som_den_blev_sendt_i_enhver_form(scene: Any, form: str) -> None:
    await toem(scene, form)
    besked = scene.besked()
    raa, medietype = {
        "json": (json.dumps(besked).encode(), "application/json"),
        "avro": (som_avro(scene, besked), AVRO),
        "xml": (som_xml(scene, besked), "text/xml; charset=UTF-8"),
    }[form]
    svar = await scene.kald("POST", "/api/v1/beskeder?vent=10", "a", data=raa, headers={"Content-Type": medietype})
    assert svar.status == 200, svar.raa
    assert svar.json["status"] == "Leveret"
    assert svar.json["modtagere"] == 1
    post = await hent(scene, besked["beskedId"], form)
    sendt = som_avro(scene, besked)
    match form:
        case "avro":
            assert base64.b64decode(post["avro"]) == sendt
        case "xml":
            skema, indhold = fra_xml(post["xml"].encode(), scene.hub.dele.skemaer.find)
            assert pak(skema, indhold) == sendt
        case _:
            assert som_avro(scene, post["besked"]) == sendt
    assert post["skema"] == "dk.faelleshub.sag.SagRegistreret"
    assert post["skemaId"] == laes(sendt, standardlager()).skema.id
    assert post["afsender"] == scene.ider["a"]


async def test_en_afvist_besked_svarer_med_alle_aarsager(scene: Any) -> None:
    besked = scene.besked()
    besked["beskeddata"]["relationer"] = {}
    del besked["beskedkuvert"]["leveranceinformation"]["kildesystem"]
    svar = await scene.kald("POST", "/api/v1/beskeder?vent=10", "a", json=besked)
    assert svar.status == 422
    if not svar.json.get("modtagelseId"):  # the form itself may refuse it first
        assert svar.json["aarsager"]
        return
    assert svar.er_problem
    assert len(svar.json["aarsager"]) > 1
    assert all({"regel", "kode", "sti", "tekst", "text", "maal"} <= aarsag.keys() for aarsag in svar.json["aarsager"])


async def test_raa_bytes_tages_imod_og_afvises_af_kontrakten(scene: Any) -> None:
    svar = await scene.kald(
        "POST", "/api/v1/beskeder?vent=10", "a", data=b"\0\0\0\0\1vroevl", headers={"Content-Type": AVRO}
    )
    assert svar.status == 422
    assert svar.json["aarsager"][0]["kode"] == "AVRO"


async def test_samme_besked_igen_er_en_dublet(scene: Any) -> None:
    besked = scene.besked()
    foerst = await scene.kald("POST", "/api/v1/beskeder?vent=10", "a", json=besked)
    igen = await scene.kald("POST", "/api/v1/beskeder?vent=10", "a", json=besked)
    assert (foerst.json["status"], igen.json["status"]) == ("Leveret", "Dublet")
    assert igen.status == 200


async def test_en_formfejl_siger_sti_linje_og_raad(scene: Any) -> None:
    besked = scene.besked()
    besked["beskeddata"]["egenskabr"] = 1
    svar = await scene.kald("POST", "/api/v1/beskeder", "a", json=besked)
    assert svar.status == 422
    assert any("egenskabr" in aarsag["sti"] for aarsag in svar.json["aarsager"])
    svar = await scene.kald(
        "POST", "/api/v1/beskeder", "a", data=b'{\n "a": }', headers={"Content-Type": "application/json"}
    )
    assert svar.status in {400, 422}
    assert svar.json["aarsager"][0]["linje"] == 2


async def test_ukendt_beskedtype_naevner_kataloget(scene: Any) -> None:
    besked = scene.besked()
    besked["beskedkuvert"]["filtreringsdata"]["beskedtype"] = "11111111-2222-4333-8444-555555555555"
    svar = await scene.kald("POST", "/api/v1/beskeder", "a", json=besked)
    assert svar.status == 422
    assert "/api/v1/katalog" in svar.json["aarsager"][0]["text"]


async def test_anden_medietype_og_for_stor_besked_afvises(scene: Any) -> None:
    svar = await scene.kald("POST", "/api/v1/beskeder", "a", data=b"x", headers={"Content-Type": "text/plain"})
    assert (svar.status, svar.er_problem) == (415, True)
    svar = await scene.kald(
        "POST", "/api/v1/beskeder", "a", data=io.BytesIO(b"\0" * 2_000_001), headers={"Content-Type": AVRO}
    )
    assert (svar.status, svar.er_problem) == (413, True)


async def test_afsenderen_faar_kvittering_for_afgoerelse_og_for_modtagerens_svar(scene: Any) -> None:
    fra = (await scene.kald("GET", "/api/v1/kvitteringer?max=500", "a")).json["naeste"]
    sendt = (await scene.send()).json
    await hent(scene, sendt["beskedId"])
    set_: list[str] = []
    efter = fra
    for _ in range(20):
        svar = await scene.kald("GET", f"/api/v1/kvitteringer?vent=2&efter={efter}", "a")
        efter = svar.json["naeste"]
        set_ += [k["status"] for k in svar.json["kvitteringer"] if k.get("beskedId") == sendt["beskedId"]]
        if "Kvitteret" in set_:
            break
    assert set_ == ["Leveret", "Kvitteret"]


async def test_en_markoer_hoerer_til_den_der_fik_den(scene: Any) -> None:
    egen = (await scene.kald("GET", "/api/v1/kvitteringer", "a")).json["naeste"]
    svar = await scene.kald("GET", f"/api/v1/kvitteringer?efter={egen}", "b")
    assert (svar.status, svar.er_problem) == (400, True)


async def test_sporet_viser_afsenderen_det_hele_og_modtageren_sin_del(scene: Any) -> None:
    besked_id = (await scene.send()).json["beskedId"]
    await hent(scene, besked_id)
    for hvem in ("a", "modtager", "administrator", "revisor", "myndighed_a"):
        for _ in range(50):
            svar = await scene.kald("GET", f"/api/v1/beskeder/{besked_id}/spor", hvem)
            if svar.status == 200 and any(hop["slags"] == "kvitteret" for hop in svar.json["hop"]):
                break
        slags = [hop["slags"] for hop in svar.json["hop"]]
        assert slags[0] == "modtaget", hvem
        assert {"afgjort", "lagt", "leveret", "kvitteret"} <= set(slags), hvem
    for hvem in ("b", "myndighed_b"):
        svar = await scene.kald("GET", f"/api/v1/beskeder/{besked_id}/spor", hvem)
        assert (svar.status, svar.er_problem) == (404, True), hvem


async def test_den_der_genbruger_et_beskedid_ser_kun_sin_egen(scene: Any) -> None:
    besked = scene.besked()
    assert (await scene.kald("POST", "/api/v1/beskeder?vent=10", "a", json=besked)).status == 200
    fremmed = json.loads(json.dumps(besked))
    fremmed["beskedkuvert"]["leveranceinformation"]["kildesystem"] = scene.ider["b"]
    assert (await scene.kald("POST", "/api/v1/beskeder?vent=10", "b", json=fremmed)).status == 422
    for _ in range(50):
        svar = await scene.kald("GET", f"/api/v1/beskeder/{besked['beskedId']}/spor", "b")
        if svar.status == 200:
            break
    systemer = {hop.get("system") for hop in svar.json["hop"]} - {None}
    assert systemer == {scene.ider["b"]}


async def test_et_svar_pr_levering_ogsaa_for_ukendte(scene: Any) -> None:
    sti = f"/api/v1/dueslag/{scene.ider['dueslag']}/kvitteringer"
    svar = await scene.kald("POST", sti, "modtager", json=[{"leveringId": "findes-ikke", "status": "kvitteret"}])
    assert svar.status == 200
    assert svar.json["svar"] == [{"leveringId": "findes-ikke", "udfald": "ukendt"}]


async def test_fejlkoen_viser_afsenderen_bytes_men_ikke_andre(scene: Any) -> None:
    raa = b"\0\0\0\0\1" + b"\x7f" * 20
    svar = await scene.kald("POST", "/api/v1/beskeder?vent=10", "a", data=raa, headers={"Content-Type": AVRO})
    for _ in range(50):
        poster = (await scene.kald("GET", "/api/v1/fejlkoe?tilstand=aaben", "a")).json["poster"]
        fundne = [post for post in poster if post["modtagelseId"] == svar.json["modtagelseId"]]
        if fundne:
            break
    fejl = fundne[0]["id"]
    egen = await scene.kald("GET", f"/api/v1/fejlkoe/{fejl}", "a")
    assert base64.b64decode(egen.json["besked"]) == raa
    andres = await scene.kald("GET", f"/api/v1/fejlkoe/{fejl}", "revisor")
    assert andres.status == 200
    assert "besked" not in andres.json
    assert (await scene.kald("GET", f"/api/v1/fejlkoe/{fejl}", "b")).status == 404
    proevet = await scene.kald(
        "POST",
        "/api/v1/fejlkoe/genafspil",
        json={
            "filter": {"system": scene.ider["a"], "regel": fundne[0]["regler"][0]},
            "toerkoersel": True,
        },
    )
    assert proevet.status == 200, proevet.raa
    assert {"id": fejl, "udfald": "ville"} in proevet.json["udfald"]
    for ventet in ("genafspillet", "allerede"):
        svar = await scene.kald("POST", f"/api/v1/fejlkoe/{fejl}/genafspil", json={"begrundelse": "prøv igen"})
        assert svar.status == 200, svar.raa
        assert svar.json["udfald"] == [{"id": fejl, "udfald": ventet}]
    tomt = await scene.kald("POST", "/api/v1/fejlkoe/genafspil", json={"filter": {}, "begrundelse": "alle"})
    assert tomt.status == 422
