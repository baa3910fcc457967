"""The structural diff: every kind of change is named once, at its place, with both values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from schemas.compatibility import Udgave, UgyldigtSkema, sammenlign
from tests.schemas.kompatibilitet.skemastrategi import skemaer, skemapar


def post(*felter: dict[str, Any], **resten: Any) -> dict[str, Any]:
    return {"type": "record", "name": "R", "fields": list(felter), **resten}


def felt(navn: str, type_: Any = "string", **resten: Any) -> dict[str, Any]:
    return {"name": navn, "type": type_, **resten}


def diff(gammel: Any, ny: Any) -> list[tuple[str, str, Any, Any]]:
    return [
        (en.slags.value, en.sti, en.gammel and en.gammel.vaerdi, en.ny and en.ny.vaerdi)
        for en in sammenlign(Udgave("1", gammel).type, Udgave("2", ny).type)
    ]


def liste_af(type_: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "record", "name": "S", "fields": [felt("a", type_)]}}


ENUM = {"type": "enum", "name": "E", "symbols": ["A", "B"]}

AENDRINGER: list[tuple[str, Any, Any, list[tuple[str, str, Any, Any]]]] = [
    ("intet", post(felt("a")), post(felt("a")), []),
    ("felt tilføjet", post(), post(felt("a", "int")), [("felt-tilfoejet", "a", None, "int")]),
    ("felt fjernet", post(felt("a", "int")), post(), [("felt-fjernet", "a", "int", None)]),
    (
        "felt omdøbt",
        post(felt("a")),
        post(felt("b", aliases=["a"])),
        [("felt-omdoebt", "b", "a", "b"), ("egenskab", "b", None, ["a"])],
    ),
    (
        "felt omdøbt tilbage",
        post(felt("b", aliases=["a"])),
        post(felt("a")),
        [("felt-omdoebt", "a", "b", "a"), ("egenskab", "b", ["a"], None)],
    ),
    (
        "felt omdøbt uden alias",
        post(felt("a")),
        post(felt("b")),
        [("felt-tilfoejet", "b", None, "string"), ("felt-fjernet", "a", "string", None)],
    ),
    (
        "felter flyttet",
        post(felt("a"), felt("b")),
        post(felt("b"), felt("a")),
        [("feltorden", "", ["a", "b"], ["b", "a"])],
    ),
    (
        "et felt foran flytter ingen",
        post(felt("b")),
        post(felt("a"), felt("b")),
        [("felt-tilfoejet", "a", None, "string")],
    ),
    ("type", post(felt("a", "int")), post(felt("a", "long")), [("type", "a", "int", "long")]),
    ("nullable", post(felt("a")), post(felt("a", ["null", "string"])), [("type", "a", "string", "null | string")]),
    (
        "union vendt",
        post(felt("a", ["null", "string"])),
        post(felt("a", ["string", "null"])),
        [("type", "a", "null | string", "string | null")],
    ),
    (
        "logisk type",
        post(felt("a", {"type": "long", "logicalType": "timestamp-millis"})),
        post(felt("a", "long")),
        [("type", "a", "long (timestamp-millis)", "long")],
    ),
    ("doc", post(felt("a")), post(felt("a", doc="Titlen.")), [("doc", "a", None, "Titlen.")]),
    ("postens doc", post(doc="før"), post(doc="efter"), [("doc", "", "før", "efter")]),
    ("default", post(felt("a", default="")), post(felt("a", default="x")), [("default", "a", "", "x")]),
    (
        "default null er en default",
        post(felt("a", ["null", "int"])),
        post(felt("a", ["null", "int"], default=None)),
        [("default", "a", None, None)],
    ),
    ("egenskab", post(felt("a", kodeliste="x")), post(felt("a", kodeliste="y")), [("egenskab", "a", "x", "y")]),
    ("orden", post(felt("a")), post(felt("a", order="ignore")), [("egenskab", "a", None, "ignore")]),
    ("navn", post(), {**post(), "name": "S"}, [("navn", "", "R", "S")]),
    ("navnerum", post(), post(namespace="x"), [("navn", "", "R", "x.R")]),
    (
        "symboler",
        post(felt("e", ENUM)),
        post(felt("e", {**ENUM, "symbols": ["A", "C"]})),
        [("symboler", "e", ["A", "B"], ["A", "C"])],
    ),
    ("enumdefault", post(felt("e", ENUM)), post(felt("e", {**ENUM, "default": "A"})), [("default", "e", None, "A")]),
    (
        "størrelse",
        post(felt("f", {"type": "fixed", "name": "F", "size": 1})),
        post(felt("f", {"type": "fixed", "name": "F", "size": 2})),
        [("stoerrelse", "f", 1, 2)],
    ),
    (
        "dybt inde, og kun én gang",
        post(felt("l", liste_af("string")), felt("k", {"type": "map", "values": "S"})),
        post(felt("l", liste_af("bytes")), felt("k", {"type": "map", "values": "S"})),
        [("type", "l[].a", "string", "bytes")],
    ),
    (
        "i en gren",
        post(felt("v", ["null", "int", {"type": "record", "name": "S", "fields": [felt("a")]}])),
        post(felt("v", ["null", "int", {"type": "record", "name": "S", "fields": [felt("a", "int")]}])),
        [("type", "v(S).a", "string", "int")],
    ),
]


@pytest.mark.parametrize(("navn", "gammel", "ny", "ventet"), AENDRINGER, ids=[navn for navn, *_ in AENDRINGER])
def test_hver_aendring_naevnes_med_sted_og_begge_vaerdier(
    navn: str, gammel: Any, ny: Any, ventet: list[tuple[str, str, Any, Any]]
) -> None:
    assert diff(gammel, ny) == ventet, navn


@given(skemaer())
def test_intet_er_aendret_fra_et_skema_til_det_selv(skema: dict[str, Any]) -> None:
    assert diff(skema, skema) == []


@given(skemapar())
def test_aendringer_den_ene_vej_er_lige_saa_mange_den_anden(par: tuple[dict[str, Any], dict[str, Any]]) -> None:
    foer, efter = par
    try:
        frem, tilbage = diff(foer, efter), diff(efter, foer)
    except UgyldigtSkema:
        return
    assert (foer == efter) is not bool(frem)
    assert len(frem) == len(tilbage)
