"""Haendelsesbesked: what the envelope allows, what it refuses, and that errors name path and line."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from schemas.formater.fejl import Formatfejl, Formbrud
from schemas.formater.jsonform import fra_json
from schemas.formater.typer import Liste as Listetype
from schemas.formater.typer import Post, Type, Valgfri, byg
from schemas.formater.xml import fra_xml, til_xml
from schemas.skema import PRAEFIKS, Skema, Skemafejl
from tests.schemas.formater.fuldt import fuldt_indhold
from tests.schemas.formater.kontrakter import FREMMED, SAG, altid, skema

HOVED = """<k:BeskedId><s:UUIDIdentifikator>1</s:UUIDIdentifikator></k:BeskedId>
<k:BeskedVersion>1.0</k:BeskedVersion>
<k:Beskedkuvert>
<k:Filtreringsdata><k:Beskedtype><s:UUIDIdentifikator>C0DE0000-0000-4000-8000-000000000001</s:UUIDIdentifikator></k:Beskedtype>{filtrering}</k:Filtreringsdata>
<k:Leveranceinformation>{leverance}</k:Leveranceinformation>{kuvert}
</k:Beskedkuvert>{data}"""
RUM = (
    'xmlns:k="urn:oio:besked:kuvert:1.0" xmlns:s="urn:oio:sagdok:3.0.0" xmlns:sts="urn:oio:sts:1.0.0" '
    'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def besked(
    *, filtrering: str = "", leverance: str = "", kuvert: str = "", data: str = "", attributter: str = ""
) -> bytes:
    indre = HOVED.format(filtrering=filtrering, leverance=leverance, kuvert=kuvert, data=data)
    return f"<k:Haendelsesbesked {RUM}{attributter}>{indre}</k:Haendelsesbesked>".encode()


def _fejl(data: bytes, navn: str = FREMMED) -> list[tuple[str, str, int | None]]:
    with pytest.raises(Formatfejl) as fejl:
        fra_xml(data, altid(navn))
    return [(et.kode, et.sti, et.linje) for et in fejl.value.fejl]


def _ind(data: bytes, navn: str = FREMMED) -> dict[str, object]:
    return fra_xml(data, altid(navn))[1]


def _reference(element: str, urn: str) -> str:
    return f"<k:{element}><s:URNIdentifikator>{urn}</s:URNIdentifikator></k:{element}>"


def test_et_uuid_paa_et_tegn_laeses_som_det_staar_saa_reglerne_kan_doemme() -> None:
    laest = _ind(besked())
    assert laest["beskedId"] == {"uuid": "1", "urn": None, "original": None}


def test_find_skema_spoerges_med_beskedtypen_i_normalform() -> None:
    spurgt: list[str] = []

    def find(beskedtype: str) -> Skema:
        spurgt.append(beskedtype)
        return skema(FREMMED)

    fra_xml(besked(), find)
    assert spurgt == ["c0de0000-0000-4000-8000-000000000001"]


def test_find_skemas_egen_fejl_kommer_uroert_ud() -> None:
    def find(_: str) -> Skema:
        raise LookupError("no such beskedtype")

    with pytest.raises(LookupError, match="no such beskedtype"):
        fra_xml(besked(), find)


def test_indpakningen_kan_laeses_og_skrives() -> None:
    data = besked()
    indpakket = f"<sts:ModtagBeskedInput {RUM}>".encode() + data + b"</sts:ModtagBeskedInput>"
    assert _ind(indpakket) == _ind(data)
    skrevet = til_xml(_ind(data), skema(FREMMED), indpakket=True)
    assert etree.fromstring(skrevet).tag == "{urn:oio:sts:1.0.0}ModtagBeskedInput"
    assert not skrevet.partition(b"?>")[2].startswith(b"<!--")


def test_xsi_attributter_taales_og_andre_afvises() -> None:
    assert _ind(besked(attributter=' xsi:schemaLocation="a b"')) == _ind(besked())
    assert _fejl(besked(attributter=' version="2"')) == [("ukendt-attribut", "@version", 1)]


def test_kommentarer_og_instruktioner_falder_bort_og_cdata_er_tekst() -> None:
    data = besked(leverance="<!-- x --><k:KildesystemIPAdresse><![CDATA[a<b]]><?x y?>c</k:KildesystemIPAdresse>")
    assert _ind(data)["beskedkuvert"]["leveranceinformation"]["kildesystemIPAdresse"] == "a<bc"  # type: ignore[index]


@pytest.mark.parametrize(
    ("dele", "kode", "sti", "linje"),
    [
        ({"filtrering": _reference("ObjektRolle", "urn:a:b")}, "ukendt-felt", "beskedkuvert.filtreringsdata.ObjektRolle", 4),
        ({"filtrering": _reference("Beskedtype", "urn:a:b")}, "for-mange", "beskedkuvert.filtreringsdata.beskedtype", 4),
        (
            {"filtrering": _reference("TvaergaaendeProces", "urn:a:b") + _reference("TilladtModtager", "urn:a:b")},
            "forkert-raekkefoelge", "beskedkuvert.filtreringsdata.TilladtModtager", 4,
        ),
        ({"filtrering": "<k:TilladtModtager/>"}, "unik-id-valg", "beskedkuvert.filtreringsdata.tilladtModtager[0]", 4),
        (
            {"filtrering": "<k:RelateretObjekt/>"},
            "mangler-felt", "beskedkuvert.filtreringsdata.relateretObjekt[0].objektId", 4,
        ),
        ({"leverance": "tekst"}, "uventet-tekst", "beskedkuvert.leveranceinformation", 5),
        (
            {"leverance": "<k:KildesystemIPAdresse><a/></k:KildesystemIPAdresse>"},
            "forkert-type", "beskedkuvert.leveranceinformation.kildesystemIPAdresse", 5,
        ),
        (
            {"leverance": "<Dannelsestidspunkt/>"},
            "ukendt-felt", "beskedkuvert.leveranceinformation.Dannelsestidspunkt", 5,
        ),
        (
            {"kuvert": "\n<k:GyldighedFra><s:TidsstempelDatoTid>i dag</s:TidsstempelDatoTid></k:GyldighedFra>"},
            "tidsstempel", "beskedkuvert.gyldighedFra", 6,
        ),
        (
            {"kuvert": "\n<k:GyldighedFra><s:TidsstempelDatoTid>2026-03-01 09:00:00</s:TidsstempelDatoTid></k:GyldighedFra>"},
            "tidsstempel", "beskedkuvert.gyldighedFra", 6,
        ),
        (
            {"kuvert": "<k:GyldighedFra><s:GraenseIndikator>ja</s:GraenseIndikator></k:GyldighedFra>"},
            "forkert-type", "beskedkuvert.gyldighedFra.graense", 5,
        ),
        ({"data": "<k:Beskeddata>tekst</k:Beskeddata>"}, "uventet-tekst", "beskeddata[0]", 6),
    ],
)  # fmt: skip
def test_brud_paa_kuverten_faar_sti_og_linje(dele: dict[str, str], kode: str, sti: str, linje: int) -> None:
    assert (kode, sti, linje) in _fejl(besked(**dele))


def test_et_forkert_navn_giver_en_fejl_og_et_forslag_men_ingen_foelgefejl() -> None:
    data = besked().replace(b"k:BeskedVersion>", b"k:BeskedVersjon>")
    with pytest.raises(Formatfejl) as fejl:
        fra_xml(data, altid(FREMMED))
    assert [et.kode for et in fejl.value.fejl] == ["ukendt-felt", "mangler-felt"]
    assert "BeskedVersion" in fejl.value.fejl[0].en


@pytest.mark.parametrize(
    "data", [b"<a/>", b'<Haendelsesbesked xmlns="urn:x"/>', f"<sts:ModtagBeskedInput {RUM}/>".encode()]
)
def test_en_anden_rod_afvises(data: bytes) -> None:
    assert [kode for kode, _, _ in _fejl(data)] == ["ikke-en-haendelsesbesked"]


def test_fremmede_elementer_i_de_tre_udvidelser_bevares() -> None:
    rute = (
        "<k:Leveranceruter><k:Leverancerute><k:LeveranceruteLokalUdvidelse><k:AntalLeveranceforsoeg> 03 </k:AntalLeveranceforsoeg>"
        '<x:a xmlns:x="urn:x" y="1"/></k:LeveranceruteLokalUdvidelse></k:Leverancerute></k:Leveranceruter>'
        "<k:LeveranceinformationLokalUdvidelse><k:BeskedfordelerSignatur><ds:Signature/></k:BeskedfordelerSignatur>"
        "</k:LeveranceinformationLokalUdvidelse>"
    )
    registrering = (
        "<k:ObjektRegistrering><k:ObjektRegistreringLokalUdvidelse><s:NoteTekst>æ</s:NoteTekst>"
        "</k:ObjektRegistreringLokalUdvidelse></k:ObjektRegistrering>"
    )
    laest = _ind(besked(leverance=rute, filtrering=registrering))
    kuvert = json.loads(json.dumps(laest["beskedkuvert"]))
    assert kuvert["leveranceinformation"]["leveranceruter"]["leverancerute"][0]["lokalUdvidelse"] == {
        "antalLeveranceforsoeg": 3, "signatur": None, "elementer": ['<x:a xmlns:x="urn:x" y="1"></x:a>'],
    }  # fmt: skip
    assert "Signature" in kuvert["leveranceinformation"]["lokalUdvidelse"]["signatur"]
    assert kuvert["filtreringsdata"]["objektRegistrering"][0]["lokalUdvidelse"]["elementer"] == [
        '<s:NoteTekst xmlns:s="urn:oio:sagdok:3.0.0">æ</s:NoteTekst>'
    ]
    assert _ind(til_xml(laest, skema(FREMMED))) == laest


@pytest.mark.parametrize(
    "udvidelse",
    [
        "<uden/>",
        "<k:BeskedId/>",
        '<x:a xmlns:x="urn:x"/><k:BeskedfordelerSignatur><ds:Signature/></k:BeskedfordelerSignatur>',
        "<k:AntalLeveranceforsoeg>1</k:AntalLeveranceforsoeg>",
        "<k:BeskedfordelerSignatur/>",
    ],
)
def test_udvidelsen_tager_kun_sit_eget_og_andres_navnerum(udvidelse: str) -> None:
    data = besked(leverance=f"<k:LeveranceinformationLokalUdvidelse>{udvidelse}</k:LeveranceinformationLokalUdvidelse>")
    assert _fejl(data)[0][0] in {"udvidelse-navnerum", "signatur"}


def test_navne_i_tekst_og_attributter_beholder_deres_navnerum() -> None:
    data = besked(
        data='<k:Beskeddata><p:a xmlns:p="urn:p" xmlns:q="urn:q" xsi:type="q:T"><p:b>s:navn</p:b></p:a></k:Beskeddata>'
    )
    skrevet = til_xml(_ind(data), skema(FREMMED))
    element = etree.fromstring(skrevet).find(".//{urn:p}a")
    assert element is not None
    assert element.nsmap["q"] == "urn:q"
    assert element[0].nsmap["s"] == "urn:oio:sagdok:3.0.0"


def test_et_navn_uden_praefiks_i_xsi_type_beholder_standardnavnerummet() -> None:
    data = besked(data='<k:Beskeddata><p:a xmlns="urn:d" xmlns:p="urn:p"><p:b xsi:type="T"/></p:a></k:Beskeddata>')
    element = etree.fromstring(til_xml(_ind(data), skema(FREMMED))).find(".//{urn:p}b")
    assert element is not None
    assert element.nsmap[None] == "urn:d"


def test_et_element_uden_navnerum_faar_ikke_et_paa_vejen() -> None:
    data = besked(data="<k:Beskeddata><a><b/></a></k:Beskeddata>")
    laest = _ind(data)
    assert laest["beskeddata"] == [{"elementer": ["<a><b></b></a>"]}]
    assert etree.fromstring(til_xml(laest, skema(FREMMED))).find(".//b") is not None


@pytest.mark.parametrize("raat", ["", "tekst", "<a>", "<a/><b/>", "<!DOCTYPE a><a/>", "<a/>tekst"])
def test_det_der_ikke_er_et_element_kan_ikke_skrives(raat: str) -> None:
    laest = {**_ind(besked()), "beskeddata": [{"elementer": [raat]}]}
    with pytest.raises(Formbrud) as fejl:
        til_xml(laest, skema(FREMMED))
    assert (fejl.value.kode, fejl.value.sti) == ("ikke-xml", "beskeddata[0].elementer[0]")


def test_et_unik_id_der_modsiger_sin_original_kan_ikke_skrives() -> None:
    laest = {
        **_ind(besked()),
        "beskedId": {"uuid": None, "urn": "urn:oio:cvr-nr:11111111", "original": "urn:oio:cvr:99999999"},
    }
    with pytest.raises(Formbrud) as fejl:
        til_xml(laest, skema(FREMMED))
    assert fejl.value.kode == "original-uenig"


def test_et_tidspunkt_der_modsiger_sin_original_kan_ikke_skrives() -> None:
    laest = _ind(
        besked(
            kuvert="<k:GyldighedFra><s:TidsstempelDatoTid>2026-03-01T09:00:00</s:TidsstempelDatoTid></k:GyldighedFra>"
        )
    )
    laest["beskedkuvert"]["gyldighedFra"]["original"] = "2026-03-02T09:00:00"  # type: ignore[index]
    with pytest.raises(Formbrud) as fejl:
        til_xml(laest, skema(FREMMED))
    assert (fejl.value.kode, fejl.value.sti) == ("original-uenig", "beskedkuvert.gyldighedFra")


@pytest.mark.parametrize(
    ("felt", "vaerdi", "kode"),
    [
        ("elementer", ['<BeskedId xmlns="urn:oio:besked:kuvert:1.0"/>'], "udvidelse-navnerum"),
        ("elementer", ["<uden/>"], "udvidelse-navnerum"),
        ("elementer", ["intet"], "ikke-xml"),
        ("antalLeveranceforsoeg", 1, "udvidelse-felt"),
        ("signatur", '<x xmlns="urn:x"/>', "signatur"),
    ],
)
def test_en_udvidelse_som_standarden_ikke_tillader_kan_ikke_skrives(felt: str, vaerdi: object, kode: str) -> None:
    laest = _ind(besked(leverance="<k:LeveranceinformationLokalUdvidelse/>"))
    laest["beskedkuvert"]["leveranceinformation"]["lokalUdvidelse"][felt] = vaerdi  # type: ignore[index]
    with pytest.raises(Formbrud) as fejl:
        til_xml(laest, skema(FREMMED))
    assert fejl.value.kode == kode
    assert fejl.value.sti.startswith("beskedkuvert.leveranceinformation.lokalUdvidelse")


def test_tegn_som_xml_ikke_kan_holde_kan_ikke_skrives() -> None:
    with pytest.raises(Formbrud) as fejl:
        til_xml({**_ind(besked()), "beskedVersion": "1\x00"}, skema(FREMMED))
    assert (fejl.value.kode, fejl.value.sti) == ("ulovligt-tegn", "beskedVersion")


def _sag(indhold: str) -> bytes:
    rum = 'xmlns:g="urn:dk:faelleshub:sag" xmlns:f="urn:dk:faelleshub:faelles"'
    return besked(data=f"<k:Beskeddata><g:Sag {rum}><g:registrering/>{indhold}</g:Sag></k:Beskeddata>")


def test_en_kontrakts_data_laeses_efter_dens_felter() -> None:
    laest = _ind(
        _sag(
            "<g:fremdrift><g:status>Opstaaet</g:status></g:fremdrift><g:fremdrift><g:status>Oplyst</g:status></g:fremdrift>"
            '<g:udvidelser><g:post noegle="dk.eksempel:x">y</g:post></g:udvidelser>'
        ),
        SAG,
    )
    assert (
        laest["beskeddata"]
        == fra_json(
            json.dumps(
                {
                    **json.loads(_SOM_JSON),
                    "beskeddata": {
                        "registrering": {},
                        "fremdrift": [{"status": "Opstaaet"}, {"status": "Oplyst"}],
                        "udvidelser": {"dk.eksempel:x": "y"},
                    },
                }
            ).encode(),
            skema(SAG),
        )["beskeddata"]
    )


_SOM_JSON = """{"beskedId": "1", "beskedVersion": "1.0",
  "beskedkuvert": {"filtreringsdata": {"beskedtype": "1"}, "leveranceinformation": {}}}"""


@pytest.mark.parametrize(
    ("indhold", "kode", "sti"),
    [
        ("<g:fremdrift/>", "mangler-felt", "beskeddata.fremdrift[0].status"),
        ("<g:fremdrit/>", "ukendt-felt", "beskeddata.fremdrit"),
        ("<f:fremdrift/>", "ukendt-felt", "beskeddata.fremdrift"),
        ("<g:udvidelser/><g:fremdrift/>", "forkert-raekkefoelge", "beskeddata.fremdrift"),
        ("<g:udvidelser><g:post>y</g:post></g:udvidelser>", "opslag", "beskeddata.udvidelser"),
        (
            '<g:udvidelser><g:post noegle="a">y</g:post><g:post noegle="a">y</g:post></g:udvidelser>',
            "dobbelt-noegle", "beskeddata.udvidelser.a",
        ),
        (
            "<g:egenskaber><g:afleveretIndikator>ja</g:afleveretIndikator></g:egenskaber>",
            "forkert-type", "beskeddata.egenskaber[0].afleveretIndikator",
        ),
        (
            "<g:egenskaber><g:oprettetTidspunkt/></g:egenskaber>",
            "tidspunkt-valg", "beskeddata.egenskaber[0].oprettetTidspunkt",
        ),
    ],
)  # fmt: skip
def test_brud_paa_kontrakten_faar_samme_fejl_som_i_json(indhold: str, kode: str, sti: str) -> None:
    assert (kode, sti) in [fejl[:2] for fejl in _fejl(_sag(indhold), SAG)]


@pytest.mark.parametrize(
    "data", ["", "<k:Beskeddata/>", "<k:Beskeddata><a/></k:Beskeddata>", "<k:Beskeddata/><k:Beskeddata/>"]
)
def test_en_kontrakt_vil_have_netop_sit_eget_element(data: str) -> None:
    assert [fejl[0] for fejl in _fejl(besked(data=data), SAG)] == ["beskeddata"]


def test_et_skema_der_ikke_er_en_besked_kan_ikke_siges_i_xml() -> None:
    with pytest.raises(Skemafejl):
        til_xml(_ind(besked()), skema("dk.faelleshub.sag.Sag"))


def test_kuverten_i_xml_har_alle_kontraktens_felter() -> None:
    """A field added to the envelope's contract without its XML element would be lost: this is where one sees it."""
    reference = "<k:{0}><s:UUIDIdentifikator>1</s:UUIDIdentifikator></k:{0}>"
    laest = _ind(
        besked(
            filtrering="<k:RelateretObjekt>"
            + reference.format("ObjektId")
            + reference.format("ObjektType")
            + "</k:RelateretObjekt><k:ObjektRegistrering><k:ObjektRegistreringLokalUdvidelse/></k:ObjektRegistrering>",
            leverance="<k:Leveranceruter><k:Leverancerute/></k:Leveranceruter>",
            kuvert="<k:Modtagerhandling/><k:GyldighedFra><s:GraenseIndikator>true</s:GraenseIndikator></k:GyldighedFra>",
        )
    )
    set_: set[str] = set()
    _har_felterne(byg(skema(FREMMED).raa), laest, set_)
    assert set_ == {
        PRAEFIKS + "faelles." + navn
        for navn in (
            "FremmedHaendelse", "UnikId", "Tidspunkt", "Beskedkuvert", "Filtreringsdata", "RelateretObjekt",
            "ObjektRegistrering", "LokalUdvidelse", "Leveranceinformation", "Leveranceruter", "Leverancerute",
            "Modtagerhandling",
        )
    }  # fmt: skip


def _har_felterne(type_: Type, vaerdi: object, set_: set[str]) -> None:
    """See that each record has exactly its contract's fields, and note its name."""
    match type_:
        case Post(navn, felter) if isinstance(vaerdi, dict):
            assert {felt.navn for felt in felter} == vaerdi.keys()
            set_.add(navn)
            for felt in felter:
                _har_felterne(felt.type, vaerdi[felt.navn], set_)
        case Valgfri(indre) if vaerdi is not None:
            _har_felterne(indre, vaerdi, set_)
        case Listetype(element) if isinstance(vaerdi, list):
            for led in vaerdi:
                _har_felterne(element, led, set_)


def test_elementerne_skrives_i_standardens_raekkefoelge() -> None:
    def boern(sti: str) -> list[str]:
        element = (
            rod if not sti else rod.find("/".join(f"{{urn:oio:besked:kuvert:1.0}}{led}" for led in sti.split("/")))
        )
        assert element is not None
        return [etree.QName(barn).localname for barn in element]

    rod = etree.fromstring(til_xml(fuldt_indhold(), skema(FREMMED)))
    assert boern("") == ["BeskedId", "BeskedVersion", "Beskedkuvert", "Beskeddata", "Beskeddata"]
    assert boern("Beskedkuvert") == [
        "Filtreringsdata", "Leveranceinformation", "Modtagerhandling", "GyldighedFra", "GyldighedTil",
    ]  # fmt: skip
    assert boern("Beskedkuvert/Filtreringsdata") == [
        "Beskedtype", "BeskedAnsvarligAktoer", "TilladtModtager", "TilladtModtager", "RelateretObjekt",
        "ObjektRegistrering", "TvaergaaendeProces",
    ]  # fmt: skip
    assert boern("Beskedkuvert/Filtreringsdata/ObjektRegistrering") == [
        "ObjektRegistreringId", "RegistreringsAktoer", "Registreringstidspunkt", "ObjektAnsvarligMyndighed", "ObjektId",
        "ObjektType", "ObjektHandling", "OpgaveEmne", "ObjektRegistreringLokalUdvidelse",
    ]  # fmt: skip
    assert boern("Beskedkuvert/Leveranceinformation") == [
        "Dannelsestidspunkt", "TransaktionsId", "Kildesystem", "KildesystemIPAdresse", "KildesystemAkkreditiver",
        "Sikkerhedsklassificering", "Leveranceruter", "LeveranceinformationLokalUdvidelse",
    ]  # fmt: skip
    assert boern("Beskedkuvert/Leveranceinformation/Leveranceruter/Leverancerute") == [
        "Fordelingssystem", "ModtagelsesTidspunkt", "LeveranceTidspunkt", "ModtagetFraSystem", "ErLeveretIHenholdTil",
        "LeveranceruteLokalUdvidelse",
    ]  # fmt: skip
    assert fra_xml(etree.tostring(rod), altid(FREMMED))[1] == fuldt_indhold()
