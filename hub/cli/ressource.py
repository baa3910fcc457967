"""What the groups for configuration resources have in common: list, show, change, end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from hub.cli.faelles import Begrundelse, SomJson, mod_hub
from hub.cli.fejl import ULAESELIG, Clifejl
from hub.cli.klient import Klient
from hub.cli.udskrift import skriv_json, skriv_linje, skriv_tabel

Hvilken = Annotated[str, typer.Argument(metavar="ID|NAVN", help="Its id or its name.")]


@dataclass(frozen=True, slots=True)
class Gruppe:
    """A kind of resource on the command line: its path at the hub, and what a list shows of it."""

    sti: str
    ental: str
    felter: Mapping[str, str]
    afslut: str
    """What ending one is called: `afslut` or `slet`."""


def erklaer(app: typer.Typer, gruppe: Gruppe) -> None:
    """Add the commands `list`, `vis`, `ret` and the one that ends a resource."""

    @app.command("list")
    @mod_hub
    def liste(klient: Klient, som_json: SomJson = False) -> None:
        poster = list(klient.alle(gruppe.sti))
        if som_json:
            skriv_json(poster)
        else:
            skriv_tabel(poster, gruppe.felter, tom=f"no {gruppe.ental} that you may see")

    @app.command("vis")
    @mod_hub
    def vis(klient: Klient, hvilken: Hvilken, som_json: SomJson = True) -> None:  # noqa: ARG001 - it writes JSON anyway
        skriv_json(klient.kald("GET", f"{gruppe.sti}/{klient.find_id(gruppe.sti, hvilken)}"))

    @app.command("ret")
    @mod_hub
    def ret(
        klient: Klient,
        hvilken: Hvilken,
        saet: Annotated[
            list[str], typer.Option("--saet", metavar="FELT=VÆRDI", help="A field; lists and objects as JSON.")
        ],
        begrundelse: Begrundelse,
        som_json: SomJson = True,  # noqa: ARG001 - it writes JSON anyway
    ) -> None:
        sti = f"{gruppe.sti}/{klient.find_id(gruppe.sti, hvilken)}"
        nuvaerende = klient.kald("GET", sti)
        ny = nuvaerende | dict(map(_felt, saet))
        skriv_json(klient.kald("PUT", sti, json=ny | {"begrundelse": begrundelse}))

    @app.command(gruppe.afslut)
    @mod_hub
    def afslut(klient: Klient, hvilken: Hvilken, begrundelse: Begrundelse, som_json: SomJson = False) -> None:
        id_ = klient.find_id(gruppe.sti, hvilken)
        klient.kald("DELETE", f"{gruppe.sti}/{id_}", begrundelse=begrundelse)
        udfald = "afsluttet" if gruppe.afslut == "afslut" else "slettet"
        if som_json:
            skriv_json({"id": id_, "udfald": udfald})
        else:
            skriv_linje(f"{gruppe.ental} {hvilken}: {udfald}")

    for kommando, hjaelp in (
        (liste, f"List every {gruppe.ental} that you may see."),
        (vis, f"Show one {gruppe.ental}."),
        (ret, f"Change fields of one {gruppe.ental}."),
        (afslut, f"End one {gruppe.ental}."),
    ):
        kommando.__doc__ = hjaelp


def opret(klient: Klient, gruppe: Gruppe, felter: Mapping[str, Any], *, som_json: bool) -> None:
    """Create a resource; says its id. Fields that are None are left out."""
    ny = klient.kald(
        "POST", gruppe.sti, json={navn: vaerdi for navn, vaerdi in felter.items() if vaerdi not in (None, [])}
    )
    if som_json:
        skriv_json(ny)
    else:
        skriv_linje(f"{gruppe.ental} {ny['navn']}: {ny['id']}")


def _felt(tekst: str) -> tuple[str, Any]:
    import json

    navn, lighed, vaerdi = tekst.partition("=")
    if not lighed:
        raise Clifejl(f"--saet {tekst}: write it as field=value", kode=ULAESELIG)
    if vaerdi[:1] in {"[", "{", '"'} or vaerdi in {"null", "true", "false"}:
        try:
            return navn, json.loads(vaerdi)
        except ValueError as fejl:
            raise Clifejl(f"--saet {navn}: the value is not JSON ({fejl})", kode=ULAESELIG) from None
    return navn, vaerdi
