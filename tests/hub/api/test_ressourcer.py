"""Configuration over the API: created, read, changed, ended; by whom, and with what reason."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.formater.xml.vaerdiliste import Attributliste, Egenskab, OpretInput, Vaerdiliste, fra_opret_input

pytestmark = pytest.mark.asyncio(loop_scope="module")

AFTALER = "/api/v1/serviceaftaler"


def aftale(scene: Any, navn: str, **felter: Any) -> dict[str, Any]:
    return {
        "navn": navn,
        "system": scene.ider["a"],
        "retning": "modtag",
        "beskedtyper": ["*"],
        "kle": ["27.*"],
        "foelsomhed": "FORTROLIGE_PERSONOPLYSNINGER",
        "myndigheder": ["58271713"],
        "gyldigFra": "2026-01-01T00:00:00+01:00",
        "begrundelse": "prøve",
    } | felter


async def test_en_myndighed_opretter_retter_og_afslutter_sin_egen_aftale(scene: Any) -> None:
    oprettet = await scene.kald("POST", AFTALER, "myndighed_a", json=aftale(scene, "egen"))
    assert oprettet.status == 201
    sti = oprettet.headers["Location"]
    rettet = await scene.kald("PUT", sti, "myndighed_a", json=aftale(scene, "egen", kle=["02.*"]))
    assert rettet.json["kle"] == ["02.*"]
    assert (await scene.kald("DELETE", sti, "myndighed_a", headers={"Begrundelse": "slut"})).status == 204
    assert (await scene.kald("GET", sti, "myndighed_a")).json["tilstand"] == "afsluttet"


@pytest.mark.parametrize("myndigheder", [["12345678"], ["*"], ["58271713", "12345678"]])
async def test_en_myndighed_raader_ikke_over_andres_beskeder(scene: Any, myndigheder: list[str]) -> None:
    svar = await scene.kald("POST", AFTALER, "myndighed_a", json=aftale(scene, "for bred", myndigheder=myndigheder))
    assert svar.status == 404
    navn = f"snæver {len(myndigheder)} {myndigheder[0].strip('*')}.".strip()
    svar = await scene.kald("POST", AFTALER, "myndighed_a", json=aftale(scene, navn))
    assert svar.status == 201
    svar = await scene.kald(
        "PUT", svar.headers["Location"], "myndighed_a", json=aftale(scene, navn, myndigheder=myndigheder)
    )
    assert svar.status == 404


async def test_et_system_abonnerer_for_sig_selv(scene: Any) -> None:
    krop = {"navn": "egne sager", "system": scene.ider["b"], "begrundelse": "prøve"}
    oprettet = await scene.kald("POST", "/api/v1/abonnementer", "b", json=krop)
    assert oprettet.status == 201
    sti = oprettet.headers["Location"]
    rettet = await scene.kald("PUT", sti, "b", json=krop | {"levering": {"fristSekunder": 5}})
    assert rettet.json["levering"]["fristSekunder"] == 5
    overdraget = await scene.kald("PUT", sti, "b", json=krop | {"system": scene.ider["a"]})
    assert overdraget.status == 404
    assert (await scene.kald("DELETE", sti, "b", headers={"Begrundelse": "slut"})).status == 204


async def test_en_aendring_uden_begrundelse_afvises(scene: Any) -> None:
    svar = await scene.kald("POST", "/api/v1/organisation", json={"cvr": "11111111", "navn": "Ny"})
    assert svar.status == 422
    assert svar.json["fejl"] == [{"sti": "begrundelse", "text": "is missing; add it"}]
    svar = await scene.kald("DELETE", "/api/v1/organisation/58271713")
    assert svar.status == 422


async def test_en_aendring_staar_i_revisionen_med_hvem_og_hvorfor(scene: Any) -> None:
    krop = {"cvr": "99999999", "navn": "Revideret"}
    svar = await scene.kald("POST", "/api/v1/organisation", json=krop, headers={"Begrundelse": "for revisionen"})
    assert svar.status == 201
    poster: list[Any] = []
    efter = None
    while True:
        side = (
            await scene.kald(
                "GET", "/api/v1/aendringer", "revisor", params={"max": 5} | ({"efter": efter} if efter else {})
            )
        ).json
        poster += side["poster"]
        efter = side.get("naeste")
        if efter is None:
            break
    fundet = [post for post in poster if post["slags"] == "myndighed" and post["id"] == "99999999"]
    assert [(post["hvem"], post["hvorfor"], "foer" in post) for post in fundet] == [
        ("administrator (administrator)", "for revisionen", False)
    ]
    assert fundet[0]["hvorfra"] == "127.0.0.1"
    assert fundet[0]["efter"]["navn"] == "Revideret"
    assert [post["nr"] for post in poster] == sorted({post["nr"] for post in poster})


async def test_et_nummer_i_et_filter_staar_maskeret_i_revisionen(scene: Any) -> None:
    krop = {
        "navn": "en person",
        "system": scene.ider["b"],
        "filter": {"objekter": ["urn:oio:cpr-nr:6101901234"]},
        "begrundelse": "prøve",
    }
    assert (await scene.kald("POST", "/api/v1/abonnementer", "b", json=krop)).status == 201
    svar = await scene.kald("GET", "/api/v1/aendringer?max=500", "revisor")
    assert b"6101901234" not in svar.raa
    assert b"en person" in svar.raa


async def test_samme_navn_og_haengende_henvisninger_er_konflikter(scene: Any) -> None:
    krop = {"navn": "a", "myndighed": "58271713", "begrundelse": "prøve"}
    assert (await scene.kald("POST", "/api/v1/systemer", json=krop)).status == 409
    svar = await scene.kald("POST", "/api/v1/systemer", json=krop | {"navn": "forældreløs", "myndighed": "87654321"})
    assert (svar.status, svar.json["fejl"][0]["sti"]) == (409, "myndighed")
    svar = await scene.kald("DELETE", "/api/v1/organisation/58271713", headers={"Begrundelse": "prøve"})
    assert svar.status == 409
    assert "still used by" in svar.json["detail"]


async def test_if_match_vaerner_mod_samtidige_rettelser(scene: Any) -> None:
    sti = f"/api/v1/systemer/{scene.ider['b']}"
    laest = await scene.kald("GET", sti)
    krop = laest.json | {"begrundelse": "prøve", "systemtype": "esdh"}
    foerst = await scene.kald("PUT", sti, json=krop, headers={"If-Match": laest.headers["ETag"]})
    assert foerst.status == 200
    sen = await scene.kald("PUT", sti, json=krop | {"systemtype": "andet"}, headers={"If-Match": laest.headers["ETag"]})
    assert (sen.status, sen.er_problem) == (412, True)
    assert (await scene.kald("GET", sti)).json["systemtype"] == "esdh"


async def test_ukendte_felter_naevnes_med_det_der_nok_var_ment(scene: Any) -> None:
    krop = {"navn": "x", "myndihed": "58271713", "begrundelse": "prøve"}
    svar = await scene.kald("POST", "/api/v1/systemer", json=krop)
    assert svar.status == 422
    assert {"sti": "myndihed", "text": "is not known here; did you mean myndighed?"} in svar.json["fejl"]


async def test_en_liste_deles_i_sider_uden_huller(scene: Any) -> None:
    hele = (await scene.kald("GET", "/api/v1/systemer?max=500")).json["poster"]
    laest: list[str] = []
    efter = None
    while True:
        svar = await scene.kald("GET", "/api/v1/systemer", params={"max": 1} | ({"efter": efter} if efter else {}))
        laest += [post["id"] for post in svar.json["poster"]]
        efter = svar.json.get("naeste")
        if efter is None:
            break
    assert laest == [post["id"] for post in hele]
    assert len(laest) >= 3


async def test_vaerdier_tilfoejes_soeges_laeses_og_fjernes_af_ejeren(scene: Any) -> None:
    liste = await scene.opret("/api/v1/vaerdilister", "b", navn="personer", system=scene.ider["b"])
    sti = f"/api/v1/vaerdilister/{liste['id']}/vaerdier"
    vaerdier = ["urn:oio:cpr-nr:6101901234", "urn:oio:cpr:6101901235"]
    svar = await scene.kald("POST", sti, "b", json={"vaerdier": vaerdier})
    assert svar.json == {"aendret": 2, "antal": 2}
    assert (await scene.kald("POST", f"{sti}/soeg", "b", json={"vaerdi": "urn:oio:cpr-nr:6101901235"})).json == {
        "findes": True
    }
    laest = (await scene.kald("GET", f"{sti}?max=1", "b")).json
    rest = (await scene.kald("GET", sti, "b", params={"efter": laest["naeste"]})).json
    assert len(laest["vaerdier"] + rest["vaerdier"]) == 2
    assert (await scene.kald("POST", f"{sti}/fjern", "b", json={"vaerdier": vaerdier[:1]})).json == {
        "aendret": 1,
        "antal": 1,
    }
    assert (await scene.kald("POST", f"{sti}/soeg", "b", json={"vaerdi": vaerdier[0]})).json == {"findes": False}
    assert (
        await scene.kald("DELETE", f"/api/v1/vaerdilister/{liste['id']}", "b", headers={"Begrundelse": "slut"})
    ).status == 204
    assert (await scene.kald("GET", sti, "b")).status == 404


async def test_en_vaerdiliste_kan_oprettes_med_platformens_opretinput(scene: Any) -> None:
    xml = """<OpretInput xmlns="urn:oio:sts:beskedfordeler:vaerdiliste:1.0.0" xmlns:s="urn:oio:sagdok:3.0.0">
      <s:NoteTekst>fra platformen</s:NoteTekst>
      <AttributListe><Egenskab>
        <Vaerdiliste><Navn>min liste</Navn><Vaerdi>urn:a:1</Vaerdi><Vaerdi>urn:a:2</Vaerdi><Vaerdi>urn:a:2</Vaerdi></Vaerdiliste>
        <s:Virkning><s:AktoerRef><s:UUIDIdentifikator>00000000-0000-4000-8000-000000000002</s:UUIDIdentifikator></s:AktoerRef></s:Virkning>
      </Egenskab></AttributListe>
    </OpretInput>"""
    svar = await scene.kald(
        "POST", "/api/v1/vaerdilister", "b", data=xml.encode(), headers={"Content-Type": "text/xml"}
    )
    assert svar.status == 201, svar.raa
    assert (svar.json["navn"], svar.json["system"]) == ("min liste", scene.ider["b"])
    assert (await scene.kald("GET", f"{svar.headers['Location']}/vaerdier", "b")).json["vaerdier"] == [
        "urn:a:1",
        "urn:a:2",
    ]


XML = {"Accept": "application/xml"}
OPRET_INPUT = """<OpretInput xmlns="urn:oio:sts:beskedfordeler:vaerdiliste:1.0.0" xmlns:s="urn:oio:sagdok:3.0.0">
  <s:NoteTekst>fra platformen</s:NoteTekst>
  <AttributListe><Egenskab>
    <s:BrugervendtNoegleTekst>nøgle</s:BrugervendtNoegleTekst>
    <Vaerdiliste><Navn>liste frem og tilbage</Navn><Vaerdi>urn:a:2</Vaerdi><Vaerdi>urn:a:1</Vaerdi></Vaerdiliste>
    <s:Virkning><s:NoteTekst>altid</s:NoteTekst></s:Virkning>
  </Egenskab><s:LokalUdvidelse><x xmlns="urn:egen:1">y</x></s:LokalUdvidelse></AttributListe>
  <TilstandListe><s:LokalUdvidelse/></TilstandListe>
</OpretInput>"""


async def test_en_vaerdiliste_gives_tilbage_som_opretinput_med_det_den_rummer_nu(scene: Any) -> None:
    svar = await scene.kald(
        "POST", "/api/v1/vaerdilister", "b", data=OPRET_INPUT.encode(), headers={"Content-Type": "application/xml"}
    )
    sti = f"{svar.headers['Location']}/vaerdier"
    laest = await scene.kald("GET", sti, "b", headers=XML)
    assert laest.headers["Content-Type"] == "application/xml"
    assert fra_opret_input(laest.raa) == fra_opret_input(OPRET_INPUT.encode())
    await scene.kald("POST", f"{sti}/fjern", "b", json={"vaerdier": ["urn:a:2"]})
    nu = (await scene.kald("GET", svar.headers["Location"], "b")).json
    ret = await scene.kald("PUT", svar.headers["Location"], "b", json=nu | {"note": "ny", "begrundelse": "ret"})
    assert ret.status == 200
    rettet = OPRET_INPUT.replace("<Vaerdi>urn:a:2</Vaerdi>", "").replace("fra platformen", "ny")
    laest = await scene.kald("GET", sti, "b", headers=XML)
    assert fra_opret_input(laest.raa) == fra_opret_input(rettet.encode())


async def test_en_vaerdiliste_fra_json_gives_ogsaa_som_opretinput(scene: Any) -> None:
    liste = await scene.opret("/api/v1/vaerdilister", "b", navn="fra json", system=scene.ider["b"])
    sti = f"/api/v1/vaerdilister/{liste['id']}/vaerdier"
    await scene.kald("POST", sti, "b", json={"vaerdier": ["urn:a:1"]})
    laest = fra_opret_input((await scene.kald("GET", sti, "b", headers=XML)).raa)
    assert laest == OpretInput(Attributliste((Egenskab(Vaerdiliste("fra json", ("urn:a:1",))),)))
    assert (await scene.kald("GET", sti, "b", headers={"Accept": "application/json, application/xml"})).json


@pytest.mark.parametrize("opret_input", ["ikke xml", OPRET_INPUT, "<x/>"])
async def test_en_ramme_der_ikke_er_en_afvises(scene: Any, opret_input: str) -> None:
    krop = {"navn": "ramme", "system": scene.ider["b"], "begrundelse": "prøve", "opretInput": opret_input}
    svar = await scene.kald("POST", "/api/v1/vaerdilister", "b", json=krop)
    assert svar.status == 422
    assert svar.json["fejl"][0]["sti"] == "opretInput"


async def test_en_rettelse_af_en_anden_end_adressens_afvises(scene: Any) -> None:
    krop = {"cvr": "87654321", "navn": "En anden", "begrundelse": "prøve"}
    svar = await scene.kald("PUT", "/api/v1/organisation/58271713", json=krop)
    assert (svar.status, svar.json["fejl"][0]["sti"]) == (422, "cvr")
    assert (await scene.kald("GET", "/api/v1/organisation/58271713")).json["navn"] == "Kommune A"


async def test_kataloget_siger_hvem_der_sender_og_modtager(scene: Any) -> None:
    post = (await scene.kald("GET", "/api/v1/katalog/SagRegistreret", "b")).json
    assert post["skema"]["name"] == "SagRegistreret"
    assert post["eksempel"]["beskedkuvert"]
    assert post["ejer"]["cvr"]
    assert scene.ider["a"] in {deltager["system"] for deltager in post["afsendere"]}
    abonnerer = {deltager["system"]: deltager["abonnerer"] for deltager in post["modtagere"]}
    assert abonnerer[scene.ider["modtager"]] is True
    assert abonnerer[scene.ider["a"]] is False
    samme = (await scene.kald("GET", f"/api/v1/katalog/{post['beskedtype'].upper()}", "b")).json
    assert samme["navn"] == post["navn"]


@pytest.mark.parametrize(
    ("soegt", "ventet"), [("Sagregistrert", "did you mean SagRegistreret"), ("qq", "lists them all")]
)
async def test_en_ukendt_beskedtype_faar_et_forslag(scene: Any, soegt: str, ventet: str) -> None:
    svar = await scene.kald("GET", f"/api/v1/katalog/{soegt}", "b")
    assert (svar.status, svar.er_problem, ventet in svar.json["detail"]) == (404, True, True)


async def test_klassifikation_slaas_op(scene: Any) -> None:
    lister = (await scene.kald("GET", "/api/v1/klassifikation", "b")).json["poster"]
    assert {"kle", "foelsomhed"} <= {liste["id"] for liste in lister}
    koder = (await scene.kald("GET", "/api/v1/klassifikation/kle", "b")).json["koder"]
    emne = koder[0]["kode"]
    fundet = (await scene.kald("GET", f"/api/v1/klassifikation/kle/{emne[:2]}", "b")).json["emner"]
    assert emne in {kode["kode"] for kode in fundet}
    assert (await scene.kald("GET", "/api/v1/klassifikation/findes-ikke", "b")).status == 404
