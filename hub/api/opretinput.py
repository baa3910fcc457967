"""A value list as the platform's OpretInput (XML): what is kept of one that came in, and how it is given back.

The values are a set: one that came twice is kept once, where it first stood, and in the normal form that routing
compares by. Everything else of the request is kept beside the list (`Vaerdiliste.opret_input`) and comes out as it was.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from hub.api.problem import Problem
from hub.konfiguration.model import Vaerdiliste
from schemas.formater.xml import vaerdiliste as xml
from schemas.formater.xml.vaerdiliste import Attributliste, Egenskab, OpretInput, fra_opret_input, til_opret_input


def fra_oensket(oensket: OpretInput, system: str) -> tuple[dict[str, Any], Sequence[str]]:
    """The list that the request makes for a system, as the JSON body would say it, and its values. Raises Problem."""
    egenskaber = oensket.attributliste.egenskaber if oensket.attributliste else ()
    if len(egenskaber) != 1:
        raise Problem(
            "ugyldigt-indhold",
            f"The request makes {len(egenskaber)} value lists; send one Egenskab per request.",
            f"Forespørgslen opretter {len(egenskaber)} værdilister; send én Egenskab pr. forespørgsel.",
        )
    liste = egenskaber[0].vaerdiliste
    data = {
        "navn": liste.navn,
        "system": system,
        "note": oensket.note_tekst or "",
        "opretInput": til_opret_input(_med(oensket, liste.navn, ())).decode(),
        "begrundelse": "OpretInput",
    }
    return data, tuple(dict.fromkeys(liste.vaerdier))


def som_xml(liste: Vaerdiliste, vaerdier: Sequence[str]) -> bytes:
    """The list as the request that would make it as it is now. Raises Formatfejl for what XML cannot hold."""
    ramme = fra_opret_input(liste.opret_input.encode()) if liste.opret_input else _TOM
    oensket = _med(ramme, liste.navn, vaerdier)
    return til_opret_input(dataclasses.replace(oensket, note_tekst=liste.note or ramme.note_tekst))


_TOM = OpretInput(Attributliste((Egenskab(xml.Vaerdiliste("")),)))


def _med(oensket: OpretInput, navn: str, vaerdier: Sequence[str]) -> OpretInput:
    """The request with this name and these values in its one list."""
    attributliste = oensket.attributliste or Attributliste()
    egenskab = dataclasses.replace(
        attributliste.egenskaber[0], vaerdiliste=xml.Vaerdiliste(navn=navn, vaerdier=tuple(vaerdier))
    )
    return dataclasses.replace(oensket, attributliste=dataclasses.replace(attributliste, egenskaber=(egenskab,)))
