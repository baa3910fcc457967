"""Old debt: known findings are counted and do not count against, new ones do, vanished ones are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.lint import Fund
from schemas.lint.fund import Ord
from schemas.lint.gaeld import Gaeldsfejl, Gaeldspost, laes_gaeld, opgoer, post_af, skriv_gaeld
from schemas.lint.steder import Omraade

ROD = Path("/kommune/kontrakter")
FILER = (ROD / "sag/Sag.avsc", ROD / "borger/Hø.avsc")


def fund(kode: str = "SYNONYM", fil: Path = FILER[0], hvor: str = "Sag.postnr", linje: int = 1) -> Fund:
    return Fund(fil, Omraade(linje, 1, linje, 2), "RA-32", kode, hvor, (), Ord("a", "b", "c", "d"))


def skrevet(*alle: Fund, gammel: dict[Gaeldspost, int] | None = None, lintede: tuple[Path, ...] = FILER) -> str:
    return skriv_gaeld(alle, ROD, gammel=gammel or {}, lintede=lintede)


def test_et_kendt_fund_er_kendt_ogsaa_naar_det_flytter_linje() -> None:
    gaeld = laes_gaeld(skrevet(fund(linje=3)))
    opgjort = opgoer([fund(linje=40)], gaeld, ROD, FILER)
    assert (opgjort.nye, len(opgjort.kendte), opgjort.forsvundne) == ((), 1, {})


def test_et_nyt_fund_paa_samme_sted_taeller() -> None:
    gaeld = laes_gaeld(skrevet(fund(), fund(linje=2)))
    opgjort = opgoer([fund(), fund(linje=2), fund(linje=3), fund(kode="NAVN-ORD")], gaeld, ROD, FILER)
    assert [(et.kode, et.linje) for et in opgjort.nye] == [("SYNONYM", 3), ("NAVN-ORD", 1)]
    assert len(opgjort.kendte) == 2


def test_det_der_er_rettet_siges() -> None:
    gaeld = laes_gaeld(skrevet(fund(), fund(linje=2), fund(fil=FILER[1])))
    opgjort = opgoer([fund()], gaeld, ROD, FILER)
    assert opgjort.forsvundne == {post_af(fund(), ROD): 1, post_af(fund(fil=FILER[1]), ROD): 1}


def test_om_filer_der_ikke_blev_lintet_siges_intet_med_mindre_de_er_vaek(tmp_path: Path) -> None:
    (tmp_path / "Der.avsc").touch()
    gaeld = {Gaeldspost("Der.avsc", "SYNONYM", "x"): 1, Gaeldspost("Vaek.avsc", "SYNONYM", "x"): 1}
    assert opgoer([], gaeld, tmp_path, [tmp_path / "Ny.avsc"]).forsvundne == {
        Gaeldspost("Vaek.avsc", "SYNONYM", "x"): 1
    }
    rettet = opgoer([], {Gaeldspost("Der.avsc", "SYNONYM", "x"): 1}, tmp_path, [tmp_path / "Der.avsc"])
    assert rettet.forsvundne == {Gaeldspost("Der.avsc", "SYNONYM", "x"): 1}
    tekst = skriv_gaeld([], tmp_path, gammel=gaeld, lintede=[])
    assert laes_gaeld(tekst) == {Gaeldspost("Der.avsc", "SYNONYM", "x"): 1}


def test_en_fil_der_ikke_kan_laeses_er_aldrig_gaeld() -> None:
    ulaeselig = fund(kode="FIL-LAESES", hvor="")
    assert laes_gaeld(skrevet(ulaeselig)) == {}
    gaeld = {post_af(ulaeselig, ROD): 1}
    assert opgoer([ulaeselig], gaeld, ROD, FILER).nye == (ulaeselig,)


def test_filen_er_ens_uanset_orden_og_laeselig_for_et_menneske() -> None:
    alle = [fund(), fund(fil=FILER[1]), fund(linje=2)]
    tekst = skrevet(*alle)
    assert tekst == skrevet(*reversed(alle))
    assert '{"fil": "borger/Hø.avsc", "kode": "SYNONYM", "hvor": "Sag.postnr"}' in tekst
    assert json.loads(tekst)["fund"][1]["antal"] == 2
    assert json.loads(skrevet()) == {"version": 1, "fund": []}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            fund, kode=st.sampled_from(["SYNONYM", "TID-ZONE"]), fil=st.sampled_from(FILER), hvor=st.text(max_size=4)
        )
    )
)
def test_det_der_lige_er_skrevet_er_alt_sammen_kendt(alle: list[Fund]) -> None:
    opgjort = opgoer(alle, laes_gaeld(skrevet(*alle)), ROD, FILER)
    assert (opgjort.nye, opgjort.forsvundne) == ((), {})
    assert list(opgjort.kendte) == alle


@pytest.mark.parametrize(
    "tekst", ["", "[]", "null", "{}", '{"version": 2, "fund": []}', '{"version": 1, "fund": [7]}', '{"version": 1, "fund": [{"fil": 1, "kode": "x", "hvor": ""}]}', "[" * 100_000]
)  # fmt: skip
def test_en_fil_der_ikke_er_gaeld_siger_hvad_man_goer(tekst: str) -> None:
    with pytest.raises(Gaeldsfejl, match="--skriv-baseline"):
        laes_gaeld(tekst)
