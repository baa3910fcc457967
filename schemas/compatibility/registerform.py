"""A verdict as schema registries say it: the strings of `messages`, which clients show to whoever was refused."""

from __future__ import annotations

from typing import Final

from schemas.compatibility.dom import Dom
from schemas.compatibility.forskel import Forskel
from schemas.compatibility.regler import REGLER

_MENING: Final = "MEANING_CHANGED"
"""The error type of a rule for which registries have no word."""


def registerbeskeder(dom: Dom) -> list[str]:
    """A string per incompatibility, then the earlier versions that it is about and the level; empty when compatible."""
    if dom.forenelig:
        return []
    versioner = dict.fromkeys(forskel.version for forskel in dom.uforenelige)
    return [
        *map(_besked, dom.uforenelige),
        *(f"{{oldSchemaVersion: {version}}}" for version in versioner),
        f"{{compatibility: '{dom.niveau.value}'}}",
    ]


def _besked(forskel: Forskel) -> str:
    sted = f"{forskel.sti or 'the schema itself'}, path '{forskel.laeser.peger or '/'}'"
    retning = f"{forskel.retning.value}, version {forskel.version}"
    return (
        f"{{errorType:'{REGLER[forskel.regel].avro or _MENING}', "
        f"description:'{forskel.ord.en} ({sted}; {retning}) {forskel.ord.ret_en}', "
        f"additionalInfo:'{_tillaeg(forskel)}'}}"
    )


def _tillaeg(forskel: Forskel) -> str:
    """What a program looks for: the symbols or the field that is missed, or else what both have."""
    match forskel.regel:
        case "ENUM-SYMBOL" | "ENUM-DEFAULT":
            return f"[{', '.join(forskel.mangler)}]"
        case "DEFAULT-MANGLER":
            return forskel.laeser.sti
        case _:
            return f"reader: {forskel.laeser.vaerdi}, writer: {forskel.skriver.vaerdi}"
