"""Nobody sends without an agreement that covers the whole message, and nobody sees what it leaves out."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from hub.konfiguration.kilde import Konfiguration
from hub.konfiguration.model import FOELSOMHEDER, Serviceaftale, System
from hub.kontrakter import Leveret, Miljoe
from hub.kontrakter.aftaler import tilladelser
from schemas.kodeliste import Kodelister
from schemas.regler.regel import FJERN
from tests.hub.kontrakter.opstilling import (
    AFSENDER,
    ANDEN,
    EJER,
    FILTER,
    FREMMED,
    KVITTERING,
    LEVERANCE,
    MODTAGER,
    NU,
    R0,
    SAG,
    aftale,
    besked,
    beskedtype,
    doem,
    koder,
    register,
    steder,
)

R1 = f"{FILTER}.objektRegistrering[1]"
TREDJE = "99999999"


def cvr(*numre: str) -> list[dict[str, str]]:
    return [{"urn": f"urn:oio:cvr-nr:{nummer}"} for nummer in numre]


def registrering(myndighed: str = EJER, kle: str | None = None) -> dict[str, Any]:
    """One more ObjektRegistrering, of another object."""
    emne = {} if kle is None else {"opgaveEmne": {"urn": f"urn:oio:kle:{kle}"}}
    return {
        "registreringstidspunkt": {"tidsstempel": "2026-03-02T08:15:00+01:00"},
        "objektAnsvarligMyndighed": {"urn": f"urn:oio:cvr-nr:{myndighed}"},
        "objektId": {"uuid": "3f6b7d0c-9a51-4a0e-8c57-0a2d7e5b1c44"},
        **emne,
    }


def med_flere(*registreringer: dict[str, Any]) -> Any:
    def aendr(data: dict[str, Any]) -> None:
        data["beskedkuvert"]["filtreringsdata"]["objektRegistrering"] += registreringer

    return aendr


def test_uden_aftale_afvises_alt() -> None:
    assert steder(doem(besked(), register())) == {"AFTALE-BESKEDTYPE": [f"{FILTER}.beskedtype"]}
    assert koder(doem(besked(), register(aftale()))) == []


def test_en_andens_aftale_eller_en_aftale_om_at_modtage_hjaelper_ikke() -> None:
    assert koder(doem(besked(), register(aftale(system=MODTAGER)))) == ["AFTALE-BESKEDTYPE"]
    assert koder(doem(besked(), register(aftale(retning="modtag")))) == ["AFTALE-BESKEDTYPE"]
    assert koder(doem(besked(), register(aftale(retning="afsend")))) == []


def test_aftalen_skal_naevne_beskedtypen() -> None:
    assert koder(doem(besked(), register(aftale(beskedtyper=[beskedtype(KVITTERING)])))) == ["AFTALE-BESKEDTYPE"]
    assert koder(doem(besked(), register(aftale(beskedtyper=[beskedtype(KVITTERING), beskedtype(SAG)])))) == []


@pytest.mark.parametrize(
    ("nu", "gaelder"),
    [
        (NU - dt.timedelta(microseconds=1), False),
        (NU, True),
        (NU + dt.timedelta(days=1, microseconds=-1), True),
        (NU + dt.timedelta(days=1), False),
    ],
)
def test_aftalen_gaelder_fra_og_med_og_til_men_ikke_med(nu: dt.datetime, *, gaelder: bool) -> None:
    periode = aftale(gyldig_fra=NU, gyldig_til=NU + dt.timedelta(days=1))
    assert koder(doem(besked(), register(periode), nu=nu)) == ([] if gaelder else ["AFTALE-PERIODE"])


@pytest.mark.parametrize(
    ("tilstand", "ventet"), [("aktiv", []), ("pause", ["AFTALE-PERIODE"]), ("afsluttet", ["AFTALE-PERIODE"])]
)
def test_kun_en_aktiv_aftale_gaelder(tilstand: str, ventet: list[str]) -> None:
    assert koder(doem(besked(), register(aftale(tilstand=tilstand)))) == ventet


@pytest.mark.parametrize(
    ("moenster", "rammer"),
    [
        ("*", True),
        ("0*", True),
        ("1*", False),
        ("02.*", True),
        ("03.*", False),
        ("02.3*", True),
        ("02.4*", False),
        ("02.34.*", True),
        ("02.35.*", False),
        ("02.34.0*", True),
        ("02.34.1*", False),
        ("02.34.02", True),
        ("02.34.03", False),
    ],
)
def test_hver_form_af_kle_omraade_rammer_det_den_skal(moenster: str, *, rammer: bool) -> None:
    svar = doem(besked(), register(aftale(kle=[moenster])))
    assert steder(svar) == ({} if rammer else {"AFTALE-KLE": [f"{FILTER}.objektRegistrering[].opgaveEmne"]})
    assert koder(doem(besked(), register(aftale(kle=["88.*", moenster, "99.99.99"])))) == (
        [] if rammer else ["AFTALE-KLE"]
    )


def test_hvert_kle_emne_i_beskeden_skal_ligge_i_aftalen() -> None:
    raa = besked(SAG, med_flere(registrering(kle="27.12.00")))
    assert koder(doem(raa, register(aftale(kle=["02.*"])))) == ["AFTALE-KLE"]
    assert koder(doem(raa, register(aftale(kle=["02.*", "27.12.*"])))) == []


def test_uden_kle_afvises_kun_hvor_beskedtypen_kraever_det() -> None:
    uden = {f"{R0}.opgaveEmne": FJERN}
    assert koder(doem(besked(SAG, uden), register(aftale(kle=["02.*"])))) == ["KUVERT-KLE", "AFTALE-KLE"]
    assert koder(doem(besked(SAG, uden), register(aftale()))) == ["KUVERT-KLE"]
    assert koder(doem(besked(FREMMED, uden), register(aftale(kle=["02.*"])))) == []


@pytest.mark.parametrize("hoejst", FOELSOMHEDER)
@pytest.mark.parametrize("beskedens", FOELSOMHEDER)
def test_beskeden_maa_ikke_vaere_mere_foelsom_end_aftalen(hoejst: str, beskedens: str) -> None:
    klasse = Kodelister.standard()["foelsomhed"][beskedens].id
    raa = besked(
        SAG,
        {"beskeddata.egenskaber[0].foelsomhed": beskedens, f"{LEVERANCE}.sikkerhedsklassificering": {"uuid": klasse}},
    )
    daekket = FOELSOMHEDER.index(beskedens) <= FOELSOMHEDER.index(hoejst)
    svar = doem(raa, register(aftale(foelsomhed=hoejst)))
    assert steder(svar) == ({} if daekket else {"AFTALE-FOELSOMHED": [f"{LEVERANCE}.sikkerhedsklassificering"]})


def test_en_besked_der_ikke_siger_sin_foelsomhed_taeller_som_den_hoejeste() -> None:
    raa = besked(FREMMED, {f"{LEVERANCE}.sikkerhedsklassificering": FJERN})
    assert koder(doem(raa, register(aftale(foelsomhed="FOELSOMME_PERSONOPLYSNINGER")))) == ["AFTALE-FOELSOMHED"]
    assert koder(doem(raa, register(aftale(foelsomhed="VIP_SAGER")))) == []


def test_afsenderen_sender_kun_for_aftalens_myndigheder() -> None:
    assert steder(doem(besked(), register(aftale(myndigheder=[ANDEN])))) == {
        "MYNDIGHED-AFSENDER": [f"{R0}.objektAnsvarligMyndighed"]
    }
    assert koder(doem(besked(), register(aftale(myndigheder=[ANDEN, EJER])))) == []


def test_hver_registrerings_myndighed_proeves() -> None:
    raa = besked(SAG, med_flere(registrering(ANDEN)))
    svar = doem(raa, register(aftale(myndigheder=[EJER])))
    assert steder(svar) == {"MYNDIGHED-AFSENDER": [f"{R1}.objektAnsvarligMyndighed"]}


def test_tilladtmodtager_version_1_afviser_hvert_navn_uden_for_aftalen() -> None:
    raa = besked(SAG, {f"{FILTER}.tilladtModtager": cvr(ANDEN, EJER, TREDJE)})
    svar = doem(raa, register(aftale(modtagere=[EJER])))
    assert steder(svar) == {"TILLADT-V1": [f"{FILTER}.tilladtModtager[0]", f"{FILTER}.tilladtModtager[2]"]}
    assert koder(doem(raa, register(aftale(modtagere=[ANDEN, EJER, TREDJE])))) == []


def test_tilladtmodtager_version_2_skaerer_listen_til() -> None:
    trim = aftale(modtagere=[EJER], tilladt_modtager="trim")
    svar = doem(besked(SAG, {f"{FILTER}.tilladtModtager": cvr(ANDEN, EJER)}), register(trim))
    assert isinstance(svar, Leveret)
    assert [modtager.tilladt for modtager in svar.modtagere] == [(EJER,)]
    helt_inde = doem(besked(SAG, {f"{FILTER}.tilladtModtager": cvr(EJER)}), register(trim))
    assert isinstance(helt_inde, Leveret)
    assert [modtager.tilladt for modtager in helt_inde.modtagere] == [None]


def test_en_liste_der_skaeres_til_ingenting_naar_ingen() -> None:
    trim = aftale(modtagere=[EJER], tilladt_modtager="trim")
    svar = doem(besked(SAG, {f"{FILTER}.tilladtModtager": cvr(ANDEN)}), register(trim))
    assert isinstance(svar, Leveret)
    assert svar.modtagere == ()


def test_en_tilskaaret_liste_giver_ikke_adgang_til_dem_der_blev_fjernet() -> None:
    trim = aftale(modtagere=[ANDEN], tilladt_modtager="trim")
    svar = doem(besked(SAG, {f"{FILTER}.tilladtModtager": cvr(ANDEN, EJER)}), register(trim))
    assert isinstance(svar, Leveret)
    assert svar.modtagere == (), "the only subscriber belongs to the authority that was trimmed away"


def test_flere_aftaler_blandes_aldrig() -> None:
    emnet = aftale("Emnet", kle=["02.*"], foelsomhed="IKKE_FORTROLIGE_DATA")
    graden = aftale("Graden", kle=["27.*"], foelsomhed="VIP_SAGER")
    assert len(koder(doem(besked(), register(emnet, graden)))) == 1
    hele = aftale("Hele", kle=["02.*"], foelsomhed="VIP_SAGER")
    assert koder(doem(besked(), register(emnet, graden, hele))) == []


def test_afvisningen_forklares_ud_fra_den_aftale_der_er_naermest() -> None:
    fjern = aftale("A fjern", kle=["27.*"], foelsomhed="IKKE_FORTROLIGE_DATA", myndigheder=[ANDEN])
    naer = aftale("B nær", foelsomhed="IKKE_FORTROLIGE_DATA")
    assert koder(doem(besked(), register(fjern, naer))) == ["AFTALE-FOELSOMHED"]


def test_aftalernes_raekkefoelge_aendrer_intet_svar() -> None:
    aftaler: list[Serviceaftale] = [
        aftale("Trim", modtagere=[EJER], tilladt_modtager="trim"),
        aftale("Alle", modtagere=["*"]),
        aftale("Snæver", kle=["27.*"], foelsomhed="IKKE_FORTROLIGE_DATA"),
    ]
    raa = besked(SAG, {f"{FILTER}.tilladtModtager": cvr(ANDEN, EJER)})
    svar = [doem(raa, register(*orden)) for orden in permutations(aftaler)]
    assert all(et == svar[0] for et in svar)
    assert isinstance(svar[0], Leveret)
    assert [modtager.tilladt for modtager in svar[0].modtagere] == [None], "an agreement that trims nothing covers it"


@pytest.mark.parametrize(("trimmer", "hel"), [("A", "B"), ("B", "A")])
def test_den_aftale_der_intet_skaerer_fra_spoerges_foerst(trimmer: str, hel: str) -> None:
    trim = aftale(trimmer, modtagere=[EJER], tilladt_modtager="trim")
    svar = doem(besked(SAG, {f"{FILTER}.tilladtModtager": cvr(ANDEN, EJER)}), register(trim, aftale(hel)))
    assert isinstance(svar, Leveret)
    assert [modtager.tilladt for modtager in svar.modtagere] == [None]


def test_tilladelser_samles_pr_system() -> None:
    konfiguration = Konfiguration.af(aftale(), aftale("To"), aftale("Tre", MODTAGER, retning="modtag"))
    samlet = tilladelser(konfiguration.serviceaftaler.values())
    assert {system: len(liste) for system, liste in samlet.items()} == {AFSENDER.id: 2}


def test_en_ukendt_afsender_uden_aftale_ser_kun_at_den_er_ukendt() -> None:
    fremmed = System(navn="Fremmed", myndighed=EJER)
    assert koder(doem(besked(), register(), afsender=fremmed)) == ["SYSTEM-UKENDT"]


def test_stedet_er_beskedens_eget_nummer_ogsaa_efter_en_misdannet() -> None:
    def aendr(data: dict[str, Any]) -> None:
        filtrering = data["beskedkuvert"]["filtreringsdata"]
        filtrering["tilladtModtager"] = [{"urn": "urn:oio:kle:01.01.01"}, *cvr(EJER, TREDJE)]
        filtrering["objektRegistrering"].append({**registrering(), "objektAnsvarligMyndighed": {"urn": "urn:a:b"}})
        filtrering["objektRegistrering"].append(registrering(ANDEN))

    fundne = steder(doem(besked(SAG, aendr), register(aftale(modtagere=[EJER], myndigheder=[EJER]))))
    assert fundne["TILLADT-V1"] == [f"{FILTER}.tilladtModtager[2]"]
    assert fundne["MYNDIGHED-AFSENDER"] == [f"{FILTER}.objektRegistrering[2].objektAnsvarligMyndighed"]
    assert fundne["TILLADT-CVR"] == [f"{FILTER}.tilladtModtager[0]"]


def test_testens_cvr_numre_afvises_i_produktion_og_kun_der() -> None:
    def aendr(data: dict[str, Any]) -> None:
        filtrering = data["beskedkuvert"]["filtreringsdata"]
        filtrering["tilladtModtager"] = [{"uuid": "3f6b7d0c-9a51-4a0e-8c57-0a2d7e5b1c44"}, *cvr(EJER, TREDJE, ANDEN)]
        filtrering["objektRegistrering"].append(registrering(ANDEN))

    i_test, i_produktion = (
        steder(doem(besked(SAG, aendr), register(alt=True, miljoe=miljoe)))
        for miljoe in (Miljoe.TEST, Miljoe.PRODUKTION)
    )
    assert set(i_test) == {"TILLADT-CVR"}
    assert i_produktion == i_test | {
        "TESTCVR-MYNDIGHED": [f"{R1}.objektAnsvarligMyndighed"],
        "TESTCVR-MODTAGER": [f"{FILTER}.tilladtModtager[2]", f"{FILTER}.tilladtModtager[3]"],
    }
    assert koder(doem(besked(), register(alt=True, miljoe=Miljoe.PRODUKTION))) == []
