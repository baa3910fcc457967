"""Whatever a contract allows comes back the same: through JSON, through XML, through both."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import fastavro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.formater.jsonform import beskedtype_i_json, fra_json, fra_json_besked, til_json
from schemas.formater.typer import Post, byg
from schemas.formater.xml import fra_xml, til_xml
from schemas.identifikatorer import tekst_af
from tests.schemas.formater.kontrakter import EKSEMPLER, FREMMED, SAG, altid, skema, skema_for
from tests.schemas.formater.vilkaarlige import af_type


def _avro(indhold: dict[str, Any], navn: str) -> dict[str, Any]:
    ud = io.BytesIO()
    fastavro.schemaless_writer(ud, skema(navn).parset, indhold)
    ud.seek(0)
    laest: dict[str, Any] = fastavro.schemaless_reader(ud, skema(navn).parset)  # type: ignore[assignment]
    return laest


@given(indhold=af_type(byg(skema(FREMMED).raa)))
@settings(max_examples=150)
def test_en_vilkaarlig_kuvert_er_den_samme_efter_xml_og_json(indhold: dict[str, Any]) -> None:
    assert fra_xml(til_xml(indhold, skema(FREMMED)), altid(FREMMED)) == (skema(FREMMED), indhold)
    assert fra_xml(til_xml(indhold, skema(FREMMED), indpakket=True), altid(FREMMED))[1] == indhold
    for fuld in (False, True):
        assert fra_json(til_json(indhold, skema(FREMMED), fuld=fuld), skema(FREMMED)) == indhold


@given(indhold=af_type(byg(skema(SAG).raa)))
@settings(max_examples=40)
def test_en_vilkaarlig_sag_er_den_samme_efter_xml_og_json(indhold: dict[str, Any]) -> None:
    assert fra_xml(til_xml(indhold, skema(SAG)), altid(SAG))[1] == indhold
    assert fra_json(til_json(indhold, skema(SAG)), skema(SAG)) == indhold


@pytest.mark.parametrize("eksempel", EKSEMPLER, ids=lambda sti: sti.stem)
@given(data=st.data())
@settings(max_examples=6)
def test_vilkaarlige_data_i_hver_kontrakt_er_de_samme_efter_xml_og_json(eksempel: Path, data: st.DataObject) -> None:
    kontrakt = skema_for(eksempel)
    besked = byg(kontrakt.raa)
    assert isinstance(besked, Post)
    beskeddata = next(felt.type for felt in besked.felter if felt.navn == "beskeddata")
    indhold = {**fra_json(eksempel.read_bytes(), kontrakt), "beskeddata": data.draw(af_type(beskeddata))}
    assert fra_xml(til_xml(indhold, kontrakt), lambda _: kontrakt)[1] == indhold
    assert fra_json(til_json(indhold, kontrakt), kontrakt) == indhold


@pytest.mark.parametrize("eksempel", EKSEMPLER, ids=lambda sti: sti.stem)
def test_hvert_eksempel_er_det_samme_i_avro_json_og_xml(eksempel: Path) -> None:
    kontrakt = skema_for(eksempel)
    indhold = fra_json(eksempel.read_bytes(), kontrakt)
    assert _avro(indhold, kontrakt.navn) == indhold
    assert fra_json(til_json(indhold, kontrakt), kontrakt) == indhold
    assert fra_xml(til_xml(indhold, kontrakt), lambda _: kontrakt)[1] == indhold


@pytest.mark.parametrize("eksempel", EKSEMPLER[:3], ids=lambda sti: sti.stem)
def test_beskedtypen_finder_skemaet_i_begge_former(eksempel: Path) -> None:
    kontrakt = skema_for(eksempel)
    indhold = fra_json(eksempel.read_bytes(), kontrakt)
    ventet = tekst_af(indhold["beskedkuvert"]["filtreringsdata"]["beskedtype"])
    spurgt: list[str] = []

    def find(beskedtype: str) -> Any:
        spurgt.append(beskedtype)
        return kontrakt

    assert beskedtype_i_json(eksempel.read_bytes()) == ventet
    assert fra_json_besked(eksempel.read_bytes(), find) == (kontrakt, indhold)
    fra_xml(til_xml(indhold, kontrakt), find)
    assert spurgt == [ventet, ventet]
