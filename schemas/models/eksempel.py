"""Examples to begin with: the catalogue's message of each kind, with ids that no message has had before.

For tests and for an author's first minutes; the way of a message does not go through here.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from schemas.models.besked import Besked
from schemas.models.grund import snake
from schemas.models.kuvert import UnikId

B = TypeVar("B", bound=Besked)


def eksempel(klasse: type[B]) -> B:
    """The example of a contract: fresh message id, transaktionsId and object, everything else as in the catalogue."""
    besked = klasse.model_validate_json(_tekst(klasse.katalogpost().eksempelfil))
    besked.besked_id = _ny()
    besked.beskedkuvert.leveranceinformation.transaktions_id = _ny()
    if besked.registrering:
        besked.registrering.objekt_registrering_id = _ny()
        besked.registrering.objekt_id = objekt_id = _ny()
        _saet_objekt_id(besked, str(objekt_id))
    return besked


@functools.cache
def _tekst(fil: Path) -> bytes:
    return fil.read_bytes()


def _ny() -> UnikId:
    return UnikId.model_validate(uuid4())


def _saet_objekt_id(besked: Besked, objekt_id: str) -> None:
    sti = besked.katalogpost().objekt_id
    if sti is None:
        return
    *foran, sidst = (snake(led) for led in sti.split("."))
    holder = functools.reduce(getattr, foran, besked)
    setattr(holder, sidst, objekt_id)
