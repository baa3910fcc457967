"""The messages: one stock of bytes for the hub and for every peer, as they lie in the hub's input with their stamp."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Final

from bench.embedded import AFSENDER, beskeder
from brokers import Record
from hub.beskedfordeler import emner, indpost
from hub.beskedfordeler.indpost import Indpost
from hub.kontrakter.historik import noegle
from hub.log.haendelse import Sted

HEMMELIGHED: Final = "a secret of this benchmark and no other"
_PORTION: Final = 5_000
_STED: Final = Sted(emner.INDGANG, -1, -1)


def poster(antal: int) -> Iterator[Record]:
    """So many first registrations, each of a sag of its own, keyed by it."""
    for fra in range(0, antal, _PORTION):
        for objekt, raa in beskeder(min(_PORTION, antal - fra)):
            yield stemplet(raa, objekt)


def stemplet(raa: bytes, objekt: str) -> Record:
    """A message as the hub's intake makes it durable."""
    noegle_ = noegle(HEMMELIGHED.encode(), objekt)
    nu = dt.datetime.now(dt.UTC)
    return indpost.skriv(Indpost(raa, noegle_, AFSENDER.id, str(uuid.uuid4()), nu, _STED))
