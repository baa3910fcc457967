"""Rights on the cluster follow from agreements alone, and end with them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from brokers import Access, Resource, Right
from hub.adgang.kafkarettigheder import STYRET, naeste_skift, rettigheder
from hub.beskedfordeler import emner
from hub.konfiguration.kilde import Konfiguration, Slags
from hub.konfiguration.model import Abonnement, Myndighed, Retning, Serviceaftale, System, Tilstand
from hub.konfiguration.sammenhaeng import find_brud

NU = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
CVR = "58271713"
SYSTEM = System(navn="esdh", myndighed=CVR, kafkabruger="esdh-bruger")
EGET = Abonnement(navn="sager", system=SYSTEM.id)
FREMMED = System(navn="fremmed", myndighed=CVR, kafkabruger="fremmed-bruger")
DERES = Abonnement(navn="deres", system=FREMMED.id)
KUN_HTTP = System(navn="kun http", myndighed=CVR)


def aftale(system: System = SYSTEM, retning: Retning = Retning.BEGGE, **felter: Any) -> Serviceaftale:
    return Serviceaftale(
        **{
            "navn": f"aftale {system.navn}",
            "system": system.id,
            "retning": retning,
            "beskedtyper": ("*",),
            "kle": ("*",),
            "foelsomhed": "VIP_SAGER",
            "myndigheder": ("*",),
            "gyldig_fra": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        }
        | felter
    )


def konfiguration(*flere: Any) -> Konfiguration:
    return Konfiguration.af(Myndighed(cvr=CVR, navn="Aarhus"), SYSTEM, EGET, FREMMED, DERES, KUN_HTTP, *flere)


def emnerne(rettighederne: frozenset[Right], access: Access) -> set[str]:
    return {r.name for r in rettighederne if r.resource is Resource.TOPIC and r.access is access}


def test_uden_aftale_gives_intet() -> None:
    assert rettigheder(konfiguration(), NU) == frozenset()


def test_en_aftale_giver_det_egne_og_intet_andet() -> None:
    givet = rettigheder(konfiguration(aftale()), NU)
    assert {r.principal for r in givet} == {"User:esdh-bruger"}
    assert emnerne(givet, Access.WRITE) == {emner.direkte(SYSTEM.id)}
    assert emnerne(givet, Access.READ) == {emner.kvittering(SYSTEM.id), emner.dueslag(EGET.id)}
    andre = {r for r in givet if r.resource is not Resource.TOPIC}
    assert {(r.resource, r.access) for r in andre} == {
        (Resource.GROUP, Access.READ),
        (Resource.TRANSACTIONAL_ID, Access.WRITE),
    }
    assert all(r.prefixed and r.name == f"fh.{SYSTEM.id}" for r in andre)


@pytest.mark.parametrize(
    ("retning", "skriver", "laeser"), [(Retning.AFSEND, True, False), (Retning.MODTAG, False, True)]
)
def test_retningen_bestemmer(retning: Retning, skriver: bool, laeser: bool) -> None:
    givet = rettigheder(konfiguration(aftale(retning=retning)), NU)
    assert bool(emnerne(givet, Access.WRITE)) is skriver
    assert (emner.dueslag(EGET.id) in emnerne(givet, Access.READ)) is laeser


@pytest.mark.parametrize(
    "felter",
    [
        {"gyldig_fra": NU + dt.timedelta(seconds=1)},
        {"gyldig_til": NU},
        {"tilstand": Tilstand.PAUSE},
        {"tilstand": Tilstand.AFSLUTTET},
    ],
)
def test_en_aftale_der_ikke_gaelder_nu_giver_intet(felter: dict[str, Any]) -> None:
    assert rettigheder(konfiguration(aftale(**felter)), NU) == frozenset()


@pytest.mark.parametrize("tilstand", [Tilstand.PAUSE, Tilstand.AFSLUTTET])
def test_pause_og_afslutning_tager_rettighederne(tilstand: Tilstand) -> None:
    system = SYSTEM.model_copy(update={"tilstand": tilstand})
    assert rettigheder(konfiguration(system, aftale()), NU) == frozenset()
    abonnement = EGET.model_copy(update={"tilstand": tilstand})
    givet = rettigheder(konfiguration(abonnement, aftale()), NU)
    assert emner.dueslag(EGET.id) not in emnerne(givet, Access.READ)


def test_et_system_uden_kafkabruger_faar_ingen_rettigheder() -> None:
    assert rettigheder(konfiguration(aftale(KUN_HTTP)), NU) == frozenset()


def test_alt_hvad_der_gives_staar_paa_styrede_navne() -> None:
    """What is not managed would never be taken away again."""
    givet = rettigheder(konfiguration(aftale(), aftale(FREMMED)), NU)
    assert givet
    assert all(any(r.name.startswith(p) and r.name != p for p in STYRET) for r in givet)


def test_naeste_skift_er_den_foerste_graense_der_kommer() -> None:
    om_lidt, senere = NU + dt.timedelta(hours=1), NU + dt.timedelta(days=9)
    aftaler = (aftale(gyldig_til=senere), aftale(FREMMED, gyldig_fra=om_lidt))
    assert naeste_skift(konfiguration(*aftaler), NU) == om_lidt
    assert naeste_skift(konfiguration(*aftaler), om_lidt) == senere
    assert naeste_skift(konfiguration(*aftaler), senere) is None


def test_to_systemer_kan_ikke_have_samme_kafkabruger() -> None:
    tyv = FREMMED.model_copy(update={"kafkabruger": SYSTEM.kafkabruger})
    (brud,) = find_brud(konfiguration(tyv), [(Slags.SYSTEM, tyv.id)])
    assert (brud.sti, "esdh-bruger" in brud.text) == ("kafkabruger", False)
