"""What a pydantic model refused, in words for whoever wrote it: the path, what to mend, and a likely name.

Serves the API's problems and the errors of `opsaetning.yaml` alike. Never repeats a value.
"""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from schemas.formater.fejl import vis_navn


def vis_fejl(fejl: ValidationError, model: type[BaseModel] | None = None) -> Iterator[tuple[str, str]]:
    """Each error as (path, what to mend). With `model`, an unknown field comes with the name that was likely meant."""
    for loc, tekst in laes_fejl(fejl, model):
        yield sti_tekst(loc), tekst


def laes_fejl(
    fejl: ValidationError, model: type[BaseModel] | None = None
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """As `vis_fejl`, with the path in its parts, so that a place in a file can be found by it."""
    for en in fejl.errors(include_url=False, include_input=False, include_context=False):
        loc = tuple(en["loc"])
        if en["type"] == "extra_forbidden":
            yield loc, _ukendt(loc, model)
        elif en["type"] == "missing":
            yield loc, "is missing; add it"
        else:
            yield loc, en["msg"].removeprefix("Value error, ")


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
        return next(iter(typing.get_args(type_)), None)
    om = _model_i(type_)
    felter = om.model_fields.items() if om else ()
    return next((felt.annotation for navn, felt in felter if led in {navn, felt.alias}), None)


def _model_i(type_: Any) -> type[BaseModel] | None:
    """The model that a field's type is, also when it is optional."""
    if isinstance(type_, type) and issubclass(type_, BaseModel):
        return type_
    if isinstance(type_, types.UnionType) or typing.get_origin(type_) is typing.Union:
        return next((m for del_ in typing.get_args(type_) if (m := _model_i(del_))), None)
    return None
