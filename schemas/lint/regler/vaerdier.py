"""Lint rules on money and time: no floating-point number, and an instant knows its zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from schemas.lint.materiale import Felt, Materiale
from schemas.lint.proeve import DATO
from schemas.lint.regel import Brud, Lintregel, lintregler
from schemas.skema import PRAEFIKS, kerne

_BELOEB: Final = f"{PRAEFIKS}faelles.Beloeb"
_TIDSPUNKT: Final = f"{PRAEFIKS}faelles.Tidspunkt"
_PENGE: Final = re.compile(r"(?i)beloeb|betaling$|gebyr|takst|loen$|pris$|afgift$|honorar|udgift$|indtaegt$|kroner$")
_TID: Final = re.compile(r"tidspunkt$|Tidspunkt$|klokkeslaet$|Klokkeslaet$")
_DATO: Final = re.compile(r"dato$|Dato$|frist$|Frist$|dag$|Dag$")
_FLYDENDE: Final = frozenset({"float", "double"})
_TAL: Final = frozenset({"int", "long", "string", "bytes"})


def _bund(type_: Any) -> Any:
    """The type at the bottom of lists and maps."""
    match kerne(type_):
        case {"type": "array", "items": indre} | {"type": "map", "values": indre} | {"type": dict() as indre}:
            return _bund(indre)
        case {"type": "bytes" | "fixed", "logicalType": "decimal"}:
            return "bytes"
        case {"type": str() as navn, **andet} if not andet:
            return navn
        case bund:
            return bund


def _flydende(materiale: Materiale) -> Iterator[Brud]:
    return (felt.brud("type") for felt in materiale.felter if _er_flydende(felt.raa["type"]))


def _er_flydende(type_: Any) -> bool:
    if isinstance(type_, list):
        return any(_er_flydende(gren) for gren in type_)
    bund = _bund(type_)
    return isinstance(bund, str) and bund in _FLYDENDE


def _uden_beloeb(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        bund = _bund(felt.raa["type"])
        if _PENGE.search(felt.navn) and isinstance(bund, str) and bund in _TAL:
            yield felt.brud("type")


def _logisk(felt: Felt) -> str:
    bund = _bund(felt.raa["type"])
    return str(bund.get("logicalType", "")) if isinstance(bund, dict) else ""


def _uden_zone(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        raat = _logisk(felt).startswith(("timestamp", "time-", "local-")) and felt.post.navn != _TIDSPUNKT
        if raat or (_TID.search(felt.navn) and _bund(felt.raa["type"]) != _TIDSPUNKT):
            yield felt.brud("type")


def _uden_dato(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        if _DATO.search(felt.navn) and _bund(felt.raa["type"]) in ("string", "int", "long"):
            yield felt.brud("type")


REGLER = lintregler(
    Lintregel(
        regel="PENGE", kode="PENGE-FLYDENDE", kilde="S:547-552",
        da="Flydende tal er unøjagtige og må ikke bruges.",
        en="Floating-point numbers are inexact and may not be used.",
        ret_da="Brug Beloeb til penge, ellers et heltal i en mindre enhed.",
        ret_en="Use Beloeb for money, else a whole number of a smaller unit.",
        find=_flydende,
        bryder=lambda proeve: proeve.felt("vandtemperatur", "double", vaerdi=37.5),
        holder=lambda proeve: proeve.felt("vandtemperaturTiendedele", "long", vaerdi=375),
    ),
    Lintregel(
        regel="PENGE", kode="PENGE-BELOEB", kilde="S:547-552, S:1326",
        da="Feltet ligner penge, men er ikke et Beloeb.", en="The field looks like money but is no Beloeb.",
        ret_da=f"Lad typen være {_BELOEB}.", ret_en=f"Let the type be {_BELOEB}.",
        find=_uden_beloeb,
        bryder=lambda proeve: proeve.felt("gebyr", "long", vaerdi=100),
        holder=lambda proeve: proeve.felt("gebyr", _BELOEB, vaerdi={"oere": 100}),
    ),
    Lintregel(
        regel="TID", kode="TID-ZONE", kilde="S:1084-1087, S:2097",
        da="Et tidspunkt skal kende sin zone.", en="An instant must know its zone.",
        ret_da=f"Lad typen være {_TIDSPUNKT}.", ret_en=f"Let the type be {_TIDSPUNKT}.",
        find=_uden_zone,
        bryder=lambda proeve: proeve.felt("moedetidspunkt", vaerdi="kl. 9"),
        holder=lambda proeve: proeve.felt("moedetidspunkt", _TIDSPUNKT, vaerdi={"tidsstempel": "2026-03-01T08:00:00Z"}),
    ),
    Lintregel(
        regel="TID", kode="TID-DATO", kilde="S:2097",
        da="Feltet ligner en dato, men er det ikke.", en="The field looks like a date but is none.",
        ret_da='Lad typen være {{"type": "int", "logicalType": "date"}}.',
        ret_en='Let the type be {{"type": "int", "logicalType": "date"}}.',
        find=_uden_dato,
        bryder=lambda proeve: proeve.felt("svarfrist", vaerdi="snart"),
        holder=lambda proeve: proeve.felt("svarfrist", DATO, vaerdi="2026-03-02"),
    ),
)  # fmt: skip
