"""What the lint rules look at: the contracts of a set of files, with their catalogue entries, examples and places."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from schemas.kodeliste import Kodelister
from schemas.lint.fund import Alvor, Fund, Ord
from schemas.lint.steder import Steder, Sti, laes_json, laes_yaml
from schemas.lint.velformet import brud
from schemas.skema import KUVERT_FELTER, RaaSkema, kerne, postnavn


@dataclass(frozen=True)
class Kilde:
    """One file with the places of its values."""

    fil: Path
    steder: Steder

    def fund(self, regel: str, sti: Sti, ord_: Ord, *, hvor: str = "", alvor: Alvor = Alvor.FEJL) -> Fund:
        """A finding about the value at `sti`; `hvor` names the place for a reader."""
        linje, kolonne = self.steder.sted(sti)
        return Fund(self.fil, linje, kolonne, regel, hvor, ord_, alvor)


@dataclass(frozen=True)
class Felt:
    """One field of a contract's record."""

    kontrakt: Kontrakt
    indeks: int
    raa: Mapping[str, Any]

    @property
    def navn(self) -> str:
        """The field's name."""
        return str(self.raa["name"])

    @property
    def type(self) -> Any:
        """The field's type without its null, as it is written."""
        return kerne(self.raa["type"])

    @property
    def elementtype(self) -> Any:
        """As `type`; of an array, its items' type."""
        match self.type:
            case {"type": "array", "items": items}:
                return items
            case type_:
                return type_

    def fund(self, regel: str, ord_: Ord, *, led: str = "name", alvor: Alvor = Alvor.FEJL) -> Fund:
        """A finding about this field; `led` is the attribute that it points at."""
        sti: Sti = ("fields", self.indeks, led)
        hvor = f"{self.kontrakt.navn}.{self.navn}"
        return self.kontrakt.kilde.fund(regel, sti, ord_, hvor=hvor, alvor=alvor)


@dataclass(frozen=True)
class Kontrakt:
    """One `.avsc` file that holds a record, with what lies beside it."""

    kilde: Kilde
    katalog: Kilde | None = None
    eksempel: Kilde | None = None

    @property
    def raa(self) -> RaaSkema:
        """The record as it is written."""
        raa: RaaSkema = self.kilde.steder.vaerdi
        return raa

    @property
    def navn(self) -> str:
        """The record's full name."""
        return f"{self.raa.get('namespace', '')}.{self.raa.get('name', '')}"

    @cached_property
    def felter(self) -> tuple[Felt, ...]:
        """The record's fields."""
        return tuple(Felt(self, i, felt) for i, felt in enumerate(self.raa["fields"]))

    @property
    def er_besked(self) -> bool:
        """Whether it means to be a message: it has any of the envelope's own fields, or a catalogue entry."""
        return self.katalog is not None or any(felt.navn in KUVERT_FELTER for felt in self.felter)

    def fund(self, regel: str, ord_: Ord, *, led: str = "name", alvor: Alvor = Alvor.FEJL) -> Fund:
        """A finding about the record; `led` is the attribute that it points at."""
        return self.kilde.fund(regel, (led,), ord_, hvor=self.navn, alvor=alvor)


@dataclass(frozen=True)
class Materiale:
    """Everything a rule may ask about. `kendte` are shared types that are not themselves linted."""

    kontrakter: tuple[Kontrakt, ...]
    kodelister: Kodelister
    kendte: Mapping[str, RaaSkema] = field(default_factory=dict)

    @cached_property
    def typer(self) -> Mapping[str, RaaSkema]:
        """Every named type, by full name."""
        return {**self.kendte, **{kontrakt.navn: kontrakt.raa for kontrakt in self.kontrakter}}

    def felter(self) -> Iterator[Felt]:
        """Every field of every contract."""
        for kontrakt in self.kontrakter:
            yield from kontrakt.felter

    def gennemgaa(
        self, navn: str, sti: str = "", over: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Every field at or below the type `navn`: (path, the record it is in, the field). Recursion is cut off."""
        raa = self.typer.get(navn)
        if raa is None or navn in over:
            return
        for felt in raa.get("fields", ()):
            type_, haler = kerne(felt["type"]), ""
            while isinstance(type_, dict) and type_.get("type") == "array":
                type_, haler = type_["items"], haler + "[]"
            her = f"{sti}.{felt['name']}{haler}".lstrip(".")
            yield her, navn, felt
            if under := postnavn(type_):
                yield from self.gennemgaa(under, her, (*over, navn))


def laes_materiale(
    filer: Mapping[Path, str], kodelister: Kodelister, kendte: Mapping[str, RaaSkema]
) -> tuple[Materiale, list[Fund]]:
    """The files as contracts, and a finding for each that cannot be read."""
    fund: list[Fund] = []
    laest = {fil: kilde for fil, tekst in sorted(filer.items()) if (kilde := _laes(fil, tekst, fund))}
    kontrakter = []
    for fil, kilde in laest.items():
        if fil.suffix != ".avsc":
            continue
        if fejl := brud(kilde.steder.vaerdi):
            fund.append(_ulaeselig(fil, *kilde.steder.sted(fejl[0]), fejl[1]))
            continue
        kontrakter.append(Kontrakt(kilde, laest.get(fil.with_suffix(".yaml")), _eksempel(fil, laest)))
    return Materiale(tuple(kontrakter), kodelister, kendte), fund


def _eksempel(fil: Path, laest: Mapping[Path, Kilde]) -> Kilde | None:
    return laest.get(fil.parent / "eksempler" / f"{fil.stem}.json")


def _laes(fil: Path, tekst: str, fund: list[Fund]) -> Kilde | None:
    try:
        return Kilde(fil, (laes_yaml if fil.suffix in {".yaml", ".yml"} else laes_json)(tekst))
    except json.JSONDecodeError as fejl:
        fund.append(_ulaeselig(fil, fejl.lineno, fejl.colno, fejl.msg))
    except yaml.YAMLError as fejl:
        sted = getattr(fejl, "problem_mark", None)
        linje, kolonne = (sted.line + 1, sted.column + 1) if sted else (1, 1)
        fund.append(_ulaeselig(fil, linje, kolonne, str(getattr(fejl, "problem", fejl))))
    return None


def _ulaeselig(fil: Path, linje: int, kolonne: int, hvad: str) -> Fund:
    ord_ = Ord(
        f"Filen kan ikke læses: {hvad}.",
        f"The file cannot be read: {hvad}.",
        "Ret filen, så den kan læses; de øvrige regler prøves derefter.",
        "Mend the file; the other rules are tried then.",
    )
    return Fund(fil, linje, kolonne, "FIL", "", ord_)
