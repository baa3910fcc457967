"""Names in a schema: full ones made of a name and the namespace around it, as Avro says, and what may be none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from schemas.compatibility.fejl import UgyldigtSkema

NAVNGIVNE: Final = frozenset({"record", "error", "enum", "fixed"})
"""The kinds of type that have a name."""

_NAVN: Final = re.compile(r"[^\W\d]\w*")
_FULDT: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def navnerum(fuldt: str) -> str:
    """The namespace of a full name; empty when it has none."""
    return fuldt.rpartition(".")[0]


def med_rum(navn: str, rum: str) -> str:
    """The full name that `navn` means where the namespace is `rum`."""
    return f"{rum}.{navn}" if rum and "." not in navn else navn


def fuldt_navn(raa: Mapping[str, Any], rum: str, peger: str) -> str:
    """The full name of a type that is defined where the namespace is `rum`. Raises UgyldigtSkema."""
    eget = raa.get("namespace", rum)
    if not isinstance(eget, str):
        raise UgyldigtSkema(f"{peger}/namespace", "et namespace er en tekst", "a namespace is a text")
    navn = raa.get("name")
    fuldt = med_rum(navn, eget) if isinstance(navn, str) else ""
    return _proev(_FULDT, fuldt, f"{peger}/name")


def feltnavn(raa: Mapping[str, Any], peger: str) -> str:
    """The name of a field. Raises UgyldigtSkema."""
    return _proev(_NAVN, raa.get("name"), f"{peger}/name")


def aliaser(raa: Mapping[str, Any], peger: str) -> tuple[str, ...]:
    """The aliases of a type or a field, as written. Raises UgyldigtSkema."""
    navne = raa.get("aliases") or []
    if not isinstance(navne, list) or not all(isinstance(navn, str) for navn in navne):
        raise UgyldigtSkema(f"{peger}/aliases", "aliases er en liste af navne", "aliases is a list of names")
    return tuple(navne)


def mangler(peger: str, noegle: str) -> UgyldigtSkema:
    """What to raise where `noegle` is not there, or of the wrong kind."""
    return UgyldigtSkema(
        peger, f"{noegle} mangler eller er af forkert slags", f"{noegle} is missing or of the wrong kind"
    )


def _proev(moenster: re.Pattern[str], navn: Any, peger: str) -> str:
    if isinstance(navn, str) and moenster.fullmatch(navn):
        return navn
    raise UgyldigtSkema(
        peger,
        "et navn er bogstaver, cifre og _, og begynder ikke med et ciffer",
        "a name is letters, digits and _, and begins with no digit",
    )
