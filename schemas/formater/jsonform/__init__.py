"""The JSON form of a message: what a vendor writes by hand and the API speaks, to and from the Avro record.

Field names as in the contract; nullable values plain; nulls, empty arrays and maps left out; timestamps ISO 8601 with
zone, dates ISO. A UnikId may be given as plain text (`"urn:oio:cvr-nr:12345678"`, a UUID), a Tidspunkt as a timestamp
or `"uendelig"`. Avro's own JSON encoding (`{"string": "x"}`) is read too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from schemas.formater.fejl import Fejlsamler, Formbrud
from schemas.formater.jsonform.dokument import HOEJST_BYTES, laes_dokument, proev_dybde
from schemas.formater.jsonform.laesere import Indhold, laeser
from schemas.formater.jsonform.skrivere import fuld_skriver, skriver
from schemas.identifikatorer import tekst_af, unik_id
from schemas.skema import Skema

__all__ = ["HOEJST_BYTES", "Indhold", "beskedtype_i_json", "fra_json", "fra_json_besked", "til_json"]


def fra_json(data: bytes, skema: Skema, *, hoejst: int = HOEJST_BYTES) -> Indhold:
    """The record that the JSON says, as fastavro would give it. Raises Formatfejl with every error found."""
    return _indhold(laes_dokument(data, hoejst), skema)


def fra_json_besked(
    data: bytes, find_skema: Callable[[str], Skema], *, hoejst: int = HOEJST_BYTES
) -> tuple[Skema, Indhold]:
    """A message of any kind: its beskedtype finds the schema. Raises Formatfejl, and what `find_skema` raises."""
    dokument = laes_dokument(data, hoejst)
    skema = find_skema(_beskedtype(dokument))
    return skema, _indhold(dokument, skema)


def til_json(indhold: Indhold, skema: Skema, *, fuld: bool = False) -> bytes:
    """The record as JSON (UTF-8, one line); `fuld` writes nulls and empty arrays too. Raises Formbrud."""
    return orjson.dumps((fuld_skriver if fuld else skriver)(skema)(indhold))


def beskedtype_i_json(data: bytes, *, hoejst: int = HOEJST_BYTES) -> str:
    """The beskedtype of a message, in normal form, read before its schema is known. Raises Formatfejl."""
    return _beskedtype(laes_dokument(data, hoejst))


def _indhold(dokument: Any, skema: Skema) -> Indhold:
    fejl = Fejlsamler()
    indhold: Indhold = laeser(skema)(dokument, None, fejl)
    if fejl:
        proev_dybde(dokument)
    fejl.rejs()
    return indhold


def _beskedtype(dokument: Any) -> str:
    sti = "beskedkuvert.filtreringsdata.beskedtype"
    vaerdi = dokument
    for led in sti.split("."):
        vaerdi = vaerdi.get(led) if isinstance(vaerdi, dict) else None
    match vaerdi:
        case str():
            return tekst_af(unik_id(vaerdi))
        case {"uuid": str() as tekst} | {"urn": str() as tekst}:
            return tekst_af(unik_id(tekst))
        case {"uuid": {"string": str() as tekst}} | {"urn": {"string": str() as tekst}}:
            return tekst_af(unik_id(tekst))
    raise Formbrud(
        "mangler-felt",
        "Beskedtypen mangler. Angiv dens UUID, som servicekataloget viser den.",
        "The beskedtype is missing. Give its UUID as the service catalogue shows it.",
        sti=sti,
    )
