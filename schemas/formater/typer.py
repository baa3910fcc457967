"""An Avro schema as a small tree of types, compiled once: what the JSON and XML forms build their converters from.

Takes what contracts may hold (records, arrays, maps, nullable values, strings, numbers, booleans, enums, dates and
timestamps); a schema with anything else is refused when it is compiled, never per message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemas.formater import tid
from schemas.skema import PRAEFIKS, Skemafejl, fuldt_navn

UNIK_ID: Final = PRAEFIKS + "faelles.UnikId"
TIDSPUNKT: Final = PRAEFIKS + "faelles.Tidspunkt"
SAERLIGE: Final = {
    UNIK_ID: ("uuid", "urn", "original"),
    TIDSPUNKT: ("tidsstempel", "graense", "original"),
}
"""Records that a sender may also write as plain text, with the fields by which we know them."""

MANGLER: Final = object()
"""The default of a field that has none."""


@dataclass(frozen=True, slots=True)
class Simpel:
    """A value without parts: `slags` is its Avro type, or its logical type where that says more."""

    slags: str


@dataclass(frozen=True, slots=True)
class Kodeliste:
    """An Avro enum."""

    navn: str
    symboler: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Liste:
    """An array."""

    element: Type


@dataclass(frozen=True, slots=True)
class Opslag:
    """A map from text."""

    vaerdi: Type


@dataclass(frozen=True, slots=True)
class Valgfri:
    """A value or null; `gren` is the branch's name in Avro's own JSON encoding (`{"string": …}`)."""

    indre: Type
    gren: str


@dataclass(frozen=True, slots=True)
class Felt:
    """A field of a record; `standard` is its default as Python data, or MANGLER."""

    navn: str
    type: Type
    standard: Any

    @property
    def tom(self) -> bool:
        """Whether the default says "nothing", so that the field may be left out on output."""
        return self.standard is None or self.standard in ([], {})


@dataclass(frozen=True, slots=True)
class Post:
    """A record."""

    navn: str
    felter: tuple[Felt, ...]

    @property
    def saerlig(self) -> str | None:
        """Which of SAERLIGE the record is, or None."""
        navne = tuple(felt.navn for felt in self.felter)
        return self.navn if SAERLIGE.get(self.navn) == navne else None


Type = Simpel | Kodeliste | Liste | Opslag | Valgfri | Post

_SIMPLE: Final = frozenset({"string", "int", "long", "boolean", "float", "double"})
_LOGISKE: Final = {
    ("int", "date"): "date",
    ("long", "timestamp-micros"): "timestamp-micros",
    ("long", "timestamp-millis"): "timestamp-millis",
}


def byg(raa: Any) -> Type:
    """The tree of an Avro schema that stands alone (`Skema.raa`). Raises Skemafejl for a type no contract may use."""
    return _byg(raa, "", {})


def _byg(raa: Any, rum: str, kendte: dict[str, Type | None]) -> Type:  # noqa: PLR0911 - a case per kind of type
    match raa:
        case str() if raa in _SIMPLE:
            return Simpel(raa)
        case str():
            return _henvist(raa, rum, kendte)
        case ["null", gren] | [gren, "null"]:
            return Valgfri(_byg(gren, rum, kendte), _grennavn(gren, rum))
        case {"type": "record"}:
            return _post(raa, rum, kendte)
        case {"type": "enum", "symbols": symboler}:
            navn = fuldt_navn(raa, rum)
            return kendte.setdefault(navn, Kodeliste(navn, tuple(symboler))) or _henvist(navn, rum, kendte)
        case {"type": "array", "items": items}:
            return Liste(_byg(items, rum, kendte))
        case {"type": "map", "values": values}:
            return Opslag(_byg(values, rum, kendte))
        case {"type": str() as grund, "logicalType": logisk} if (grund, logisk) in _LOGISKE:
            return Simpel(_LOGISKE[grund, logisk])
        case {"type": indre} if "logicalType" not in raa:
            return _byg(indre, rum, kendte)
    raise Skemafejl(f"no contract may hold the type {raa!r}"[:200])


def _post(raa: Mapping[str, Any], rum: str, kendte: dict[str, Type | None]) -> Post:
    navn = fuldt_navn(raa, rum)
    kendte[navn] = None
    eget_rum = navn.rpartition(".")[0]
    felter = []
    for felt in raa["fields"]:
        type_ = _byg(felt["type"], eget_rum, kendte)
        standard = _standard(type_, felt["default"]) if "default" in felt else MANGLER
        felter.append(Felt(felt["name"], type_, standard))
    post = Post(navn, tuple(felter))
    kendte[navn] = post
    return post


def _henvist(navn: str, rum: str, kendte: Mapping[str, Type | None]) -> Type:
    fuldt = navn if "." in navn or not rum else f"{rum}.{navn}"
    if fuldt not in kendte:
        raise Skemafejl(f"the type {navn} is neither known nor one that a contract may hold")
    type_ = kendte[fuldt]
    if type_ is None:
        raise Skemafejl(f"the record {fuldt} holds itself; contracts may not be recursive")
    return type_


def _grennavn(gren: Any, rum: str) -> str:
    if isinstance(gren, dict):
        return fuldt_navn(gren, rum) if gren["type"] in {"record", "enum"} else str(gren["type"])
    return gren if gren in _SIMPLE or "." in gren or not rum else f"{rum}.{gren}"


def _standard(type_: Type, vaerdi: Any) -> Any:
    """A default as Python data: as JSON has it, but for dates, timestamps and what holds them."""
    match type_:
        case Valgfri(indre):
            return None if vaerdi is None else _standard(indre, vaerdi)
        case Simpel(slags) if isinstance(vaerdi, int):
            return tid.fra_tal(slags, vaerdi)
        case Liste(element):
            return [_standard(element, led) for led in vaerdi]
        case Opslag(indre):
            return {noegle: _standard(indre, led) for noegle, led in vaerdi.items()}
        case Post(felter=felter):
            return {
                felt.navn: _standard(felt.type, vaerdi[felt.navn]) if felt.navn in vaerdi else felt.standard
                for felt in felter
            }
        case _:
            return vaerdi
