"""The JSON form: what a vendor may write, and what the errors say."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formater.fejl import HOEJST, FlereFejl, Formatfejl, OverGraense, Ulaeseligt
from schemas.formater.jsonform import beskedtype_i_json, fra_json, til_json
from schemas.skema import Skema, Skemafejl
from tests.schemas.formater.kontrakter import SAG, skema

BESKEDTYPE = "c0de0000-0000-4000-8000-000000000001"

TYPER = Skema(
    2,
    {
        "type": "record",
        "name": "Typer",
        "namespace": "dk.faelleshub.proeve",
        "fields": [
            {"name": "tekst", "type": "string"},
            {"name": "lille", "type": "int", "default": 7},
            {"name": "stort", "type": ["null", "long"], "default": None},
            {"name": "sandt", "type": ["null", "boolean"], "default": None},
            {"name": "tal", "type": ["null", "double"], "default": None},
            {"name": "dato", "type": ["null", {"type": "int", "logicalType": "date"}], "default": None},
            {"name": "mikro", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}], "default": None},
            {"name": "milli", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}], "default": None},
            {
                "name": "kode",
                "type": ["null", {"type": "enum", "name": "Kode", "symbols": ["Aaben", "Lukket"]}],
                "default": None,
            },
            {"name": "liste", "type": {"type": "array", "items": "string"}, "default": []},
            {"name": "opslag", "type": ["null", {"type": "map", "values": "string"}], "default": None},
        ],
    },
)


def _besked(**beskeddata: Any) -> dict[str, Any]:
    return {
        "beskedId": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "beskedVersion": "1.0",
        "beskedkuvert": {"filtreringsdata": {"beskedtype": BESKEDTYPE}, "leveranceinformation": {}},
        "beskeddata": {"registrering": {}, **beskeddata},
    }


def _laes(besked: Any, kontrakt: Skema | None = None) -> Any:
    return fra_json(json.dumps(besked).encode(), kontrakt or skema(SAG))


def _fejl(data: bytes, kontrakt: Skema | None = None) -> list[tuple[str, str]]:
    with pytest.raises(Formatfejl) as fejl:
        fra_json(data, kontrakt or skema(SAG))
    return [(et.kode, et.sti) for et in fejl.value.fejl]


def _typefejl(**felter: Any) -> list[tuple[str, str]]:
    return _fejl(json.dumps({"tekst": "x", **felter}).encode(), TYPER)


def test_felter_der_udelades_faar_kontraktens_standard() -> None:
    laest = fra_json(b'{"tekst": "x"}', TYPER)
    assert laest == {
        "tekst": "x", "lille": 7, "stort": None, "sandt": None, "tal": None, "dato": None,
        "mikro": None, "milli": None, "kode": None, "liste": [], "opslag": None,
    }  # fmt: skip
    assert laest["liste"] is not fra_json(b'{"tekst": "x"}', TYPER)["liste"]


def test_et_unik_id_og_et_tidspunkt_maa_vaere_tekst() -> None:
    laest = _laes(
        _besked(
            egenskaber=[{"oprettetTidspunkt": "2026-03-01T09:00:00"}],
            fremdrift=[{"status": "Opstaaet", "virkning": {"til": "uendelig", "aktoerRef": "urn:oio:cvr:11111111"}}],
        )
    )
    assert laest["beskedId"]["uuid"] == "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    assert laest["beskeddata"]["egenskaber"][0]["oprettetTidspunkt"] == {
        "tidsstempel": dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC),
        "graense": None,
        "original": "2026-03-01T09:00:00",
    }
    virkning = laest["beskeddata"]["fremdrift"][0]["virkning"]
    assert virkning["til"] == {"tidsstempel": None, "graense": True, "original": None}
    assert virkning["aktoerRef"]["urn"] == "urn:oio:cvr-nr:11111111"
    assert virkning["aktoerRef"]["original"] == "urn:oio:cvr:11111111"


def test_avros_egen_json_laeses_ogsaa() -> None:
    skrevet = {
        "tekst": "x", "stort": {"long": 5}, "sandt": {"boolean": True}, "dato": {"int": 1}, "mikro": {"long": 1},
        "milli": {"long": 1}, "kode": {"dk.faelleshub.proeve.Kode": "Aaben"}, "opslag": {"map": {"map": "x"}},
    }  # fmt: skip
    laest = _laes(skrevet, TYPER)
    assert (laest["stort"], laest["sandt"], laest["kode"], laest["opslag"]) == (5, True, "Aaben", {"map": "x"})
    assert laest["dato"] == dt.date(1970, 1, 2)
    assert laest["mikro"] == dt.datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=dt.UTC)
    assert laest["milli"] == dt.datetime(1970, 1, 1, 0, 0, 0, 1000, tzinfo=dt.UTC)
    kuvert = _laes(
        _besked(registrering={"brugerRef": {"dk.faelleshub.faelles.UnikId": {"uuid": {"string": BESKEDTYPE}}}})
    )
    assert kuvert["beskeddata"]["registrering"]["brugerRef"]["uuid"] == BESKEDTYPE


def test_et_opslag_med_noeglen_map_er_ikke_avros_maerke() -> None:
    assert _laes({"tekst": "x", "opslag": {"map": "y"}}, TYPER)["opslag"] == {"map": "y"}


def test_fuld_skriver_alt_og_ellers_udelades_det_tomme() -> None:
    laest = fra_json(b'{"tekst": "x", "lille": 7}', TYPER)
    assert json.loads(til_json(laest, TYPER)) == {"tekst": "x", "lille": 7}
    assert json.loads(til_json(laest, TYPER, fuld=True)).keys() == laest.keys()


def test_tider_og_datoer_skrives_som_iso() -> None:
    skrevet = {
        "tekst": "x",
        "lille": 7,
        "dato": "2026-03-01",
        "mikro": "2026-03-01T08:00:00.000001Z",
        "milli": "2026-03-01T08:00:00.500Z",
    }
    assert json.loads(til_json(_laes(skrevet, TYPER), TYPER)) == skrevet


@pytest.mark.parametrize(
    ("felter", "kode", "sti"),
    [
        ({"tekst": 1}, "forkert-type", "tekst"),
        ({"tekst": None}, "forkert-type", "tekst"),
        ({"lille": "1"}, "forkert-type", "lille"),
        ({"lille": True}, "forkert-type", "lille"),
        ({"lille": 1.0}, "forkert-type", "lille"),
        ({"lille": 2**31}, "uden-for-omraade", "lille"),
        ({"lille": -(2**31) - 1}, "uden-for-omraade", "lille"),
        ({"stort": 2**63}, "uden-for-omraade", "stort"),
        ({"stort": 10**30}, "uden-for-omraade", "stort"),
        ({"sandt": "true"}, "forkert-type", "sandt"),
        ({"tal": "1"}, "forkert-type", "tal"),
        ({"dato": "1. marts"}, "dato", "dato"),
        ({"dato": 1}, "forkert-type", "dato"),
        ({"mikro": "2026-03-01T08:00:00"}, "tidsstempel-zone", "mikro"),
        ({"mikro": {"long": 2**62}}, "uden-for-omraade", "mikro"),
        ({"milli": "2026-03-01T08:00:00.0001Z"}, "tidsstempel-decimaler", "milli"),
        ({"kode": "Aabn"}, "ukendt-kode", "kode"),
        ({"liste": None}, "forkert-type", "liste"),
        ({"liste": ["x", 1]}, "forkert-type", "liste[1]"),
        ({"opslag": []}, "forkert-type", "opslag"),
        ({"opslag": {"a": 1}}, "forkert-type", "opslag.a"),
        ({"lste": []}, "ukendt-felt", "lste"),
    ],
)
def test_en_forkert_vaerdi_faar_sin_sti_og_sin_grund(felter: dict[str, Any], kode: str, sti: str) -> None:
    assert _typefejl(**felter) == [(kode, sti)]


def test_det_naermeste_felt_og_den_naermeste_kode_foreslaas() -> None:
    with pytest.raises(FlereFejl) as fejl:
        _laes({"tekst": "x", "Liste": [], "kode": "Luket"}, TYPER)
    tekster = {et.kode: et.en for et in fejl.value.fejl}
    assert "«liste»" in tekster["ukendt-felt"]
    assert "«Lukket»" in tekster["ukendt-kode"]


def test_alle_fejl_fortaelles_paa_en_gang() -> None:
    besked = _besked(sagId=5, egenskaber=[{"titel": 1}, {"titl": "x"}])
    del besked["beskedVersion"]
    besked["beskedkuvert"]["filtreringsdata"]["beskedtype"] = {}
    assert _fejl(json.dumps(besked).encode()) == [
        ("mangler-felt", "beskedVersion"),
        ("unik-id-valg", "beskedkuvert.filtreringsdata.beskedtype"),
        ("forkert-type", "beskeddata.sagId"),
        ("forkert-type", "beskeddata.egenskaber[0].titel"),
        ("ukendt-felt", "beskeddata.egenskaber[1].titl"),
    ]


def test_der_samles_hoejst_hundrede_fejl() -> None:
    fejl = _typefejl(liste=[1] * 5000)
    assert len(fejl) == HOEJST + 1
    assert fejl[-1][0] == "for-mange-fejl"


@pytest.mark.parametrize(
    ("reference", "kode"),
    [
        ({"uuid": BESKEDTYPE, "urn": "urn:oio:cvr-nr:11111111"}, "unik-id-valg"),
        ({"uuid": BESKEDTYPE, "original": "noget andet"}, "original-uenig"),
        ({"uuid": BESKEDTYPE, "navn": "x"}, "ukendt-felt"),
        ({"uuid": 1}, "forkert-type"),
        (1, "forkert-type"),
    ],
)
def test_et_unik_id_er_netop_et(reference: Any, kode: str) -> None:
    assert [et for et, _ in _fejl(json.dumps(_besked(registrering={"brugerRef": reference})).encode())] == [kode]


@pytest.mark.parametrize(
    ("tidspunkt", "kode"),
    [
        ({"tidsstempel": "2026-03-01T08:00:00Z", "graense": True}, "tidspunkt-valg"),
        ({"tidsstempel": "2026-03-01T08:00:00Z", "original": "2026-03-02T08:00:00Z"}, "original-uenig"),
        ({"graense": True, "original": "2026-03-02T08:00:00Z"}, "original-uenig"),
        ({}, "tidspunkt-valg"),
        ("i morgen", "tidsstempel"),
        ({"tidsstempel": 5}, "forkert-type"),
    ],
)
def test_et_tidspunkt_er_netop_et(tidspunkt: Any, kode: str) -> None:
    assert [et for et, _ in _fejl(json.dumps(_besked(registrering={"tidspunkt": tidspunkt})).encode())] == [kode]


def test_en_noegle_der_staar_to_gange_afvises() -> None:
    assert ("dobbelt-noegle", "") in _fejl(b'{"tekst": "x", "tekst": "y"}', TYPER)
    assert _fejl(b'{"tekst": "x", "opslag": {"a": "1", "a": "2"}}', TYPER) == [("dobbelt-noegle", "opslag")]


@pytest.mark.parametrize("tal", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_nan_og_uendelig_er_ikke_tal(tal: str) -> None:
    assert _fejl(b'{"tekst": "x", "tal": %s}' % tal.encode(), TYPER) == [("forkert-type", "tal")]


@pytest.mark.parametrize(
    ("data", "kode", "linje", "kolonne"),
    [
        (b'{\n  "tekst": }', "json-syntaks", 2, 12),
        (b"", "json-syntaks", 1, 1),
        (b'{"tekst": "x"} x', "json-syntaks", 1, 16),
        (b'{"tekst":\n "\xff"}', "ikke-utf8", 2, 3),
        ("{}".encode("utf-16"), "ikke-utf8", 1, 1),
    ],
)
def test_ulaeselige_bytes_faar_linje_og_kolonne(data: bytes, kode: str, linje: int, kolonne: int) -> None:
    with pytest.raises(Ulaeseligt) as fejl:
        fra_json(data, TYPER)
    assert (fejl.value.kode, fejl.value.linje, fejl.value.kolonne) == (kode, linje, kolonne)


def test_en_bom_er_tilladt() -> None:
    assert fra_json(b'\xef\xbb\xbf{"tekst": "x"}', TYPER)["tekst"] == "x"


@pytest.mark.parametrize("tegn", ["\\ud800", "\\u0000", "\\uffff", "\uffff"])
def test_tegn_som_xml_ikke_kan_holde_afvises(tegn: str) -> None:
    assert _fejl(f'{{"tekst": "a{tegn}"}}'.encode(), TYPER) == [("ulovligt-tegn", "tekst")]
    assert _fejl(f'{{"tekst": "a", "opslag": {{"{tegn}": "b"}}}}'.encode(), TYPER)[0][0] == "ulovligt-tegn"


@pytest.mark.parametrize("dybde", [70, 5_000, 200_000])
def test_dyb_indlejring_afvises(dybde: int) -> None:
    with pytest.raises(OverGraense) as fejl:
        fra_json(b'{"tekst": ' + b"[" * dybde + b"]" * dybde + b"}", TYPER)
    assert fejl.value.kode == "for-dyb"


def test_en_for_stor_besked_afvises() -> None:
    with pytest.raises(OverGraense):
        fra_json(b'{"tekst": "' + b"x" * 100 + b'"}', TYPER, hoejst=100)


@pytest.mark.parametrize(
    "type_", ["bytes", {"type": "fixed", "name": "F", "size": 2}, ["null", "int", "string"], "ukendt.Type"]
)
def test_et_skema_med_andre_typer_afvises_ved_oversaettelsen(type_: Any) -> None:
    kontrakt = Skema(3, {"type": "record", "name": "X", "fields": [{"name": "f", "type": type_}]})
    with pytest.raises(Skemafejl):
        fra_json(b"{}", kontrakt)


def test_et_skema_der_holder_sig_selv_afvises() -> None:
    kontrakt = Skema(
        4, {"type": "record", "name": "n.X", "fields": [{"name": "f", "type": ["null", "n.X"], "default": None}]}
    )
    with pytest.raises(Skemafejl, match="recursive"):
        fra_json(b"{}", kontrakt)


@pytest.mark.parametrize(
    "beskedtype",
    [BESKEDTYPE, BESKEDTYPE.upper(), {"uuid": BESKEDTYPE}, {"uuid": {"string": BESKEDTYPE}, "urn": None}],
)
def test_beskedtypen_ses_foer_skemaet_kendes(beskedtype: Any) -> None:
    besked = _besked()
    besked["beskedkuvert"]["filtreringsdata"]["beskedtype"] = beskedtype
    assert beskedtype_i_json(json.dumps(besked).encode()) == BESKEDTYPE


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"beskedkuvert": {"filtreringsdata": {"beskedtype": 5}}}'])
def test_en_besked_uden_beskedtype_faar_det_at_vide(data: bytes) -> None:
    with pytest.raises(Formatfejl) as fejl:
        beskedtype_i_json(data)
    assert fejl.value.sti == "beskedkuvert.filtreringsdata.beskedtype"


CPR = "6101901234"

_VAERDIER = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from([CPR, "610190-1234", "x"]),
    lambda indre: (
        st.lists(indre, max_size=3)
        | st.dictionaries(st.sampled_from([CPR, "tekst", "lille", "opslag", "mikro"]), indre, max_size=3)
    ),
    max_leaves=8,
)


@given(_VAERDIER)
def test_ingen_fejl_gentager_en_vaerdi_eller_et_cpr_nummer(vaerdi: Any) -> None:
    try:
        fra_json(json.dumps(vaerdi).encode(), TYPER)
    except Formatfejl as fejl:
        for et in fejl.fejl:
            assert CPR not in f"{et} {et.sti} {et.da} {et.en}"
            assert "610190-1234" not in f"{et} {et.da} {et.en}"


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_vilkaarlige_bytes_giver_en_formatfejl(data: bytes) -> None:
    with pytest.raises(Formatfejl):
        fra_json(data, TYPER)
