"""A schema's JSON made uniform: every name full, every attribute in Avro's order, nothing in it that Avro ignores.

Two schemas that Avro takes for the same have the same tree, but for the order of attributes that Avro does not know.
From the tree the canonical text is written, as Java Avro writes it; foreign clients compare by that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from schemas.compatibility.form import PRIMITIVER
from schemas.compatibility.navne import NAVNGIVNE, med_rum

_SKEMAORD: Final = frozenset(
    {"type", "name", "namespace", "doc", "aliases", "fields", "symbols", "size", "items", "values"}
)
"""What Avro knows of a schema; everything else is an attribute of whoever wrote it."""
_FELTORD: Final = frozenset({"name", "type", "doc", "default", "order", "aliases"})

Trae = Any
"""A tree: a name, a list of branches, or a dictionary whose `name` is full."""


class Traelaeser:
    """Reads the JSON of a schema that was found valid. `kendte` are the full names that references define."""

    def __init__(self, kendte: frozenset[str]) -> None:
        self._kendte = set(kendte)

    def laes(self, raa: Any, rum: str = "") -> Trae:
        """The tree of a schema that stands where the namespace is `rum`."""
        match raa:
            case str():
                return self._navn(raa, rum)
            case list():
                return [self.laes(gren, rum) for gren in raa]
            case {"type": str() as art} if art in NAVNGIVNE:
                return self._navngiven(raa, rum)
            case {"type": ("array" | "map") as art}:
                indre = "items" if art == "array" else "values"
                return {"type": art, indre: self.laes(raa[indre], rum), **_egne(raa, _SKEMAORD)}
            case {"type": str() as art} if art in PRIMITIVER:
                egne = _egne(raa, _SKEMAORD)
                return {"type": art, **egne} if egne else art
            case _:
                return self._navn(raa["type"], rum)

    def _navn(self, navn: str, rum: str) -> str:
        if navn in PRIMITIVER:
            return navn
        fuldt = med_rum(navn, rum)
        return fuldt if fuldt in self._kendte else navn

    def _navngiven(self, raa: Mapping[str, Any], rum: str) -> Trae:
        navn = med_rum(raa["name"], raa.get("namespace", rum))
        self._kendte.add(navn)
        rum = navn.rpartition(".")[0]
        ud: dict[str, Any] = {"type": raa["type"], "name": navn}
        _tag(ud, raa, "doc")
        kendt = _SKEMAORD
        match raa["type"]:
            case "enum":
                ud["symbols"] = list(raa["symbols"])
                _tag(ud, raa, "default")
                kendt = _SKEMAORD | {"default"}
            case "fixed":
                ud["size"] = raa["size"]
            case _:
                ud["fields"] = [self._felt(felt, rum) for felt in raa["fields"]]
        ud |= _egne(raa, kendt)
        if raa.get("aliases"):
            ud["aliases"] = list(dict.fromkeys(med_rum(alias, rum) for alias in raa["aliases"]))
        return ud

    def _felt(self, raa: Mapping[str, Any], rum: str) -> Trae:
        ud = {"name": raa["name"], "type": self.laes(raa["type"], rum)}
        _tag(ud, raa, "doc")
        if "default" in raa:
            ud["default"] = raa["default"]
        if raa.get("order", "ascending") != "ascending":
            ud["order"] = raa["order"]
        if raa.get("aliases"):
            ud["aliases"] = list(dict.fromkeys(raa["aliases"]))
        return ud | _egne(raa, _FELTORD)


def skriv(trae: Trae, rum: str = "") -> Any:
    """The tree as JSON data in the canonical form: a name without its namespace where it stands inside that."""
    match trae:
        case str():
            return _kort(trae, rum)
        case list():
            return [skriv(gren, rum) for gren in trae]
        case {"name": navn}:
            eget, _, kort = navn.rpartition(".")
            ud = {"type": trae["type"], "name": kort} | ({} if eget == rum else {"namespace": eget})
            for noegle, vaerdi in trae.items():
                if noegle == "fields":
                    ud[noegle] = [{**felt, "type": skriv(felt["type"], eget)} for felt in vaerdi]
                elif noegle == "aliases":
                    ud[noegle] = [_kort(alias, eget) for alias in vaerdi]
                elif noegle not in ud:
                    ud[noegle] = vaerdi
            return ud
        case {"type": "array" | "map" as art}:
            indre = "items" if art == "array" else "values"
            return {**trae, indre: skriv(trae[indre], rum)}
        case _:
            return trae


def ordnet(trae: Trae) -> Trae:
    """The tree with what has no order in Avro sorted: unknown attributes and aliases; an empty doc is none."""
    return gennemgaa(trae, _ordnet)


def traadform(trae: Trae) -> Trae:
    """The tree with nothing but what decides the bytes and their meaning: no words, no attributes of others."""
    return gennemgaa(
        trae,
        lambda ting, kendt: {
            navn: vaerdi for navn, vaerdi in ting.items() if (navn in kendt or navn == "logicalType") and navn != "doc"
        },
    )


def gennemgaa(trae: Trae, skift: Callable[[dict[str, Any], frozenset[str]], dict[str, Any]]) -> Trae:
    """The tree with every dictionary in it changed, from the leaves up; `skift` is told which keys Avro knows there."""
    match trae:
        case list():
            return [gennemgaa(gren, skift) for gren in trae]
        case dict():
            ud = dict(trae)
            for indre in ("items", "values"):
                if indre in ud and ud["type"] in {"array", "map"}:
                    ud[indre] = gennemgaa(ud[indre], skift)
            if "fields" in ud and "name" in ud:
                ud["fields"] = [
                    skift({**felt, "type": gennemgaa(felt["type"], skift)}, _FELTORD) for felt in ud["fields"]
                ]
            return skift(ud, _SKEMAORD | ({"default"} if ud["type"] == "enum" else frozenset()))
        case _:
            return trae


def _ordnet(ting: dict[str, Any], kendt: frozenset[str]) -> dict[str, Any]:
    ud = {noegle: vaerdi for noegle, vaerdi in ting.items() if noegle in kendt and noegle != "aliases"}
    aliaser = {"aliases": sorted(ting["aliases"])} if "aliases" in ting else {}
    egne = {noegle: _sorteret(ting[noegle]) for noegle in sorted(ting.keys() - kendt)}
    if kendt is _FELTORD:  # a field's aliases stand before what Avro does not know, a type's behind it
        return ud | aliaser | egne
    if ud.get("doc") == "":
        del ud["doc"]
    return ud | egne | aliaser


def _sorteret(data: Any) -> Any:
    match data:
        case dict():
            return {noegle: _sorteret(data[noegle]) for noegle in sorted(data)}
        case list():
            return [_sorteret(en) for en in data]
        case _:
            return data


def _kort(navn: str, rum: str) -> str:
    eget, _, kort = navn.rpartition(".")
    return kort if eget == rum and kort not in PRIMITIVER else navn


def _egne(raa: Mapping[str, Any], kendt: frozenset[str]) -> dict[str, Any]:
    return {noegle: vaerdi for noegle, vaerdi in raa.items() if noegle not in kendt}


def _tag(ud: dict[str, Any], raa: Mapping[str, Any], noegle: str) -> None:
    if raa.get(noegle) is not None:
        ud[noegle] = raa[noegle]
