"""Lint rules on types: one concept one type, money, time, and what a columnar reader can take (RA-09)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemas.lint.fund import Fund, Ord
from schemas.lint.materiale import Felt, Materiale
from schemas.skema import PRAEFIKS

_FAELLES: Final = f"{PRAEFIKS}faelles."
_BELOEB: Final = f"{_FAELLES}Beloeb"
_TIDSPUNKT: Final = f"{_FAELLES}Tidspunkt"
_PENGE: Final = re.compile(r"(?i)beloeb|betaling$|gebyr|takst|loen$|pris$|afgift$")
_TID: Final = re.compile(r"tidspunkt$|Tidspunkt$")
_DATO: Final = re.compile(r"dato$|Dato$|frist$")
_TALTYPER: Final = frozenset({"int", "long", "float", "double", "string", "bytes"})
_KENDTE: Final = frozenset({"null", "boolean", "int", "long", "string"})
_LOGISKE: Final = {"date": "int", "timestamp-micros": "long"}


def et_begreb_en_type(materiale: Materiale) -> Iterator[Fund]:
    """RA-09: a name is defined once, in a file of its own, and no record says what a shared type says already."""
    hjem: dict[str, str] = {navn.rpartition(".")[2]: navn for navn in materiale.kendte}
    former = {_form(raa): navn for navn, raa in materiale.kendte.items() if navn.startswith(_FAELLES)}
    for kontrakt in sorted(materiale.kontrakter, key=lambda k: not k.navn.startswith(_FAELLES)):
        kort = str(kontrakt.raa.get("name"))
        if (andet := hjem.setdefault(kort, kontrakt.navn)) != kontrakt.navn:
            yield kontrakt.fund("RA-09", _gentaget(andet))
        form = _form(kontrakt.raa)
        if not kontrakt.er_besked and (tvilling := former.setdefault(form, kontrakt.navn)) != kontrakt.navn:
            yield kontrakt.fund("RA-09", _gentaget(tvilling), led="fields")
    for felt in materiale.felter():
        if _indlejret(felt.elementtype):
            yield felt.fund(
                "RA-09",
                Ord(
                    "En navngiven type er defineret inde i feltet.",
                    "A named type is defined inside the field.",
                    "Læg typen i sin egen fil, og henvis til den ved fuldt navn.",
                    "Put the type in a file of its own and refer to it by full name.",
                ),
                led="type",
            )


def _gentaget(andet: str) -> Ord:
    return Ord(
        f"Begrebet findes allerede som {andet}.",
        f"The concept exists already as {andet}.",
        f"Brug {andet}, eller giv posten et navn og et indhold, som siger forskellen.",
        f"Use {andet}, or give the record a name and fields that say the difference.",
    )


def _form(raa: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(repr(felt.get(led)) for led in ("name", "type", "kodeliste", "format")) for felt in raa.get("fields", ())
    )


def _indlejret(type_: Any) -> bool:
    return isinstance(type_, dict) and type_.get("type") in {"record", "enum", "fixed"}


def penge(materiale: Materiale) -> Iterator[Fund]:
    """PENGE: no floating-point number anywhere, and money is the shared type Beloeb."""
    for felt in materiale.felter():
        if {"float", "double"} & set(_grene(felt.raa.get("type"))):
            yield felt.fund(
                "PENGE",
                Ord(
                    "Flydende tal er unøjagtige og må ikke bruges.",
                    "Floating-point numbers are inexact and may not be used.",
                    "Brug Beloeb til penge, ellers et heltal i en mindre enhed.",
                    "Use Beloeb for money, else a whole number of a smaller unit.",
                ),
                led="type",
            )
        elif _PENGE.search(felt.navn) and felt.elementtype in _TALTYPER:
            yield felt.fund(
                "PENGE",
                Ord(
                    "Feltet ligner penge, men er ikke et Beloeb.",
                    "The field looks like money but is no Beloeb.",
                    f"Lad typen være {_BELOEB}.",
                    f"Let the type be {_BELOEB}.",
                ),
                led="type",
            )


def tid(materiale: Materiale) -> Iterator[Fund]:
    """TID: an instant is a Tidspunkt, which knows its zone; a day is a date."""
    for felt in materiale.felter():
        type_ = felt.elementtype
        raat = isinstance(type_, dict) and str(type_.get("logicalType", "")).startswith(
            ("timestamp", "time-", "local-")
        )
        skal_vaere_tidspunkt = _TID.search(felt.navn) and type_ != _TIDSPUNKT
        if (raat and felt.kontrakt.navn != _TIDSPUNKT) or skal_vaere_tidspunkt:
            yield felt.fund(
                "TID",
                Ord(
                    "Et tidspunkt skal kende sin zone.",
                    "An instant must know its zone.",
                    f"Lad typen være {_TIDSPUNKT}.",
                    f"Let the type be {_TIDSPUNKT}.",
                ),
                led="type",
            )
        elif _DATO.search(felt.navn) and not (isinstance(type_, dict) and type_.get("logicalType") == "date"):
            yield felt.fund(
                "TID",
                Ord(
                    "Feltet ligner en dato, men er det ikke.",
                    "The field looks like a date but is none.",
                    'Lad typen være {"type": "int", "logicalType": "date"}.',
                    'Let the type be {"type": "int", "logicalType": "date"}.',
                ),
                led="type",
            )


def soejler(materiale: Materiale) -> Iterator[Fund]:
    """KOLONNE: only what a columnar reader takes, and only types that exist; nothing refers to itself."""
    for felt in materiale.felter():
        forkerte = sorted({gren for gren in _grene(felt.raa.get("type")) if not _tilladt(gren, materiale)})
        if forkerte or not _union_ok(felt.raa.get("type")):
            yield felt.fund(
                "KOLONNE",
                Ord(
                    f"Typen kan ikke læses i kolonner: {', '.join(forkerte) or 'union af flere grene'}.",
                    f"The type cannot be read in columns: {', '.join(forkerte) or 'union of several branches'}.",
                    "Brug null, boolean, int, long, string, date, lister, map af string og navngivne poster; "
                    'den eneste union er ["null", X].',
                    "Use null, boolean, int, long, string, date, arrays, map of string and named records; "
                    'the only union is ["null", X].',
                ),
                led="type",
            )
        elif _naar(felt, materiale):
            yield felt.fund(
                "KOLONNE",
                Ord(
                    "Typen henviser til sig selv.",
                    "The type refers to itself.",
                    "Henvis med et id i stedet for at lægge posten i sig selv.",
                    "Refer by an id instead of putting the record inside itself.",
                ),
                led="type",
            )


def _grene(type_: Any) -> Iterator[str]:
    """Every type name in a type, logical types as `long:timestamp-micros`."""
    match type_:
        case list():
            for gren in type_:
                yield from _grene(gren)
        case {"logicalType": str() as logisk, "type": str() as bund}:
            yield f"{bund}:{logisk}"
        case {"type": "array", "items": indre} | {"type": "map", "values": indre}:
            yield from _grene(indre)
        case {"type": str() as navn}:
            yield navn
        case str():
            yield type_
        case _:
            yield repr(type_)


def _tilladt(gren: str, materiale: Materiale) -> bool:
    bund, _, logisk = gren.partition(":")
    return _LOGISKE.get(logisk) == bund if logisk else gren in _KENDTE or gren in materiale.typer


def _union_ok(type_: Any) -> bool:
    match type_:
        case list():
            return len(type_) == 2 and type_[0] == "null" and not isinstance(type_[1], list) and _union_ok(type_[1])
        case {"type": "array", "items": indre} | {"type": "map", "values": indre}:
            return _union_ok(indre)
        case _:
            return True


def _naar(felt: Felt, materiale: Materiale) -> bool:
    """Whether the field's type leads back to the record that holds the field."""
    maal, set_, venter = felt.kontrakt.navn, set[str](), list(_grene(felt.raa.get("type")))
    while venter:
        navn = venter.pop()
        if navn == maal:
            return True
        if navn in materiale.typer and navn not in set_:
            set_.add(navn)
            venter.extend(gren for under in materiale.typer[navn]["fields"] for gren in _grene(under.get("type")))
    return False
