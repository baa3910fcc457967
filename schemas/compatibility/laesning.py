"""From a schema's JSON to the graph of types that is compared; says where a schema is none, before anyone compares it.

As strict as Avro's specification, and where that leaves room as lenient as Java Avro 1.12, whose word registries take.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from schemas.compatibility import standardvaerdi
from schemas.compatibility.fejl import UgyldigtSkema
from schemas.compatibility.form import (
    PRIMITIVER,
    Array,
    Enum,
    Felt,
    Fixed,
    Map,
    Navngiven,
    Primitive,
    Record,
    Skematype,
    Union,
)
from schemas.compatibility.logiske import logisk_type
from schemas.compatibility.navne import NAVNGIVNE, aliaser, feltnavn, fuldt_navn, mangler, med_rum, navnerum
from schemas.compatibility.peger import led
from schemas.compatibility.referencer import Definition, definitioner, samme_definition

MAERKER: Final = ("kodeliste", "format")
"""The house's own attributes that say what a field's values mean."""

_ORDENER: Final = frozenset({"ascending", "descending", "ignore"})
INGEN: Final[Mapping[str, Any]] = MappingProxyType({})


def laes_skema(raa: Any, referencer: Mapping[str, Any] = INGEN) -> Skematype:
    """The graph of a schema given as JSON data.

    `referencer` are the schemas it may refer to, by the name under which it does. Raises UgyldigtSkema.
    """
    try:
        return _Laeser(definitioner(referencer)).rod(raa)
    except RecursionError:
        raise UgyldigtSkema("", "skemaet er indlejret for dybt", "the schema is nested too deeply") from None


class _Laeser:
    def __init__(self, fremmede: Mapping[str, Definition]) -> None:
        self._fremmede = fremmede
        self._typer: dict[str, Navngiven] = {}
        self._egne: set[str] = set()
        self._i_reference = False
        self._felter: list[Felt] = []

    def rod(self, raa: Any) -> Skematype:
        """The whole schema; defaults are tried last, when every type they may be of is there."""
        type_ = self._type(raa, "", "")
        for felt in self._felter:
            if brud := standardvaerdi.brud(felt.type, felt.default):
                raise UgyldigtSkema(f"{felt.peger}/default{brud.peger}", brud.da, brud.en)
        return type_

    def _type(self, raa: Any, rum: str, peger: str) -> Skematype:
        match raa:
            case str():
                return self._opslag(raa, rum, peger, raa)
            case list():
                return self._union(raa, rum, peger)
            case {"type": str() as art} if art in NAVNGIVNE:
                return self._navngiven(raa, rum, peger)
            case {"type": "array"}:
                return Array(
                    "array", peger, raa, logisk_type(raa, "array"), indre=self._indre("items", raa, rum, peger)
                )
            case {"type": "map"}:
                return Map("map", peger, raa, logisk_type(raa, "map"), indre=self._indre("values", raa, rum, peger))
            case {"type": str() as art}:
                return self._opslag(art, rum, peger, raa)
            case _:
                raise UgyldigtSkema(
                    peger,
                    "her skal stå en type: et navn, en union (liste) eller et objekt, hvis type er et navn",
                    "a type stands here: a name, a union (list) or an object whose type is a name",
                )

    def _opslag(self, navn: str, rum: str, peger: str, raa: Any) -> Skematype:
        if navn in PRIMITIVER:
            return Primitive(navn, peger, raa, logisk_type(raa, navn) if isinstance(raa, dict) else None)
        for kandidat in (fuldt := med_rum(navn, rum), navn):
            if kandidat in self._typer:
                return self._typer[kandidat]
            if kandidat in self._fremmede:
                return self._fremmed(self._fremmede[kandidat])
        raise UgyldigtSkema(
            peger,
            f"typen {fuldt} er hverken defineret før dette sted eller blandt referencerne",
            f"no type {fuldt} is defined before this place or among the references",
        )

    def _fremmed(self, definition: Definition) -> Skematype:
        udenfor, self._i_reference = self._i_reference, True
        try:
            return self._type(definition.raa, definition.rum, definition.peger)
        finally:
            self._i_reference = udenfor

    def _union(self, raa: list[Any], rum: str, peger: str) -> Union:
        grene = tuple(self._type(gren, rum, peger + led(nummer)) for nummer, gren in enumerate(raa))
        sete: set[str] = set()
        for nummer, gren in enumerate(grene):
            if isinstance(gren, Union):
                raise UgyldigtSkema(
                    peger + led(nummer), "en union står direkte i en union", "a union stands right inside a union"
                )
            if gren.navn in sete:
                raise UgyldigtSkema(
                    peger + led(nummer), f"unionen har {gren.navn} to gange", f"the union has {gren.navn} twice"
                )
            sete.add(gren.navn)
        return Union("union", peger, raa, None, grene)

    def _indre(self, noegle: str, raa: dict[str, Any], rum: str, peger: str) -> Skematype:
        if noegle not in raa:
            raise mangler(peger, noegle)
        return self._type(raa[noegle], rum, peger + led(noegle))

    def _navngiven(self, raa: dict[str, Any], rum: str, peger: str) -> Navngiven:
        navn = fuldt_navn(raa, rum, peger)
        if kendt := self._kendt(navn, raa, peger):
            return kendt
        if not self._i_reference:
            self._egne.add(navn)
        rum = navnerum(navn)
        navne = navn, frozenset(med_rum(alias, rum) for alias in aliaser(raa, peger))
        match raa["type"]:
            case "enum":
                return self._enum(raa, *navne, peger)
            case "fixed":
                return self._fixed(raa, *navne, peger)
            case _:
                return self._record(raa, *navne, peger)

    def _kendt(self, navn: str, raa: dict[str, Any], peger: str) -> Navngiven | None:
        fremmed = self._fremmede.get(navn)
        dobbelt = navn in self._egne and not self._i_reference
        if dobbelt or (fremmed is not None and not samme_definition(fremmed.raa, raa)):
            sted = f" ({fremmed.peger})" if fremmed is not None else ""
            raise UgyldigtSkema(peger, f"{navn} er defineret to gange{sted}", f"{navn} is defined twice{sted}")
        return self._typer.get(navn)

    def _record(self, raa: dict[str, Any], navn: str, andre_navne: frozenset[str], peger: str) -> Record:
        if not isinstance(raa.get("fields"), list):
            raise mangler(peger, "fields")
        post = Record("record", peger, raa, logisk_type(raa, "record"), navn, andre_navne)
        self._typer[navn] = post  # before its fields, which may be of this very type
        rum = navnerum(navn)
        post.felter = tuple(
            self._felt(felt, rum, f"{peger}/fields/{nummer}") for nummer, felt in enumerate(raa["fields"])
        )
        for felt in post.felter:
            if post.efter_navn.setdefault(felt.navn, felt) is not felt:
                raise UgyldigtSkema(
                    felt.peger, f"feltet {felt.navn} findes to gange", f"the field {felt.navn} is there twice"
                )
        post.har_aliaser = any(felt.aliaser for felt in post.felter)
        return post

    def _felt(self, raa: Any, rum: str, peger: str) -> Felt:
        if not isinstance(raa, dict):
            raise UgyldigtSkema(
                peger, "et felt er et objekt med name og type", "a field is an object with name and type"
            )
        navn = feltnavn(raa, peger)
        if "type" not in raa:
            raise mangler(peger, "type")
        if raa.get("order", "ascending") not in _ORDENER:
            raise UgyldigtSkema(
                f"{peger}/order",
                "order er ascending, descending eller ignore",
                "order is ascending, descending or ignore",
            )
        maerker = {maerke: str(raa[maerke]) for maerke in MAERKER if maerke in raa}
        felt = Felt(
            navn,
            self._type(raa["type"], rum, f"{peger}/type"),
            peger,
            raa,
            aliaser(raa, peger),
            "default" in raa,
            raa.get("default"),
            maerker or None,
        )
        if felt.har_default:
            self._felter.append(felt)
        return felt

    def _enum(self, raa: dict[str, Any], navn: str, andre_navne: frozenset[str], peger: str) -> Enum:
        symboler, default = raa.get("symbols"), raa.get("default")
        if not isinstance(symboler, list) or not all(isinstance(symbol, str) for symbol in symboler):
            raise mangler(peger, "symbols")
        if len(set(symboler)) != len(symboler):
            raise UgyldigtSkema(f"{peger}/symbols", "et symbol findes to gange", "a symbol is there twice")
        if default is not None and default not in symboler:
            raise UgyldigtSkema(f"{peger}/default", "defaulten er intet symbol her", "the default is no symbol of it")
        enum = Enum("enum", peger, raa, logisk_type(raa, "enum"), navn, andre_navne, tuple(symboler), default)
        self._typer[navn] = enum
        return enum

    def _fixed(self, raa: dict[str, Any], navn: str, andre_navne: frozenset[str], peger: str) -> Fixed:
        stoerrelse = raa.get("size")
        if not isinstance(stoerrelse, int) or isinstance(stoerrelse, bool) or stoerrelse < 0:
            raise mangler(peger, "size")
        fixed = Fixed("fixed", peger, raa, logisk_type(raa, "fixed"), navn, andre_navne, stoerrelse)
        self._typer[navn] = fixed
        return fixed
