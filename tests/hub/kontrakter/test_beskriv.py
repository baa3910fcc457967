"""The page of rules is the rules' own declarations, and nothing is left out."""

from __future__ import annotations

from hub.kontrakter.beskriv import SIDE, alle_regler, side
from hub.kontrakter.registerregler import REGISTERREGLER, TRAADREGLER
from schemas.regler import REGLER, Lag


def test_siden_i_docs_er_skrevet_af_de_regler_der_gaelder() -> None:
    assert SIDE.read_text(encoding="utf-8") == side(alle_regler()), "run: python -m hub.kontrakter.beskriv"


def test_hver_regel_staar_paa_siden_med_begge_sprog_maal_og_kilde() -> None:
    tekst = side(alle_regler())
    for regel in alle_regler():
        assert f"### {regel.id}" in tekst
        assert f"- da: {regel.da}\n  en: {regel.en}\n" in tekst
        assert f"Mål: {regel.maal.value}. Kilde: {regel.kilde}." in tekst


def test_alle_slags_regler_er_med() -> None:
    alle = list(alle_regler())
    assert [*TRAADREGLER, *REGISTERREGLER, *REGLER] == alle[: len(TRAADREGLER) + len(REGISTERREGLER) + len(REGLER)]
    assert {"RA-11", "ID-CPR", "RA-04", "RA-12-INT", "KUVERT-OBJEKTID"} <= {regel.id for regel in alle}


def test_lagene_staar_i_raekkefoelge() -> None:
    tekst = side(alle_regler())
    steder = [tekst.index(f"\n## {lag.value}. ") for lag in Lag]
    assert steder == sorted(steder)
