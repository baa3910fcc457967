"""Logical types: which of them a schema really has, since Avro ignores one that its underlying type does not allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from schemas.compatibility.form import Logisk

_UNDERLAG: Final[Mapping[str, frozenset[str]]] = {
    "decimal": frozenset({"bytes", "fixed"}),
    "big-decimal": frozenset({"bytes"}),
    "uuid": frozenset({"string", "fixed"}),
    "duration": frozenset({"fixed"}),
    "date": frozenset({"int"}),
    "time-millis": frozenset({"int"}),
    **dict.fromkeys(
        (
            "time-micros",
            *(f"{lokal}timestamp-{enhed}" for lokal in ("", "local-") for enhed in ("millis", "micros", "nanos")),
        ),
        frozenset({"long"}),
    ),
}
_STOERRELSE: Final = {"uuid": 16, "duration": 12}


def logisk_type(raa: Mapping[str, Any], slags: str) -> Logisk | None:
    """The logical type that `raa`, a type of this kind, declares; None when it has none, or one that must be ignored."""
    navn = raa.get("logicalType")
    if not isinstance(navn, str) or slags not in _UNDERLAG.get(navn, {slags}):
        return None
    if slags == "fixed" and raa.get("size") != _STOERRELSE.get(navn, raa.get("size")):
        return None
    if navn != "decimal":
        return Logisk(navn)
    praecision, skala = raa.get("precision"), raa.get("scale", 0)
    if not _tal(praecision, 1) or not _tal(skala, 0) or skala > praecision:
        return None
    return Logisk(navn, praecision, skala)


def _tal(vaerdi: Any, mindst: int) -> bool:
    return isinstance(vaerdi, int) and not isinstance(vaerdi, bool) and vaerdi >= mindst
