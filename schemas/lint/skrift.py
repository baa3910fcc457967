"""How a contract's files are laid out, so that a change shows as a change and nothing else does.

Laying out never changes what a file says: objects keep the order of their keys, and YAML, which may hold comments, is
only freed of space that nobody sees.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from schemas.lint.regel import Kilde
from schemas.lint.steder import BOM, Ulaeselig
from schemas.lint.yamlsteder import laes_yaml

_LUFT_SIDST: Final = re.compile(r"[ \t]+$", re.MULTILINE)


def skriv_json(vaerdi: Any) -> str:
    """JSON as the contracts are laid out: two spaces to a level, letters as they are, one line break at the end."""
    return json.dumps(vaerdi, ensure_ascii=False, indent=2) + "\n"


def rette_linjer(tekst: str) -> str:
    """The text with plain line ends, no space before them, and one line break at the end."""
    linjer = tekst.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")
    return _LUFT_SIDST.sub("", linjer).rstrip("\n") + "\n"


def ret_yaml(kilde: Kilde) -> str:
    """A YAML file's text with its lines mended; as it is, where the space belongs to what it says."""
    rettet = rette_linjer(kilde.tekst)
    try:
        uaendret: bool = laes_yaml(rettet).vaerdi == kilde.steder.vaerdi
    except Ulaeselig:
        return kilde.tekst
    return rettet if uaendret else kilde.tekst


def delt(navn: str) -> tuple[str, str] | None:
    """The namespace and the name of a name that holds both; None for another, and where a part would be empty."""
    rum, _, kort = navn.rpartition(".")
    return (rum, kort) if rum and kort else None


def uden_luft(doc: str) -> str:
    """A doc as one line, with one space between words."""
    return " ".join(doc.split())
