"""The table of lint rules, made from their declarations: `python -m schemas.lint.beskriv` writes it into `docs/lint.md`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from schemas.lint.afvigelser import ORD
from schemas.lint.fund import Alvor
from schemas.lint.regel import Lintregel
from schemas.lint.regler import REGLER

SIDE: Final = Path(__file__).parents[2] / "docs" / "lint.md"
FRA: Final = "<!-- rules: written by python -m schemas.lint.beskriv -->\n"
TIL: Final = "<!-- end of rules -->\n"
_VAEGT: Final = {Alvor.FEJL: "error", Alvor.ADVARSEL: "warning"}


def side(tekst: str) -> str:
    """The page with the table as it should be. Raises ValueError when the page has no place for it."""
    foer, fra, resten = tekst.partition(FRA)
    _, til, efter = resten.partition(TIL)
    if not (fra and til):
        raise ValueError(f"{SIDE.name} has lost the lines between which the rules are written")
    return f"{foer}{fra}\n{tabel()}\n{til}{efter}"


def tabel() -> str:
    """Every rule, grouped by what it serves, in Markdown."""
    return "\n".join(_linjer())


def _linjer() -> Iterator[str]:
    for regel, gruppe in groupby(sorted(REGLER, key=_orden), key=lambda en: en.regel):
        yield f"### {regel}\n"
        yield "| code | weighs | what is wrong | hvad der er galt |\n|---|---|---|---|"
        for en in gruppe:
            vaegt = _VAEGT[en.alvor] + (" ●" if en.ufravigelig else "") + (" ✎" if en.kan_rettes else "")
            yield f"| `{en.kode}` | {vaegt} | {_celle(en.en)} {_celle(en.ret_en)} | {_celle(en.da)} {_celle(en.ret_da)} |"
        yield ""
    yield "### RA-27, of a configuration's own lines\n"
    yield "| code | weighs | what is wrong | hvad der er galt |\n|---|---|---|---|"
    for kode, ord_ in ORD.items():
        yield f"| `{kode}` | warning | {_celle(ord_.en)} {_celle(ord_.ret_en)} | {_celle(ord_.da)} {_celle(ord_.ret_da)} |"
    yield ""


def _orden(regel: Lintregel) -> tuple[int, int]:
    """As the rules are tried, those that serve the same together."""
    foerste = next(i for i, en in enumerate(REGLER) if en.regel == regel.regel)
    return foerste, REGLER.index(regel)


def _celle(tekst: str) -> str:
    """A rule's text as a cell: what each breach gives stands as …, and doubled braces are single ones."""
    uden = tekst.replace("{{", "\0").replace("}}", "\1")
    while (fra := uden.find("{")) >= 0:
        uden = f"{uden[:fra]}…{uden[uden.index('}', fra) + 1 :]}"
    return uden.replace("\0", "{").replace("\1", "}").replace("|", "\\|").replace("<", "&lt;")


def main() -> None:
    """Write the table into the page."""
    SIDE.write_text(side(SIDE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
