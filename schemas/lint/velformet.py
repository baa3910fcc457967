"""The linter's door: whether a file holds an Avro record at all, so that the rules behind it need not ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from schemas.lint.steder import Sti

_TEKSTER: Final = ("doc", "kodeliste", "format", "kodelisteUndtaget")


def brud(raa: Any) -> tuple[Sti, str] | None:
    """The first place where `raa` is no Avro record, and what stands there instead of what; None when it is one."""
    if not isinstance(raa, dict) or raa.get("type") != "record":
        return (), "a contract file holds one Avro record"
    return next(_post(raa, ()), None)


def _post(raa: dict[str, Any], sti: Sti) -> Iterator[tuple[Sti, str]]:
    yield from _kraev(raa, "name", str, sti)
    yield from _kraev(raa, "fields", list, sti)
    if not isinstance(raa.get("namespace", ""), str):
        yield (*sti, "namespace"), "a namespace is a text"
    if not isinstance(raa.get("fields"), list):
        return
    for i, felt in enumerate(raa["fields"]):
        her: Sti = (*sti, "fields", i)
        if not isinstance(felt, dict):
            yield her, "a field is an object with name and type"
            continue
        yield from _kraev(felt, "name", str, her)
        yield from _type(felt.get("type"), (*her, "type"))
        yield from (((*her, navn), f"{navn} is a text") for navn in _TEKSTER if not isinstance(felt.get(navn, ""), str))


def _kraev(raa: dict[str, Any], navn: str, art: type, sti: Sti) -> Iterator[tuple[Sti, str]]:
    if not isinstance(raa.get(navn), art) or not raa[navn]:
        yield (*sti, navn), f"{navn} is missing or of the wrong kind"


def _type(type_: Any, sti: Sti) -> Iterator[tuple[Sti, str]]:
    match type_:
        case str() if type_:  # a name; whether it exists is a rule
            return
        case list() if type_ and any(gren != "null" for gren in type_):
            for i, gren in enumerate(type_):
                yield from (
                    [((*sti, i), "a union stands inside a union")] if isinstance(gren, list) else _type(gren, (*sti, i))
                )
        case dict() if isinstance(art := type_.get("type"), str):
            if "logicalType" in type_ and not isinstance(type_["logicalType"], str):
                yield (*sti, "logicalType"), "a logicalType is a text"
            yield from _SAMMENSATTE.get(art, _ingenting)(type_, sti)
        case _:
            yield sti, "a type is a name, a union or an object with type"


def _ingenting(_type: dict[str, Any], _sti: Sti) -> Iterator[tuple[Sti, str]]:
    return iter(())


_SAMMENSATTE: Final[dict[str, Callable[[dict[str, Any], Sti], Iterator[tuple[Sti, str]]]]] = {
    "record": _post,
    "array": lambda type_, sti: _type(type_.get("items"), (*sti, "items")),
    "map": lambda type_, sti: _type(type_.get("values"), (*sti, "values")),
    "enum": lambda type_, sti: _kraev(type_, "name", str, sti),
    "fixed": lambda type_, sti: _kraev(type_, "name", str, sti),
}
