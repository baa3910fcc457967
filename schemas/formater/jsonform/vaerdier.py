"""Values without parts in JSON: text, numbers, booleans, dates and timestamps, each checked against its Avro type."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from typing import Any

from schemas.formater import tid
from schemas.formater.fejl import Fejlsamler, Formatfejl, Formbrud, Sti, sti_tekst
from schemas.formater.jsonform.dokument import Ikketal

_NAVNE: dict[type, tuple[str, str]] = {
    str: ("tekst", "text"),
    bool: ("sandt/falsk", "a boolean"),
    int: ("et heltal", "an integer"),
    float: ("et kommatal", "a fraction"),
    list: ("en liste", "an array"),
    dict: ("et objekt", "an object"),
    type(None): ("null", "null"),
    Ikketal: ("et tal, som intet felt kan rumme", "a number that no field can hold"),
}


def forkert_type(vaerdi: Any, sti: Sti, da: str, en: str) -> Formbrud:
    """The error for a value of another type than `da`/`en` name; tells what came, never its value."""
    kom_da, kom_en = next(navne for type_, navne in _NAVNE.items() if isinstance(vaerdi, type_))
    return Formbrud(
        "forkert-type", f"Skal være {da}, men er {kom_da}.", f"Must be {en}, but is {kom_en}.", sti=sti_tekst(sti)
    )


def vaelg_kode(symboler: tuple[str, ...], vaerdi: str, sti: Sti, fejl: Fejlsamler) -> str | None:
    """A symbol of an enum; where it is none of them, an error that names the nearest."""
    if vaerdi in symboler:
        return vaerdi
    naer = difflib.get_close_matches(vaerdi[:60], symboler, n=1)
    da, en = (f" Mente du «{naer[0]}»?", f" Did you mean «{naer[0]}»?") if naer else ("", "")
    fejl.tilfoej(
        Formbrud(
            "ukendt-kode", f"Koden er ikke på listen.{da}", f"The code is not on the list.{en}", sti=sti_tekst(sti)
        )
    )
    return None


def _tekst(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> str | None:
    if isinstance(vaerdi, str):
        return vaerdi
    fejl.tilfoej(forkert_type(vaerdi, sti, "tekst", "text"))
    return None


def _sandt(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> bool | None:
    if isinstance(vaerdi, bool):
        return vaerdi
    fejl.tilfoej(forkert_type(vaerdi, sti, "true eller false", "true or false"))
    return None


def _heltal(bit: int) -> Callable[[Any, Sti, Fejlsamler], int | None]:
    graense = 1 << (bit - 1)

    def laes(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> int | None:
        if type(vaerdi) is int and -graense <= vaerdi < graense:
            return vaerdi
        if type(vaerdi) is int or (isinstance(vaerdi, Ikketal) and vaerdi.slags == "stort"):
            fejl.tilfoej(
                Formbrud(
                    "uden-for-omraade",
                    f"Tallet skal kunne være i {bit} bit: fra -{graense} til {graense - 1}.",
                    f"The number must fit into {bit} bits: from -{graense} to {graense - 1}.",
                    sti=sti_tekst(sti),
                )
            )
        else:
            fejl.tilfoej(forkert_type(vaerdi, sti, "et heltal", "an integer"))
        return None

    return laes


def _kommatal(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> float | None:
    if isinstance(vaerdi, int | float) and not isinstance(vaerdi, bool) and math.isfinite(vaerdi):
        return float(vaerdi)
    fejl.tilfoej(forkert_type(vaerdi, sti, "et tal", "a number"))
    return None


def _af_tekst(laes_tekst: Callable[..., Any], da: str, en: str) -> Callable[[Any, Sti, Fejlsamler], Any]:
    def laes(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> Any:
        if not isinstance(vaerdi, str):
            fejl.tilfoej(forkert_type(vaerdi, sti, da, en))
            return None
        try:
            return laes_tekst(vaerdi, sti=sti_tekst(sti))
        except Formatfejl as brud:
            fejl.tilfoej(brud)
            return None

    return laes


def _millisekunder(tekst: str, *, sti: str) -> Any:
    oejeblik = tid.laes_med_zone(tekst, sti=sti)
    if oejeblik.microsecond % 1000:
        raise Formbrud(
            "tidsstempel-decimaler",
            "Tidsstemplet må højst have tre decimaler.",
            "The timestamp may have at most three decimals.",
            sti=sti,
        )
    return oejeblik


_ET_TIDSSTEMPEL = ("et tidsstempel som 2026-03-01T09:00:00+01:00", "a timestamp like 2026-03-01T09:00:00+01:00")

SIMPLE: dict[str, Callable[[Any, Sti, Fejlsamler], Any]] = {
    "string": _tekst,
    "boolean": _sandt,
    "int": _heltal(32),
    "long": _heltal(64),
    "float": _kommatal,
    "double": _kommatal,
    "date": _af_tekst(tid.laes_dato, "en dato som 2026-03-01", "a date like 2026-03-01"),
    "timestamp-micros": _af_tekst(tid.laes_med_zone, *_ET_TIDSSTEMPEL),
    "timestamp-millis": _af_tekst(_millisekunder, *_ET_TIDSSTEMPEL),
}
"""The reader of each type without parts."""
