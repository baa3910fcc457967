"""The table of rules for `docs/kompatibilitet.md`, made from the rules themselves: `python -m schemas.compatibility.beskriv`."""

from __future__ import annotations

import sys
from typing import Final

from schemas.compatibility.regler import REGLER, Alvor

_VAEGT: Final = {
    Alvor.UFORENELIG: ("incompatible", "uforenelig"),
    Alvor.BETYDNING: ("meaning changed", "ændret betydning"),
    Alvor.NOTE: ("note", "note"),
}
_EN: Final = {"L": "the reader", "S": "the writer", "l": "*x*", "s": "*y*", "navn": "*f*", "mangler": "*z*"}
_DA: Final = {**_EN, "L": "læseren", "S": "skriveren"}


def tabel() -> str:
    """A row per rule: its id, its weight and its words in both languages, with names for what differs each time."""
    linjer = ["| rule | weight | vægt | what it says | hvad den siger |", "|---|---|---|---|---|"]
    for regel in REGLER.values():
        en, da = _stort(regel.en.format_map(_EN)), _stort(regel.da.format_map(_DA))
        linjer.append(f"| {' | '.join((regel.id, *_VAEGT[regel.alvor], en, da))} |")
    return "\n".join(linjer) + "\n"


def _stort(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


if __name__ == "__main__":
    sys.stdout.write(tabel())
