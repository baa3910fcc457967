"""Every lint rule, in the order in which they are tried; a new rule is an entry in one of these tables."""

from __future__ import annotations

from typing import Final

from schemas.lint.regel import lintregler
from schemas.lint.regler import (
    begreber,
    dokumentation,
    eksempler,
    filer,
    katalog,
    koder,
    kuvert,
    navne,
    person,
    typer,
    vaerdier,
)

REGLER: Final = lintregler(
    *filer.REGLER,
    *navne.REGLER,
    *dokumentation.REGLER,
    *kuvert.REGLER,
    *begreber.REGLER,
    *typer.REGLER,
    *vaerdier.REGLER,
    *koder.REGLER,
    *katalog.REGLER,
    *eksempler.REGLER,
    *person.REGLER,
)
"""Every rule."""
