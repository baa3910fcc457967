"""What is compiled from a schema, kept: a converter is built at a schema's first message and used for all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from schemas.formater.typer import Type, byg
from schemas.skema import Skema

T = TypeVar("T")

_HOEJST: Final = 2_000
"""More schemas than a hub has; a registry that churns through more starts over rather than grow."""


class Kompilat(Generic[T]):
    """A converter per schema, built by `byggeren` from the schema's type tree.

    Keyed by the identity of the schema's Avro (a dict, so without a hash); keeping the dict keeps the identity.
    """

    def __init__(self, byggeren: Callable[[Type], T]) -> None:
        self._byggeren = byggeren
        self._kendte: dict[int, tuple[Any, T]] = {}

    def __call__(self, skema: Skema) -> T:
        """The converter of this schema. Raises Skemafejl where no contract may hold what the schema holds."""
        if (fundet := self._kendte.get(id(skema.raa))) is not None:
            return fundet[1]
        bygget = self._byggeren(byg(skema.raa))
        if len(self._kendte) >= _HOEJST:
            self._kendte.clear()
        self._kendte[id(skema.raa)] = (skema.raa, bygget)
        return bygget
