"""Identifiers: what passes, what does not, and what the many ways of writing one become."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.identifikatorer import (
    MOENSTER,
    URN_FORMER,
    bedste_kle_moenster,
    cpr_af,
    cpr_fejl,
    cpr_foedselsdato,
    cvr_af,
    cvr_fejl,
    er_sammenhaengende,
    gln_fejl,
    kle_af,
    kle_rammer,
    maskeret,
    modulus11_advarsel,
    normal_urn,
    som_urn,
    som_uuid,
    tekst_af,
    unik_id,
    urn_fejl,
)

UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"

PASSER = {
    "uuid": [UUID],
    "urn": ["urn:oio:cvr-nr:11111111", "urn:oio:fuldtnavn:Åse Øst", "urn:ab:c"],
    "cvr": ["11111111"],
    "cpr": ["6101901234", "9112991234", "6101998000"],
    "pnummer": ["1003456789"],
    "se": ["11223344"],
    "gln": ["5790000000005"],
    "bfe": ["1", "1234567890"],
    "esr": ["101-12345", "101-123456"],
    "myndighedskode": ["0101"],
    "kle-hovedgruppe": ["27"],
    "kle-gruppe": ["27.12"],
    "kle-emne": ["27.12.00"],
    "kle-facet": ["G01", "Å99"],
    "kle-urn": ["urn:oio:kle:27.12.00"],
    "kle-moenster": ["3*", "27.*", "27.1*", "27.12.*", "27.12.0*", "27.12.00"],
    "form": ["12.34.56", "12.34.56.78"],
    "postnummer": ["8000", "SW1A 1AA", "10115"],
    "dansk-postnummer": ["0999"],
    "landekode": ["DK"],
    "sha256": ["a" * 64],
    "base64": ["", "QQ==", "QUI=", "QUJD"],
    "mimetype": ["application/pdf", "text/plain; charset=utf-8", 'text/x; a="b c"'],
    "sikkert-filnavn": ["Ansøgning 1.pdf", ".".join("ab")],
}
PASSER_IKKE = {
    "uuid": [UUID.upper(), UUID[:-1], f"{UUID}\n", "{" + UUID + "}", ""],
    "urn": ["urn:oio", "urn:cpr8883394", "x:oio:a", "urn:oio: a", "urn:oio:a ", "urn:oio:a\nb", "urn:oio:" + "a" * 250],
    "cvr": ["1111111", "01234567", "1111111\u0661"],
    "cpr": ["610190-1234", "3213901234", "0001901234", "6113901234", "610190123\u0664"],
    "pnummer": ["123456789", "0123456789"],
    "se": ["1122334"],
    "gln": ["579000000000"],
    "bfe": ["", "12345678901", "12a"],
    "esr": ["101-1234", "1-123456", "101123456"],
    "myndighedskode": ["101"],
    "kle-hovedgruppe": ["2"],
    "kle-gruppe": ["27.1"],
    "kle-emne": ["27.12", "27-12-00", "27.12.0\u0660"],
    "kle-facet": ["g01", "G1", "01G"],
    "kle-urn": ["urn:oio:kle:27.12", "urn:oio:kle:G01"],
    "kle-moenster": ["*", "27*", "27.12*", "27.12.00*", "2.*"],
    "form": ["12.34"],
    "postnummer": ["", "8", "-800", "8000 "],
    "dansk-postnummer": ["800", "10115"],
    "landekode": ["dk", "DNK"],
    "sha256": ["A" * 64, "a" * 63],
    "base64": ["Q", "QQ=", "QQ==\n", "Q Q="],
    "mimetype": ["pdf", "application/", "a/b;", "a/b\n"],
    "sikkert-filnavn": ["", ".", "..", "a/b", "a\\b", "c:", "a\n", "a.", " a", "fdp\u202eexe", "x" * 256],
}


def test_hvert_moenster_har_et_eksempel_paa_begge_dele() -> None:
    assert set(PASSER) == set(PASSER_IKKE) == set(MOENSTER)


@pytest.mark.parametrize(("navn", "vaerdi"), [(navn, vaerdi) for navn, alle in PASSER.items() for vaerdi in alle])
def test_en_rigtig_vaerdi_passer(navn: str, vaerdi: str) -> None:
    assert MOENSTER[navn].fullmatch(vaerdi)


@pytest.mark.parametrize(("navn", "vaerdi"), [(navn, vaerdi) for navn, alle in PASSER_IKKE.items() for vaerdi in alle])
def test_en_forkert_vaerdi_passer_ikke(navn: str, vaerdi: str) -> None:
    assert not MOENSTER[navn].fullmatch(vaerdi)


@pytest.mark.parametrize(
    ("cpr", "foedt"),
    [
        ("6101903234", dt.date(1990, 1, 1)),
        ("6101004000", dt.date(2000, 1, 1)),
        ("6101364000", dt.date(2036, 1, 1)),
        ("6101374000", dt.date(1937, 1, 1)),
        ("6101575000", dt.date(2057, 1, 1)),
        ("6101585000", dt.date(1858, 1, 1)),
        ("6101998000", dt.date(1899, 1, 1)),
        ("8902004000", dt.date(2000, 2, 29)),
        ("8902003000", None),
        ("9104904000", None),
    ],
)
def test_syvende_ciffer_giver_aarhundredet(cpr: str, foedt: dt.date | None) -> None:
    assert cpr_foedselsdato(cpr) == foedt
    assert (cpr_fejl(cpr) is None) == (foedt is not None)


def test_modulus_11_er_en_advarsel_og_aldrig_en_fejl() -> None:
    assert cpr_fejl("6101901234") is None
    assert modulus11_advarsel("6101901234") is not None
    assert modulus11_advarsel("6101900000") is None


@pytest.mark.parametrize("cpr", ["610190-1234", "61019012345", "", "610190123\u0664"])
def test_et_cpr_nummer_er_ti_ascii_cifre(cpr: str) -> None:
    assert cpr_fejl(cpr) is not None


def test_testnumre_gaelder_kun_hvor_de_er_tilladt() -> None:
    assert cvr_fejl("12345678") is None
    assert cvr_fejl("12345678", tilladte=frozenset()) is not None
    assert cvr_fejl("58271713", tilladte=frozenset()) is None
    assert cvr_fejl("1234567") is not None


def test_gln_har_kontrolciffer() -> None:
    assert gln_fejl("5790000000005") is None
    assert gln_fejl("5790000000006") is not None
    assert gln_fejl("579000000000") is not None


@pytest.mark.parametrize(
    ("moenster", "emne", "rammer"),
    [
        ("2*", "27.12.00", True),
        ("3*", "27.12.00", False),
        ("27.*", "27.12.00", True),
        ("27.1*", "27.12.00", True),
        ("27.12.*", "27.12.00", True),
        ("27.12.0*", "27.12.00", True),
        ("27.12.0*", "27.12.10", False),
        ("27.12.00", "27.12.00", True),
        ("27.12.01", "27.12.00", False),
    ],
)
def test_kle_moenstre_rammer_efter_praefiks(moenster: str, emne: str, rammer: bool) -> None:
    assert kle_rammer(moenster, emne) is rammer


def test_det_mest_specifikke_kle_moenster_vinder() -> None:
    assert bedste_kle_moenster(["2*", "27.12.*", "27.*", "27.12.01"], "27.12.00") == "27.12.*"
    assert bedste_kle_moenster(["3*"], "27.12.00") is None


@pytest.mark.parametrize(
    ("skrevet", "normal"),
    [
        ("urn:oio:cvr:12345678", "urn:oio:cvr-nr:12345678"),
        ("URN:OIO:CVR-NR:12345678", "urn:oio:cvr-nr:12345678"),
        ("urn:oio:cpr:610190-1234", "urn:oio:cpr-nr:6101901234"),
        ("urn:oio:cpr-nr:6101901234", "urn:oio:cpr-nr:6101901234"),
        ("urn:oio:bfe:123", "urn:oio:ejendom:bfe-nr:0000000123"),
        ("urn:oio:p-nr:1003456789", "urn:oio:pnr:1003456789"),
        ("urn:oio:kle:27.12.00", "urn:oio:kle:27.12.00"),
        ("URN:Andet:Aa", "urn:andet:Aa"),
        ("urn:cpr8883394", "urn:cpr8883394"),
    ],
)
def test_urner_faar_deres_normalform(skrevet: str, normal: str) -> None:
    assert normal_urn(skrevet) == normal
    ident = unik_id(skrevet)
    assert ident == {"uuid": None, "urn": normal, "original": None if skrevet == normal else skrevet}


def test_hver_kendt_skrivemaade_normaliseres() -> None:
    for form in URN_FORMER:
        for praefiks in form.andre:
            assert normal_urn(praefiks + "x").startswith(form.praefiks)


@given(st.text(max_size=40))
def test_normalformen_er_sin_egen_normalform(tekst: str) -> None:
    for som in (unik_id, som_uuid, som_urn):
        ident = som(tekst)
        assert er_sammenhaengende(ident)
        assert (ident["original"] or tekst_af(ident)) == tekst
        assert som(tekst_af(ident))["original"] is None or not tekst_af(ident).strip()


@pytest.mark.parametrize(
    "ident",
    [
        {"uuid": None, "urn": None, "original": None},
        {"uuid": UUID, "urn": "urn:oio:cvr-nr:11111111", "original": None},
        {"uuid": UUID.upper(), "urn": None, "original": None},
        {"uuid": UUID, "urn": None, "original": UUID},
        {"uuid": UUID, "urn": None, "original": "7" + UUID[1:]},
        {"uuid": None, "urn": "urn:oio:cvr-nr:11111111", "original": "urn:oio:cvr:99999999"},
    ],
)
def test_en_original_der_siger_noget_andet_opdages(ident: dict[str, str | None]) -> None:
    assert not er_sammenhaengende(ident)


@pytest.mark.parametrize(
    ("urn", "fejler"),
    [
        ("urn:oio:cvr-nr:11111111", False),
        ("urn:oio:cvr-nr:22222223", True),
        ("urn:oio:cpr-nr:6101901234", False),
        ("urn:oio:cpr-nr:6113901234", True),
        ("urn:oio:ejendom:bfe-nr:0000000123", False),
        ("urn:oio:ejendom:bfe-nr:123", True),
        ("urn:oio:pnr:12", True),
        ("urn:oio:esr:ejendom:101-123456", False),
        ("urn:oio:kle:G01", False),
        ("urn:x", True),
    ],
)
def test_tallet_i_en_kendt_urn_bedoemmes(urn: str, fejler: bool) -> None:
    assert (urn_fejl(urn) is not None) is fejler


def test_numre_hentes_ud_af_et_unik_id() -> None:
    assert cvr_af(unik_id("urn:oio:cvr:12345678")) == "12345678"
    assert cvr_af(unik_id(UUID)) is None
    assert cvr_af(None) is None
    assert cvr_af(unik_id("urn:oio:cvr-nr:123")) is None
    assert cpr_af(unik_id("urn:oio:cpr:610190-1234")) == "6101901234"
    assert kle_af(unik_id("urn:oio:kle:27.12.00")) == "27.12.00"
    assert tekst_af(None) == ""


@given(
    st.from_regex(r"\A(6[1-9]|[78][0-9]|9[01])(0[1-9]|1[0-2])[0-9]{2}[- ]?[0-9]{4}\Z"),
    st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=10),
)
def test_intet_cpr_nummer_slipper_gennem_masken(cpr: str, tekst: str) -> None:
    ud = maskeret(f"{tekst}{cpr}{tekst}")
    assert cpr not in ud
    assert "******-****" in ud


def test_uuid_er_og_fingeraftryk_bliver_staaende() -> None:
    tekst = f"{UUID} 01157488-c45c-4fd2-b076-610190123445 {'1234567890abcdef' * 4} 123456789012"
    assert maskeret(tekst) == tekst
