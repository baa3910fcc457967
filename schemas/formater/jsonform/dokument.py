"""JSON bytes to plain Python values: the first step of a message that comes as JSON, before any contract is known.

Refuses what JSON parsers differ about (duplicate keys, NaN, broken UTF-8, huge numbers), because a message must mean
the same to everyone who reads it.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from schemas.formater.fejl import Fejlsamler, OverGraense, Sti, Ulaeseligt, sti_tekst
from schemas.formater.tegn import ULOVLIGE_TEGN, tegnfejl

HOEJST_BYTES: Final = 10_000_000
HOEJST_DYBDE: Final = 64
_HOEJST_CIFRE: Final = 19
"""The digits of 2**63 - 1; a longer number fits no field."""


class Dobbelt(dict[str, Any]):
    """An object in which a key came twice; `noegle` is that key."""

    noegle = ""


class Ikketal:
    """A number that no field can hold: NaN, infinity, or more than 64 bits. `slags` says which."""

    def __init__(self, slags: str) -> None:
        self.slags = slags


def laes_dokument(data: bytes, hoejst: int = HOEJST_BYTES) -> Any:
    """The JSON value in the bytes. Raises Ulaeseligt with line and column, or OverGraense.

    Duplicate keys and impossible numbers come out as Dobbelt and Ikketal, so that the reader can tell where they are.
    """
    if len(data) > hoejst:
        raise OverGraense(
            "for-stor",
            f"Beskeden fylder mere end {hoejst} bytes. Send store filer ved siden af bussen som Filreference.",
            f"The message is larger than {hoejst} bytes. Send large files beside the bus, as a Filreference.",
        )
    tekst = _tekst(data)
    try:
        dokument = json.loads(
            tekst, object_pairs_hook=_objekt, parse_int=_heltal, parse_float=_kommatal, parse_constant=Ikketal
        )
    except json.JSONDecodeError as fejl:
        raise Ulaeseligt(
            "json-syntaks",
            "Her er JSON-syntaksen forkert: se efter komma, anførselstegn og parenteser.",
            f"The JSON syntax is wrong here: {fejl.msg}.",
            linje=fejl.lineno,
            kolonne=fejl.colno,
        ) from None
    except RecursionError:
        raise _for_dyb() from None
    if b"\\u" in data or b"\xef\xbf" in data:  # only so can a character that XML lacks have come in
        _proev_tegn(dokument)
    return dokument


def proev_dybde(dokument: Any) -> None:
    """Refuse a value nested deeper than HOEJST_DYBDE. Raises OverGraense.

    Only asked when a contract was broken: no contract is that deep, so that a message which keeps one is not either.
    """
    lag = [dokument]
    for _ in range(HOEJST_DYBDE):
        lag = [led for vaerdi in lag for led in _dele(vaerdi)]
        if not lag:
            return
    raise _for_dyb()


def _dele(vaerdi: Any) -> list[Any]:
    if isinstance(vaerdi, dict):
        return list(vaerdi.values())
    return vaerdi if isinstance(vaerdi, list) else []


def _for_dyb() -> OverGraense:
    return OverGraense(
        "for-dyb",
        f"JSON er indlejret dybere end {HOEJST_DYBDE} niveauer.",
        f"The JSON is nested deeper than {HOEJST_DYBDE} levels.",
    )


def _tekst(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fejl:
        foer = data[: fejl.start]
        raise Ulaeseligt(
            "ikke-utf8",
            f"Byte {fejl.start} er ikke UTF-8. Send JSON som UTF-8.",
            f"Byte {fejl.start} is not UTF-8. Send JSON as UTF-8.",
            linje=foer.count(b"\n") + 1,
            kolonne=fejl.start - foer.rfind(b"\n"),
        ) from None


def _objekt(par: list[tuple[str, Any]]) -> dict[str, Any]:
    objekt = dict(par)
    if len(objekt) == len(par):
        return objekt
    dobbelt = Dobbelt(objekt)
    dobbelt.noegle = Counter(noegle for noegle, _ in par).most_common(1)[0][0]
    return dobbelt


def _heltal(cifre: str) -> int | Ikketal:
    return int(cifre) if len(cifre.lstrip("-")) <= _HOEJST_CIFRE else Ikketal("stort")


def _kommatal(tekst: str) -> float | Ikketal:
    tal = float(tekst)
    return Ikketal("stort") if tal in (float("inf"), float("-inf")) else tal


def _proev_tegn(dokument: Any) -> None:
    fejl = Fejlsamler()
    rest: list[tuple[Sti, Any]] = [(None, dokument)]
    while rest:
        sti, vaerdi = rest.pop()
        match vaerdi:
            case str():
                if fund := ULOVLIGE_TEGN.search(vaerdi):
                    fejl.tilfoej(tegnfejl(fund[0], sti_tekst(sti)))
            case dict():
                rest.extend(((sti, noegle), led) for noegle, led in vaerdi.items())
                rest.extend((sti, noegle) for noegle in vaerdi)
            case list():
                rest.extend(((sti, nummer), led) for nummer, led in enumerate(vaerdi))
    fejl.rejs()
