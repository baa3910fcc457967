"""The compiled index gives every message to exactly those that the naive matcher gives it to."""

from __future__ import annotations

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from hub.beskedfordeler.abonnementer import Abonnementsindeks, byg_indeks
from hub.konfiguration.model import Abonnement, Serviceaftale, System
from tests.hub.abonnementer import naiv, vilkaarlig
from tests.hub.abonnementer.vilkaarlig import FasteVaerdier

KLE_VALGFRI = (vilkaarlig.TYPER[0],)
STILLE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

entydige = st.fixed_dictionaries(
    {
        "abonnementer": st.lists(vilkaarlig.abonnementer, min_size=1, max_size=40, unique_by=lambda et: et.id),
        "aftaler": st.lists(vilkaarlig.aftaler, max_size=8, unique_by=lambda en: en.id),
        "systemer": st.lists(vilkaarlig.systemer, max_size=3, unique_by=lambda et: et.id),
    }
)
opslag = st.lists(st.tuples(vilkaarlig.beskeder, vilkaarlig.tidspunkter), min_size=1, max_size=12)


def byg(
    register: dict[str, list],  # type: ignore[type-arg] # three lists of different models
    lister: dict[str, tuple[str, ...]],
    forrige: Abonnementsindeks | None = None,
) -> Abonnementsindeks:
    return byg_indeks(**register, vaerdier=FasteVaerdier(lister), kle_valgfri=KLE_VALGFRI, forrige=forrige)


def stemmer(indeks: Abonnementsindeks, register: dict[str, list], lister, beskeder) -> None:  # type: ignore[no-untyped-def,type-arg] # as above
    for ruter, nu in beskeder:
        ventet = naiv.modtagere(**register, lister=lister, kle_valgfri=KLE_VALGFRI, ruter=ruter, nu=nu)
        event("receivers: " + ("none" if not ventet else "some"))
        assert [(et.dueslag, et.tilladt) for et in indeks.modtagere(ruter, nu)] == ventet


@given(entydige, vilkaarlig.vaerdilister, opslag)
@settings(STILLE, max_examples=400)
def test_indekset_giver_de_samme_modtagere_som_den_naive(register, lister, beskeder):
    stemmer(byg(register, lister), register, lister, beskeder)
