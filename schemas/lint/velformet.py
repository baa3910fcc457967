"""The linter's door: whether a file holds an Avro record at all, so that the rules behind it need not ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from schemas.lint.steder import Sti

_TEKSTER: Final = ("doc", "kodeliste", "format", "kodelisteUndtaget")


class Formbrud(NamedTuple):
    """Where a file stops being an Avro record, and what should stand there."""

    sti: Sti
    da: str
    en: str


def brud(raa: Any) -> Formbrud | None:
    """The first place where `raa` is no Avro record; None when it is one."""
    if not isinstance(raa, dict) or raa.get("type") != "record":
        return Formbrud((), "en kontraktfil rummer én Avro-post", "a contract file holds one Avro record")
    return next(_post(raa, ()), None)


def _post(raa: dict[str, Any], sti: Sti) -> Iterator[Formbrud]:
    yield from _kraev(raa, "name", str, sti)
    yield from _kraev(raa, "fields", list, sti)
    for navn in ("namespace", *_TEKSTER):
        yield from _tekst(raa, navn, sti)
    if not isinstance(raa.get("fields"), list):
        return
    for i, felt in enumerate(raa["fields"]):
        her: Sti = (*sti, "fields", i)
        if not isinstance(felt, dict):
            yield Formbrud(her, "et felt er et objekt med name og type", "a field is an object with name and type")
            continue
        yield from _kraev(felt, "name", str, her)
        yield from _type(felt.get("type"), (*her, "type"))
        for navn in _TEKSTER:
            yield from _tekst(felt, navn, her)


def _tekst(raa: dict[str, Any], navn: str, sti: Sti) -> Iterator[Formbrud]:
    if not isinstance(raa.get(navn, ""), str):
        yield Formbrud((*sti, navn), f"{navn} er en tekst", f"{navn} is a text")


def _kraev(raa: dict[str, Any], navn: str, art: type, sti: Sti) -> Iterator[Formbrud]:
    if not isinstance(raa.get(navn), art) or not raa[navn]:
        yield Formbrud(
            (*sti, navn), f"{navn} mangler eller er af forkert slags", f"{navn} is missing or of the wrong kind"
        )


def _type(type_: Any, sti: Sti) -> Iterator[Formbrud]:
    match type_:
        case str() if type_:  # a name; whether it exists is a rule
            return
        case list() if type_ and any(gren != "null" for gren in type_):
            for i, gren in enumerate(type_):
                if isinstance(gren, list):
                    yield Formbrud((*sti, i), "en union står i en union", "a union stands inside a union")
                else:
                    yield from _type(gren, (*sti, i))
        case dict() if isinstance(art := type_.get("type"), str):
            for navn in ("logicalType", "namespace"):
                yield from _tekst(type_, navn, sti)
            yield from _SAMMENSATTE.get(art, _ingenting)(type_, sti)
        case {"type": dict() as indre}:
            yield from _type(indre, (*sti, "type"))
        case _:
            yield Formbrud(
                sti,
                "en type er et navn, en union eller et objekt med type",
                "a type is a name, a union or an object with type",
            )


def _ingenting(_type: dict[str, Any], _sti: Sti) -> Iterator[Formbrud]:
    return iter(())


_SAMMENSATTE: Final[dict[str, Callable[[dict[str, Any], Sti], Iterator[Formbrud]]]] = {
    "record": _post,
    "array": lambda type_, sti: _type(type_.get("items"), (*sti, "items")),
    "map": lambda type_, sti: _type(type_.get("values"), (*sti, "values")),
    "enum": lambda type_, sti: _kraev(type_, "name", str, sti),
    "fixed": lambda type_, sti: _kraev(type_, "name", str, sti),
}
