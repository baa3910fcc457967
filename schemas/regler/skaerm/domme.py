"""Judging one message: source that asks every rule of a contract about the slots that were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.regler.regel import Regel
from schemas.regler.skaerm.former import form
from schemas.regler.skaerm.kode import FALSK, SANDT, Modul, Sted, eller, ikke
from schemas.regler.skaerm.typer import SLIDS, Liste, Post

_SELV = "(local.get $s)"


def doem_post(modul: Modul, navn: str, regler: Mapping[str, Sequence[Regel]]) -> str | None:
    """The name of the function that says whether a record, whose slots are at its argument, keeps every rule in it.

    None when there is nothing to ask.
    """
    return modul.om("doem", navn, lambda: _doem_post(modul, navn, regler))


def _doem_post(modul: Modul, navn: str, regler: Mapping[str, Sequence[Regel]]) -> str | None:
    selv = Sted(Post(navn), _SELV, felter=_SELV)
    udtryk = [_regel(modul, et.krav, selv, [led for led in et.sti.split(".") if led]) for et in regler.get(navn, ())]
    udtryk += [_felt(modul, Sted(felt.type, _SELV, SLIDS * nummer), regler)
               for nummer, felt in enumerate(modul.poster[navn])]  # fmt: skip
    linjer = [f"(if {ikke(et)} (then (return {FALSK})))" for et in udtryk if et != SANDT]
    if not linjer:
        return None
    return modul.funktion("(param $s i32) (result i32)", "\n".join([*linjer, SANDT]))


def _felt(modul: Modul, sted: Sted, regler: Mapping[str, Sequence[Regel]]) -> str:
    """The rules of what stands in a field: a record, or the records of a list."""
    match sted.type:
        case Post(navn) if doem := doem_post(modul, navn, regler):
            return eller(sted.mangler, f"(call {doem} {sted.ord(0)})")
        case Liste(Post(navn)) if doem := doem_post(modul, navn, regler):
            return modul.alle(sted, lambda post: f"(call {doem} {post.ord(0)})")
        case _:
            return SANDT


def _regel(modul: Modul, krav: object, sted: Sted, trin: Sequence[str]) -> str:
    """The demand at the end of a rule's path, wherever that leads; what is absent on the way has no rule to keep."""
    if not trin:
        return form(krav, sted, modul)
    (led, *resten) = trin
    indre = modul.felt(sted, led.removesuffix("[]"))
    if led.endswith("[]") and resten:
        return modul.alle(indre, lambda post: _regel(modul, krav, post, resten))
    svar = _regel(modul, krav, indre, resten)
    return svar if not resten else eller(indre.mangler, svar)
