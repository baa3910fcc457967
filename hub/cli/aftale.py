"""`faelleshub aftale`: serviceaftaler, without which nothing passes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from hub.cli.faelles import Begrundelse, SomJson, gruppe, mod_hub
from hub.cli.klient import Klient
from hub.cli.ressource import Gruppe, erklaer, opret
from hub.cli.system import SYSTEM

AFTALE = Gruppe(
    "/api/v1/serviceaftaler",
    "serviceaftale",
    {
        "id": "ID",
        "navn": "NAME",
        "system": "SYSTEM",
        "retning": "DIRECTION",
        "beskedtyper": "BESKEDTYPER",
        "kle": "KLE",
        "gyldigFra": "FROM",
        "gyldigTil": "TO",
        "tilstand": "STATE",
    },
    "afslut",
)

app = gruppe("Serviceaftaler: what each system may send and receive.")
erklaer(app, AFTALE)


@app.command("opret")
@mod_hub
def opret_aftale(
    klient: Klient,
    navn: Annotated[str, typer.Argument(help="The agreement's name.")],
    system: Annotated[str, typer.Option(help="The system, by id or name.")],
    retning: Annotated[str, typer.Option(help="afsend, modtag or begge.")],
    begrundelse: Begrundelse,
    beskedtype: Annotated[list[str], typer.Option(help="Beskedtype by name or UUID, or *; may be repeated.")],
    myndighed: Annotated[list[str], typer.Option(help="CVR number, or *; may be repeated.")],
    kle: Annotated[list[str], typer.Option(help="KLE area such as 27.*; may be repeated.")],
    foelsomhed: Annotated[str, typer.Option(help="The highest sensitivity.")] = "FORTROLIGE_PERSONOPLYSNINGER",
    fra: Annotated[str | None, typer.Option(help="From when; otherwise now.")] = None,
    til: Annotated[str | None, typer.Option(help="Until when; otherwise without end.")] = None,
    som_json: SomJson = False,
) -> None:
    """Make an agreement."""
    felter = {
        "navn": navn,
        "system": klient.find_id(SYSTEM.sti, system),
        "retning": retning,
        "beskedtyper": [find_beskedtype(klient, type_) for type_ in beskedtype],
        "kle": kle,
        "foelsomhed": foelsomhed,
        "myndigheder": myndighed,
        "gyldigFra": fra or dt.datetime.now(dt.UTC).isoformat(),
        "gyldigTil": til,
        "begrundelse": begrundelse,
    }
    opret(klient, AFTALE, felter, som_json=som_json)


def find_beskedtype(klient: Klient, navn: str) -> str:
    """The UUID of a beskedtype given by name. Raises Clifejl."""
    return navn if navn == "*" else str(klient.kald("GET", f"/api/v1/katalog/{navn}")["beskedtype"])
