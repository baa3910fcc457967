"""`faelleshub log`: checks the hash chain of the message log, offline."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.faelles import SomJson, gruppe
from hub.cli.fejl import UGYLDIG, ULAESELIG, Clifejl
from hub.cli.udskrift import skriv_json, skriv_linje

app = gruppe("The hash-chained message log.")


@app.callback()
def _log() -> None:
    """The hash-chained message log."""


@app.command()
def verificer(
    sted: Annotated[Path, typer.Argument(help="A hub's data directory, or an exported log.")] = Path("data"),
    hoveder: Annotated[
        Path | None, typer.Option(help="A copy of `log.hoved`, kept where the hub cannot write.")
    ] = None,
    som_json: SomJson = False,
) -> None:
    """Find any edit, deletion, reordering or truncation; exit code 0: the chain holds, 1: broken, 2: unreadable."""
    from hub.log.verificer import Verificeringsfejl, verificer_fil
    from hub.log.verificer import verificer as verificer_mappe

    try:
        rapport = verificer_mappe(sted) if sted.is_dir() else verificer_fil(sted, hoveder)
    except Verificeringsfejl as fejl:
        raise Clifejl(str(fejl), kode=ULAESELIG) from None
    if som_json:
        skriv_json(
            {"iOrden": rapport.i_orden, "led": rapport.led, "kaeder": [dataclasses.asdict(k) for k in rapport.kaeder]}
        )
    else:
        for kaede in rapport.kaeder:
            tilstand = "holds" if kaede.brud is None else f"BROKEN: {kaede.brud}"
            skriv_linje(f"{kaede.emne}/{kaede.partition}: {kaede.led} link(s), {tilstand}")
        skriv_linje(f"{rapport.led} link(s): {'every chain holds' if rapport.i_orden else 'the log was changed'}")
    if not rapport.i_orden:
        raise typer.Exit(UGYLDIG)
