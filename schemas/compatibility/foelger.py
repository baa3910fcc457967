"""What a change means to those who read and write: the differences that follow from it, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from schemas.compatibility.aendring import Aendring, Slags
from schemas.compatibility.forskel import Forskel

_FELT: Final = frozenset(
    {
        "DEFAULT-MANGLER",
        "DEFAULT-BRUGT",
        "FELT-UDELADT",
        "FELT-TVETYDIGT",
        "FELT-DELT",
        "FELT-DELT-DEFAULT",
        "ALIAS-FELT",
    }
)
_AF: Final[Mapping[Slags, frozenset[str]]] = {
    Slags.NAVN: frozenset({"NAVN", "NAVNERUM", "ALIAS-TYPE"}),
    Slags.FELT_TILFOEJET: _FELT,
    Slags.FELT_FJERNET: _FELT,
    Slags.FELT_OMDOEBT: _FELT,
    Slags.TYPE: frozenset(
        {
            "TYPE",
            "UNION-GREN",
            "UNION-ORDEN",
            "FORFREMMET",
            "PRAECISION",
            "BYTES-TEKST",
            "LOGISK-TYPE",
            "DECIMAL",
            "DEFAULT-MANGLER",
        }
    ),
    Slags.SYMBOLER: frozenset({"ENUM-SYMBOL", "ENUM-DEFAULT", "SYMBOL-ORDEN"}),
    Slags.STOERRELSE: frozenset({"FIXED-STOERRELSE"}),
    Slags.DEFAULT: frozenset({"DEFAULT-AENDRET"}),
    Slags.EGENSKAB: frozenset({"MAERKE"}),
}
"""The rules that each kind of change can break; the others are of no matter to Avro."""


def foelger(aendring: Aendring, forskelle: Iterable[Forskel]) -> list[Forskel]:
    """Those of the differences between the same two versions that this change is the cause of."""
    steder = {sted.sti for sted in (aendring.gammel, aendring.ny) if sted is not None}
    regler = _AF.get(aendring.slags, frozenset())
    return [en for en in forskelle if en.regel in regler and _stamme(en.sti, steder)]


def _stamme(sti: str, steder: set[str]) -> bool:
    """Whether the place is one of these, or a branch of the union that stands there."""
    return sti in steder or any(sti.startswith(f"{sted}(") and sti.endswith(")") for sted in steder)
