"""Where a message meets a difference between two versions: the same rule may be met at many places, or at none.

A difference names the first place where its types meet. The types may stand at other places too, so what is looked for
is the innermost named type on the way, wherever the message has it, and the steps on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from schemas.compatibility import Forskel
from schemas.compatibility.form import Array, Beholder, Felt, Map, Navngiven, Record, Skematype, Union

Rute = tuple[str | int | None, ...]

_OM_STEDET: Final = frozenset({"TYPE", "UNION-GREN"})
"""Rules about what stands at a place; the others are about the named type that stands there, wherever it stands."""
_OM_FELT: Final = frozenset({"DEFAULT-MANGLER", "FELT-TVETYDIGT", "FELT-DELT"})
"""Rules about a field of the reader's that the writer's message does not have."""


def ramte_steder(rod: Skematype, vaerdi: Any, forskel: Forskel) -> list[str]:
    """The paths at which a message meets a difference, without the numbers of items, each once.

    `rod` is the writer's schema, `vaerdi` the message read with it, values of named types in unions as pairs with the
    type's name. No value is in a path.
    """
    anker, rest = _anker(rod, forskel)
    hale = f".{forskel.navn}" if forskel.regel in _OM_FELT else ""
    return list(
        dict.fromkeys(
            f"{sti}{under}{hale}".lstrip(".")
            for sti, fundet in _forekomster(rod, vaerdi, anker, "")
            for under in _naar(anker, fundet, rest, forskel, "")
        )
    )


def _anker(rod: Skematype, forskel: Forskel) -> tuple[Skematype, Rute]:
    """The innermost named type on the way to a difference, and the steps from there."""
    fundet: tuple[Skematype, Rute] = rod, forskel.rute
    type_, rute = rod, forskel.rute
    while rute:
        type_, rute = _videre(type_, rute[0]), rute[1:]
        if isinstance(type_, Navngiven) and (rute or forskel.regel not in _OM_STEDET):
            fundet = type_, rute
    return fundet


def _videre(type_: Skematype, trin: str | int | None) -> Skematype:
    match type_:
        case Record(efter_navn=efter_navn):
            return efter_navn[str(trin)].type
        case Union(grene=grene) if isinstance(trin, int):
            return grene[trin]
        case Beholder(indre=indre):
            return indre
        case _:
            raise TypeError(f"no step {trin!r} leads out of {type_.navn}")


def _forekomster(type_: Skematype, vaerdi: Any, soegt: Skematype, sti: str) -> Iterator[tuple[str, Any]]:
    """Every value of the type that is looked for, with its path."""
    if type_ is soegt:
        yield sti, _uden_navn(vaerdi)
    for indre, del_, led in _dele(type_, vaerdi):
        yield from _forekomster(indre, del_, soegt, sti + led)


def _dele(type_: Skematype, vaerdi: Any) -> Iterator[tuple[Skematype, Any, str]]:
    """The parts of a value: type, value, step of the path."""
    match type_:
        case Record(felter=felter):
            post = _uden_navn(vaerdi)
            yield from ((felt.type, post[felt.navn], f".{felt.navn}") for felt in felter if _kan_rumme(felt))
        case Union(grene=grene):
            gren = next((en for en in grene if _er_gren(en, vaerdi)), None)
            if gren is not None and gren.slags != "null":
                yield gren, vaerdi, ""
        case Array(indre=indre):
            yield from ((indre, en, "[]") for en in vaerdi)
        case Map(indre=indre):
            yield from ((indre, en, "{}") for en in vaerdi.values())
        case _:
            return


def _kan_rumme(felt: Felt) -> bool:
    """Whether there may be a named type in a field: what is plain all through is told by its imprint."""
    return not felt.type.aftryk


def _naar(type_: Skematype, vaerdi: Any, rute: Rute, forskel: Forskel, sti: str) -> Iterator[str]:
    """The paths on which a value is met at the end of these steps."""
    if not rute:
        if forskel.regel != "ENUM-SYMBOL" or _uden_navn(vaerdi) in forskel.mangler:
            yield sti
        return
    trin, videre = rute[0], rute[1:]
    match type_:
        case Record(efter_navn=efter_navn):
            felt = efter_navn[str(trin)]
            yield from _naar(felt.type, _uden_navn(vaerdi)[felt.navn], videre, forskel, f"{sti}.{felt.navn}")
        case Union(grene=grene) if isinstance(trin, int):
            if _er_gren(grene[trin], vaerdi):
                yield from _naar(grene[trin], vaerdi, videre, forskel, sti)
        case Array(indre=indre):
            for en in vaerdi:
                yield from _naar(indre, en, videre, forskel, f"{sti}[]")
        case Map(indre=indre):
            for en in vaerdi.values():
                yield from _naar(indre, en, videre, forskel, f"{sti}{{}}")


_PYTHON: Final[dict[str, tuple[type, ...]]] = {
    "boolean": (bool,),
    "bytes": (bytes,),
    "string": (str,),
    "array": (list,),
    "map": (dict,),
}


def _er_gren(gren: Skematype, vaerdi: Any) -> bool:
    """Whether a value of a union is of this branch; numbers and logical types are told apart no further than by that."""
    if gren.slags == "null" or vaerdi is None:
        return gren.slags == "null" and vaerdi is None
    if isinstance(vaerdi, tuple):
        return isinstance(gren, Navngiven) and vaerdi[0] == gren.navn
    if isinstance(gren, Navngiven):
        return False
    if gren.logisk is not None:
        return not isinstance(vaerdi, bool | list | dict)
    slags = _PYTHON.get(gren.slags)
    return isinstance(vaerdi, slags) if slags else not isinstance(vaerdi, bool | bytes | str | list | dict)


def _uden_navn(vaerdi: Any) -> Any:
    return vaerdi[1] if isinstance(vaerdi, tuple) else vaerdi
