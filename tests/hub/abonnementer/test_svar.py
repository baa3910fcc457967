"""What the index remembers of its answers is what it would have answered: at any moment, in any order."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from hub.beskedfordeler.abonnementer import Abonnementsindeks, byg_indeks
from hub.konfiguration.model import Abonnement, Filter, Serviceaftale, System
from hub.kontrakter.afgoerelse import Rutefelter
from tests.hub.abonnementer.vilkaarlig import FasteVaerdier, uid

NU = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
TIME = dt.timedelta(hours=1)
CVR = ("11111111", "12345678")
LISTE = uid("liste", 1)
SYSTEMER = [System(navn=f"system {nr}", myndighed=CVR[nr % 2]) for nr in range(4)]
AFTALER = [
    Serviceaftale.model_validate(
        {
            "navn": f"aftale {nr}",
            "system": system.id,
            "retning": "modtag",
            "beskedtyper": ["*"] if nr % 2 else [uid("beskedtype", 1)],
            "kle": ["*"] if nr < 2 else ["27.*"],
            "foelsomhed": "VIP_SAGER" if nr % 2 else "IKKE_FORTROLIGE_DATA",
            "myndigheder": list(CVR[: 1 + nr % 2]),
            "gyldig_fra": NU + nr * TIME,
            "gyldig_til": NU + (3 * nr + 1) * TIME,
        }
    )
    for nr, system in enumerate(SYSTEMER)
]
ABONNEMENTER = [
    Abonnement(navn=f"abonnement {nr}", system=system.id, filter=Filter(vaerdilister=(LISTE,) if nr == 1 else ()))
    for nr, system in enumerate(SYSTEMER)
]
BESKEDER = st.builds(
    Rutefelter,
    besked_id=st.just(uid("besked", 1)),
    beskedtype=st.sampled_from([uid("beskedtype", nr) for nr in (1, 2)]),
    transaktions_id=st.none(),
    kriterier=st.just(((), ())),
    kle=st.sampled_from([(), ("27.12.05",), ("28.00.00",), ("27.12.05", "28.00.00")]),
    myndigheder=st.sampled_from([CVR[:1], CVR[1:], CVR]),
    objekter=st.sampled_from([(), (uid("objekt", 1),), (uid("objekt", 2),)]),
    foelsomhed=st.integers(0, 5),
    tilladt_modtager=st.sampled_from([(), CVR[:1], CVR[1:], CVR]),
    gyldig_fra=st.none(),
    gyldig_til=st.none(),
)
TIDER = st.integers(-1, 12 * 60).map(lambda minutter: NU + minutter * TIME / 60)


def nyt_indeks() -> Abonnementsindeks:
    vaerdier = FasteVaerdier({LISTE: (uid("objekt", 1),)})
    return byg_indeks(ABONNEMENTER, AFTALER, SYSTEMER, vaerdier=vaerdier)


@given(st.lists(st.tuples(BESKEDER, TIDER), min_size=2, max_size=30))
def test_det_huskede_svar_er_det_svar_der_ville_vaere_givet(spoergsmaal: list[tuple[Rutefelter, dt.datetime]]) -> None:
    husker = nyt_indeks()
    for ruter, nu in spoergsmaal:
        assert husker.modtagere(ruter, nu) == nyt_indeks().modtagere(ruter, nu)


def test_et_svar_gaelder_ikke_laengere_end_aftalens_periode() -> None:
    indeks = nyt_indeks()
    ruter = Rutefelter("b", uid("beskedtype", 1), None, ((), ()), ("27.12.05",), CVR[:1], (), 0, (), None, None)
    slut = AFTALER[0].gyldig_til
    assert slut is not None
    et_oejeblik = dt.timedelta(microseconds=1)
    naar = (NU - et_oejeblik, NU, slut - et_oejeblik, slut, NU)
    assert [ABONNEMENTER[0].id in {m.dueslag for m in indeks.modtagere(ruter, nu)} for nu in naar] == [
        False, True, True, False, True,
    ]  # fmt: skip
