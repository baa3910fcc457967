"""What the registry's topic holds: one kind of record per thing that can change, the newest of each key counts.

Keys and values are JSON. A schema is never taken away, only its text: its id stays taken, and the same schema gets it
back.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson

AVRO: Final = "AVRO"

POST_BYTES: Final = 1_000_000
"""Of the largest schema record; the topic takes more."""

Noegle = tuple[str | int, ...]


class Mode(enum.StrEnum):
    """What may be written."""

    READWRITE = "READWRITE"
    """Schemas are registered, and get the next id."""
    READONLY = "READONLY"
    """Nothing is registered or deleted; a subject's own mode goes before the one around it."""
    READONLY_OVERRIDE = "READONLY_OVERRIDE"
    """As READONLY; set for all, it goes before every subject's own mode."""
    IMPORT = "IMPORT"
    """Schemas are brought over from another registry, under the ids and versions that they had there."""


class Henvisning(NamedTuple):
    """A reference as it was sent: the name it is known by, and the subject and version that it is."""

    navn: str
    subject: str
    version: int

    def som_json(self) -> dict[str, Any]:
        """As the interface writes it."""
        return {"name": self.navn, "subject": self.subject, "version": self.version}


@dataclass(frozen=True, slots=True)
class Skemapost:
    """A schema under its id. `tekst` is None once every version of it was deleted for good."""

    kontekst: str
    id: int
    guid: str
    tekst: str | None = field(repr=False)
    lighed: str
    udskrevet_lighed: str
    henvisninger: tuple[Henvisning, ...] = ()
    metadata: Mapping[str, Any] | None = field(default=None, repr=False)
    regler: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def noegle(self) -> Noegle:
        """Its key in the topic."""
        return ("skema", self.kontekst, self.id)


@dataclass(frozen=True, slots=True)
class Udgivelse:
    """A version of a subject: which schema it is, when it came (milliseconds since 1970) and from whom."""

    subject: str
    version: int
    id: int
    tid: int
    hvem: str
    slettet: bool = False

    @property
    def noegle(self) -> Noegle:
        """Its key in the topic."""
        return ("version", self.subject, self.version)


@dataclass(frozen=True, slots=True)
class Indstilling:
    """The configuration of a subject, of a context (`:.room:`) or, with the empty name, of the default context."""

    subject: str
    felter: Mapping[str, Any]

    @property
    def noegle(self) -> Noegle:
        """Its key in the topic."""
        return ("config", self.subject)


@dataclass(frozen=True, slots=True)
class Modepost:
    """The mode of a subject, of a context or of the default context."""

    subject: str
    mode: Mode

    @property
    def noegle(self) -> Noegle:
        """Its key in the topic."""
        return ("mode", self.subject)


@dataclass(frozen=True, slots=True)
class Kontekstpost:
    """A context that something was registered in."""

    kontekst: str

    @property
    def noegle(self) -> Noegle:
        """Its key in the topic."""
        return ("context", self.kontekst)


@dataclass(frozen=True, slots=True)
class Fjernet:
    """The record of this key is no more."""

    noegle: Noegle


Post = Skemapost | Udgivelse | Indstilling | Modepost | Kontekstpost | Fjernet


class UlaeseligPost(ValueError):
    """A record that this version of the hub cannot use."""


def pak(post: Post) -> tuple[bytes, bytes | None]:
    """Key and value of a record."""
    noegle = orjson.dumps(post.noegle)
    match post:
        case Skemapost():
            vaerdi: Any = {
                "guid": post.guid,
                "tekst": post.tekst,
                "lighed": post.lighed,
                "udskrevet": post.udskrevet_lighed,
                "henvisninger": [list(en) for en in post.henvisninger],
                "metadata": post.metadata,
                "regler": post.regler,
            }
        case Udgivelse():
            vaerdi = {"id": post.id, "tid": post.tid, "hvem": post.hvem, "slettet": post.slettet}
        case Indstilling():
            vaerdi = post.felter
        case Modepost():
            vaerdi = post.mode
        case Kontekstpost():
            vaerdi = True
        case Fjernet():
            return noegle, None
    return noegle, orjson.dumps(vaerdi)


def pak_ud(noegle: bytes | None, vaerdi: bytes | None) -> Post:
    """The record of a key and a value. Raises UlaeseligPost."""
    try:
        dele = orjson.loads(noegle or b"")
        return Fjernet(tuple(dele)) if vaerdi is None else _post(dele, orjson.loads(vaerdi))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as fejl:
        raise UlaeseligPost(type(fejl).__name__) from None


def _post(noegle: list[Any], vaerdi: Any) -> Post:
    match noegle:
        case ["skema", str() as kontekst, int() as id_]:
            return Skemapost(
                kontekst,
                id_,
                vaerdi["guid"],
                vaerdi["tekst"],
                vaerdi["lighed"],
                vaerdi["udskrevet"],
                tuple(Henvisning(*en) for en in vaerdi["henvisninger"]),
                vaerdi["metadata"],
                vaerdi["regler"],
            )
        case ["version", str() as subject, int() as version]:
            return Udgivelse(subject, version, vaerdi["id"], vaerdi["tid"], vaerdi["hvem"], vaerdi["slettet"])
        case ["config", str() as subject]:
            return Indstilling(subject, dict(vaerdi))
        case ["mode", str() as subject]:
            return Modepost(subject, Mode(vaerdi))
        case ["context", str() as kontekst]:
            return Kontekstpost(kontekst)
        case _:
            raise ValueError(noegle)
