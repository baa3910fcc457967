"""What routing reads of the envelope, for every odd way of filling it in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hub.konfiguration.model import FOELSOMHEDER, KRITERIER
from hub.kontrakter import Rutefelter
from hub.kontrakter.ruter import MEST_FOELSOM, rutefelter
from schemas.codec import laes
from schemas.kodeliste import Kodelister
from schemas.regler import standardlager
from schemas.regler.regel import FJERN
from tests.hub.kontrakter.opstilling import EJER, FILTER, FREMMED, LEVERANCE, R0, SAG, besked


def ruter(aendring: Any = None, navn: str = SAG) -> Rutefelter:
    return rutefelter(laes(besked(navn, aendring or {}), standardlager()).indhold)


def test_eksemplets_rutefelter() -> None:
    felter = ruter()
    kriterier = dict(zip((navn for navn, _ in KRITERIER), felter.kriterier, strict=True))
    assert kriterier["objekttyper"] == ("a9e25a1e-129a-4792-974d-0e531e014b84",)
    assert kriterier["handlinger"] == ("78a2e96c-4b64-42f3-9b0e-cef484357eef",)
    assert felter == Rutefelter(
        besked_id="0d70e900-daba-48cf-a7ab-562aba949103",
        beskedtype="9af5b53a-d8f5-4408-b1fd-9893f1d0c548",
        transaktions_id="0c2e14b9-d132-47c4-949e-e900dc55cc33",
        kriterier=felter.kriterier,
        kle=("02.34.02",),
        myndigheder=(EJER,),
        objekter=("08bc9336-a960-4903-9a32-c5456a875298",),
        foelsomhed=FOELSOMHEDER.index("FORTROLIGE_PERSONOPLYSNINGER"),
        tilladt_modtager=(),
        gyldig_fra=None,
        gyldig_til=None,
    )


def test_identifikatorer_skrevet_paa_hver_sin_maade_rutes_ens() -> None:
    skrevet = ruter({f"{R0}.objektId": "URN:OIO:CPR:610190-1234", "beskedId": "0D70E900-DABA-48CF-A7AB-562ABA949103"})
    assert skrevet.objekter == ("urn:oio:cpr-nr:6101901234",)
    assert skrevet.besked_id == ruter().besked_id


def test_registreringers_objekter_kommer_foer_de_relaterede() -> None:
    def aendr(data: dict[str, Any]) -> None:
        filtrering = data["beskedkuvert"]["filtreringsdata"]
        filtrering["relateretObjekt"] = [
            {"objektId": {"urn": "urn:oio:cpr-nr:6101901234"}, "objektType": {"urn": "urn:oio:t:p"}}
        ]
        filtrering["objektRegistrering"].append(
            {**filtrering["objektRegistrering"][0], "objektId": {"urn": "urn:oio:a:b"}}
        )

    assert ruter(aendr).objekter == ("08bc9336-a960-4903-9a32-c5456a875298", "urn:oio:a:b", "urn:oio:cpr-nr:6101901234")


def test_det_der_mangler_er_tomt() -> None:
    felter = [
        f"{R0}.{felt}"
        for felt in ("objektId", "objektType", "objektHandling", "opgaveEmne", "objektAnsvarligMyndighed")
    ]
    tom = ruter(dict.fromkeys([*felter, f"{LEVERANCE}.transaktionsId"], FJERN), FREMMED)
    assert (tom.objekter, tom.kriterier, tom.kle, tom.myndigheder) == ((), ((), ()), (), ())
    assert tom.transaktions_id is None


@pytest.mark.parametrize("kode", FOELSOMHEDER)
def test_hver_identifikator_for_en_foelsomhed_giver_dens_rang(kode: str) -> None:
    for ident in Kodelister.standard()["foelsomhed"][kode].identifikatorer:
        klasse = {f"{LEVERANCE}.sikkerhedsklassificering": {"uuid": ident}}
        assert FOELSOMHEDER[ruter(klasse).foelsomhed] == kode


@pytest.mark.parametrize("klasse", [FJERN, {"uuid": "3f6b7d0c-9a51-4a0e-8c57-0a2d7e5b1c44"}])
def test_en_ukendt_foelsomhed_taeller_som_den_hoejeste(klasse: object) -> None:
    assert ruter({f"{LEVERANCE}.sikkerhedsklassificering": klasse}).foelsomhed == MEST_FOELSOM == 3


def test_myndigheder_og_modtagere_er_kun_cvr_numre() -> None:
    modtagere = [{"urn": "urn:oio:cvr-nr:12345678"}, {"urn": "urn:oio:kle:01.01.01"}, {"urn": "urn:oio:cvr:99999999"}]
    felter = ruter(
        {f"{FILTER}.tilladtModtager": modtagere, f"{R0}.objektAnsvarligMyndighed": {"urn": "urn:oio:cvr-nr:1"}}
    )
    assert felter.tilladt_modtager == ("12345678", "99999999")
    assert felter.myndigheder == ()


def test_kle_er_kun_hele_emner() -> None:
    for urn, ventet in (
        ("urn:oio:kle:27.12.00", ("27.12.00",)),
        ("urn:oio:kle:27.12", ()),
        ("urn:oio:kle:27.12.00.01", ()),
    ):
        assert ruter({f"{R0}.opgaveEmne": {"urn": urn}}).kle == ventet


def test_gyldighed_er_tidsstempler_eller_ingen() -> None:
    felter = ruter(
        {
            "beskedkuvert.gyldighedFra": {"tidsstempel": "2026-03-01T00:00:00+01:00"},
            "beskedkuvert.gyldighedTil": {"graense": True},
        }
    )
    assert felter.gyldig_fra == dt.datetime(2026, 2, 28, 23, tzinfo=dt.UTC)
    assert felter.gyldig_til is None
