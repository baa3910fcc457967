"""What an adapter declares about itself: what it is, sends and receives. An agreement can be written from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas.catalogue import Katalog
from schemas.models import Besked


@dataclass(frozen=True, slots=True)
class Adapterkontrakt:
    """The declaration. `kle` are areas as in a serviceaftale; `foelsomhed` is the highest degree it handles."""

    navn: str
    systemtype: str
    afsender: tuple[type[Besked], ...]
    modtager: tuple[type[Besked], ...]
    kle: tuple[str, ...]
    foelsomhed: str

    @property
    def afsender_beskedtyper(self) -> tuple[str, ...]:
        """Beskedtype UUIDs of what it sends."""
        return _beskedtyper(self.afsender)

    @property
    def modtager_beskedtyper(self) -> tuple[str, ...]:
        """Beskedtype UUIDs of what it receives."""
        return _beskedtyper(self.modtager)

    def opsaetning(self, *, system: str, myndighed: str, gyldig_fra: str) -> dict[str, Any]:
        """Its sections of an `opsaetning.yaml`: the system, its agreements, and the subscription named as the system.

        `gyldig_fra` is ISO 8601 with zone. What it neither sends nor receives gets no agreement.
        """
        faelles = {
            "system": system,
            "kle": list(self.kle),
            "foelsomhed": self.foelsomhed,
            "myndigheder": [myndighed],
            "gyldig_fra": gyldig_fra,
        }
        retninger = (("afsend", self.afsender), ("modtag", self.modtager))
        return {
            "systemer": [{"navn": system, "myndighed": myndighed, "systemtype": self.systemtype}],
            "serviceaftaler": [
                {"navn": f"{system} {retning}", "retning": retning, "beskedtyper": _navne(typer), **faelles}
                for retning, typer in retninger
                if typer
            ],
            "abonnementer": [{"navn": system, "system": system, "filter": {"beskedtyper": _navne(self.modtager)}}]
            if self.modtager
            else [],
        }


def _navne(typer: tuple[type[Besked], ...]) -> list[str]:
    return [type_.skema_navn.rpartition(".")[2] for type_ in typer]


def _beskedtyper(typer: tuple[type[Besked], ...]) -> tuple[str, ...]:
    katalog = Katalog.standard()
    return tuple(katalog.efter_navn(type_.skema_navn).beskedtype for type_ in typer)
