"""Registering, reading, looking up and deleting, as clients rely on it."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any
from urllib.parse import quote

import pytest

from tests.hub.registry.conftest import Klient, post, valgfrit

pytestmark = pytest.mark.asyncio(loop_scope="module")


def krop(skema: Any, **felter: Any) -> dict[str, Any]:
    return {"schema": json.dumps(skema)} | felter


async def test_samme_skema_faar_samme_id_i_alle_subjects(klient: Klient, subject: str) -> None:
    skema = post(f"P{uuid.uuid4().hex}", "a")
    id_ = await klient.registrer(subject, skema)
    assert await klient.registrer(subject, skema) == id_
    assert await klient.registrer(f"{subject}-b", skema) == id_
    assert await klient.versioner(subject) == [1]
    fundne = (await klient("GET", f"/schemas/ids/{id_}/versions")).json
    assert fundne == [{"subject": subject, "version": 1}, {"subject": f"{subject}-b", "version": 1}]
    assert (await klient("GET", f"/schemas/ids/{id_}/subjects")).json == [subject, f"{subject}-b"]


async def test_svarene_har_netop_de_felter_som_klienter_altid_har_kendt(klient: Klient, subject: str) -> None:
    skema = post("P", subject.replace("-", "_"))
    svar = await klient("POST", f"/subjects/{subject}/versions", krop(skema))
    id_ = svar.json["id"]
    assert svar.json == {"id": id_}
    ventet = {"subject": subject, "version": 1, "id": id_, "schemaType": "AVRO"}
    for sti in ("1", "latest", "-1"):
        vist = (await klient("GET", f"/subjects/{subject}/versions/{sti}")).json
        assert json.loads(vist.pop("schema")) == skema
        assert vist == ventet
    fundet = (await klient("POST", f"/subjects/{subject}", krop(skema))).json
    assert json.loads(fundet.pop("schema")) == skema
    assert fundet == ventet
    efter_id = (await klient("GET", f"/schemas/ids/{id_}")).json
    assert json.loads(efter_id.pop("schema")) == skema
    assert efter_id == {"schemaType": "AVRO"}
    for sti in (f"/schemas/ids/{id_}/schema", f"/subjects/{subject}/versions/1/schema"):
        assert (await klient("GET", sti)).json == skema


async def test_den_der_tager_nye_felter_faar_guid_og_tid(klient: Klient, subject: str) -> None:
    headers = {"Confluent-Accept-Unknown-Properties": "true"}
    svar = await klient("POST", f"/subjects/{subject}/versions", krop("string"), headers=headers)
    guid = svar.json["guid"]
    assert svar.json == {
        "version": 1,
        "id": svar.json["id"],
        "guid": "095d71cf-1255-6b9d-5e33-0ad575b3df5d",
        "schemaType": "AVRO",
        "schema": '"string"',
        "ts": svar.json["ts"],
        "deleted": False,
    }
    efter_guid = await klient("GET", f"/schemas/guids/{guid}")
    assert efter_guid.json["schema"] == '"string"'
    assert {"context": ".", "id": svar.json["id"]} in (await klient("GET", f"/schemas/guids/{guid}/ids")).json
    assert (await klient("GET", "/schemas/guids/00000000-0000-0000-0000-000000000000")).fejl == (404, 40403)


@pytest.mark.parametrize("tegn", ['"', "{", "}", ":", "'", "/", " ", "æ", "%", "?", "#"])
async def test_et_subject_kan_hedde_hvad_som_helst(klient: Klient, subject: str, tegn: str) -> None:
    navn = f"{subject}{tegn}x"
    sti = quote(navn, safe="")
    await klient.registrer(sti, "string")
    assert await klient.versioner(sti) == [1]
    assert navn in (await klient("GET", "/subjects")).json
    assert (await klient("GET", f"/subjects/{sti}/versions/1")).json["subject"] == navn


@pytest.mark.parametrize("navn", ["", "__GLOBAL", "__EMPTY", "a%00b", "x" * 501, "person-010190-0000"])
async def test_navne_som_intet_subject_kan_have_afvises(klient: Klient, navn: str) -> None:
    svar = await klient("POST", f"/subjects/{navn}/versions", krop("string"))
    assert svar.fejl == (422, 42208)
    assert "010190" not in svar.json["message"]


async def test_et_gammelt_skema_igen_giver_dets_id_foer_nogen_sammenligner(klient: Klient, subject: str) -> None:
    await klient.niveau(subject, "NONE")
    foerste = await klient.registrer(subject, post("P", "a"))
    await klient.registrer(subject, post("P", {"name": "a", "type": "int"}))
    await klient.niveau(subject, "FULL_TRANSITIVE")
    assert await klient.registrer(subject, post("P", "a")) == foerste
    assert await klient.versioner(subject) == [1, 2]


async def test_skrivemaader_af_det_samme_er_det_samme_og_en_ny_doc_er_et_andet(klient: Klient, subject: str) -> None:
    en = {"type": "record", "name": "P", "namespace": "a.b", "fields": [{"name": "x", "type": {"type": "int"}}]}
    anden = {"fields": [{"type": "int", "name": "x"}], "name": "a.b.P", "type": "record"}
    id_ = await klient.registrer(subject, en)
    assert await klient.registrer(subject, anden) == id_
    assert (await klient("POST", f"/subjects/{subject}", krop(anden))).json["id"] == id_
    assert await klient.registrer(subject, anden | {"doc": "nyt"}) != id_


async def test_normalize_finder_det_der_kun_afviger_i_orden(klient: Klient, subject: str) -> None:
    en, anden = ({"type": "string", "b": 1, "a": subject}, {"type": "string", "a": subject, "b": 1})
    id_ = await klient.registrer(f"{subject}", en)
    sti = f"/subjects/{subject}-b/versions"
    assert (await klient("POST", f"{sti}?normalize=True", krop(anden))).json["id"] != id_
    ordnet = (await klient("POST", f"{sti}?normalize=true", krop(en))).json["id"]
    assert (await klient("POST", f"/subjects/{subject}-b?normalize=true", krop(en))).json["id"] == ordnet


async def test_opslag_der_ikke_lykkes_siger_hvad_der_mangler(klient: Klient, subject: str) -> None:
    sti = f"/subjects/{subject}"
    assert (await klient("POST", sti, krop("string"))).fejl == (404, 40401)
    assert (await klient("GET", f"{sti}/versions")).fejl == (404, 40401)
    assert (await klient("GET", f"{sti}/versions/1")).fejl == (404, 40401)
    assert (await klient("GET", f"{sti}/versions/latest")).fejl == (404, 40401)
    assert (await klient("DELETE", sti)).fejl == (404, 40401)
    assert (await klient("DELETE", f"{sti}/versions/1")).fejl == (404, 40401)
    await klient.registrer(subject, "string")
    assert (await klient("POST", sti, krop("int"))).fejl == (404, 40403)
    assert (await klient("GET", f"{sti}/versions/2")).fejl == (404, 40402)
    assert (await klient("GET", f"{sti}/versions/2/schema")).fejl == (404, 40402)
    assert (await klient("DELETE", f"{sti}/versions/2")).fejl == (404, 40402)
    for nummer in ("0", "abc", "-2", "2147483648", "1.5"):
        assert (await klient("GET", f"{sti}/versions/{nummer}")).fejl == (422, 42202), nummer
        assert (await klient("DELETE", f"{sti}/versions/{nummer}")).fejl == (422, 42202), nummer
    for rest in ("", "/schema", "/subjects", "/versions"):
        assert (await klient("GET", f"/schemas/ids/99999999{rest}")).fejl == (404, 40403)
    assert (await klient("GET", "/schemas/ids/invalid")).json == {"error_code": 404, "message": "HTTP 404 Not Found"}


@pytest.mark.parametrize(
    ("sendt", "fejl"),
    [
        ({"schema": ""}, (422, 42201)),
        ({"schema": "  "}, (422, 42201)),
        ({"schema": None}, (422, 42201)),
        ({}, (422, 42201)),
        ({"schema": '{"type":"notatype"}'}, (422, 42201)),
        ({"schema": '"string"', "schemaType": "AVROO"}, (422, 42201)),
        ({"schema": '"string"', "schemaType": "JSON"}, (422, 42201)),
        ({"schema": {"type": "string"}}, (422, 422)),
        ({"schema": '"string"', "references": {}}, (422, 422)),
        ({"schema": '"string"', "references": [{"name": "x"}]}, (422, 42201)),
        ({"schema": '"string"', "references": [{"name": "x", "subject": "findes-ikke", "version": 1}]}, (422, 42201)),
        ({"schema": '"string"', "version": "et"}, (422, 422)),
        ({"schema": '"string"', "version": 7}, (422, 42201)),
        ({"schema": '"string"', "id": 7}, (422, 42205)),
        ([], (422, 422)),
        ("tekst", (422, 422)),
        (-1, (422, 422)),
    ],
)
async def test_det_der_ikke_kan_registreres_afvises_med_sin_kode(
    klient: Klient, subject: str, sendt: Any, fejl: tuple[int, int]
) -> None:
    assert (await klient("POST", f"/subjects/{subject}/versions", sendt)).fejl == fejl
    assert (await klient("GET", f"/subjects/{subject}/versions")).fejl == (404, 40401)


async def test_ukendte_felter_og_null_er_ligegyldige(klient: Klient, subject: str) -> None:
    sendt = krop(
        "string", schemaType=None, references=None, metadata=None, ruleSet=None, id=None, version=None, nyt={"x": 1}
    )
    assert (await klient("POST", f"/subjects/{subject}/versions?normalize=False&nyt=1", sendt)).status == 200
    assert (await klient("POST", f"/subjects/{subject}?deleted=False&normalize=False", sendt)).status == 200


async def test_et_uforeneligt_skema_er_409_med_feltets_sti(klient: Klient, subject: str) -> None:
    await klient.registrer(subject, post("P", "a"))
    svar = await klient("POST", f"/subjects/{subject}/versions", krop(post("P", "a", "b")))
    assert svar.fejl == (409, 409)
    assert subject in svar.json["message"]
    assert "/fields/1" in svar.json["message"]
    assert await klient.versioner(subject) == [1]
    svar = await klient("POST", f"/subjects/{subject}/versions?force=true", krop(post("P", "a", "b")))
    assert svar.status == 200


async def test_bloed_sletning_lader_id_kunne_laeses_og_numrene_fortsaette(klient: Klient, subject: str) -> None:
    await klient.niveau(subject, "NONE")
    foerste = await klient.registrer(subject, post("A", subject.replace("-", "_")))
    await klient.registrer(subject, post("B", "x"))
    sti = f"/subjects/{subject}/versions/1"
    assert (await klient("DELETE", f"{sti}?permanent=true")).fejl == (404, 40407)
    assert (await klient("DELETE", sti)).json == 1
    assert (await klient("DELETE", sti)).fejl == (404, 40406)
    assert (await klient("GET", sti)).fejl == (404, 40402)
    assert (await klient("GET", f"{sti}?deleted=true")).json["id"] == foerste
    assert (await klient("GET", f"/schemas/ids/{foerste}")).status == 200
    assert (await klient("GET", f"/schemas/ids/{foerste}/versions")).json == []
    assert (await klient("GET", f"/schemas/ids/{foerste}/subjects?deleted=true")).json == [subject]
    assert await klient.versioner(subject) == [2]
    assert await klient.versioner(subject, "?deleted=true") == [1, 2]
    assert await klient.versioner(subject, "?deletedOnly=true") == [1]
    assert await klient.versioner(subject, "?deletedAsNegative=true") == [-1, 2]
    assert await klient.registrer(subject, post("A", subject.replace("-", "_"))) == foerste
    assert await klient.versioner(subject) == [2, 3]


async def test_haard_sletning_frigiver_nummeret_men_aldrig_id_et(klient: Klient, subject: str) -> None:
    await klient.niveau(subject, "NONE")
    navn = subject.replace("-", "_")
    foerste = await klient.registrer(subject, post("A", navn))
    sti = f"/subjects/{subject}/versions/1"
    assert (await klient("DELETE", sti)).json == 1
    assert (await klient("DELETE", f"{sti}?permanent=true")).json == 1
    assert (await klient("DELETE", f"{sti}?permanent=true")).fejl == (404, 40401)
    assert (await klient("GET", f"/schemas/ids/{foerste}")).fejl == (404, 40403)
    andet = await klient.registrer(subject, post("B", navn))
    assert andet == foerste + 1
    assert await klient.versioner(subject) == [1]
    await klient.niveau(subject, "NONE")  # the configuration went with the last version
    assert await klient.registrer(subject, post("A", navn)) == foerste
    assert (await klient("GET", f"/schemas/ids/{foerste}")).status == 200


async def test_sletning_af_et_subject(klient: Klient, subject: str) -> None:
    await klient.niveau(subject, "NONE")
    for skema in ("int", "string", "bytes"):
        await klient.registrer(subject, skema)
    sti = f"/subjects/{subject}"
    assert (await klient("DELETE", f"{sti}?permanent=true")).fejl == (404, 40405)
    assert (await klient("DELETE", f"{sti}/versions/2")).json == 2
    assert (await klient("DELETE", sti)).json == [1, 3]
    assert (await klient("DELETE", sti)).fejl == (404, 40404)
    assert (await klient("GET", f"{sti}/versions")).fejl == (404, 40401)
    assert (await klient("GET", f"{sti}/versions/latest/schema")).fejl == (404, 40401)
    assert subject not in (await klient("GET", "/subjects")).json
    assert subject in (await klient("GET", "/subjects?deleted=True")).json
    assert subject in (await klient("GET", "/subjects?deleted_only=true")).json
    assert (await klient("POST", sti, krop("int"))).fejl == (404, 40401)
    assert (await klient("POST", f"{sti}?deleted=true", krop("int"))).json["version"] == 1
    assert (await klient("DELETE", f"{sti}?permanent=true")).json == [1, 2, 3]
    assert subject not in (await klient("GET", "/subjects?deleted=true")).json
    assert (await klient("GET", f"/config{sti.removeprefix('/subjects')}")).fejl == (404, 40408)


async def test_nyeste_kan_slettes_bloedt_men_ikke_haardt(klient: Klient, subject: str) -> None:
    await klient.niveau(subject, "NONE")
    await klient.registrer(subject, "int")
    await klient.registrer(subject, "string")
    sti = f"/subjects/{subject}/versions/latest"
    assert (await klient("DELETE", f"{sti}?permanent=true")).fejl == (404, 40407)
    assert (await klient("DELETE", sti)).json == 2
    assert (await klient("DELETE", f"{sti}?permanent=true")).fejl == (404, 40407)
    assert (await klient("DELETE", sti)).json == 1
    assert (await klient("DELETE", sti)).fejl == (404, 40402)


async def test_slettede_versioner_taeller_ikke_i_sammenligningen(klient: Klient, subject: str) -> None:
    await klient.registrer(subject, post("P", "a"))
    await klient.registrer(subject, post("P", "a", valgfrit("b")))
    assert (await klient("DELETE", f"/subjects/{subject}/versions/2")).json == 2
    uforenelig_med_nr_2 = post("P", "a", {"name": "b", "type": "int", "default": 0})
    await klient.registrer(subject, uforenelig_med_nr_2)


async def test_lister_kan_deles_i_sider(klient: Klient, subject: str) -> None:
    await klient.niveau(subject, "NONE")
    for skema in ("int", "long", "string"):
        await klient.registrer(subject, skema)
        await klient.registrer(f"{subject}-{skema}", skema)
    assert await klient.versioner(subject, "?offset=1&limit=1") == [2]
    assert await klient.versioner(subject, "?offset=0&limit=-1") == [1, 2, 3]
    assert await klient.versioner(subject, "?offset=&limit=") == [1, 2, 3]
    praefiks = f"/subjects?subjectPrefix={subject}-"
    alle = [f"{subject}-int", f"{subject}-long", f"{subject}-string"]
    assert (await klient("GET", praefiks)).json == alle
    assert (await klient("GET", f"{praefiks}&offset=1&limit=1")).json == alle[1:2]
    skemaer = (await klient("GET", f"/schemas?subjectPrefix={subject}&limit=2&offset=1")).json
    assert [(en["subject"], en["version"]) for en in skemaer] == [(subject, 2), (subject, 3)]
    nyeste = (await klient("GET", f"/schemas?subjectPrefix={subject}&latestOnly=True")).json
    assert [(en["subject"], en["version"]) for en in nyeste] == [(subject, 3), *((navn, 1) for navn in alle)]


async def test_hubbens_egne_kontrakter_staar_under_deres_id_og_kan_ikke_slettes(klient: Klient) -> None:
    navn = "dk.faelleshub.sag.SagRegistreret"
    kontrakt = next(en for en in klient.hub.dele.skemaregister.kontrakter if en.navn == navn)
    vist = (await klient("GET", f"/subjects/{navn}/versions/1")).json
    assert (vist["id"], json.loads(vist["schema"])["name"]) == (kontrakt.id, "SagRegistreret")
    assert (await klient("POST", f"/subjects/{navn}", krop(kontrakt.raa))).json["id"] == kontrakt.id
    assert (await klient("GET", f"/config/{navn}")).json == {"compatibilityLevel": "FULL_TRANSITIVE"}
    assert (await klient("DELETE", f"/subjects/{navn}")).fejl == (422, 42205)
    assert (await klient("DELETE", f"/subjects/{navn}/versions/1")).fejl == (422, 42205)
    hoejeste = max(en.id for en in klient.hub.dele.skemaregister.kontrakter)
    assert (await klient("GET", f"/schemas/ids/{kontrakt.id}?fetchMaxId=true")).json["maxId"] >= hoejeste


async def test_mange_paa_een_gang_faar_taette_id_er_og_et_id_hver(klient: Klient, subject: str) -> None:
    skemaer = [post(f"P{nummer % 20}", subject.replace("-", "_")) for nummer in range(60)]
    foer = (await klient("GET", "/schemas/ids/1?fetchMaxId=true")).json["maxId"]
    ider = await asyncio.gather(*(klient.registrer(f"{subject}-{n}", skema) for n, skema in enumerate(skemaer)))
    assert sorted(set(ider)) == list(range(foer + 1, foer + 21))
    assert all(ider[n] == ider[n % 20] for n in range(60))
