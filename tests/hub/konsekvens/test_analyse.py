"""Who breaks, who is untouched and who profits: pure, on a small bus."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from hub.konfiguration.model import Tilstand
from hub.konsekvens import Konsekvens, Rolle, Trafik, UgyldigtForslag, Vej, Virkning, laes_forslag
from schemas.regler import standardlager
from schemas.skema import AVRO_ROD
from tests.hub.konsekvens.opstilling import (
    AARHUS,
    DOKUMENT,
    NU,
    ODENSE,
    SAG,
    abonnement,
    aftale,
    bus,
    kraevet,
    laeser,
    med,
    sag,
    spurgt,
    system,
    system_id,
    uden,
)


def virkninger(fundet: Konsekvens) -> dict[tuple[str, str], str]:
    return {(part.rolle.value, part.navn): part.virkning.value for part in fundet.parter}


def grunde(fundet: Konsekvens, rolle: Rolle, navn: str) -> list[tuple[str, str, str]]:
    (part,) = [en for en in fundet.parter if (en.rolle, en.navn) == (rolle, navn)]
    return [(en.regel, en.virkning.value, en.sti) for en in part.grunde]


def test_den_samme_version_roerer_ingen() -> None:
    fundet = spurgt(sag())
    assert virkninger(fundet) == {
        ("afsender", "fag"): "uberoert",
        ("abonnement", "esdh sager"): "uberoert",
        ("adapter", "esdh"): "uberoert",
        ("abonnement", "odense alt"): "uberoert",
    }
    (kontrakt,) = fundet.kontrakter
    assert (kontrakt.navn, kontrakt.hindringer, kontrakt.aendringer) == (SAG, (), ())


def test_et_nyt_felt_gavner_den_der_faar_det_og_lader_en_registreret_laeser_vaere() -> None:
    fundet = spurgt(sag(med()))
    assert virkninger(fundet) == {
        ("afsender", "fag"): "gavner",
        ("abonnement", "esdh sager"): "uberoert",
        ("adapter", "esdh"): "uberoert",
        ("abonnement", "odense alt"): "gavner",
    }
    assert grunde(fundet, Rolle.ABONNEMENT, "odense alt") == [("FELT-NYT", "gavner", "beskeddata.supplement")]
    assert grunde(fundet, Rolle.ADAPTER, "esdh") == [("FELT-UDELADT", "uberoert", "beskeddata.supplement")]
    assert grunde(fundet, Rolle.AFSENDER, "fag") == [("FELT-NYT", "gavner", "beskeddata.supplement")]
    assert fundet.brydes == ()
    assert fundet.kontrakter[0].aendringer == (("beskeddata.supplement", "felt-tilfoejet"),)


def test_et_kraevet_felt_bryder_afsenderen_og_siger_hvilket_felt() -> None:
    fundet = spurgt(sag(kraevet))
    assert virkninger(fundet)["afsender", "fag"] == "brydes"
    assert grunde(fundet, Rolle.AFSENDER, "fag") == [("DEFAULT-MANGLER", "brydes", "beskeddata.kraevet")]
    assert [en.navn for en in fundet.brydes] == ["fag"]
    (version,) = fundet.kontrakter[0].versioner
    assert (version.skema_id, version.laeser_den, version.laeses_af_den) == (1, False, True)


def test_en_aendret_type_bryder_enhver_der_laeser_og_ikke_andre() -> None:
    def skift(felter: list[dict[str, Any]]) -> None:
        next(felt for felt in felter if felt["name"] == "sagId")["type"] = ["null", "long"]

    fundet = spurgt(sag(skift))
    assert {en.navn for en in fundet.brydes} == {"fag", "esdh sager", "esdh", "odense alt"}
    assert ("UNION-GREN", "brydes", "beskeddata.sagId") in grunde(fundet, Rolle.ADAPTER, "esdh")
    assert all(en.da and en.en and en.version for part in fundet.brydes for en in part.grunde)
    aftaler = {en.navn: en.virkning.value for en in fundet.aftaler}
    assert aftaler == {"fag afsend": "brydes", "esdh modtag": "brydes", "odense modtag": "brydes"}
    kommuner = {(en.navn, en.kommunekode): (en.virkning.value, en.systemer) for en in fundet.myndigheder}
    assert kommuner == {
        ("Aarhus Kommune", "0751"): ("brydes", ("esdh", "fag")),
        ("Odense Kommune", "0461"): ("brydes", ("odense",)),
    }


def test_et_felt_der_forsvinder_savnes_af_den_der_laeser_det() -> None:
    fundet = spurgt(sag(uden("parter")))
    assert grunde(fundet, Rolle.ADAPTER, "esdh") == [("FELT-MISTET", "betydning", "beskeddata.parter")]
    assert grunde(fundet, Rolle.AFSENDER, "fag") == [("FELT-UDGAAR", "betydning", "beskeddata.parter")]
    (kontrakt,) = fundet.kontrakter
    assert "parter" in kontrakt.hindringer[0].en


def test_en_laeser_der_allerede_kender_feltet_gavnes() -> None:
    egen = json.dumps(sag(med()))
    fundet = spurgt(sag(med()), bus(laeser("esdh", skema=egen)))
    assert grunde(fundet, Rolle.ADAPTER, "esdh") == [("FELT-FYLDT", "gavner", "beskeddata.supplement")]
    assert virkninger(fundet)["abonnement", "esdh sager"] == "gavner"


def test_et_felt_som_ingen_skrev_foer_eller_efter_er_hverken_mistet_eller_kommet() -> None:
    egen = json.dumps(sag(med("eget")))
    fundet = spurgt(sag(med("andet")), bus(laeser("esdh", skema=egen)))
    assert grunde(fundet, Rolle.ADAPTER, "esdh") == [("FELT-UDELADT", "uberoert", "beskeddata.andet")]


def test_kun_den_laeser_brydes_der_ikke_kan_laese_den_nye_version() -> None:
    """One whose own schema wants what the new version leaves out; the others never read the field."""
    egen = json.dumps(sag(med("noegle", type="string")))
    fundet = spurgt(sag(med()), bus(laeser("esdh", skema=egen)))
    assert {en.navn for en in fundet.brydes} == {"esdh", "esdh sager"}
    assert grunde(fundet, Rolle.ADAPTER, "esdh")[0] == ("DEFAULT-MANGLER", "brydes", "beskeddata.noegle")


def test_en_laeser_der_ikke_kunne_laese_i_dag_gavnes_af_at_kunne() -> None:
    egen = json.dumps(sag(med("noegle", type="string")))
    fundet = spurgt(sag(med("noegle", type="string")), bus(laeser("esdh", skema=egen)))
    assert grunde(fundet, Rolle.ADAPTER, "esdh") == [("DEFAULT-MANGLER", "gavner", "beskeddata.noegle")]


def test_en_afsender_bedoemmes_efter_den_version_den_er_set_sende() -> None:
    nyere = Trafik(Vej.SENDT, system_id("fag"), 1, 7, NU)
    fremmed = Trafik(Vej.SENDT, system_id("post"), standardlager().nyeste(DOKUMENT).id, 9, NU)
    fundet = spurgt(sag(), trafik=[nyere, fremmed])
    (part,) = [en for en in fundet.parter if en.rolle is Rolle.AFSENDER]
    assert (part.grundlag.value, part.versioner) == ("trafik", ("1.1 (id 1)",))
    assert fundet.trafik == (nyere,)
    (uset,) = [en for en in spurgt(sag()).parter if en.rolle is Rolle.AFSENDER]
    assert uset.grundlag.value == "antaget"


@pytest.mark.parametrize(
    "mere",
    [
        (system("fjern", tilstand=Tilstand.AFSLUTTET), aftale("fjern", "afsend", SAG)),
        (system("fjern"), aftale("fjern", "afsend", SAG, tilstand=Tilstand.AFSLUTTET)),
        (system("fjern"), aftale("fjern", "afsend", SAG, gyldig_til=NU)),
        (system("fjern"), abonnement("fjern", "fjern", SAG)),
        (system("fjern"), aftale("fjern", "modtag", DOKUMENT), abonnement("fjern", "fjern", SAG)),
        (
            system("fjern"),
            aftale("fjern", "modtag", SAG),
            abonnement("fjern", "fjern", SAG, tilstand=Tilstand.AFSLUTTET),
        ),
    ],
    ids=["system", "aftale", "udloebet", "uden-aftale", "aftale-om-andet", "abonnement"],
)
def test_den_der_intet_kan_sende_eller_faa_er_ikke_med(mere: tuple[Any, ...]) -> None:
    fundet = spurgt(sag(kraevet), bus(*mere))
    assert "fjern" not in {part.systemnavn for part in fundet.parter}


def test_en_pause_er_ingen_ende() -> None:
    paa_pause = (
        system("hviler", tilstand=Tilstand.PAUSE),
        aftale("hviler", "begge", SAG, tilstand=Tilstand.PAUSE),
        abonnement("hviler", "hviler", SAG, tilstand=Tilstand.PAUSE),
    )
    fundet = spurgt(sag(med()), bus(*paa_pause))
    assert {part.rolle for part in fundet.parter if part.systemnavn == "hviler"} == {Rolle.AFSENDER, Rolle.ABONNEMENT}


def test_den_der_kun_maa_se_sit_eget_ser_kun_det() -> None:
    trafik = [Trafik(Vej.SENDT, system_id(navn), 1, 1, NU) for navn in ("fag", "odense")]
    fundet = spurgt(sag(kraevet), trafik=trafik, kun={system_id("odense")})
    assert {part.system for part in fundet.parter} == {system_id("odense")}
    assert {en.system for en in fundet.aftaler} == {system_id("odense")}
    assert [en.cvr for en in fundet.myndigheder] == [ODENSE]
    assert [en.hvem for en in fundet.trafik] == [system_id("odense")]


def test_en_myndighed_rammes_gennem_et_system_der_sender_paa_dens_vegne() -> None:
    fundet = spurgt(
        sag(kraevet), bus(system("faelles", AARHUS), aftale("faelles", "afsend", SAG, myndigheder=(ODENSE,)))
    )
    odense = next(en for en in fundet.myndigheder if en.cvr == ODENSE)
    assert (odense.virkning, odense.systemer) == (Virkning.BRYDES, ("faelles",))


def test_en_delt_type_roerer_hver_kontrakt_den_er_en_del_af() -> None:
    raa = json.loads((AVRO_ROD / "sag" / "SagEgenskaber.avsc").read_bytes())
    next(felt for felt in raa["fields"] if felt["name"] == "titel")["type"] = ["null", "int"]
    fundet = spurgt(raa)
    assert [en.navn for en in fundet.kontrakter] == [SAG]
    assert ("UNION-GREN", "brydes", "beskeddata.egenskaber[].titel") in grunde(fundet, Rolle.ADAPTER, "esdh")
    aktoer = json.loads((AVRO_ROD / "faelles" / "Virkning.avsc").read_bytes())
    assert {SAG, DOKUMENT} <= {en.navn for en in spurgt(aktoer).kontrakter}
    assert {part.virkning.value for part in spurgt(aktoer).parter} == {"uberoert"}


def test_en_fil_maa_naevne_husets_typer_ved_navn() -> None:
    fil = (AVRO_ROD / "sag" / "SagRegistreret.avsc").read_text()
    assert set(virkninger(spurgt(fil)).values()) == {"uberoert"}


def test_det_ingen_kender_roerer_ingen() -> None:
    fundet = spurgt({"type": "record", "name": "Nyhed", "namespace": "dk.faelleshub.nyt", "fields": []})
    assert (fundet.navn, fundet.kontrakter, fundet.parter) == ("dk.faelleshub.nyt.Nyhed", (), ())


@pytest.mark.parametrize(
    ("raa", "ventet"),
    [
        ("{", "not JSON"),
        ([], "no named type"),
        ("string", "not JSON"),
        ({"type": "record", "name": "R"}, "fields"),
        ({"type": "record", "name": "R", "fields": [{"name": "a", "type": "x.Ukendt"}]}, "x.Ukendt"),
        ({"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": 7}}]}, "/fields/0/type"),
        (None, "Avro schema"),
        (7, "Avro schema"),
    ],
)
def test_det_der_ikke_er_et_skema_siges_med_sted(raa: Any, ventet: str) -> None:
    with pytest.raises(UgyldigtForslag) as fejl:
        laes_forslag(raa)
    assert ventet in fejl.value.en
    assert fejl.value.da


def test_trafik_der_er_forladt_for_laenge_siden_taeller_ikke_med() -> None:
    gammel = Trafik(Vej.SENDT, system_id("fag"), 1, 7, NU - dt.timedelta(days=400))
    (part,) = [en for en in spurgt(sag(kraevet), trafik=[gammel]).parter if en.rolle is Rolle.AFSENDER]
    assert part.grundlag.value == "trafik"
