"""What a subscription gets, rule by rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hub.beskedfordeler.abonnementer import byg_indeks
from hub.konfiguration.model import Abonnement, Filter, Serviceaftale, System, Tilstand
from hub.kontrakter.afgoerelse import Modtager, Rutefelter
from tests.hub.abonnementer.vilkaarlig import FasteVaerdier, uid

EGEN, ANDEN, TREDJE = "11111111", "12345678", "99999999"
NU = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
PERSON = "urn:oio:cpr-nr:6101901234"
LISTE = uid("liste", 1)
SYSTEM = System(navn="ESDH", myndighed=EGEN)
AFTALE = Serviceaftale.model_validate(
    {
        "navn": "aftale",
        "system": SYSTEM.id,
        "retning": "modtag",
        "beskedtyper": [uid("beskedtype", 1), uid("beskedtype", 2)],
        "kle": ["27.*"],
        "foelsomhed": "FORTROLIGE_PERSONOPLYSNINGER",
        "myndigheder": [EGEN],
        "gyldig_fra": NU - dt.timedelta(days=1),
        "gyldig_til": NU + dt.timedelta(days=1),
    }
)
ABONNEMENT = Abonnement(navn="abonnement", system=SYSTEM.id)
BESKED = Rutefelter(
    besked_id=uid("besked", 1),
    beskedtype=uid("beskedtype", 1),
    transaktions_id=None,
    kriterier=((uid("objekttype", 1),), (uid("handling", 1),)),
    kle=("27.12.05",),
    myndigheder=(EGEN,),
    objekter=(uid("objekt", 1), PERSON),
    foelsomhed=1,
    tilladt_modtager=(),
    gyldig_fra=None,
    gyldig_til=None,
)


def modtagere(
    ruter: Rutefelter,
    *aftaler: Serviceaftale,
    oensket: Filter | None = None,
    abonnement: Abonnement = ABONNEMENT,
    system: System = SYSTEM,
    nu: dt.datetime = NU,
    kle_valgfri: tuple[str, ...] = (),
) -> tuple[Modtager, ...]:
    if oensket is not None:
        abonnement = abonnement.model_copy(update={"filter": oensket})
    indeks = byg_indeks(
        [abonnement], aftaler, [system], vaerdier=FasteVaerdier({LISTE: (PERSON,)}), kle_valgfri=kle_valgfri
    )
    return indeks.modtagere(ruter, nu)


def aftale(**felter: Any) -> Serviceaftale:
    return Serviceaftale.model_validate({**AFTALE.model_dump(), **felter})


def ses(ruter: Rutefelter, *aftaler: Serviceaftale, **resten: Any) -> bool:
    return bool(modtagere(ruter, *aftaler, **resten))


def test_en_besked_inden_for_aftalen_kommer_i_dueslaget() -> None:
    assert modtagere(BESKED, AFTALE) == (Modtager(ABONNEMENT.id),)


def test_uden_aftale_kommer_intet() -> None:
    assert not ses(BESKED)
    assert not ses(BESKED, aftale(system=uid("system", 9)))


@pytest.mark.parametrize(
    "felter",
    [
        {"retning": "afsend"},
        {"tilstand": "pause"},
        {"tilstand": "afsluttet"},
        {"beskedtyper": [uid("beskedtype", 2)]},
        {"kle": ["28.*"]},
        {"foelsomhed": "IKKE_FORTROLIGE_DATA"},
        {"myndigheder": [ANDEN]},
    ],
    ids=str,
)
def test_det_aftalen_ikke_naevner_kommer_ikke(felter: dict[str, Any]) -> None:
    assert not ses(BESKED, aftale(**felter))


def test_en_aftale_gaelder_fra_og_med_og_til_men_ikke_med() -> None:
    fra, til = AFTALE.gyldig_fra, AFTALE.gyldig_til
    assert til is not None
    et_oejeblik = dt.timedelta(microseconds=1)
    svar = [ses(BESKED, AFTALE, nu=nu) for nu in (fra - et_oejeblik, fra, til - et_oejeblik, til)]
    assert svar == [False, True, True, False]


def test_aftalen_skal_daekke_alle_beskedens_myndigheder() -> None:
    to = BESKED._replace(myndigheder=(EGEN, ANDEN))
    assert not ses(to, AFTALE)
    assert not ses(to, AFTALE, aftale(id=uid("aftale", 2), myndigheder=[ANDEN])), "two agreements cannot share it"
    assert ses(to, aftale(myndigheder=[EGEN, ANDEN]))


def test_aftalen_skal_daekke_alle_beskedens_kle() -> None:
    to = BESKED._replace(kle=("27.12.05", "28.00.00"))
    assert not ses(to, AFTALE)
    assert ses(to, aftale(kle=["2*"]))
    assert ses(to, aftale(kle=["*"]), oensket=Filter(kle=("28.*",))), "one of them is enough for the filter"


def test_uden_myndighed_kraeves_en_aftale_om_alle() -> None:
    uden = BESKED._replace(myndigheder=())
    assert not ses(uden, AFTALE)
    assert ses(uden, aftale(myndigheder=["*"]))


def test_uden_kle_kraeves_en_aftale_om_alle_eller_en_kontrakt_uden() -> None:
    uden = BESKED._replace(kle=())
    assert not ses(uden, AFTALE)
    assert ses(uden, aftale(kle=["*"]))
    assert ses(uden, AFTALE, kle_valgfri=(BESKED.beskedtype,))
    assert not ses(uden, AFTALE, kle_valgfri=(uid("beskedtype", 2),))
    assert not ses(uden, AFTALE, kle_valgfri=(BESKED.beskedtype,), oensket=Filter(kle=("27.*",)))


def test_en_besked_der_ikke_siger_sin_foelsomhed_er_den_mest_foelsomme() -> None:
    tavs = BESKED._replace(foelsomhed=4)
    assert not ses(tavs, AFTALE)
    assert ses(tavs, aftale(foelsomhed="VIP_SAGER"), oensket=Filter(foelsomhed=("VIP_SAGER",)))


@pytest.mark.parametrize("moenster", ["*", "2*", "27.*", "27.1*", "27.12.*", "27.12.0*", "27.12.05"])
def test_kle_moenstre_rammer_i_filter_og_aftale(moenster: str) -> None:
    assert ses(BESKED, AFTALE, oensket=Filter(kle=(moenster,)))
    assert ses(BESKED, aftale(kle=[moenster]))


@pytest.mark.parametrize("moenster", ["3*", "28.*", "27.2*", "27.13.*", "27.12.1*", "27.12.00", "27.12.0*"])
def test_kle_moenstre_rammer_ikke_ved_siden_af(moenster: str) -> None:
    anden = BESKED._replace(kle=("27.12.25",))
    assert not ses(anden, AFTALE, oensket=Filter(kle=(moenster,)))
    assert not ses(anden, aftale(kle=[moenster]))


def test_kriterier_er_og_mellem_hinanden_og_eller_indeni() -> None:
    anden, rigtig = uid("handling", 2), BESKED.kriterier[1][0]
    assert ses(BESKED, AFTALE, oensket=Filter(handlinger=(anden, rigtig), objekttyper=BESKED.kriterier[0]))
    assert not ses(BESKED, AFTALE, oensket=Filter(handlinger=(rigtig,), objekttyper=(uid("objekttype", 2),)))


def test_objekter_og_vaerdilister_er_samme_kriterium() -> None:
    assert ses(BESKED, AFTALE, oensket=Filter(vaerdilister=(LISTE,)))
    assert ses(BESKED, AFTALE, oensket=Filter(vaerdilister=(LISTE,), objekter=(uid("objekt", 9),)))
    assert ses(BESKED, AFTALE, oensket=Filter(vaerdilister=(uid("liste", 2),), objekter=(PERSON,)))
    assert not ses(BESKED._replace(objekter=(uid("objekt", 1),)), AFTALE, oensket=Filter(vaerdilister=(LISTE,)))


def test_et_objekt_med_en_listes_uuid_er_ikke_paa_listen() -> None:
    assert not ses(BESKED._replace(objekter=(LISTE,)), AFTALE, oensket=Filter(vaerdilister=(LISTE,)))


def test_filterets_ider_maa_vaere_skrevet_som_i_virkelige_beskeder() -> None:
    assert ses(BESKED, AFTALE, oensket=Filter(objekter=("urn:oio:cpr:610190-1234",)))
    assert ses(BESKED, AFTALE, oensket=Filter(objekttyper=(uid("objekttype", 1).upper(),)))


@pytest.mark.parametrize("tilstand", Tilstand)
def test_pause_gemmer_og_afsluttet_gemmer_intet(tilstand: Tilstand) -> None:
    ventet = tilstand is not Tilstand.AFSLUTTET
    assert ses(BESKED, AFTALE, abonnement=ABONNEMENT.model_copy(update={"tilstand": tilstand})) is ventet
    assert ses(BESKED, AFTALE, system=SYSTEM.model_copy(update={"tilstand": tilstand})) is ventet


def test_tilladt_modtager_skal_naevne_modtagerens_myndighed() -> None:
    assert modtagere(BESKED._replace(tilladt_modtager=(ANDEN, EGEN)), AFTALE) == (Modtager(ABONNEMENT.id),)
    assert not ses(BESKED._replace(tilladt_modtager=(ANDEN,)), AFTALE)


def test_version_2_skaerer_listen_til_for_hver_modtager() -> None:
    trim = aftale(tilladt_modtager="trim", modtagere=[EGEN, TREDJE])
    ruter = BESKED._replace(tilladt_modtager=(TREDJE, ANDEN, EGEN))
    assert modtagere(ruter, trim) == (Modtager(ABONNEMENT.id, (TREDJE, EGEN)),)
    assert modtagere(BESKED._replace(tilladt_modtager=(EGEN,)), trim) == (Modtager(ABONNEMENT.id),)
    assert modtagere(BESKED, trim) == (Modtager(ABONNEMENT.id),)


def test_den_der_skaeres_vaek_selv_faar_ikke_beskeden() -> None:
    """An empty list would mean that all may receive it."""
    assert not ses(BESKED._replace(tilladt_modtager=(EGEN, ANDEN)), aftale(tilladt_modtager="trim", modtagere=[ANDEN]))


def test_to_aftaler_viser_hvad_de_hver_isaer_viser() -> None:
    ruter = BESKED._replace(tilladt_modtager=(EGEN, ANDEN, TREDJE))
    ene = aftale(tilladt_modtager="trim", modtagere=[EGEN])
    anden = aftale(id=uid("aftale", 2), tilladt_modtager="trim", modtagere=[EGEN, TREDJE])
    assert modtagere(ruter, ene, anden) == (Modtager(ABONNEMENT.id, (EGEN, TREDJE)),)
    assert modtagere(ruter, anden, aftale(id=uid("aftale", 3))) == (Modtager(ABONNEMENT.id),)


def test_hvert_dueslag_kun_en_gang_og_i_orden() -> None:
    abonnementer = [Abonnement(navn=f"abonnement {nr}", system=SYSTEM.id) for nr in range(20)]
    aftaler = [AFTALE, aftale(id=uid("aftale", 2), kle=["*"]), aftale(id=uid("aftale", 3), beskedtyper=["*"])]
    ider = sorted(et.id for et in abonnementer)
    indeks = byg_indeks(abonnementer[:10], aftaler, [SYSTEM], vaerdier=FasteVaerdier())
    aendret = byg_indeks(abonnementer, aftaler, [SYSTEM], vaerdier=FasteVaerdier(), forrige=indeks)
    assert [et.dueslag for et in aendret.modtagere(BESKED, NU)] == ider
    assert [et.dueslag for et in indeks.modtagere(BESKED, NU)] == sorted(et.id for et in abonnementer[:10])
