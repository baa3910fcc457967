"""Defaults: whether the value that a reader takes for a missing field is one of the field's type."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from schemas.compatibility.form import Array, Enum, Fixed, Map, Record, Skematype, Union
from schemas.compatibility.peger import led

_BITS: Final = {"int": 32, "long": 64}
_TEKSTTAL: Final = frozenset({"NaN", "Infinity", "-Infinity"})


class Defaultbrud(NamedTuple):
    """Where inside the default it is wrong (a JSON pointer), and how."""

    peger: str
    da: str
    en: str


def brud(type_: Skematype, vaerdi: Any) -> Defaultbrud | None:
    """The first place where `vaerdi`, a default from a schema's JSON, is none of `type_`; None when it is one."""
    return next(_brud(type_, vaerdi, "", frozenset()), None)


def _brud(type_: Skematype, vaerdi: Any, peger: str, taget: frozenset[int]) -> Iterator[Defaultbrud]:
    """`taget` are the fields whose default is being looked into: one that comes again has no end."""
    match type_, vaerdi:
        case Union(grene=grene), _:  # Avro 1.12: any branch that the value fits, not only the first
            if all(next(_brud(gren, vaerdi, peger, taget), None) for gren in grene):
                yield _forkert(peger, type_)
        case Record(), dict():
            yield from _record(type_, vaerdi, peger, taget)
        case Array(indre=indre), list():
            for nummer, en in enumerate(vaerdi):
                yield from _brud(indre, en, peger + led(nummer), taget)
        case Map(indre=indre), dict():
            for noegle, en in vaerdi.items():
                yield from _brud(indre, en, peger + led(noegle), taget)
        case _ if not _er(type_, vaerdi):
            yield _forkert(peger, type_)


def _record(type_: Record, vaerdi: Mapping[str, Any], peger: str, taget: frozenset[int]) -> Iterator[Defaultbrud]:
    for felt in type_.felter:
        her = peger + led(felt.navn)
        if felt.navn in vaerdi:
            yield from _brud(felt.type, vaerdi[felt.navn], her, taget)
        elif not felt.har_default:
            yield Defaultbrud(
                peger, f"feltet {felt.navn} mangler i defaulten", f"the default lacks the field {felt.navn}"
            )
        elif id(felt) in taget:
            yield Defaultbrud(her, "defaulten indeholder sig selv uden ende", "the default holds itself, endlessly")
        else:
            yield from _brud(felt.type, felt.default, her, taget | {id(felt)})


def _forkert(peger: str, type_: Skematype) -> Defaultbrud:
    return Defaultbrud(peger, f"defaulten er ingen {type_}", f"the default is no {type_}")


def _er(type_: Skematype, vaerdi: Any) -> bool:  # noqa: PLR0911 - one line per kind of Avro type
    match type_.slags:
        case "null":
            return vaerdi is None
        case "boolean":
            return isinstance(vaerdi, bool)
        case "int" | "long":
            graense = 1 << (_BITS[type_.slags] - 1)
            return isinstance(vaerdi, int) and not isinstance(vaerdi, bool) and -graense <= vaerdi < graense
        case "float" | "double":
            return (isinstance(vaerdi, int | float) and not isinstance(vaerdi, bool)) or _teksttal(vaerdi)
        case "string":
            return isinstance(vaerdi, str)
        case "bytes":
            return _latin1(vaerdi) is not None
        case "enum" if isinstance(type_, Enum):
            return vaerdi in type_.symboler
        case "fixed" if isinstance(type_, Fixed):
            return _latin1(vaerdi) == type_.stoerrelse
        case _:
            return False


def _teksttal(vaerdi: Any) -> bool:
    """What JSON has no number for, as Avro's own implementation writes it."""
    return isinstance(vaerdi, str) and vaerdi in _TEKSTTAL


def _latin1(vaerdi: Any) -> int | None:
    """How many bytes a default for bytes stands for: a character is a byte; None when it stands for none."""
    if isinstance(vaerdi, str):
        with contextlib.suppress(UnicodeEncodeError):
            return len(vaerdi.encode("latin-1"))
    return None
