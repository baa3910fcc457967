"""What a site holds for programs: the catalogue as JSON, each contract and its examples, AsyncAPI, DCAT-AP."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lxml import etree

from hub.katalog import asyncapi, dcat
from hub.katalog.model import Katalogvisning, Versionsvisning
from hub.katalogsite.indhold import Siteindhold
from hub.katalogsite.navne import kort

_FILER: Final = {"side": "beskedtyper/{}.html", "skema": "skemaer/{}.avsc", "json": "eksempler/{}.json",
                 "avroJson": "eksempler/{}.avro.json", "xml": "eksempler/{}.xml"}  # fmt: skip


class Eksempel(NamedTuple):
    """An example as the page shows it: the key of its heading, where it lies as a file, and its text."""

    overskrift: str
    fil: str
    tekst: str


def filer(indhold: Siteindhold) -> Iterator[tuple[str, bytes]]:
    """Every file for programs, under its path."""
    hjem = indhold.adresse

    def sti(post: Katalogvisning, slags: str) -> str:
        return _FILER[slags].format(kort(post.navn))

    def absolut(post: Katalogvisning, slags: str) -> str:
        return f"{hjem}/{sti(post, slags)}" if hjem else sti(post, slags)

    def fra_mappe(post: Katalogvisning, slags: str) -> str:
        return absolut(post, slags) if hjem else f"../{sti(post, slags)}"

    poster = indhold.poster
    yield "asyncapi.json", _json(asyncapi.dokument(poster, indhold.version, indhold.vaert, indhold.protokol))
    yield "katalog.jsonld", _json(dcat.katalog(poster, absolut, f"{hjem}/" if hjem else "./"))
    katalog = {
        "emner": indhold.emner.model_dump(mode="json", by_alias=True, exclude_none=True),
        "poster": [post.model_dump(mode="json", by_alias=True, exclude_none=True) for post in poster],
    }
    yield "katalog.json", json.dumps(katalog, ensure_ascii=False, separators=(",", ":")).encode()
    for post in poster:
        yield f"dcat/{kort(post.navn)}.jsonld", _json(dcat.post(post, fra_mappe))
        yield from _om(post)
    for emne in indhold.emner.poster:
        if emne.indhold == "post" and emne.skema is not None:
            yield f"skemaer/{emne.skema['name']}.avsc", _json(emne.skema)


def _om(post: Katalogvisning) -> Iterator[tuple[str, bytes]]:
    """The schemas and examples of one beskedtype."""
    for version in post.versioner:
        if version.skema is not None:
            yield skemafil(post, version), _json(version.skema)
    yield f"eksempler/{kort(post.navn)}.avro", base64.b64decode(post.eksempler.avro)
    for eksempel in eksempler(post):
        yield eksempel.fil, eksempel.tekst.encode()


def skemafil(post: Katalogvisning, version: Versionsvisning) -> str:
    """Where the schema of a version lies; the one that is shown has the plain name."""
    navn = kort(post.navn)
    return _FILER["skema"].format(navn if version.skema is None else f"{navn}-{version.version}")


def eksempler(post: Katalogvisning) -> list[Eksempel]:
    """The examples of a beskedtype, and its schema."""
    navn = kort(post.navn)
    alle = [
        Eksempel("json_form", f"eksempler/{navn}.json", _tekst(post.eksempel)),
        Eksempel("avrojson_form", f"eksempler/{navn}.avro.json", _tekst(post.eksempler.avro_json)),
    ]
    if post.eksempler.xml is not None:
        alle.append(Eksempel("xml_form", f"eksempler/{navn}.xml", _pynt(post.eksempler.xml)))
    alle.append(Eksempel("skema_form", f"skemaer/{navn}.avsc", _tekst(post.skema)))
    return alle


def _tekst(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _json(data: Any) -> bytes:
    return _tekst(data).encode()


def _pynt(xml: str) -> str:
    """The XML with a line per element."""
    laeser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True)
    rod = etree.fromstring(xml.encode(), laeser)
    etree.indent(rod)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(rod, encoding="unicode") + "\n"
