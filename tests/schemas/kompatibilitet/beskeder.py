"""Random messages of a schema, written by fastavro."""

from __future__ import annotations

import io
import random
import uuid
from typing import Any

import fastavro

from schemas.compatibility import Udgave
from schemas.compatibility.form import Beholder, Enum, Fixed, Record, Skematype, Union

_DYBT = 6
"""From this depth lists are empty and what may be null is null."""


def tilfaeldige_beskeder(udgave: Udgave, tilfaeldig: random.Random, antal: int = 4) -> list[bytes]:
    """Random messages of a version: text is UTF-8 in bytes too, so that only schemas decide what can be read."""
    navngivne: dict[str, Any] = {}
    for reference in udgave.referencer.values():
        fastavro.parse_schema(_uden_logiske(reference), named_schemas=navngivne)
    skema = fastavro.parse_schema(_uden_logiske(udgave.skema), named_schemas=navngivne)
    ud = []
    for _ in range(antal):
        stroem = io.BytesIO()
        fastavro.schemaless_writer(stroem, skema, _vaerdi(udgave.type, tilfaeldig, 0))
        ud.append(stroem.getvalue())
    return ud


def _uden_logiske(raa: Any) -> Any:
    match raa:
        case dict():
            return {noegle: _uden_logiske(en) for noegle, en in raa.items() if noegle != "logicalType"}
        case list():
            return [_uden_logiske(en) for en in raa]
        case _:
            return raa


def _vaerdi(type_: Skematype, tilfaeldig: random.Random, dybde: int) -> Any:
    """A value as fastavro writes it; a union's branch is named, so that it is the one that was drawn."""
    match type_:
        case Record(felter=felter):
            return {felt.navn: _vaerdi(felt.type, tilfaeldig, dybde + 1) for felt in felter}
        case Union(grene=grene):
            nul = next((gren for gren in grene if gren.slags == "null"), None)
            gren = nul if dybde > _DYBT and nul is not None else tilfaeldig.choice(grene)
            return None if gren.slags == "null" else (gren.navn, _vaerdi(gren, tilfaeldig, dybde + 1))
        case Beholder(indre=indre, slags=slags):
            antal = 0 if dybde > _DYBT else tilfaeldig.randint(0, 2)
            poster = [_vaerdi(indre, tilfaeldig, dybde + 1) for _ in range(antal)]
            return poster if slags == "array" else dict(zip("kl", poster, strict=False))
        case _:
            return _enkelt(type_, tilfaeldig)


def _enkelt(type_: Skematype, tilfaeldig: random.Random) -> Any:
    if isinstance(type_, Enum):
        return tilfaeldig.choice(type_.symboler)
    if isinstance(type_, Fixed):
        return b"f" * type_.stoerrelse
    muligheder = {
        "null": None,
        "boolean": tilfaeldig.random() < 0.5,
        "int": tilfaeldig.randint(0, 2**20),  # as a date too, within the years that Python knows
        "long": tilfaeldig.randint(0, 2**20),
        "float": float(tilfaeldig.randint(-1000, 1000)),
        "double": float(tilfaeldig.randint(-1000, 1000)),
        "string": str(uuid.UUID(int=tilfaeldig.getrandbits(128))) if type_.logisk else "æ" * tilfaeldig.randint(0, 2),
        "bytes": b"x" * tilfaeldig.randint(1, 3),
    }
    return muligheder[type_.slags]
