"""`faelleshub raad dispensation`: a kommune's leave to break one rule for a time (RA-27)."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from hub.cli.faelles import Begrundelse, SomJson, gruppe, mod_hub
from hub.cli.klient import Klient
from hub.cli.tidspunkt import tidspunkt
from hub.cli.udskrift import skriv_json, skriv_linje, skriv_tabel

_STI: Final = "/api/v1/arkitektraad/dispensationer"

Hvilken = Annotated[str, typer.Argument(metavar="ID", help="The dispensation's id, as the list shows it.")]

app = gruppe("Dispensations: ask, vote, decide, end.")


@app.command("list")
@mod_hub
def liste(klient: Klient, som_json: SomJson = False) -> None:
    """List the dispensations that were asked for, and what became of them."""
    poster = list(klient.alle(_STI))
    if som_json:
        skriv_json(poster)
        return
    felter = {
        "id": "ID",
        "myndighed": "MYNDIGHED",
        "regel": "RULE",
        "tilstand": "STATE",
        "udloeber": "EXPIRES",
        "begrundelse": "WHY",
    }
    skriv_tabel(poster, felter, tom="no dispensations")


@app.command()
@mod_hub
def regler(klient: Klient, som_json: SomJson = False) -> None:
    """List the rules that the council can dispense from."""
    fundne = klient.kald("GET", "/api/v1/arkitektraad/dispensable")["regler"]
    if som_json:
        skriv_json(fundne)
    else:
        skriv_tabel(fundne, {"regel": "RULE", "text": "WHAT IT SAYS"}, tom="none")


@app.command()
@mod_hub
def ansoeg(
    klient: Klient,
    myndighed: Annotated[str, typer.Option(help="CVR number of the authority whose messages it is about.")],
    regel: Annotated[str, typer.Option(help="The rule, as `raad dispensation regler` names it.")],
    udloeber: Annotated[str, typer.Option(help="Until when: 90d, or 2027-01-01T00:00:00+01:00.")],
    begrundelse: Begrundelse,
    som_json: SomJson = False,
) -> None:
    """Ask for one: an authority for itself, or the secretary on its behalf."""
    krop = {"myndighed": myndighed, "regel": regel, "udloeber": tidspunkt(udloeber), "begrundelse": begrundelse}
    _sig(klient.kald("POST", _STI, json=krop), som_json=som_json)


@app.command()
@mod_hub
def stem(
    klient: Klient,
    hvilken: Hvilken,
    stemme: Annotated[str, typer.Option(help="for, imod or undlader.")],
    begrundelse: Begrundelse,
    som_json: SomJson = False,
) -> None:
    """A member votes."""
    krop = {"stemme": stemme, "begrundelse": begrundelse}
    _sig(klient.kald("POST", f"{_STI}/{hvilken}/stemme", json=krop), som_json=som_json)


@app.command()
@mod_hub
def afgoer(klient: Klient, hvilken: Hvilken, begrundelse: Begrundelse, som_json: SomJson = False) -> None:
    """The secretary calls the decision."""
    _sig(klient.kald("POST", f"{_STI}/{hvilken}/afgoerelse", json={"begrundelse": begrundelse}), som_json=som_json)


@app.command()
@mod_hub
def ophaev(klient: Klient, hvilken: Hvilken, begrundelse: Begrundelse, som_json: SomJson = False) -> None:
    """End one before its time."""
    _sig(klient.kald("POST", f"{_STI}/{hvilken}/ophaevelse", json={"begrundelse": begrundelse}), som_json=som_json)


def _sig(dispensation: Any, *, som_json: bool) -> None:
    if som_json:
        skriv_json(dispensation)
    else:
        skriv_linje(
            f"{dispensation['id']}: {dispensation['myndighed']} from {dispensation['regel']}, "
            f"{dispensation['tilstand']}, until {dispensation['udloeber']}"
        )
