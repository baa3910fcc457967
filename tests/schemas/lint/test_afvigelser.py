"""A kommune holds a rule looser only as far, and as long, as a dispensation of the council's reaches."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.lint import REGLER, Alvor, Fund
from schemas.lint.afvigelser import ORD, Anvendt, Dispensation, anvend
from schemas.lint.afvigelsesfil import Afvigelsesfejl, laes_dispensationer, laes_konfiguration
from tests.schemas.lint.proev import felt, proev

FIL, LOV = Path("kommune/lint.yaml"), Path("raad/dispensationer.yaml")
DAG = dt.date(2026, 6, 1)
SYNONYM = proev(felt("postnr"))
UMAERKET = proev(felt("telefon"))
KORT = proev(felt("plads", doc="Stolen."))


def lov(regel: str = "RA-32", kommune: str = "0151", udloeber: dt.date = DAG) -> Dispensation:
    return Dispensation(kommune, regel, "Gamle felter beskrives i år.", udloeber, "AR-2026-001")


def anvendt(fund: list[Fund], regler: str, *givne: Dispensation, dag: dt.date = DAG) -> Anvendt:
    konfiguration = laes_konfiguration(FIL, f'kommune: "0151"\nregler:\n  {regler}\n', REGLER)
    return anvend(fund, konfiguration, givne, REGLER, dag)


@pytest.mark.parametrize("regel", ["RA-32", "SYNONYM"])
@pytest.mark.parametrize("givet", ["RA-32", "SYNONYM"])
def test_en_dispensation_lader_et_fund_fare(regel: str, givet: str) -> None:
    ud = anvendt(SYNONYM, f"{regel}: fra", lov(givet))
    assert ud.fund == ()
    assert [(et.kode, en.afgoerelse) for et, en in ud.lettede] == [("SYNONYM", "AR-2026-001")]


def test_en_dispensation_kan_goere_en_fejl_til_en_advarsel() -> None:
    ud = anvendt(SYNONYM, "SYNONYM: advarsel", lov())
    assert ([et.alvor for et in ud.fund], ud.lettede, ud.bemaerkninger) == ([Alvor.ADVARSEL], (), ())


def test_den_gaelder_til_og_med_sin_sidste_dag_og_ikke_laengere() -> None:
    assert anvendt(SYNONYM, "SYNONYM: fra", lov()).fund == ()
    ud = anvendt(SYNONYM, "SYNONYM: fra", lov(), dag=DAG + dt.timedelta(days=1))
    assert ud.fund == tuple(SYNONYM)
    [bemaerkning] = ud.bemaerkninger
    assert (bemaerkning.kode, bemaerkning.alvor, bemaerkning.linje) == ("DISPENSATION-UDLOEBET", Alvor.ADVARSEL, 3)
    assert "AR-2026-001" in bemaerkning.ord.da
    assert "2026-06-01" in bemaerkning.ord.en


def test_en_fornyet_dispensation_gaelder_selv_om_den_gamle_er_udloebet() -> None:
    ud = anvendt(SYNONYM, "SYNONYM: fra", lov(udloeber=dt.date(2025, 1, 1)), lov(udloeber=dt.date(2027, 1, 1)))
    assert (ud.fund, ud.bemaerkninger) == ((), ())


@pytest.mark.parametrize(
    "givne", [(), (lov(kommune="0101"),), (lov("RA-10"),)], ids=["ingen", "en andens", "en anden regel"]
)
def test_uden_dispensation_holdes_reglen_og_det_siges(givne: tuple[Dispensation, ...]) -> None:
    ud = anvendt(SYNONYM, "SYNONYM: fra", *givne)
    assert ud.fund == tuple(SYNONYM)
    assert [(et.regel, et.kode, et.hvor) for et in ud.bemaerkninger] == [
        ("RA-27", "DISPENSATION-MANGLER", "regler.SYNONYM")
    ]


def test_det_loven_kraever_lemper_ingen_dispensation() -> None:
    ud = anvendt(UMAERKET, "PERSON-UMAERKET: advarsel", lov("PERSON-UMAERKET"))
    assert ud.fund == tuple(UMAERKET)
    assert [et.kode for et in ud.bemaerkninger] == ["DISPENSATION-UMULIG"]
    assert "PERSON-UMAERKET" in ud.bemaerkninger[0].ord.en


def test_en_regel_af_blandede_koder_lempes_hvor_den_kan() -> None:
    fund = [*UMAERKET, *proev(lambda p: p.maerk("beskeddata.hund", "navn"))]
    ud = anvendt(fund, "PERSON: fra", lov("PERSON"))
    assert [et.kode for et in ud.fund] == ["PERSON-UMAERKET"]
    assert [et.kode for et, _ in ud.lettede] == ["PERSON-PEGER"]
    assert [et.kode for et in ud.bemaerkninger] == ["DISPENSATION-UMULIG"]


def test_at_holde_en_regel_haardere_kraever_ingen_lov() -> None:
    ud = anvendt(KORT, "DOC-KORT: fejl")
    assert ([et.alvor for et in ud.fund], ud.bemaerkninger) == ([Alvor.FEJL], ())


def test_en_kode_gaar_foer_sin_regel() -> None:
    fund = [*KORT, *proev(felt("plads", doc=""))]
    ud = anvendt(fund, "RA-10: fra\n  DOC-MANGLER: fejl", lov("RA-10"))
    assert [et.kode for et in ud.fund] == ["DOC-MANGLER"]


def test_det_konfigurationen_tier_om_er_som_det_var() -> None:
    assert anvendt([*SYNONYM, *KORT], "TID: fejl").fund == (*SYNONYM, *KORT)


@settings(max_examples=100, deadline=None)
@given(
    vaegte=st.dictionaries(st.sampled_from(["RA-32", "SYNONYM", "PERSON", "PERSON-UMAERKET", "RA-10"]), st.sampled_from(["fra", "advarsel", "fejl"]), min_size=1),
    givne=st.lists(st.builds(lov, st.sampled_from(["RA-32", "SYNONYM", "PERSON", "RA-10"]), st.sampled_from(["0151", "0101"]), st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))),
)  # fmt: skip
def test_intet_fund_vejer_mindre_uden_at_en_gyldig_dispensation_siger_det(
    vaegte: dict[str, str], givne: list[Dispensation]
) -> None:
    alle = [*SYNONYM, *UMAERKET, *KORT]
    ud = anvendt(alle, "\n  ".join(f"{navn}: {vaegt}" for navn, vaegt in vaegte.items()), *givne)
    assert len(ud.fund) + len(ud.lettede) == len(alle)
    efter = {et.kode: et.alvor for et in ud.fund}
    for foer in alle:
        lempet = foer.kode not in efter or (foer.alvor, efter[foer.kode]) == (Alvor.FEJL, Alvor.ADVARSEL)
        gyldig = any(
            en.kommune == "0151" and en.udloeber >= DAG and en.regel in {foer.kode, foer.regel} for en in givne
        )
        assert not lempet or (gyldig and foer.kode != "PERSON-UMAERKET")
    if any(vaegt != "fejl" for vaegt in vaegte.values()) and not givne:
        assert ud.bemaerkninger


def test_dispensationerne_laeses_med_deres_udloeb() -> None:
    tekst = 'dispensationer:\n  - {kommune: "0151", regel: RA-10, begrundelse: Beskrives i år., udloeber: 2026-12-31, afgoerelse: AR-1}\n'
    [en] = laes_dispensationer(LOV, tekst, REGLER)
    assert en == Dispensation("0151", "RA-10", "Beskrives i år.", dt.date(2026, 12, 31), "AR-1")


FORKERTE = [
    ('kommune: "0151"\nregler:\n  RA-99: fra\n', "kommune/lint.yaml:3:10: no rule RA-99"),
    ('kommune: "0151"\nregler:\n  DOC-KORTT: fra\n', "perhaps DOC-KORT"),
    ('kommune: "0151"\nregler:\n  RA-10: slukket\n', "kommune/lint.yaml:3:10: regler.RA-10"),
    ("kommune: 151\nregler: {}\n", "kommune/lint.yaml:1:10: kommune"),
    ('kommune: "0151"\n', "kommune/lint.yaml:1:1: regler"),
    ('kommune: "0151"\nregler: {}\nekstra: 1\n', "kommune/lint.yaml:3:9: ekstra"),
    ("kommune: [\n", "kommune/lint.yaml:2:1"),
    ("", "kommune/lint.yaml:1:1"),
]


@pytest.mark.parametrize(("tekst", "ventet"), FORKERTE, ids=[en[1] for en in FORKERTE])
def test_en_konfiguration_der_er_gal_siger_hvor_og_hvad(tekst: str, ventet: str) -> None:
    with pytest.raises(Afvigelsesfejl) as fejl:
        laes_konfiguration(FIL, tekst, REGLER)
    assert ventet in str(fejl.value)


@pytest.mark.parametrize("led", ["kommune", "regel", "begrundelse", "udloeber", "afgoerelse"])
def test_en_dispensation_uden_alle_sine_led_er_ingen(led: str) -> None:
    hel = {
        "kommune": '"0151"',
        "regel": "RA-10",
        "begrundelse": "Beskrives i år.",
        "udloeber": "2026-12-31",
        "afgoerelse": "AR-1",
    }
    tekst = (
        "dispensationer:\n- " + "\n  ".join(f"{navn}: {vaerdi}" for navn, vaerdi in hel.items() if navn != led) + "\n"
    )
    with pytest.raises(Afvigelsesfejl, match=f"dispensationer.0.{led}"):
        laes_dispensationer(LOV, tekst, REGLER)


def test_bemaerkningerne_staar_paa_begge_sprog() -> None:
    assert all(all(ord_) and ord_.da != ord_.en for ord_ in ORD.values())
