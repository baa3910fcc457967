"""What came in as Avro or JSON can leave as XML: characters, embedded XML, and where it may stand."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from schemas.catalogue import Katalog
from schemas.codec import laes, pak
from schemas.formater.fejl import Formbrud
from schemas.formater.xml import fra_xml, til_xml
from schemas.identifikatorer import MOENSTER
from schemas.kodeliste import Kodelister
from schemas.regler import dommer, standardlager
from schemas.regler.felter import AABNE_FORMER, feltregler
from schemas.regler.raaxml import DYBDE_HOEJST, TEGN_HOEJST
from schemas.regler.regel import IAvro
from tests.schemas.regler.eksempler import indhold

KATALOG = Katalog.standard()
DOMMERE = {post.navn: dommer(standardlager()[post.id], KATALOG, Kodelister.standard()) for post in KATALOG}
SAG = "dk.faelleshub.sag.SagRegistreret"
FREMMED = "dk.faelleshub.faelles.FremmedHaendelse"
DS = "http://www.w3.org/2000/09/xmldsig#"
ULOVLIGE = ["\x00", "\x08", "\x0b", "\x0c", "\x0e", "\x1c", "\x1f", "\ufffe", "\uffff"]
LOVLIGE = ["\t", "\n", "\r", "\x7f", "\x85", "\xa0", "\u2028", "\ufffd", "\ue000", "\U0001fffe", "\U0010ffff"]


def koder(navn: str, data: dict[str, Any]) -> set[str]:
    """The reason codes, from a judge whose two ways agree."""
    aarsager = DOMMERE[navn].forklar(data)
    assert DOMMERE[navn].er_ren(data) == (aarsager == ())
    return {aarsag.kode for aarsag in aarsager}


def tekststeder(data: Any, sti: str = "") -> list[tuple[Any, Any, str]]:
    """Where texts stand: what holds each, under which key, and its path."""
    match data:
        case dict():
            par: Any = data.items()
        case list():
            par = enumerate(data)
        case _:
            return []
    steder = []
    for noegle, vaerdi in par:
        her = f"{sti}[{noegle}]" if isinstance(data, list) else f"{sti}.{noegle}".lstrip(".")
        steder += [(data, noegle, her)] if isinstance(vaerdi, str) else tekststeder(vaerdi, her)
    return steder


@pytest.mark.parametrize("navn", sorted(DOMMERE))
def test_intet_tekstfelt_i_nogen_kontrakt_tager_et_tegn_som_xml_ikke_har(navn: str) -> None:
    data = indhold(navn)
    for holder, noegle, sti in tekststeder(data):
        foer = holder[noegle]
        for tegn in ("\x01", "\ufffe"):
            holder[noegle] = foer + tegn
            assert koder(navn, data), sti
            with pytest.raises(Formbrud):
                til_xml(data, standardlager().nyeste(navn))
        holder[noegle] = foer
    assert koder(navn, data) == set()


@pytest.mark.parametrize("tegn", ULOVLIGE)
def test_et_tegn_som_xml_ikke_har_afvises_med_sit_sted_men_uden_teksten(tegn: str) -> None:
    data = indhold(SAG, IAvro({"beskeddata.egenskaber[0].titel": f"Hemmelig{tegn}"}))
    [aarsag] = DOMMERE[SAG].forklar(data)
    assert (aarsag.regel, aarsag.sti) == ("FORM-TEGN", "beskeddata.egenskaber[0].titel")
    assert "Hemmelig" not in repr(aarsag)
    assert not DOMMERE[SAG].er_ren(data)


@pytest.mark.parametrize("tegn", LOVLIGE)
def test_linjeskift_og_sjaeldne_tegn_som_xml_kan_baere_passerer(tegn: str) -> None:
    data = indhold(SAG, {"beskeddata.egenskaber[0].titel": f"æ{tegn}"})
    skema = standardlager().nyeste(SAG)
    assert koder(SAG, data) == set()
    assert fra_xml(til_xml(data, skema), lambda _type: skema)[1] == data


@pytest.mark.parametrize("felter", [{"dk.firma/fe\x0blt": "v"}, {"dk.firma/felt": "v\x02"}])
def test_et_egets_navn_og_vaerdi_proeves_som_al_anden_tekst(felter: dict[str, str]) -> None:
    data = indhold(SAG)
    data["beskeddata"]["udvidelser"] = felter
    assert "FORM-TEGN" in koder(SAG, data)
    data["beskeddata"]["udvidelser"] = {"dk.firma/felt": "linje 1\nlinje 2"}
    assert koder(SAG, data) == set()


def test_afsenderens_egen_skrivemaade_kan_heller_ikke_gemme_et_tegn() -> None:
    data = indhold(SAG)
    data["beskedId"]["original"] = "\x1c" + data["beskedId"]["uuid"].upper()
    assert koder(SAG, data) == {"FORM-TEGN"}, "str.strip takes U+001C for a space"


def test_en_ny_kontrakts_tekster_er_med_af_sig_selv() -> None:
    ny = {
        "type": "record",
        "name": "Ny",
        "namespace": "dk.faelleshub.proeve",
        "fields": [
            {"name": "fri", "type": ["null", "string"]},
            {"name": "liste", "type": {"type": "array", "items": "string"}},
            {"name": "kort", "type": {"type": "map", "values": "string"}},
            {"name": "urn", "type": "string", "format": "urn"},
            {"name": "cvr", "type": "string", "format": "cvr"},
            {"name": "kode", "type": "string", "kodeliste": "livscyklus"},
            {"name": "tal", "type": "int"},
        ],
    }
    regler = feltregler("dk.faelleshub.proeve.Ny", ny, Kodelister.standard().vaerdier)
    assert [regel.sti for regel in regler if regel.id == "FORM-TEGN"] == ["fri", "liste", "kort", "urn"]


def test_en_form_der_naevner_sine_tegn_har_ingen_som_xml_ikke_har() -> None:
    """What the open forms forget is what FORM-TEGN is for; the closed ones are tried with every character."""
    proever = {"uuid": "0d70e900-daba-48cf-a7ab-562aba949103", "base64": "VGVrc3Q=", "postnummer": "SW1A 1AA"}
    assert set(proever) & AABNE_FORMER == set()
    assert {"urn", "sikkert-filnavn", "mimetype"} == AABNE_FORMER
    for form, tekst in proever.items():
        assert MOENSTER[form].fullmatch(tekst)
        for sted in range(len(tekst) + 1):
            assert not [t for t in ULOVLIGE if MOENSTER[form].fullmatch(tekst[:sted] + t + tekst[sted:])]


def med_element(tekst: str, felt: str = "elementer") -> dict[str, Any]:
    """A foreign message with an extension of the delivery, or with other content."""
    data = indhold(FREMMED)
    udvidelse: dict[str, Any] = {"antalLeveranceforsoeg": None, "signatur": None, "elementer": []}
    match felt:
        case "beskeddata":
            data["beskeddata"] = [{"elementer": [tekst]}]
        case "signatur":
            data["beskedkuvert"]["leveranceinformation"]["lokalUdvidelse"] = {**udvidelse, "signatur": tekst}
        case _:
            data["beskedkuvert"]["leveranceinformation"]["lokalUdvidelse"] = {**udvidelse, "elementer": [tekst]}
    return data


EGET = '<f:a xmlns:f="urn:firma:felt">{}</f:a>'
IKKE_XML = [
    "", "a", "<a>", "<a></a><a></a>", "<a></a>\n", "<a/>", "<a><!-- b --></a>", "<a><?b?></a>", "<a><![CDATA[b]]></a>",
    '<a b="1" a="2"></a>', "<a b='1'></a>", "<a>&#65;</a>", "<a>&b;</a>", "<b:a></b:a>", '<?xml version="1.0"?><a></a>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a>\x01</a>", "\ufeff<a></a>",
]  # fmt: skip


@pytest.mark.parametrize("tekst", IKKE_XML)
def test_indlejret_xml_er_et_helt_element_i_kanonisk_form(tekst: str) -> None:
    for felt, kode in (("beskeddata", "FORM-XML-DATA"), ("elementer", "FORM-XML-ELEMENTER")):
        assert koder(FREMMED, med_element(tekst, felt)) - {"FORM-TEGN"} == {kode}


@pytest.mark.parametrize(
    ("tekst", "ventet"),
    [
        (EGET.format("æ &amp; ø"), set()),
        ('<a xmlns="urn:firma:felt"></a>', set()),
        ("<a></a>", {"FORM-XML-ELEMENTER"}),
        ('<k:a xmlns:k="urn:oio:besked:kuvert:1.0"></k:a>', {"FORM-XML-ELEMENTER"}),
    ],
)
def test_en_udvidelses_elementer_er_fra_egne_navnerum(tekst: str, ventet: set[str]) -> None:
    assert koder(FREMMED, med_element(tekst)) == ventet
    assert koder(FREMMED, med_element(tekst, "beskeddata")) == set(), "a foreign message's content may be of any"


def test_en_signatur_er_en_signatur() -> None:
    assert koder(FREMMED, med_element(f'<s:Signature xmlns:s="{DS}"></s:Signature>', "signatur")) == set()
    assert koder(FREMMED, med_element(EGET.format(""), "signatur")) == {"FORM-XML-SIGNATUR"}


@pytest.mark.parametrize(("for_meget", "ventet"), [(0, set()), (1, {"FORM-XML-ELEMENTER"})])
def test_graenserne_for_et_stykke_xml(for_meget: int, ventet: set[str]) -> None:
    indre = DYBDE_HOEJST - 1 + for_meget
    dybt = med_element(EGET.format("<b>" * indre + "</b>" * indre))
    stort = med_element(EGET.format("x" * (TEGN_HOEJST - len(EGET.format("")) + for_meget)))
    assert koder(FREMMED, dybt) == koder(FREMMED, stort) == ventet


def test_det_dybeste_der_modtages_kan_laeses_igen_med_kuvert_om() -> None:
    skema = standardlager().nyeste(FREMMED)
    data = med_element(EGET.format("<b>" * (DYBDE_HOEJST - 1) + "</b>" * (DYBDE_HOEJST - 1)))
    xml = til_xml(data, skema, indpakket=True)
    tilbage = fra_xml(xml, lambda _type: skema)[1]
    assert tilbage == laes(pak(skema, data), standardlager()).indhold


def test_hver_udvidelse_har_kun_sit_eget_felt() -> None:
    skema = standardlager().nyeste(FREMMED)
    for sti, felt, kode in (
        ("filtreringsdata.objektRegistrering.0", "antalLeveranceforsoeg", "UDVIDELSE-REGISTRERING"),
        ("leveranceinformation", "antalLeveranceforsoeg", "UDVIDELSE-LEVERANCE"),
    ):
        data = copy.deepcopy(indhold(FREMMED))
        holder: Any = data["beskedkuvert"]
        for led in sti.split("."):
            holder = holder[int(led)] if led.isdigit() else holder[led]
        holder["lokalUdvidelse"] = {"antalLeveranceforsoeg": None, "signatur": None, "elementer": [], felt: 1}
        assert koder(FREMMED, data) == {kode}
        with pytest.raises(Formbrud):
            til_xml(data, skema)
