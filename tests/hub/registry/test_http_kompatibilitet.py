"""Asking whether a schema fits, and what the levels and modes let through."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.hub.registry.conftest import Klient, post, valgfrit

pytestmark = pytest.mark.asyncio(loop_scope="module")


def krop(skema: Any, **felter: Any) -> dict[str, Any]:
    return {"schema": json.dumps(skema)} | felter


async def foreneligt(klient: Klient, subject: str, skema: Any, resten: str = "/latest") -> Any:
    svar = await klient("POST", f"/compatibility/subjects/{subject}/versions{resten}", krop(skema))
    assert svar.status == 200, svar.raa
    return svar.json


async def test_grunde_vises_kun_naar_der_spoerges(klient: Klient, subject: str) -> None:
    await klient.registrer(subject, post("P", "a"))
    assert await foreneligt(klient, subject, post("P", "a", valgfrit("b"))) == {"is_compatible": True}
    assert await foreneligt(klient, subject, post("P", "a", "b")) == {"is_compatible": False}
    vist = await foreneligt(klient, subject, post("P", "a", "b"), "/latest?verbose=True")
    assert vist["is_compatible"] is False
    assert any("/fields/1" in besked for besked in vist["messages"])
    vist = await foreneligt(klient, subject, post("P", "a"), "/latest?verbose=true")
    assert vist == {"is_compatible": True, "messages": []}


async def test_en_navngiven_version_proeves_alene_og_ingen_som_registrering(klient: Klient, subject: str) -> None:
    await klient.niveau(subject, "NONE")
    await klient.registrer(subject, post("P", "a"))
    await klient.registrer(subject, post("P", {"name": "b", "type": "int"}))
    await klient.niveau(subject, "BACKWARD_TRANSITIVE")
    kun_nyeste = post("P", {"name": "b", "type": "int"}, valgfrit("c"))
    assert await foreneligt(klient, subject, kun_nyeste, "/2") == {"is_compatible": True}
    assert await foreneligt(klient, subject, kun_nyeste, "/1") == {"is_compatible": False}
    assert await foreneligt(klient, subject, kun_nyeste, "") == {"is_compatible": False}
    await klient.niveau(subject, "BACKWARD")
    assert await foreneligt(klient, subject, kun_nyeste, "") == {"is_compatible": True}


async def test_et_ukendt_subject_er_foreneligt_med_alt_men_har_ingen_version_1(klient: Klient, subject: str) -> None:
    assert await foreneligt(klient, subject, "string") == {"is_compatible": True}
    assert await foreneligt(klient, subject, "string", "") == {"is_compatible": True}
    sti = f"/compatibility/subjects/{subject}/versions"
    assert (await klient("POST", f"{sti}/1", krop("string"))).fejl == (404, 40402)
    assert (await klient("POST", f"{sti}/0", krop("string"))).fejl == (422, 42202)
    assert (await klient("POST", f"{sti}/latest", krop("ukendt"))).fejl == (422, 42201)
    assert (await klient("POST", f"{sti}/latest", {"schema": '"string"', "schemaType": "X"})).fejl == (422, 42201)
    vist = await klient("POST", f"{sti}/latest?verbose=true", krop("ukendt"))
    assert vist.json["is_compatible"] is False


async def test_en_bloedt_slettet_version_findes_ikke_i_sammenligningen(klient: Klient, subject: str) -> None:
    await klient.registrer(subject, "int")
    await klient("DELETE", f"/subjects/{subject}/versions/1")
    svar = await klient("POST", f"/compatibility/subjects/{subject}/versions/1", krop("string"))
    assert svar.fejl == (404, 40402)
    assert await foreneligt(klient, subject, "string") == {"is_compatible": True}


@pytest.mark.parametrize(
    ("niveau", "bagud", "fremad"),
    [
        ("NONE", 200, 200),
        ("BACKWARD", 200, 409),
        ("BACKWARD_TRANSITIVE", 200, 409),
        ("FORWARD", 409, 200),
        ("FORWARD_TRANSITIVE", 409, 200),
        ("FULL", 409, 409),
        ("FULL_TRANSITIVE", 409, 409),
    ],
)
async def test_niveauerne(klient: Klient, subject: str, niveau: str, bagud: int, fremad: int) -> None:
    for nyt, status in ((post("P", "a"), bagud), (post("P", "a", "b", "c"), fremad)):
        navn = f"{subject}-{len(nyt['fields'])}"
        await klient.niveau(navn, niveau)
        await klient.registrer(navn, post("P", "a", "b"))
        assert (await klient("POST", f"/subjects/{navn}/versions", krop(nyt))).status == status
        fundet = await foreneligt(klient, navn, nyt, "")
        assert fundet["is_compatible"] is (status == 200)


async def test_konfigurationen_hedder_et_andet_naar_den_laeses(klient: Klient, subject: str) -> None:
    sti = f"/config/{subject}"
    assert (await klient("GET", sti)).fejl == (404, 40408)
    assert (await klient("DELETE", sti)).fejl == (404, 40401)
    assert (await klient("GET", f"{sti}?defaultToGlobal=True")).json == {"compatibilityLevel": "BACKWARD"}
    assert (await klient("PUT", sti, {"compatibility": "full"})).json == {"compatibility": "FULL"}
    assert (await klient("GET", sti)).json == {"compatibilityLevel": "FULL"}
    assert (await klient("PUT", sti, {})).json == {"compatibility": "FULL"}
    assert (await klient("PUT", sti, {"normalize": True, "nyt": 1})).json == {
        "normalize": True,
        "compatibility": "FULL",
    }
    assert (await klient("PUT", sti, {"normalize": None})).json == {"compatibility": "FULL"}
    assert (await klient("PUT", sti, {"compatibility": "NOGET"})).fejl == (422, 42203)
    assert (await klient("GET", f"/subjects/{subject}/versions")).fejl == (404, 40401)
    assert (await klient("DELETE", sti)).json == {"compatibilityLevel": "FULL"}
    assert (await klient("GET", sti)).fejl == (404, 40408)


async def test_den_faelles_konfiguration(klient: Klient, subject: str) -> None:
    assert (await klient("GET", "/config")).json == {"compatibilityLevel": "BACKWARD"}
    assert (await klient("PUT", "/config", {"compatibility": "NONE"})).json == {"compatibility": "NONE"}
    try:
        assert (await klient("GET", f"/config/{subject}")).fejl == (404, 40408)
        assert (await klient("GET", f"/config/{subject}?defaultToGlobal=true")).json == {"compatibilityLevel": "NONE"}
        assert (await klient("GET", f"/config/:.rum:{subject}?defaultToGlobal=true")).json == {
            "compatibilityLevel": "BACKWARD"
        }
    finally:
        assert (await klient("DELETE", "/config")).json == {"compatibilityLevel": "NONE"}
    assert (await klient("GET", "/config")).json == {"compatibilityLevel": "BACKWARD"}


async def test_normalize_i_konfigurationen_gaelder_registrering_og_opslag(klient: Klient, subject: str) -> None:
    await klient("PUT", f"/config/{subject}", {"normalize": True})
    en, anden = {"type": "string", "b": 1, "a": subject}, {"type": "string", "a": subject, "b": 1}
    assert await klient.registrer(subject, en) == await klient.registrer(subject, anden)
    assert (await klient("POST", f"/subjects/{subject}", krop(en))).status == 200


async def test_et_subject_kan_have_et_andet_navn(klient: Klient, subject: str) -> None:
    id_ = await klient.registrer(subject, post("P", subject.replace("-", "_")))
    await klient("PUT", f"/config/{subject}-andet", {"alias": subject})
    vist = (await klient("GET", f"/subjects/{subject}-andet/versions/1")).json
    assert (vist["subject"], vist["id"]) == (subject, id_)
    assert (await klient("GET", f"/config/{subject}-andet")).json["alias"] == subject


@pytest.mark.parametrize("mode", ["READONLY", "READONLY_OVERRIDE"])
async def test_skrivebeskyttelse_standser_alt_der_skriver(klient: Klient, subject: str, mode: str) -> None:
    id_ = await klient.registrer(subject, "int")
    sti = f"/mode/{subject}"
    assert (await klient("GET", sti)).fejl == (404, 40409)
    assert (await klient("PUT", sti, {"mode": mode.lower()})).json == {"mode": mode}
    assert (await klient("GET", sti)).json == {"mode": mode}
    versioner = f"/subjects/{subject}/versions"
    assert (await klient("POST", versioner, krop("long"))).fejl == (422, 42205)
    assert (await klient("DELETE", f"{versioner}/1")).fejl == (422, 42205)
    assert (await klient("DELETE", f"/subjects/{subject}")).fejl == (422, 42205)
    assert (await klient("PUT", f"/config/{subject}", {"compatibility": "NONE"})).fejl == (422, 42205)
    assert (await klient("POST", versioner, krop("int"))).json == {"id": id_}
    assert (await klient("DELETE", sti)).json == {"mode": mode}
    assert (await klient("DELETE", sti)).fejl == (404, 40401)
    assert (await klient("GET", f"{sti}?defaultToGlobal=true")).json == {"mode": "READWRITE"}
    assert (await klient("POST", versioner, krop("long"))).status == 200


async def test_faelles_skrivebeskyttelse_og_undtagelser_fra_den(klient: Klient, subject: str) -> None:
    await klient("PUT", f"/mode/{subject}", {"mode": "READWRITE"})
    try:
        await klient("PUT", "/mode", {"mode": "READONLY"})
        assert (await klient("POST", f"/subjects/{subject}-b/versions", krop("int"))).fejl == (422, 42205)
        assert (await klient("POST", f"/subjects/{subject}/versions", krop("int"))).status == 200
        await klient("PUT", "/mode", {"mode": "READONLY_OVERRIDE"})
        assert (await klient("POST", f"/subjects/{subject}/versions", krop("long"))).fejl == (422, 42205)
    finally:
        assert (await klient("PUT", "/mode", {"mode": "READWRITE"})).json == {"mode": "READWRITE"}
    for mode in ("NOGET", "FORWARD", 3):
        assert (await klient("PUT", "/mode", {"mode": mode})).fejl == (422, 42204)
    assert (await klient("GET", "/mode")).json == {"mode": "READWRITE"}


async def test_import_beholder_id_er_og_versioner(klient: Klient, subject: str) -> None:
    sti, navn = f"/subjects/{subject}/versions", subject.replace("-", "_")
    assert (await klient("PUT", f"/mode/{subject}", {"mode": "IMPORT"})).status == 200
    assert (await klient("POST", sti, krop("int"))).fejl == (422, 42205)
    hoejest = (await klient("GET", "/schemas/ids/1?fetchMaxId=true")).json["maxId"] + 1_000
    for nummer, version in ((2, 7), (0, 1), (1, 4)):
        skema = krop(post(f"P{nummer}", navn), id=hoejest + nummer, version=version)
        assert (await klient("POST", sti, skema)).json == {"id": hoejest + nummer}
        assert (await klient("POST", sti, skema)).json == {"id": hoejest + nummer}
    assert await klient.versioner(subject) == [1, 4, 7]
    andet = krop(post("Andet", navn), id=hoejest, version=9)
    assert (await klient("POST", sti, andet)).fejl == (422, 42205)
    assert (await klient("PUT", f"/mode/{subject}", {"mode": "READWRITE"})).status == 200
    assert await klient.registrer(f"{subject}-b", post("Nyt", navn)) == hoejest + 3
    assert (await klient("POST", sti, krop(post("P9", navn), id=hoejest + 9))).fejl == (422, 42205)


async def test_import_kraever_et_tomt_subject_eller_tvang(klient: Klient, subject: str) -> None:
    await klient.registrer(subject, "int")
    assert (await klient("PUT", f"/mode/{subject}", {"mode": "IMPORT"})).fejl == (422, 42205)
    await klient("DELETE", f"/subjects/{subject}")
    assert (await klient("PUT", f"/mode/{subject}", {"mode": "IMPORT"})).status == 200
    assert subject not in (await klient("GET", "/subjects?deleted=true")).json
    await klient.registrer(f"{subject}-b", "int")
    assert (await klient("PUT", f"/mode/{subject}-b?force=true", {"mode": "IMPORT"})).status == 200


async def test_et_bestemt_versionsnummer_skal_vaere_det_naeste(klient: Klient, subject: str) -> None:
    sti = f"/subjects/{subject}/versions"
    assert (await klient("POST", sti, krop(post("P", "a"), version=2))).fejl == (422, 42201)
    foerste = (await klient("POST", sti, krop(post("P", "a"), version=1))).json["id"]
    assert (await klient("POST", sti, krop(post("P", "a")))).json["id"] == foerste
    assert (await klient("POST", sti, krop(post("P", "a"), version=-1))).json["id"] == foerste
    assert (await klient("POST", sti, krop(post("P", "a", valgfrit("b")), version=2))).status == 200
    vist = (await klient("GET", f"{sti}/2")).json
    assert vist["metadata"] == {"properties": {"confluent:version": "2"}}


async def test_et_nyt_subject_blandt_kontrakterne_faar_husets_niveau_med_sin_foerste_version(klient: Klient) -> None:
    """As the contracts that ship with the hub have it; whoever set another before is not overruled."""
    nyt, egen = "dk.faelleshub.prove.Ny", "dk.faelleshub.prove.Egen"
    assert (await klient("GET", f"/config/{nyt}")).fejl == (404, 40408)
    await klient.niveau(egen, "BACKWARD")
    for subject, niveau in ((nyt, "FULL_TRANSITIVE"), (egen, "BACKWARD")):
        await klient.registrer(subject, post("P", "a"))
        assert (await klient("GET", f"/config/{subject}")).json == {"compatibilityLevel": niveau}
    svar = await klient("POST", f"/subjects/{nyt}/versions", krop(post("P")))
    assert svar.fejl == (409, 409)
    await klient.registrer(egen, post("P"))
