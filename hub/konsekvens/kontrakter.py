"""The versions of each contract that the bus carries, as a proposal is held against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hub.kontrakter.kontraktsaet import Kontraktsaet
from hub.kontrakter.register import GODKENDTE
from schemas.catalogue import Katalog, Tilstand
from schemas.compatibility import Udgave
from schemas.skema import Skema


@dataclass(frozen=True)
class Kontraktversion:
    """One version, and where it stands with the council."""

    skema: Skema
    tilstand: Tilstand

    @property
    def navn(self) -> str:
        """What the version is called in words."""
        return f"{self.skema.version} (id {self.skema.id})"

    @cached_property
    def udgave(self) -> Udgave:
        """The version as compatibility reads it; read once."""
        return Udgave(self.navn, self.skema.raa)


Versioner = Mapping[str, Sequence[Kontraktversion]]
"""Per contract, by its record's full name, every version that messages may be under, oldest first."""


def versioner_af(kontrakter: Kontraktsaet, katalog: Katalog) -> Versioner:
    """The versions of the contracts in the catalogue."""
    tilstande = {post.id: post.tilstand for post in katalog}
    ud: dict[str, list[Kontraktversion]] = {post.navn: [] for post in katalog}
    for id_, skema in sorted(kontrakter.skemaer.items()):
        if skema.navn in ud:
            tilstand = kontrakter.tilstande.get(id_) or tilstande.get(id_) or "udkast"
            ud[skema.navn].append(Kontraktversion(skema, tilstand))
    return ud


def gaeldende(versioner: Sequence[Kontraktversion]) -> Kontraktversion | None:
    """The version that a receiver is taken to read with when it has not said: the newest approved one, else the newest."""
    brugte = [en for en in versioner if en.tilstand != "trukket"] or list(versioner)
    godkendte = [en for en in brugte if en.tilstand in GODKENDTE]
    return next(reversed(godkendte or brugte), None)
