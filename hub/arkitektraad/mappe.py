"""A folder of contracts and what a hub has, as the same thing: types in files, each written once. Pure, but for reading files.

A file `<domæne>/<Navn>.avsc` holds one named type and names the others; beside a contract, `<Navn>.yaml` may say its
level and what it calls itself. What is written is the same bytes whenever the hub has the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from schemas.skema import PRAEFIKS, RaaSkema, Skema, Skemafejl, fuldt_navn, laes_filer, saml

MAERKE: Final = "# Written by `faelleshub skema eksport`.\n"
"""What the first line of an entry of ours is; other entries are the contracts' own, and are left alone."""

_ORDEN: Final = ("type", "name", "namespace", "doc", "fields", "symbols", "size", "items", "values")
_FELTORDEN: Final = ("name", "type", "doc", "default")


@dataclass(frozen=True, slots=True)
class Mappekontrakt:
    """A contract in a folder: its schema standing alone, and what its entry says."""

    navn: str
    skema: RaaSkema = field(repr=False)
    niveau: str | None = None
    udgave: str | None = None
    tilstand: str | None = None


@dataclass(frozen=True, slots=True)
class Hubkontrakt:
    """A contract as the hub has it: its newest version, and the level that is set for it."""

    navn: str
    skema: RaaSkema = field(repr=False)
    version: int
    niveau: str
    tilstand: str | None = None
    udgave: str | None = None


def laes_mappe(rod: Path) -> Mapping[str, Mappekontrakt]:
    """Every contract under `rod`, by full name: messages, and what has an entry. Raises Skemafejl with the file."""
    typer = laes_filer(rod)
    steder = {fuldt_navn(json.loads(fil.read_bytes()), ""): fil for fil in sorted(rod.rglob("*.avsc"))}
    fundne = {}
    for navn, raa in typer.items():
        post = _post(steder[navn].with_suffix(".yaml"))
        if post is None and not Skema(0, raa).er_besked:
            continue
        post = post or {}
        udgave = post.get("udgave") or (post.get("version") if "beskedtype" in post else None)
        fundne[navn] = Mappekontrakt(
            navn, saml(navn, typer), post.get("niveau"), udgave and str(udgave), post.get("tilstand")
        )
    return fundne


def filer(kontrakter: Mapping[str, Hubkontrakt]) -> Iterator[tuple[Path, str]]:
    """The files of a folder that says what the hub has: path and text, in order."""
    yield from skemafiler({navn: en.skema for navn, en in kontrakter.items()})
    for navn, en in sorted(kontrakter.items()):
        post = {"udgave": en.udgave, "niveau": en.niveau, "version": en.version, "tilstand": en.tilstand}
        tekst = yaml.safe_dump({n: v for n, v in post.items() if v is not None}, sort_keys=False, allow_unicode=True)
        yield skemasti(navn).with_suffix(".yaml"), MAERKE + tekst


def skemafiler(kontrakter: Mapping[str, RaaSkema]) -> Iterator[tuple[Path, str]]:
    """The types of these contracts, each in its file: path and text, in order."""
    for navn, raa in sorted(del_op(kontrakter).items()):
        yield skemasti(navn).with_suffix(".avsc"), json.dumps(raa, ensure_ascii=False, indent=2) + "\n"


def er_vores(tekst: str) -> bool:
    """Whether an entry was written by the export, and may be written anew."""
    return tekst.startswith(MAERKE)


def del_op(kontrakter: Mapping[str, RaaSkema]) -> dict[str, RaaSkema]:
    """The types of all these contracts, each by itself and naming the others.

    A type that two contracts have differently, and whatever holds it, stays written out where it is used.
    """
    varianter: dict[str, set[str]] = {}
    indre: dict[str, set[str]] = {}
    for raa in kontrakter.values():
        for navn, node in _definitioner(raa, ""):
            varianter.setdefault(navn, set()).add(json.dumps(_henvist(node, "", None), sort_keys=True))
            indre.setdefault(navn, set()).update(inde for inde, _ in _definitioner(node, "", ogsaa_selv=False))
    faelles = {navn for navn, alle in varianter.items() if len(alle) == 1 and navn.startswith(PRAEFIKS)}
    while uens := {navn for navn in faelles if not indre[navn] <= faelles}:
        faelles -= uens
    ud: dict[str, RaaSkema] = {}
    for rod, raa in kontrakter.items():
        for navn, node in _definitioner(raa, ""):
            if navn in faelles or navn == rod:
                ud.setdefault(navn, _henvist(node, "", faelles - {navn}))
    return ud


def _definitioner(node: Any, rum: str, *, ogsaa_selv: bool = True) -> Iterator[tuple[str, RaaSkema]]:
    """Every named type that is defined in a tree, with its full name; each node says its own namespace."""
    match node:
        case list():
            for gren in node:
                yield from _definitioner(gren, rum)
        case {"type": "record" | "error" | "enum" | "fixed"}:
            navn = fuldt_navn(node, rum)
            if ogsaa_selv:
                yield navn, _med_navn(node, navn)
            for felt in node.get("fields", ()):
                yield from _definitioner(felt["type"], navn.rpartition(".")[0])
        case {"type": "array", "items": inderst} | {"type": "map", "values": inderst}:
            yield from _definitioner(inderst, rum)
        case {"type": dict() | list() as inderst}:
            yield from _definitioner(inderst, rum)


def _henvist(node: Any, rum: str, faelles: set[str] | None) -> Any:
    """The tree with the types in `faelles` named only; None: every type but the outermost. Keys in the house's order."""
    if not isinstance(node, dict) or node.get("type") not in {"record", "error", "enum", "fixed"}:
        return _ydre(node, rum, faelles)
    navn = fuldt_navn(node, rum)
    eget = navn.rpartition(".")[0]
    felter = [
        _ordnet({**felt, "type": _inde(felt["type"], eget, faelles)}, _FELTORDEN) for felt in node.get("fields", ())
    ]
    return _ordnet({**_med_navn(node, navn), **({"fields": felter} if "fields" in node else {})}, _ORDEN)


def _inde(node: Any, rum: str, faelles: set[str] | None) -> Any:
    match node:
        case {"type": "record" | "error" | "enum" | "fixed"}:
            navn = fuldt_navn(node, rum)
            return navn if faelles is None or navn in faelles else _henvist(node, rum, faelles)
        case _:
            return _ydre(node, rum, faelles)


def _ydre(node: Any, rum: str, faelles: set[str] | None) -> Any:
    match node:
        case list():
            return [_inde(gren, rum, faelles) for gren in node]
        case {"type": "array", "items": inderst}:
            return _ordnet({**node, "items": _inde(inderst, rum, faelles)}, _ORDEN)
        case {"type": "map", "values": inderst}:
            return _ordnet({**node, "values": _inde(inderst, rum, faelles)}, _ORDEN)
        case str() if rum and "." not in node and node not in _PRIMITIVE:
            return f"{rum}.{node}"  # a name of its surroundings, which it no longer stands in
        case _:
            return node


_PRIMITIVE: Final = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})


def _med_navn(node: RaaSkema, navn: str) -> RaaSkema:
    rum, _, kort = navn.rpartition(".")
    return {**node, "name": kort, **({"namespace": rum} if rum else {})}


def _ordnet(node: Mapping[str, Any], orden: tuple[str, ...]) -> dict[str, Any]:
    """The node with these keys first, as the house writes contracts."""
    return {noegle: node[noegle] for noegle in (*orden, *(en for en in node if en not in orden)) if noegle in node}


def skemasti(navn: str) -> Path:
    """Where a type's file lies, without its ending."""
    rum, _, kort = navn.removeprefix(PRAEFIKS).rpartition(".")
    return Path(*rum.split("."), kort) if rum else Path(kort)


def _post(fil: Path) -> dict[str, Any] | None:
    """A contract's entry, if there is one. Raises Skemafejl."""
    try:
        laest = yaml.load(fil.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except FileNotFoundError:
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as fejl:
        raise Skemafejl(f"not YAML: {type(fejl).__name__}", fil) from None
    if not isinstance(laest, dict):
        raise Skemafejl("an entry is a mapping of its fields", fil)
    return laest
