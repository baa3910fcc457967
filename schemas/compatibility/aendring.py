"""What was changed between two versions of a schema, field by field, whether or not a reader would notice."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schemas.compatibility.form import Beholder, Enum, Felt, Fixed, Navngiven, Record, Skematype, Union
from schemas.compatibility.forskel import Sted


class Slags(enum.Enum):
    """What was changed."""

    NAVN = "navn"
    """A type's name or namespace."""
    FELT_TILFOEJET = "felt-tilfoejet"
    FELT_FJERNET = "felt-fjernet"
    FELT_OMDOEBT = "felt-omdoebt"
    """A field of another name, which an alias ties to the old one."""
    FELTORDEN = "feltorden"
    """The order of the fields that both have."""
    TYPE = "type"
    """A type's kind, logical type, or the branches of a union."""
    SYMBOLER = "symboler"
    STOERRELSE = "stoerrelse"
    DEFAULT = "default"
    DOC = "doc"
    EGENSKAB = "egenskab"
    """Aliases, sort order, and attributes that Avro does not know."""


@dataclass(frozen=True, slots=True)
class Aendring:
    """One change; `gammel` is None for what is new, `ny` for what is gone. `hvad` names the attribute where it is one."""

    slags: Slags
    gammel: Sted | None
    ny: Sted | None
    hvad: str = ""

    @property
    def sti(self) -> str:
        """The place for a person: in the new version, or where it is gone, in the old."""
        sted = self.ny or self.gammel
        return sted.sti if sted else ""


_STRUKTUR = frozenset(
    {"type", "name", "namespace", "doc", "default", "fields", "symbols", "size", "items", "values", "logicalType"}
)


def sammenlign(gammel: Skematype, ny: Skematype) -> tuple[Aendring, ...]:
    """Every change from one version to the next, in the order of the new one. A named type is gone through once."""
    return tuple(_Sammenligning().typer(gammel, ny, "", ""))


class _Sammenligning:
    def __init__(self) -> None:
        self._sete: set[tuple[Skematype, Skematype]] = set()

    def typer(self, gammel: Skematype, ny: Skematype, fra: str, til: str) -> Iterator[Aendring]:
        """What differs between two types at these places."""
        if gammel.slags != ny.slags or (isinstance(ny, Union) and str(gammel) != str(ny)):
            yield _aendring(Slags.TYPE, gammel, ny, fra, til, str(gammel), str(ny))
        elif gammel.logisk != ny.logisk:
            yield _aendring(Slags.TYPE, gammel, ny, fra, til, str(gammel), str(ny), "logicalType")
        match gammel, ny:
            case Navngiven(), Navngiven() if gammel.slags == ny.slags and (gammel, ny) not in self._sete:
                self._sete.add((gammel, ny))
                yield from self._navngivne(gammel, ny, fra, til)
            case Beholder(), Beholder() if gammel.slags == ny.slags:
                yield from self.typer(gammel.indre, ny.indre, fra + gammel.led, til + ny.led)
            case _:
                for a, b, led in _grenpar(gammel, ny):
                    yield from self.typer(a, b, fra + led, til + led)

    def _navngivne(self, gammel: Navngiven, ny: Navngiven, fra: str, til: str) -> Iterator[Aendring]:
        if gammel.navn != ny.navn:
            yield _aendring(Slags.NAVN, gammel, ny, fra, til, gammel.navn, ny.navn)
        yield from _egenskaber(gammel.raa, ny.raa, (gammel.peger, ny.peger), fra, til)
        match gammel, ny:
            case Enum(), Enum() if (gammel.symboler, gammel.default) != (ny.symboler, ny.default):
                for hvad, a, b in (
                    ("symbols", list(gammel.symboler), list(ny.symboler)),
                    ("default", gammel.default, ny.default),
                ):
                    if a != b:
                        slags = Slags.SYMBOLER if hvad == "symbols" else Slags.DEFAULT
                        yield _aendring(slags, gammel, ny, fra, til, a, b, hvad)
            case Fixed(), Fixed() if gammel.stoerrelse != ny.stoerrelse:
                yield _aendring(Slags.STOERRELSE, gammel, ny, fra, til, gammel.stoerrelse, ny.stoerrelse, "size")
            case Record(), Record():
                yield from self._felter(gammel, ny, fra, til)

    def _felter(self, gammel: Record, ny: Record, fra: str, til: str) -> Iterator[Aendring]:
        par = _feltpar(gammel, ny)
        for felt in ny.felter:
            if felt.navn not in par:
                yield Aendring(Slags.FELT_TILFOEJET, None, _sted(felt, til, str(felt.type)))
                continue
            yield from self._felt(par[felt.navn], felt, fra, til)
        beholdte = {felt.navn for felt in par.values()}
        for felt in gammel.felter:
            if felt.navn not in beholdte:
                yield Aendring(Slags.FELT_FJERNET, _sted(felt, fra, str(felt.type)), None)
        foer = [felt.navn for felt in gammel.felter if felt.navn in beholdte]
        efter = [par[felt.navn].navn for felt in ny.felter if felt.navn in par]
        if foer != efter:
            yield _aendring(Slags.FELTORDEN, gammel, ny, fra, til, foer, efter)

    def _felt(self, gammel: Felt, ny: Felt, fra: str, til: str) -> Iterator[Aendring]:
        if gammel.navn != ny.navn:
            yield Aendring(Slags.FELT_OMDOEBT, _sted(gammel, fra, gammel.navn), _sted(ny, til, ny.navn))
        if (gammel.har_default, gammel.default) != (ny.har_default, ny.default):
            yield Aendring(
                Slags.DEFAULT,
                _sted(gammel, fra, gammel.default) if gammel.har_default else None,
                _sted(ny, til, ny.default) if ny.har_default else None,
                "default",
            )
        fra, til = _led(fra, gammel.navn), _led(til, ny.navn)
        yield from _egenskaber(gammel.raa, ny.raa, (gammel.peger, ny.peger), fra, til)
        yield from self.typer(gammel.type, ny.type, fra, til)


def _feltpar(gammel: Record, ny: Record) -> dict[str, Felt]:
    """The old field of each new one that has one: by name, else by an alias of the one or the other."""
    par = {felt.navn: gammel.efter_navn[felt.navn] for felt in ny.felter if felt.navn in gammel.efter_navn}
    ledige = [felt for felt in gammel.felter if felt.navn not in par]
    for felt in ny.felter:
        if felt.navn not in par:
            fundet = next((en for en in ledige if en.navn in felt.aliaser or felt.navn in en.aliaser), None)
            if fundet is not None:
                ledige.remove(fundet)
                par[felt.navn] = fundet
    return par


def _grenpar(gammel: Skematype, ny: Skematype) -> Iterator[tuple[Skematype, Skematype, str]]:
    """The branches that both have, where either is a union."""
    if not isinstance(gammel, Union) and not isinstance(ny, Union):
        return
    gamle = {gren.kort: gren for gren in (gammel.grene if isinstance(gammel, Union) else (gammel,))}
    for gren in ny.grene if isinstance(ny, Union) else (ny,):
        if gren.kort in gamle:
            kan_mangle = not isinstance(ny, Union) or ny.kan_mangle
            yield gamle[gren.kort], gren, "" if kan_mangle else f"({gren.kort})"


def _egenskaber(
    gammel: dict[str, Any], ny: dict[str, Any], pegere: tuple[str, str], fra: str, til: str
) -> Iterator[Aendring]:
    for hvad in ("doc", *sorted((gammel.keys() | ny.keys()) - _STRUKTUR)):
        if gammel.get(hvad) != ny.get(hvad):
            yield Aendring(
                Slags.DOC if hvad == "doc" else Slags.EGENSKAB,
                Sted(fra, f"{pegere[0]}/{hvad}", gammel[hvad]) if hvad in gammel else None,
                Sted(til, f"{pegere[1]}/{hvad}", ny[hvad]) if hvad in ny else None,
                hvad,
            )


def _aendring(
    slags: Slags, gammel: Skematype, ny: Skematype, fra: str, til: str, foer: Any, efter: Any, hvad: str = ""
) -> Aendring:
    return Aendring(slags, Sted(fra, gammel.peger, foer), Sted(til, ny.peger, efter), hvad)


def _sted(felt: Felt, sti: str, vaerdi: Any) -> Sted:
    return Sted(_led(sti, felt.navn), felt.peger, vaerdi)


def _led(sti: str, navn: str) -> str:
    return f"{sti}.{navn}" if sti else navn
