"""Immutable objects as XML: a Sekvens whose value is a dataclass, for value lists and MeMo."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from schemas.formater.fejl import Sti
from schemas.formater.xml.form import Led, Sekvens
from schemas.formater.xml.udskriver import Udskriver


class Objekt(Sekvens):
    """Elements in strict order as an object of `klasse`, whose attributes are named as the fields; lists are tuples."""

    def __init__(self, klasse: type, *led: Led, attributter: Collection[str] = ()) -> None:
        super().__init__(
            *led,
            faerdig=lambda felter, _: klasse(**{navn: _fast(v) for navn, v in felter.items()}),
            attributter=attributter,
        )
        self._felter = [et_led.felt for et_led in led]

    def skriv_indhold(self, ud: Udskriver, vaerdi: Any, sti: Sti) -> None:
        """Write the object's attributes in order."""
        super().skriv_indhold(ud, {felt: getattr(vaerdi, felt) for felt in self._felter}, sti)


def _fast(vaerdi: Any) -> Any:
    return tuple(vaerdi) if isinstance(vaerdi, list) else vaerdi
