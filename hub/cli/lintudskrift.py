"""How the linter's report is written: for a reader, or in a form that another program reads."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from hub.cli.udskrift import skriv_json, skriv_linje

if TYPE_CHECKING:
    from rich.console import Console

    from schemas.lint import Fund
    from schemas.lint.rapport import Rapport

_FARVE: Final = {"fejl": "bold red", "advarsel": "yellow"}
_ALVOR: Final = {"en": {"fejl": "error", "advarsel": "warning"}, "da": {"fejl": "fejl", "advarsel": "advarsel"}}
_MEND: Final = {"en": "mend", "da": "ret"}


def skriv_rapport(rapport: Rapport, form: str, sprog: str) -> None:
    """Write the report in that form: `tekst`, `json`, `sarif` or `github`."""
    match form:
        case "json":
            from schemas.lint.udskrift.som_json import som_json

            skriv_json(som_json(rapport))
        case "sarif":
            from schemas.lint.udskrift.sarif import som_sarif

            skriv_json(som_sarif(rapport, sprog))
        case "github":
            from schemas.lint.udskrift.github import som_github

            for linje in som_github(rapport, sprog):
                skriv_linje(linje)
        case _:
            _for_en_laeser(rapport, sprog)


def _for_en_laeser(rapport: Rapport, sprog: str) -> None:
    from rich.console import Console

    konsol = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    for et in rapport.fund:
        _skriv_fund(konsol, rapport, et, sprog)
    for linje in _til_sidst(rapport):
        konsol.print(linje, markup=False)


def _skriv_fund(konsol: Console, rapport: Rapport, fund: Fund, sprog: str) -> None:
    from rich.text import Text

    tekst, ret = (fund.ord.da, fund.ord.ret_da) if sprog == "da" else (fund.ord.en, fund.ord.ret_en)
    alvor = _ALVOR[sprog][fund.alvor.value]
    sted = f"{rapport.vist(fund.fil)}:{fund.linje}:{fund.kolonne}"
    konsol.print(
        Text.assemble((sted, "bold"), ": ", (alvor, _FARVE[fund.alvor.value]), f" [{fund.regel} {fund.kode}] ", tekst)
    )
    if fund.hvor:
        konsol.print(Text(f"    {fund.hvor}", style="dim"))
    konsol.print(Text(f"    {_MEND[sprog]}: {ret}"))


def _til_sidst(rapport: Rapport) -> list[str]:
    """What the run came to, in a line each."""
    from schemas.lint import Alvor

    linjer = [
        f"{rapport.filer} file(s): {rapport.antal(Alvor.FEJL)} error(s), {rapport.antal(Alvor.ADVARSEL)} warning(s)"
    ]
    if rettelige := sum(et.kan_rettes for et in rapport.fund):
        linjer.append(f"{rettelige} can be mended with --ret")
    if rapport.kendte:
        linjer.append(f"{len(rapport.kendte)} known in the baseline")
    for post, antal in rapport.forsvundne.items():
        hvor = f" {post.hvor}" if post.hvor else ""
        linjer.append(f"mended, take it out of the baseline: {rapport.vist_gaeld(post)}{hvor} {post.kode} ×{antal}")
    for afgoerelse, antal in _efter_afgoerelse(rapport).items():
        linjer.append(f"{antal} let go by {afgoerelse}")
    return linjer


def _efter_afgoerelse(rapport: Rapport) -> dict[str, int]:
    """How many findings each dispensation let go."""
    antal: dict[str, int] = {}
    for _, lov in rapport.lettede:
        hvem = f"{lov.afgoerelse} ({lov.regel}, kommune {lov.kommune}, until {lov.udloeber.isoformat()})"
        antal[hvem] = antal.get(hvem, 0) + 1
    return antal
