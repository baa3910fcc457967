"""The contracts as the formats' tests need them: by name, and as a `find_skema`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from schemas.skema import AVRO_ROD, Skema, laes_filer, saml

SAG = "dk.faelleshub.sag.SagRegistreret"
FREMMED = "dk.faelleshub.faelles.FremmedHaendelse"
EKSEMPLER: list[Path] = sorted(AVRO_ROD.glob("*/eksempler/*.json"))


@cache
def skema(navn: str) -> Skema:
    return Skema(1, saml(navn, laes_filer()))


def skema_for(eksempel: Path) -> Skema:
    return skema(f"dk.faelleshub.{eksempel.parent.parent.name}.{eksempel.stem}")


def altid(navn: str) -> Callable[[str], Skema]:
    """A `find_skema` that knows one contract."""
    return lambda _beskedtype: skema(navn)
