"""The way in: who may, content types, addresses, and what newer clients ask first."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from hub.app import koerende
from hub.kontrakter import Miljoe
from hub.settings import Indstillinger
from tests.hub.registry.conftest import Klient, post

pytestmark = pytest.mark.asyncio(loop_scope="module")

V1 = "application/vnd.schemaregistry.v1+json"
KONTRAKT = "dk.faelleshub.sag.SagRegistreret"
ROLLER = ("arkitektraad", "myndighed", "revisor", "system")
LAESER = [
    ("GET", "/subjects", None),
    ("GET", f"/subjects/{KONTRAKT}/versions/1", None),
    ("GET", "/schemas/ids/1", None),
    ("GET", "/config", None),
    ("GET", "/mode", None),
    ("GET", "/contexts", None),
    ("POST", "/subjects/findes-ikke", {"schema": '"int"'}),
    ("POST", f"/compatibility/subjects/{KONTRAKT}/versions/1", {"schema": '"int"'}),
]
STYRER = [
    ("DELETE", "/subjects/findes-ikke", None),
    ("DELETE", "/subjects/findes-ikke/versions/1", None),
    ("PUT", "/config", {"compatibility": "BACKWARD"}),
    ("PUT", "/config/x", {"compatibility": "BACKWARD"}),
    ("DELETE", "/config/x", None),
    ("PUT", "/mode/x", {"mode": "READWRITE"}),
    ("DELETE", "/mode/x", None),
    ("DELETE", "/contexts/.x", None),
]


EGNE = {"/subjects/findes-ikke", "/subjects/findes-ikke/versions/1", "/config/x"}
"""What belongs to nobody else: a system may."""


async def tokens(klient: Klient) -> dict[str, tuple[str, str]]:
    """A token for each kind of caller, and the name that goes with it."""
    session = klient.session
    headers = {"Authorization": f"Bearer {klient.hub.administrator_token}"}

    async def opret(sti: str, **krop: Any) -> Any:
        async with session.post(sti, json=krop | {"begrundelse": "opstilling"}, headers=headers) as svar:
            assert svar.status == 201, await svar.text()
            return await svar.json()

    await opret("/api/v1/organisation", cvr="12345678", navn="Kommune")
    system = await opret("/api/v1/systemer", navn="leverandør", myndighed="12345678")
    ud = {"system": (system["id"], (await opret(f"/api/v1/systemer/{system['id']}/token"))["token"])}
    for rolle in ("arkitektraad", "revisor"):
        ud[rolle] = (rolle, (await opret("/api/v1/adgange", hvem=rolle, navn=rolle))["token"])
    ud["myndighed"] = (
        "myndighed",
        (await opret("/api/v1/adgange", hvem="myndighed", navn="Kommune", myndighed="12345678"))["token"],
    )
    return ud


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kendte(klient: Klient) -> dict[str, tuple[str, str]]:
    return await tokens(klient)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def produktion(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Klient]:
    data = tmp_path_factory.mktemp("produktion")
    async with (
        koerende(Indstillinger(data=data, port=0, miljoe=Miljoe.PRODUKTION)) as hub,
        aiohttp.ClientSession(hub.url) as session,
    ):
        yield Klient(session, hub)


async def som(klient: Klient, token: str, metode: str, sti: str, krop: Any = None) -> Any:
    return await klient(metode, sti, krop, headers={"Authorization": f"Bearer {token}"})


def basic(navn: str, token: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{navn}:{token}".encode()).decode()}


@pytest.mark.parametrize(("metode", "sti", "krop"), [*LAESER, *STYRER, ("GET", "/findes-ikke", None)])
async def test_uden_gyldigt_token_faar_man_intet(klient: Klient, metode: str, sti: str, krop: Any) -> None:
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer fh_forkert"}, basic("x", klient.token)):
        svar = await klient(metode, sti, krop, headers=headers)
        assert svar.fejl == (401, 40101)
        assert "Basic" in svar.headers["WWW-Authenticate"]


@pytest.mark.parametrize("rolle", ROLLER)
async def test_enhver_kendt_laeser_og_kun_raad_og_drift_styrer(
    klient: Klient, kendte: dict[str, tuple[str, str]], rolle: str
) -> None:
    token = kendte[rolle][1]
    for metode, sti, krop in LAESER:
        assert (await som(klient, token, metode, sti, krop)).status in {200, 404}, sti
    for metode, sti, krop in STYRER:
        svar = await som(klient, token, metode, sti, krop)
        maa = rolle == "arkitektraad" or (rolle == "system" and sti in EGNE)
        assert (svar.status == 403) is not maa, (sti, svar.raa)
    svar = await som(klient, token, "POST", f"/subjects/af-{rolle}/versions", {"schema": '"int"'})
    assert svar.status == (200 if rolle in {"arkitektraad", "system"} else 403)


async def test_et_system_foreslaar_uden_tvang_og_uden_at_vaelge_id(
    klient: Klient, kendte: dict[str, tuple[str, str]], subject: str
) -> None:
    token = kendte["system"][1]
    sti = f"/subjects/{subject}/versions"
    assert (await som(klient, token, "POST", f"{sti}?force=true", {"schema": '"int"'})).fejl == (403, 40301)
    assert (await som(klient, token, "POST", sti, {"schema": '"int"', "id": 900_000})).fejl == (403, 40301)
    assert (await som(klient, token, "POST", sti, {"schema": '"int"'})).status == 200


async def test_et_system_aendrer_kun_det_som_det_alene_har_registreret(
    klient: Klient, kendte: dict[str, tuple[str, str]], subject: str
) -> None:
    token = kendte["system"][1]
    for navn in (subject, f"{subject}-andres"):
        assert (await som(klient, token, "PUT", f"/config/{navn}", {"compatibility": "NONE"})).status == 200
        assert (await som(klient, token, "POST", f"/subjects/{navn}/versions", {"schema": '"int"'})).status == 200
    await klient.registrer(f"{subject}-andres", "string")
    for navn in (f"{subject}-andres", KONTRAKT):
        assert (await som(klient, token, "PUT", f"/config/{navn}", {"compatibility": "NONE"})).fejl == (403, 40301)
        assert (await som(klient, token, "DELETE", f"/config/{navn}")).fejl == (403, 40301)
        assert (await som(klient, token, "DELETE", f"/subjects/{navn}")).fejl == (403, 40301)
        assert (await som(klient, token, "DELETE", f"/subjects/{navn}/versions/1")).fejl == (403, 40301)
    assert (await som(klient, token, "PUT", "/config/:.rum:", {"compatibility": "NONE"})).fejl == (403, 40301)
    assert (await som(klient, token, "DELETE", f"/subjects/{subject}/versions/1")).json == 1
    assert (await som(klient, token, "DELETE", f"/subjects/{subject}?permanent=true")).json == [1]


async def test_i_produktion_registrerer_et_system_ikke_under_hubbens_kontrakter(
    produktion: Klient, subject: str
) -> None:
    token = (await tokens(produktion))["system"][1]
    for navn in (KONTRAKT, f":.rum:{KONTRAKT}", "dk.faelleshub.noget.Nyt"):
        svar = await som(produktion, token, "POST", f"/subjects/{navn}/versions", {"schema": '"int"'})
        assert svar.fejl == (403, 40301)
    assert (await som(produktion, token, "POST", f"/subjects/{subject}/versions", {"schema": '"int"'})).status == 200


async def test_basic_med_systemets_id_og_token(klient: Klient, kendte: dict[str, tuple[str, str]]) -> None:
    for navn, token in kendte.values():
        assert (await klient("GET", "/subjects", headers=basic(navn, token))).status == 200
        assert (await klient("GET", "/subjects", headers=basic("en-anden", token))).fejl == (401, 40101)
    assert (await klient("GET", "/subjects", headers=basic("administrator", klient.token))).status == 200


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        (None, V1),
        ("", V1),
        ("*/*", V1),
        ("*", V1),
        ("application/*", V1),
        (V1, V1),
        ("application/json", "application/json"),
        ("application/vnd.schemaregistry+json", "application/vnd.schemaregistry+json"),
        (f"{V1}, application/vnd.schemaregistry+json, application/json", V1),
        ("application/vnd.schemaregistry.v2+json; q=0.1, application/json; q=0.9", "application/json"),
        ("text/html, image/gif, image/jpeg, */*; q=0.2", V1),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", V1),
    ],
)
async def test_svaret_har_den_type_der_bedes_om(klient: Klient, accept: str | None, type_: str) -> None:
    headers = {} if accept is None else {"Accept": accept}
    svar = await klient("GET", "/subjects", headers=headers, skip_auto_headers=["Accept"])
    assert (svar.status, svar.headers["Content-Type"]) == (200, type_)


async def test_typer_som_ingen_taler_afvises(klient: Klient) -> None:
    for accept in ("application/vnd.schemaregistry.v2+json", "text/*", "application/octet-stream", "*/*;q=0"):
        svar = await klient("GET", "/subjects", headers={"Accept": accept})
        assert svar.json == {"error_code": 406, "message": "HTTP 406 Not Acceptable"}
        assert svar.headers["Content-Type"] == V1
    svar = await klient("PUT", "/config/x", {"compatibility": "NONE"}, headers={"Content-Type": "text/html"})
    assert svar.json == {"error_code": 415, "message": "HTTP 415 Unsupported Media Type"}
    assert svar.status == 415


@pytest.mark.parametrize(
    "type_",
    [V1, f"{V1}; charset=utf-8", "application/json", "application/vnd.schemaregistry+json", "application/octet-stream"],
)
async def test_kroppen_kan_komme_under_flere_typer(klient: Klient, subject: str, type_: str) -> None:
    svar = await klient("PUT", f"/config/{subject}", {"compatibility": "NONE"}, headers={"Content-Type": type_})
    assert (svar.status, svar.json) == (200, {"compatibility": "NONE"})


async def test_kroppen_kan_vaere_i_et_andet_tegnsaet_og_uden_type(klient: Klient, subject: str) -> None:
    data = json.dumps({"compatibility": "FULL"})
    utf16 = {"Content-Type": f"{V1}; charset=utf-16"}
    svar = await klient("PUT", f"/config/{subject}", data=data.encode("utf-16"), headers=utf16)
    assert svar.json == {"compatibility": "FULL"}
    svar = await klient("PUT", f"/config/{subject}", data=data.encode(), skip_auto_headers=["Content-Type"])
    assert svar.json == {"compatibility": "FULL"}
    for krop in (b"{", b"", b"\xff\xfe", b'{"compatibility": "FULL"} mere'):
        svar = await klient("PUT", f"/config/{subject}", data=krop, headers={"Content-Type": V1})
        assert svar.fejl == (400, 400)
    svar = await klient("GET", "/subjects", headers={"Content-Type": "application/json"})
    assert svar.status == 200


async def test_en_for_stor_krop_afvises(klient: Klient, subject: str) -> None:
    for_stor = io.BytesIO(json.dumps({"schema": "x" * 2_000_001}).encode())
    svar = await klient("POST", f"/subjects/{subject}/versions", data=for_stor, headers={"Content-Type": V1})
    assert svar.status == 413
    svar = await klient(
        "POST", f"/subjects/{subject}/versions", {"schema": json.dumps(post("P", "a") | {"x": "y" * 600_000})}
    )
    assert svar.fejl == (422, 42209)


async def test_skraastreg_til_sidst_og_adresser_der_ikke_er(klient: Klient) -> None:
    for sti in ("/", "", "/subjects/", f"/subjects/{KONTRAKT}/versions/", "/schemas/ids/1/", "/config/"):
        assert (await klient("GET", sti)).status == 200, sti
    for sti in ("/findes-ikke", "/exporters", "/schemas/ids", "/subjects/a/b/c", "/v1/metadata/andet"):
        assert (await klient("GET", sti)).json == {"error_code": 404, "message": "HTTP 404 Not Found"}
    svar = await klient("POST", "/schemas/ids/1", {})
    assert svar.json == {"error_code": 405, "message": "HTTP 405 Method Not Allowed"}
    assert svar.headers["Allow"] == "GET"
    async with klient.session.head("/registry/subjects", headers={"Authorization": f"Bearer {klient.token}"}) as head:
        assert head.status == 200


async def test_det_nyere_klienter_spoerger_om_foerst(klient: Klient) -> None:
    foerst = "/associations/resources/-/emne?resourceType=topic&associationType=value"
    assert (await klient("GET", foerst)).json == []
    assert (await klient("GET", "/associations/subjects/emne-value")).json == []
    assert (await klient("GET", "/schemas/types")).json == ["AVRO"]
    assert set((await klient("GET", "/v1/metadata/id")).json) == {"id", "scope"}
    assert set((await klient("GET", "/v1/metadata/version")).json) == {"version", "commitId"}
    assert (await klient("GET", "")).json == {}


async def test_hver_aendring_staar_i_revisionen_med_hvem_og_hvorfor(klient: Klient, subject: str) -> None:
    begrundelse = {"Begrundelse": "kontrakt for prøver"}
    await klient("POST", f"/subjects/{subject}/versions", {"schema": '"int"'}, headers=begrundelse)
    headers = {"Authorization": f"Bearer {klient.token}"}
    async with klient.session.get("/api/v1/aendringer?max=500", headers=headers) as svar:
        poster = (await svar.json())["poster"]
    (post_,) = [en for en in poster if en["slags"] == "registry" and en["id"] == subject]
    assert post_["hvorfor"] == "kontrakt for prøver"
    assert post_["hvem"].startswith("administrator")
    assert ["version", subject, 1] in post_["efter"]["skrevet"]


async def test_maalingernes_navne_er_faste(klient: Klient, subject: str) -> None:
    await klient("GET", f"/subjects/{subject}/versions")
    await klient("GET", f"/noget-{subject}")
    async with klient.session.get("/metrics") as svar:
        tekst = await svar.text()
    assert 'operation="registry.listVersions",status="404"' in tekst
    assert subject not in tekst
