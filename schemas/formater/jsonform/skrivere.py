"""From the Avro record to plain values for JSON: the last step of a message that leaves as JSON."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

from schemas.formater import tid
from schemas.formater.fejl import Formbrud
from schemas.formater.kompilat import Kompilat
from schemas.formater.typer import Felt, Liste, Opslag, Post, Simpel, Type, Valgfri

Skriver = Callable[[Any], Any]


def _dato(vaerdi: dt.date) -> str:
    return vaerdi.isoformat()


def _kommatal(vaerdi: float) -> float:
    if not math.isfinite(vaerdi):
        raise Formbrud(
            "ikke-et-tal", "JSON har ingen NaN og uendelig. Send et tal.", "JSON has no NaN or infinity. Send a number."
        )
    return vaerdi


_SIMPLE: dict[str, Skriver] = {
    "date": _dato,
    "timestamp-micros": tid.normalform,
    "timestamp-millis": tid.normalform,
    "float": _kommatal,
    "double": _kommatal,
}


def _byg(type_: Type, *, fuld: bool) -> Skriver | None:
    """The writer of a type, or None where the value goes out as it is."""
    match type_:
        case Simpel(slags):
            return _SIMPLE.get(slags)
        case Valgfri(indre):
            skriv = _byg(indre, fuld=fuld)
            return skriv and (lambda vaerdi: None if vaerdi is None else skriv(vaerdi))
        case Liste(element):
            skriv_led = _byg(element, fuld=fuld)
            return skriv_led and (lambda vaerdi: [skriv_led(led) for led in vaerdi])
        case Opslag(indre):
            skriv_vaerdi = _byg(indre, fuld=fuld)
            return skriv_vaerdi and (lambda vaerdi: {noegle: skriv_vaerdi(led) for noegle, led in vaerdi.items()})
        case Post():
            return _post(type_, fuld=fuld)
        case _:
            return None


def _post(post: Post, *, fuld: bool) -> Skriver:
    felter = [(felt.navn, _byg(felt.type, fuld=fuld), _udelades(felt, fuld=fuld)) for felt in post.felter]

    def skriv(vaerdi: dict[str, Any]) -> dict[str, Any]:
        ud = {}
        for navn, skriv_felt, udelades in felter:
            led = vaerdi[navn]
            if udelades and (led is None or led in ([], {})):
                continue
            ud[navn] = skriv_felt(led) if skriv_felt else led
        return ud

    return skriv


def _udelades(felt: Felt, *, fuld: bool) -> bool:
    return felt.tom and not fuld


def _plain(type_: Type, *, fuld: bool) -> Skriver:
    return _byg(type_, fuld=fuld) or (lambda vaerdi: vaerdi)


skriver: Kompilat[Skriver] = Kompilat(lambda type_: _plain(type_, fuld=False))
"""The writer of a schema that leaves out what is empty."""

fuld_skriver: Kompilat[Skriver] = Kompilat(lambda type_: _plain(type_, fuld=True))
"""The writer of a schema that writes every field."""
