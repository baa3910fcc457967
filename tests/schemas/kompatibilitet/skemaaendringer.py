"""Every change that can be made at some place of a schema, as a function that makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

SIMPLE = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
LOGISKE: tuple[dict[str, Any], ...] = (
    {"type": "int", "logicalType": "date"},
    {"type": "long", "logicalType": "timestamp-millis"},
    {"type": "long", "logicalType": "timestamp-micros"},
    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
)
_BYT = {"int": "long", "long": "double", "float": "double", "double": "float", "string": "bytes", "bytes": "string"}
_LOGISK = {"int": LOGISKE[0], "long": LOGISKE[2], "bytes": LOGISKE[3]}

Aendring = Callable[[], object]


def aendringer(rod: dict[str, Any], nyt: str) -> Iterator[Aendring]:
    """Every change; `nyt` is a name that the schema does not have yet."""
    for holder, noegle in list(_pladser(rod)):
        type_ = holder[noegle]
        yield from _om_type(type_, partial(_saet, holder, noegle), nyt)
        if isinstance(type_, dict) and "name" in type_:
            yield partial(_omdoeb, rod, type_, nyt)
            yield partial(_omdoeb, rod, type_, nyt, aliases=[type_["name"]])
        if isinstance(holder, dict) and not isinstance(type_, list):
            yield partial(_saet, holder, noegle, ["null", type_ if type_ != "null" else "int"])


def _pladser(rod: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Every place where a type stands, as what holds it and the key there; the schema itself is held by a list."""
    stak: list[tuple[Any, Any]] = [([rod], 0)]
    while stak:
        holder, noegle = stak.pop()
        yield holder, noegle
        match holder[noegle]:
            case list() as grene:
                stak.extend((grene, nummer) for nummer in range(len(grene)))
            case {"type": "record", "fields": felter}:
                stak.extend((felt, "type") for felt in felter)
            case {"type": "array"} as liste:
                stak.append((liste, "items"))
            case {"type": "map"} as kort:
                stak.append((kort, "values"))


def _saet(holder: Any, noegle: Any, vaerdi: Any) -> None:
    holder[noegle] = vaerdi
    if isinstance(holder, dict):
        holder.pop("default", None)  # it was one of the type that stood there


def _om_type(type_: Any, saet: Callable[[Any], None], nyt: str) -> Iterator[Aendring]:
    match type_:
        case str() if type_ in _BYT:
            yield partial(saet, _BYT[type_])
            yield partial(saet, dict(_LOGISK.get(type_, LOGISKE[0])))
        case list():
            yield partial(saet, type_[::-1])
            yield partial(saet, [*type_, {"type": "fixed", "name": f"F{nyt}", "size": 1}])
            if len(type_) > 1 and all(gren in SIMPLE for gren in type_):  # else a record might always hold itself
                yield partial(saet, type_[1:])
        case {"type": "enum", "symbols": symboler}:
            for andre in (symboler[:-1] or ["Z"], [*symboler, nyt], symboler[::-1]):
                yield partial(type_.update, symbols=andre)
            yield partial(type_.update, default=symboler[0])
        case {"type": "fixed", "size": size}:
            yield partial(type_.update, size=size + 1)
        case {"type": "record", "fields": felter}:
            yield from _om_felter(felter, nyt)
        case {"logicalType": logisk, "type": primitiv}:
            yield partial(type_.update, scale=3) if logisk == "decimal" else partial(saet, primitiv)


def _om_felter(felter: list[dict[str, Any]], nyt: str) -> Iterator[Aendring]:
    yield partial(felter.insert, 0, {"name": nyt, "type": "int"})
    yield partial(felter.append, {"name": nyt, "type": ["null", "string"], "default": None})
    yield partial(felter[0].update, name=nyt)
    yield partial(felter[0].update, name=nyt, aliases=[felter[0]["name"]])
    if len(felter) > 1:
        yield felter.reverse
        if all(felt["type"] in SIMPLE for felt in felter):  # else a type might go that others refer to
            yield felter.pop


def _omdoeb(rod: dict[str, Any], type_: dict[str, Any], nyt: str, **resten: Any) -> None:
    foer, efter = type_["name"], f"N{nyt}"
    for holder, noegle in list(_pladser(rod)):
        if holder[noegle] == foer:
            holder[noegle] = efter
    type_.update(name=efter, **resten)
