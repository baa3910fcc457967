"""Values without parts as XML text, in the lexical forms of XML Schema."""

from __future__ import annotations

import math
import re
from functools import partial

from schemas.formater import tid
from schemas.formater.fejl import Formbrud
from schemas.formater.xml.form import TEKST, Form, Tekst


def _laes_sandt(tekst: str, sti: str) -> bool:
    """An xs:boolean. Raises Formbrud."""
    match tekst.strip(" \t\r\n"):
        case "true" | "1":
            return True
        case "false" | "0":
            return False
    raise Formbrud("forkert-type", "Skal være true eller false.", "Must be true or false.", sti=sti)


def _sandt_ud(vaerdi: bool) -> str:
    return "true" if vaerdi else "false"


def _laes_heltal(tekst: str, sti: str, bit: int = 64) -> int:
    """An xs:integer that fits into so many bits. Raises Formbrud."""
    ren = tekst.strip(" \t\r\n")
    if not re.fullmatch("[+-]?[0-9]+", ren):
        raise Formbrud("forkert-type", "Skal være et heltal.", "Must be an integer.", sti=sti)
    graense = 1 << (bit - 1)
    if len(ren) > 40 or not -graense <= (tal := int(ren)) < graense:
        raise Formbrud(
            "uden-for-omraade",
            f"Tallet skal kunne være i {bit} bit.",
            f"The number must fit into {bit} bits.",
            sti=sti,
        )
    return tal


SANDT = Tekst[bool](_laes_sandt, _sandt_ud)
HELTAL = Tekst[int](_laes_heltal, str)


def _laes_kommatal(tekst: str, sti: str) -> float:
    try:
        tal = float(tekst) if len(tekst) <= 400 else math.nan
    except ValueError:
        tal = math.nan
    if not math.isfinite(tal):
        raise Formbrud("forkert-type", "Skal være et tal.", "Must be a number.", sti=sti)
    return tal


def kode(symboler: tuple[str, ...]) -> Tekst[str]:
    """An enum's symbol."""

    def laes(tekst: str, sti: str) -> str:
        if tekst not in symboler:
            raise Formbrud("ukendt-kode", "Koden er ikke på listen.", "The code is not on the list.", sti=sti)
        return tekst

    return Tekst(laes, str)


_TIDSSTEMPEL = Tekst(lambda tekst, sti: tid.laes_med_zone(tekst, sti=sti), tid.normalform)

SKALARER: dict[str, Form] = {
    "string": TEKST,
    "boolean": SANDT,
    "int": Tekst[int](partial(_laes_heltal, bit=32), str),
    "long": HELTAL,
    "float": Tekst[float](_laes_kommatal, repr),
    "double": Tekst[float](_laes_kommatal, repr),
    "date": Tekst(lambda tekst, sti: tid.laes_dato(tekst.strip(), sti=sti), lambda dato: dato.isoformat()),
    "timestamp-micros": _TIDSSTEMPEL,
    "timestamp-millis": _TIDSSTEMPEL,
}
"""The Form of each Avro type without parts."""
