"""`faelleshub vaerdiliste`: the lists of object ids that subscriptions filter by, and their values."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from hub.cli.faelles import Begrundelse, SomJson, gruppe, mod_hub
from hub.cli.fejl import ULAESELIG, Clifejl
from hub.cli.klient import Klient
from hub.cli.ressource import Gruppe, Hvilken, erklaer, opret
from hub.cli.system import SYSTEM
from hub.cli.udskrift import fremdrift, skriv_json, skriv_linje

VAERDILISTE = Gruppe(
    "/api/v1/vaerdilister",
    "vaerdiliste",
    {"id": "ID", "navn": "NAME", "system": "SYSTEM", "note": "NOTE"},
    "slet",
)

_PORTION: Final = 10_000

Fil = Annotated[Path, typer.Argument(help="A file with a value on each line; `-` is stdin.")]

app = gruppe("Value lists. Values come from a file or stdin, so that they stand in no command history.")
erklaer(app, VAERDILISTE)


@app.command("opret")
@mod_hub
def opret_liste(
    klient: Klient,
    navn: Annotated[str, typer.Argument(help="The list's name.")],
    system: Annotated[str, typer.Option(help="The system that owns it, by id or name.")],
    begrundelse: Begrundelse,
    note: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    som_json: SomJson = False,
) -> None:
    """Make an empty list."""
    felter = {
        "navn": navn,
        "system": klient.find_id(SYSTEM.sti, system),
        "note": note,
        "begrundelse": begrundelse,
    }
    opret(klient, VAERDILISTE, felter, som_json=som_json)


@app.command()
@mod_hub
def tilfoej(klient: Klient, hvilken: Hvilken, fil: Fil, som_json: SomJson = False) -> None:
    """Add values."""
    _skift(klient, hvilken, fil, "", som_json=som_json)


@app.command()
@mod_hub
def fjern(klient: Klient, hvilken: Hvilken, fil: Fil, som_json: SomJson = False) -> None:
    """Take values out."""
    _skift(klient, hvilken, fil, "/fjern", som_json=som_json)


@app.command()
@mod_hub
def soeg(klient: Klient, hvilken: Hvilken, fil: Fil, som_json: SomJson = False) -> None:
    """Which of the values in a file the list holds: a line each, yes or no, in the file's order."""
    sti = f"{VAERDILISTE.sti}/{klient.find_id(VAERDILISTE.sti, hvilken)}/vaerdier/soeg"
    fundne = [klient.kald("POST", sti, json={"vaerdi": v})["findes"] for v in fremdrift(_vaerdier(fil), "searching")]
    if som_json:
        skriv_json(fundne)
    else:
        for findes in fundne:
            skriv_linje("yes" if findes else "no")


@app.command()
@mod_hub
def vaerdier(klient: Klient, hvilken: Hvilken, som_json: SomJson = False) -> None:
    """Read the list's values back; the owner alone."""
    laeste = list(_laes(klient, f"{VAERDILISTE.sti}/{klient.find_id(VAERDILISTE.sti, hvilken)}/vaerdier"))
    if som_json:
        skriv_json(laeste)
    else:
        for vaerdi in laeste:
            skriv_linje(vaerdi)


def _laes(klient: Klient, sti: str) -> Iterator[str]:
    efter = None
    while True:
        side = klient.kald("GET", sti, soeg={"max": 500, "efter": efter})
        yield from side["vaerdier"]
        efter = side.get("naeste")
        if efter is None:
            return


def _skift(klient: Klient, hvilken: str, fil: Path, handling: str, *, som_json: bool) -> None:
    sti = f"{VAERDILISTE.sti}/{klient.find_id(VAERDILISTE.sti, hvilken)}/vaerdier{handling}"
    alle = _vaerdier(fil)
    aendret, antal = 0, 0
    for fra in fremdrift(range(0, len(alle), _PORTION), "sending values"):
        svar = klient.kald("POST", sti, json={"vaerdier": alle[fra : fra + _PORTION]})
        aendret, antal = aendret + svar["aendret"], svar["antal"]
    if som_json:
        skriv_json({"aendret": aendret, "antal": antal})
        return
    skriv_linje(f"{aendret} of {len(alle)} value(s) changed the list; it now holds {antal}")


def _vaerdier(fil: Path) -> Sequence[str]:
    try:
        tekst = sys.stdin.read() if str(fil) == "-" else fil.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Clifejl(f"{fil} cannot be read as UTF-8 text", kode=ULAESELIG) from None
    vaerdier_ = [linje.strip() for linje in tekst.splitlines() if linje.strip()]
    if not vaerdier_:
        raise Clifejl(f"{fil} holds no values; write one on each line", kode=ULAESELIG)
    return vaerdier_
