"""Levels and verdicts: who is asked about whom, what counts, and the words that come of it."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.compatibility import (
    REGLER,
    Alvor,
    Dom,
    Forskel,
    Niveau,
    Retning,
    Udgave,
    UgyldigtSkema,
    forskelle,
    proev,
    registerbeskeder,
    vidne,
)
from tests.schemas.kompatibilitet.vektor import laes_vektorer


def post(*felter: dict[str, Any]) -> dict[str, Any]:
    return {"type": "record", "name": "R", "fields": list(felter)}


def felt(navn: str, type_: Any = "string", **resten: Any) -> dict[str, Any]:
    return {"name": navn, "type": type_, **resten}


UDEN = Udgave("1", post(felt("a")))
MED_DEFAULT = Udgave("2", post(felt("a"), felt("b", default="")))
UDEN_DEFAULT = Udgave("3", post(felt("a"), felt("b")))


def brud(dom: Dom) -> list[tuple[str, str, str]]:
    return [(en.regel, en.retning.value, en.version) for en in dom.uforenelige]


@pytest.mark.parametrize(
    ("niveau", "ny", "gamle", "ventet"),
    [
        (Niveau.NONE, Udgave("4", "int"), [UDEN, MED_DEFAULT], []),
        (Niveau.BACKWARD, UDEN_DEFAULT, [UDEN, MED_DEFAULT], []),
        (
            Niveau.BACKWARD_TRANSITIVE,
            UDEN_DEFAULT,
            [UDEN, MED_DEFAULT],
            [("DEFAULT-MANGLER", "BACKWARD", "1")],
        ),
        (Niveau.FORWARD, UDEN, [UDEN_DEFAULT, MED_DEFAULT], []),
        (Niveau.FORWARD_TRANSITIVE, UDEN, [UDEN_DEFAULT, MED_DEFAULT], [("DEFAULT-MANGLER", "FORWARD", "3")]),
        (Niveau.BACKWARD, UDEN_DEFAULT, [UDEN], [("DEFAULT-MANGLER", "BACKWARD", "1")]),
        (Niveau.FORWARD, UDEN_DEFAULT, [UDEN], []),
        (Niveau.FULL, UDEN_DEFAULT, [UDEN], [("DEFAULT-MANGLER", "BACKWARD", "1")]),
        (Niveau.FULL, UDEN, [UDEN_DEFAULT], [("DEFAULT-MANGLER", "FORWARD", "3")]),
        (Niveau.FULL, MED_DEFAULT, [UDEN_DEFAULT, UDEN], []),
        (
            Niveau.FULL_TRANSITIVE,
            Udgave("4", post(felt("b"))),
            [UDEN, MED_DEFAULT],
            [
                ("DEFAULT-MANGLER", "BACKWARD", "1"),
                ("DEFAULT-MANGLER", "FORWARD", "1"),
                ("DEFAULT-MANGLER", "FORWARD", "2"),
            ],
        ),
    ],
    ids=lambda vaerdi: vaerdi.value if isinstance(vaerdi, Niveau) else "",
)
def test_hvert_niveau_spoerger_de_versioner_og_retninger_som_det_siger(
    niveau: Niveau, ny: Udgave, gamle: list[Udgave], ventet: list[tuple[str, str, str]]
) -> None:
    dom = proev(ny, gamle, niveau)
    assert brud(dom) == ventet
    assert dom.forenelig is not bool(ventet)


@pytest.mark.parametrize("niveau", list(Niveau))
def test_den_foerste_version_er_altid_forenelig(niveau: Niveau) -> None:
    assert proev(UDEN, [], niveau) == Dom(niveau, ())


def test_en_aendret_betydning_er_forenelig_indtil_raadet_skaerper_reglen() -> None:
    gammel = Udgave("1", post(felt("t", {"type": "long", "logicalType": "timestamp-millis"})))
    ny = Udgave("2", post(felt("t", {"type": "long", "logicalType": "timestamp-micros"})))
    dom = proev(ny, [gammel], Niveau.BACKWARD)
    assert dom.forenelig
    assert [(en.regel, en.sti) for en in dom.betydninger] == [("LOGISK-TYPE", "t")]
    skaerpet = proev(ny, [gammel], Niveau.BACKWARD, skaerpede={"LOGISK-TYPE"})
    assert [(en.regel, en.sti) for en in skaerpet.uforenelige] == [("LOGISK-TYPE", "t")]
    assert skaerpet.betydninger == ()
    assert any("MEANING_CHANGED" in besked for besked in registerbeskeder(skaerpet))


def test_en_ukendt_regel_kan_ikke_skaerpes() -> None:
    with pytest.raises(ValueError, match="no rule named LOGISK; there are: TYPE, "):
        proev(UDEN, [UDEN], Niveau.BACKWARD, skaerpede={"LOGISK"})


def test_et_fund_har_begge_steder_begge_vaerdier_og_ord_paa_to_sprog() -> None:
    gammel = Udgave("1.1", post(felt("egenskaber", {"type": "array", "items": post(felt("titel")) | {"name": "E"}})))
    ny = Udgave("1.2", post(felt("egenskaber", {"type": "array", "items": post(felt("titel", "int")) | {"name": "E"}})))
    (fund,) = proev(ny, [gammel], Niveau.BACKWARD).forskelle
    assert (fund.regel, fund.alvor, fund.retning, fund.version) == ("TYPE", Alvor.UFORENELIG, Retning.BAGUD, "1.1")
    assert fund.laeser == ("egenskaber[].titel", "/fields/0/type/items/fields/0/type", "int")
    assert fund.skriver == ("egenskaber[].titel", "/fields/0/type/items/fields/0/type", "string")
    assert (fund.ny, fund.gammel) == (fund.laeser, fund.skriver)
    assert fund.ord.en == "The new version reads int where version 1.1 writes string."
    assert fund.ord.da == "Den nye version læser int, hvor version 1.1 skriver string."
    (fremad,) = proev(ny, [gammel], Niveau.FORWARD).forskelle
    assert fremad.ord.en == "Version 1.1 reads string where the new version writes int."
    assert (fremad.ny, fremad.gammel) == (fremad.skriver, fremad.laeser)


def test_registerbeskeder_siger_hvad_klienter_leder_efter() -> None:
    gammel = Udgave("7", post(felt("a"), felt("e", {"type": "enum", "name": "E", "symbols": ["A", "B"]})))
    ny = Udgave("8", post(felt("b"), felt("e", {"type": "enum", "name": "E", "symbols": ["A"]})))
    beskeder = registerbeskeder(proev(ny, [gammel], Niveau.BACKWARD))
    assert len(beskeder) == 4
    assert beskeder[0].startswith("{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The new version wants")
    assert "path '/fields/0'" in beskeder[0]
    assert beskeder[0].endswith("additionalInfo:'b'}")
    assert beskeder[1].startswith("{errorType:'MISSING_ENUM_SYMBOLS'")
    assert beskeder[1].endswith("additionalInfo:'[B]'}")
    assert beskeder[2:] == ["{oldSchemaVersion: 7}", "{compatibility: 'BACKWARD'}"]
    assert registerbeskeder(proev(gammel, [gammel], Niveau.FULL)) == []


def test_ordene_i_hver_regel_kan_udfyldes_og_siger_noget_paa_begge_sprog() -> None:
    sete: set[str] = set()
    for vektor in laes_vektorer():
        for en in forskelle(vektor.laeser, vektor.skriver, Retning.BAGUD):
            sete.add(en.regel)
            assert en.ord.da != en.ord.en
            assert "{" not in en.ord.da.replace("{}", "")
    assert sete == set(REGLER)


def test_en_ugyldig_udgave_siger_hvor_foer_nogen_sammenlignes() -> None:
    with pytest.raises(UgyldigtSkema) as fejl:
        proev(Udgave("2", post(felt("a", "strng"))), [UDEN], Niveau.BACKWARD)
    assert fejl.value.peger == "/fields/0/type"


def test_et_alt_for_dybt_skema_er_ugyldigt_og_ingen_rekursionsfejl() -> None:
    dybt: Any = "int"
    for _ in range(5_000):
        dybt = {"type": "array", "items": dybt}
    with pytest.raises(UgyldigtSkema, match="nested too deeply"):
        proev(Udgave("1", dybt), [UDEN], Niveau.BACKWARD)


def test_modstridende_referencer_siger_begge_steder() -> None:
    referencer = {
        "x": {"type": "record", "name": "X", "fields": [felt("f", {"type": "fixed", "name": "F", "size": 1})]},
        "y": {"type": "record", "name": "Y", "fields": [felt("f", {"type": "fixed", "name": "F", "size": 2})]},
    }
    with pytest.raises(UgyldigtSkema) as fejl:
        _ = Udgave("1", post(felt("a", "X")), referencer).type
    assert fejl.value.peger == "y#/fields/0/type"
    assert "x#/fields/0/type" in fejl.value.en


def test_et_skema_der_selv_skriver_en_reference_anderledes_ud_er_ugyldigt() -> None:
    egen = felt("a", {"type": "fixed", "name": "F", "size": 2})
    with pytest.raises(UgyldigtSkema, match="F is defined twice"):
        _ = Udgave("1", post(egen), {"F": {"type": "fixed", "name": "F", "size": 1}}).type
    assert Udgave("1", post(egen), {"F": {"type": "fixed", "name": "F", "size": 2}}).type.slags == "record"


def test_stedet_i_en_reference_naevner_referencen() -> None:
    def henviser(type_: str) -> Udgave:
        return Udgave("1", post(felt("a", "y.S")), {"y.S": post(felt("b", type_)) | {"name": "S", "namespace": "y"}})

    (fund,) = proev(henviser("int"), [henviser("string")], Niveau.BACKWARD).forskelle
    assert fund.laeser == ("a.b", "y.S#/fields/0/type", "int")


@pytest.mark.parametrize(
    "skema",
    [post(felt("a", "R")), post(felt("a", [])), post(felt("a", {"type": "enum", "name": "E", "symbols": []}))],
    ids=["holder altid sig selv", "tom union", "tom enum"],
)
def test_en_type_uden_vaerdier_har_intet_vidne(skema: dict[str, Any]) -> None:
    uden_beskeder = Udgave("1", skema)
    (fund,) = (en for en in forskelle(UDEN_DEFAULT, uden_beskeder, Retning.BAGUD) if en.regel == "DEFAULT-MANGLER")
    assert vidne(uden_beskeder.type, fund) is None


def vidne_for(laeser: Any, skriver: Any, regel: str) -> Any:
    gammel = Udgave("1", skriver)
    fundene: list[Forskel] = [en for en in forskelle(Udgave("2", laeser), gammel, Retning.BAGUD) if en.regel == regel]
    besked = vidne(gammel.type, fundene[0])
    assert besked is not None
    return besked.json


def test_et_vidne_om_tab_er_et_tal_der_mister_cifre() -> None:
    assert float(vidne_for(post(felt("a", "double")), post(felt("a", "long")), "PRAECISION")["a"]) == 2**53
    assert vidne_for(post(felt("a", "double")), post(felt("a", "long")), "PRAECISION") == {"a": 2**53 + 1}
    assert vidne_for(post(felt("a", "float")), post(felt("a", "int")), "PRAECISION") == {"a": 2**24 + 1}


def test_et_vidne_om_et_manglende_symbol_er_symbolet() -> None:
    def enum(*symboler: str) -> dict[str, Any]:
        return post(felt("e", {"type": "map", "values": {"type": "enum", "name": "E", "symbols": list(symboler)}}))

    assert vidne_for(enum("A"), enum("A", "B"), "ENUM-SYMBOL") == {"e": {"k": "B"}}


def test_et_vidne_om_bytes_der_ikke_er_tekst_er_ingen_utf8() -> None:
    assert vidne_for(post(felt("a", "string")), post(felt("a", "bytes")), "BYTES-TEKST") == {"a": "\xff"}


def test_et_vidne_om_en_anden_logisk_type_er_et_tal_der_betyder_noget_andet() -> None:
    millis, micros = ({"type": "long", "logicalType": f"timestamp-{enhed}"} for enhed in ("millis", "micros"))
    assert vidne_for(post(felt("a", micros)), post(felt("a", millis)), "LOGISK-TYPE") == {"a": 20_000}
