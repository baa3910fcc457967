"""Avro schemas as files and as objects: where the contracts on disk become something the codec can read with.

A contract file names shared types by their full name; `laes_filer` reads the files, `saml` puts each named type in
where it is first used, so that one schema stands alone and any foreign client can read with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import fastavro

from schemas.strenglaesning import streng

AVRO_ROD = Path(__file__).parent / "avro"
"""Where the contracts that ship with the hub lie: `<domæne>/<Navn>.avsc`."""

KUVERT_FELTER = ("beskedId", "beskedVersion", "beskedkuvert")
"""The first fields of every message, in this order."""

PRAEFIKS = "dk.faelleshub."
"""The namespace that all our contracts share."""

RaaSkema = dict[str, Any]


class UkendtSkema(LookupError):
    """No schema of that id, name or beskedtype is registered."""


@dataclass(eq=False)
class Skemafejl(ValueError):
    """A schema that cannot be read; `fil` is None when it did not come from a file."""

    tekst: str
    fil: Path | None = None

    def __str__(self) -> str:
        return f"{self.fil}: {self.tekst}" if self.fil else self.tekst


@dataclass(frozen=True)
class Skema:
    """One version of one contract, under its global id.

    `raa` stands alone: every named type is written out where it is first used.
    """

    id: int
    raa: RaaSkema = field(repr=False)
    version: str = "1.0"

    @cached_property
    def navn(self) -> str:
        """The record's full name, which is also its subject in a registry."""
        return fuldt_navn(self.raa, "")

    @cached_property
    def parset(self) -> RaaSkema:
        """The schema as fastavro wants it; parsed once. Raises Skemafejl."""
        try:
            parset: Any = fastavro.parse_schema(self.raa)
        except Exception as fejl:
            raise Skemafejl(f"{type(fejl).__name__}: {fejl}") from fejl
        return cast("RaaSkema", parset)

    @cached_property
    def laeseform(self) -> RaaSkema:
        """`parset` in the form that the codec reads by: as strict as the readers of other languages. Raises Skemafejl."""
        parset = self.parset
        navngivne = {navn: streng(raa) for navn, raa in parset.get("__named_schemas", {}).items()}
        laeseform: RaaSkema = {**streng(parset), "__named_schemas": navngivne}
        return laeseform

    @cached_property
    def kuvert(self) -> Skema:
        """The schema of the envelope alone: what a message begins with, whatever its beskeddata."""
        felter = [felt for felt in self.raa["fields"] if felt["name"] != "beskeddata"]
        return Skema(self.id, {**self.raa, "fields": felter}, self.version)

    @cached_property
    def er_besked(self) -> bool:
        """Whether it is a message: a record whose first fields are the envelope, followed by beskeddata."""
        navne = tuple(felt["name"] for felt in self.raa.get("fields", ()))
        return navne[:3] == KUVERT_FELTER and navne[3:4] == ("beskeddata",)


class Skemalager(Mapping[int, Skema]):
    """Schemas by their global id; several versions of one name may be in it. Immutable."""

    def __init__(self, skemaer: Iterable[Skema]) -> None:
        self._efter_id: dict[int, Skema] = {}
        self._efter_navn: dict[str, list[Skema]] = {}
        for skema in skemaer:
            if skema.id in self._efter_id:
                raise Skemafejl(
                    f"schema id {skema.id} is given to both {self._efter_id[skema.id].navn} and {skema.navn}"
                )
            self._efter_id[skema.id] = skema
            self._efter_navn.setdefault(skema.navn, []).append(skema)

    def __getitem__(self, skema_id: int) -> Skema:
        return self._efter_id[skema_id]

    def __iter__(self) -> Iterator[int]:
        return iter(self._efter_id)

    def __len__(self) -> int:
        return len(self._efter_id)

    def nyeste(self, navn: str) -> Skema:
        """The version with the highest id. Raises UkendtSkema."""
        try:
            return max(self._efter_navn[navn], key=lambda skema: skema.id)
        except KeyError:
            raise UkendtSkema(f"no schema named {navn}") from None

    def med(self, *skemaer: Skema) -> Skemalager:
        """A store that also holds these."""
        return Skemalager([*self._efter_id.values(), *skemaer])


def fuldt_navn(skema: Mapping[str, Any], navnerum: str) -> str:
    """The full name of a named type, whose own namespace may come from around it."""
    navn = str(skema["name"])
    if "." in navn:
        return navn
    rum = skema.get("namespace", navnerum)
    return f"{rum}.{navn}" if rum else navn


def kerne(type_: Any) -> Any:
    """The type of a field without its null."""
    if isinstance(type_, list):
        return next(gren for gren in type_ if gren != "null")
    return type_


def postnavn(type_: Any) -> str | None:
    """The full name of the record that a field's type is, or None."""
    match kerne(type_):
        case {"type": "record"} as raa:
            return fuldt_navn(raa, "")
        case str() as navn if "." in navn:
            return navn
        case _:
            return None


def laes_filer(rod: Path = AVRO_ROD) -> dict[str, RaaSkema]:
    """Every named type under `rod`, by full name, as written. Raises Skemafejl with the file that is wrong."""
    typer: dict[str, RaaSkema] = {}
    for fil in sorted(rod.rglob("*.avsc")):
        try:
            skema = json.loads(fil.read_bytes())
        except ValueError as fejl:
            raise Skemafejl(f"not JSON: {fejl}", fil) from fejl
        navn = fuldt_navn(skema, "")
        if navn in typer:
            raise Skemafejl(f"{navn} is defined twice (RA-09: one concept, one type)", fil)
        typer[navn] = skema
    return typer


def saml(navn: str, typer: Mapping[str, RaaSkema]) -> RaaSkema:
    """The type `navn` with every type it refers to written out at its first use. Raises UkendtSkema."""
    if navn not in typer:
        raise UkendtSkema(f"no type named {navn}")
    samlet: RaaSkema = _skriv_ud(typer[navn], typer, set(), "")
    return samlet


def _skriv_ud(node: Any, typer: Mapping[str, RaaSkema], skrevne: set[str], navnerum: str) -> Any:
    match node:
        case str() if node in typer and node not in skrevne:
            return _skriv_ud(typer[node], typer, skrevne, navnerum)
        case list():
            return [_skriv_ud(gren, typer, skrevne, navnerum) for gren in node]
        case {"type": "record" | "enum" | "fixed"}:
            navn = fuldt_navn(node, navnerum)
            skrevne.add(navn)
            rum = navn.rpartition(".")[0]
            felter = [{**felt, "type": _skriv_ud(felt["type"], typer, skrevne, rum)} for felt in node.get("fields", ())]
            return {**node, "fields": felter} if felter else node
        case {"type": "array" | "map" as slags}:
            indre = "items" if slags == "array" else "values"
            return {**node, indre: _skriv_ud(node[indre], typer, skrevne, navnerum)}
        case _:
            return node
