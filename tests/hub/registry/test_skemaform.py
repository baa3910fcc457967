"""What a schema is to the registry: its canonical text, and which schemas are one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hub.registry.fejl import Registerfejl
from hub.registry.skemaform import DYBDE, SKEMA_TEGN, guid, laes
from schemas.regler import standardlager

INDEN = '{"type":"record","name":"P","namespace":"a","fields":[{"name":"x","type":'


def tekst(skema: Any, **valg: Any) -> str:
    return laes(json.dumps(skema), **valg).tekst


def lighed(skema: Any) -> str:
    return laes(json.dumps(skema)).lighed


def post(felt: Any, **resten: Any) -> dict[str, Any]:
    return {"type": "record", "name": "a.P", "fields": [{"name": "x", "type": felt}]} | resten


@pytest.mark.parametrize(
    ("skrevet", "kanonisk"),
    [
        ({"type": "int"}, '"int"'),
        ({"type": "int", "name": "uden betydning"}, '"int"'),
        ({"type": "int", "logicalType": "date"}, '{"type":"int","logicalType":"date"}'),
        (["null", {"type": "string"}], '["null","string"]'),
        ({"items": {"type": "long"}, "type": "array", "min": 1}, '{"type":"array","items":"long","min":1}'),
        ({"type": "map", "values": "bytes"}, '{"type":"map","values":"bytes"}'),
        (
            {"symbols": ["A"], "name": "x.E", "type": "enum", "default": "A", "doc": ""},
            '{"type":"enum","name":"E","namespace":"x","doc":"","symbols":["A"],"default":"A"}',
        ),
        (
            {"size": 4, "namespace": "x", "name": "F", "type": "fixed", "aliases": ["G", "y.H", "G"]},
            '{"type":"fixed","name":"F","namespace":"x","size":4,"aliases":["G","y.H"]}',
        ),
        (
            {"type": "record", "name": "P", "fields": [{"order": "ascending", "type": "string", "name": "å", "q": {"b": 1, "a": 2}}]},
            '{"type":"record","name":"P","fields":[{"name":"å","type":"string","q":{"b":1,"a":2}}]}',
        ),
        (
            post({"type": "enum", "name": "b.E", "symbols": []}),
            INDEN + '{"type":"enum","name":"E","namespace":"b","symbols":[]}}]}',
        ),
        (
            post({"type": "enum", "name": "E", "namespace": "", "symbols": []}),
            INDEN + '{"type":"enum","name":"E","namespace":"","symbols":[]}}]}',
        ),
        (
            post(["null", "a.P"]),
            '{"type":"record","name":"P","namespace":"a","fields":[{"name":"x","type":["null","P"]}]}',
        ),
    ],
)  # fmt: skip
def test_teksten_er_kanonisk(skrevet: Any, kanonisk: str) -> None:
    assert tekst(skrevet) == kanonisk
    assert tekst(json.loads(kanonisk)) == kanonisk


@pytest.mark.parametrize(
    ("en", "anden"),
    [
        ({"type": "int"}, "int"),
        (post({"type": "string"}), post("string")),
        (post("int"), {"namespace": "a"} | post("int", name="P")),
        (post("int", aliases=["Q", "R"]), post("int", aliases=["a.R", "a.Q"])),
        (post("int", z=1, y=2), post("int", y=2, z=1)),
        (post(["null", "P"]), post(["null", "a.P"])),
    ],
)
def test_ens_skemaer_er_ens_uden_at_normaliseres(en: Any, anden: Any) -> None:
    assert lighed(en) == lighed(anden)


@pytest.mark.parametrize(
    ("en", "anden"),
    [
        (post("int"), post("int", doc="nyt")),
        (post("int", doc=""), post("int")),
        (post("int"), post("int", z=1)),
        (post(["null", "int"]), post(["int", "null"])),
        (post("int"), post("int", name="b.P")),
        ("string", {"type": "string", "avro.java.string": "String"}),
        ({"type": "int", "logicalType": "date"}, "int"),
    ],
)
def test_andre_skemaer_er_andre(en: Any, anden: Any) -> None:
    assert lighed(en) != lighed(anden)


def test_normalisering_ordner_kun_det_der_ingen_orden_har() -> None:
    felter = [
        {"name": "b", "type": ["string", "null"]},
        {"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["Z", "A"]}},
    ]
    skema = {"type": "record", "name": "P", "z": 1, "a": 2, "doc": "", "aliases": ["Z", "A"], "fields": felter}  # fmt: skip
    normal = json.loads(tekst(skema, normaliser=True))
    assert list(normal) == ["type", "name", "fields", "a", "z", "aliases"]
    assert normal["aliases"] == ["A", "Z"]
    assert normal["fields"] == felter


def test_referencer_skrives_ud_hvor_de_foerst_naevnes() -> None:
    by = {"type": "record", "name": "a.By", "fields": [{"name": "navn", "type": "string"}]}
    vej = {"type": "record", "name": "a.Vej", "fields": [{"name": "by", "type": "By"}]}
    sted = {
        "type": "record",
        "name": "a.Sted",
        "fields": [{"name": "by", "type": "By"}, {"name": "vej", "type": "Vej"}],
    }
    henviste = [("by", json.dumps(by)), ("vej", json.dumps(vej))]
    form = laes(json.dumps(sted), henviste)
    assert json.loads(form.tekst) == {"namespace": "a"} | sted | {"name": "Sted"}
    udskrevet = json.loads(form.udskrevet)
    assert udskrevet["fields"][0]["type"]["fields"] == by["fields"]
    assert udskrevet["fields"][1]["type"]["fields"] == [{"name": "by", "type": "By"}]
    assert laes(form.udskrevet).lighed == form.udskrevet_lighed != form.lighed


@pytest.mark.parametrize(
    "skema",
    [
        "",
        "string",
        "{",
        '"ukendt"',
        "{}",
        '{"type":"record","name":"P"}',
        '{"type":"record","name":"P-Q","fields":[]}',
        '{"type":"record","name":"P","namespace":"p-q","fields":[]}',
        '{"type":"record","name":"P","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}',
        '{"type":"record","name":"P","fields":[{"name":"a","type":"int","default":"nej"}]}',
        '{"type":"enum","name":"E","symbols":{}}',
        '["int","int"]',
        '"int" "int"',
        '{"type":"float","x":NaN}',
        '{"type":"float","x":1e999}',
        '{"type":"string","x":"\\ud800"}',
    ],
)
def test_det_der_ikke_er_avro_afvises_med_et_sted(skema: str) -> None:
    with pytest.raises(Registerfejl) as fanget:
        laes(skema)
    assert fanget.value.kode == 42201
    assert fanget.value.tekst.startswith("Invalid AVRO schema. Error: ")


def test_for_dybe_og_for_lange_skemaer_afvises() -> None:
    def dybt(dybde: int) -> str:
        return '{"type":"array","items":' * dybde + '"int"' + "}" * dybde

    laes(dybt(DYBDE))
    for dybde in (DYBDE + 1, 5_000, 200_000):
        with pytest.raises(Registerfejl) as fanget:
            laes(dybt(dybde))
        assert fanget.value.kode in {42201, 42209}
    with pytest.raises(Registerfejl) as fanget:
        laes(json.dumps({"type": "string", "doc": "x" * SKEMA_TEGN}))
    assert fanget.value.kode == 42209


def test_en_fejl_gentager_ikke_skemaets_tekst() -> None:
    hemmeligt = "610170-0000"
    for skema in (f'{{"type":"string","doc":"{hemmeligt}', json.dumps(post("int", doc=hemmeligt, fields=3))):
        with pytest.raises(Registerfejl) as fanget:
            laes(skema)
        assert hemmeligt not in fanget.value.tekst


def test_guid_er_md5_af_teksten() -> None:
    assert guid('"string"') == "095d71cf-1255-6b9d-5e33-0ad575b3df5d"
    assert guid('"string"', b"mere") != guid('"string"')


def test_hubbens_egne_kontrakter_kan_laeses_og_er_hele() -> None:
    for skema in standardlager().values():
        form = laes(json.dumps(skema.raa))
        assert form.navn == skema.navn
        assert form.tekst == form.udskrevet
