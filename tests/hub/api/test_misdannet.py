"""Malformed input on every operation: always an answer of ours, never a failure of the hub."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.api.operation import STIDELE
from hub.api.server import OPERATIONER

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEKST = st.text(st.characters(codec="utf-8"), max_size=40)
JSONDELE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEKST,
    lambda del_: st.lists(del_, max_size=4) | st.dictionaries(TEKST, del_, max_size=4),
    max_leaves=12,
)
FELTER = st.sampled_from(
    [
        "navn",
        "system",
        "id",
        "begrundelse",
        "kle",
        "filter",
        "myndigheder",
        "gyldigFra",
        "leveringId",
        "status",
        "vaerdier",
        "beskedtyper",
        "levering",
        "maks",
    ]
)
GODE = st.sampled_from(
    [
        "a",
        "*",
        "27.*",
        "12345678",
        "2026-01-01T00:00:00Z",
        "00000000-0000-4000-8000-000000000000",
        "afsend",
        "kvitteret",
    ]
)
NAESTEN = st.dictionaries(FELTER, GODE | JSONDELE, max_size=8) | st.lists(
    st.dictionaries(FELTER, GODE | JSONDELE), max_size=3
)
KROPPE = st.one_of(
    JSONDELE.map(lambda data: json.dumps(data).encode()),
    NAESTEN.map(lambda data: json.dumps(data).encode()),
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"",
            b"{",
            b'{"a":1,"a":2}',
            b"[" * 200,
            b'{"navn": NaN}',
            b'"\\ud800"',
            b"<a>&x;</a>",
            b"\xff\xfe<",
            b"\0\0\0\0\1",
        ]
    ),
)
MEDIETYPER = st.sampled_from(
    [
        "application/json",
        "application/vnd.faelleshub.avro",
        "application/xml",
        "text/xml; charset=utf-7",
        "text/plain",
        "",
        "application/json; charset=zzz",
    ]
)
SOEGNING = st.dictionaries(
    st.sampled_from(["efter", "max", "vent", "format", "tilstand", "fra", "ukendt", "system"]),
    st.sampled_from(
        ["0", "-1", "1", "500", "501", "1e99", "nan", "inf", "0.01", "avro", "2026-13-01", "", "' OR 1=1", "æ"]
    )
    | TEKST,
    max_size=3,
)
HVEM = st.sampled_from(
    ["a", "modtager", "administrator", "revisor", "myndighed_a", "arkitektraad", "sekretaer", "driftsrolle"]
)


def i_stien(data: st.DataObject, scene: Any, sti: str) -> str:
    for navn in STIDELE:
        if f"{{{navn}}}" in sti:
            kendte = [scene.ider["a"], scene.ider["dueslag"], "SagRegistreret", "kle", "27.00", "58271713"]
            vaerdi = data.draw(st.sampled_from(kendte) | TEKST.filter(bool), label=navn)
            sti = sti.replace(f"{{{navn}}}", quote(vaerdi, safe=""))
    return sti


@pytest.mark.parametrize("operation", OPERATIONER, ids=lambda operation: operation.id)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
async def test_misdannet_indhold_faar_et_svar_der_siger_hvad_der_er_galt(
    scene: Any, operation: Any, data: st.DataObject
) -> None:
    sti = i_stien(data, scene, operation.sti)
    soeg = data.draw(SOEGNING, label="query")
    hvem = data.draw(HVEM, label="hvem")
    resten: dict[str, Any] = {"headers": {}}
    if operation.metode in {"POST", "PUT"}:
        resten["data"] = data.draw(KROPPE, label="krop")
        resten["headers"]["Content-Type"] = data.draw(MEDIETYPER, label="medietype")
    if data.draw(st.booleans(), label="begrundet") and operation.metode != "DELETE":
        resten["headers"]["Begrundelse"] = "misdannet"
    try:
        svar = await scene.kald(operation.metode, f"{sti}?{urlencode(soeg)}", hvem, **resten)
    except (aiohttp.InvalidURL, ValueError):  # what the client itself will not send
        return
    assert svar.status < 500 or svar.status == 503, svar.raa
    if svar.status >= 400:
        assert svar.er_problem, (svar.status, svar.raa)
        assert b"Traceback" not in svar.raa
    assert "Fh-Korrelation" in svar.headers or operation.id == "hentFil"


@pytest.mark.parametrize(
    ("metode", "sti", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/api/v1/findes-ikke", 404),
        ("GET", "/a%0Ab", 404),
        ("GET", "/api/v1/arkitektraad/forslag/%0A%7B", 404),
        ("PATCH", "/api/v1/systemer", 405),
        ("DELETE", "/api/v1/beskeder", 405),
        ("GET", "/api/v1/systemer/ikke-en-uuid", 404),
        ("GET", "/api/v1/systemer?max=0", 400),
        ("GET", "/api/v1/systemer?max=501", 400),
        ("GET", "/api/v1/systemer?max=1&max=2", 400),
        ("GET", "/api/v1/systemer?ukendt=1", 400),
        ("GET", "/api/v1/systemer?efter=forkert", 400),
        ("POST", "/api/v1/systemer", 415),
    ],
)
async def test_protokolfejl_er_problemer(scene: Any, metode: str, sti: str, status: int) -> None:
    svar = await scene.kald(metode, sti)
    assert (svar.status, svar.er_problem) == (status, True)


async def test_vent_og_max_har_en_graense(scene: Any) -> None:
    for sti, hvem in (
        ("/api/v1/kvitteringer?vent=61", "a"),
        (f"/api/v1/dueslag/{scene.ider['dueslag']}/beskeder?max=501", "modtager"),
    ):
        svar = await scene.kald("GET", sti, hvem)
        assert (svar.status, svar.er_problem) == (400, True)


async def test_en_fejl_gentager_ikke_det_der_blev_sendt(scene: Any) -> None:
    hemmeligt = "6101901234"
    for krop in ({"navn": hemmeligt * 20}, {hemmeligt: 1}, {"navn": {"x": hemmeligt}}, {"myndighed": hemmeligt}):
        svar = await scene.kald("POST", "/api/v1/systemer", json=krop | {"begrundelse": "prøve"})
        assert svar.status == 422
        assert hemmeligt.encode() not in svar.raa
    svar = await scene.kald("GET", f"/api/v1/beskeder/urn:oio:cpr-nr:{hemmeligt}/spor", "a")
    assert (svar.status, hemmeligt.encode() in svar.raa) == (404, False)


async def test_dybe_og_dobbelte_json_dokumenter_afvises(scene: Any) -> None:
    json_ = {"Content-Type": "application/json"}
    for krop in (b"[" * 100_000, b'{"navn":"a","navn":"b"}', b'{"navn": NaN}', b"\xff\xfe", b'"\\ud800"'):
        svar = await scene.kald("POST", "/api/v1/systemer", data=io.BytesIO(krop), headers=json_)
        assert svar.status in {400, 422}
        assert svar.er_problem
    svar = await scene.kald("POST", "/api/v1/systemer", data=io.BytesIO(b" " * 2_000_001), headers=json_)
    assert svar.status == 413
