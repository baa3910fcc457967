"""What OIO JSON says beyond our record, kept in `udvidelser` under `urn:oio:lora:`, and put back on the way out.

Two things: relations whose role we have no section for, word for word; and where the document held an empty array or
object, which the record cannot tell from an absent one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

import orjson

from schemas.formater.fejl import Fejlsamler, Formatfejl, Formbrud
from schemas.formater.jsonform.dokument import laes_dokument, proev_dybde
from schemas.formater.jsonform.objekter import entydig
from schemas.formater.oiojson.form import Udeladt

PRAEFIKS: Final = "urn:oio:lora:"
_RELATION: Final = PRAEFIKS + "relationer:"
_TOMME: Final = PRAEFIKS + "tomme"

Trin = list[str | int]


def rester(dokument: Any, relationer: Mapping[str, Any], bevares: tuple[str, ...]) -> dict[str, str]:
    """The entries of `udvidelser` for a document that was read without error."""
    ud = {_RELATION + noegle: _json(relationer[noegle]) for noegle in bevares if relationer.get(noegle)}
    tomme = [[trin, isinstance(tom, list)] for trin, tom in _tomme(dokument, []) if not _bevaret(trin, bevares)]
    if tomme:
        ud[_TOMME] = _json(tomme)
    return ud


def laes_rester(
    udvidelser: Mapping[str, str], bevares: tuple[str, ...], udeladt: Udeladt
) -> tuple[dict[str, Any], list[Any]]:
    """The kept relations and the empty places. Other extensions are noted as left out. Raises Formbrud."""
    relationer: dict[str, Any] = {}
    tomme: list[Any] = []
    for noegle, tekst in udvidelser.items():
        if noegle.startswith(_RELATION) and noegle.removeprefix(_RELATION) in bevares:
            relationer[noegle.removeprefix(_RELATION)] = _laes(tekst, noegle)
        elif noegle == _TOMME:
            tomme = _laes(tekst, noegle)
        else:
            udeladt.tilfoej(((None, "udvidelser"), noegle))
    return relationer, tomme


def gendan_tomme(dokument: dict[str, Any], tomme: list[Any]) -> None:
    """Put the empty arrays and objects back, where the record has not since got something in their place.

    Raises Formbrud where the list of places is not one of ours.
    """
    try:
        for trin, er_liste in tomme:
            ovenfra: Any = dokument
            for led, naeste in pairwise(trin):
                ovenfra = _trin_ned(ovenfra, led, naeste)
            if isinstance(ovenfra, dict):
                ovenfra.setdefault(str(trin[-1]), [] if er_liste else {})
    except (TypeError, ValueError, IndexError):
        raise _ikke_vores(_TOMME) from None


def _trin_ned(beholder: Any, led: Any, naeste: Any) -> Any:
    """What lies under `led`; an object that held nothing but empty things is made anew."""
    if isinstance(beholder, list):
        return beholder[led] if isinstance(led, int) and 0 <= led < len(beholder) else None
    if not isinstance(beholder, dict):
        return None
    return beholder.setdefault(led, {}) if isinstance(naeste, str) else beholder.get(led)


def _tomme(vaerdi: Any, trin: Trin) -> Iterator[tuple[Trin, Any]]:
    par: Any = ()
    if isinstance(vaerdi, dict):
        par = vaerdi.items()
    elif isinstance(vaerdi, list):
        par = enumerate(vaerdi)
    for led, indre in par:
        if indre in ([], {}):
            yield [*trin, led], indre
        yield from _tomme(indre, [*trin, led])


def _bevaret(trin: Trin, bevares: tuple[str, ...]) -> bool:
    return len(trin) > 2 and trin[0] == "relationer" and trin[1] in bevares


def _json(vaerdi: Any) -> str:
    return orjson.dumps(vaerdi).decode()


def _laes(tekst: str, noegle: str) -> Any:
    fejl = Fejlsamler()
    try:
        vaerdi = laes_dokument(tekst.encode("utf-8", "surrogatepass"))
        proev_dybde(vaerdi)
        entydig(vaerdi, None, fejl)
        fejl.rejs()
    except Formatfejl:
        raise _ikke_vores(noegle) from None
    return vaerdi


def _ikke_vores(noegle: str) -> Formbrud:
    return Formbrud(
        "oiojson-rest",
        "Udvidelsen er ikke skrevet af denne læser. Fjern den.",
        "The extension was not written by this reader. Remove it.",
        sti=f"udvidelser.{noegle}",
    )
