"""The linter: what the architecture council would say about a contract, before it has to.

Off the way of a message: it reads contracts, catalogue entries and examples as text, and every finding has its rule,
place, reason and mending. `lint` is pure; `lint_mappe` reads the files first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from schemas.catalogue import Katalogpost
from schemas.kodeliste import Kodelister
from schemas.lint.filer import laes_mapper
from schemas.lint.fund import Alvor, Fund, Ord
from schemas.lint.laesning import laes_materiale
from schemas.lint.regel import Lintregel
from schemas.lint.regler import REGLER
from schemas.skema import RaaSkema

__all__ = ["REGLER", "Alvor", "Fund", "Lintregel", "Ord", "lint", "lint_mappe"]

_INGEN: Final[Mapping[str, RaaSkema]] = MappingProxyType({})


def lint(
    filer: Mapping[Path, str | bytes],
    *,
    kodelister: Kodelister,
    kendte: Mapping[str, RaaSkema] = _INGEN,
    katalog: Iterable[Katalogpost] = (),
) -> list[Fund]:
    """Every finding about the contracts in `filer`, by file and place. Never raises for what stands in a file.

    `filer` maps a path `<domæne>/<Navn>.avsc` (or its `.yaml`, or `eksempler/<Navn>.json`) to the file's text.
    `kendte` are types, by full name, that the contracts may refer to and that are not linted themselves; `katalog` are
    entries whose ids and beskedtyper are taken.
    """
    materiale = laes_materiale(filer, kodelister, kendte, katalog)
    fund = [et for regel in REGLER for et in regel.fund(materiale)]
    return sorted(fund, key=lambda f: (f.fil, f.linje, f.kolonne, f.regel, f.kode, f.hvor))


def lint_mappe(rod: Path, *, kodelister: Kodelister, kendte: Mapping[str, RaaSkema] = _INGEN) -> list[Fund]:
    """As `lint`, for every contract, entry and example under `rod`. Raises OSError."""
    return lint(laes_mapper([rod]), kodelister=kodelister, kendte=kendte)
