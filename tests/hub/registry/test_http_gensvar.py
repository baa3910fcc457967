"""Answers that are given again from the bytes of last time: never past a change, to another caller, or to another question."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.hub.registry.conftest import Klient, Svar, post

pytestmark = pytest.mark.asyncio(loop_scope="module")

NYERE = {"Confluent-Accept-Unknown-Properties": "true"}


async def gentaget(klient: Klient, metode: str, sti: str, krop: Any = None, **resten: Any) -> Svar:
    """Ask three times; the answers must be the same."""
    alle = [await klient(metode, sti, krop, **resten) for _ in range(3)]
    assert [(en.status, en.raa) for en in alle[1:]] == [(en.status, en.raa) for en in alle[:2]]
    return alle[0]


async def test_et_opslag_foelger_det_der_slettes_og_registreres_igen(klient: Klient, subject: str) -> None:
    krop = {"schema": json.dumps(post(subject.replace("-", "_"), "a"))}
    id_ = (await gentaget(klient, "POST", f"/subjects/{subject}/versions", krop)).json["id"]
    assert (await gentaget(klient, "POST", f"/subjects/{subject}", krop)).json["version"] == 1
    assert (await gentaget(klient, "GET", f"/schemas/ids/{id_}/subjects")).json == [subject]
    await klient("DELETE", f"/subjects/{subject}")
    assert (await gentaget(klient, "POST", f"/subjects/{subject}", krop)).fejl == (404, 40401)
    assert (await gentaget(klient, "GET", f"/schemas/ids/{id_}/subjects")).json == []
    assert (await gentaget(klient, "POST", f"/subjects/{subject}/versions", krop)).json == {"id": id_}
    assert (await gentaget(klient, "POST", f"/subjects/{subject}", krop)).json["version"] == 2


async def test_en_sammenligning_foelger_niveauet(klient: Klient, subject: str) -> None:
    await klient.registrer(subject, post("P", "a"))
    krop, sti = {"schema": json.dumps(post("P", "a", "b"))}, f"/compatibility/subjects/{subject}/versions"
    assert (await gentaget(klient, "POST", sti, krop)).json == {"is_compatible": False}
    await klient.niveau(subject, "FORWARD")
    assert (await gentaget(klient, "POST", sti, krop)).json == {"is_compatible": True}


async def test_det_samme_paa_en_anden_maade_er_et_andet_spoergsmaal(klient: Klient, subject: str) -> None:
    krop = {"schema": json.dumps(post("P", "a"))}
    id_ = (await gentaget(klient, "POST", f"/subjects/{subject}/versions", krop)).json["id"]
    assert "guid" not in (await gentaget(klient, "GET", f"/schemas/ids/{id_}")).json
    assert "guid" in (await gentaget(klient, "GET", f"/schemas/ids/{id_}", headers=NYERE)).json
    assert (await gentaget(klient, "GET", f"/schemas/ids/{id_}?fetchMaxId=true")).json["maxId"] >= id_
    assert (await gentaget(klient, "POST", f"/subjects/{subject}/versions", krop, headers=NYERE)).json["version"] == 1
    xml: Mapping[str, str] = {"Content-Type": "application/xml"}
    assert (await gentaget(klient, "POST", f"/subjects/{subject}/versions", krop, headers=xml)).fejl == (415, 415)
    other = await klient("GET", f"/schemas/ids/{id_}", headers={"Accept": "application/json"})
    assert other.headers["Content-Type"] == "application/json"


async def test_et_svar_til_en_der_maa_gives_ikke_til_en_der_ikke_maa(klient: Klient, subject: str) -> None:
    krop, sti = {"schema": json.dumps(post("P", "a"))}, f"/subjects/{subject}/versions"
    await gentaget(klient, "POST", sti, krop)
    assert (await gentaget(klient, "POST", sti, krop, headers={"Authorization": "Bearer forkert"})).status == 401
    grund = {"hvem": "revisor", "navn": f"revisor {subject}", "begrundelse": "opstilling"}
    headers = {"Authorization": f"Bearer {klient.token}"}
    async with klient.session.post("/api/v1/adgange", json=grund, headers=headers) as svar:
        revisor = (await svar.json())["token"]
    som_revisor = {"Authorization": f"Bearer {revisor}"}
    assert (await gentaget(klient, "POST", sti, krop, headers=som_revisor)).fejl == (403, 40301)
    assert (await gentaget(klient, "POST", f"/subjects/{subject}", krop, headers=som_revisor)).status == 200
