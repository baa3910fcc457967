"""The site's files: whole, valid as documents, the same each time, and clean where they were before."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import get_args
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from hub.arkitektraad.afgoerelse import Afgoerelsesslags
from hub.katalogsite.byg import byg
from hub.katalogsite.ordbog import AENDRINGER, BESLUTNINGER, DOMAENER, PERSONKATEGORIER, TILSTANDE
from hub.katalogsite.sider import sider
from hub.katalogsite.tekster import TEKSTER
from schemas.catalogue import Katalog, Tilstand
from schemas.codec import laes
from schemas.compatibility import Slags
from schemas.kodeliste import Kodelister
from schemas.regler import standardlager
from tests.hub.katalogsite.indhold import siteindhold

ROD = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def dokumenter(site: Path) -> dict[str, html.HtmlElement]:
    return {
        fil.relative_to(site).as_posix(): html.document_fromstring(fil.read_bytes()) for fil in site.rglob("*.html")
    }


def tekst(dokument: html.HtmlElement, id_: str) -> str:
    """The text of the section under a heading."""
    overskrift = dokument.get_element_by_id(id_)
    return " ".join(" ".join(overskrift.getparent().itertext()).split())


def test_hvert_link_foerer_til_en_fil_og_et_sted_der_er_der(
    site: Path, dokumenter: dict[str, html.HtmlElement]
) -> None:
    steder = {sti: {et.get("id") for et in dokument.iter() if et.get("id")} for sti, dokument in dokumenter.items()}
    brudte = []
    antal = 0
    for sti, dokument in dokumenter.items():
        for _, _, link, _ in dokument.iterlinks():
            if link.startswith("data:"):
                continue
            maal = urlsplit(urljoin(f"http://site/{sti}", link))
            fil, anker = unquote(maal.path.lstrip("/")), unquote(maal.fragment)
            antal += 1
            if maal.netloc != "site" or not (site / fil).is_file() or (anker and anker not in steder.get(fil, ())):
                brudte.append((sti, link))
    assert antal > 5_000
    assert brudte == []


def test_soegeindekset_foerer_til_steder_der_er_der(site: Path, dokumenter: dict[str, html.HtmlElement]) -> None:
    for mappe in ("", "en/"):
        skrevet = (site / mappe / "indeks.js").read_text(encoding="utf-8")
        poster = json.loads(skrevet.removeprefix("window.FAELLESHUB_INDEKS = "))
        assert len(poster) > 500
        for post in poster:
            sti, _, anker = post["u"].partition("#")
            dokument = dokumenter[mappe + sti]
            assert not anker or dokument.get_element_by_id(unquote(anker)) is not None, post


def test_hver_side_har_sprog_titel_landemaerker_og_overskrifter_i_orden(
    dokumenter: dict[str, html.HtmlElement],
) -> None:
    titler: Counter[tuple[str | None, str | None]] = Counter()
    for sti, dokument in dokumenter.items():
        assert dokument.get("lang") == ("en" if sti.startswith("en/") else "da"), sti
        titler[dokument.get("lang"), dokument.findtext(".//title")] += 1
        assert len(dokument.findall(".//main")) == len(dokument.findall(".//h1")) == 1, sti
        assert dokument.findall(".//header"), sti
        assert dokument.findall(".//footer"), sti
        assert all(nav.get("aria-label") for nav in dokument.iter("nav")), sti
        niveauer = [int(et.tag[1]) for et in dokument.iter("h1", "h2", "h3", "h4")]
        assert all(b - a <= 1 for a, b in itertools.pairwise(niveauer)), (sti, niveauer)
        dobbelte = [
            id_ for id_, antal in Counter(et.get("id") for et in dokument.iter() if et.get("id")).items() if antal > 1
        ]
        assert not dobbelte, (sti, dobbelte)
        for tabel in dokument.iter("table"):
            assert all(et.get("scope") for et in tabel.iter("th")), sti
            ramme = tabel.getparent()
            assert (ramme.get("role"), ramme.get("tabindex")) == ("region", "0"), sti
            assert ramme.get("aria-label"), sti
    assert max(titler.values()) == 1


def test_ingen_side_henter_noget_udefra_eller_har_kode_i_sig(dokumenter: dict[str, html.HtmlElement]) -> None:
    for sti, dokument in dokumenter.items():
        (politik,) = dokument.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in politik
        assert "unsafe" not in politik
        assert not dokument.xpath("//script[not(@src)] | //style | //@style | //@*[starts-with(name(), 'on')]"), sti


def test_beskedtypens_side_fortaeller_det_hele(dokumenter: dict[str, html.HtmlElement]) -> None:
    side = dokumenter["beskedtyper/Flytning.html"]
    fakta = tekst(side, "kort-fortalt")
    for ventet in ("Fælleshubs arkitekturråd", "Blåstemplet", "dk.faelleshub.borger.Flytning", "4711"):
        assert ventet in fakta
    assert side.get_element_by_id("FlytningData.nyTelefon") is not None
    assert "personoplysning" in side.get_element_by_id("Person.cpr").text_content()
    assert "CPR-nummer" in tekst(side, "personoplysninger")
    eksempler = tekst(side, "eksempler")
    for ventet in ("Haendelsesbesked", '"string"', "JSON, som API'et taler"):
        assert ventet in eksempler
    versioner = tekst(side, "versioner")
    assert "2026-06-01 12:00 UTC" in versioner
    assert "fulgte med hubben" in versioner
    forskelle = tekst(side, "versioner").partition("Forskelle mellem versioner")[2]
    for ventet in (
        "Fra 1.0 til 2",
        "beskeddata.nyTelefon",
        "felt tilføjet",
        "Changed words.",
        "Den nye version læser den gamle",
    ):
        assert ventet in forskelle
    assert (
        "2026-06-01 12:00 UTC 2 Blåstempling Feltet <ønskes> af to kommuner & en leverandør. Arkitekturrådet"
    ) in tekst(side, "beslutninger")


def test_siden_siger_hvem_der_sender_og_modtager_under_aftalerne(dokumenter: dict[str, html.HtmlElement]) -> None:
    deltagere = tekst(dokumenter["beskedtyper/SagRegistreret.html"], "deltagere")
    assert "Må sende System Myndighed (CVR) byggesag 58271713" in deltagere
    assert "Må modtage System Myndighed (CVR) Abonnerer esdh 58271713 ja" in deltagere
    assert "Ingen har en aftale om det." in tekst(dokumenter["beskedtyper/Flytning.html"], "deltagere")


def test_hver_beskedtype_og_kodeliste_har_en_side_paa_begge_sprog(dokumenter: dict[str, html.HtmlElement]) -> None:
    for mappe in ("", "en/"):
        for post in Katalog.standard():
            assert f"{mappe}beskedtyper/{post.kort_navn}.html" in dokumenter
        for liste in Kodelister.standard().values():
            side = dokumenter[f"{mappe}kodelister/{liste.id}.html"]
            assert len(side.findall(".//tbody/tr")) == len(liste)


def test_eksempelfilerne_er_hele_beskeder(site: Path) -> None:
    for post in Katalog.standard():
        laest = laes((site / "eksempler" / f"{post.kort_navn}.avro").read_bytes(), standardlager())
        assert laest.skema.id == post.id
        assert json.loads((site / "eksempler" / f"{post.kort_navn}.json").read_bytes()) == json.loads(
            post.eksempelfil.read_bytes()
        )
        assert (site / "eksempler" / f"{post.kort_navn}.xml").read_bytes().startswith(b"<?xml")


def test_samme_indhold_giver_samme_bytes(site: Path) -> None:
    for sti, data in sider(siteindhold()):
        assert (site / sti).read_bytes() == data, sti


def test_en_ny_udgave_tager_sine_egne_gamle_filer_vaek_og_intet_andet(tmp_path: Path) -> None:
    alt = siteindhold()
    byg(alt, tmp_path)
    fremmed = tmp_path / "beskedtyper" / "min-egen.txt"
    fremmed.write_text("bliver")
    udenfor = tmp_path.parent / "udenfor.txt"
    udenfor.write_text("bliver")
    liste = tmp_path / ".faelleshub-katalog.json"
    liste.write_text(json.dumps([*json.loads(liste.read_text()), "../udenfor.txt", str(udenfor)]))
    faerre = siteindhold().__class__(alt.poster[:1], alt.version)
    byg(faerre, tmp_path)
    assert [fil.name for fil in (tmp_path / "beskedtyper").glob("*.html")] == ["SagRegistreret.html"]
    assert fremmed.read_text() == udenfor.read_text() == "bliver"


def test_uden_aftaler_siger_siden_hvor_de_staar(tmp_path: Path) -> None:
    alt = siteindhold()
    byg(alt.__class__(alt.poster[:1], alt.version), tmp_path)
    side = html.document_fromstring((tmp_path / "beskedtyper" / "SagRegistreret.html").read_bytes())
    assert "serviceaftalerne i den enkelte hub" in tekst(side, "deltagere")


@pytest.mark.timeout(300)
def test_pakken_baerer_skabeloner_og_stil(tmp_path: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "build", "--quiet", "--wheel", "-o", str(tmp_path), str(ROD)], check=True, timeout=240)
    (hjul,) = tmp_path.glob("*.whl")
    med = set(zipfile.ZipFile(hjul).namelist())
    egne = [fil for mappe in ("skabeloner", "statisk") for fil in (ROD / "hub" / "katalogsite" / mappe).iterdir()]
    assert len(egne) > 8
    assert {fil.relative_to(ROD).as_posix() for fil in egne} <= med


def test_hvert_ord_i_kataloget_har_et_navn_paa_begge_sprog() -> None:
    poster = list(Katalog.standard())
    assert {post.domaene for post in poster} <= DOMAENER.keys()
    assert {slags for post in poster for slags in post.personoplysninger.values()} <= PERSONKATEGORIER.keys()
    assert set(get_args(Tilstand)) == TILSTANDE.keys()
    assert {slags.value for slags in Slags} == AENDRINGER.keys()
    assert set(get_args(Afgoerelsesslags)) == BESLUTNINGER.keys()
    for ord_ in (TEKSTER, TILSTANDE, DOMAENER, PERSONKATEGORIER, AENDRINGER, BESLUTNINGER):
        assert all(da.strip() and en.strip() for da, en in ord_.values())
