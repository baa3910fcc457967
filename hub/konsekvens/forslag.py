"""A proposed version: read, written out so that it stands alone, and seen as the contracts that it would change.

A proposal is a contract, or a type that contracts share: then each contract with that type in it is proposed anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final

from hub.konsekvens.kontrakter import Versioner, gaeldende
from hub.registry.avrotrae import Trae, Traelaeser
from hub.registry.fejl import Registerfejl
from hub.registry.skemaform import laes, som_json
from hub.registry.udskrevet import definitioner, udskrevet
from schemas.compatibility import Udgave, UgyldigtSkema
from schemas.skema import Skema, laes_filer

FORSLAG_ID: Final = 0
"""The schema id of what has none yet."""
NY: Final = "forslag"


class UgyldigtForslag(ValueError):
    """What was proposed is no Avro schema of a named type; says where and why, in two languages."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.da, self.en = da, en


@dataclass(frozen=True)
class Forslag:
    """A named type, standing alone. `trae` has full names everywhere."""

    navn: str
    trae: Trae = field(repr=False)


@dataclass(frozen=True)
class Kontraktforslag:
    """One contract as the proposal would make it. `udgave` is the same as compatibility reads it."""

    navn: str
    skema: Skema = field(repr=False)
    udgave: Udgave = field(repr=False)


def laes_forslag(raa: Any, typer: Mapping[str, Any] | None = None) -> Forslag:
    """Read a proposal from its JSON, as data or as text.

    It may name types that it does not define: those of `typer` (JSON by full name), else those that ship with the hub.
    Raises UgyldigtForslag.
    """
    try:
        data = som_json(raa if isinstance(raa, str) else json.dumps(raa, ensure_ascii=False))
        egne = {navn: som_json(json.dumps(en, ensure_ascii=False)) for navn, en in (typer or {}).items()}
        kendte = {**_husets(), **egne}
        udgave = Udgave.med_typer(NY, data, kendte)
        udgave.type  # noqa: B018 - whether it is a schema
        alene = udskrevet(_trae(data, kendte), {navn: _trae(en, kendte) for navn, en in kendte.items()})
    except Registerfejl as fejl:
        raise UgyldigtForslag(f"Forslaget er ikke et Avro-skema: {fejl.tekst}", fejl.tekst) from None
    except UgyldigtSkema as fejl:
        sted = fejl.peger or "/"
        raise UgyldigtForslag(
            f"Forslaget er ikke et Avro-skema: ved {sted}: {fejl.da}.", f"The proposal is no Avro schema: {fejl}."
        ) from None
    except (RecursionError, ValueError, TypeError, KeyError, AttributeError):
        raise UgyldigtForslag(
            "Forslaget kan ikke læses som et Avro-skema; prøv `faelleshub skema lint` på filen.",
            "The proposal cannot be read as an Avro schema; try `faelleshub skema lint` on the file.",
        ) from None
    if not isinstance(alene, dict) or "name" not in alene:
        raise UgyldigtForslag(
            "Forslaget er ikke en navngiven type; en kontrakt er en record med navn og namespace.",
            "The proposal is no named type; a contract is a record with name and namespace.",
        )
    return Forslag(alene["name"], alene)


def kontraktforslag(forslag: Forslag, versioner: Versioner) -> tuple[Kontraktforslag, ...]:
    """The contracts that the proposal would change, by name: itself, or every one that its type is part of.

    Empty when nothing on the bus knows the name: then nobody is touched.
    """
    if forslag.navn in versioner:
        return (_som_kontrakt(forslag.navn, forslag.trae),)
    nye = dict(definitioner(forslag.trae))
    ud = []
    for navn in sorted(versioner):
        nu = gaeldende(versioner[navn])
        if nu is None:
            continue
        trae = laes(json.dumps(nu.skema.raa, ensure_ascii=False), proevet=True).alene
        if forslag.navn in dict(definitioner(trae)):
            ud.append(_som_kontrakt(navn, _med_typer(trae, nye)))
    return tuple(ud)


@lru_cache(maxsize=256)
def egen_laeser(tekst: str) -> Udgave:
    """A reader's own schema, which stands alone, as compatibility reads it; read once."""
    return Udgave("of the reader", json.loads(tekst))


def _som_kontrakt(navn: str, trae: Trae) -> Kontraktforslag:
    return Kontraktforslag(navn, Skema(FORSLAG_ID, trae, NY), Udgave(NY, trae))


def _trae(raa: Any, kendte: Mapping[str, Any]) -> Trae:
    return Traelaeser(frozenset(kendte)).laes(raa)


@cache
def _husets() -> Mapping[str, Any]:
    """The types that ship with the hub, as their files have them."""
    return laes_filer()


def _med_typer(trae: Trae, nye: Mapping[str, Trae]) -> Trae:
    """The tree with these definitions in place of its own of the same names, each where it is first named."""
    return _Indsaetter({**dict(definitioner(trae)), **nye}).skriv(trae)


class _Indsaetter:
    def __init__(self, typer: Mapping[str, Trae]) -> None:
        self._typer = typer
        self._skrevne: set[str] = set()

    def skriv(self, trae: Trae) -> Trae:
        match trae:
            case str() if trae in self._typer:
                return self._navngiven(trae)
            case list():
                return [self.skriv(gren) for gren in trae]
            case {"name": navn}:
                return self._navngiven(navn)
            case {"type": "array" | "map" as art}:
                indre = "items" if art == "array" else "values"
                return {**trae, indre: self.skriv(trae[indre])}
            case _:
                return trae

    def _navngiven(self, navn: str) -> Trae:
        if navn in self._skrevne:
            return navn
        self._skrevne.add(navn)
        trae = self._typer[navn]
        if "fields" not in trae:
            return trae
        return {**trae, "fields": [{**felt, "type": self.skriv(felt["type"])} for felt in trae["fields"]]}
