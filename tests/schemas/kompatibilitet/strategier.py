"""Random schemas, random changes to them, and random messages, for the properties of the compatibility engine."""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Callable, Iterator
from typing import Any

import fastavro
from hypothesis import strategies as st

from schemas.compatibility import Udgave
from schemas.compatibility.form import Beholder, Enum, Fixed, Record, Skematype, Union

SIMPLE = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
LOGISKE = (
    {"type": "int", "logicalType": "date"},
    {"type": "long", "logicalType": "timestamp-millis"},
    {"type": "long", "logicalType": "timestamp-micros"},
    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
)
_BYT = {"int": "long", "long": "double", "float": "double", "double": "float", "string": "bytes", "bytes": "string"}

Aendring = Callable[[], None]


@st.composite
def skemaer(draw: st.DrawFn) -> dict[str, Any]:
    """A record of a few fields, nested, with named types that are used again and records that hold themselves."""
    bygger = _Bygger(draw)
    return bygger.post(0)


class _Bygger:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._nummer = 0
        self._faerdige: list[str] = []
        self._aabne: list[str] = []

    def post(self, dybde: int) -> dict[str, Any]:
        navn = self._navn("R")
        self._aabne.append(navn)
        felter = [self._felt(dybde) for _ in range(self._draw(st.integers(1, 3)))]
        self._aabne.pop()
        self._faerdige.append(navn)
        return {"type": "record", "name": navn, "fields": felter}

    def _navn(self, slags: str) -> str:
        self._nummer += 1
        return f"{slags}{self._nummer}"

    def _felt(self, dybde: int) -> dict[str, Any]:
        return {"name": self._navn("f"), "type": self._type(dybde + 1)}

    def _type(self, dybde: int) -> Any:
        slags = ["simpel", "simpel", "logisk", "enum", "fixed", "igen", "sig selv"]
        if dybde < 3:
            slags += ["liste", "kort", "union", "post"]
        match self._draw(st.sampled_from(slags)):
            case "logisk":
                return dict(self._draw(st.sampled_from(LOGISKE)))
            case "enum":
                navn = self._navn("E")
                self._faerdige.append(navn)
                return {"type": "enum", "name": navn, "symbols": ["A", "B", "C"][: self._draw(st.integers(1, 3))]}
            case "fixed":
                navn = self._navn("F")
                self._faerdige.append(navn)
                return {"type": "fixed", "name": navn, "size": self._draw(st.integers(0, 3))}
            case "igen" if self._faerdige:
                return self._draw(st.sampled_from(self._faerdige))
            case "sig selv":
                navn = self._draw(st.sampled_from(self._aabne))
                return self._draw(st.sampled_from([["null", navn], {"type": "array", "items": navn}]))
            case "liste":
                return {"type": "array", "items": self._type(dybde + 1)}
            case "kort":
                return {"type": "map", "values": self._type(dybde + 1)}
            case "union":
                return self._union(dybde)
            case "post":
                return self.post(dybde)
            case _:
                return self._draw(st.sampled_from(SIMPLE))

    def _union(self, dybde: int) -> list[Any]:
        grene: list[Any] = self._draw(st.lists(st.sampled_from(SIMPLE), min_size=1, max_size=3, unique=True))
        if self._draw(st.booleans()):
            grene.insert(self._draw(st.integers(0, len(grene))), self.post(dybde + 1))
        return grene


@st.composite
def skemapar(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A schema and the same after one to three changes, in either order."""
    foer = draw(skemaer())
    efter = copy.deepcopy(foer)
    for nummer in range(draw(st.integers(1, 3))):
        _, aendring = draw(st.sampled_from(list(_aendringer(efter, f"n{nummer}"))))
        aendring()
    return draw(st.sampled_from([(foer, efter), (efter, foer)]))


def _aendringer(rod: dict[str, Any], nyt: str) -> Iterator[tuple[str, Aendring]]:
    """Every change that can be made at some place of the schema; `nyt` is a name that it does not have yet."""
    for holder, noegle in list(_pladser(rod)):
        yield from _typeaendringer(holder, noegle, rod, nyt)


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


def _typeaendringer(holder: Any, noegle: Any, rod: dict[str, Any], nyt: str) -> Iterator[tuple[str, Aendring]]:
    type_ = holder[noegle]

    def saet(vaerdi: Any) -> Aendring:
        def goer() -> None:
            holder[noegle] = vaerdi
            if isinstance(holder, dict):
                holder.pop("default", None)

        return goer

    match type_:
        case str() if type_ in _BYT:
            yield "byt type", saet(_BYT[type_])
            yield "logisk", saet(dict(LOGISKE[0] if type_ == "int" else LOGISKE[2] if type_ == "long" else LOGISKE[3]))
        case list():
            yield "union vendt", saet(type_[::-1])
            if len(type_) > 1 and all(
                gren in SIMPLE for gren in type_
            ):  # a record that always holds itself has no message
                yield "gren fjernet", saet(type_[1:])
            yield "gren tilføjet", saet([*type_, {"type": "fixed", "name": f"F{nyt}", "size": 1}])
        case {"type": "enum", "symbols": symboler}:
            yield "symbol fjernet", lambda: type_.update(symbols=symboler[:-1] or ["Z"])
            yield "symbol tilføjet", lambda: type_.update(symbols=[*symboler, nyt])
            yield "symboler vendt", lambda: type_.update(symbols=symboler[::-1])
            yield "default", lambda: type_.update(default=symboler[0])
        case {"type": "fixed", "size": size}:
            yield "størrelse", lambda: type_.update(size=size + 1)
        case {"type": "record"}:
            yield from _feltaendringer(type_["fields"], nyt)
        case {"logicalType": "decimal"}:
            yield "skala", lambda: type_.update(scale=3)
        case {"logicalType": _, "type": primitiv}:
            yield "logisk tabt", saet(primitiv)
    if isinstance(type_, dict) and "name" in type_:
        yield "omdøbt", lambda: _omdoeb(rod, type_, nyt, alias=False)
        yield "omdøbt med alias", lambda: _omdoeb(rod, type_, nyt, alias=True)
    if isinstance(holder, dict) and not isinstance(type_, list):
        yield "nullable", saet(["null", type_] if type_ != "null" else ["null", "int"])


def _feltaendringer(felter: list[dict[str, Any]], nyt: str) -> Iterator[tuple[str, Aendring]]:
    yield "felt tilføjet", lambda: felter.insert(0, {"name": nyt, "type": "int"})
    yield "felt med default", lambda: felter.append({"name": nyt, "type": ["null", "string"], "default": None})
    if len(felter) > 1:
        yield "felter vendt", felter.reverse
        if all(isinstance(felt["type"], str) and felt["type"] in SIMPLE for felt in felter):
            yield "felt fjernet", lambda: felter.pop()
    yield "felt omdøbt", lambda: felter[0].update(name=nyt)
    navn = felter[0]["name"] if felter else ""
    yield "felt omdøbt med alias", lambda: felter[0].update(name=nyt, aliases=[navn])


def _omdoeb(rod: dict[str, Any], type_: dict[str, Any], nyt: str, *, alias: bool) -> None:
    foer, efter = type_["name"], f"N{nyt}"
    for holder, noegle in list(_pladser(rod)):
        if holder[noegle] == foer:
            holder[noegle] = efter
    type_["name"] = efter
    if alias:
        type_["aliases"] = [foer]


def beskeder(udgave: Udgave, tilfaeldig: random.Random, antal: int = 4) -> list[bytes]:
    """Random messages of a version: text is UTF-8 in bytes too, so that only schemas decide what can be read."""
    rod = udgave.type
    skema = fastavro.parse_schema(_uden_logiske(udgave.skema))
    ud = []
    for _ in range(antal):
        strom = io.BytesIO()
        fastavro.schemaless_writer(strom, skema, _vaerdi(rod, tilfaeldig, 0))
        ud.append(strom.getvalue())
    return ud


def _uden_logiske(raa: Any) -> Any:
    match raa:
        case dict():
            return {noegle: _uden_logiske(en) for noegle, en in raa.items() if noegle != "logicalType"}
        case list():
            return [_uden_logiske(en) for en in raa]
        case _:
            return raa


def _vaerdi(type_: Skematype, tilfaeldig: random.Random, dybde: int) -> Any:
    """A value as fastavro writes it; a union's branch is named, so that it is the one that was drawn."""
    match type_:
        case Record(felter=felter):
            return {felt.navn: _vaerdi(felt.type, tilfaeldig, dybde + 1) for felt in felter}
        case Union(grene=grene):
            nul = next((gren for gren in grene if gren.slags == "null"), None)
            gren = nul if dybde > 6 and nul is not None else tilfaeldig.choice(grene)
            return None if gren.slags == "null" else (gren.navn, _vaerdi(gren, tilfaeldig, dybde + 1))
        case Beholder(indre=indre, slags=slags):
            antal = 0 if dybde > 6 else tilfaeldig.randint(0, 2)
            poster = [_vaerdi(indre, tilfaeldig, dybde + 1) for _ in range(antal)]
            return poster if slags == "array" else dict(zip("kl", poster, strict=False))
        case Enum(symboler=symboler):
            return tilfaeldig.choice(symboler)
        case Fixed(stoerrelse=stoerrelse):
            return bytes(65 + nummer for nummer in range(stoerrelse))
    match type_.slags:
        case "null":
            return None
        case "boolean":
            return tilfaeldig.random() < 0.5
        case "int" | "long":
            return tilfaeldig.randint(0, 2**20)  # as a date too, within the years that Python knows
        case "float" | "double":
            return float(tilfaeldig.randint(-1000, 1000))
        case "string":
            return "æ" * tilfaeldig.randint(0, 2)
        case _:
            return b"x" * tilfaeldig.randint(1, 3)
