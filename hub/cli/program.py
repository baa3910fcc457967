"""The program: its groups of commands, and how every error leaves it: a sentence, never a traceback."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hub.cli import (
    abonnement,
    adgang,
    aftale,
    besked,
    demo,
    doctor,
    fejlkoe,
    log,
    raad,
    skema,
    start,
    system,
    vaerdiliste,
)
from hub.cli.fejl import ULAESELIG, Clifejl
from hub.cli.udskrift import skriv_fejl, skriv_linje

app = typer.Typer(
    name="faelleshub",
    help="Fælleshub: an event-driven hub that enforces the contracts of the fælleskommunale rammearkitektur.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(vis: bool) -> None:
    if vis:
        from importlib.metadata import version

        skriv_linje(f"faelleshub {version('faelleshub')}")
        raise typer.Exit


@app.callback()
def _faelles(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Fælleshub: an event-driven hub that enforces the contracts of the fælleskommunale rammearkitektur."""


app.command("demo")(demo.demo)
app.command("start")(start.start)
app.add_typer(besked.app, name="besked")
app.add_typer(skema.app, name="skema")
app.add_typer(system.app, name="system")
app.add_typer(adgang.app, name="adgang")
app.add_typer(aftale.app, name="aftale")
app.add_typer(abonnement.app, name="abonnement")
app.add_typer(vaerdiliste.app, name="vaerdiliste")
app.add_typer(fejlkoe.app, name="fejlkoe")
app.add_typer(raad.app, name="raad")
app.add_typer(log.app, name="log")
app.command("doctor")(doctor.doctor)


def main() -> NoReturn:
    """The command `faelleshub`."""
    sys.exit(koer(sys.argv[1:]))


def koer(argumenter: list[str]) -> int:
    """Run one command; its exit code."""
    try:
        app(argumenter, prog_name="faelleshub")
    except SystemExit as slut:  # how typer ends, having said itself what was used wrongly
        return slut.code if isinstance(slut.code, int) else 0
    except Clifejl as fejl:
        skriv_fejl(fejl)
        return fejl.kode
    except Exception as fejl:  # noqa: BLE001 - the last line of defence: no traceback reaches a user
        skriv_fejl(_uventet(fejl))
        return ULAESELIG
    return 0


def _uventet(fejl: Exception) -> Clifejl:
    ramme = fejl.__traceback__
    while ramme is not None and ramme.tb_next is not None:
        ramme = ramme.tb_next
    kode = ramme.tb_frame.f_code if ramme is not None else None
    sted = f"{Path(kode.co_filename).name}:{ramme.tb_lineno} {kode.co_name}" if ramme is not None and kode else "?"
    return Clifejl(f"the program failed: {type(fejl).__name__} in {sted}; this is a mistake of ours, please report it")
