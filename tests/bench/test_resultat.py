"""What the benchmarks say is what they measured: the clock, the counts, the ratios, and the page they are put into."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from bench.__main__ import ALLE, KUN_NAEVNT
from bench.laes_mig import indsaet
from bench.resultat import Forhold, forholdstabel, tabel
from bench.sidevaerts.kafka import Udskrevet
from bench.sidevaerts.tur import hastighed, tjek

LAES_MIG = Path(__file__).parents[2] / "bench" / "README.md"


def test_opvarmningen_taeller_ikke_med_i_hastigheden() -> None:
    langsomt, hurtigt = range(100, 10_100, 100), range(10_001, 10_201)
    assert hastighed([(tid, 1) for tid in (*hurtigt, *langsomt)], 300) == pytest.approx(1_000, rel=0.01)


def test_store_transaktioner_gives_intet_af_det_der_blev_gjort_foer_uret_gik() -> None:
    """A thousand a second, whether they are written one by one or 1,500 at a time."""
    enkelt = [(nummer, 1) for nummer in range(9_000)]
    store = [(1_500 * nummer, 1_500) for nummer in range(1, 7)]
    assert hastighed(enkelt, 9_000) == pytest.approx(1_000, rel=0.01)
    assert hastighed(store, 9_000) == pytest.approx(1_000, rel=0.01)


def test_en_transaktion_alene_er_der_intet_at_tage_tid_paa_ved() -> None:
    with pytest.raises(AssertionError, match="nothing to time"):
        hastighed([(5_000, 9_000)], 9_000)


def test_en_manglende_besked_goer_turen_ugyldig() -> None:
    with pytest.raises(AssertionError, match=r"'log': 9"):
        tjek({"modtager": Udskrevet(10, sum=7), "log": Udskrevet(9)}, ["modtager"], 10, 7)


def test_andre_bytes_goer_turen_ugyldig() -> None:
    with pytest.raises(AssertionError, match="modtager holds other bytes"):
        tjek({"modtager": Udskrevet(10, sum=7), "log": Udskrevet(10)}, ["modtager"], 10, 8)


def test_et_forhold_tages_inden_for_runden() -> None:
    et = Forhold.af("vi / de", [10.0, 30.0, 40.0], [10.0, 10.0, 20.0], mindst=2)
    assert et.runder == (1.0, 3.0, 2.0)
    assert et.median == 2.0


@pytest.mark.parametrize(
    ("forhold", "naaet"),
    [
        (Forhold("a", (1.9, 2.0, 2.1), mindst=2), True),
        (Forhold("a", (1.9, 1.9, 2.1), mindst=2), False),
        (Forhold("a", (2.9, 3.0, 9.0), hoejst=3), True),
        (Forhold("a", (2.9, 3.1, 9.0), hoejst=3), False),
        (Forhold("a", (1.0,)), None),
    ],
)
def test_maalet_holdes_op_mod_medianen(forhold: Forhold, *, naaet: bool | None) -> None:
    assert forhold.naaet is naaet
    linje = list(forholdstabel([forhold]))[-1]
    assert {True: "| met", False: "not met", None: "|     |"}[naaet].strip("| ") in linje


def test_tabellen_kan_laeses_af_markdown() -> None:
    assert list(tabel(("hvad", "tal"), [("a", "1"), ("bbbbb", "1,000")])) == [
        "| hvad  |   tal |",
        "|-------|------:|",
        "| a     |     1 |",
        "| bbbbb | 1,000 |",
    ]


def test_siden_faar_det_nyeste_resultat_i_stedet_for_det_forrige() -> None:
    side = "foer\n<!-- et -->\ngammelt\n<!-- /et -->\nefter\n<!-- to -->\nandet\n<!-- /to -->\n"
    ny = indsaet(side, "et", "nyt\n", "i dag", ["b.svg"])
    assert ny == (
        "foer\n<!-- et -->\ni dag\n\nnyt\n\n![et](b.svg)\n<!-- /et -->\nefter\n<!-- to -->\nandet\n<!-- /to -->\n"
    )
    assert indsaet(ny, "et", "nyt\n", "i dag", ["b.svg"]) == ny


def test_en_side_uden_plads_siger_hvad_der_mangler() -> None:
    with pytest.raises(LookupError, match=r"add the lines <!-- et --> and <!-- /et -->"):
        indsaet("<!-- et -->\n", "et", "nyt", "i dag")


@pytest.mark.parametrize("navn", [*ALLE, *KUN_NAEVNT])
def test_hver_maaling_findes_og_har_en_plads_paa_siden(navn: str) -> None:
    assert importlib.util.find_spec({**ALLE, **KUN_NAEVNT}[navn]) is not None
    assert "det nye" in indsaet(LAES_MIG.read_text("utf-8"), navn, "det nye", "i dag")
