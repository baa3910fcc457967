"""What a command writes: tables for people, JSON for scripts (`--json`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from hub.cli.fejl import Clifejl

T = TypeVar("T")

_LANGT: Final = 5
"""Steps from which work may take long enough for a progress bar."""

_BREDDE: Final = 400
"""Columns of a table that is no terminal's: nothing is folded there."""


def skriv_json(data: Any) -> None:
    """The answer as JSON on stdout."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def skriv_linje(tekst: str) -> None:
    """A line on stdout, at once."""
    sys.stdout.write(tekst + "\n")
    sys.stdout.flush()


def skriv_note(tekst: str) -> None:
    """A line on stderr: worth knowing, and no part of the answer."""
    sys.stderr.write(f"note: {tekst}\n")


def fremdrift(led: Sequence[T], hvad: str) -> Iterable[T]:
    """The items, with a progress bar on stderr while they are worked on, where a person is watching and may wait."""
    from rich.console import Console
    from rich.progress import track

    konsol = Console(stderr=True)
    if len(led) < _LANGT or not konsol.is_terminal:
        return led
    return track(led, hvad, console=konsol, transient=True)


def skriv_tabel(poster: Sequence[Mapping[str, Any]], felter: Mapping[str, str], *, tom: str) -> None:
    """A table of these fields under these headings; `tom` is said when there is nothing."""
    from rich.console import Console
    from rich.table import Table

    if not poster:
        skriv_linje(tom)
        return
    tabel = Table(box=None, header_style="bold", pad_edge=False)
    for overskrift in felter.values():
        tabel.add_column(overskrift, overflow="fold")
    for post in poster:
        tabel.add_row(*(_celle(post.get(felt)) for felt in felter))
    Console(width=None if sys.stdout.isatty() else _BREDDE).print(tabel)


def skriv_fejl(fejl: Clifejl) -> None:
    """An error on stderr."""
    from rich.console import Console
    from rich.text import Text

    konsol = Console(stderr=True, soft_wrap=True)
    konsol.print(Text.assemble(("error: ", "bold red"), fejl.tekst))
    for linje in fejl.linjer:
        konsol.print(Text(f"  {linje}"))


def _celle(vaerdi: Any) -> str:
    match vaerdi:
        case None:
            return ""
        case list():
            return ", ".join(map(str, vaerdi))
        case dict():
            return ", ".join(
                f"{noegle}={_celle(del_)}" for noegle, del_ in vaerdi.items() if del_ not in (None, [], {})
            )
        case _:
            return str(vaerdi)
