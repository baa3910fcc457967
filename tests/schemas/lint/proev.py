"""Lints the pattern contract, as the tests have changed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemas.lint import Fund, lint
from schemas.lint.proeve import Proeve

Aendring = Callable[[Proeve], object]


def proev(*aendringer: Aendring) -> list[Fund]:
    """What the linter says of the pattern contract after these changes."""
    return fund_i(aendret(*aendringer))


def aendret(*aendringer: Aendring) -> Proeve:
    proeve = Proeve()
    for aendring in aendringer:
        aendring(proeve)
    return proeve


def fund_i(proeve: Proeve) -> list[Fund]:
    return lint(proeve.tekster(), kodelister=proeve.kodelister, kendte=proeve.kendte, katalog=proeve.taget)


def felt(navn: str, type_: Any = "string", **andet: Any) -> Aendring:
    """A further field in the content, with a value in the example."""
    return lambda proeve: proeve.felt(navn, type_, **andet)
