"""The topics of the bus as a reader of any language needs to know them: who may read each, and how its records are written."""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import Any, Final

from hub.arkitektraad.afgoerelse import SigneretAfgoerelse
from hub.arkitektraad.lager import AFGOERELSER
from hub.beskedfordeler import emner
from hub.beskedfordeler.typer import Kvitteringsstatus
from hub.katalog.model import Emneliste, Emnevisning, Tekst

RAMME: Final = Tekst(
    da=(
        "En besked er Confluents trådformat: en nul-byte, skema-id'et i fire bytes (største først), og derefter Avros "
        "binære form efter skemaet med det id. Skemaet står i kataloget under den beskedtype, hvis version har id'et."
    ),
    en=(
        "A message is in Confluent's wire format: a zero byte, the schema id in four bytes (big-endian), then Avro's "
        "binary form by the schema of that id. The schema stands in the catalogue, under the beskedtype whose version "
        "has the id."
    ),
)

AARSAG: Final = {
    "type": "object",
    "required": ["regel", "kode", "sti", "tekst", "text", "maal"],
    "properties": {
        "regel": {"type": "string", "description": "The rule's id."},
        "kode": {"type": "string", "description": "The reason within the rule."},
        "sti": {"type": "string", "description": "The field it is about."},
        "tekst": {"type": "string", "description": "What is wrong and what to do, in Danish."},
        "text": {"type": "string", "description": "The same in English."},
        "maal": {"type": "string", "description": "The goal of the architecture that the rule serves."},
    },
}

KVITTERING: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A receipt of the hub, or of a receiver, to the sender of a message.",
    "required": ["modtagelseId", "status", "tidspunkt", "aarsager"],
    "properties": {
        "modtagelseId": {"type": "string", "description": "The number of the reception."},
        "status": {"type": "string", "enum": [status.value for status in Kvitteringsstatus]},
        "tidspunkt": {"type": "string", "format": "date-time"},
        "beskedId": {"type": ["string", "null"], "description": "The message's id; null when it could not be read."},
        "transaktionsId": {"type": ["string", "null"]},
        "modtager": {"type": ["string", "null"], "description": "The receiving system, where one answered."},
        "dueslag": {"type": ["string", "null"], "description": "The dueslag that it was in, where one answered."},
        "modtagere": {"type": ["integer", "null"], "description": "How many dueslag it went to, on a decision."},
        "aarsager": {"type": "array", "items": AARSAG, "description": "Why it was refused."},
        "bemaerkning": {"type": ["string", "null"]},
    },
}


def emneliste() -> Emneliste:
    """Every topic that anyone outside may meet, and those that only the hub reads."""
    return Emneliste(ramme=RAMME, poster=[*_aabne(), *_logge(), *_interne()])


@functools.cache
def logled() -> dict[str, Any]:
    """The Avro schema of the message log's records."""
    return _skema("hub.log", "Logled.avsc")


@functools.cache
def fejlpost() -> dict[str, Any]:
    """The Avro schema of the fejlkø's records."""
    return _skema("hub.beskedfordeler", "Fejlpost.avsc")


@functools.cache
def afgoerelse() -> dict[str, Any]:
    """The JSON Schema of a signed decision, standing alone."""
    return SigneretAfgoerelse.model_json_schema(by_alias=True, mode="serialization")


def _skema(pakke: str, fil: str) -> dict[str, Any]:
    skema: dict[str, Any] = json.loads(files(pakke).joinpath(fil).read_bytes())
    return skema


def _aabne() -> list[Emnevisning]:
    return [
        Emnevisning(
            navn=emner.INDGANG,
            indhold="besked",
            da="Hvad der kom ind over HTTP; skrives kun af hubben.",
            en="What came in over HTTP; written by the hub alone.",
        ),
        Emnevisning(
            navn=emner.direkte("{system}"),
            indhold="besked",
            da="Et systems eget indløb på Kafka; skrives kun af systemet selv.",
            en="A system's own input on Kafka; written by that system alone.",
        ),
        Emnevisning(
            navn=emner.dueslag("{abonnement}"),
            indhold="besked",
            da="Et abonnements dueslag; læses kun af systemet, der har abonnementet.",
            en="A subscription's dueslag; read by the system whose subscription it is.",
        ),
        Emnevisning(
            navn=emner.kvittering("{system}"),
            indhold="json",
            da="Kvitteringer til en afsender, som JSON; læses kun af systemet selv.",
            en="Receipts to a sender, as JSON; read by that system alone.",
            skema=KVITTERING,
        ),
        Emnevisning(
            navn=AFGOERELSER,
            indhold="json",
            da="Arkitekturrådets beslutninger, underskrevet og i kæde, som JSON.",
            en="The decisions of the architecture council, signed and chained, as JSON.",
            skema=afgoerelse(),
        ),
    ]


def _logge() -> list[Emnevisning]:
    return [
        Emnevisning(
            navn=emner.LOG,
            indhold="post",
            da="Beskedloggen: hver afgørelse, i en hashkæde, med beskedens egne bytes i feltet besked.",
            en="The message log: every decision, in a hash chain, with the message's own bytes in the field besked.",
            skema=logled(),
        ),
        Emnevisning(
            navn=emner.LEVERINGSLOG,
            indhold="post",
            da="Leveringsloggen: hvad der skete med en besked i sit dueslag, i en hashkæde.",
            en="The delivery log: what happened to a message in its dueslag, in a hash chain.",
            skema=logled(),
        ),
        Emnevisning(
            navn=emner.FEJLKOE,
            indhold="post",
            da="Fejlkøen: hvad der blev afvist eller opgivet, med de oprindelige bytes.",
            en="The fejlkø: what was refused or given up, with its original bytes.",
            skema=fejlpost(),
        ),
    ]


def _interne() -> list[Emnevisning]:
    navne = (
        emner.HOVEDER, emner.HISTORIK, emner.LEVERING, emner.INSTANSER, emner.RUTES_EFTER, emner.FEJLTILSTAND,
        emner.MAERKE, "konfig.{slags}",
    )  # fmt: skip
    return [
        Emnevisning(
            navn=navn,
            indhold="intern",
            da="Hubbens egen tilstand; formen er dens egen sag.",
            en="The hub's own state; its form is its own affair.",
        )
        for navn in navne
    ]
