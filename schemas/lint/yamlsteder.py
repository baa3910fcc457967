"""Reads a catalogue entry's YAML so that every value keeps its place; as strict as the reader of JSON beside it."""

from __future__ import annotations

from typing import Any

import yaml

from schemas.lint.steder import BOM, DYBEST, Steder, Sti, Ulaeselig


def laes_yaml(tekst: str) -> Steder:
    """YAML with places. Raises Ulaeselig: also for too deep nesting, references between nodes, and a key twice."""
    tekst = tekst.removeprefix(BOM)
    try:
        _gennemse(tekst)
        straekning: dict[Sti, tuple[int, int]] = {}
        rod = yaml.compose(tekst, yaml.CSafeLoader)
        if rod is not None:
            _steder(rod, (), None, straekning)
        return Steder(tekst, yaml.load(tekst, yaml.CSafeLoader), straekning)
    except yaml.YAMLError as fejl:
        sted = getattr(fejl, "problem_mark", None)
        en = str(getattr(fejl, "problem", None) or "not YAML")
        raise Ulaeselig(sted.index if sted else 0, "her er YAML forkert", en) from None
    except ValueError as fejl:  # a date or a number that is none
        if isinstance(fejl, Ulaeselig):
            raise
        raise Ulaeselig(0, "en dato eller et tal kan ikke læses", "a date or a number cannot be read") from None


def _gennemse(tekst: str) -> None:
    """Refuse what would take the process with it: deep YAML recurses in C, and references can grow without end.

    The events come one by one.
    """
    dybde = 0
    for haendelse in yaml.parse(tekst, yaml.CSafeLoader):
        sted: Any = haendelse.start_mark
        dybde += isinstance(haendelse, yaml.CollectionStartEvent) - isinstance(haendelse, yaml.CollectionEndEvent)
        if dybde > DYBEST:
            raise Ulaeselig(sted.index, f"indlejret dybere end {DYBEST}", f"nested deeper than {DYBEST}")
        if isinstance(haendelse, yaml.AliasEvent):
            raise Ulaeselig(sted.index, "henvisningen (*) bruges ikke her", "an alias (*) is not used here")


def _steder(node: Any, sti: Sti, noegle: tuple[int, int] | None, straekning: dict[Sti, tuple[int, int]]) -> None:
    fra = node.start_mark.index
    match node:
        case yaml.MappingNode(value=par):
            straekning[sti] = noegle or (fra, fra + 1)
            for navn, vaerdi in par:
                if not isinstance(navn, yaml.ScalarNode):
                    raise Ulaeselig(navn.start_mark.index, "en nøgle er en tekst", "a key is a text")
                under = (*sti, navn.value)
                if under in straekning:
                    raise Ulaeselig(navn.start_mark.index, "nøglen står to gange", "the key stands twice")
                _steder(vaerdi, under, (navn.start_mark.index, navn.end_mark.index), straekning)
        case yaml.SequenceNode(value=poster):
            straekning[sti] = noegle or (fra, fra + 1)
            for indeks, post in enumerate(poster):
                _steder(post, (*sti, indeks), None, straekning)
        case _:
            til = node.end_mark.index
            straekning[sti] = (fra, til) if til > fra or noegle is None else noegle
