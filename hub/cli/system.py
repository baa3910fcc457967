"""`faelleshub system`: the it-systems that take part, the authorities that run them, and their tokens."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.cli.faelles import Begrundelse, SomJson, gruppe, mod_hub
from hub.cli.klient import Klient
from hub.cli.ressource import Gruppe, Hvilken, erklaer, opret
from hub.cli.udskrift import skriv_json, skriv_linje

SYSTEM = Gruppe(
    "/api/v1/systemer",
    "system",
    {"id": "ID", "navn": "NAME", "myndighed": "MYNDIGHED", "systemtype": "TYPE", "tilstand": "STATE"},
    "afslut",
)

app = gruppe("It-systems that take part, and their tokens.")
erklaer(app, SYSTEM)


@app.command("opret")
@mod_hub
def opret_system(
    klient: Klient,
    navn: Annotated[str, typer.Argument(help="The system's name.")],
    myndighed: Annotated[str, typer.Option(help="CVR number of the authority that runs it.")],
    begrundelse: Begrundelse,
    systemtype: Annotated[str | None, typer.Option(help="Its kind, such as esdh.")] = None,
    myndighedsnavn: Annotated[str | None, typer.Option(help="Register the authority too, under this name.")] = None,
    som_json: SomJson = False,
) -> None:
    """Register a system."""
    if myndighedsnavn is not None:
        klient.kald(
            "POST",
            "/api/v1/organisation",
            json={"cvr": myndighed, "navn": myndighedsnavn, "begrundelse": begrundelse},
        )
    felter = {"navn": navn, "myndighed": myndighed, "systemtype": systemtype, "begrundelse": begrundelse}
    opret(klient, SYSTEM, felter, som_json=som_json)


@app.command("token")
@mod_hub
def token_(
    klient: Klient,
    hvilken: Hvilken,
    begrundelse: Begrundelse,
    udloeber: Annotated[str | None, typer.Option(help="When it expires, e.g. 2027-01-01T00:00:00+01:00.")] = None,
    som_json: SomJson = False,
) -> None:
    """Issue a token to a system. It is shown this once, and kept nowhere."""
    sti = f"{SYSTEM.sti}/{klient.find_id(SYSTEM.sti, hvilken)}/token"
    krop = {"begrundelse": begrundelse} | ({"udloeber": udloeber} if udloeber else {})
    udstedt = klient.kald("POST", sti, json=krop)
    if som_json:
        skriv_json(udstedt)
    else:
        skriv_linje(udstedt["token"])
