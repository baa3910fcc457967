"""Every lint rule has two examples: one that breaks it and nothing else, and one that comes near and keeps it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from schemas.lint import REGLER, Alvor, Lintregel
from schemas.lint.proeve import BESKED, DATA, DATO, KATALOG, MAPPE, RUM, Proeve, post, som_tekst
from schemas.lint.proeve import felt as rent_felt
from schemas.lint.regel import lintregler
from tests.schemas.lint.proev import Aendring, aendret, felt, fund_i, proev

HVER_REGEL = pytest.mark.parametrize("regel", REGLER, ids=lambda regel: regel.kode)


def test_en_rigtig_kontrakt_har_ingen_fund() -> None:
    assert proev() == []


@HVER_REGEL
def test_hver_regels_ene_eksempel_bryder_den_og_ingen_anden(regel: Lintregel) -> None:
    fund = proev(regel.bryder)
    assert {et.kode for et in fund} == {regel.kode}
    assert {(et.regel, et.alvor, et.kan_rettes) for et in fund} == {(regel.regel, regel.alvor, regel.kan_rettes)}


@HVER_REGEL
def test_hver_regels_andet_eksempel_holder_alle_regler(regel: Lintregel) -> None:
    assert proev(regel.holder) == []
    assert aendret(regel.holder).tekster() != aendret(regel.bryder).tekster()


@HVER_REGEL
def test_hver_regel_siger_hvad_der_er_galt_og_hvad_man_goer_paa_to_sprog(regel: Lintregel) -> None:
    [et, *_] = proev(regel.bryder)
    assert all(re.search(r"[.!]$", tekst) for tekst in et.ord), et.ord
    assert not any("{" in tekst.replace('{"', "").replace("{}", "") for tekst in et.ord), et.ord
    assert et.ord.da != et.ord.en


def test_to_regler_kan_ikke_have_samme_kode() -> None:
    with pytest.raises(ValueError, match="share a code"):
        lintregler(REGLER[0], REGLER[0])


def test_det_som_raadet_bad_om_er_der() -> None:
    assert {regel.regel for regel in REGLER} >= {"RA-02", "RA-04", "RA-09", "RA-10", "RA-11", "RA-32"}
    assert {regel.regel for regel in REGLER} >= {"NAVN", "KUVERT", "PENGE", "TID", "PERSON"}


def _indlejret_felt(proeve: Proeve) -> None:
    saebe = post("Saebe", rent_felt("duft", doc=""))
    proeve.felt("saebe", {"type": "array", "items": saebe}, vaerdi=[], default=[])


def _indlejret_kode(proeve: Proeve) -> None:
    proeve.data["fields"].insert(0, rent_felt("fodbadstype"))
    proeve.besked["fields"][3]["type"] = proeve.data
    del proeve.filer[DATA]


FLERE: list[tuple[str, Aendring, str]] = [
    ("felt i snake_case", felt("sidste_gang"), "NAVN-FELT"),
    ("post uden doc", lambda p: p.data.update(doc=" "), "DOC-MANGLER"),
    ("doc er en streg", felt("plads", doc="-"), "DOC-PLADSHOLDER"),
    ("doc er navnet på dansk", felt("oensket", doc="Ønsket."), "DOC-GENTAGER"),
    ("kuvert mangler et felt", lambda p: p.besked["fields"].pop(1), "KUVERT-FOERST"),
    ("kuvert af en anden type", lambda p: p.besked["fields"][0].update(type="string"), "KUVERT-FOERST"),
    ("udvidelser uden default", lambda p: p.data["fields"][-1].pop("default"), "UDVIDELSER-SIDST"),
    ("den samme post to gange", lambda p: p.filer.update({MAPPE / "to" / "FodbadData.avsc": p.data}), "BEGREB-NAVN"),
    ("flydende tal i en liste", felt("vaegte", {"type": "array", "items": "float"}, vaerdi=[1.5]), "PENGE-FLYDENDE"),
    ("flydende tal i en union", felt("vaegt", ["null", "double"], vaerdi=1.5, default=None), "PENGE-FLYDENDE"),
    ("penge som tekst", felt("samletBeloeb", ["null", "string"], default=None), "PENGE-BELOEB"),
    ("penge som decimal", felt("pris2pris", {"type": "bytes", "logicalType": "decimal"}), "PENGE-BELOEB"),
    ("råt tidsstempel", felt("kl", {"type": "long", "logicalType": "timestamp-micros"}), "TID-ZONE"),
    ("uden zone", felt("kl", {"type": "long", "logicalType": "local-timestamp-micros"}), "TID-ZONE"),
    ("valgfrit uden zone", felt("kl", ["null", {"type": "int", "logicalType": "time-millis"}], default=None), "TID-ZONE"),
    ("dato som tal", felt("svardato", "int"), "TID-DATO"),
    ("uuid som logisk type", felt("noegle", {"type": "string", "logicalType": "uuid"}), "TYPE-SOEJLE"),
    ("fast længde", felt("noegle", {"type": "fixed", "name": "Noegle", "size": 4}), "TYPE-SOEJLE"),
    ("union af tre", felt("hvadsomhelst", ["null", "string", "long"], default=None), "TYPE-UNION"),
    ("union i en liste", felt("ting", {"type": "array", "items": ["string", "long"]}, vaerdi=[]), "TYPE-UNION"),
    ("ukendt type i en liste", felt("ting", {"type": "array", "items": f"{RUM}.Ting"}, vaerdi=[]), "TYPE-UKENDT"),
    ("pakket i en liste", felt("ting", {"type": "array", "items": {"type": "string"}}, vaerdi=[]), "TYPE-PAKKET"),
    ("default uden for int", felt("antalFoedder", "int", vaerdi=2, default=2**31), "DEFAULT-FORKERT"),
    ("default er sand", felt("antalFoedder", "long", vaerdi=2, default=True), "DEFAULT-FORKERT"),
    ("default af anden gren", felt("skum", ["null", "string"], default="meget"), "DEFAULT-FORKERT"),
    ("default mangler et felt", felt("gebyr", "dk.faelleshub.faelles.Beloeb", vaerdi={"oere": 1}, default={}), "DEFAULT-FORKERT"),
    ("enumeration", felt("duft", {"type": "enum", "name": "Duft", "symbols": ["ROSE"]}), "KODELISTE-ENUM"),
    ("doc siger enten", felt("vandhane", doc="Enten varm eller kold."), "KODELISTE-DOC"),
    ("synonym bagest", felt("modtagerMailadresse"), "SYNONYM"),
    ("synonym som post", lambda p: p.post("Borger", rent_felt("hue")), "SYNONYM"),
    ("engelsk ord", felt("createdTidspunkt", "dk.faelleshub.faelles.Tidspunkt"), "NAVN-ORD"),
    ("ukendt tilstand", lambda p: p.katalog.update(tilstand="faerdig"), "KATALOG-FELT"),
    ("felt som katalogposten ikke kender", lambda p: p.katalog.update(farve="blaa"), "KATALOG-FELT"),
    ("katalogposten giver sig selv navn", lambda p: p.katalog.update(navn="dk.andet.Navn"), "KATALOG-FELT"),
    ("katalogposten er en liste", lambda p: p.filer.update({KATALOG: "- id\n"}), "KATALOG-FELT"),
    ("beskedtypen er en andens", lambda p: p.katalog.update(beskedtype=p.taget[0].beskedtype), "KATALOG-DELT"),
    ("ukendt handling", lambda p: p.katalog.update(handlinger=["Opret", "Oprett"]), "KATALOG-KODE"),
    ("katalogpost uden kontrakt", lambda p: p.filer.update({MAPPE / "Haandbad.yaml": "beskedtype: x\n"}), "FIL-ALENE"),
    ("eksempel af en anden beskedtype", lambda p: p.eksempel["beskedkuvert"]["filtreringsdata"].update(beskedtype={"uuid": p.taget[0].beskedtype}), "EKSEMPEL-DOEMT"),
    ("umærket cpr", lambda p: p.katalog["personoplysninger"].clear(), "PERSON-UMAERKET"),
    ("cpr uden form", felt("anmelderensCpr"), "PERSON-UMAERKET"),
    ("cpr kun i doc", felt("noegle", doc="The citizen's CPR number without hyphen."), "PERSON-UMAERKET"),
    ("umærket navn", felt("fodplejerNavn"), "PERSON-UMAERKET"),
    ("umærkede navne", felt("plejerNavn", {"type": "array", "items": "string"}, vaerdi=[]), "PERSON-UMAERKET"),
    ("umærket adresse", felt("hjem", "dk.faelleshub.faelles.Adresse", vaerdi={"vejnavn": "Torvet"}), "PERSON-UMAERKET"),
    ("umærket adresse som tekst", felt("bopaelsadresse"), "PERSON-UMAERKET"),
    ("umærket kontakt", felt("telefon"), "PERSON-UMAERKET"),
    ("umærket helbred som periode", felt("sygdomsperiode", "dk.faelleshub.faelles.Periode"), "PERSON-UMAERKET"),
    ("umærket helbred i doc", felt("noter", doc="The diagnosis in the doctor's words."), "PERSON-UMAERKET"),
    ("umærket fødselsdag", felt("foedselsdato", DATO, vaerdi="1990-01-01"), "PERSON-UMAERKET"),
    ("levende i doc", lambda p: p.data.update(doc="Such as 010190" + "-1234 has."), "PERSON-LEVENDE"),
    ("levende i en urn", felt("noegle", vaerdi="urn:oio:cpr-nr:010190" + "1234"), "PERSON-LEVENDE"),
    ("et indlejret felt prøves også", _indlejret_felt, "DOC-MANGLER"),
    ("en kode i en post inde i beskeden", _indlejret_kode, "KODELISTE-MANGLER"),
    ("to ens nøgler", lambda p: p.tekst(BESKED, '"name"', '"doc": "x", "doc": "y", "name"'), "FIL-LAESES"),
    ("to ens nøgler i YAML", lambda p: p.filer.update({KATALOG: "id: 1\nid: 2\n"}), "FIL-LAESES"),
    ("henvisninger i YAML", lambda p: p.filer.update({KATALOG: "id: &a [*a]\n"}), "FIL-LAESES"),
    ("en dato der ikke findes", lambda p: p.filer.update({KATALOG: "id: 2026-13-45\n"}), "FIL-LAESES"),
    ("et felt er et tal", lambda p: p.data.update(fields=[7]), "FIL-POST"),
    ("fremmede linjeskift", lambda p: p.filer.update({DATA: som_tekst(p.data).replace("\n", "\r\n")}), "SKRIFT-JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("aendring", "kode"), [en[1:] for en in FLERE], ids=[en[0] for en in FLERE])
def test_ogsaa_disse_fejl_findes(aendring: Aendring, kode: str) -> None:
    assert kode in {et.kode for et in proev(aendring)}


RIGTIGT: list[tuple[str, Aendring]] = [
    ("valgfri dato", felt("moededato", ["null", DATO], vaerdi=None, default=None)),
    ("penge i en liste", felt("gebyrer", {"type": "array", "items": "dk.faelleshub.faelles.Beloeb"}, vaerdi=[], default=[])),
    ("ord der ligner men ikke er synonymer", felt("gadekaer")),
    ("engelsk ord inde i et dansk", felt("mandat")),
    ("egen hjælpepost", lambda p: p.post("Saebe", rent_felt("duft"), rent_felt("farve", doc="The soap's colour."))),
    ("tom hjælpepost ved siden af en anden", lambda p: p.post("Saebe", rent_felt("duft")).post("Boerste", rent_felt("haar"))),
    ("default som record", felt("gebyr", "dk.faelleshub.faelles.Beloeb", vaerdi={"oere": 1}, default={"oere": 0})),
    ("produktionsenhed er intet cpr", felt("noegle", vaerdi="1003388394", format="pnummer")),
    ("doc der ikke nævner koder", felt("maerke", doc="The product's label, as told by the EU or the maker.")),
    ("fødselsdag der er mærket", lambda p: p.felt("foedselsdato", DATO, vaerdi="1990-01-01").maerk("beskeddata.foedselsdato", "status")),
    ("liste der er mærket", lambda p: p.felt("navne", {"type": "array", "items": "string"}, vaerdi=[]).maerk("beskeddata.navne[]", "navn")),
]  # fmt: skip


@pytest.mark.parametrize("aendring", [en[1] for en in RIGTIGT], ids=[en[0] for en in RIGTIGT])
def test_det_der_er_rigtigt_giver_ingen_fund(aendring: Aendring) -> None:
    assert proev(aendring) == []


def test_et_umaerket_navn_dybt_inde_siges_een_gang_og_med_sin_sti() -> None:
    adresse: Any = {
        "vejnavn": "Torvet",
        "husnummer": "1",
        "postnummer": "2750",
        "postdistrikt": "Ballerup",
        "kommunekode": "0151",
    }
    fund = proev(felt("hjem", "dk.faelleshub.faelles.Adresse", vaerdi=adresse))
    assert [(et.kode, et.hvor) for et in fund] == [("PERSON-UMAERKET", "beskeddata.hjem")]


def test_en_advarsel_er_ingen_fejl() -> None:
    assert {et.alvor for et in proev(felt("skum", doc="Skummet."))} == {Alvor.ADVARSEL}


def test_intet_fund_gentager_en_vaerdi_fra_eksemplet() -> None:
    proeve = aendret(lambda p: p.eksempel["beskeddata"]["person"].update(cpr="hemmelig"))
    fund = fund_i(proeve)
    assert fund
    assert not any("hemmelig" in tekst for et in fund for tekst in et.ord)
