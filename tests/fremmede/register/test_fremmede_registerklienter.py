"""Clients of three languages write and read through the registry, and through the hub, in every pair."""

from __future__ import annotations

import base64
import itertools
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from hub.app import koerende
from hub.registry.fejl import Registerfejl
from hub.registry.skemaform import laes
from hub.settings import Indstillinger
from schemas.codec import pak
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager
from tests.fremmede.register.klienter import KLIENTER, Fremmed
from tests.hub.api.conftest import Scene

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("registerklienter")]

SAG = "dk.faelleshub.sag.SagRegistreret"
NAVN = "dk.prove.Alt"
ALT: Any = {
    "type": "record",
    "name": "Alt",
    "namespace": "dk.prove",
    "doc": "En prøve af hver slags.",
    "fields": [
        {"name": "tekst", "type": "string"},
        {"name": "antal", "type": {"type": "int"}, "default": 0},
        {"name": "stort", "type": "long"},
        {"name": "maal", "type": "double"},
        {"name": "sandt", "type": "boolean"},
        {"name": "maaske", "type": ["null", "string"], "default": None},
        {"name": "intet", "type": ["null", "long"], "default": None},
        {"name": "farve", "type": {"type": "enum", "name": "Farve", "symbols": ["GROEN", "BLAA"], "default": "BLAA"}},
        {"name": "tal", "type": {"type": "map", "values": "long"}},
        {
            "name": "dele",
            "type": {
                "type": "array",
                "items": {"type": "record", "name": "Del", "fields": [{"name": "navn", "type": "string", "order": "ignore"}]},
            },
        },
    ],
}  # fmt: skip
VAERDI: Any = {
    "tekst": "æøå €",
    "antal": -7,
    "stort": 2**50 + 1,
    "maal": 1.5,
    "sandt": True,
    "maaske": "ja",
    "intet": None,
    "farve": "GROEN",
    "tal": {"a": 1, "b": -2},
    "dele": [{"navn": "x"}, {"navn": "y"}],
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    data = tmp_path_factory.mktemp("fremmede")
    async with (
        koerende(Indstillinger(data=data, port=0, nedluk_sekunder=5)) as hub,
        aiohttp.ClientSession(hub.url) as session,
    ):
        scene = Scene(hub, session)
        await scene.opstil()
        yield scene


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fremmede(scene: Scene) -> AsyncIterator[dict[str, Fremmed]]:
    """A client of each language, known to the hub as the system that sends."""
    url, navn, token = f"{scene.hub.url}/registry", scene.ider["a"], scene.tokens["a"]
    startet = {sprog: await Fremmed.start(sprog, url, navn, token) for sprog in KLIENTER}
    yield startet
    for en in startet.values():
        await en.luk()


@pytest.mark.parametrize(("skriver", "laeser"), list(itertools.product(KLIENTER, KLIENTER)))
async def test_hvad_en_klient_skriver_kan_hver_anden_laese(
    fremmede: dict[str, Fremmed], skriver: str, laeser: str
) -> None:
    avro = await fremmede[skriver].skriv(NAVN, ALT, VAERDI)
    assert await fremmede[laeser].laes(avro) == VAERDI


async def test_alle_klienter_faar_det_samme_id(scene: Scene, fremmede: dict[str, Fremmed]) -> None:
    hoveder = {(await en.skriv(NAVN, ALT, VAERDI))[:5] for en in fremmede.values()}
    assert len(hoveder) == 1
    vist = await scene.kald("GET", f"/registry/subjects/{NAVN}/versions/latest")
    assert hoveder == {b"\0" + vist.json["id"].to_bytes(4, "big")}
    assert vist.json["version"] == 1


@pytest.mark.parametrize(("afsender", "modtager"), [("python", "node"), ("node", "java"), ("java", "python")])
async def test_en_besked_gaar_gennem_hubben_fra_klient_til_klient(
    scene: Scene, fremmede: dict[str, Fremmed], afsender: str, modtager: str
) -> None:
    eksempel = pak(
        standardlager().nyeste(SAG), fra_json(json.dumps(scene.besked()).encode(), standardlager().nyeste(SAG))
    )
    besked, sag = str(uuid.uuid4()), str(uuid.uuid4())
    objekt = "beskedkuvert.filtreringsdata.objektRegistrering.0.objektId.uuid"
    aendr = {"beskedId.uuid": besked, objekt: sag, "beskeddata.sagId": sag}
    avro = await fremmede[afsender].omskriv(eksempel, aendr)
    headers = {"Content-Type": "application/vnd.faelleshub.avro"}
    svar = await scene.kald("POST", "/api/v1/beskeder?vent=20", "a", data=avro, headers=headers)
    assert (svar.status, svar.json["status"]) == (200, "Leveret"), svar.raa
    sti = f"/api/v1/dueslag/{scene.ider['dueslag']}"
    hentet = await scene.kald("GET", f"{sti}/beskeder?max=1&vent=20&format=avro", "modtager")
    (levering,) = hentet.json["beskeder"]
    kvitteret = [{"leveringId": levering["leveringId"], "status": "kvitteret"}]
    assert (await scene.kald("POST", f"{sti}/kvitteringer", "modtager", json=kvitteret)).status == 200
    leveret = base64.b64decode(levering["avro"])
    assert leveret == avro
    laest = await fremmede[modtager].laes(leveret)
    assert laest["beskedId"]["uuid"] == besked
    assert laest["beskeddata"]["sagId"] == sag
    assert laest["beskeddata"]["egenskaber"][0]["titel"] == scene.besked()["beskeddata"]["egenskaber"][0]["titel"]


SKEMAER: Any = [
    "int",
    {"type": "string"},
    {"type": "int", "logicalType": "date"},
    {"type": "bytes", "logicalType": "decimal", "scale": 2, "precision": 9, "x": {"b": [1, None], "a": 1.5}},
    ["null", {"type": "long", "y": 1}],
    {"type": "array", "items": {"type": "map", "values": "float"}, "z": "ø"},
    ALT,
    {"type": "record", "name": "a.b.P", "fields": []},
    {"type": "record", "name": "P", "namespace": "", "doc": "", "fields": [{"name": "x", "doc": "", "type": ["null", "P"]}]},
    {"type": "error", "name": "E", "fields": [{"name": "x", "type": "string", "aliases": ["z", "y"], "order": "descending"}]},
    {"type": "enum", "name": "x.E", "aliases": ["F", "y.G"], "symbols": ["B", "A"], "default": "A", "q": True, "doc": "d"},
    {"type": "fixed", "name": "F", "namespace": "x.y", "size": 4, "aliases": ["x.y.G"], "doc": "æ"},
    {"type": "record", "name": "a.P", "z": 2, "a": 1, "fields": [
        {"name": "i", "type": {"type": "record", "name": "b.Q", "fields": [
            {"name": "p", "type": ["null", "a.P"]}, {"name": "e", "type": {"type": "enum", "name": "a.E", "symbols": ["X"]}},
        ]}},
        {"name": "j", "type": "b.Q", "b": 1, "a": 2, "aliases": ["z", "a"]},
        {"name": "k", "type": "E", "default": "X"},
    ]},
]  # fmt: skip


async def test_den_kanoniske_tekst_er_javas(fremmede: dict[str, Fremmed]) -> None:
    for skema in [*SKEMAER, *(en.raa for en in standardlager().values())]:
        tekst = json.dumps(skema)
        java = await fremmede["java"].spoerg("kanonisk", skema=tekst)
        assert laes(tekst).tekst == java["tekst"]
        if "error" not in tekst:  # which Java's normalisation makes a record
            assert laes(tekst, normaliser=True).tekst == java["normal"]


async def test_referencer_skrives_ud_som_java_goer_det(fremmede: dict[str, Fremmed]) -> None:
    by = {"type": "record", "name": "a.By", "fields": [{"name": "navn", "type": "string"}]}
    vej = {"type": "record", "name": "a.Vej", "fields": [{"name": "by", "type": "By"}]}
    sted = {
        "type": "record",
        "name": "a.Sted",
        "fields": [{"name": "vej", "type": "Vej"}, {"name": "by", "type": "a.By"}],
    }
    henviste = {"by": json.dumps(by), "vej": json.dumps(vej)}
    java = await fremmede["java"].spoerg("kanonisk", skema=json.dumps(sted), henviste=henviste)
    form = laes(json.dumps(sted), tuple(henviste.items()))
    assert form.tekst == java["tekst"]
    assert form.udskrevet == java["udskrevet"]


async def test_java_er_enig_om_hvilke_skemaer_der_er_ens(fremmede: dict[str, Fremmed]) -> None:
    varianter = [
        {"type": "record", "name": "a.P", "fields": [{"name": "x", "type": "int"}]} | mere
        for mere in (
            {},
            {"name": "P", "namespace": "a"},
            {"doc": "d"},
            {"z": 1, "y": 2},
            {"y": 2, "z": 1},
            {"aliases": ["Q", "R"]},
            {"aliases": ["a.R", "a.Q"]},
            {"fields": [{"name": "x", "type": {"type": "int"}}]},
            {"fields": [{"name": "x", "type": "int", "default": 0}]},
            {"fields": [{"name": "x", "type": "int", "doc": "d"}]},
            {"fields": [{"name": "x", "type": "int", "order": "ascending"}]},
            {"fields": [{"name": "x", "type": {"type": "int", "logicalType": "date"}}]},
        )
    ]
    for en, anden in itertools.combinations(varianter, 2):
        java = await fremmede["java"].spoerg("ens", en={"skema": json.dumps(en)}, anden={"skema": json.dumps(anden)})
        assert (laes(json.dumps(en)).lighed == laes(json.dumps(anden)).lighed) is java["ens"], (en, anden)


async def test_det_java_ikke_kan_laese_kan_ikke_registreres(fremmede: dict[str, Fremmed]) -> None:
    for tekst in (
        '"ukendt"',
        '{"type":"record","name":"P-Q","fields":[]}',
        '["int","int"]',
        '{"type":"enum","name":"E"}',
    ):
        with pytest.raises(AssertionError):
            await fremmede["java"].spoerg("kanonisk", skema=tekst)
        with pytest.raises(Registerfejl):
            laes(tekst)
