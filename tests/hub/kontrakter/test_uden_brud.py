"""The short way through the last layer answers as the long one."""

from __future__ import annotations

import datetime as dt

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
OBJEKTER = st.none() | st.sampled_from(["et", "to"])
KENDT = st.builds(Objektpost, TIDER, KODER, st.sampled_from([None, AFSENDER.id, EN_ANDEN]))


@settings(max_examples=400)
@given(
    st.lists(st.tuples(OBJEKTER, st.none() | TIDER), max_size=2),
    KODER,
    st.sampled_from(POSTER),
    st.dictionaries(st.sampled_from(["et", "to"]), KENDT),
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
