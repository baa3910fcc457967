"""The wire format: whatever the bytes, a message or an answer that says where they break."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalogue import Katalog, Katalogpost
from schemas.codec import HOVED, Ulaeselig, laes, laes_kuvert, pak, skema_id
from schemas.regler import standardlager
from schemas.skema import Skema, Skemalager
from tests.schemas.regler.eksempler import indhold

LAGER = standardlager()
SAG = "dk.faelleshub.sag.SagRegistreret"
RAA = pak(LAGER.nyeste(SAG), indhold(SAG))


def ulaeselig(raa: bytes, lager: Skemalager = LAGER) -> Ulaeselig:
    with pytest.raises(Ulaeselig) as fanget:
        laes(raa, lager)
    return fanget.value


@pytest.mark.parametrize("post", Katalog.standard().poster, ids=lambda post: post.kort_navn)
def test_en_besked_kommer_ud_som_den_gik_ind(post: Katalogpost) -> None:
    skema, data = LAGER[post.id], indhold(post.navn)
    raa = pak(skema, data)
    laest = laes(raa, LAGER)
    assert (laest.skema, laest.indhold, laest.raa) == (skema, data, raa)
    assert skema_id(raa) == post.id
    assert pak(laest.skema, laest.indhold) == raa


@pytest.mark.parametrize("post", Katalog.standard().poster, ids=lambda post: post.kort_navn)
def test_kuverten_kan_laeses_alene(post: Katalogpost) -> None:
    data = indhold(post.navn)
    kuvert = laes_kuvert(pak(LAGER[post.id], data), LAGER)
    assert kuvert.indhold == {navn: vaerdi for navn, vaerdi in data.items() if navn != "beskeddata"}
    assert kuvert.skema is LAGER[post.id]


def test_kuverten_kan_laeses_ogsaa_naar_indholdet_er_brudt_men_ikke_naar_den_selv_er() -> None:
    assert laes_kuvert(RAA[:-40], LAGER).indhold["beskedVersion"] == "1.0"
    with pytest.raises(Ulaeselig) as fanget:
        laes_kuvert(RAA[:30], LAGER)
    assert fanget.value.sti.startswith("beskedId")


@pytest.mark.parametrize("raa", [b"", b"\x00", b"\x00\x00\x00\x01", b"\x01\x00\x00\x00\x01", b"<xml/>", b'{"a": 1}'])
def test_uden_traadformatets_hoved_er_rammen_forkert(raa: bytes) -> None:
    fejl = ulaeselig(raa)
    assert (fejl.kode, fejl.position, fejl.sti) == ("RAMME", 0, "")


def test_et_ukendt_skema_id_naevnes() -> None:
    fejl = ulaeselig(b"\x00\x7f\xff\xff\xff" + RAA[HOVED:])
    assert (fejl.kode, fejl.position) == ("SKEMA_ID", 1)
    assert "2147483647" in fejl.en
    assert "2147483647" in fejl.da


def test_afkortning_ved_hver_byte_siger_byte_og_felt() -> None:
    foer = HOVED
    for laengde in range(HOVED, len(RAA)):
        fejl = ulaeselig(RAA[:laengde])
        assert fejl.kode == "AVRO"
        assert foer <= fejl.position <= laengde
        assert fejl.sti
        assert "too early" in fejl.en or "more items announced" in fejl.en
        assert str(fejl).startswith(fejl.en)
        foer = fejl.position


@pytest.mark.parametrize("rest", [b"\x00", b"\x00" * 100, RAA])
def test_bytes_efter_sidste_felt_afvises(rest: bytes) -> None:
    fejl = ulaeselig(RAA + rest)
    assert (fejl.kode, fejl.position) == ("RESTBYTES", len(RAA))
    assert f"{len(rest)} bytes" in fejl.en


def lille(type_: Any) -> Skemalager:
    felter = [{"name": "foran", "type": "boolean"}, {"name": "felt", "type": type_}]
    return Skemalager([Skema(7, {"type": "record", "name": "dk.proeve.P", "fields": felter})])


@pytest.mark.parametrize(
    ("type_", "data", "en"),
    [
        (["null", "string"], b"\x04", "no branch 2"),
        (["null", "string"], b"\x07", "no branch -4"),
        ("string", b"\x01", "negative length"),
        ("string", b"\xff" * 9 + b"\x01", "negative length"),
        ("string", b"\xfe" + b"\xff" * 8 + b"\x01", "too early"),
        ("string", b"\x04a\xff", "not UTF-8"),
        ({"type": "array", "items": "string"}, b"\xfe" + b"\xff" * 8 + b"\x01", "more items announced"),
        ({"type": "array", "items": ["null", "string"]}, b"\xfe\xff\xff\xff\x0f\x00", "more items announced"),
        ({"type": "map", "values": "string"}, b"\xfe" + b"\xff" * 8 + b"\x01", "more items announced"),
        ({"type": "long", "logicalType": "timestamp-micros"}, b"\xfe" + b"\xff" * 8 + b"\x01", "outside the years"),
        ({"type": "int", "logicalType": "date"}, b"\xfe\xff\xff\xff\x0f", "outside the years"),
    ],
)
def test_hvert_brud_siger_byte_felt_og_hvad_der_er_galt(type_: Any, data: bytes, en: str) -> None:
    fejl = ulaeselig(b"\x00\x00\x00\x00\x07\x01" + data, lille(type_))
    assert (fejl.kode, fejl.sti) == ("AVRO", "felt")
    assert fejl.position >= HOVED + 1
    assert en in fejl.en
    assert "dk.proeve.P" in fejl.en


@pytest.mark.parametrize("laengde", [b"\x80" * 29 + b"\x01", b"\xff" * 29 + b"\x01", b"\x80" * 200])
def test_et_tal_paa_flere_bytes_end_avro_tillader_laeser_aldrig_ud_over_beskeden(laengde: bytes) -> None:
    raa = b"\x00\x00\x00\x00\x07\x01" + laengde + b"abc"
    with contextlib.suppress(Ulaeselig):
        assert len(laes(raa, lille("string")).indhold["felt"]) <= 3
        return
    assert ulaeselig(raa, lille("string")).kode in {"AVRO", "RESTBYTES"}


@pytest.mark.parametrize(
    ("type_", "data", "en"),
    [
        (["null", "string"], b"\x01\x02a", "no branch -1"),
        (["null", "string"], b"\x03", "no branch -2"),
        ("boolean", b"\x02", "neither true nor false"),
        ("boolean", b"\x80\x00", "neither true nor false"),
        ("long", b"\x80\x80\x00", "more bytes than it needs"),
        ("long", b"\xff" * 10 + b"\x01", "more than ten bytes"),
        ("string", b"\x82\x00a", "more bytes than it needs"),
    ],
)
def test_hvad_fastavro_tilgiver_men_andre_sprog_ikke_kan_laese_afvises(type_: Any, data: bytes, en: str) -> None:
    fejl = ulaeselig(b"\x00\x00\x00\x00\x07\x01" + data, lille(type_))
    assert (fejl.kode, fejl.sti) == ("AVRO", "felt")
    assert en in fejl.en


def test_tekst_der_ligner_et_overlangt_tal_laeses() -> None:
    for tekst in ("å", "æøåæøå", "Привет"):
        raa = pak(LAGER.nyeste(SAG), indhold(SAG, {"beskeddata.udvidelser": {"dk.firma/felt": tekst}}))
        assert laes(raa, LAGER).indhold["beskeddata"]["udvidelser"] == {"dk.firma/felt": tekst}


def test_en_fejl_gengiver_aldrig_beskedens_vaerdier() -> None:
    raa = RAA.replace("Karen Nørgaard".encode(), "Karen N\xf8rgaard.".encode("latin-1"))
    fejl = ulaeselig(raa)
    assert fejl.sti == "beskeddata.parter[0].fuldtNavn"
    assert "Karen" not in f"{fejl!r} {fejl}"


@pytest.mark.parametrize(
    ("sti", "vaerdi"),
    [
        (("beskedVersion",), None),
        (("beskedVersion",), 1),
        (("beskeddata",), []),
        (("beskedkuvert", "filtreringsdata", "objektRegistrering"), None),
        (("beskeddata", "sagId"), 610190_1234),
        (("beskeddata", "registrering", "tidspunkt", "tidsstempel"), "6101901234"),
        (("beskeddata", "udvidelser"), {1: "6101901234"}),
    ],
)
def test_data_der_ikke_passer_kan_ikke_pakkes_og_fejlen_skjuler_vaerdien(sti: tuple[str, ...], vaerdi: Any) -> None:
    data = copy.deepcopy(indhold(SAG))
    holder = data
    for led in sti[:-1]:
        holder = holder[led]
    holder[sti[-1]] = vaerdi
    with pytest.raises(ValueError, match=r"the data does not fit dk\.faelleshub\.sag\.SagRegistreret") as fanget:
        pak(LAGER.nyeste(SAG), data)
    assert "6101901234" not in str(fanget.value)


def test_tidspunkter_er_i_utc_til_mikrosekundet() -> None:
    data = copy.deepcopy(indhold(SAG))
    tid = dt.datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=dt.UTC)
    data["beskeddata"]["registrering"]["tidspunkt"]["tidsstempel"] = tid
    laest = laes(pak(LAGER.nyeste(SAG), data), LAGER).indhold["beskeddata"]["registrering"]["tidspunkt"]["tidsstempel"]
    assert (laest, laest.utcoffset()) == (tid, dt.timedelta(0))


def _kun_ulaeselig(raa: bytes) -> None:
    """Both readers answer; any exception but Ulaeselig fails the test by itself."""
    for laeser in (laes, laes_kuvert):
        with contextlib.suppress(Ulaeselig):
            laeser(raa, LAGER)
            continue
        fejl = ulaeselig(raa)
        assert 0 <= fejl.position <= len(raa)
        assert fejl.da


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_vilkaarlige_bytes_giver_kun_ulaeselig(raa: bytes) -> None:
    _kun_ulaeselig(raa)
    _kun_ulaeselig(RAA[:HOVED] + raa)


@settings(max_examples=300)
@given(st.data())
def test_en_oedelagt_besked_giver_kun_ulaeselig(data: st.DataObject) -> None:
    sted = data.draw(st.integers(0, len(RAA) - 1))
    nyt = data.draw(st.binary(max_size=12))
    _kun_ulaeselig(RAA[:sted] + nyt + RAA[data.draw(st.integers(sted, len(RAA))) :])
