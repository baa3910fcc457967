"""The linter: a contract that is right has no finding, and every rule finds its own mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.lint import REGLER
from tests.schemas.lintkontrakt import (
    BESKED,
    DATA,
    EKSEMPEL,
    KATALOG,
    LISTER,
    RUM,
    Filer,
    data,
    erstat,
    felt,
    fjern,
    ny_post,
    post,
    proev,
    rigtige,
    saet,
)


def test_en_rigtig_kontrakt_har_ingen_fund() -> None:
    assert proev(rigtige()) == []


UDVIDELSER_SIDST = felt("efternoelen")
TVILLING = [
    felt("emne", format="kle-emne"),
    felt("facet", ["null", "string"], format="kle-facet"),
    felt("titel", ["null", "string"]),
]
TIDSSTEMPEL = {"type": "long", "logicalType": "timestamp-micros"}
DATO = {"type": "int", "logicalType": "date"}

FEJL: list[tuple[str, Callable[[Filer], None], str, Path]] = [
    ("felt med æ", data(navn="løb"), "NAVN", DATA),
    ("felt i snake_case", data(navn="sidste_gang"), "NAVN", DATA),
    ("post i forkert fil", saet(DATA, "namespace", vaerdi="dk.faelleshub.andet"), "NAVN", DATA),
    ("postnavn med lille", ny_post("skur", felt("plads")), "NAVN", Path("borger/skur.avsc")),
    ("felt uden doc", data(navn="plads", doc=""), "RA-10", DATA),
    ("doc gentager navnet", data(navn="antalPladser", doc="The antal pladser."), "RA-10", DATA),
    ("post uden doc", saet(DATA, "doc", vaerdi=" "), "RA-10", DATA),
    ("kuvert mangler et felt", lambda f: f[BESKED]["fields"].pop(1), "KUVERT", BESKED),
    ("kuvert med et felt for meget", lambda f: f[BESKED]["fields"].append(felt("mere")), "KUVERT", BESKED),
    ("kuvert af en anden type", saet(BESKED, "fields", 0, "type", vaerdi="string"), "KUVERT", BESKED),
    ("beskeddata er ingen post", saet(BESKED, "fields", 3, "type", vaerdi="string"), "KUVERT", BESKED),
    ("udvidelser er ikke sidst", lambda f: f[DATA]["fields"].append(UDVIDELSER_SIDST), "RA-04", DATA),
    ("udvidelser uden default", lambda f: f[DATA]["fields"][-1].pop("default"), "RA-04", DATA),
    ("udvidelse uden navnerum", saet(EKSEMPEL, "beskeddata", "udvidelser", "saebe", vaerdi="x"), "RA-04", EKSEMPEL),
    ("navn i brug", ny_post("Person", felt("hue")), "RA-09", Path("borger/Person.avsc")),
    ("samme felter som en fælles type", ny_post("Opgave", *TVILLING), "RA-09", Path("borger/Opgave.avsc")),
    ("type inde i et felt", data(navn="saebe", type_=post("Saebe", felt("duft"))), "RA-09", DATA),
    ("flydende tal", data(navn="vaegt", type_="double"), "PENGE", DATA),
    ("flydende tal i en liste", data(navn="vaegte", type_={"type": "array", "items": "float"}), "PENGE", DATA),
    ("penge som tal", data(navn="gebyr", type_="long"), "PENGE", DATA),
    ("penge som tekst", data(navn="samletBeloeb", type_=["null", "string"]), "PENGE", DATA),
    ("tidspunkt som tekst", data(navn="moedetidspunkt"), "TID", DATA),
    ("råt tidsstempel", data(navn="kl", type_=TIDSSTEMPEL), "TID", DATA),
    ("tidsstempel uden zone", data(navn="kl", type_={"type": "long", "logicalType": "local-timestamp-micros"}), "TID", DATA),
    ("dato som tekst", data(navn="svarfrist"), "TID", DATA),
    ("bytes", data(navn="billede", type_="bytes"), "KOLONNE", DATA),
    ("uuid som logisk type", data(navn="noegle", type_={"type": "string", "logicalType": "uuid"}), "KOLONNE", DATA),
    ("union af tre", data(navn="hvadsomhelst", type_=["null", "string", "long"]), "KOLONNE", DATA),
    ("union uden null først", data(navn="maaske", type_=["string", "null"]), "KOLONNE", DATA),
    ("ukendt type", data(navn="mystik", type_="dk.faelleshub.borger.FindesIkke"), "KOLONNE", DATA),
    ("rekursion", data(navn="indeni", type_=["null", f"{RUM}.FodbadData"]), "KOLONNE", DATA),
    ("ukendt kodeliste", data(navn="duft", kodeliste="dufte"), "RA-11", DATA),
    ("kode uden liste", data(navn="fodbadstype"), "RA-11", DATA),
    ("enumeration", data(navn="duft", type_={"type": "enum", "name": "Duft", "symbols": ["ROSE"]}), "RA-11", DATA),
    ("synonym", data(navn="postnr"), "RA-32", DATA),
    ("synonym bagest", data(navn="modtagerMailadresse"), "RA-32", DATA),
    ("synonym som post", ny_post("Borger", felt("hue")), "RA-32", Path("borger/Borger.avsc")),
    ("ingen katalogpost", fjern(KATALOG), "RA-02", BESKED),
    ("ukendt tilstand", erstat("tilstand: blaastemplet", "tilstand: faerdig"), "RA-02", KATALOG),
    ("objektId peger ved siden af", erstat("beskeddata.fodbadId", "beskeddata.flytteId"), "RA-02", KATALOG),
    ("ukendt handling", erstat("handlinger: [Opret", "handlinger: [Oprett"), "RA-11", KATALOG),
    ("ukendt master", erstat("master: ejersystem", "master: alle"), "RA-11", KATALOG),
    ("intet eksempel", fjern(EKSEMPEL), "EKSEMPEL", BESKED),
    ("eksempel med ukendt felt", saet(EKSEMPEL, "beskeddata", "skum", vaerdi=1), "EKSEMPEL", EKSEMPEL),
    ("eksempel med ukendt kode", saet(EKSEMPEL, "beskeddata", "pris", "valuta", vaerdi="GYLDEN"), "EKSEMPEL", EKSEMPEL),
    ("eksempel af en anden beskedtype", erstat("beskedtype: ", "beskedtype: 00000000-0000-4000-8000-000000000000 #"), "EKSEMPEL", EKSEMPEL),
    ("umærket cpr", erstat("  beskeddata.person: cpr", "  beskeddata.pris: oekonomi"), "PERSON", KATALOG),
    ("mærke uden felt", erstat("  beskeddata.person: cpr", "  beskeddata.person: cpr\n  beskeddata.hund: navn"), "PERSON", KATALOG),
    ("umærket navn", data(navn="fodplejerNavn"), "PERSON", KATALOG),
    ("umærket adresse", data(navn="hjem", type_="dk.faelleshub.faelles.Adresse"), "PERSON", KATALOG),
    ("umærket kontakt", data(navn="telefon"), "PERSON", KATALOG),
    ("umærket helbred", data(navn="allergi"), "PERSON", KATALOG),
    ("umærket helbred som periode", data(navn="sygdomsperiode", type_="dk.faelleshub.faelles.Periode"), "PERSON", KATALOG),
    ("filen er ikke JSON", lambda f: f.update({DATA: "{"}), "FIL", DATA),
    ("filen er ingen post", lambda f: f.update({DATA: '{"type": "enum"}'}), "FIL", DATA),
    ("katalogposten er ikke YAML", lambda f: f.update({KATALOG: "id: [\n"}), "FIL", KATALOG),
]  # fmt: skip


@pytest.mark.parametrize(("goer", "regel", "fil"), [tilfaelde[1:] for tilfaelde in FEJL], ids=[f[0] for f in FEJL])
def test_hver_fejl_findes_af_sin_regel_i_sin_fil(goer: Callable[[Filer], None], regel: str, fil: Path) -> None:
    filer = rigtige()
    goer(filer)
    fund = [f for f in proev(filer) if f.regel == regel]
    assert fund, f"{regel} found nothing"
    assert {f.fil for f in fund} == {fil}
    assert all(all(f.ord) for f in fund)


def test_hver_regel_har_baade_en_fejl_og_et_id() -> None:
    proevede = {regel for _, _, regel, _ in FEJL}
    ider = [(regel.__doc__ or "").partition(":")[0] for regel in REGLER]
    assert set(ider) - {"RA-04"} <= proevede
    assert len(set(ider)) == len(ider)


RIGTIGT: list[tuple[str, Callable[[Filer], None]]] = [
    ("dato", data(navn="svarfrist", type_=DATO)),
    ("valgfri dato", data(navn="moededato", type_=["null", DATO], default=None)),
    ("liste af tekst", data(navn="oensker", type_={"type": "array", "items": "string"}, default=[])),
    ("kode med liste", data(navn="afgoerelsestype", kodeliste="afgoerelse")),
    ("kode med grund til ingen liste", data(navn="fejlkode", kodelisteUndtaget="The distributor's own.")),
    ("ord der ligner men ikke er synonymer", data(navn="gadekaer")),
    ("egen hjælpepost", ny_post("Saebe", felt("duft"), felt("farve"))),
]


@pytest.mark.parametrize("goer", [tilfaelde[1] for tilfaelde in RIGTIGT], ids=[r[0] for r in RIGTIGT])
def test_det_der_er_rigtigt_giver_ingen_fund(goer: Callable[[Filer], None]) -> None:
    filer = rigtige()
    goer(filer)
    if eksempel := filer.get(EKSEMPEL):
        eksempel["beskeddata"] |= {
            f["name"]: _vaerdi(f) for f in filer[DATA]["fields"] if f["name"] not in eksempel["beskeddata"]
        }
    assert proev(filer) == []


def _vaerdi(felt_: dict[str, Any]) -> Any:
    if felt_.get("kodeliste"):
        return next(iter(LISTER[felt_["kodeliste"]])).kode
    return {str(DATO): "2026-03-01", "string": "ord"}.get(str(felt_["type"]), felt_.get("default"))


def test_et_maerke_paa_en_post_daekker_alt_i_den_og_ingen_er_et_svar() -> None:
    filer = rigtige()
    erstat("beskeddata.person: cpr", "beskeddata.person: ingen")(filer)
    assert proev(filer) == []
