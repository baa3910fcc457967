"""Records of any contract as XML: also the types that our own contracts hardly use."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
from hypothesis import given

from schemas.formater.fejl import Formatfejl
from schemas.formater.typer import Post, byg
from schemas.formater.xml import fra_xml, til_xml
from schemas.skema import Skema, Skemafejl
from tests.schemas.formater.kontrakter import FREMMED, SAG, altid, skema
from tests.schemas.formater.test_xml_haendelse import besked
from tests.schemas.formater.vilkaarlige import af_type

SJAELDNE: dict[str, Any] = {
    "type": "record",
    "name": "Sjaeldne",
    "namespace": "org.eksempel.sag",
    "fields": [
        {"name": "tomme", "type": {"type": "array", "items": ["null", "string"]}},
        {"name": "liste", "type": ["null", {"type": "array", "items": "int"}], "default": None},
        {"name": "lister", "type": {"type": "array", "items": {"type": "array", "items": "string"}}, "default": []},
        {"name": "opslag", "type": ["null", {"type": "map", "values": ["null", "string"]}], "default": None},
        {"name": "kode", "type": {"type": "enum", "name": "Kode", "symbols": ["A", "B"]}},
        {"name": "dag", "type": {"type": "int", "logicalType": "date"}},
        {"name": "naar", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "land", "type": "string", "default": "DK"},
        {"name": "poster", "type": {"type": "map", "values": {"type": "record", "name": "Indre", "fields": [{"name": "x", "type": "long"}]}}},
        {"name": "anden", "type": ["null", "org.eksempel.sag.Indre"], "default": None},
        {"name": "ident", "type": ["null", "dk.faelleshub.faelles.UnikId"], "default": None},
    ],
}  # fmt: skip


def _med_data(type_: dict[str, Any]) -> Skema:
    raa = copy.deepcopy(skema(FREMMED).raa)
    raa["fields"][3] = {"name": "beskeddata", "type": type_}
    return Skema(9, raa)


KONTRAKT = _med_data(SJAELDNE)
TID = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
_BESKED = byg(KONTRAKT.raa)
assert isinstance(_BESKED, Post)
TOM = fra_xml(besked(), altid(FREMMED))[1]


@given(beskeddata=af_type(_BESKED.felter[3].type))
def test_ogsaa_de_sjaeldne_typer_kommer_ud_som_de_kom_ind(beskeddata: dict[str, Any]) -> None:
    indhold = {**TOM, "beskeddata": beskeddata}
    assert fra_xml(til_xml(indhold, KONTRAKT), lambda _: KONTRAKT)[1] == indhold


def test_null_og_tomt_forveksles_ikke() -> None:
    data = {
        "tomme": [None, ""], "liste": [], "lister": [[], [""]], "opslag": {"a": None, "b": ""}, "kode": "A", "land": "",
        "dag": dt.date(2026, 3, 1), "naar": TID, "poster": {}, "anden": None, "ident": None,
    }  # fmt: skip
    for liste, opslag in (([], {}), (None, None), ([1], {"a": None})):
        indhold = {**TOM, "beskeddata": {**data, "liste": liste, "opslag": opslag}}
        assert fra_xml(til_xml(indhold, KONTRAKT), lambda _: KONTRAKT)[1] == indhold


def _data(indhold: str) -> bytes:
    rum = 'xmlns:e="urn:avro:org.eksempel.sag" xmlns:f="urn:dk:faelleshub:faelles"'
    return besked(data=f"<k:Beskeddata><e:Sjaeldne {rum}>{indhold}</e:Sjaeldne></k:Beskeddata>")


HELT = (
    "<e:kode>A</e:kode><e:dag>2026-03-01</e:dag><e:naar>2026-03-01T09:00:00+01:00</e:naar>"
    '<e:poster><e:post noegle="a"><e:x>1</e:x></e:post></e:poster>'
)


def test_felter_der_udelades_faar_kontraktens_standard() -> None:
    laest = fra_xml(_data(HELT), lambda _: KONTRAKT)[1]["beskeddata"]
    assert (laest["tomme"], laest["liste"], laest["lister"], laest["land"]) == ([], None, [], "DK")
    assert laest["poster"] == {"a": {"x": 1}}


@pytest.mark.parametrize(
    ("fra", "til", "kode", "sti"),
    [
        ("<e:kode>A", "<e:kode>C", "ukendt-kode", "beskeddata.kode"),
        ("<e:x>1", "<e:x>en", "forkert-type", "beskeddata.poster.a.x"),
        ("<e:x>1", "<e:x>9223372036854775808", "uden-for-omraade", "beskeddata.poster.a.x"),
        ("<e:x>1", "<e:x>" + "9" * 500, "uden-for-omraade", "beskeddata.poster.a.x"),
        ("09:00:00+01:00", "09:00:00", "tidsstempel-zone", "beskeddata.naar"),
        ("2026-03-01<", "2026-02-30<", "dato", "beskeddata.dag"),
        ("<e:kode>", "<e:kode xml:lang='da'>", "ukendt-attribut", "beskeddata.kode.@lang"),
        ('<e:post noegle="a">', '<e:post noegle="a" andet="b">', "ukendt-attribut", "beskeddata.poster.a.@andet"),
    ],
)
def test_en_forkert_vaerdi_faar_sin_sti(fra: str, til: str, kode: str, sti: str) -> None:
    with pytest.raises(Formatfejl) as fejl:
        fra_xml(_data(HELT.replace(fra, til)), lambda _: KONTRAKT)
    assert [(et.kode, et.sti) for et in fejl.value.fejl] == [(kode, sti)]
    assert fejl.value.linje == 6


def test_med_nil_skal_elementet_vaere_tomt() -> None:
    with pytest.raises(Formatfejl) as fejl:
        fra_xml(_data('<e:tomme xsi:nil="true">x</e:tomme>' + HELT), lambda _: KONTRAKT)
    assert fejl.value.kode == "nil"


@pytest.mark.parametrize(
    "felt",
    [
        {"name": "f", "type": ["string", "null"], "default": "x"},
        {"name": "f", "type": {"type": "array", "items": "string"}, "default": ["x"]},
    ],
)
def test_standarder_som_xml_ikke_kan_skelne_fra_tomt_afvises_ved_oversaettelsen(felt: dict[str, Any]) -> None:
    kontrakt = _med_data({"type": "record", "name": "org.eksempel.X", "fields": [felt]})
    with pytest.raises(Skemafejl):
        til_xml(TOM, kontrakt)


@pytest.mark.parametrize("sti", ["tidspunkt", "brugerRef"])
def test_en_post_der_modsiger_sin_original_kan_ikke_skrives(sti: str) -> None:
    registrering: dict[str, Any] = {"noteTekst": None, "tidspunkt": None, "livscyklusKode": None, "brugerRef": None}
    if sti == "brugerRef":
        registrering["brugerRef"] = {"uuid": "a", "urn": None, "original": "b"}
    else:
        registrering["tidspunkt"] = {"tidsstempel": TID, "graense": None, "original": "2026-03-02T09:00:00Z"}
    type_ = byg(skema(SAG).raa)
    assert isinstance(type_, Post)
    sag = type_.felter[3].type
    assert isinstance(sag, Post)
    data = {felt.navn: felt.standard for felt in sag.felter} | {"registrering": registrering}
    with pytest.raises(Formatfejl) as fejl:
        til_xml({**TOM, "beskeddata": data}, skema(SAG))
    assert fejl.value.kode == "original-uenig"
