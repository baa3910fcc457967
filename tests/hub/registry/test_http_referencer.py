"""References between schemas, contexts, and what stands beside a schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.hub.registry.conftest import Klient, post, valgfrit

pytestmark = pytest.mark.asyncio(loop_scope="module")


def krop(skema: Any, **felter: Any) -> dict[str, Any]:
    return {"schema": json.dumps(skema)} | felter


def henvisning(subject: str, navn: str = "By", version: int = 1) -> dict[str, Any]:
    return {"name": navn, "subject": subject, "version": version}


def by(*felter: Any) -> dict[str, Any]:
    return post("By", *(felter or ("navn",))) | {"namespace": "dk.prove"}


def sted() -> dict[str, Any]:
    return post("Sted", {"name": "by", "type": "By"}) | {"namespace": "dk.prove"}


async def test_referencer_beholdes_som_sendt_og_kan_skrives_ud(klient: Klient, subject: str) -> None:
    await klient.registrer(f"{subject}-by", by())
    sendt = [henvisning(f"{subject}-by")]
    id_ = await klient.registrer(subject, sted(), references=sendt)
    vist = (await klient("GET", f"/schemas/ids/{id_}")).json
    assert vist["references"] == sendt
    assert json.loads(vist["schema"]) == sted()
    udskrevet = json.loads((await klient("GET", f"/schemas/ids/{id_}/schema?format=resolved")).raa)
    assert udskrevet["fields"][0]["type"]["fields"] == by()["fields"]
    assert (await klient("GET", f"/subjects/{subject}-by/versions/1/referencedby")).json == [id_]
    assert (await klient("GET", f"/subjects/{subject}-by/versions/latest/referencedBy/")).json == [id_]
    assert (await klient("GET", f"/subjects/{subject}/versions/1/referencedby")).json == []
    assert (await klient("POST", f"/subjects/{subject}", krop(udskrevet))).json["id"] == id_
    assert (await klient("POST", f"/subjects/{subject}/versions", krop(udskrevet))).json["id"] == id_
    nyeste = krop(sted(), references=[henvisning(f"{subject}-by", version=-1)])
    assert (await klient("POST", f"/subjects/{subject}", nyeste)).json["id"] == id_


async def test_det_der_henvises_til_kan_ikke_slettes(klient: Klient, subject: str) -> None:
    await klient.registrer(f"{subject}-by", by())
    id_ = await klient.registrer(subject, sted(), references=[henvisning(f"{subject}-by")])
    for sti in (f"/subjects/{subject}-by/versions/1", f"/subjects/{subject}-by"):
        assert (await klient("DELETE", sti)).fejl == (422, 42206)
    assert (await klient("DELETE", f"/subjects/{subject}")).json == [1]
    assert (await klient("GET", f"/subjects/{subject}-by/versions/1/referencedby")).json == []
    assert (await klient("GET", f"/subjects/{subject}-by/versions/1/referencedby?deleted=true")).json == [id_]
    assert (await klient("DELETE", f"/subjects/{subject}-by")).json == [1]
    assert (await klient("DELETE", f"/subjects/{subject}-by?permanent=true")).fejl == (422, 42206)
    assert (await klient("DELETE", f"/subjects/{subject}?permanent=true")).json == [1]
    assert (await klient("DELETE", f"/subjects/{subject}-by?permanent=true")).json == [1]


async def test_referencer_loeses_i_flere_led_og_taeller_i_sammenligningen(klient: Klient, subject: str) -> None:
    await klient.registrer(f"{subject}-by", by())
    await klient.registrer(f"{subject}-by", by("navn", valgfrit("kode")))
    await klient.registrer(f"{subject}-sted", sted(), references=[henvisning(f"{subject}-by")])
    tur = post("Tur", {"name": "fra", "type": "Sted"}, {"name": "til", "type": "By"}) | {"namespace": "dk.prove"}
    gennem = [henvisning(f"{subject}-sted", "Sted")]
    await klient.registrer(subject, tur, references=gennem)
    sti = f"/compatibility/subjects/{subject}/versions/latest"
    nyere = tur | {"fields": [*tur["fields"], valgfrit("kl")]}
    assert (await klient("POST", sti, krop(nyere, references=gennem))).json == {"is_compatible": True}
    await klient.niveau(f"{subject}-by", "NONE")
    await klient.registrer(f"{subject}-by", by("andet"))
    await klient.niveau(f"{subject}-sted", "NONE")
    await klient.registrer(f"{subject}-sted", sted(), references=[henvisning(f"{subject}-by", version=3)])
    andre = [henvisning(f"{subject}-sted", "Sted", 2)]
    assert (await klient("POST", sti, krop(tur, references=andre))).json == {"is_compatible": False}
    assert (await klient("POST", f"/subjects/{subject}/versions", krop(tur, references=andre))).fejl == (409, 409)


async def test_en_raekke_af_tyve_led_gaar_an(klient: Klient, subject: str) -> None:
    await klient.registrer(f"{subject}-0", post("T0", "a"))
    for led in range(1, 21):
        skema = post(f"T{led}", {"name": "foer", "type": f"T{led - 1}"})
        await klient.registrer(
            f"{subject}-{led}", skema, references=[henvisning(f"{subject}-{led - 1}", f"T{led - 1}")]
        )
    vist = json.loads((await klient("GET", f"/subjects/{subject}-20/versions/1/schema?format=resolved")).raa)
    for led in range(19, -1, -1):
        vist = vist["fields"][0]["type"]
        assert vist["name"] == f"T{led}"


async def test_for_mange_referencer_afvises(klient: Klient, subject: str) -> None:
    sendt = krop("string", references=[henvisning("x", f"n{n}") for n in range(101)])
    assert (await klient("POST", f"/subjects/{subject}/versions", sendt)).fejl == (422, 42209)


async def test_en_kontekst_har_sine_egne_id_er_og_subjects(klient: Klient, subject: str) -> None:
    rum = f".{subject}"
    skema = post("P", subject.replace("-", "_"))
    i_standard = await klient.registrer(subject, skema)
    assert await klient.registrer(f":{rum}:{subject}", skema) == 1
    assert await klient.registrer(f":{rum}:andet", "int") == 2
    assert rum in (await klient("GET", "/contexts")).json
    assert (await klient("GET", "/contexts")).json[0] == "."
    assert (await klient("GET", f"/subjects?subjectPrefix=:{rum}:")).json == [f":{rum}:andet", f":{rum}:{subject}"]
    assert f":{rum}:andet" in (await klient("GET", "/subjects")).json
    assert (await klient("GET", f"/subjects?subjectPrefix=:*:{subject}")).json == [f":{rum}:{subject}", subject]
    efter = await klient("GET", f"/schemas/ids/2?subject=:{rum}:")
    assert efter.json["schema"] == '"int"'
    assert (await klient("GET", f"/schemas/ids/{i_standard}?subject=:{rum}:")).fejl == (404, 40403)
    assert (await klient("GET", f"/schemas/ids/{i_standard}?subject={subject}")).status == 200
    assert (await klient("GET", f"/schemas/ids/{i_standard}?subject=noget-andet")).status == 200
    assert (await klient("GET", f"/schemas/ids/{i_standard}?subject=&fetchMaxId=false")).status == 200


async def test_en_kontekst_kan_staa_i_adressen(klient: Klient, subject: str) -> None:
    rum = f"/contexts/.{subject}"
    assert (await klient("POST", f"{rum}/subjects/s/versions", krop("int"))).json == {"id": 1}
    assert (await klient("GET", f"{rum}/subjects/s/versions/1")).json["subject"] == f":.{subject}:s"
    assert (await klient("GET", f"/subjects/:.{subject}:s/versions")).json == [1]
    assert (await klient("GET", f"{rum}/subjects")).json == [f":.{subject}:s"]
    assert [en["id"] for en in (await klient("GET", f"{rum}/schemas")).json] == [1]
    assert (await klient("GET", f"{rum}/schemas/ids/1")).json["schema"] == '"int"'
    assert (await klient("GET", f"{rum}/schemas/ids/1/versions")).json == [{"subject": f":.{subject}:s", "version": 1}]
    assert (await klient("POST", f"{rum}/subjects/s", krop("int"))).json["version"] == 1
    assert (await klient("PUT", f"{rum}/config/s", {"compatibility": "FULL"})).status == 200
    assert (await klient("GET", f"/config/:.{subject}:s")).json == {"compatibilityLevel": "FULL"}
    assert (await klient("PUT", f"{rum}/config", {"compatibility": "NONE"})).status == 200
    assert (await klient("GET", f"{rum}/config/andet?defaultToGlobal=true")).json == {"compatibilityLevel": "NONE"}
    proevet = await klient("POST", f"{rum}/compatibility/subjects/s/versions/latest", krop("string"))
    assert proevet.json == {"is_compatible": False}
    assert (await klient("DELETE", f"/contexts/.{subject}")).fejl == (422, 42211)
    assert (await klient("DELETE", f"{rum}/subjects/s")).json == [1]
    assert (await klient("DELETE", f"{rum}/subjects/s?permanent=true")).json == [1]
    assert (await klient("DELETE", f"/contexts/.{subject}")).status == 204
    assert f".{subject}" not in (await klient("GET", "/contexts")).json


async def test_den_faelles_kontekst_er_sidste_udvej_for_alle(klient: Klient, subject: str) -> None:
    sti = "/config/:.__GLOBAL:"
    assert (await klient("PUT", sti, {"compatibility": "FORWARD"})).status == 200
    try:
        vist = await klient("GET", f"/config/:.{subject}:x?defaultToGlobal=true")
        assert vist.json == {"compatibilityLevel": "FORWARD"}
        assert (await klient("GET", "/config")).json == {"compatibilityLevel": "BACKWARD"}
        assert (await klient("GET", "/config?defaultToGlobal=true")).json == {"compatibilityLevel": "FORWARD"}
        svar = await klient("POST", "/subjects/:.__GLOBAL:x/versions", krop("int"))
        assert svar.fejl == (422, 42208)
    finally:
        assert (await klient("DELETE", sti)).json == {"compatibilityLevel": "FORWARD"}


async def test_metadata_foelger_med_og_kan_soeges(klient: Klient, subject: str) -> None:
    data = {"properties": {"ejer": "arkiv"}, "tags": {"P.a": ["PII"]}, "sensitive": ["ejer"]}
    regler = {"domainRules": [{"name": "r", "kind": "CONDITION", "mode": "WRITE", "type": "CEL", "expr": "true"}]}
    foerste = await klient.registrer(subject, post("P", "a"), metadata=data, ruleSet=regler)
    vist = (await klient("GET", f"/schemas/ids/{foerste}")).json
    assert (vist["metadata"], vist["ruleSet"]) == (data, regler)
    await klient.registrer(subject, post("P", "a", valgfrit("b")))
    assert (await klient("GET", f"/subjects/{subject}/versions/2")).json["metadata"] == data
    await klient.registrer(subject, post("P", "a", valgfrit("c")), metadata={"properties": {"ejer": "post"}})
    soegt = f"/subjects/{subject}/metadata?key=ejer&value=arkiv"
    assert (await klient("GET", soegt)).json["version"] == 2
    assert (await klient("GET", f"{soegt}x")).fejl == (404, 40403)
    assert (await klient("GET", f"/subjects/{subject}-x/metadata?key=a&value=b")).fejl == (404, 40401)
    uden_skema = {"metadata": {"properties": {"ejer": "ny"}}}
    assert (await klient("POST", f"/subjects/{subject}/versions", uden_skema)).status == 200
    assert json.loads((await klient("GET", f"/subjects/{subject}/versions/latest/schema")).raa)["name"] == "P"
    for forkert, kode in (({"metadata": {"properties": {"a": 1}}}, 422), ({"ruleSet": {"domainRules": [{}]}}, 42210)):
        svar = await klient("POST", f"/subjects/{subject}/versions", krop("int") | forkert)
        assert svar.fejl == (422, kode)
