"""Contexts: rooms in the registry, each with subjects and ids of its own; a subject's full name is `:.room:subject`.

The default context is `.`, and its subjects are written without it. What the bus uses lies there. The context
`.__GLOBAL` holds no subjects, only the configuration and mode of last resort.
"""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

STANDARD: Final = "."
GLOBAL: Final = ".__GLOBAL"
ALLE: Final = ":*:"
"""Before a prefix: in every context."""

LAENGST: Final = 500
"""Characters of the longest subject."""

_RESERVEREDE: Final = frozenset({"__GLOBAL", "__EMPTY"})


class Subjectnavn(NamedTuple):
    """A subject's name in its two parts."""

    kontekst: str
    navn: str

    def __str__(self) -> str:
        return f"{praefiks(self.kontekst)}{self.navn}"


def praefiks(kontekst: str) -> str:
    """What stands before the name of a subject in this context."""
    return "" if kontekst == STANDARD else f":{kontekst}:"


def del_op(subject: str) -> Subjectnavn:
    """The context and the name in a subject's full name."""
    if subject.startswith(":."):
        kontekst, _, navn = subject[1:].partition(":")
        return Subjectnavn(kontekst, navn)
    return Subjectnavn(STANDARD, subject)


def normal(subject: str) -> str:
    """The one way in which a subject's full name is written: `:.:x` is `x`."""
    return str(del_op(subject))


def kontekst_for(subject: str) -> str:
    """The context that a subject lies in."""
    return del_op(subject).kontekst


def i_samme(subject: str, foraelder: str) -> str:
    """A subject that is named without a context, seen from another subject."""
    delt = del_op(subject)
    return str(Subjectnavn(kontekst_for(foraelder), delt.navn)) if delt.kontekst == STANDARD else str(delt)


def med_kontekst(kontekst: str, subject: str) -> str:
    """A subject as named below `/contexts/<kontekst>`: as it is where it names a context itself."""
    if subject.startswith((":.", ALLE)):
        return subject
    return str(Subjectnavn(kontekstnavn(kontekst), subject))


def kontekstnavn(tekst: str) -> str:
    """A context's name from how an address gives it: `room`, `.room` or `:.room:`."""
    tekst = tekst.strip(":")
    return tekst if tekst.startswith(".") else f".{tekst}"


def er_gyldigt(subject: str, *, kun_indstilling: bool = False) -> bool:
    """Whether a subject may have this name; `kun_indstilling`: only to have a configuration or a mode."""
    delt = del_op(subject)
    return (
        len(subject) <= LAENGST
        and not any(unicodedata.category(tegn) in {"Cc", "Cs"} for tegn in subject)
        and delt.navn not in _RESERVEREDE
        and (kun_indstilling or (delt.kontekst != GLOBAL and bool(delt.navn)))
    )
