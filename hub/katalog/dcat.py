"""The catalogue for data portals: DCAT-AP as JSON-LD, an entry per beskedtype. It holds nothing of who takes part.

A beskedtype is a dataset of its own UUID, so that it is the same one in every hub that it is harvested from; its schema
and its examples are the distributions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hub.katalog.model import Katalogvisning, Tekst

MEDIETYPE: Final = "application/ld+json"

_EU: Final = "http://publications.europa.eu/resource/authority"
_IANA: Final = "https://www.iana.org/assignments/media-types"

KONTEKST: Final[Mapping[str, Any]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_STATUS: Final[Mapping[str, str]] = {
    "udkast": "DEVELOP",
    "hoering": "DEVELOP",
    "blaastemplet": "COMPLETED",
    "udfaset": "DEPRECATED",
    "trukket": "WITHDRAWN",
}

Adresse = Callable[[Katalogvisning, str], str]
"""Where something of a beskedtype is fetched: `side`, `skema`, `json`, `avroJson` or `xml`."""


def katalog(poster: Sequence[Katalogvisning], adresse: Adresse, hjemme: str) -> dict[str, Any]:
    """The whole catalogue; `hjemme` is where it is found."""
    return {
        "@context": KONTEKST,
        "@id": hjemme,
        "@type": "dcat:Catalog",
        "dct:title": _sprog(Tekst(da="Fælleshubs servicekatalog", en="The service catalogue of Fælleshub")),
        "dct:description": _sprog(
            Tekst(
                da="De beskedtyper, som sager, dokumenter og hændelser om borgere udveksles med mellem kommunernes systemer.",
                en="The beskedtyper by which kommuner's systems exchange sager, dokumenter and events about citizens.",
            )
        ),
        "dct:publisher": _ejer("Fælleshub", None),
        "dct:language": [_id(f"{_EU}/language/DAN"), _id(f"{_EU}/language/ENG")],
        "dcat:themeTaxonomy": _id(f"{_EU}/data-theme"),
        "foaf:homepage": _id(hjemme),
        "dcat:dataset": [_datasaet(post, adresse) for post in poster],
    }


def post(vist: Katalogvisning, adresse: Adresse) -> dict[str, Any]:
    """The entry of one beskedtype, standing alone."""
    return {"@context": KONTEKST, **_datasaet(vist, adresse)}


def _datasaet(vist: Katalogvisning, adresse: Adresse) -> dict[str, Any]:
    udgivet = [version.registreret for version in vist.versioner if version.registreret is not None]
    return {
        "@id": f"urn:uuid:{vist.beskedtype}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"urn:uuid:{vist.beskedtype}",
        "dct:title": _sprog(vist.titel),
        "dct:description": _sprog(vist.beskrivelse),
        "dct:publisher": _ejer(vist.ejer.navn, vist.ejer.cvr),
        "dcat:theme": [_id(f"{_EU}/data-theme/GOVE")],
        "dcat:keyword": [*_sprog(vist.titel), *({"@value": led, "@language": "da"} for led in _noegleord(vist))],
        "dcat:version": vist.version,
        "adms:status": _id(f"{_EU}/dataset-status/{_STATUS.get(vist.tilstand, 'DEVELOP')}"),
        "dct:accessRights": _id(f"{_EU}/access-right/RESTRICTED"),
        "dct:accrualPeriodicity": _id(f"{_EU}/frequency/CONT"),
        "dct:language": [_id(f"{_EU}/language/DAN")],
        "dct:conformsTo": [
            {"@type": "dct:Standard", "dct:title": {"@value": standard, "@language": "da"}}
            for standard in vist.standardgrundlag
        ],
        "dcat:landingPage": _id(adresse(vist, "side")),
        "dcat:distribution": [
            _distribution(vist, adresse, slags, titel, medietype)
            for slags, titel, medietype in _FORMER
            if slags != "xml" or vist.eksempler.xml is not None
        ],
    } | ({"dct:modified": {"@value": max(udgivet).isoformat(), "@type": "xsd:dateTime"}} if udgivet else {})


_FORMER: Final = (
    ("skema", Tekst(da="Kontrakten (Avro-skema)", en="The contract (Avro schema)"), "application/json"),
    ("json", Tekst(da="Eksempel i JSON", en="Example in JSON"), "application/json"),
    ("avroJson", Tekst(da="Eksempel i Avro-JSON", en="Example in Avro JSON"), "application/json"),
    ("xml", Tekst(da="Eksempel i XML", en="Example in XML"), "application/xml"),
)


def _distribution(vist: Katalogvisning, adresse: Adresse, slags: str, titel: Tekst, medietype: str) -> dict[str, Any]:
    return {
        "@id": f"urn:uuid:{vist.beskedtype}#{slags}",
        "@type": "dcat:Distribution",
        "dct:title": _sprog(titel),
        "dcat:accessURL": _id(adresse(vist, slags)),
        "dcat:mediaType": _id(f"{_IANA}/{medietype}"),
        "dct:format": _id(f"{_EU}/file-type/{'XML' if medietype.endswith('xml') else 'JSON'}"),
        "dct:license": _id("https://www.mozilla.org/MPL/2.0/"),
    }


def _noegleord(vist: Katalogvisning) -> list[str]:
    return [led for led in (vist.domaene, vist.objekttype, vist.navn.rpartition(".")[2]) if led]


def _ejer(navn: str, cvr: str | None) -> dict[str, Any]:
    nummer = {} if cvr is None else {"@id": f"urn:oio:cvr-nr:{cvr}", "dct:identifier": cvr}
    return {"@type": "foaf:Agent", "foaf:name": {"@value": navn, "@language": "da"}} | nummer


def _sprog(tekst: Tekst) -> list[dict[str, str]]:
    return [{"@value": tekst.da, "@language": "da"}, {"@value": tekst.en, "@language": "en"}]


def _id(adresse: str) -> dict[str, str]:
    return {"@id": adresse}
