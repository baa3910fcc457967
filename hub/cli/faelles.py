"""What commands have in common: the options that find the hub, and `--json`."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from hub.cli.fejl import ULAESELIG, Clifejl
from hub.cli.klient import Klient

STANDARDHUB: Final = "http://127.0.0.1:8080"

Data = Annotated[Path, typer.Option("--data", envvar="FAELLESHUB_DATA", help="The hub's data directory.")]
SomJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Begrundelse = Annotated[str, typer.Option("--begrundelse", "-b", help="Why; kept in the audit.")]

_Hub = Annotated[
    str,
    typer.Option("--hub", envvar="FAELLESHUB_HUB", help="The hub's address, or its instances' with commas between."),
]
_Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="FAELLESHUB_TOKEN",
        help="Whom to act as; otherwise the administrator's token in the data directory.",
        show_envvar=True,
    ),
]
_VALG: Final = {"hub": (_Hub, STANDARDHUB), "token": (_Token, None), "data": (Data, Path("data"))}


def gruppe(hjaelp: str) -> typer.Typer:
    """A group of commands."""
    return typer.Typer(help=hjaelp, no_args_is_help=True, rich_markup_mode=None)


def mod_hub(kommando: Callable[..., None]) -> Callable[..., None]:
    """A command against a running hub: gets the options --hub, --token, --data, and a `Klient` as first argument."""
    egne = list(inspect.signature(kommando, eval_str=True).parameters.values())[1:]
    ekstra = [
        inspect.Parameter(navn, inspect.Parameter.KEYWORD_ONLY, default=standard, annotation=type_)
        for navn, (type_, standard) in _VALG.items()
    ]

    @functools.wraps(kommando)
    def med_klient(*, hub: str, token: str | None, data: Path, **resten: Any) -> None:
        kommando(Klient(hub.rstrip("/"), find_token(token, data)), **resten)

    parametre = [*(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in egne), *ekstra]
    del med_klient.__wrapped__
    med_klient.__signature__ = inspect.Signature(parametre)  # type: ignore[attr-defined] # how a signature is given
    med_klient.__annotations__ = {p.name: p.annotation for p in parametre}
    return med_klient


def find_token(token: str | None, data: Path) -> str:
    """The token to use: the one given, the environment's, or the administrator's own. Raises Clifejl."""
    if fundet := token or os.environ.get("FAELLESHUB_ADMINISTRATOR_TOKEN"):
        return fundet
    fil = data / "administrator.token"
    try:
        return fil.read_text().strip()
    except OSError as fejl:
        raise Clifejl(
            f"no token: {fil} cannot be read ({fejl.strerror}); give --token, FAELLESHUB_TOKEN, "
            "or the hub's data directory with --data",
            kode=ULAESELIG,
        ) from None
