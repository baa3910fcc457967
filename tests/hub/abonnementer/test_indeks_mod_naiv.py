"""The compiled index gives every message to exactly those that the naive matcher gives it to."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.beskedfordeler.abonnementer import Abonnementsindeks
from hub.konfiguration.model import Abonnement, Filter, Retning, Serviceaftale, System
from hub.kontrakter.afgoerelse import Rutefelter
from tests.hub.abonnementer import naiv
from tests.hub.abonnementer.vilkaarlig import KLE_VALGFRI, START, Lodtraekning, Register, uid

Lister = dict[str, tuple[str, ...]]
Opslag = list[tuple[Rutefelter, datetime]]

froe = st.integers(0, 2**32)


def stemmer(indeks: Abonnementsindeks, register: Register, lister: Lister, opslag: Opslag) -> int:
    """Asserts that both say the same; how many of the messages had receivers."""
    med_modtagere = 0
    for ruter, nu in opslag:
        ventet = naiv.modtagere(
            register.abonnementer.values(),
            register.aftaler.values(),
            register.systemer.values(),
            lister,
            KLE_VALGFRI,
            ruter,
            nu,
        )
        assert [(et.dueslag, et.tilladt) for et in indeks.modtagere(ruter, nu)] == ventet
        med_modtagere += bool(ventet)
    return med_modtagere


def mange(lod: Lodtraekning, antal: int) -> Opslag:
    return [(lod.besked(), lod.tid()) for _ in range(antal)]


@given(froe, st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_indekset_giver_de_samme_modtagere_som_den_naive(froe: int, antal: int) -> None:
    lod = Lodtraekning(froe)
    register, lister = lod.register(antal), lod.lister()
    stemmer(register.indeks(lister), register, lister, mange(lod, 40))


@given(froe, st.integers(0, 60), st.integers(1, 8))
@settings(max_examples=80, deadline=None)
def test_et_indeks_der_er_aendret_skridt_for_skridt_er_som_et_nyt(froe: int, antal: int, skridt: int) -> None:
    lod = Lodtraekning(froe)
    register, lister = lod.register(antal), lod.lister()
    indeks = register.indeks(lister)
    for _ in range(skridt):
        foer, gammelt = register, indeks
        register = lod.aendret(register)
        indeks = register.indeks(lister, forrige=gammelt)
        stemmer(indeks, register, lister, mange(lod, 8))
        stemmer(gammelt, foer, lister, mange(lod, 3))
        assert len(indeks) == len(register.indeks(lister))


def test_de_tilfaeldige_beskeder_har_ofte_modtagere() -> None:
    """Otherwise the properties above would say little."""
    lod = Lodtraekning(1)
    register, lister = lod.register(60), lod.lister()
    med = stemmer(register.indeks(lister), register, lister, mange(lod, 400))
    assert 100 < med < 380


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
        gyldig_fra=START,
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
        kriterier=((objekttyper[10],), (handlinger[45],)),
        kle=(),
        myndigheder=(),
        objekter=(),
        foelsomhed=0,
        tilladt_modtager=(),
        gyldig_fra=None,
        gyldig_til=None,
    )
    bred = smal._replace(kriterier=(objekttyper[70:] + objekttyper[:5], handlinger[60:]))
    kaempe = smal._replace(kriterier=(objekttyper[5:], handlinger[:75]))
    indeks = register.indeks({})
    assert len(indeks.modtagere(smal, START)) == 5
    assert len(indeks.modtagere(kaempe, START)) == 40
    stemmer(indeks, register, {}, [(en, START) for en in (smal, bred, kaempe)])
