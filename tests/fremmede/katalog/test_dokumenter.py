"""What the catalogue writes for other tools, judged by theirs: AsyncAPI's own schema, and a JSON-LD processor."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import fastavro
import jsonschema
import pytest

from hub.katalog import asyncapi, dcat
from hub.katalog.emner import emneliste
from hub.katalog.model import Katalogvisning
from hub.katalog.visning import visning
from schemas.catalogue import Katalog
from tests.fremmede.katalog.programmer import koert, node, pakker
from tests.hub.katalogsite.indhold import NY_ID, grundlag

pytestmark = pytest.mark.timeout(600)

DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.fixture(scope="module")
def poster() -> list[Katalogvisning]:
    alt = grundlag()
    return [visning(alt, post) for post in alt.katalog]


@pytest.fixture(scope="module")
def dokument(poster: list[Katalogvisning]) -> Any:
    return json.loads(json.dumps(asyncapi.dokument(poster, "1.2.3", "hub.example.dk:8080", "https")))


@pytest.fixture(scope="module")
def officielt() -> jsonschema.Draft7Validator:
    """AsyncAPI's own schema, as its project publishes it."""
    fil = pakker() / "@asyncapi" / "specs" / "schemas" / f"{asyncapi.VERSION}.json"
    return jsonschema.Draft7Validator(json.loads(fil.read_bytes()))


def henvisninger(node: Any) -> Iterator[str]:
    match node:
        case {"$ref": str() as ref}:
            yield ref
        case dict():
            for led in node.values():
                yield from henvisninger(led)
        case list():
            for led in node:
                yield from henvisninger(led)


def test_asyncapi_dokumentet_holder_det_officielle_skema(dokument: Any, officielt: jsonschema.Draft7Validator) -> None:
    assert [(list(fejl.absolute_path), fejl.message[:200]) for fejl in officielt.iter_errors(dokument)] == []


@pytest.mark.parametrize(
    "sti",
    [("info", "title"), ("servers", "kafka", "host"), ("operations", "kvitter", "action"), ("operations", "kvitter", "channel")],
)  # fmt: skip
def test_det_officielle_skema_finder_det_der_mangler(
    dokument: Any, officielt: jsonschema.Draft7Validator, sti: tuple[str, ...]
) -> None:
    mangelfuldt = copy.deepcopy(dokument)
    mangelfuldt["components"]["messages"] = mangelfuldt["components"]["schemas"] = {}
    del_ = mangelfuldt
    for led in sti[:-1]:
        del_ = del_[led]
    del del_[sti[-1]]
    assert not officielt.is_valid(mangelfuldt)


def test_hver_henvisning_i_asyncapi_dokumentet_foerer_et_sted_hen(dokument: Any) -> None:
    fundne = set(henvisninger(dokument))
    assert len(fundne) > 60
    for ref in fundne:
        del_ = dokument
        for led in ref.removeprefix("#/").split("/"):
            del_ = del_[led]
        assert del_


def test_asyncapi_dokumentet_er_hele_bussen(dokument: Any) -> None:
    aabne = {emne.navn for emne in emneliste().poster if emne.indhold != "intern"}
    assert {kanal["address"] for kanal in dokument["channels"].values()} == aabne
    for kanal in dokument["channels"].values():
        assert set(kanal.get("parameters", ())) == set(re.findall(r"\{(\w+)\}", kanal["address"]))
    beskeder = dokument["components"]["messages"]
    for post in Katalog.standard():
        besked = beskeder[post.kort_navn]
        assert besked["x-beskedtype"] == post.beskedtype
        skema = dokument["components"]["schemas"][post.kort_navn]["schema"]
        parset: Any = fastavro.parse_schema(skema)
        assert parset["name"] == post.navn
        assert besked["examples"][0]["payload"]["beskedVersion"]
    assert beskeder["Flytning"]["x-skema-id"] == NY_ID
    assert dokument["servers"]["http"] | {"description": "", "security": []} == {
        "host": "hub.example.dk:8080", "protocol": "https", "description": "", "security": [],
    }  # fmt: skip


def adresse(post: Katalogvisning, slags: str) -> str:
    return f"https://katalog.example.dk/{post.beskedtype}/{slags}"


async def kvadrupler(dokument: Any) -> set[tuple[str, str, str]]:
    """The statements of a JSON-LD document, as a processor that is not ours reads it."""
    ud = await koert([*node("kvadrupler.js"), "https://katalog.example.dk/"], json.dumps(dokument).encode())
    linjer = [linje for linje in ud.decode().splitlines() if linje]
    return {(emne, praedikat.strip("<>"), genstand) for emne, praedikat, genstand in map(_led, linjer)}


def _led(linje: str) -> tuple[str, str, str]:
    emne, praedikat, resten = linje.split(" ", 2)
    return emne, praedikat, resten.removesuffix(" .")


def vaerdier(udsagn: set[tuple[str, str, str]], emne: str, praedikat: str) -> set[str]:
    return {genstand for e, p, genstand in udsagn if e == emne and p == praedikat}


async def test_dataportalen_faar_en_post_per_beskedtype(poster: list[Katalogvisning]) -> None:
    udsagn = await kvadrupler(dcat.katalog(poster, adresse, "https://katalog.example.dk/"))
    katalog = "<https://katalog.example.dk/>"
    assert vaerdier(udsagn, katalog, f"{RDF}type") == {f"<{DCAT}Catalog>"}
    for praedikat in ("title", "description", "publisher"):  # what DCAT-AP demands of a catalogue
        assert vaerdier(udsagn, katalog, f"{DCT}{praedikat}"), praedikat
    saet = vaerdier(udsagn, katalog, f"{DCAT}dataset")
    assert saet == {f"<urn:uuid:{post.beskedtype}>" for post in Katalog.standard()}
    for et in saet:
        assert vaerdier(udsagn, et, f"{RDF}type") == {f"<{DCAT}Dataset>"}
        for praedikat in (f"{DCT}title", f"{DCT}description"):
            assert {tekst.rpartition("@")[2] for tekst in vaerdier(udsagn, et, praedikat)} == {"da", "en"}
        for praedikat in (f"{DCT}publisher", f"{DCAT}theme", f"{DCT}accessRights", f"{DCT}identifier"):
            assert len(vaerdier(udsagn, et, praedikat)) == 1, praedikat
        (udgiver,) = vaerdier(udsagn, et, f"{DCT}publisher")
        assert vaerdier(udsagn, udgiver, "http://xmlns.com/foaf/0.1/name")
        distributioner = vaerdier(udsagn, et, f"{DCAT}distribution")
        assert len(distributioner) == 4
        for en in distributioner:
            assert len(vaerdier(udsagn, en, f"{DCAT}accessURL")) == 1


async def test_posten_staar_ogsaa_alene(poster: list[Katalogvisning]) -> None:
    post = next(en for en in poster if en.navn.endswith(".Flytning"))
    udsagn = await kvadrupler(dcat.post(post, adresse))
    emne = f"<urn:uuid:{post.beskedtype}>"
    assert vaerdier(udsagn, emne, f"{DCAT}version") == {'"2"'}
    assert vaerdier(udsagn, emne, f"{DCT}modified") == {
        '"2026-06-01T12:00:00+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    }
    assert "<http://publications.europa.eu/resource/authority/dataset-status/COMPLETED>" in vaerdier(
        udsagn, emne, "http://www.w3.org/ns/adms#status"
    )


async def test_portalens_post_siger_intet_om_hvem_der_deltager(poster: list[Katalogvisning]) -> None:
    assert any(post.afsendere for post in poster)
    skrevet = json.dumps(dcat.katalog(poster, adresse, "https://katalog.example.dk/"))
    for post in poster:
        for deltager in (*post.afsendere, *post.modtagere):
            assert deltager.system not in skrevet
            assert f'"{deltager.navn}"' not in skrevet
