"""What a change means to somebody: one word, and the reasons for it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from schemas.compatibility import Forskel


class Virkning(enum.StrEnum):
    """What becomes of somebody when the proposal comes into force and nobody else does anything; the gravest first."""

    BRYDES = "brydes"
    """A receiver cannot read what is written under it, or a sender's messages cannot be read as it."""
    BETYDNING = "betydning"
    """Everything can be read, but something means another thing, or is missed."""
    GAVNER = "gavner"
    """Nothing is lost, and something comes that was not there: content that reaches it, or that it may send."""
    UBEROERT = "uberoert"
    """Goes on as before."""


_ORDEN = {virkning: nummer for nummer, virkning in enumerate(Virkning)}


def gravest(virkninger: Iterable[Virkning]) -> Virkning:
    """The gravest of them; of none, UBEROERT."""
    return min(virkninger, key=_ORDEN.__getitem__, default=Virkning.UBEROERT)


class Grund(NamedTuple):
    """Why: the rule, the field, and words in two languages. `version` is the one that the proposal was held against."""

    regel: str
    virkning: Virkning
    sti: str
    version: str
    da: str
    en: str


class Dom(NamedTuple):
    """The word and its reasons, the gravest first."""

    virkning: Virkning
    grunde: tuple[Grund, ...]


def dom(grunde: Iterable[Grund]) -> Dom:
    """The verdict that these reasons make."""
    ordnede = tuple(sorted(dict.fromkeys(grunde), key=lambda grund: _ORDEN[grund.virkning]))
    return Dom(gravest(grund.virkning for grund in ordnede), ordnede)


def saml_domme(domme: Iterable[Dom]) -> Dom:
    """One verdict on somebody who uses several versions."""
    return dom(grund for en in domme for grund in en.grunde)


def grund(forskel: Forskel, virkning: Virkning) -> Grund:
    """A difference that was found, as a reason."""
    ord_ = forskel.ord
    return Grund(
        forskel.regel,
        virkning,
        forskel.sti,
        forskel.version,
        f"{ord_.da} {ord_.ret_da}",
        f"{ord_.en} {ord_.ret_en}",
    )
