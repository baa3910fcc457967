"""From the text of a schema to what the registry keeps of it: the canonical text, and what it is equal to.

Pure, and the same on every instance: the canonical text and the guid made of it decide which id a schema has.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from hub.registry.avrotrae import Trae, Traelaeser, gennemgaa, ordnet, skriv
from hub.registry.fejl import for_stort, ugyldigt_skema
from hub.registry.hukommelse import Hukommelse
from hub.registry.udskrevet import definitioner, udskrevet
from schemas.compatibility import Udgave, UgyldigtSkema

SKEMA_TEGN: Final = 500_000
"""Characters of the longest schema."""
DYBDE: Final = 100
"""How deeply a schema may be nested, counted in JSON's brackets."""

_HUSKET: Final = 32_000_000
"""Characters of schema that are remembered as read."""


@dataclass(frozen=True)
class Skemaform:
    """A schema that was read. `tekst` is canonical and names its references; `udskrevet` stands alone."""

    tekst: str
    lighed: str
    """Equal for schemas that Avro takes for the same, doc and unknown attributes included."""
    udskrevet_lighed: str
    """The same, with the references written out."""
    trae: Trae = field(repr=False)
    alene: Trae = field(repr=False)
    udgave: Udgave = field(repr=False)

    @property
    def udskrevet(self) -> str:
        """The canonical text with the references written out."""
        return som_tekst(skriv(self.alene))

    @property
    def navn(self) -> str | None:
        """The full name, where the schema is a named type."""
        return self.trae["name"] if isinstance(self.trae, dict) and "name" in self.trae else None


_laest: Final[Hukommelse[tuple[str, tuple[tuple[str, str], ...], bool], Skemaform]] = Hukommelse(_HUSKET)


def laes(
    tekst: str, henviste: Sequence[tuple[str, str]] = (), *, normaliser: bool = False, proevet: bool = False
) -> Skemaform:
    """Read a schema. `henviste` are the schemas that it refers to, by reference name, each after those it needs.

    `proevet`: that it is one is known, as of the hub's own. Raises UgyldigAnmodning when it is none, or too large; the text says where.
    """
    noegle = (tekst, tuple(henviste), normaliser)
    return _laest.hent(noegle) or _laest.gem(
        noegle, _laes(tekst, henviste, normaliser, proevet), len(tekst) + sum(len(en) for _, en in henviste)
    )


def _laes(tekst: str, henviste: Sequence[tuple[str, str]], normaliser: bool, proevet: bool) -> Skemaform:
    raa = som_json(tekst)
    referencer = {navn: som_json(en) for navn, en in henviste}
    udgave = Udgave("", raa, referencer)
    try:
        if not proevet:
            udgave.type  # noqa: B018 - reads the schema
    except UgyldigtSkema as fejl:
        raise ugyldigt_skema(f"Invalid AVRO schema. Error: {fejl}") from None
    kendte: dict[str, Trae] = {}
    for en in referencer.values():
        kendte |= definitioner(Traelaeser(frozenset(kendte)).laes(en))
    trae = Traelaeser(frozenset(kendte)).laes(raa)
    if normaliser:
        trae = ordnet(trae)
    kanonisk = som_tekst(skriv(trae))
    try:
        kanonisk.encode()
    except UnicodeEncodeError:
        raise ugyldigt_skema(
            "Invalid AVRO schema. Error: there is half a surrogate pair in it; write the whole letter."
        ) from None
    lighed = _lighed(trae)
    if not kendte:
        return Skemaform(kanonisk, lighed, lighed, trae, trae, udgave)
    alene = udskrevet(trae, kendte)
    return Skemaform(kanonisk, lighed, _lighed(alene), trae, alene, udgave)


def som_json(tekst: str) -> Any:
    """The JSON of a schema. Raises UgyldigAnmodning."""
    if len(tekst) > SKEMA_TEGN:
        raise for_stort(
            f"The schema is longer than {SKEMA_TEGN} characters; split it, and let the parts be references."
        )
    try:
        raa = json.loads(tekst, parse_constant=_intet_tal, parse_float=_tal)
        dybde = _dybde(raa)
    except RecursionError:
        dybde = DYBDE + 1
    except ValueError as fejl:
        # the message of a JSON error holds a place, and nothing of the text
        raise ugyldigt_skema(f"Invalid AVRO schema. Error: the schema is not JSON: {fejl}") from None
    if dybde > DYBDE:
        raise ugyldigt_skema(
            f"Invalid AVRO schema. Error: it is nested more than {DYBDE} levels deep; give types names."
        )
    return raa


def som_tekst(data: Any) -> str:
    """JSON as registries write it: no spaces, and letters as they are."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def guid(tekst: str, *mere: bytes) -> str:
    """The guid of a schema: the MD5 of its text and of what belongs to it, written as a UUID."""
    aftryk = hashlib.md5(tekst.encode(), usedforsecurity=False)
    for del_ in mere:
        aftryk.update(del_)
    hex_ = aftryk.hexdigest()
    return f"{hex_[:8]}-{hex_[8:12]}-{hex_[12:16]}-{hex_[16:20]}-{hex_[20:]}"


def _lighed(trae: Trae) -> str:
    def uden_orden(ting: dict[str, Any], _: frozenset[str]) -> dict[str, Any]:
        return ting | {"aliases": sorted(ting["aliases"])} if "aliases" in ting else ting

    tekst = json.dumps(gennemgaa(trae, uden_orden), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(tekst.encode()).hexdigest()[:32]


def _dybde(raa: Any) -> int:
    match raa:
        case dict():
            return 1 + max(map(_dybde, raa.values()), default=0)
        case list():
            return 1 + max(map(_dybde, raa), default=0)
        case _:
            return 0


def _tal(tekst: str) -> float:
    tal = float(tekst)
    return tal if math.isfinite(tal) else _intet_tal(tekst)


def _intet_tal(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON numbers; write them as texts")
