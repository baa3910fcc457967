"""The linter: what the architecture council would say about a contract, before it has to.

Off the way of a message: it reads contracts, catalogue entries and examples as text, and every finding has its rule,
place, reason and mending. `lint` is pure; `lint_mappe` reads the files first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from schemas.kodeliste import Kodelister
from schemas.lint import form, katalog, koder, person, typer
from schemas.lint.fund import Alvor, Fund, Ord
from schemas.lint.materiale import Materiale, laes_materiale
from schemas.skema import RaaSkema

__all__ = ["REGLER", "Alvor", "Fund", "Lintregel", "Ord", "lint", "lint_mappe"]

Lintregel = Callable[[Materiale], Iterator[Fund]]
"""A rule: reads everything, says what it finds. Its docstring begins with its id."""

REGLER: Final[tuple[Lintregel, ...]] = (
    form.navne,
    form.dokumentation,
    form.kuvert,
    form.udvidelser,
    typer.et_begreb_en_type,
    typer.penge,
    typer.tid,
    typer.soejler,
    koder.kodelister,
    koder.synonymer,
    katalog.katalogposter,
    katalog.eksempler,
    person.personoplysninger,
)
"""Every rule, in the order in which they are tried; a new rule is an entry here."""

_INGEN: Final[Mapping[str, RaaSkema]] = MappingProxyType({})
_ENDELSER: Final = frozenset({".avsc", ".yaml", ".json"})


def lint(filer: Mapping[Path, str], *, kodelister: Kodelister, kendte: Mapping[str, RaaSkema] = _INGEN) -> list[Fund]:
    """Every finding about the contracts in `filer`, by file and place.

    `filer` maps a path `<domæne>/<Navn>.avsc` (or its `.yaml`, or `eksempler/<Navn>.json`) to the file's text.
    `kendte` are types, by full name, that the contracts may refer to and that are not linted themselves.
    """
    materiale, fund = laes_materiale(filer, kodelister, kendte)
    for regel in REGLER:
        fund.extend(regel(materiale))
    return sorted(fund, key=lambda f: (f.fil, f.linje, f.kolonne, f.regel, f.sti))


def lint_mappe(rod: Path, *, kodelister: Kodelister, kendte: Mapping[str, RaaSkema] = _INGEN) -> list[Fund]:
    """As `lint`, for every contract, entry and example under `rod`."""
    filer = {fil: fil.read_text(encoding="utf-8") for fil in sorted(rod.rglob("*")) if fil.suffix in _ENDELSER}
    return lint(filer, kodelister=kodelister, kendte=kendte)
