"""Reads each message's example by its contract, once for all rules that ask about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from schemas.formater.fejl import Formatfejl
from schemas.formater.jsonform import fra_json
from schemas.lint.regel import Kilde
from schemas.skema import Skema, saml

if TYPE_CHECKING:
    from schemas.lint.materiale import Kontrakt, Materiale

KAN_IKKE_DOEMMES: Final = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What an odd contract may make the builders of readers and judges raise; the other rules say what is odd in it."""
_NAVN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*", re.ASCII)


class Eksempel(NamedTuple):
    """One message's example: its contract, its file, the whole schema, and the record or what is wrong with its form."""

    kontrakt: Kontrakt
    kilde: Kilde
    skema: Skema
    indhold: Any
    fejl: tuple[Formatfejl, ...]


def laes_eksempler(materiale: Materiale) -> Iterator[Eksempel]:
    """Every example whose contract can read at all."""
    for kontrakt in materiale.kontrakter:
        kilde = kontrakt.eksempel
        if kontrakt.er_besked and kilde and (skema := _skema(kontrakt, materiale)):
            try:
                yield Eksempel(kontrakt, kilde, skema, fra_json(kilde.steder.tekst.encode(), skema), ())
            except Formatfejl as fejl:
                yield Eksempel(kontrakt, kilde, skema, None, tuple(fejl.fejl))
            except KAN_IKKE_DOEMMES:
                continue


def _skema(kontrakt: Kontrakt, materiale: Materiale) -> Skema | None:
    brugte = {kontrakt.navn, *(gang.post for gang in materiale.gennemgaa(kontrakt.navn))}
    if not all(_NAVN.fullmatch(navn) for navn in brugte):
        return None  # no reader of Avro takes such names
    try:
        skema = Skema(1, saml(kontrakt.navn, materiale.typer))
        skema.parset  # noqa: B018 - read here, where it may fail
    except KAN_IKKE_DOEMMES:  # also Skemafejl, which is a ValueError
        return None
    return skema
