"""`faelleshub adgang`: tokens, those of roles among them; a system's is issued by `faelleshub system token`."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from hub.cli.faelles import Begrundelse, SomJson, gruppe, mod_hub
from hub.cli.klient import Klient
from hub.cli.udskrift import skriv_json, skriv_linje, skriv_tabel

_STI: Final = "/api/v1/adgange"
_FELTER: Final = {
    "id": "ID",
    "hvem": "WHO",
    "navn": "NAME",
    "system": "SYSTEM",
    "myndighed": "MYNDIGHED",
    "udstedt": "ISSUED",
    "udloeber": "EXPIRES",
}

app = gruppe("Tokens: list, issue to a role, revoke.")


@app.command("list")
@mod_hub
def liste(klient: Klient, som_json: SomJson = False) -> None:
    """List the tokens that hold, newest first; never the tokens themselves."""
    poster = klient.kald("GET", _STI)["poster"]
    if som_json:
        skriv_json(poster)
    else:
        skriv_tabel(poster, _FELTER, tom="no tokens but the administrator's own, in the data directory")


@app.command()
@mod_hub
def opret(
    klient: Klient,
    navn: Annotated[str, typer.Argument(help="Whose it is, so that it can be found again.")],
    hvem: Annotated[
        str, typer.Option(help="administrator, myndighed, arkitektraad, sekretaer, driftsrolle or revisor.")
    ],
    begrundelse: Begrundelse,
    myndighed: Annotated[
        str | None,
        typer.Option(
            help="CVR number, for the role myndighed, or of the authority that a member of the council comes from."
        ),
    ] = None,
    udloeber: Annotated[str | None, typer.Option(help="When it expires, e.g. 2027-01-01T00:00:00+01:00.")] = None,
    som_json: SomJson = False,
) -> None:
    """Issue a token to a role. It is shown this once, and kept nowhere."""
    felter = {"navn": navn, "hvem": hvem, "myndighed": myndighed, "udloeber": udloeber, "begrundelse": begrundelse}
    udstedt = klient.kald("POST", _STI, json={felt: vaerdi for felt, vaerdi in felter.items() if vaerdi is not None})
    if som_json:
        skriv_json(udstedt)
    else:
        skriv_linje(udstedt["token"])


@app.command()
@mod_hub
def tilbagekald(
    klient: Klient,
    hvilken: Annotated[str, typer.Argument(metavar="ID", help="The token's id, as the list shows it.")],
    begrundelse: Begrundelse,
    som_json: SomJson = False,
) -> None:
    """Revoke a token; it is refused from now on."""
    from urllib.parse import quote

    klient.kald("DELETE", f"{_STI}/{quote(hvilken, safe='')}", begrundelse=begrundelse)
    if som_json:
        skriv_json({"id": hvilken, "udfald": "tilbagekaldt"})
    else:
        skriv_linje(f"adgang {hvilken}: tilbagekaldt")
