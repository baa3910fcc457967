"""OIO JSON: nothing that comes in is lost, and what cannot go out is told."""

from __future__ import annotations

import io
import json
from typing import Any

import fastavro
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formater.fejl import Formatfejl, Formbrud
from schemas.formater.jsonform import fra_json
from schemas.formater.oiojson import Slags, fra_oiojson, til_oiojson
from schemas.formater.oiojson.tabeller import DOKUMENT, SAG, SLAGS
from schemas.formater.typer import Post, byg
from tests.schemas.formater.kontrakter import skema

EN = "0b5f3f0a-57e4-4c3e-9d3f-4a1f8f1b0c11"
VIRKNING = {
    "from": "2026-03-01 09:00:00",
    "to": "infinity",
    "aktoerref": EN,
    "aktoertypekode": "Bruger",
    "notetekst": "n",
}
RECORD: dict[Slags, str] = {"sag": "dk.faelleshub.sag.Sag", "dokument": "dk.faelleshub.dokument.Dokument"}
JOURNALPOST = {
    "journalpostkode": "vedlagtdokument",
    "uuid": EN,
    "journaldokument": {"dokumenttitel": "t", "offentlighedundtaget": {"hjemmel": "h"}},
}


def _rundt(dokument: dict[str, Any], slags: Slags = "sag") -> tuple[dict[str, Any], Any]:
    post = fra_oiojson(json.dumps(dokument).encode(), slags)
    ud = til_oiojson(post, slags)
    assert ud.udeladt == ()
    return post, json.loads(ud.data)


def _fejl(dokument: Any, slags: Slags = "sag") -> list[tuple[str, str]]:
    with pytest.raises(Formatfejl) as fejl:
        fra_oiojson(json.dumps(dokument).encode(), slags)
    return [(et.kode, et.sti) for et in fejl.value.fejl]


def _tom(slags: Slags) -> dict[str, Any]:
    return fra_oiojson(b"{}", slags)


@pytest.mark.parametrize("slags", ["sag", "dokument"])
def test_et_tomt_dokument_er_en_hel_post_i_avro(slags: Slags) -> None:
    post = _tom(slags)
    ud = io.BytesIO()
    fastavro.schemaless_writer(ud, skema(RECORD[slags]).parset, post)
    ud.seek(0)
    assert fastavro.schemaless_reader(ud, skema(RECORD[slags]).parset) == post
    type_ = byg(skema(RECORD[slags]).raa)
    assert isinstance(type_, Post)
    assert {felt.navn for felt in type_.felter} == post.keys()


@pytest.mark.parametrize("slags", ["sag", "dokument"])
def test_hver_relation_kommer_ud_under_sin_egen_noegle(slags: Slags) -> None:
    tabel = SLAGS[slags].relationer
    for noegle in (*tabel._efter_noegle, *tabel.bevares):
        led = (
            JOURNALPOST
            if noegle == "journalpost"
            else {"uuid": EN, "objekttype": "Bruger", "indeks": 3, "virkning": VIRKNING}
        )
        dokument = {"relationer": {noegle: [led, {**led, "indeks": 4}]}}
        assert _rundt(dokument, slags)[1] == dokument


def test_relationens_rolle_er_kodelistens() -> None:
    post, _ = _rundt(
        {"relationer": {"andrebehandlere": [{"urn": "urn:oio:cvr:11111111"}], "journalpost": [JOURNALPOST]}}
    )
    assert post["aktoerer"][0]["rolle"] == "AndreBehandlere"
    assert post["aktoerer"][0]["reference"] == {
        "uuid": None, "urn": "urn:oio:cvr-nr:11111111", "original": "urn:oio:cvr:11111111",
    }  # fmt: skip
    assert post["journalposter"][0]["rolle"] == "VedlagtDokument"
    assert post["journalposter"][0]["dokumenttitel"] == "t"


def test_tider_uden_zone_og_uendelighed_kommer_ud_som_de_kom_ind() -> None:
    virkning = {"from": "-infinity", "to": "2014-05-19 12:02:32"}
    post, ud = _rundt({"tilstande": {"sagfremdrift": [{"fremdrift": "Opstaaet", "virkning": virkning}]}})
    assert ud["tilstande"]["sagfremdrift"][0]["virkning"] == virkning
    assert post["fremdrift"][0]["virkning"]["fra"]["graense"] is True
    assert post["fremdrift"][0]["virkning"]["til"]["tidsstempel"].isoformat() == "2014-05-19T10:02:32+00:00"


def test_registreringens_felter_kommer_med() -> None:
    dokument: dict[str, Any] = {
        "id": EN, "note": "", "livscykluskode": "Rettet", "brugerref": EN.upper(),
        "fratidspunkt": {"tidsstempeldatotid": "2026-03-01 09:00:00+01"},
    }  # fmt: skip
    post, ud = _rundt(dokument)
    assert ud == dokument
    assert post["sagId"] == EN
    assert post["registrering"]["livscyklusKode"] == "Rettet"


def test_tomme_lister_og_objekter_kommer_ud_igen() -> None:
    dokument: dict[str, Any] = {
        "attributter": {}, "tilstande": {"dokumentfremdrift": []}, "relationer": {"ejer": []},
        "varianter": [{"egenskaber": [], "dele": [{"relationer": {"underredigeringaf": []}}, {"relationer": {}}]}],
    }  # fmt: skip
    assert _rundt(dokument, "dokument")[1] == dokument


def test_arkiver_som_posten_ikke_kender_bevares_ord_for_ord() -> None:
    dokument: dict[str, Any] = {"relationer": {"behandlingarkiv": [{"uuid": EN, "x": [None, 1.5, {}]}]}}
    post, ud = _rundt(dokument)
    assert ud == dokument
    assert list(post["udvidelser"]) == ["urn:oio:lora:relationer:behandlingarkiv"]


@pytest.mark.parametrize(
    ("dokument", "kode", "sti"),
    [
        ([], "forkert-type", ""),
        ({"attributer": {}}, "ukendt-felt", "attributer"),
        ({"varianter": []}, "ukendt-felt", "varianter"),
        ({"attributter": {"dokumentegenskaber": []}}, "ukendt-felt", "attributter.dokumentegenskaber"),
        ({"attributter": {"sagegenskaber": [{"titl": "x"}]}}, "ukendt-felt", "attributter.sagegenskaber[0].titl"),
        ({"attributter": {"sagegenskaber": [{"titel": None}]}}, "forkert-type", "attributter.sagegenskaber[0].titel"),
        ({"attributter": {"sagegenskaber": {}}}, "forkert-type", "attributter.sagegenskaber"),
        ({"tilstande": {"sagfremdrift": [{}]}}, "mangler-felt", "tilstande.sagfremdrift[0].fremdrift"),
        ({"relationer": {"ejere": []}}, "ukendt-felt", "relationer.ejere"),
        ({"relationer": {"ejer": {}}}, "forkert-type", "relationer.ejer"),
        ({"relationer": {"ejer": [{"uuid": EN, "urn": "urn:a:b"}]}}, "unik-id-valg", "relationer.ejer[0]"),
        ({"relationer": {"ejer": [{"indeks": "1"}]}}, "forkert-type", "relationer.ejer[0].indeks"),
        (
            {"relationer": {"ejer": [{"virkning": {"from": "infinity"}}]}},
            "tidsstempel",
            "relationer.ejer[0].virkning.from",
        ),
        ({"relationer": {"ejer": [{"virkning": {"to": 5}}]}}, "forkert-type", "relationer.ejer[0].virkning.to"),
        ({"relationer": {"journalpost": [{}]}}, "mangler-felt", "relationer.journalpost[0].journalpostkode"),
        (
            {"relationer": {"journalpost": [{"journalpostkode": "notat"}]}},
            "ukendt-kode",
            "relationer.journalpost[0].journalpostkode",
        ),
        ({"relationer": {"behandlingarkiv": [10**30]}}, "forkert-type", "relationer.behandlingarkiv[0]"),
    ],
)
def test_det_ukendte_og_det_forkerte_faar_sin_sti(dokument: Any, kode: str, sti: str) -> None:
    assert _fejl(dokument) == [(kode, sti)]


def test_en_dobbelt_noegle_i_det_bevarede_afvises() -> None:
    with pytest.raises(Formatfejl) as fejl:
        fra_oiojson(b'{"relationer": {"andetarkiv": [{"a": 1, "a": 2}]}}', "sag")
    assert fejl.value.kode == "dobbelt-noegle"


def test_dyb_indlejring_afvises() -> None:
    with pytest.raises(Formatfejl) as fejl:
        fra_oiojson(b'{"relationer": {"andetarkiv": ' + b"[" * 200 + b"]" * 200 + b"}}", "sag")
    assert fejl.value.kode == "for-dyb"


def test_det_oio_json_ikke_har_plads_til_naevnes() -> None:
    sag = {
        "registrering": {"tidspunkt": "uendelig"},
        "egenskaber": [{"titel": "x", "foelsomhed": "IKKE_FORTROLIGE_DATA"}],
        "aktoerer": [{"rolle": "Ejer", "fuldtNavn": "A", "indeks": "a"}, {"rolle": "Bopaelskommune"}],
        "klasser": [{"rolle": "Kontroltema"}],
        "itSystemer": [{"rolle": "Master"}],
        "udvidelser": {"dk.eksempel:x": "y", "urn:oio:lora:relationer:ejer": "[]"},
    }
    ud = til_oiojson(fra_json(json.dumps(sag).encode(), skema(RECORD["sag"])), "sag")
    assert set(ud.udeladt) == {
        "registrering.tidspunkt", "egenskaber[0].foelsomhed", "aktoerer[0].fuldtNavn", "aktoerer[0].indeks", "aktoerer[1]",
        "klasser[0]", "itSystemer", "udvidelser.dk.eksempel:x", "udvidelser.urn:oio:lora:relationer:ejer",
    }  # fmt: skip
    assert json.loads(ud.data) == {"attributter": {"sagegenskaber": [{"titel": "x"}]}, "relationer": {"ejer": [{}]}}


@pytest.mark.parametrize("rest", ["ikke json", "5", '[["a"]]', "[[5, true]]", '[[[["a"], "b"], true]]'])
def test_en_rest_som_andre_har_skrevet_afvises(rest: str) -> None:
    post = {**_tom("sag"), "udvidelser": {"urn:oio:lora:tomme": rest}}
    with pytest.raises(Formbrud) as fejl:
        til_oiojson(post, "sag")
    assert fejl.value.kode == "oiojson-rest"


def test_alle_roller_i_tabellen_staar_i_kodelisterne() -> None:
    from schemas.kodeliste import Kodelister

    lister = Kodelister.indlaes()
    sektioner = {
        "aktoerer": "aktoerrolle", "parter": "partrolle", "klasser": "klasserolle", "sagsrelationer": "objektrolle",
        "genstande": "objektrolle", "dokumentrelationer": "objektrolle", "journalposter": "journalpostrolle",
    }  # fmt: skip
    for tabel in (SAG, DOKUMENT):
        for sektion, rolle in tabel.relationer._efter_rolle:
            assert rolle in lister[sektioner[sektion]], rolle


_TIDER = st.sampled_from(["2014-05-19 12:02:32", "2014-05-19T12:02:32Z", "2014-05-19 12:02:32.5+02"])
_VIRKNINGER = st.fixed_dictionaries(
    {},
    optional={
        "from": _TIDER | st.just("-infinity"),
        "to": _TIDER | st.just("infinity"),
        "notetekst": st.text(st.characters(codec="ascii", exclude_categories=["Cc"])),
    },
)
_RELATIONER = st.fixed_dictionaries(
    {}, optional={"objekttype": st.just("Bruger"), "indeks": st.integers(-9, 999_999), "virkning": _VIRKNINGER}
).flatmap(lambda led: st.sampled_from([led, {**led, "uuid": EN.upper()}, {**led, "urn": "urn:oio:cpr:610190-1234"}]))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "note": st.text(st.characters(codec="ascii", exclude_categories=["Cc"])),
            "attributter": st.fixed_dictionaries(
                {},
                optional={
                    "sagegenskaber": st.lists(
                        st.fixed_dictionaries(
                            {},
                            optional={
                                "principiel": st.booleans(),
                                "titel": st.sampled_from(["", "æ"]),
                                "offentlighedundtaget": st.just({}),
                                "virkning": _VIRKNINGER,
                            },
                        ),
                        max_size=2,
                    )
                },
            ),
            "relationer": st.dictionaries(
                st.sampled_from(["ejer", "primaerpart", "oversag", "byggeri", "andetarkiv", "primaerklasse"]),
                st.lists(_RELATIONER, max_size=2),
            ),
        },
    )
)
def test_ethvert_dokument_kommer_ud_som_det_kom_ind(dokument: dict[str, Any]) -> None:
    assert _rundt(dokument)[1] == dokument
