"""The contracts as data: every one parses, its example goes through Avro and back, and none uses what a peer cannot take."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastavro
import pytest

import schemas
from schemas.catalogue import Katalog, Katalogpost
from schemas.formater.jsonform import fra_json, til_json
from schemas.identifikatorer import MOENSTER
from schemas.kodeliste import Kodelister
from schemas.lint import lint, lint_mappe
from schemas.skema import AVRO_ROD, KUVERT_FELTER, Skema, laes_filer, saml

TYPER = laes_filer()
KATALOG = Katalog.standard()
POSTER = pytest.mark.parametrize("post", KATALOG.poster, ids=lambda post: post.kort_navn)


def skema(post: Katalogpost) -> Skema:
    return Skema(post.id, saml(post.navn, TYPER), post.version)


def test_hver_besked_har_en_katalogpost_og_omvendt() -> None:
    beskeder = {navn for navn, raa in TYPER.items() if raa["fields"][0]["name"] == "beskedId"}
    assert beskeder == {post.navn for post in KATALOG}


@POSTER
def test_eksemplet_bliver_til_avro_og_tilbage_til_det_samme(post: Katalogpost) -> None:
    kontrakt = skema(post)
    indhold = fra_json(post.eksempelfil.read_bytes(), kontrakt)
    ud = io.BytesIO()
    fastavro.schemaless_writer(ud, kontrakt.parset, indhold)
    ud.seek(0)
    assert fastavro.schemaless_reader(ud, kontrakt.parset) == indhold
    assert ud.read() == b""
    assert fra_json(til_json(indhold, kontrakt), kontrakt) == indhold


@POSTER
def test_beskeden_er_kuverten_og_en_post_med_udvidelser(post: Katalogpost) -> None:
    felter = TYPER[post.navn]["fields"]
    assert tuple(felt["name"] for felt in felter) == (*KUVERT_FELTER, "beskeddata")
    type_ = felter[3]["type"]
    if isinstance(type_, str):
        sidste = TYPER[type_]["fields"][-1]
        assert (sidste["name"], sidste["type"], sidste["default"]) == (
            "udvidelser",
            {"type": "map", "values": "string"},
            {},
        )


@POSTER
def test_eksemplets_kuvert_siger_det_kataloget_siger(post: Katalogpost) -> None:
    eksempel = json.loads(post.eksempelfil.read_bytes())
    kuvert = eksempel["beskedkuvert"]
    [registrering] = kuvert["filtreringsdata"]["objektRegistrering"]
    lister = Kodelister.standard()
    assert kuvert["filtreringsdata"]["beskedtype"]["uuid"] == post.beskedtype
    assert ("opgaveEmne" in registrering) >= (post.kle == "paakraevet")
    if post.objekttype:
        assert registrering["objektType"]["uuid"] == lister["objekttype"][post.objekttype].uuid
    if post.handlinger:
        handling = lister["objekthandling"].slaa_op(registrering["objektHandling"]["uuid"])
        assert handling is not None
        assert handling.kode in post.handlinger
    if post.objekt_id:
        assert registrering["objektId"]["uuid"] == eksempel["beskeddata"][post.objekt_id.removeprefix("beskeddata.")]


def test_saglige_eksempler_holder_sammen_paa_tvaers_af_kuvert_og_sag() -> None:
    sag = json.loads(KATALOG.efter_navn("SagRegistreret").eksempelfil.read_bytes())
    [registrering] = sag["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]
    data = sag["beskeddata"]
    ejer = next(aktoer for aktoer in data["aktoerer"] if aktoer["rolle"] == "Ejer")
    klasse = next(klasse for klasse in data["klasser"] if klasse["rolle"] == "PrimaerKlasse")
    assert registrering["objektAnsvarligMyndighed"] == ejer["reference"]
    assert registrering["opgaveEmne"]["urn"] == f"urn:oio:kle:{klasse['brugervendtNoegle']}"
    assert {rolle["rolle"] for rolle in data["itSystemer"]} == {"Master", "Afsender"}


def _typer(node: Any) -> Iterator[Any]:
    yield node
    match node:
        case list():
            for gren in node:
                yield from _typer(gren)
        case dict():
            for navn in ("type", "items", "values"):
                if navn in node and not (navn == "type" and isinstance(node["type"], str)):
                    yield from _typer(node[navn])
            for felt in node.get("fields", ()):
                yield from _typer(felt["type"])


def test_ingen_kontrakt_bruger_en_type_som_en_soejlelaeser_ikke_tager() -> None:
    forbudte = {"float", "double", "bytes", "fixed", "enum"}
    for navn, raa in TYPER.items():
        for type_ in _typer(raa):
            grundtype = type_.get("type") if isinstance(type_, dict) else type_
            assert not (isinstance(grundtype, str) and grundtype in forbudte), navn
            if isinstance(type_, dict) and "logicalType" in type_:
                assert type_["logicalType"] in {"date", "timestamp-micros"}, navn
            if isinstance(type_, list):
                assert len(type_) == 2, navn
                assert type_[0] == "null", navn


def test_hvert_format_er_et_som_identifikatorerne_kender() -> None:

    brugte = {felt["format"] for raa in TYPER.values() for felt in raa["fields"] if "format" in felt}
    assert brugte <= MOENSTER.keys()


def test_vore_egne_kontrakter_har_ingen_fund() -> None:
    assert lint_mappe(AVRO_ROD, kodelister=Kodelister.standard()) == []


def test_en_enkelt_kontrakt_kan_lintes_for_sig_selv_mod_de_kendte_typer() -> None:
    post = KATALOG.efter_navn("Flytning")
    filer = [post.fil, post.skemafil, post.eksempelfil]
    tekster = {fil: fil.read_text(encoding="utf-8") for fil in filer}
    assert lint(tekster, kodelister=Kodelister.standard(), kendte=TYPER) == []
    assert lint(tekster, kodelister=Kodelister.standard()) != []


_CPR = re.compile(r"(?<![\d-])(\d{2})(0[1-9]|1[0-2])\d{2}-?\d{4}(?![\d-])")


def _levende_cpr(tekst: str) -> list[str]:
    return [fund.group() for fund in _CPR.finditer(tekst) if 1 <= int(fund[1]) <= 31]


def test_intet_cpr_nummer_i_schemas_kan_tilhoere_en_levende() -> None:
    rod = Path(schemas.__file__).parent
    filer = [fil for fil in rod.rglob("*") if fil.suffix in {".json", ".yaml", ".avsc", ".py"}]
    assert len(filer) > 100
    fundne = {
        str(fil.relative_to(rod)): fund for fil in filer if (fund := _levende_cpr(fil.read_text(encoding="utf-8")))
    }
    assert fundne == {}


def test_soegningen_efter_levende_cpr_numre_ser_dem() -> None:
    dag, resten = "01", "0190-1234"
    assert _levende_cpr(f"cpr {dag}{resten}") == [dag + resten]
    assert _levende_cpr("cpr 610190-1234") == []
