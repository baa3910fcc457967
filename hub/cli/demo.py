"""`faelleshub demo`: the acceptance spine and the deliberate mistakes, in one process."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer

from hub.cli.faelles import SomJson


def demo(
    hold: Annotated[bool, typer.Option("--hold", help="Stay up when it has been played.")] = False,
    som_json: SomJson = False,
) -> None:
    """Start a hub with its adapters, play five municipal flows and the mistakes, and show each message's way."""
    raise typer.Exit(importlib.import_module("hub.demo").koer(hold=hold, som_json=som_json))
