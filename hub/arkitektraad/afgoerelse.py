"""A decision as it is published: signed, and chained to the one before, so that none can be changed or left out.

Pure. Anyone with the council's public key can check the whole row offline (`verificer`).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from hub.arkitektraad.model import Stemme
from schemas.catalogue import Tilstand

INTET: Final = "0" * 64
"""What the first decision names as the hash of the one before."""

_FORAN: Final = b"faelleshub.raad.afgoerelse.1\0"
"""Stands before what is signed, so that a signature of the council fits nothing else."""

Afgoerelsesslags = Literal[
    "blaastempling", "afslag", "aktivering", "udfasning", "tilbagetraekning", "dispensation", "ophaevelse"
]


class Afgoerelse(BaseModel):
    """One decision. `forrige` is the hash of the decision before it, `nr` counts from 1."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    nr: int
    forrige: str
    tidspunkt: dt.datetime
    slags: Afgoerelsesslags
    begrundelse: str
    af: str
    """The role and name of whoever brought it about."""
    behandling: str | None = None
    subject: str | None = None
    version: int | None = None
    skema_id: int | None = None
    skema_guid: str | None = None
    """The guid of the very schema: id, references and text."""
    tilstand: Tilstand | None = None
    """Where the version stands after the decision."""
    stemmer: tuple[Stemme, ...] = ()
    quorum: int | None = None
    vindue_til: dt.datetime | None = None
    dispensation: Mapping[str, Any] | None = None
    """Kommune, rule and period, for a dispensation."""

    def kanonisk(self) -> bytes:
        """The bytes that are signed and hashed: JSON without spaces, its keys in order, without what is not there."""
        return orjson.dumps(self.model_dump(mode="json", by_alias=True, exclude_none=True), option=orjson.OPT_SORT_KEYS)


class SigneretAfgoerelse(BaseModel):
    """A decision with the council's signature; what lies in the topic and what anyone is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    afgoerelse: Afgoerelse
    noegle: str
    """The id of the key that signed: the beginning of the SHA-256 of the public key."""
    signatur: str
    """Ed25519, in base64."""

    @property
    def aftryk(self) -> str:
        """What the next decision names: the hash of the decision and its signature."""
        return hashlib.sha256(self.afgoerelse.kanonisk() + b"\0" + self.signatur.encode()).hexdigest()

    def som_bytes(self) -> bytes:
        """As it lies in the topic, and as a line of an export."""
        return orjson.dumps(self.model_dump(mode="json", by_alias=True, exclude_none=True), option=orjson.OPT_SORT_KEYS)


def noegle_id(noegle: Ed25519PublicKey) -> str:
    """What a public key is called in decisions."""
    raa = noegle.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raa).hexdigest()[:16]


def underskriv(afgoerelse: Afgoerelse, noegle: Ed25519PrivateKey) -> SigneretAfgoerelse:
    """The decision with its signature."""
    signatur = noegle.sign(_FORAN + afgoerelse.kanonisk())
    return SigneretAfgoerelse(
        afgoerelse=afgoerelse,
        noegle=noegle_id(noegle.public_key()),
        signatur=base64.b64encode(signatur).decode(),
    )


@dataclass(frozen=True, slots=True)
class Brud:
    """Where the row stops holding: the place, from 1, and why."""

    nr: int
    grund: str

    def __str__(self) -> str:
        return f"decision {self.nr}: {self.grund}"


@dataclass(frozen=True, slots=True)
class Kontrol:
    """What was found. `antal` counts the decisions that hold; `hoved` is the last of these decisions' hash."""

    antal: int
    hoved: str
    brud: Brud | None

    @property
    def i_orden(self) -> bool:
        """Whether every decision holds."""
        return self.brud is None


def verificer(
    raekken: Iterable[SigneretAfgoerelse], noegler: Iterable[Ed25519PublicKey], *, hoved: str | None = None
) -> Kontrol:
    """Check signatures, numbers and the chain, from the first decision on.

    `hoved` is the hash of the newest decision as someone noted it earlier: it must be in the row, or the row was cut.
    """
    kendte = {noegle_id(noegle): noegle for noegle in noegler}
    forrige, antal, set_hoved = INTET, 0, hoved in {None, INTET}
    for nr, en in enumerate(raekken, 1):
        if grund := _brud(en, nr, forrige, kendte):
            return Kontrol(antal, forrige, Brud(nr, grund))
        forrige, antal = en.aftryk, nr
        set_hoved = set_hoved or forrige == hoved
    if not set_hoved:
        grund = "the head that was noted earlier is not in the row; decisions are missing at its end, or it is another"
        return Kontrol(antal, forrige, Brud(antal + 1, grund))
    return Kontrol(antal, forrige, None)


def _brud(en: SigneretAfgoerelse, nr: int, forrige: str, kendte: Mapping[str, Ed25519PublicKey]) -> str | None:
    if en.afgoerelse.nr != nr:
        return f"it has number {en.afgoerelse.nr}; one was taken out, put in or moved"
    if en.afgoerelse.forrige != forrige:
        return "it does not follow the decision before it; that one, or this, was changed"
    noegle = kendte.get(en.noegle)
    if noegle is None:
        return f"it is signed with the key {en.noegle}, which was not given; give its public key too, if it is trusted"
    try:
        noegle.verify(base64.b64decode(en.signatur, validate=True), _FORAN + en.afgoerelse.kanonisk())
    except (InvalidSignature, binascii.Error, ValueError):
        return "its signature is not the council's; it was changed after it was signed"
    return None
