"""The vectors: pairs of a reader's and a writer's schema, and what is between them, as data in `vektorer/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from schemas.compatibility import Udgave
from tests.schemas.kompatibilitet.orakler import udgave

MAPPE = Path(__file__).parent


@dataclass(frozen=True)
class Vektor:
    """A pair, and the findings in one direction as `REGEL sti`, sorted within each weight."""

    navn: str
    laeser: Udgave
    skriver: Udgave
    uforenelig: tuple[str, ...]
    betydning: tuple[str, ...]
    noter: tuple[str, ...]


def laes_vektorer() -> list[Vektor]:
    """Every vector of every file."""
    return [_vektor(raa) for fil in sorted((MAPPE / "vektorer").glob("*.yaml")) for raa in _yaml(fil)]


def _vektor(raa: dict[str, Any]) -> Vektor:
    navn = raa.pop("navn")
    laeser, skriver = (udgave(side, raa.pop(side), raa.pop(f"{side}_referencer", ())) for side in ("laeser", "skriver"))
    uforenelig, betydning, noter = (tuple(sorted(raa.pop(alvor, ()))) for alvor in ("uforenelig", "betydning", "noter"))
    assert not raa, f"{navn}: what is {', '.join(raa)}?"
    return Vektor(navn, laeser, skriver, uforenelig, betydning, noter)


def laes_uenigheder() -> list[dict[str, str]]:
    """The disagreements that are known, each with its argument."""
    uenigheder: list[dict[str, str]] = _yaml(MAPPE / "uenigheder.yaml")
    return uenigheder


def _yaml(fil: Path) -> Any:
    return yaml.safe_load(fil.read_text(encoding="utf-8"))
