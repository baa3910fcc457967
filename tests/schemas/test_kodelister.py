"""Code lists: look-up, order, transitions, suggestions, and the user's own KLE file."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from schemas.identifikatorer import MOENSTER, cvr_fejl
from schemas.kodeliste import Kode, Kodeliste, Kodelistefejl, Kodelister, UkendtKodeliste, kle_fra_xml, laes_liste

LISTER = Kodelister.standard()


def test_en_kode_findes_ved_kode_uuid_og_urn() -> None:
    ejer = LISTER["aktoerrolle"]["Ejer"]
    assert ejer.uuid is not None
    assert LISTER["aktoerrolle"].slaa_op(ejer.uuid) is ejer
    assert LISTER["kle"].slaa_op("urn:oio:kle:02.34.02") is LISTER["kle"]["02.34.02"]
    assert LISTER["aktoerrolle"].slaa_op("ejer") is None


def test_i_listen_er_kun_koder_og_vaerdier_er_alt_hvad_et_felt_kan_rumme() -> None:
    foelsomhed = LISTER["foelsomhed"]
    uuid = foelsomhed["VIP_SAGER"].id
    assert "VIP_SAGER" in foelsomhed
    assert uuid not in foelsomhed
    assert {"VIP_SAGER", uuid} < LISTER.vaerdier("foelsomhed")


def test_andre_identifikatorer_staar_for_samme_kode() -> None:
    fortrolig = LISTER["foelsomhed"]["FORTROLIGE_PERSONOPLYSNINGER"]
    assert fortrolig.andre_id
    assert {LISTER["foelsomhed"].slaa_op(ident) for ident in fortrolig.identifikatorer} == {fortrolig}


def test_foelsomhed_er_ordnet() -> None:
    liste = LISTER["foelsomhed"]
    assert [kode.kode for kode in sorted(liste, key=lambda kode: kode.orden or 0)] == [
        "IKKE_FORTROLIGE_DATA",
        "FORTROLIGE_PERSONOPLYSNINGER",
        "FOELSOMME_PERSONOPLYSNINGER",
        "VIP_SAGER",
    ]
    assert liste.orden("VIP_SAGER") == liste.orden(liste["VIP_SAGER"].id) > liste.orden("IKKE_FORTROLIGE_DATA")
    with pytest.raises(LookupError):
        liste.orden("HEMMELIG")
    with pytest.raises(LookupError):
        LISTER["valuta"].orden("DKK")


@pytest.mark.parametrize(
    ("fra", "til", "tilladt"),
    [
        (None, "Opstaaet", True),
        (None, "Importeret", True),
        (None, "Rettet", False),
        ("Opstaaet", "Rettet", True),
        ("Opstaaet", "Opstaaet", False),
        ("Rettet", "Rettet", True),
        ("Passiveret", "Importeret", True),
        ("Passiveret", "Rettet", False),
        ("Slettet", "Importeret", True),
        ("Slettet", "Passiveret", False),
        ("Ukendt", "Rettet", False),
    ],
)
def test_livscyklus_tillader_de_overgange_som_standarden_siger(fra: str | None, til: str, tilladt: bool) -> None:
    assert LISTER["livscyklus"].overgang_tilladt(fra, til) is tilladt
    assert (til in LISTER["livscyklus"].overgange(fra)) is tilladt


def test_en_liste_uden_overgange_tillader_alle() -> None:
    assert LISTER["valuta"].overgang_tilladt("DKK", "EUR")


@pytest.mark.parametrize(
    ("liste", "skrevet", "ment"),
    [("aktoerrolle", "ejer", "Ejer"), ("sagsfremdrift", "Opstået", "Opstaaet"), ("pladstype", "Vugestue", "Vuggestue")],
)
def test_naermeste_foreslaar_det_afsenderen_mente(liste: str, skrevet: str, ment: str) -> None:
    assert LISTER[liste].naermeste(skrevet)[0] == ment


def test_naermeste_foreslaar_intet_naar_intet_ligner() -> None:
    assert LISTER["valuta"].naermeste("x" * 1_000_000) == ()


def test_en_kode_gaelder_fra_og_med_til_men_ikke_med() -> None:
    kode = Kode("A", "a", "a", gyldig_fra=dt.date(2026, 1, 1), gyldig_til=dt.date(2026, 2, 1))
    dage = [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 1, 31), dt.date(2026, 2, 1)]
    assert [kode.gyldig(dag) for dag in dage] == [False, True, True, False]


def test_ukendt_liste_siger_hvilken() -> None:
    with pytest.raises(UkendtKodeliste, match="farver"):
        LISTER["farver"]
    assert "farver" not in LISTER


def test_en_ny_udgave_traeder_i_den_gamles_sted_uden_at_aendre_den() -> None:
    ny = LISTER.med(Kodeliste("kle", [Kode("00.00.00", "Alt", "All")]))
    assert "00.00.00" in ny["kle"]
    assert "00.00.00" not in LISTER["kle"]


def test_en_kode_uden_identifikator_kan_ikke_staa_i_et_unikid() -> None:
    with pytest.raises(LookupError):
        _ = LISTER["valuta"]["DKK"].id


def test_de_98_kommuner_har_kode_og_rigtigt_cvr() -> None:
    kommuner = LISTER["kommune"]
    assert len(kommuner) == 98
    assert "0411" not in kommuner
    assert all(re.fullmatch(r"0\d{3}", kode.kode) for kode in kommuner)
    assert [kode.kode for kode in kommuner if cvr_fejl(kode.egenskaber["cvr"], tilladte=())] == []
    assert len({kode.egenskaber["cvr"] for kode in kommuner}) == 98


def test_alle_identifikatorer_er_i_normalform() -> None:
    for liste in LISTER.values():
        for kode in liste:
            assert all(MOENSTER["uuid"].fullmatch(i) or MOENSTER["urn"].fullmatch(i) for i in kode.identifikatorer), (
                kode.kode
            )


def test_dokumentets_fremdrift_staves_som_standarden() -> None:
    assert [kode.kode for kode in LISTER["dokumentfremdrift"]] == [
        "Modtaget", "Fordelt", "Underudarbejdelse", "Underreview", "Publiceret", "Endeligt", "Afleveret",
    ]  # fmt: skip


GOD = 'id: prøve\nversion: "1.0"\ntitel: {da: a, en: a}\nkilde: a\nkoder:\n  - {kode: A, da: a, en: a}\n'


@pytest.mark.parametrize(
    ("tekst", "ord_"),
    [
        (GOD.replace("id: prøve", "id: andet"), "named after"),
        (GOD.replace("kilde: a\n", ""), "keys"),
        (GOD + "farve: blå\n", "keys"),
        (GOD + "  - {kode: A, da: b, en: b}\n", "twice"),
        (GOD + "  - {kode: 0101, da: b, en: b}\n", ":7: .*quote numbers"),
        (GOD + "  - {kode: B, da: b, en: b, farve: blå}\n", ":7: .*farve"),
        (GOD + "  - B\n", ":7: "),
        (GOD + "overgange: {A: [B]}\n", "lacks"),
        (GOD + "overgange: {B: [A]}\n", "lacks"),
        (GOD + "\tx: 1\n", ":7: not YAML"),
        ("- 1\n", "keys"),
    ],
)
def test_en_liste_der_er_gal_siger_fil_og_hvad(tmp_path: Path, tekst: str, ord_: str) -> None:
    fil = tmp_path / "prøve.yaml"
    fil.write_text(GOD, encoding="utf-8")
    assert "A" in laes_liste(fil)
    fil.write_text(tekst, encoding="utf-8")
    with pytest.raises(Kodelistefejl, match=ord_) as fangst:
        laes_liste(fil)
    assert str(fil) in str(fangst.value)


KLE = """<?xml version="1.0" encoding="utf-8"?>
<KLEEmneplan>
  <Hovedgruppe><HovedgruppeNr>99</HovedgruppeNr><HovedgruppeTitel>Opdigtet</HovedgruppeTitel><UUID>A0000000-0000-4000-8000-000000000000</UUID>
    <Gruppe><GruppeNr>99.01</GruppeNr><GruppeTitel>Opdigtet gruppe</GruppeTitel>
      <Emne><EmneNr>99.01.01</EmneNr><EmneTitel>Opdigtet emne</EmneTitel><UUID>A0000000-0000-4000-8000-000000000001</UUID></Emne>
      <Emne><EmneNr>99.01.02</EmneNr><EmneTitel>Udgået emne</EmneTitel><AdministrativInfo><Historisk><Udgaaet>2020-01-01</Udgaaet></Historisk></AdministrativInfo></Emne>
    </Gruppe>
  </Hovedgruppe>
</KLEEmneplan>
"""


def test_brugerens_egen_kle_indlaeses_uden_de_udgaaede(tmp_path: Path) -> None:
    fil = tmp_path / "emneplan-2026-02.xml"
    fil.write_text(KLE, encoding="utf-8")
    liste = kle_fra_xml(fil)
    assert [kode.kode for kode in liste] == ["99.01.01"]
    assert liste["99.01.01"].identifikatorer == ("a0000000-0000-4000-8000-000000000001", "urn:oio:kle:99.01.01")
    assert liste.version == "emneplan-2026-02"


@pytest.mark.parametrize(
    ("tekst", "ord_"),
    [
        (KLE.replace("</KLEEmneplan>", ""), "not XML"),
        (KLE.replace("<EmneTitel>Opdigtet emne</EmneTitel>", ""), ":5: an Emne needs"),
        (KLE.replace("<KLEEmneplan>", '<!DOCTYPE KLEEmneplan [<!ENTITY x "y">]><KLEEmneplan>'), "DOCTYPE"),
        ("<KLEEmneplan/>", "holds no Emne"),
    ],
)
def test_en_kle_fil_der_er_gal_siger_hvorfor(tmp_path: Path, tekst: str, ord_: str) -> None:
    fil = tmp_path / "kle.xml"
    fil.write_text(tekst, encoding="utf-8")
    with pytest.raises(Kodelistefejl, match=ord_):
        kle_fra_xml(fil)
