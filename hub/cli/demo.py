"""`faelleshub demo`: the acceptance spine and the deliberate mistakes, in one process or against a running hub."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.faelles import SomJson, find_token
from hub.cli.fejl import ULAESELIG, Clifejl


def demo(
    hold: Annotated[bool, typer.Option("--hold", help="Stay up when it has been played.")] = False,
    scene: Annotated[
        list[str] | None, typer.Option("--scene", help="Play this scene only; may be given more than once.")
    ] = None,
    mod: Annotated[
        str | None,
        typer.Option(
            "--mod",
            help="Play against the running hub at this address; of several instances, their addresses with commas "
            "between them: then one of them may be away meanwhile.",
        ),
    ] = None,
    token: Annotated[
        str | None, typer.Option("--token", envvar="FAELLESHUB_TOKEN", help="With --mod: the administrator's token.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Keep the demo's state here; otherwise nothing is left of it.")
    ] = None,
    som_json: SomJson = False,
) -> None:
    """Play five municipal flows and the deliberate mistakes, and show each message's way.

    Exit code 0: every expectation held, 1: one did not, 2: it cannot be played.
    """
    spiller = importlib.import_module("hub.demo")
    if mod is not None:
        token = find_token(token, data or Path("data"))
    try:
        kode = spiller.koer(hold=hold, som_json=som_json, mod=mod, token=token, scener=scene or (), data=data)
    except spiller.Demofejl as fejl:
        raise Clifejl(f"the demo cannot be played: {fejl}", kode=ULAESELIG) from None
    raise typer.Exit(kode)
