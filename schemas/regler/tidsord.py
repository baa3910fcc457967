"""The vocabulary, fifth part: points in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from schemas.formater import tid


@dataclass(frozen=True)
class SammeOejeblik:
    """A Tidspunkt whose `original`, where there is one, says the same instant in another way than the normal form."""

    def brud(self, vaerdi: Any) -> Iterable[str]:
        kendt = vaerdi is None or vaerdi["original"] is None or tid.er_sammenhaengende(vaerdi)
        return () if kendt else (".original",)

    def udtryk(self, navn: str, bind: Callable[[Any], str]) -> str:
        return f"({navn} is None or {navn}['original'] is None or not {bind(self.brud)}({navn}))"
