"""OIO JSON over HTTP: the hub puts the envelope around, and takes it off again for the receiver."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from schemas.codec import laes
from schemas.regler import standardlager
from tests.schemas.formater.oioobjekter import dokument, sag

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAG = "/api/v1/oio/sag?vent=10"


async def hent(scene: Any, form: str) -> list[Any]:
    """What lies in the dueslag, acknowledged."""
    sti = f"/api/v1/dueslag/{scene.ider['dueslag']}"
    poster: list[Any] = (await scene.kald("GET", f"{sti}/beskeder?vent=5&format={form}", "modtager")).json["beskeder"]
    svar = [{"leveringId": post["leveringId"], "status": "kvitteret"} for post in poster]
    assert (await scene.kald("POST", f"{sti}/kvitteringer", "modtager", json=svar)).status == 200
    return poster


@pytest.mark.parametrize(("slags", "objekt"), [("sag", sag()), ("dokument", dokument())])
async def test_et_objekt_kommer_ud_som_det_kom_ind_og_kun_en_gang(
    scene: Any, slags: str, objekt: dict[str, Any]
) -> None:
    sti = f"/api/v1/oio/{slags}?vent=10"
    svar = await scene.kald("POST", sti, "a", json=objekt)
    assert (svar.status, svar.json["status"]) == (200, "Leveret"), svar.raa
    assert (await scene.kald("POST", sti, "a", json=objekt)).json["status"] == "Dublet"
    (post,) = await hent(scene, "oio")
    assert post["oio"] == objekt
    assert "itSystemer" in post["oioUdeladt"]


async def test_kuverten_siger_hvad_kaldet_og_objektet_siger(scene: Any) -> None:
    objekt = sag() | {"id": "11c2a8e0-0d0b-4f5e-9a4d-6f2b8f0c7a11"}
    valg = "&foelsomhed=FOELSOMME_PERSONOPLYSNINGER&transaktionsId=22c2a8e0-0d0b-4f5e-9a4d-6f2b8f0c7a11&handling=Ret"
    assert (await scene.kald("POST", SAG + valg, "a", json=objekt)).status == 200
    (post,) = await hent(scene, "avro")
    indhold = laes(base64.b64decode(post["avro"]), standardlager()).indhold
    leverance = indhold["beskedkuvert"]["leveranceinformation"]
    (registrering,) = indhold["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]
    assert leverance["kildesystem"]["uuid"] == scene.ider["a"]
    assert leverance["transaktionsId"]["uuid"] == "22c2a8e0-0d0b-4f5e-9a4d-6f2b8f0c7a11"
    assert registrering["opgaveEmne"]["urn"] == "urn:oio:kle:02.34.02"
    assert registrering["objektId"]["uuid"] == objekt["id"]
    assert registrering["registreringstidspunkt"] == indhold["beskeddata"]["registrering"]["tidspunkt"] | {
        "original": None
    }
    assert [system["reference"]["uuid"] for system in indhold["beskeddata"]["itSystemer"]] == [scene.ider["a"]] * 2
    assert indhold["beskeddata"]["egenskaber"][0]["foelsomhed"] == "FOELSOMME_PERSONOPLYSNINGER"


async def test_klasser_ved_uuid_faar_deres_kle_af_kaldet(scene: Any) -> None:
    objekt = sag() | {"id": "33c2a8e0-0d0b-4f5e-9a4d-6f2b8f0c7a11"}
    for klasse in ("primaerklasse", "handlingsklasse"):
        (relation,) = objekt["relationer"][klasse]
        relation |= {"uuid": "5b4e2798-1d05-43aa-9acc-0b4db19b6f69"}
        del relation["urn"]
    uden = await scene.kald("POST", SAG, "a", json=objekt)
    assert {(en["kode"], en["sti"]) for en in uden.json["aarsager"]} == {
        ("SAG-KLASSE-KODE", "beskeddata.klasser[0].brugervendtNoegle"),
        ("SAG-KLASSE-KODE", "beskeddata.klasser[1].brugervendtNoegle"),
        ("KUVERT-KLE", "beskedkuvert.filtreringsdata.objektRegistrering[0].opgaveEmne"),
    }
    assert (await scene.kald("POST", f"{SAG}&kle=02.34.02&facet=P19", "a", json=objekt)).json["status"] == "Leveret"
    (post,) = await hent(scene, "oio")
    assert post["oio"] == objekt


@pytest.mark.parametrize(
    ("sti", "krop", "status", "ventet"),
    [
        (f"{SAG}&handling=Foedsel", sag(), 422, "must be one of Opret, Ret"),
        (f"{SAG}&kle=2", sag(), 400, "kle"),
        (f"{SAG}&myndighed=1", sag(), 400, "myndighed"),
        (SAG, sag() | {"titel": "x"}, 422, "no such field"),
        (SAG, [], 422, "FORM"),
        ("/api/v1/oio/brev", sag(), 404, "no such resource"),
    ],
)
async def test_brud_siges_med_sted(scene: Any, sti: str, krop: Any, status: int, ventet: str) -> None:
    svar = await scene.kald("POST", sti, "a", json=krop)
    assert (svar.status, svar.er_problem) == (status, True)
    assert ventet in svar.raa.decode()


async def test_en_anden_myndighed_end_aftalens_afvises(scene: Any) -> None:
    svar = await scene.kald("POST", f"{SAG}&myndighed=12345678", "a", json=sag(ejer="12345678"))
    assert "MYNDIGHED-AFSENDER" in {en["kode"] for en in svar.json["aarsager"]}


async def test_en_besked_om_andet_kommer_som_avro_naar_der_bedes_om_oio(scene: Any) -> None:
    flytning = json.loads((await scene.kald("GET", "/api/v1/katalog/Flytning", "a")).raa)["eksempel"]
    flytning["beskedkuvert"]["leveranceinformation"]["kildesystem"] = scene.ider["a"]
    svar = await scene.kald("POST", "/api/v1/beskeder?vent=10", "a", json=flytning)
    assert svar.json["status"] == "Leveret", svar.raa
    (post,) = await hent(scene, "oio")
    assert "oio" not in post
    assert post["avro"]
