"""Where broken bytes break: the byte and the field, for every way of breaking them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.avrosti import Brud, find_brud
from schemas.codec import HOVED, pak
from schemas.regler import standardlager
from schemas.skema import kerne, laes_filer
from tests.schemas.regler.eksempler import indhold

SAG = "dk.faelleshub.sag.SagRegistreret"
TYPER = laes_filer()


def post(**felter: Any) -> dict[str, Any]:
    return {"type": "record", "name": "P", "fields": [{"name": navn, "type": type_} for navn, type_ in felter.items()]}


def brud(skema: Any, data: bytes) -> Brud:
    fundet = find_brud(skema, data)
    assert fundet is not None
    return fundet


STOR = post(
    tekst="string",
    valg=["null", "long"],
    liste={"type": "array", "items": {"type": "record", "name": "I", "fields": [{"name": "kode", "type": "string"}]}},
    kort={"type": "map", "values": "boolean"},
    igen={"type": "array", "items": "I"},
)
STOR_DATA = b"\x04hi\x02\x80\x01\x04\x02a\x02b\x00\x02\x02k\x01\x00\x02\x02z\x00"
STOR_STIER = [
    *["tekst"] * 3,
    *["valg"] * 3,
    *["liste"] * 3,  # of two items announced, at most one byte is left
    *["liste[1].kode"] * 2,
    "liste",
    *["kort"] * 3,
    "kort{}",
    "kort",
    *["igen"] * 2,
    "igen[0].kode",
    "igen",
]
"""The field that byte number 0, 1, 2 … of STOR_DATA belongs to."""


@pytest.mark.parametrize("laengde", range(len(STOR_DATA)))
def test_en_afkortet_post_siger_hvilket_felt_der_mangler(laengde: int) -> None:
    fundet = brud(STOR, STOR_DATA[:laengde])
    assert fundet.sti == STOR_STIER[laengde]
    assert fundet.position <= laengde
    assert "too early" in fundet.en or "more items announced" in fundet.en


def test_en_hel_post_har_intet_brud() -> None:
    assert find_brud(STOR, STOR_DATA) is None


def _findes(skema: Any, sti: str) -> bool:
    """Whether a path leads to a field of the schema."""
    for led in re.sub(r"\[\d+\]", "", sti).split("."):
        skema = kerne(skema)
        if isinstance(skema, dict) and skema["type"] == "array":
            skema = skema["items"]
        if isinstance(skema, str):
            skema = TYPER[skema]
        skema = next((felt["type"] for felt in skema["fields"] if felt["name"] == led), None)
        if skema is None:
            return False
    return True


def test_afkortning_ved_hver_eneste_byte_af_en_sag_peger_paa_et_felt() -> None:
    skema = standardlager().nyeste(SAG)
    raa = pak(skema, indhold(SAG))
    foer = HOVED
    stier: list[str] = []
    for laengde in range(HOVED, len(raa)):
        fundet = find_brud(skema.raa, raa[:laengde], HOVED)
        assert fundet is not None, laengde
        assert foer <= fundet.position <= laengde
        foer = fundet.position
        if fundet.sti not in stier[-1:]:
            stier.append(fundet.sti)
    assert len(stier) > 100
    assert all(_findes(skema.raa, sti) for sti in set(stier))
    assert stier[0] == "beskedId.uuid"
    assert stier[-1] == "beskeddata.udvidelser"


@pytest.mark.parametrize(
    ("type_", "data", "en"),
    [
        (["null", "string"], b"\x04", "no branch 2"),
        (["null", "string"], b"\x01\x02a", "no branch -1"),
        ("string", b"\x01", "negative length"),
        ("bytes", b"\x03", "negative length"),
        ("string", b"\x08ab", "2 bytes too early"),
        ("string", b"\x04a\xff", "not UTF-8"),
        ("string", b"\x06\xed\xa0\x80", "not UTF-8"),
        ("boolean", b"\x02", "neither true nor false"),
        ("long", b"\xff" * 10 + b"\x01", "more than ten bytes"),
        ("long", b"\xff" * 9 + b"\x02", "beyond 64 bits"),
        ("int", b"\x80\x80\x80\x80\x10", "beyond 32 bits"),
        ("float", b"\x00\x00\x00", "1 bytes too early"),
        ("double", b"", "8 bytes too early"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, b"\x02", "no such symbol"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, b"\x01", "no such symbol"),
        ({"type": "fixed", "name": "F", "size": 3}, b"ab", "1 bytes too early"),
        ({"type": "array", "items": "string"}, b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", "more items announced"),
        ({"type": "array", "items": "string"}, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00", "more items announced"),
        ({"type": "long", "logicalType": "timestamp-micros"}, b"\xfe" + b"\xff" * 8 + b"\x01", "outside the years"),
        ({"type": "long", "logicalType": "timestamp-millis"}, b"\xfe" + b"\xff" * 8 + b"\x01", "outside the years"),
        ({"type": "int", "logicalType": "date"}, b"\xfe\xff\xff\xff\x0f", "outside the years"),
    ],
)
def test_hvert_brud_har_sine_ord_og_sit_sted(type_: Any, data: bytes, en: str) -> None:
    fundet = brud(post(foran="boolean", felt=type_), b"\x01" + data)
    assert en in fundet.en
    assert fundet.sti == "felt"
    assert 1 <= fundet.position <= len(data) + 1
    assert fundet.da != fundet.en


def test_tekst_der_ikke_er_utf8_peges_ud_paa_byten() -> None:
    assert brud(post(felt="string"), b"\x08ab\xffd").position == 3


def test_blokke_med_negativt_antal_og_laengde_er_lovlig_avro() -> None:
    liste = post(felt={"type": "array", "items": "string"})
    assert find_brud(liste, b"\x03\x08\x02a\x02b\x02\x02c\x00") is None


def test_et_skema_der_indeholder_sig_selv_for_dybt_forklares() -> None:
    liste = {"type": "record", "name": "L", "fields": [{"name": "naeste", "type": ["null", "L"]}]}
    fundet = brud(liste, b"\x02" * 100_000)
    assert fundet.en == "nested too deeply"


@given(st.binary(max_size=80))
def test_vilkaarlige_bytes_giver_et_brud_inden_for_beskeden_eller_intet(data: bytes) -> None:
    for skema in (STOR, standardlager().nyeste(SAG).raa):
        fundet = find_brud(skema, data)
        assert fundet is None or 0 <= fundet.position <= len(data)
