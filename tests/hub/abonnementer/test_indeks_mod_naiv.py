"""The compiled index gives every message to exactly those that the naive matcher gives it to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from hub.beskedfordeler.abonnementer import Abonnementsindeks, byg_indeks
from hub.konfiguration.model import Abonnement, Filter, Retning, Serviceaftale, System
from hub.kontrakter.afgoerelse import Rutefelter
from tests.hub.abonnementer import naiv, vilkaarlig
from tests.hub.abonnementer.vilkaarlig import FasteVaerdier, uid

KLE_VALGFRI = (vilkaarlig.TYPER[0],)
Lister = dict[str, tuple[str, ...]]
Opslag = tuple[Rutefelter, datetime]

vilkaar = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@dataclass(frozen=True)
class Register:
    """What an index is made from."""

    abonnementer: Mapping[str, Abonnement]
    aftaler: Mapping[str, Serviceaftale]
    systemer: Mapping[str, System]

    @classmethod
    def af(
        cls, abonnementer: Iterable[Abonnement], aftaler: Iterable[Serviceaftale], systemer: Iterable[System]
    ) -> Register:
        return cls(
            {et.id: et for et in abonnementer},
            {en.id: en for en in aftaler},
            {system.id: system for system in systemer},
        )

    def med(self, nyt: Register) -> Register:
        return Register(
            {**self.abonnementer, **nyt.abonnementer},
            {**self.aftaler, **nyt.aftaler},
            {**self.systemer, **nyt.systemer},
        )

    def uden(self, nummer: int) -> Register:
        """Without one of its subscriptions."""
        ider = sorted(self.abonnementer)
        bort = ider[nummer % len(ider)] if ider else None
        return replace(self, abonnementer={id_: et for id_, et in self.abonnementer.items() if id_ != bort})

    def indeks(self, lister: Lister, forrige: Abonnementsindeks | None = None) -> Abonnementsindeks:
        return byg_indeks(
            self.abonnementer.values(),
            self.aftaler.values(),
            self.systemer.values(),
            vaerdier=FasteVaerdier(lister),
            kle_valgfri=KLE_VALGFRI,
            forrige=forrige,
        )

    def naive(self, lister: Lister, ruter: Rutefelter, nu: datetime) -> list[tuple[str, tuple[str, ...] | None]]:
        return naiv.modtagere(
            self.abonnementer.values(),
            self.aftaler.values(),
            self.systemer.values(),
            lister,
            KLE_VALGFRI,
            ruter,
            nu,
        )


def stemmer(indeks: Abonnementsindeks, register: Register, lister: Lister, opslag: list[Opslag]) -> None:
    for ruter, nu in opslag:
        fundne = [(et.dueslag, et.tilladt) for et in indeks.modtagere(ruter, nu)]
        assert fundne == register.naive(lister, ruter, nu)


def registre(hoejst: int = 40) -> st.SearchStrategy[Register]:
    return st.builds(
        Register.af,
        st.lists(vilkaarlig.abonnementer, max_size=hoejst),
        st.lists(vilkaarlig.aftaler, max_size=8),
        st.lists(vilkaarlig.systemer, max_size=3),
    )


mange_opslag = st.lists(st.tuples(vilkaarlig.beskeder, vilkaarlig.tidspunkter), min_size=1, max_size=10)
aendringer = st.lists(st.one_of(registre(6), st.integers(0, 100)), min_size=1, max_size=6)


@given(registre(), vilkaarlig.vaerdilister, mange_opslag)
@settings(vilkaar, max_examples=150)
def test_indekset_giver_de_samme_modtagere_som_den_naive(
    register: Register, lister: Lister, opslag: list[Opslag]
) -> None:
    stemmer(register.indeks(lister), register, lister, opslag)
    event(f"messages with receivers: {sum(bool(register.naive(lister, *et)) for et in opslag)} of {len(opslag)}")


@given(registre(20), aendringer, vilkaarlig.vaerdilister, mange_opslag)
@settings(vilkaar, max_examples=75)
def test_et_indeks_der_er_aendret_skridt_for_skridt_er_som_et_nyt(
    register: Register, skridt: list[Register | int], lister: Lister, opslag: list[Opslag]
) -> None:
    indeks = register.indeks(lister)
    for nyt in skridt:
        gammelt, foer = indeks, register
        register = register.uden(nyt) if isinstance(nyt, int) else register.med(nyt)
        indeks = register.indeks(lister, forrige=gammelt)
        stemmer(indeks, register, lister, opslag)
        stemmer(gammelt, foer, lister, opslag)


def test_brede_krav_og_beskeder_med_mange_vaerdier_faar_ogsaa_ret() -> None:
    """Wide krav stand under some sides only; wide messages are compared with each krav: both are other ways through."""
    system = System(navn="system", myndighed="11111111")
    aftale = Serviceaftale(
        navn="aftale",
        system=system.id,
        retning=Retning.MODTAG,
        beskedtyper=("*",),
        kle=("*",),
        foelsomhed="VIP_SAGER",
        myndigheder=("*",),
        gyldig_fra=vilkaarlig.START,
    )
    handlinger, objekttyper = [tuple(uid(slags, nr) for nr in range(80)) for slags in ("handling", "objekttype")]
    abonnementer = [
        Abonnement(
            navn=f"abonnement {nr}",
            system=system.id,
            filter=Filter(handlinger=handlinger[nr : nr + 40], objekttyper=objekttyper[nr : nr + 40]),
        )
        for nr in range(40)
    ]
    register = Register.af(abonnementer, [aftale], [system])
    smal = Rutefelter(
        besked_id=uid("besked", 1),
        beskedtype=uid("beskedtype", 1),
        transaktions_id=None,
        objekttyper=(objekttyper[10],),
        handlinger=(handlinger[45],),
        kle=(),
        myndigheder=(),
        objekter=(),
        foelsomhed=0,
        tilladt_modtager=(),
        gyldig_fra=None,
        gyldig_til=None,
    )
    bred = replace(smal, objekttyper=objekttyper[70:] + objekttyper[:5], handlinger=handlinger[60:])
    kaempe = replace(smal, objekttyper=objekttyper[5:], handlinger=handlinger[:75])
    indeks = register.indeks({})
    assert len(indeks.modtagere(smal, vilkaarlig.START)) == 5
    assert len(indeks.modtagere(kaempe, vilkaarlig.START)) == 40
    stemmer(indeks, register, {}, [(en, vilkaarlig.START) for en in (smal, bred, kaempe)])
