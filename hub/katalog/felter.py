"""The field table of a contract: every place in a message, with its type, its doc and what the rules say of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from schemas.skema import fuldt_navn

_NAVNGIVNE: Final = frozenset({"record", "enum", "fixed"})


@dataclass(frozen=True, slots=True)
class Felt:
    """A field at its place in a message.

    `sti` is the path that rules and errors name it by: `[]` is each item of an array, `{}` each value of a map. `type`
    is Avro's type in words, `post` the full name of the record that the field belongs to, and `typenavne` the full
    names of the named types that it holds.
    """

    sti: str
    navn: str
    type: str
    post: str
    kraevet: bool
    """Whether a writer must give it: it can be neither null nor left to a default."""
    doc: str
    standardvaerdi: str | None
    """The default as JSON; None where there is none."""
    kodeliste: str | None
    format: str | None
    personoplysninger: str | None
    """What kind of personal data the catalogue entry says it holds."""
    typenavne: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Navngiventype:
    """A named type of a contract with its own fields, each under its name alone; `symboler` of an enum."""

    navn: str
    slags: str
    doc: str
    felter: tuple[Felt, ...]
    symboler: tuple[str, ...] = ()


def felttabel(skema: Mapping[str, Any], personoplysninger: Mapping[str, str]) -> tuple[Felt, ...]:
    """Every field of a message, in the order of the contract, depth first.

    A type that holds itself is gone through once on each way down. `personoplysninger` is the catalogue entry's.
    """
    typer = dict(_navngivne(skema, ""))
    rod = fuldt_navn(skema, "")
    return tuple(_felter(skema, rod, "", typer, personoplysninger, (rod,)))


def typetabel(skema: Mapping[str, Any], personoplysninger: Mapping[str, str]) -> tuple[Navngiventype, ...]:
    """The same, with every named type once, in the order of first use; the message itself first.

    A field's personal data is what it may hold at any of its places.
    """
    typer = dict(_navngivne(skema, ""))
    maerker: dict[tuple[str, str], list[str]] = {}
    for felt in felttabel(skema, personoplysninger):
        if felt.personoplysninger:
            fundne = maerker.setdefault((felt.post, felt.navn), [])
            if felt.personoplysninger not in fundne:
                fundne.append(felt.personoplysninger)
    return tuple(
        Navngiventype(
            navn,
            str(type_["type"]),
            str(type_.get("doc", "")),
            tuple(
                replace(et, sti=et.navn, personoplysninger=", ".join(maerker.get((navn, et.navn), ())) or None)
                for et in (_felt(raa, navn, raa["name"], {}) for raa in type_.get("fields", ()))
            ),
            tuple(type_.get("symbols", ())),
        )
        for navn, type_ in typer.items()
    )


def _felter(
    post: Mapping[str, Any],
    navn: str,
    sti: str,
    typer: Mapping[str, Mapping[str, Any]],
    maerker: Mapping[str, str],
    over: tuple[str, ...],
) -> Iterator[Felt]:
    for raa in post.get("fields", ()):
        her = f"{sti}.{raa['name']}" if sti else str(raa["name"])
        yield _felt(raa, navn, her, maerker)
        for under, led in _poster(raa["type"], navn.rpartition(".")[0], ""):
            if under in typer and under not in over:
                yield from _felter(typer[under], under, her + led, typer, maerker, (*over, under))


def _felt(raa: Mapping[str, Any], post: str, sti: str, maerker: Mapping[str, str]) -> Felt:
    rum = post.rpartition(".")[0]
    grene = raa["type"] if isinstance(raa["type"], list) else [raa["type"]]
    return Felt(
        sti=sti,
        navn=str(raa["name"]),
        type=typetekst(raa["type"]),
        post=post,
        kraevet="default" not in raa and "null" not in grene,
        doc=str(raa.get("doc", "")),
        standardvaerdi=json.dumps(raa["default"], ensure_ascii=False) if "default" in raa else None,
        kodeliste=_attribut(raa, "kodeliste"),
        format=_attribut(raa, "format"),
        personoplysninger=_maerke(sti, maerker),
        typenavne=tuple(dict.fromkeys(navn for navn, _ in _poster(raa["type"], rum, ""))),
    )


def _maerke(sti: str, maerker: Mapping[str, str]) -> str | None:
    """What the nearest tag says, the field's own or one of a record around it."""
    while sti:
        for skrevet in (sti, f"{sti}[]", sti.removesuffix("[]"), sti.removesuffix("{}")):
            if skrevet in maerker:
                return maerker[skrevet]
        sti = sti.rpartition(".")[0]
    return None


def _attribut(raa: Mapping[str, Any], navn: str) -> str | None:
    """An attribute of the field, or of a type inside it."""
    if navn in raa:
        return str(raa[navn])
    match raa.get("type"):
        case dict() as type_ if type_.get("type") not in _NAVNGIVNE:
            return _attribut(type_, navn)
        case list() as grene:
            fundne = (_attribut(gren, navn) for gren in grene if isinstance(gren, dict))
            return next((et for et in fundne if et is not None), None)
        case _:
            return None


def typetekst(type_: Any) -> str:
    """A type as a reader says it: short names, `?` where it may be null, `[]` for arrays, `{}` for maps."""
    match type_:
        case list():
            tekst = _uniontekst(type_)
        case {"type": "array", "items": indre}:
            tekst = f"{_indre(indre)}[]"
        case {"type": "map", "values": indre}:
            tekst = f"{_indre(indre)}{{}}"
        case {"type": str() as slags} if slags in _NAVNGIVNE:
            tekst = str(type_["name"]).rpartition(".")[2]
        case {"type": str() as slags, "logicalType": str() as logisk}:
            tekst = f"{slags} ({logisk})"
        case {"type": indre}:
            tekst = typetekst(indre)
        case _:
            tekst = str(type_).rpartition(".")[2]
    return tekst


def _uniontekst(grene: Sequence[Any]) -> str:
    uden = [typetekst(gren) for gren in grene if gren != "null"]
    if len(uden) == len(grene) or not uden:
        return " | ".join(uden) or "null"
    return f"({' | '.join(uden)})?" if len(uden) > 1 else f"{uden[0]}?"


def _indre(type_: Any) -> str:
    return f"({typetekst(type_)})" if isinstance(type_, list) else typetekst(type_)


def _poster(type_: Any, navnerum: str, led: str) -> Iterator[tuple[str, str]]:
    """The named types that a type holds, by full name, each with the steps into it."""
    match type_:
        case list():
            for gren in type_:
                yield from _poster(gren, navnerum, led)
        case {"type": "array", "items": indre}:
            yield from _poster(indre, navnerum, f"{led}[]")
        case {"type": "map", "values": indre}:
            yield from _poster(indre, navnerum, f"{led}{{}}")
        case {"type": str() as slags} if slags in _NAVNGIVNE:
            yield fuldt_navn(type_, navnerum), led
        case {"type": dict() | list() as indre}:
            yield from _poster(indre, navnerum, led)
        case str() if "." in type_:
            yield type_, led
        case str() if type_[:1].isupper() and navnerum:
            yield f"{navnerum}.{type_}", led
        case _:
            return


def _navngivne(type_: Any, navnerum: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The named types that are defined in a type, in the order of first use."""
    match type_:
        case list():
            for gren in type_:
                yield from _navngivne(gren, navnerum)
        case {"type": str() as slags} if slags in _NAVNGIVNE:
            navn = fuldt_navn(type_, navnerum)
            yield navn, type_
            for felt in type_.get("fields", ()):
                yield from _navngivne(felt["type"], navn.rpartition(".")[0])
        case {"type": "array", "items": indre} | {"type": "map", "values": indre} | {"type": dict() | list() as indre}:
            yield from _navngivne(indre, navnerum)
        case _:
            return
