"""The contracts' own examples as test material, and changes to them."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from schemas.catalogue import Katalog
from schemas.formater.jsonform import fra_json
from schemas.regler import standardlager
from schemas.regler.regel import FJERN, Aendring, IAvro


def eksempel(navn: str) -> dict[str, Any]:
    """The catalogue's example of a contract (full name), as JSON data."""
    data: dict[str, Any] = json.loads(Katalog.standard().efter_navn(navn).eksempelfil.read_bytes())
    return data


def aendret(besked: dict[str, Any], aendring: Aendring) -> dict[str, Any]:
    """A changed copy."""
    besked = copy.deepcopy(besked)
    assert not isinstance(aendring, IAvro)
    if callable(aendring):
        aendring(besked)
        return besked
    for sti, vaerdi in aendring.items():
        _saet(besked, sti, vaerdi)
    return besked


def _saet(besked: Any, sti: str, vaerdi: Any) -> None:
    *vej, sidste = [int(led) if led.isdigit() else led for led in re.findall(r"[^.\[\]]+", sti)]
    for led in vej:
        besked = besked[led] if isinstance(led, int) else besked.setdefault(led, {})
    if vaerdi is FJERN:
        besked.pop(sidste, None)
    else:
        besked[sidste] = copy.deepcopy(vaerdi)


def indhold(navn: str, aendring: Aendring | None = None) -> dict[str, Any]:
    """What the codec would read of a contract's example, changed."""
    besked = eksempel(navn)
    if aendring is not None and not isinstance(aendring, IAvro):
        besked = aendret(besked, aendring)
    data: dict[str, Any] = fra_json(json.dumps(besked).encode(), standardlager().nyeste(navn))
    return aendret(data, aendring.aendringer) if isinstance(aendring, IAvro) else data
