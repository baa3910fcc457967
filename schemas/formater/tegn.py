"""Characters that a message may not hold: refused on the way in, so that every message can leave as XML too.

XML 1.0 has no way of writing them, not even escaped; a message that came as JSON with one of them would reach a
receiver of XML never.
"""

from __future__ import annotations

import re
from typing import Final

from schemas.formater.fejl import Formbrud

ULOVLIGE_TEGN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Control characters beside tab, LF and CR; lone surrogates; U+FFFE and U+FFFF. Use `.search`."""


def proev_tegn(tekst: str, sti: str) -> None:
    """Refuse text that XML cannot hold. Raises Formbrud, which names the character, but not the text."""
    if fund := ULOVLIGE_TEGN.search(tekst):
        raise tegnfejl(fund[0], sti)


def tegnfejl(tegn: str, sti: str) -> Formbrud:
    """The error for one such character."""
    kode = f"U+{ord(tegn):04X}"
    return Formbrud(
        "ulovligt-tegn",
        f"Teksten indeholder tegnet {kode}, som ikke kan stå i en besked. Fjern det.",
        f"The text holds the character {kode}, which no message may hold. Remove it.",
        sti=sti,
    )
