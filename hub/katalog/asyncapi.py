"""The whole bus as an AsyncAPI 3 document: servers, topics, messages, and what the hub does with them.

It is written from the hub's own side, as AsyncAPI wants it: what vendors send, the hub receives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.arkitektraad.lager import AFGOERELSER
from hub.beskedfordeler import emner
from hub.katalog.emner import KVITTERING, RAMME, afgoerelse, fejlpost, logled
from hub.katalog.model import Katalogvisning

VERSION: Final = "3.0.0"
MEDIETYPE: Final = "application/vnd.faelleshub.avro"
_AVRO: Final = "application/vnd.apache.avro;version=1.9.0"
_UUID: Final = "UUID, as the API shows it."


def dokument(poster: Sequence[Katalogvisning], version: str, vaert: str, protokol: str = "http") -> dict[str, Any]:
    """The document. `vaert` is the host and port of the hub's API, `version` the hub's own."""
    navne = [_navn(post) for post in poster]
    return {
        "asyncapi": VERSION,
        "id": "urn:faelleshub:bus",
        "info": {
            "title": "Fælleshub",
            "version": version,
            "description": (
                "The bus of the fælleskommunale rammearkitektur. " + RAMME.en + " A message goes only under a "
                "serviceaftale; everything else is denied."
            ),
            "license": {"name": "MPL-2.0", "url": "https://www.mozilla.org/MPL/2.0/"},
            "tags": [{"name": domaene} for domaene in dict.fromkeys(post.domaene for post in poster) if domaene],
        },
        "defaultContentType": MEDIETYPE,
        "servers": _servere(vaert, protokol),
        "channels": _kanaler(navne),
        "operations": _handlinger(navne),
        "components": {
            "messages": _beskeder(poster),
            "schemas": {navn: _avro(post.skema) for navn, post in zip(navne, poster, strict=True)}
            | {
                "Kvitteringssvar": KVITTERING,
                "Raadsafgoerelse": _uden_henvisninger(afgoerelse()),
                "Logled": _avro(logled()),
                "Fejlpost": _avro(fejlpost()),
            },
            "securitySchemes": _sikkerhed(),
            "messageTraits": {"konvolut": _konvolut()},
        },
    }


def _navn(post: Katalogvisning) -> str:
    return post.navn.rpartition(".")[2]


def _avro(skema: Mapping[str, Any]) -> dict[str, Any]:
    return {"schemaFormat": _AVRO, "schema": skema}


def _ref(*led: str) -> dict[str, str]:
    return {"$ref": "#/" + "/".join(led)}


def _uden_henvisninger(skema: Mapping[str, Any]) -> Any:
    """A JSON Schema with its own definitions put in where they are referred to: here `#` is the whole document."""
    definitioner = skema.get("$defs", {})

    def skriv_ud(node: Any) -> Any:
        match node:
            case {"$ref": str() as ref}:
                return skriv_ud(definitioner[ref.rpartition("/")[2]])
            case dict():
                return {navn: skriv_ud(led) for navn, led in node.items() if navn != "$defs"}
            case list():
                return [skriv_ud(led) for led in node]
            case _:
                return node

    return skriv_ud(skema)


def _servere(vaert: str, protokol: str) -> dict[str, Any]:
    return {
        "http": {
            "host": vaert,
            "protocol": protokol,
            "description": "The hub's API: messages are sent to /api/v1/beskeder and fetched by long poll.",
            "security": [_ref("components", "securitySchemes", "token")],
        },
        "kafka": {
            "host": "{bootstrap}",
            "protocol": "kafka-secure",
            "description": "The Kafka cluster, where the hub runs on one; each system reaches its own topics alone.",
            "variables": {"bootstrap": {"default": "localhost:9092", "description": "Bootstrap servers."}},
            "security": [
                _ref("components", "securitySchemes", "scram"),
                _ref("components", "securitySchemes", "certifikat"),
            ],
        },
    }


def _sikkerhed() -> dict[str, Any]:
    return {
        "token": {"type": "http", "scheme": "bearer", "description": "Token of a system or of a role."},
        "scram": {"type": "scramSha512", "description": "The system's Kafka user."},
        "certifikat": {"type": "X509", "description": "The system's certificate."},
    }


def _kanaler(navne: Sequence[str]) -> dict[str, Any]:
    beskeder = {navn: _ref("components", "messages", navn) for navn in navne}
    system = {"system": {"description": f"The system's id, a {_UUID}"}}
    abonnement = {"abonnement": {"description": f"The subscription's id, a {_UUID}"}}
    enkelt = {
        "kvittering": ("Kvitteringssvar", emner.kvittering("{system}"), system, "Receipts to a sender."),
        "beskedlog": ("Logled", emner.LOG, None, "Every decision, in a hash chain."),
        "leveringslog": ("Logled", emner.LEVERINGSLOG, None, "What happened in each dueslag, in a hash chain."),
        "fejlkoe": ("Fejlpost", emner.FEJLKOE, None, "What was refused or given up, with its original bytes."),
        "raad": ("Raadsafgoerelse", AFGOERELSER, None, "The council's decisions, signed and chained."),
    }
    return {
        "indgang": _kanal(emner.INDGANG, beskeder, "What came in over HTTP.", None),
        "indgangSystem": _kanal(emner.direkte("{system}"), beskeder, "What a system writes itself.", system),
        "dueslag": _kanal(emner.dueslag("{abonnement}"), beskeder, "What a subscription gets, in order.", abonnement),
    } | {
        navn: _kanal(adresse, {besked: _ref("components", "messages", besked)}, tekst, parametre)
        for navn, (besked, adresse, parametre, tekst) in enkelt.items()
    }


def _kanal(
    adresse: str, beskeder: Mapping[str, Any], tekst: str, parametre: Mapping[str, Any] | None
) -> dict[str, Any]:
    kanal = {
        "address": adresse,
        "description": tekst,
        "messages": beskeder,
        "servers": [_ref("servers", "kafka")],
        "bindings": {"kafka": {"topic": adresse, "bindingVersion": "0.5.0"}},
    }
    return kanal if parametre is None else kanal | {"parameters": parametre}


def _handlinger(navne: Sequence[str]) -> dict[str, Any]:
    return {
        "modtagBesked": _handling("receive", "indgangSystem", navne, "A system writes its messages itself."),
        "routBesked": _handling("receive", "indgang", navne, "What came in over HTTP is routed."),
        "leverBesked": _handling("send", "dueslag", navne, "A message is laid into each dueslag that may have it."),
        "kvitter": _handling("send", "kvittering", ["Kvitteringssvar"], "The sender hears what became of it."),
        "logAfgoerelse": _handling("send", "beskedlog", ["Logled"], "Every decision is logged."),
        "logLevering": _handling("send", "leveringslog", ["Logled"], "Every step of delivery is logged."),
        "offentliggoerAfgoerelse": _handling(
            "send", "raad", ["Raadsafgoerelse"], "The council's decisions are published."
        ),
        "laegIFejlkoe": _handling("send", "fejlkoe", ["Fejlpost"], "What is refused or given up is kept."),
    }


def _handling(handling: str, kanal: str, beskeder: Sequence[str], tekst: str) -> dict[str, Any]:
    return {
        "action": handling,
        "channel": _ref("channels", kanal),
        "summary": tekst,
        "messages": [_ref("channels", kanal, "messages", besked) for besked in beskeder],
    }


def _beskeder(poster: Sequence[Katalogvisning]) -> dict[str, Any]:
    return {_navn(post): _besked(post) for post in poster} | {
        "Kvitteringssvar": _json("Kvitteringssvar", "Receipt"),
        "Raadsafgoerelse": _json("Raadsafgoerelse", "Decision of the architecture council"),
        "Logled": _post("Logled", "A link of the message log"),
        "Fejlpost": _post("Fejlpost", "An entry of the fejlkø"),
    }


def _json(navn: str, titel: str) -> dict[str, Any]:
    return {
        "name": navn,
        "title": titel,
        "contentType": "application/json",
        "payload": _ref("components", "schemas", navn),
    }


def _post(navn: str, titel: str) -> dict[str, Any]:
    return {
        "name": navn,
        "title": titel,
        "description": "A bare Avro record: no framing, always of this schema.",
        "contentType": "application/vnd.apache.avro",
        "payload": _ref("components", "schemas", navn),
    }


def _besked(post: Katalogvisning) -> dict[str, Any]:
    return {
        "name": post.navn,
        "title": post.titel.en,
        "summary": post.titel.da,
        "description": post.beskrivelse.en,
        "contentType": MEDIETYPE,
        "tags": [{"name": post.domaene or "bus"}],
        "payload": _ref("components", "schemas", _navn(post)),
        "correlationId": {"location": "$message.payload#/beskedId", "description": "BeskedId."},
        "traits": [_ref("components", "messageTraits", "konvolut")],
        "examples": [{"name": "eksempel", "summary": "In Avro's JSON encoding.", "payload": post.eksempler.avro_json}],
        "x-beskedtype": post.beskedtype,
        "x-skema-id": post.skema_id,
        "x-version": post.version,
        "x-tilstand": post.tilstand,
    }


def _konvolut() -> dict[str, Any]:
    tekst = {"type": "string"}
    return {
        "headers": {
            "type": "object",
            "properties": {
                "ce_specversion": tekst | {"const": "1.0"},
                "ce_id": tekst | {"description": "The BeskedId."},
                "ce_source": tekst | {"description": "urn:uuid: and the sending system's id."},
                "ce_type": tekst | {"description": "The contract's full name."},
                "ce_time": tekst | {"format": "date-time"},
                "content-type": tekst,
                "traceparent": tekst | {"description": "W3C Trace Context, where the sender gave one."},
            },
        },
        "bindings": {
            "kafka": {
                "key": tekst | {"description": "A keyed hash of the first object's id, never the id itself."},
                "schemaIdLocation": "payload",
                "schemaIdPayloadEncoding": "confluent",
                "bindingVersion": "0.5.0",
            }
        },
    }
