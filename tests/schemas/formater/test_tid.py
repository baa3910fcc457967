"""Time: every way of writing an instant, in and out again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formater import tid
from schemas.formater.fejl import Formbrud
from tests.schemas.formater.vilkaarlige import OEJEBLIKKE, skrevne_tider


def _utc(*dele: int) -> dt.datetime:
    return dt.datetime(*dele, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("tekst", "oejeblik"),
    [
        ("2026-03-01T08:00:00Z", _utc(2026, 3, 1, 8)),
        ("2026-03-01T09:00:00+01:00", _utc(2026, 3, 1, 8)),
        ("2026-03-01T09:00:00", _utc(2026, 3, 1, 8)),
        ("2026-07-01T10:00:00", _utc(2026, 7, 1, 8)),
        ("2026-03-01T08:00:00.5Z", _utc(2026, 3, 1, 8, 0, 0, 500_000)),
        ("2026-03-01T08:00:00.1234567Z", _utc(2026, 3, 1, 8, 0, 0, 123_456)),
        ("2026-02-28T24:00:00Z", _utc(2026, 3, 1)),
        ("2026-10-25T02:30:00", _utc(2026, 10, 25, 0, 30)),  # twice: the first, summer time
        ("2026-03-29T02:30:00", _utc(2026, 3, 29, 1, 30)),  # never: read with the winter offset
        ("2014-05-19 12:02:32", _utc(2014, 5, 19, 10, 2, 32)),
        ("2014-05-19 12:02:32+02", _utc(2014, 5, 19, 10, 2, 32)),
        ("2014-05-19 12:02:32+0230", _utc(2014, 5, 19, 9, 32, 32)),
        ("0001-01-01T00:00:00Z", _utc(1, 1, 1)),
        ("9999-12-31T23:59:59Z", _utc(9999, 12, 31, 23, 59, 59)),
        (" 2026-03-01T08:00:00Z\n", _utc(2026, 3, 1, 8)),
    ],
)
def test_oejeblikket_laeses(tekst: str, oejeblik: dt.datetime) -> None:
    laest, original = tid.laes(tekst)
    assert laest == oejeblik
    assert (original or tid.normalform(laest)) == tekst


@pytest.mark.parametrize(
    ("tekst", "kode"),
    [
        ("", "tidsstempel"),
        ("2026-03-01", "tidsstempel"),
        ("2026-3-1T08:00:00Z", "tidsstempel"),
        ("2026-03-01T08:00Z", "tidsstempel"),
        ("2026-03-01T08:00:00z", "tidsstempel"),
        ("2026-03-01T08:00:0\u0660Z", "tidsstempel"),
        ("2026-03-01T08:00:00." + "1" * 60 + "Z", "tidsstempel"),
        ("2026-12-31T23:59:60Z", "skudsekund"),
        ("2026-02-29T08:00:00Z", "tidsstempel-findes-ikke"),
        ("2026-03-01T25:00:00Z", "tidsstempel-findes-ikke"),
        ("2026-03-01T24:00:01Z", "tidsstempel-findes-ikke"),
        ("2026-03-01T08:00:00+14:01", "tidsstempel-findes-ikke"),
        ("2026-03-01T08:00:00+01:60", "tidsstempel-findes-ikke"),
        ("0000-01-01T00:00:00Z", "tidsstempel-findes-ikke"),
        ("-0001-01-01T00:00:00Z", "tidsstempel-findes-ikke"),
        ("10000-01-01T00:00:00Z", "tidsstempel-findes-ikke"),
        ("0001-01-01T00:00:00+14:00", "tidsstempel-findes-ikke"),
        ("9999-12-31T24:00:00Z", "tidsstempel-findes-ikke"),
    ],
)
def test_det_der_ikke_er_et_oejeblik_afvises_med_sin_grund(tekst: str, kode: str) -> None:
    with pytest.raises(Formbrud) as fejl:
        tid.laes(tekst, sti="her")
    assert (fejl.value.kode, fejl.value.sti) == (kode, "her")


@pytest.mark.parametrize("tekst", ["2014-05-19 12:02:32", "2014-05-19T12:02:32+02", "2014-05-19T12:02:32+0200"])
def test_xml_skemas_form_er_den_strenge(tekst: str) -> None:
    tid.laes(tekst)
    with pytest.raises(Formbrud):
        tid.laes(tekst, xsd=True)


@given(OEJEBLIKKE)
def test_normalformen_laeses_uden_original(oejeblik: dt.datetime) -> None:
    assert tid.laes(tid.normalform(oejeblik), xsd=True) == (oejeblik, None)
    assert tid.fra_mikrosekunder(tid.til_mikrosekunder(oejeblik)) == oejeblik


@given(skrevne_tider())
def test_det_skrevne_kommer_ud_som_det_kom_ind(tekst: str) -> None:
    tidspunkt = tid.tidspunkt(tekst, xsd=True)
    assert tid.er_sammenhaengende(tidspunkt)
    assert tid.tekst_af(tidspunkt, xsd=True) == tekst
    assert tid.antaget_zone(tidspunkt) is not tid.har_zone(tekst)


def test_en_original_som_xml_ikke_kender_viger_for_normalformen() -> None:
    tidspunkt = tid.tidspunkt("2014-05-19 12:02:32")
    assert tid.tekst_af(tidspunkt) == "2014-05-19 12:02:32"
    assert tid.tekst_af(tidspunkt, xsd=True) == "2014-05-19T10:02:32Z"
    assert tid.antaget_zone(tidspunkt)


@pytest.mark.parametrize(
    "tidspunkt",
    [
        {"tidsstempel": None, "graense": None, "original": None},
        {"tidsstempel": _utc(2026, 1, 1), "graense": True, "original": None},
        {"tidsstempel": _utc(2026, 1, 1), "graense": None, "original": "2026-01-02T00:00:00Z"},
        {"tidsstempel": _utc(2026, 1, 1), "graense": None, "original": "i morgen"},
        {"tidsstempel": _utc(2026, 1, 1), "graense": None, "original": "2026-01-01T00:00:00Z"},
        {"tidsstempel": None, "graense": True, "original": "2026-01-02T00:00:00Z"},
    ],
)
def test_et_tidspunkt_der_modsiger_sig_selv_opdages(tidspunkt: tid.Tidspunkt) -> None:
    assert not tid.er_sammenhaengende(tidspunkt)


@pytest.mark.parametrize("tekst", ["2026-03-01T09:00:00", "2026-03-01T09:00:00.1234567Z"])
def test_et_felt_uden_original_kraever_zone_og_seks_decimaler(tekst: str) -> None:
    with pytest.raises(Formbrud) as fejl:
        tid.laes_med_zone(tekst)
    assert fejl.value.kode == "tidsstempel-zone"


def test_nuller_efter_sjette_decimal_er_ingen_forskel() -> None:
    assert tid.laes_med_zone("2026-03-01T09:00:00.1234560Z") == _utc(2026, 3, 1, 9, 0, 0, 123_456)


@pytest.mark.parametrize("tekst", ["2026-02-29", "20260301", "2026-W01-1", "2026-3-1", ""])
def test_en_dato_er_aar_maaned_dag(tekst: str) -> None:
    assert tid.laes_dato("2026-03-01") == dt.date(2026, 3, 1)
    with pytest.raises(Formbrud):
        tid.laes_dato(tekst)


@given(st.text(max_size=70))
def test_vilkaarlig_tekst_giver_et_oejeblik_eller_et_formbrud(tekst: str) -> None:
    try:
        oejeblik, _ = tid.laes(tekst)
    except Formbrud:
        return
    assert oejeblik.tzinfo is dt.UTC
