"""From a link of the log, as the read model keeps it, to the steps that it tells of. Pure.

A decision tells of several: that the message came, what was decided, and each dueslag that it was laid in. They are
told apart when someone asks, which is seldom, and not when the link is written, which is for every message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson

from hub.beskedfordeler.typer import Hop
from hub.log.haendelse import Hopslags, tid

_ORDEN: Final = {slags: nummer for nummer, slags in enumerate(Hopslags)}


def alle_hop(raekker: Iterable[Any]) -> list[Hop]:
    """Every step of these rows of `tabeller.LED`, in order of time; of two at the same moment, as `Hopslags` has them."""
    hop = [et for raekke in raekker for et in _hop(raekke)]
    return sorted(hop, key=lambda et: (et.tidspunkt, _ORDEN[et.slags]))


def _hop(raekke: Any) -> Iterator[Hop]:
    slags, tidspunkt, dueslag = Hopslags(raekke.slags), tid(raekke.tidspunkt), orjson.loads(raekke.dueslag)
    regler = tuple(orjson.loads(raekke.regler))

    def et(slags_: Hopslags, **felter: Any) -> Hop:
        standard = {
            "tidspunkt": tidspunkt,
            "slags": slags_,
            "modtagelse_id": raekke.modtagelse,
            "system": raekke.system,
        }
        return Hop(**standard | felter)

    if slags is Hopslags.AFGJORT:
        modtaget = tidspunkt if raekke.modtaget is None else tid(raekke.modtaget)
        yield et(Hopslags.MODTAGET, tidspunkt=modtaget)
        if raekke.hvem is not None:
            yield et(Hopslags.GENAFSPILLET, hvem=raekke.hvem)
        regler = tuple(dict.fromkeys(regler))
        yield et(slags, udfald=raekke.udfald, regler=regler)
        if regler:
            yield et(Hopslags.FEJLKOE, regler=regler)
        for modtager in dueslag:
            yield et(Hopslags.LAGT, dueslag=modtager)
        return
    fra = dueslag[0] if dueslag else None
    yield et(slags, dueslag=fra, forsoeg=raekke.forsoeg, regler=regler, hvem=raekke.hvem)
    if slags is Hopslags.GENAFSPILLET:
        yield et(Hopslags.LAGT, dueslag=fra)
    elif slags is Hopslags.FEJLKOE and raekke.hvem is not None:
        yield et(Hopslags.GENAFSPILLET, dueslag=fra, hvem=raekke.hvem)
    elif slags is Hopslags.AFVIST:
        yield et(Hopslags.FEJLKOE, dueslag=fra, forsoeg=raekke.forsoeg, regler=regler)
