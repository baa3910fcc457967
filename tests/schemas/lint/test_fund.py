"""The linter's findings: where they point, in which order they come, and that they can be told apart."""

from __future__ import annotations

import json
from pathlib import Path

from schemas.kodeliste import Kodelister
from schemas.lint import REGLER, Fund, lint
from schemas.lint.begreber import begreber
from schemas.lint.proeve import BESKED, DATA, EKSEMPEL, KATALOG, RUM, Proeve, post
from schemas.lint.proeve import felt as rent_felt
from schemas.skema import laes_filer
from tests.schemas.lint.proev import aendret, felt, fund_i, proev


def _peget_ud(proeve: Proeve, fund: Fund) -> str:
    """The stretch of the file that a finding points at."""
    linjer = proeve.tekster()[fund.fil].split("\n")
    fra, til = fund.omraade[:2], fund.omraade[2:]
    if fra[0] == til[0]:
        return linjer[fra[0] - 1][fra[1] - 1 : til[1] - 1]
    return "\n".join([linjer[fra[0] - 1][fra[1] - 1 :], *linjer[fra[0] : til[0] - 1], linjer[til[0] - 1][: til[1] - 1]])


def test_et_fund_peger_paa_det_forkerte_navn() -> None:
    proeve = aendret(felt("postnr"))
    [fund] = fund_i(proeve)
    assert _peget_ud(proeve, fund) == '"postnr"'
    assert fund.hvor == f"{RUM}.FodbadData.postnr"
    assert fund.sti == ("fields", 4, "name")
    assert "postnummer" in fund.ord.da


def test_et_fund_om_en_type_peger_paa_dens_noegle() -> None:
    proeve = aendret(felt("moedetidspunkt", {"type": "array", "items": "string"}, vaerdi=[]))
    [fund] = fund_i(proeve)
    assert (fund.kode, _peget_ud(proeve, fund)) == ("TID-ZONE", '"type"')


def test_et_fund_dybt_inde_peger_praecist() -> None:
    saebe = post("Saebe", rent_felt("duft", ["null", {"type": "array", "items": f"{RUM}.Duft"}], default=None))
    proeve = aendret(felt("saebe", ["null", {"type": "array", "items": saebe}], vaerdi=None, default=None))
    [fund] = [et for et in fund_i(proeve) if et.kode == "TYPE-UKENDT"]
    assert fund.hvor == f"{RUM}.Saebe.duft"
    assert fund.sti == ("fields", 4, "type", 1, "items", "fields", 0, "type", 1, "items")
    assert _peget_ud(proeve, fund) == f'"{RUM}.Duft"'


def test_et_fund_i_eksemplet_peger_paa_koden() -> None:
    proeve = aendret(lambda p: p.eksempel["beskeddata"]["pris"].update(valuta="GYLDEN"))
    [fund] = fund_i(proeve)
    assert (fund.fil, _peget_ud(proeve, fund)) == (EKSEMPEL, '"GYLDEN"')


def test_et_felt_der_mangler_i_katalogposten_peges_ud_i_det_der_er_om_det() -> None:
    proeve = aendret(lambda p: p.katalog["ejer"].pop("cvr"))
    [fund] = fund_i(proeve)
    assert (fund.fil, fund.kode, fund.hvor, _peget_ud(proeve, fund)) == (KATALOG, "KATALOG-FELT", "ejer.cvr", "ejer")
    assert fund.ord.da == "Katalogpostens felt ejer.cvr mangler."


def test_en_besked_uden_katalogpost_faar_at_vide_hvad_den_skal_maerke() -> None:
    def uden_post(proeve: Proeve) -> None:
        del proeve.filer[KATALOG], proeve.filer[EKSEMPEL]

    [fund] = proev(felt("telefon"), uden_post)
    assert fund.kode == "KATALOG-MANGLER"
    assert fund.ord.ret_en.endswith(
        "It has to tag personal data: beskeddata.person.cpr: cpr, beskeddata.person.navn: navn, beskeddata.telefon: kontakt."
    )


def test_kolonnen_er_rigtig_efter_danske_bogstaver() -> None:
    proeve = aendret(lambda p: p.tekst(KATALOG, "handlinger:\n- Opret\n", "handlinger: [Opret, «Rødt»,  Røt]\nmere:\n"))
    fund = [et for et in fund_i(proeve) if et.kode == "KATALOG-FELT"]
    assert [_peget_ud(proeve, et) for et in fund] == ["mere"]
    proeve = aendret(
        lambda p: p.tekst(KATALOG, "handlinger:\n- Opret\n- Ret\n- Annuller", "handlinger: [Annuller, Røt, Æt]")
    )
    assert [_peget_ud(proeve, et) for et in fund_i(proeve) if et.kode == "KATALOG-KODE"] == ["Røt", "Æt"]


def test_et_bom_flytter_ingen_kolonne() -> None:
    proeve = aendret(felt("postnr"), lambda p: p.tekst(DATA, "{", "\ufeff{"))
    fund = {et.kode: et for et in fund_i(proeve)}
    assert fund.keys() == {"SYNONYM", "SKRIFT-JSON"}
    assert (fund["SKRIFT-JSON"].linje, fund["SKRIFT-JSON"].kolonne) == (1, 1)


def test_syntaksfejl_peges_ud_hvor_de_er() -> None:
    [fund] = proev(lambda p: p.filer.update({Path("borger/Saebe.avsc"): '{\n  "type" "record"\n}'}))
    assert (fund.kode, fund.linje, fund.kolonne) == ("FIL-LAESES", 2, 10)
    [fund] = lint({Path("borger/Saebe.avsc"): b'{\n  "\xf8"\n}'}, kodelister=Kodelister.standard())
    assert (fund.kode, fund.linje, fund.kolonne) == ("FIL-LAESES", 2, 4)


def test_en_ulaeselig_katalogpost_er_ikke_en_der_mangler() -> None:
    fund = proev(lambda p: p.filer.update({KATALOG: "id: [\n", EKSEMPEL: "{"}))
    assert {(et.kode, et.fil) for et in fund} == {("FIL-LAESES", KATALOG), ("FIL-LAESES", EKSEMPEL)}


def test_fund_kommer_i_filernes_orden() -> None:
    fund = proev(felt("svarfrist"), felt("gebyr"), felt("postnr"), lambda p: p.besked.update(doc=""))
    assert len(fund) >= 4
    assert [(et.fil, et.linje) for et in fund] == sorted((et.fil, et.linje) for et in fund)
    assert fund[0].fil == BESKED


def test_intet_synonym_er_selv_et_navn_i_kontrakterne() -> None:
    navne = {felt_["name"].lower() for raa in laes_filer().values() for felt_ in raa["fields"]}
    synonymer = {synonym for begreb in begreber().alle for synonym in begreb.synonymer}
    assert synonymer & navne == set()


def test_begreberne_modsiger_ikke_sig_selv() -> None:
    alle = begreber().alle
    synonymer = [synonym for begreb in alle for synonym in begreb.synonymer]
    navne = [begreb.navn.lower() for begreb in alle]
    assert len(set(synonymer)) == len(synonymer)
    assert len(set(navne)) == len(navne)
    assert set(synonymer) & set(navne) == set()
    assert all(synonym == synonym.lower() for synonym in synonymer)
    assert set(begreber().ord) & set(begreber().ord.values()) == set()
    assert {begreb.type for begreb in alle} - {None, "string"} <= laes_filer().keys()


def test_hver_regel_har_en_kilde_og_et_bevaret_navn() -> None:
    assert all(regel.kilde for regel in REGLER)
    assert all(regel.kode == regel.kode.upper() and regel.kode.isascii() for regel in REGLER)
    # a code never changes once it stands in someone's baseline or dispensation
    assert {"DOC-MANGLER", "SYNONYM", "KODELISTE-MANGLER", "PERSON-UMAERKET"} <= {regel.kode for regel in REGLER}


def test_en_fremmed_attribut_vises_uden_styretegn() -> None:
    [fund] = proev(felt("skum", **{"a\x1b[31m": "x"}))
    assert "\x1b" not in "".join(fund.ord)
    assert json.dumps(fund.hvor).isascii()
