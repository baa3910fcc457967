"""What a pydantic model refused, in words for whoever wrote it: the path, what to mend, and a likely name.

Serves the API's problems and the errors of `opsaetning.yaml` alike. Never repeats a value.
"""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from hub.konfiguration.model import Cvr, KleMoenster, Navn, Uuid
from schemas.formater.fejl import vis_navn

MOENSTRE: Final[Mapping[str, str]] = {
    typing.get_args(type_)[1].pattern: tekst
    for type_, tekst in (
        (Cvr, "must be a CVR number: eight digits"),
        (Navn, "must be a name: letters, digits, spaces, and . _ -, beginning with a letter or digit, at most 100"),
        (Uuid, "must be a UUID, as 8-4-4-4-12 hexadecimal digits"),
        (KleMoenster, "must be *, a KLE number NN.NN.NN, or one of its wildcard forms such as 27.* or 27.12.*"),
    )
}
"""What the patterns of the configuration's models ask for, in words."""

_FOR_KORT: Final = "must hold at least one item"


def vis_fejl(fejl: ValidationError, model: type[BaseModel] | None = None) -> Iterator[tuple[str, str]]:
    """Each error as (path, what to mend). With `model`, an unknown field comes with the name that was likely meant."""
    for loc, tekst in laes_fejl(fejl, model):
        yield sti_tekst(loc), tekst


def laes_fejl(
    fejl: ValidationError, model: type[BaseModel] | None = None
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """As `vis_fejl`, with the path in its parts, so that a place in a file can be found by it."""
    fundne: dict[tuple[str | int, ...], list[str]] = {}
    for en in fejl.errors(include_url=False, include_input=False):
        loc = tuple(led for led in en["loc"] if not _er_gren(led))
        fundne.setdefault(loc, []).append(_tekst(en["type"], en["msg"], en.get("ctx", {}), loc, model))
    for loc, tekster in fundne.items():
        if not any(anden[: len(loc)] == loc for anden in fundne if anden != loc and tekster == [_FOR_KORT]):
            yield loc, ", or ".join(dict.fromkeys(tekster))


def sti_tekst(loc: Sequence[str | int]) -> str:
    """A path as text: `serviceaftaler[2].kle[0]`; names that a caller chose are masked and shortened."""
    tekst = ""
    for led in loc:
        if isinstance(led, int):
            tekst += f"[{led}]"
        else:
            tekst += f".{vis_navn(led)}" if tekst else vis_navn(led)
    return tekst


def naermeste(navn: str, mulige: Sequence[str]) -> str | None:
    """The name that was likely meant, or None."""
    fundne = difflib.get_close_matches(navn[:100].casefold(), [m.casefold() for m in mulige], 1, cutoff=0.6)
    return next((m for m in mulige if fundne and m.casefold() == fundne[0]), None)


def _er_gren(led: str | int) -> bool:
    """Whether a part of a path only names the branch of a union that was tried."""
    return isinstance(led, str) and (led in {"constrained-str", "str"} or led.startswith("literal["))


def _tekst(
    type_: str, tekst: str, oplysninger: Mapping[str, Any], loc: Sequence[str | int], model: type[BaseModel] | None
) -> str:
    match type_:
        case "extra_forbidden":
            return _ukendt(loc, model)
        case "missing":
            return "is missing; add it"
        case "string_pattern_mismatch":
            return MOENSTRE.get(oplysninger["pattern"], f"must match {oplysninger['pattern']}")
        case "too_short":
            return _FOR_KORT
        case "literal_error" | "enum":
            return f"must be {oplysninger['expected']}"
        case _:
            return (
                tekst.removeprefix("Value error, ")
                .replace("Input should be", "must be")
                .replace("String should", "must")
            )


def _ukendt(loc: Sequence[str | int], model: type[BaseModel] | None) -> str:
    mulige = _felter(model, loc[:-1]) if model else ()
    if forslag := naermeste(str(loc[-1]), mulige):
        return f"is not known here; did you mean {forslag}?"
    return f"is not known here; known are {', '.join(mulige)}" if mulige else "is not known here; leave it out"


def _felter(model: type[BaseModel], loc: Sequence[str | int]) -> Sequence[str]:
    """The names that may stand at `loc` inside a model."""
    type_: Any = model
    for led in loc:
        type_ = _indre(type_, led)
    endelig = _model_i(type_)
    return [felt.alias or navn for navn, felt in endelig.model_fields.items()] if endelig else ()


def _indre(type_: Any, led: str | int) -> Any:
    """The type one step down: of a list's items, or of a model's field; None where the path leads nowhere."""
    if isinstance(led, int):
        grene = typing.get_args(type_) if _er_union(type_) else (type_,)
        lister = (gren for gren in grene if typing.get_origin(gren) in {list, tuple})
        return next((typing.get_args(liste)[0] for liste in lister), None)
    om = _model_i(type_)
    felter = om.model_fields.items() if om else ()
    return next((felt.annotation for navn, felt in felter if led in {navn, felt.alias}), None)


def _model_i(type_: Any) -> type[BaseModel] | None:
    """The model that a field's type is, also when it is optional."""
    if isinstance(type_, type) and issubclass(type_, BaseModel):
        return type_
    if _er_union(type_):
        return next((m for del_ in typing.get_args(type_) if (m := _model_i(del_))), None)
    return None


def _er_union(type_: Any) -> bool:
    return isinstance(type_, types.UnionType) or typing.get_origin(type_) is typing.Union
