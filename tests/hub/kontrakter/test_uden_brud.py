"""The short way through the last layer answers as the long one."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.kontrakter import Objektpost
from hub.kontrakter.sekvens import Registreret, mikrosekunder, objektnoegle, objektposter, proev_sekvens, uden_brud
from schemas.catalogue import Katalog, Katalogpost
from schemas.kodeliste import Kodelister
from tests.hub.kontrakter.opstilling import AFSENDER, NU, Hukommelse, register

REGISTER = register(alt=True)
POSTER = [post for _, post in Katalog.standard().beskedtyper()]
KODER = st.none() | st.sampled_from([kode.kode for kode in Kodelister.standard()["livscyklus"]])
TIDER = st.integers(-3, 3).map(lambda dage: mikrosekunder(NU + dage * dt.timedelta(hours=23)))
EN_ANDEN = "6f6b2c1e-0000-4000-8000-000000000001"
OBJEKTER = st.sampled_from(["et", "et", "to", None])
KENDT = st.builds(Objektpost, TIDER, KODER, st.sampled_from([None, AFSENDER.id, EN_ANDEN]))


@settings(max_examples=400)
@given(
    st.lists(st.tuples(OBJEKTER, TIDER | st.none()), min_size=1, max_size=2),
    KODER,
    st.sampled_from(POSTER),
    st.fixed_dictionaries({}, optional={"et": KENDT, "to": KENDT}),
)
def test_den_korte_vej_svarer_som_den_lange(
    registreringer: list[tuple[str | None, int | None]],
    livscyklus: str | None,
    post: Katalogpost,
    kendte: dict[str, Objektpost],
) -> None:
    historik = Hukommelse()
    historik.objekter |= {objektnoegle(post, objekt): kendt for objekt, kendt in kendte.items()}
    fundet = Registreret(tuple(registreringer), livscyklus)
    brud = list(proev_sekvens(fundet, post, AFSENDER.id, REGISTER, historik, NU))
    lange = None if brud else objektposter(fundet, post, AFSENDER.id, historik)
    assert uden_brud(fundet, post, AFSENDER.id, REGISTER, historik, NU) == lange


@pytest.mark.parametrize("master", sorted({post.master for post in POSTER}))
def test_hver_slags_foelge_af_et_kendt_objekt_svares_der_ens_paa(master: str) -> None:
    post = next(post for post in POSTER if post.master == master)
    naar = [mikrosekunder(NU + dt.timedelta(hours=timer)) for timer in (-3, -2, -1, 1, 30)]
    koder = [None, "Opstaaet", "Rettet", "Passiveret"]
    kendte = [Objektpost(tid, kode, hvem) for tid in naar for kode in koder for hvem in (None, AFSENDER.id, EN_ANDEN)]
    for kendt, tid, kode in itertools.product([None, *kendte], naar, koder):
        historik = Hukommelse()
        if kendt is not None:
            historik.objekter[objektnoegle(post, "et")] = kendt
        fundet = Registreret((("et", tid),), kode)
        brud = any(True for _ in proev_sekvens(fundet, post, AFSENDER.id, REGISTER, historik, NU))
        lange = None if brud else objektposter(fundet, post, AFSENDER.id, historik)
        assert uden_brud(fundet, post, AFSENDER.id, REGISTER, historik, NU) == lange
