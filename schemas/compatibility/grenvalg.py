"""Which branch of a reader's union takes what a writer writes: decided by name and kind, never by what is inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from schemas.compatibility.form import Navngiven, Skematype, Union

FORFREMMELSER: Final[Mapping[str, frozenset[str]]] = {
    "long": frozenset({"int"}),
    "float": frozenset({"int", "long"}),
    "double": frozenset({"int", "long", "float"}),
    "string": frozenset({"bytes"}),
    "bytes": frozenset({"string"}),
}
"""What each kind of reader also reads, beside its own."""


def vaelg_gren(union: Union, skriver: Skematype) -> Skematype | None:
    """The branch that resolves `skriver`, which is no union; None when none does.

    The specification takes the first that matches. Where readers differ, the most exact of them is followed: the full
    name before an alias before the last part of the name; the very kind before one that it is widened to.
    """
    passer = _NAVNE if isinstance(skriver, Navngiven) else _SLAGS
    for proeve in passer:
        for gren in union.grene:
            if proeve(gren, skriver):
                return gren
    return None


def _fulde_navn(gren: Skematype, skriver: Skematype) -> bool:
    return gren.slags == skriver.slags and gren.navn == skriver.navn


def _alias(gren: Skematype, skriver: Skematype) -> bool:
    return gren.slags == skriver.slags and isinstance(gren, Navngiven) and skriver.navn in gren.aliaser


def _kort_navn(gren: Skematype, skriver: Skematype) -> bool:
    return gren.slags == skriver.slags and gren.kort == skriver.kort


def _slags(gren: Skematype, skriver: Skematype) -> bool:
    return gren.slags == skriver.slags


def _forfremmet(gren: Skematype, skriver: Skematype) -> bool:
    return skriver.slags in FORFREMMELSER.get(gren.slags, ())


_Proeve = Callable[[Skematype, Skematype], bool]
_NAVNE: Final[tuple[_Proeve, ...]] = (_fulde_navn, _alias, _kort_navn)
_SLAGS: Final[tuple[_Proeve, ...]] = (_slags, _forfremmet)
