"""Every sample file goes in and comes out equal, or is refused with exactly the reasons listed here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from schemas.formater.jsonform import fra_json, til_json
from schemas.formater.memo import laes_memo, skriv_memo
from schemas.formater.oiojson import Slags, fra_oiojson, til_oiojson
from schemas.formater.xml import fra_opret_input, fra_xml, til_opret_input, til_xml
from schemas.skema import Skema, laes_filer, saml
from tests.eksterne.kanonisk import kanonisk
from tests.schemas.formater.fuldt import fuldt_indhold

BESKEDER = ("ModtagBeskedInput_minimal.xml", "externTestBesked.xml", "testbesked01.xml")
VAERDILISTER = ("vaerdiliste_opret.xml",)
MEMOER: dict[str, list[tuple[str, str]]] = {
    "MeMo_Full_Example.xml": [("cvr", "MessageHeader.Sender.Representative.representativeID")],
    "MeMo_Minimum_Example.xml": [],
    "MeMo_NemSMS.xml": [("cvr", "MessageHeader.Sender.senderID"), ("cpr", "MessageHeader.Recipient.recipientID")],
    "MeMo_with_attachment.xml": [
        ("cvr", "MessageHeader.Sender.senderID"),
        ("cpr", "MessageHeader.Recipient.recipientID"),
    ],
}
"""Each MeMo with the rules it breaks: three of the four samples name parties who have no such number."""

OIO_JSON: dict[str, Slags] = {"sag_opret.json": "sag", "dokument_opret.json": "dokument"}

FREMMED = "dk.faelleshub.faelles.FremmedHaendelse"


def _skema(navn: str) -> Skema:
    return Skema(1, saml(navn, laes_filer()))


@pytest.mark.parametrize(
    ("mappe", "kendte"), [("beskedfordeler", BESKEDER + VAERDILISTER), ("memo12", MEMOER), ("oio_json", OIO_JSON)]
)
def test_hver_fil_i_mappen_har_sin_proeve(eksterne: Path, mappe: str, kendte: Any) -> None:
    assert {fil.name for fil in (eksterne / mappe).iterdir()} == set(kendte)


@pytest.mark.parametrize("navn", BESKEDER)
def test_en_besked_kommer_ud_som_den_kom_ind(eksterne: Path, navn: str) -> None:
    data = (eksterne / "beskedfordeler" / navn).read_bytes()
    fremmed = _skema(FREMMED)
    skema, indhold = fra_xml(data, lambda _: fremmed)
    assert kanonisk(til_xml(indhold, skema, indpakket=b"ModtagBeskedInput" in data)) == kanonisk(data)
    assert fra_json(til_json(indhold, skema), skema) == indhold


@pytest.mark.parametrize("navn", VAERDILISTER)
def test_en_vaerdiliste_kommer_ud_som_den_kom_ind(eksterne: Path, navn: str) -> None:
    data = (eksterne / "beskedfordeler" / navn).read_bytes()
    assert kanonisk(til_opret_input(fra_opret_input(data))) == kanonisk(data)


@pytest.mark.parametrize("navn", MEMOER)
def test_en_memo_kommer_ud_som_den_kom_ind_og_faar_netop_disse_grunde(eksterne: Path, navn: str) -> None:
    data = (eksterne / "memo12" / navn).read_bytes()
    laest = laes_memo(data)
    assert kanonisk(skriv_memo(laest.besked)) == kanonisk(data)
    assert [(fund.kode, fund.sti) for fund in laest.fund] == MEMOER[navn]


@pytest.mark.parametrize("navn", OIO_JSON)
def test_oio_json_kommer_ud_som_den_kom_ind(eksterne: Path, navn: str) -> None:
    data = (eksterne / "oio_json" / navn).read_bytes()
    slags = OIO_JSON[navn]
    ud = til_oiojson(fra_oiojson(data, slags), slags)
    assert json.loads(ud.data) == json.loads(data)
    assert ud.udeladt == ()


def test_det_vi_skriver_overholder_standardens_eget_skema(eksterne: Path) -> None:
    mappe = eksterne / "xsd" / "beskedkuvert"
    xsd = etree.XMLSchema(etree.parse(mappe / "AnvendersystemOperationer.xsd"))
    skrevet = til_xml(fuldt_indhold(), _skema(FREMMED), indpakket=True)
    xsd.assertValid(etree.fromstring(skrevet))
    forkert = skrevet.replace(b"kuvert:GyldighedTil>", b"kuvert:GyldighedFra>")
    assert not xsd.validate(etree.fromstring(forkert))
