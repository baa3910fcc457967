"""A record of the input as the router sees it: the message, and what the hub stamped on it at reception.

The headers are written by the hub alone (`indtag`, and `fejlkoe` at a redrive).
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Final, NamedTuple

from brokers import Headers, Record, StoredRecord
from hub.beskedfordeler import emner
from hub.log.haendelse import Sted

SPORINGSFORM: Final = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context's `traceparent`; what looks otherwise is not carried on."""
_NAVNERUM: Final = uuid.UUID("0c7e7b5e-5c0f-5d7c-9b53-0f6c8f5a2d10")


class Genafspil(NamedTuple):
    """That a record is a redrive: of which failure, by whom, and to which dueslag alone, if so."""

    fejl: str
    hvem: str
    til: str | None


class Indpost(NamedTuple):
    """One message of the input, byte for byte as it was sent, with its stamp."""

    besked: bytes
    noegle: bytes | None
    afsender: str
    modtagelse: str
    modtaget: dt.datetime
    sted: Sted
    traceparent: bytes | None = None
    genafspil: Genafspil | None = None


def laes(post: StoredRecord) -> Indpost:
    """Read a record of the input. What lacks a stamp gets one that no system has, so that it is refused, not lost."""
    headers = dict(post.headers)
    fejl = headers.get(emner.GENAFSPILLET)
    til = headers.get(emner.GENAFSPIL_TIL)
    hvem = headers.get(emner.GENAFSPILLET_AF, b"")
    return Indpost(
        besked=post.value or b"",
        noegle=post.key,
        afsender=headers.get(emner.AFSENDER, b"").decode(),
        modtagelse=headers[emner.MODTAGELSE].decode() if emner.MODTAGELSE in headers else _nummer(post),
        modtaget=laes_tid(headers.get(emner.MODTAGET)) or dt.datetime.fromtimestamp(post.timestamp_ms / 1000, dt.UTC),
        sted=Sted(post.topic, post.partition, post.offset),
        traceparent=headers.get(emner.TRACEPARENT),
        genafspil=None
        if fejl is None
        else Genafspil(fejl.decode(), hvem.decode(), None if til is None else til.decode()),
    )


def overfoer(post: StoredRecord, afsender: str, noegle: bytes | None, modtaget: dt.datetime) -> Indpost:
    """What a system wrote on its own topic, stamped as if it had come in by the hub's door.

    Nothing of it but the message is trusted: key, sender and stamp are the hub's. Its number follows from its place.
    """
    traceparent = dict(post.headers).get(emner.TRACEPARENT)
    return Indpost(
        besked=post.value or b"",
        noegle=noegle,
        afsender=afsender,
        modtagelse=_nummer(post),
        modtaget=modtaget,
        sted=Sted(post.topic, post.partition, post.offset),
        traceparent=traceparent if traceparent and SPORINGSFORM.fullmatch(traceparent) else None,
    )


def skriv(ind: Indpost) -> Record:
    """The record of the input that `laes` reads as `ind`; its place is the key's."""
    headers: list[tuple[str, bytes]] = [
        (emner.AFSENDER, ind.afsender.encode()),
        (emner.MODTAGET, ind.modtaget.isoformat().encode()),
        (emner.MODTAGELSE, ind.modtagelse.encode()),
    ]
    if ind.traceparent is not None:
        headers.append((emner.TRACEPARENT, ind.traceparent))
    if ind.genafspil is not None:
        headers.append((emner.GENAFSPILLET, ind.genafspil.fejl.encode()))
        headers.append((emner.GENAFSPILLET_AF, ind.genafspil.hvem.encode()))
        if ind.genafspil.til is not None:
            headers.append((emner.GENAFSPIL_TIL, ind.genafspil.til.encode()))
    faerdige: Headers = tuple(headers)
    return Record(emner.INDGANG, ind.besked, ind.noegle, faerdige)


def laes_tid(vaerdi: bytes | None) -> dt.datetime | None:
    """A header's time, or None when there is none that can be read."""
    if vaerdi is None:
        return None
    try:
        tid = dt.datetime.fromisoformat(vaerdi.decode())
    except ValueError:
        return None
    return tid if tid.tzinfo else None


def _nummer(post: StoredRecord) -> str:
    return str(uuid.uuid5(_NAVNERUM, f"{post.topic}-{post.partition}-{post.offset}"))
