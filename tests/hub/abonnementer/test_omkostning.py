"""A message looks at the krav it meets and hardly at others, however the subscriptions differ."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest

from hub.beskedfordeler.abonnementer import Abonnementsindeks, byg_indeks
from hub.konfiguration.model import FOELSOMHEDER, Abonnement, Filter, Retning, Serviceaftale, System
from hub.kontrakter.afgoerelse import Rutefelter
from tests.hub.abonnementer.vilkaarlig import FasteVaerdier, uid

ANTAL = 3_000
NU = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
LISTER: dict[str, tuple[str, ...]] = {uid("liste", nr): (f"urn:oio:cpr-nr:610190{nr:04}",) for nr in range(ANTAL)}
EMNER = [f"{nr // 100:02}.{nr % 100:02}.00" for nr in range(ANTAL)]
BESKED = Rutefelter(
    besked_id=uid("besked", 1),
    beskedtype=uid("beskedtype", 7),
    transaktions_id=None,
    kriterier=((uid("objekttype", 7),), (uid("handling", 7),)),
    kle=(EMNER[7],),
    myndigheder=("10000007",),
    objekter=("urn:oio:cpr-nr:6101900007",),
    foelsomhed=0,
    tilladt_modtager=(),
    gyldig_fra=None,
    gyldig_til=None,
)

Forskel = Callable[[int], tuple[dict[str, object], dict[str, object]]]
"""What subscription number n has of its own in its filter and its agreement."""

FORSKELLE: dict[str, Forskel] = {
    "beskedtype": lambda nr: ({"beskedtyper": (uid("beskedtype", nr),)}, {}),
    "KLE": lambda nr: ({"kle": (EMNER[nr],)}, {}),
    "handling": lambda nr: ({"handlinger": (uid("handling", nr),)}, {}),
    "objekttype inden for én beskedtype og myndighed": lambda nr: (
        {
            "beskedtyper": (BESKED.beskedtype,),
            "myndigheder": BESKED.myndigheder,
            "objekttyper": (uid("objekttype", nr),),
        },
        {},
    ),
    "myndighed": lambda nr: ({"myndigheder": (f"1000{nr:04}",)}, {}),
    "vaerdiliste": lambda nr: ({"vaerdilister": (uid("liste", nr),)}, {}),
    "objekt": lambda nr: ({"objekter": (f"urn:oio:cpr-nr:610190{nr:04}",)}, {}),
    "aftalens myndighed": lambda nr: ({}, {"myndigheder": (f"1000{nr:04}",)}),
    "aftalens KLE": lambda nr: ({}, {"kle": (EMNER[nr],)}),
    "aftalens beskedtype": lambda nr: ({}, {"beskedtyper": (uid("beskedtype", nr),)}),
    "aftalens periode": lambda nr: (
        {},
        {"gyldig_fra": NU + dt.timedelta(hours=nr - 7), "gyldig_til": NU + dt.timedelta(hours=nr - 6)},
    ),
    "foelsomhed": lambda nr: ({"foelsomhed": FOELSOMHEDER[:1] if nr == 7 else FOELSOMHEDER[1:]}, {}),
    "mange ting, hver sin sjette del": lambda nr: (
        dict(
            [
                ("beskedtyper", (uid("beskedtype", nr),)),
                ("kle", (EMNER[nr],)),
                ("handlinger", (uid("handling", nr),)),
                ("objekttyper", (uid("objekttype", nr),)),
                ("myndigheder", (f"1000{nr:04}",)),
                ("vaerdilister", (uid("liste", nr),)),
            ][nr % 6 : nr % 6 + 1]
        ),
        {},
    ),
}


def register(forskel: Forskel, antal: int) -> Abonnementsindeks:
    systemer, aftaler, abonnementer = [], [], []
    for nr in range(antal):
        oensket, aftalt = forskel(nr)
        system = System(id=uid("system", nr), navn=f"system {nr}", myndighed=f"2000{nr:04}")
        systemer.append(system)
        abonnementer.append(
            Abonnement(
                id=uid("abonnement", nr), navn=f"a {nr}", system=system.id, filter=Filter.model_validate(oensket)
            )
        )
        aftaler.append(
            Serviceaftale.model_validate(
                {
                    "navn": f"aftale {nr}",
                    "system": system.id,
                    "retning": Retning.MODTAG,
                    "beskedtyper": ("*",),
                    "kle": ("*",),
                    "foelsomhed": "VIP_SAGER",
                    "myndigheder": ("*",),
                    "gyldig_fra": NU,
                    **aftalt,
                }
            )
        )
    return byg_indeks(abonnementer, aftaler, systemer, vaerdier=FasteVaerdier(LISTER))


def set_paa(indeks: Abonnementsindeks, ruter: Rutefelter) -> int:
    """How many krav one message makes the table look at one by one."""
    tabel = indeks.tabel
    steder = tabel._opslag(indeks._besked(ruter))
    assert steder is not None
    return sum(
        len(tabel.celler.grupper[sted & ~(1 << 31)].mulige(tabel.krav, NU.timestamp(), 0, ruter.tilladt_modtager))
        if sted >> 31
        else 1
        for sted in steder
    )


@pytest.mark.parametrize("forskel", FORSKELLE.values(), ids=FORSKELLE)
def test_en_besked_ser_kun_paa_de_krav_den_moeder(forskel: Forskel) -> None:
    indeks = register(forskel, ANTAL)
    indeks.modtagere(BESKED, NU)
    assert [et.dueslag for et in indeks.modtagere(BESKED, NU)] == [uid("abonnement", 7)]
    assert set_paa(indeks, BESKED) == 1


def test_tilladt_modtager_ser_kun_paa_dem_der_er_naevnt() -> None:
    indeks = register(lambda _: ({}, {}), ANTAL)
    ruter = BESKED._replace(tilladt_modtager=("20000007", "20000008"))
    assert {et.dueslag for et in indeks.modtagere(ruter, NU)} == {uid("abonnement", 7), uid("abonnement", 8)}
    assert set_paa(indeks, ruter) == 2


def test_alle_faar_en_besked_som_alle_vil_have() -> None:
    assert len(register(lambda _: ({}, {}), ANTAL).modtagere(BESKED, NU)) == ANTAL


def test_naar_tiden_gaar_faar_den_naeste_aftale_beskeden() -> None:
    indeks = register(FORSKELLE["aftalens periode"], 40)
    for time_ in [0, 5, 1, 30, -7, 32]:
        fundne = indeks.modtagere(BESKED, NU + dt.timedelta(hours=time_, minutes=59))
        assert [et.dueslag for et in fundne] == [uid("abonnement", time_ + 7)]


def test_en_aendring_af_et_abonnement_oversaetter_ikke_de_andre() -> None:
    """By a wide margin: a whole compilation costs about a hundred changes."""
    abonnementer, aftaler, systemer = kilder(register(FORSKELLE["mange ting, hver sin sjette del"], 3_000))
    start = time.perf_counter()
    indeks = byg_indeks(abonnementer, aftaler, systemer, vaerdier=FasteVaerdier())
    hele = time.perf_counter() - start
    start = time.perf_counter()
    for nr in range(5):
        abonnementer[nr] = abonnementer[nr].model_copy(update={"filter": Filter()})
        indeks = byg_indeks(abonnementer, aftaler, systemer, vaerdier=FasteVaerdier(), forrige=indeks)
    assert time.perf_counter() - start < 5 * hele / 2
    assert {et.dueslag for et in indeks.modtagere(BESKED, NU)} >= {et.id for et in abonnementer[:5]}


def test_et_register_der_aendres_tusind_gange_vokser_ikke() -> None:
    abonnementer, aftaler, systemer = kilder(register(FORSKELLE["handling"], 50))
    indeks = byg_indeks(abonnementer, aftaler, systemer, vaerdier=FasteVaerdier())
    for nr in range(1_000):
        nyt = Filter(handlinger=(uid("handling", nr),))
        abonnementer[nr % 50] = abonnementer[nr % 50].model_copy(update={"filter": nyt})
        indeks = byg_indeks(abonnementer, aftaler, systemer, vaerdier=FasteVaerdier(), forrige=indeks)
    assert len(indeks) == 50
    assert len(indeks.tabel.krav) < 400


def kilder(indeks: Abonnementsindeks) -> tuple[list[Abonnement], list[Serviceaftale], list[System]]:
    alle = indeks.kilder
    return list(alle.abonnementer.values()), list(alle.aftaler.values()), list(alle.systemer.values())
