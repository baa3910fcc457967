"""What one site is written from: what the catalogue shows, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.katalog.emner import emneliste
from hub.katalog.model import Emneliste, Katalogvisning
from schemas.kodeliste import Kodelister


@dataclass(frozen=True)
class Siteindhold:
    """`adresse` is where the site will lie, with no slash at its end; empty: links are relative, in the files for machines too.

    `med_aftaler`: whether senders and receivers are known; `vaert` is the hub's own host and port.
    """

    poster: Sequence[Katalogvisning]
    version: str
    """The hub's."""
    adresse: str = ""
    med_aftaler: bool = False
    vaert: str = "localhost:8080"
    protokol: str = "http"
    kodelister: Kodelister = field(default_factory=Kodelister.standard)
    emner: Emneliste = field(default_factory=emneliste)
